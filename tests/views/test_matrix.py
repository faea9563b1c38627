"""The duty review: a table of what each clause and holder say where they meet, who sees which part, and its file."""

import io

import pytest
import python_calamine

from db.audit import AuditEntry
from db.base import NotAllowed, digest, today
from db.matrix import ANY, MOST_COLUMNS, NOBODY, OLDER, SIGNED, TWICE, UNSIGNED, VACANT, matrix
from db.people import Appointment, Person
from tests.papers import hold, signing, version

DUTIES = {"a": "接待来访的顾客", "b": "统计市场客流量；", "c": "完成上级交办的其他工作"}


@pytest.fixture
def office(world):
    """Clerks and drivers have duties, one in all but the same words; the clerk has signed, her colleague has not."""
    world.version = version(world.positions.clerk, DUTIES, by=world.hr, effective_on="2026-03-01")
    version(world.positions.driver, {"x": "安全驾驶车辆", "y": "统计市场客流量"}, by=world.hr,
            effective_on="2026-03-01")
    signing(world.version, world.clerk, "complete", on="2026-03-05")
    signing(world.version, world.colleague, "awaiting_superior")
    return world


def block(viewer, position, **chosen):
    return next((one for one in matrix(viewer, **chosen).blocks if one.position_id == position.id), None)


def marks(one):
    """{clause: {holder: mark}}."""
    return {row.identity: {column.line.holder: one.mark(row, column) for column in one.columns} for row in one.rows}


def test_a_cell_says_whether_the_holder_has_signed(office):
    found = marks(block(office.hr, office.positions.clerk))
    assert found == {identity: {"张小燕": SIGNED, "陈䶮": UNSIGNED} for identity in "abc"}


def test_until_the_new_version_is_signed_the_older_one_binds_also_to_what_the_new_one_left_out(office):
    newer = version(office.positions.clerk, {"a": "接待顾客", "d": "看守钥匙"}, by=office.hr, effective_on="2026-06-01")
    signing(newer, office.clerk, "awaiting_employee")
    one = block(office.hr, office.positions.clerk)
    assert marks(one) == {"a": {"张小燕": OLDER, "陈䶮": UNSIGNED}, "d": {"张小燕": UNSIGNED, "陈䶮": UNSIGNED},
                          "b": {"张小燕": OLDER, "陈䶮": None}, "c": {"张小燕": OLDER, "陈䶮": None}}
    assert [(row.identity, row.is_gone, one.bound(row)) for row in one.rows] == [
        ("a", False, 1), ("d", False, 0), ("b", True, 1), ("c", True, 1)]


def test_signed_on_paper_counts(office):
    signing(office.version, office.colleague, "on_paper", on=today().isoformat(), by=office.hr)
    assert block(office.hr, office.positions.clerk).unsigned == 0


def test_where_nobody_sits_above_it_says_so(office):
    Appointment.delete().where(Appointment.person.in_([office.foreman, office.boss])).execute()
    assert marks(block(office.hr, office.positions.driver)) == {identity: {"吴远": VACANT} for identity in "xy"}


def test_what_nobody_holds_has_no_column(office):
    Appointment.delete().where(Appointment.person == office.stranger).execute()
    one = block(office.hr, office.positions.driver)
    assert (one.columns, [one.has(row, NOBODY) for row in one.rows]) == ((), [True, True])


def test_the_same_duty_in_two_positions_that_are_held_is_held_twice(office):
    one = block(office.hr, office.positions.clerk)
    assert {row.identity: row.twins for row in one.rows if row.twins} == {
        "b": ((office.positions.driver.id, "车队司机", 2),)}
    Appointment.delete().where(Appointment.person == office.stranger).execute()
    assert [row.twins for row in block(office.hr, office.positions.clerk).rows] == [(), (), ()]


def test_one_person_in_both_positions_is_told_from_two(office):
    hold(office.clerk, office.positions.driver, "2026-03-01")
    one = block(office.hr, office.positions.clerk)
    assert {column.line.holder: one.is_twice(one.rows[1], column) for column in one.columns} == {
        "张小燕": True, "陈䶮": False}


def test_within_one_department_only_its_own_positions_make_a_duty_held_twice(office):
    one = block(office.hr, office.positions.clerk, department=office.positions.clerk.department_id)
    assert [row.twins for row in one.rows] == [(), (), ()]


