import pytest

from db.upkeep import Review
from tests.papers import version


@pytest.fixture
def office(world):
    world.version = version(world.positions.clerk, {"a": "接待顾客"}, by=world.hr, effective_on="2021-03-04")
    version(world.positions.driver, {"b": "安全驾驶"}, by=world.hr, effective_on="2026-03-04")
    world.path = f"/upkeep/{world.positions.clerk.id}"
    return world


def order(page, *titles):
    rows = page.partition("<tbody")[2]
    return sorted(titles, key=rows.index)


def test_the_list_says_how_many_hold_it_when_it_was_reviewed_and_when_it_is_due(office, visit):
    page = visit(office.hr).get("/upkeep/").text
    row = page.partition(f'href="{office.path}"')[2].partition("</tr>")[0]
    assert [words in row for words in (">2<", "2021年3月4日", "新版本生效", "2024年3月4日", "已逾期")] == [True] * 5


@pytest.mark.parametrize(("by", "first"), [("due", "服务大厅服务人员"), ("reviewed", "车队主管"), ("title", "车队司机"),
                                           ("holders", "服务大厅服务人员"), ("nonsense", "服务大厅服务人员")])
def test_it_is_sorted_by_what_was_asked(office, visit, by, first):
    page = visit(office.hr).get(f"/upkeep/?order={by}").text
    assert order(page, "服务大厅服务人员", "车队司机", "车队主管")[0] == first


def test_today_of_hr_tells_what_is_due_and_nobody_elses_does(office, visit):
    assert [office.path in visit(person).get("/").text for person in
            (office.hr, office.supervisor, office.auditor, office.clerk)] == [True, False, False, False]


def test_hr_notes_that_it_may_stay_and_the_page_remembers(office, visit):
    form = {"seen": office.version.id, "note": "与主管逐条核对"}
    answer = visit(office.hr).post(f"{office.path}/unchanged", data=form)
    page = visit(office.supervisor).get(office.path).text
    assert (answer.status_code, answer.headers["Location"]) == (303, office.path)
    assert [words in page for words in ("与主管逐条核对", "钱静", "复核无变动", "<textarea")] == [True] * 3 + [False]
    assert office.path not in visit(office.hr).get("/").text
    assert "复核了该岗位的说明书" in visit(office.hr).get(f"/positions/{office.positions.clerk.id}").text


def test_who_may_not_note_it_is_refused_and_who_may_not_see_it_finds_nothing(office, visit):
    form = {"seen": office.version.id, "note": "核对"}
    answers = [visit(person).post(f"{office.path}/unchanged", data=form).status_code for person in
               (office.supervisor, office.auditor, office.clerk)]
    assert (answers, Review.select().count()) == ([403, 403, 403], 0)
    assert visit(office.foreman).get(office.path).status_code == 404


@pytest.mark.parametrize(("form", "status"), [({"note": " "}, 422), ({"note": "字" * 2001}, 422), ({"seen": "x"}, 422),
                                              ({"seen": "999999"}, 409)])
def test_a_bad_note_is_refused_with_what_was_typed(office, visit, form, status):
    typed = {"seen": office.version.id, "note": "逐条核对"} | form
    answer = visit(office.hr).post(f"{office.path}/unchanged", data=typed)
    assert (answer.status_code, Review.select().count()) == (status, 0)
    if "seen" in form and status == 422:
        assert "逐条核对" in answer.text
