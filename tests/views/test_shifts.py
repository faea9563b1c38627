"""Shifts and patterns on their pages."""

import html
import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.hours import written
from db.people import Person
from db.shifts import Shift
from db.weeks import Pattern
from tests.rota import NOON, TODAY, day, rota

FORM = {"name": "中班", "letter": "C", "hours": "10:00-13:00 14:00-19:00", "colour": "green", "department": ""}
CHANGED = {"name": "早班", "letter": "A", "hours": "8:00-12:00 13:00-17:00", "colour": "blue",
           "starts_on": "2026-12-01"}


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        yield world


def last_action():
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get().action


def test_a_shift_is_added_changed_and_ended(visit, office):
    browser = visit(office.hr)
    assert (browser.post("/shifts/new", data=FORM).status_code, last_action()) == (303, "shift.add")
    shift = Shift.get(Shift.letter == "C")
    assert written(shift.ranges(TODAY)) == "10:00–13:00 14:00–19:00"
    form = browser.get(f"/shifts/{office.rota.early.id}/edit").get_data(as_text=True)
    assert 'value="08:30–12:00 13:00–17:30"' in form
    browser.post(f"/shifts/{office.rota.early.id}/edit", data=CHANGED)
    early = office.again(office.rota.early)
    assert [written(early.ranges(on)) for on in (TODAY, day("12-01"))] == [
        "08:30–12:00 13:00–17:30", "08:00–12:00 13:00–17:00"]
    assert "自 2026年12月1日 起 08:00–12:00 13:00–17:00" in browser.get("/shifts/").get_data(as_text=True)
    assert (browser.post(f"/shifts/{shift.id}/end").status_code, last_action()) == (303, "shift.end")
    assert office.again(shift).is_ended


def test_another_name_leaves_a_change_of_hours_that_is_decided_as_it_is(visit, office):
    browser, address = visit(office.hr), f"/shifts/{office.rota.early.id}/edit"
    browser.post(address, data=CHANGED)
    form = browser.get(address).get_data(as_text=True)
    assert ('value="08:00–12:00 13:00–17:00"' in form, 'value="2026-12-01"' in form) == (True, True)
    browser.post(address, data=CHANGED | {"name": "清早班", "hours": "08:00–12:00 13:00–17:00"})
    early = office.again(office.rota.early)
    assert (early.name, [written(early.ranges(on)) for on in (TODAY, day("12-01"))]) == (
        "清早班", ["08:30–12:00 13:00–17:30", "08:00–12:00 13:00–17:00"])


@pytest.mark.parametrize("wrong,field", [
    ({"name": ""}, "name"), ({"letter": "休"}, "letter"), ({"letter": "A"}, "letter"), ({"letter": "ABC"}, "letter"),
    ({"hours": "10"}, "hours"), ({"hours": ""}, "hours"), ({"colour": "pink"}, "colour"),
    ({"department": "7777"}, "department")])
def test_a_wrong_form_adds_nothing_and_keeps_what_was_typed(visit, office, wrong, field):
    page = visit(office.hr).post("/shifts/new", data=FORM | wrong)
    text = page.get_data(as_text=True)
    assert (page.status_code, f'id="{field}-error"' in text, Shift.select().count()) == (422, True, 2)
    assert wrong.get("hours", FORM["hours"]) in text


def test_a_head_adds_shifts_for_the_own_department_only(visit, office):
    browser, place = visit(office.manager), office.positions.clerk.department_id
    assert browser.post("/shifts/new", data=FORM).status_code == 422
    assert browser.post("/shifts/new", data=FORM | {"department": str(place)}).status_code == 303
    assert browser.get(f"/shifts/{office.rota.early.id}/edit").status_code == 404
    assert Shift.get(Shift.letter == "C").department_id == place


@pytest.mark.parametrize("reader", ["clerk", "supervisor", "auditor"])
def test_everybody_reads_the_shifts_and_few_change_them(visit, office, reader):
    browser = visit(getattr(office, reader))
    assert (browser.get("/shifts/").status_code, browser.get("/shifts/new").status_code) == (200, 403)
    assert {browser.post("/shifts/new", data=FORM).status_code,
            browser.post(f"/shifts/{office.rota.early.id}/end").status_code} == {403}


def test_a_pattern_is_typed_week_by_week(visit, office):
    browser = visit(office.supervisor)
    page = browser.get(f"/patterns/{office.clerk.id}").get_data(as_text=True)
    assert "A A A A A 休 休" in page
    answer = browser.post(f"/patterns/{office.clerk.id}", data={
        "weeks": "A A A A A 休 休\r\n\r\nb B、B,B b x 休", "starts_on": "2026-12-07", "follows_office": "y"})
    early, late = office.rota.early.id, office.rota.late.id
    row = Pattern.get(Pattern.starts_on == day("12-07"))
    assert (answer.headers["Location"], row.weeks, last_action(), row.follows_office) == (
        "/roster/?month=2026-12", [[early] * 5 + [None] * 2, [late] * 5 + [None] * 2], "pattern.set", True)
    assert "B B B B B 休 休" in browser.get("/patterns/").get_data(as_text=True)