@pytest.mark.parametrize(("who", "positions"), [
    ("hr", {"clerk", "driver"}), ("auditor", {"clerk", "driver"}), ("manager", {"clerk"}), ("supervisor", {"clerk"}),
    ("foreman", {"driver"})])
def test_each_sees_the_positions_within_reach(office, who, positions):
    seen = {one.position_id for one in matrix(getattr(office, who)).blocks}
    assert seen == {getattr(office.positions, key).id for key in positions}


@pytest.mark.parametrize("who", ["clerk", "stranger", "admin"])
def test_nobody_else_has_it(office, visit, who):
    with pytest.raises(NotAllowed):
        matrix(getattr(office, who))
    browser = visit(getattr(office, who))
    assert (browser.get("/matrix/").status_code, browser.post("/matrix/export").status_code) == (403, 403)


@pytest.mark.parametrize(("problem", "clauses"), [(ANY, "abcxy"), (UNSIGNED, "abcxy"), (TWICE, "by"), (NOBODY, ""),
                                                  (VACANT, "")])
def test_the_filter_leaves_the_duties_with_that_problem(office, problem, clauses):
    found = [row.identity for one in matrix(office.hr, problem=problem).blocks for row in one.rows]
    assert "".join(found) == clauses


def test_where_all_is_well_only_what_is_held_twice_remains_a_problem(office):
    signing(office.version, office.colleague, "complete", on=today().isoformat())
    assert [row.identity for row in block(office.hr, office.positions.clerk, problem=ANY).rows] == ["b"]


def test_positions_that_are_held_without_a_version_in_force_are_named(office):
    assert matrix(office.manager).bare == ("客户服务部经理", "商户客服主管")


def test_the_page_shows_it_in_words_as_well_as_in_signs(office, visit):
    page = visit(office.supervisor).get("/matrix/").text
    row = page.partition('href="/clauses/b"')[2].partition("</tr>")[0]
    assert [words in row for words in ("已签署", "未签署", 'title="陈䶮"', "1/2", "吴远")] == [True] * 4 + [False]
    assert ("待周主管" in page, "吴远" in page) == (True, False)
    assert "重复设责" in visit(office.hr).get(f"/matrix/?position={office.positions.clerk.id}").text


def test_nonsense_is_no_filter_and_a_part_is_drawn_alone(office, visit):
    browser = visit(office.hr)
    assert browser.get("/matrix/?problem=x&department=%27&position=99999999999999999999&after=-1").status_code == 200
    part = browser.get("/matrix/?problem=twice", headers={"HX-Request": "true", "HX-Target": "section#matrix"}).text
    assert ("<html" in part, 'href="/clauses/b"' in part, 'href="/clauses/a"' in part) == (False, True, False)


def test_more_positions_than_fit_go_on_behind_the_last_one(office, visit, monkeypatch):
    monkeypatch.setattr("db.matrix.MOST_CELLS", 3)
    browser = visit(office.hr)
    first = browser.get("/matrix/").text
    last = browser.get(f"/matrix/?after={office.positions.clerk.id}").text
    assert ('href="/clauses/a"' in first, 'href="/clauses/x"' in first, "after=" in first) == (True, False, True)
    assert ('href="/clauses/a"' in last, 'href="/clauses/x"' in last, "after=" in last) == (False, True, False)


def test_of_too_many_holders_those_who_have_not_signed_are_shown(office, visit):
    for n in range(MOST_COLUMNS + 5):
        person = Person.create(number=f"M{n:03}", name=f"员工{n}", pinyin=f"a{n:03}", initials="yg")
        hold(person, office.positions.clerk, "2026-03-01")
        if n < MOST_COLUMNS:
            signing(office.version, person, "complete", on="2026-03-05")
    shown = block(office.hr, office.positions.clerk).shown
    assert (len(shown), sum(column.state == UNSIGNED for column in shown)) == (MOST_COLUMNS, 6)
    assert "导出的表格含全部人员" in visit(office.hr).get("/matrix/").text


def test_the_file_has_a_line_for_each_duty_and_is_written_down(office, visit):
    answer = visit(office.supervisor).post("/matrix/export?problem=any")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    found = [(row[5], row[7], row[9]) for row in sheet.to_python()[1:]]
    assert found == [(text, "张小燕", "陈䶮（待周主管）") for text in DUTIES.values()]
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.actor_id) == ("person.export_duties", office.supervisor.id)
    assert (digest(answer.data) in entry.particulars, '"count":3' in entry.particulars) == (True, True)