def typed(page):
    """The lines that stand in the field of the weeks."""
    field = re.search(r'<textarea[^>]*id="weeks"[^>]*>\s*(.*?)</textarea>', page.text, re.S)
    return html.unescape(field[1]).split("\n")


def test_days_off_are_filled_in_a_day_later_each_week_and_not_saved(visit, office):
    page = visit(office.supervisor).get(f"/patterns/{office.clerk.id}?step=1")
    assert typed(page) == ["A A A A A 休 休", "休 A A A A A 休", "休 休 A A A A A", "A 休 休 A A A A",
                           "A A 休 休 A A A", "A A A 休 休 A A", "A A A A 休 休 A"]
    assert [len(row.weeks) for row in Pattern.select()] == [1, 1]


@pytest.mark.parametrize("later, first", [("0", "A A A A A 休 休"), ("1", "B B B 休 休 A A"), ("2", "A A A A A 休 休"),
                                          ("x", "A A A A A 休 休")])
def test_the_weeks_of_a_colleague_are_filled_in_so_many_weeks_further_on(visit, office, later, first):
    early, late = office.rota.early.id, office.rota.late.id
    Pattern.set(office.clerk, [[early] * 5 + [None] * 2, [late] * 3 + [None] * 2 + [early] * 2], TODAY,
                by=office.supervisor)
    browser = visit(office.supervisor)
    page = browser.get(f"/patterns/{office.colleague.id}?like={office.clerk.id}&later={later}")
    assert (typed(page)[0], len(typed(page))) == (first, 2)
    assert f'value="{office.colleague.id}"' not in page.text.partition('name="like"')[2].partition("</select>")[0]


def test_only_colleagues_with_weeks_of_now_are_offered(visit, office):
    def offered():
        return "陈䶮" in visit(office.supervisor).get(f"/patterns/{office.clerk.id}").text
    before = offered()
    Pattern.set(office.colleague, [], TODAY, by=office.supervisor)
    assert (before, offered()) == (True, False)


def test_nobody_takes_over_weeks_that_are_not_theirs_to_make(visit, office):
    assert visit(office.foreman).get(f"/patterns/{office.stranger.id}?like={office.clerk.id}").status_code == 404


@pytest.mark.parametrize("weeks,told", [
    ("A A A", "第 1 行有 3 天"), ("A A A A A A A\nA A A A A A Q", "没有代码为“Q”的班次"),
    ("A A A A A A A\n" * 9, "最多 8 周"), ("<b> A A A A A A", "没有代码为“&lt;b&gt;”的班次")])
def test_weeks_that_cannot_be_read_stay_typed(visit, office, weeks, told):
    before, form = Pattern.select().count(), {"weeks": weeks, "starts_on": "2026-12-07"}
    page = visit(office.supervisor).post(f"/patterns/{office.clerk.id}", data=form)
    text = page.get_data(as_text=True)
    assert (page.status_code, told in text, 'id="weeks-error"' in text) == (422, True, True)
    assert Pattern.select().count() == before


def test_a_pattern_of_somebody_elses_people_is_not_there(visit, office):
    assert visit(office.supervisor).get(f"/patterns/{office.stranger.id}").status_code == 404
    assert visit(office.foreman).post(f"/patterns/{office.clerk.id}", data={"weeks": "", "starts_on": "2026-12-07"}
                                      ).status_code == 404
    assert visit(office.clerk).get("/patterns/").status_code == 403


def test_no_weeks_end_the_pattern(visit, office):
    visit(office.supervisor).post(f"/patterns/{office.clerk.id}", data={"weeks": " ", "starts_on": "2026-12-07"})
    assert Pattern.get(Pattern.starts_on == day("12-07")).weeks == []


def test_thirty_people_and_shifts_cost_no_more_questions_than_three(visit, office):
    browser, counts = visit(office.hr), []
    for more in (0, 27):
        for n in range(more):
            person = Person.create(number=f"X{n}", name=f"员工{n}", pinyin=f"yuangong {n}", initials="yg")
            person.appoint(office.positions.clerk, TODAY, by=office.hr)
            Pattern.create(person=person, starts_on=TODAY, weeks=[[office.rota.early.id] * 7])
            Shift.create(name=f"班{n}", letter=f"{n}", hours=office.rota.early.hours)
        browser.get("/patterns/")
        for path in ("/patterns/", "/shifts/"):
            with count_queries() as counter:
                assert browser.get(path).status_code == 200
            counts.append(counter.count)
    assert counts[:2] == counts[2:]
