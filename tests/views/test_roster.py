"""The roster's pages: a month to read, a grid to fill in, one's own month."""

import datetime as dt
import io
import re

import pytest
import python_calamine
import time_machine
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.leaves import Leave
from db.people import Person
from db.roster import RosterDay
from db.roster_sheet import Sheet
from db.weeks import Pattern
from portal import papers
from tests.rota import MONDAY, NOON, SUNDAY, day, rota

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        yield world


def grid(reader, **typed):
    """The form as the page draws it, with these cells typed over: d27 is the clerk's 27th."""
    sheet = Sheet(reader, NOVEMBER)
    lines = [line for line in sheet.lines if line.is_arranged]
    form = {f"seen-{line.person.id}": sheet.seen(line) for line in lines}
    form |= {f"d-{line.person.id}-{on.day}": sheet.letter(line, on) for line in lines for on in sheet.days}
    return form | typed


def cells(person, first="11-23", last="11-29"):
    rows = RosterDay.of([person.id], day(first), day(last))
    return "".join((row.shift.letter if row.shift else "休") for _key, row in sorted(rows.items()))


def row_of(page, name):
    """The texts of the cells in somebody's row."""
    [row] = re.findall(rf"<tr[^>]*><th[^>]*>{name}.*?</tr>", page, re.S)
    return [re.sub(r"<[^>]+>|\s", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]


def test_the_month_says_who_works_when_and_what_it_adds_up_to(visit, office):
    page = visit(office.supervisor).get("/roster/?month=2026-11").get_data(as_text=True)
    assert row_of(page, "张小燕")[22:] == ["A", "A", "A", "A", "A", "休", "休", "A", "6", "48"]
    assert row_of(page, "陈䶮")[22:] == ["休", "休", "B", "B", "B", "B", "B", "休", "5", "40"]
    assert ("08:30–12:00 13:00–17:30" in page, "周日" in page, "<input data-cell" in page) == (True, True, False)


def test_who_is_on_leave_is_marked_and_not_counted(visit, office):
    Leave.ask(office.clerk, "sick", day("11-25"), day("11-26"), deputy=None, note="", by=office.supervisor)
    for reader in (office.supervisor, office.colleague):
        page = visit(reader).get("/roster/?month=2026-11").get_data(as_text=True)
        assert row_of(page, "张小燕")[22:] == ["A", "A", "假请假中", "假请假中", "A", "休", "休", "A", "4", "32"]
        assert "病假" not in page


@pytest.mark.parametrize("reader,seen", [
    ("clerk", {"张小燕", "陈䶮"}), ("supervisor", {"张小燕", "陈䶮", "周主管"}), ("hr", {"张小燕", "陈䶮"}),
    ("auditor", {"张小燕", "陈䶮"}), ("stranger", {"吴远"}), ("foreman", {"吴远", "郑队长"}), ("admin", {"管理员"})])
def test_each_sees_the_own_team(visit, office, reader, seen):
    page = visit(getattr(office, reader)).get("/roster/?month=2026-11").get_data(as_text=True)
    names = {person.name for person in office.everybody.values()}
    found = set(re.findall(r'<th scope="row" class="roster-name">([^<]+)', page)) & names
    assert (found, "T000" in page.replace(getattr(office, reader).number, "")) == (seen, False)


def test_who_is_away_all_month_stands_on_every_sheet_of_the_team(visit, office):
    away = Person.create(number="X9", name="邓可盈", pinyin="deng ke ying", initials="dky")
    away.appoint(office.positions.clerk, day("11-01"), by=office.hr)
    Leave.ask(away, "maternity", day("11-01"), day("11-30"), deputy=None, note="", by=office.supervisor)
    rows = {name: row_of(visit(getattr(office, name)).get("/roster/?month=2026-11").get_data(as_text=True), "邓可盈")
            for name in ("hr", "supervisor", "manager")}
    assert set(map(tuple, rows.values())) == {(*["假请假中"] * 30, "0", "0")}


def test_a_department_shows_whoever_holds_a_position_there(visit, office):
    service, vehicles = office.positions.clerk.department_id, office.positions.driver.department_id
    pages = {place: visit(office.hr).get(f"/roster/?month=2026-11&department={place}").get_data(as_text=True)
             for place in (service, vehicles)}
    assert [("李经理" in page, "吴远" in page) for page in pages.values()] == [(True, False), (False, True)]


def test_the_grid_saves_what_was_changed_and_remembers_it(visit, office):
    browser = visit(office.supervisor)
    page = browser.get("/roster/?month=2026-11&edit=1").get_data(as_text=True)
    assert page.count("data-cell") == 30 * 3
    typed = {f"d-{office.clerk.id}-27": "b", f"d-{office.clerk.id}-28": "A", f"d-{office.colleague.id}-29": "",
             f"d-{office.colleague.id}-25": "x"}
    answer = browser.post("/roster/save?month=2026-11", data=grid(office.supervisor, **typed))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/roster/?month=2026-11")
    assert (cells(office.clerk), cells(office.colleague)) == ("AAAABA休", "休休休BBB")
    entries = AuditEntry.select().where(AuditEntry.action == "roster_day.put")
    assert sorted(entry.subject for entry in entries) == sorted(
        f"person:{person.id}" for person in (office.clerk, office.colleague))


def test_cells_that_cannot_be_read_are_named_and_nothing_is_saved(visit, office):
    typed = {f"d-{office.clerk.id}-27": "Q", f"d-{office.colleague.id}-28": "<b>", f"d-{office.clerk.id}-26": "B"}
    answer = visit(office.supervisor).post("/roster/save?month=2026-11", data=grid(office.supervisor, **typed))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, cells(office.clerk)) == (422, "AAAAA休休")
    said = page.index("张小燕 2026年11月27日：这里没有代码为“Q”的班次，可用：A B 休。")
    assert (said < page.index("<table"), 'value="Q"' in page, 'value="B"' in page,
            page.count('aria-invalid="true"')) == (True, True, True, 2)


def test_who_is_on_leave_stays_marked_while_the_roster_is_edited(visit, office):
    Leave.ask(office.clerk, "sick", day("11-25"), day("11-26"), deputy=None, note="", by=office.supervisor)
    page = visit(office.supervisor).get("/roster/?month=2026-11&edit=1").get_data(as_text=True)
    assert row_of(page, "张小燕")[23:27] == ["", "假", "假", ""]
    assert page.count("data-cell") == 30 * 3


def test_what_changed_since_the_grid_was_drawn_is_not_overwritten(visit, office):
    form = grid(office.supervisor, **{f"d-{office.clerk.id}-27": "B"})
    RosterDay.put({(office.clerk.id, day("11-27")): None}, by=office.manager,
                  seen={(office.clerk.id, day("11-27")): office.rota.early.id})
    answer = visit(office.supervisor).post("/roster/save?month=2026-11", data=form)
    assert (answer.status_code, cells(office.clerk)) == (409, "AAAA休休休")
    assert 'value="B"' in answer.get_data(as_text=True)


def test_a_grid_of_another_month_or_of_foreign_people_is_refused(visit, office):
    browser, before = visit(office.supervisor), cells(office.clerk, "11-23", "12-13")
    form = grid(office.supervisor, **{f"d-{office.clerk.id}-27": "B"})
    assert browser.post("/roster/save?month=2026-12", data=form).status_code == 422
    for wrong in ({f"d-{office.stranger.id}-27": "A"}, {f"d-{office.clerk.id}-31": "A"}, {"d-x-1": "A"},
                  {f"seen-{office.clerk.id}": "9,9"}, {f"seen-{office.clerk.id}": ",".join(["x"] * 30)},
                  {f"seen-{office.clerk.id}": ",".join(["99999"] * 30)}, {f"seen-{office.stranger.id}": "," * 29}):
        assert browser.post("/roster/save?month=2026-11", data=form | wrong).status_code == 422
    form.pop(f"seen-{office.clerk.id}")
    assert browser.post("/roster/save?month=2026-11", data=form).status_code == 422
    assert cells(office.clerk, "11-23", "12-13") == before


@pytest.mark.parametrize("reader", ["clerk", "colleague", "auditor", "admin"])
def test_a_reader_of_the_roster_does_not_write_it(visit, office, reader):
    browser, before = visit(getattr(office, reader)), cells(office.clerk)
    form = grid(office.supervisor, **{f"d-{office.clerk.id}-27": "B"})
    assert {browser.post(f"/roster/{verb}?month=2026-11", data=form).status_code for verb in ("save", "make")} == {403}
    page = browser.get("/roster/?month=2026-11&edit=1").get_data(as_text=True)
    assert ("data-cell" in page, 'action="/roster/make' in page, cells(office.clerk)) == (False, False, before)


def test_the_month_is_made_from_the_patterns_by_a_button(visit, office):
    Pattern.set(office.stranger, [[office.rota.late.id] * 7], MONDAY, by=office.foreman)
    answer = visit(office.foreman).post("/roster/make?month=2026-11")
    assert (answer.status_code, cells(office.stranger), cells(office.clerk)) == (303, "BBBBBB", "AAAAA休休")
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().action == "roster_day.make"


@pytest.mark.parametrize("month, status, made", [
    ("2026-03", 409, []), ("2026-10", 409, []), ("2026-11", 303, [*range(24, 31)])])
def test_days_that_are_over_are_not_made(visit, office, month, status, made):
    Pattern.set(office.stranger, [[office.rota.late.id] * 7], dt.date(2026, 1, 1), by=office.foreman)
    browser = visit(office.foreman)
    assert browser.post(f"/roster/make?month={month}").status_code == status
    rows = RosterDay.select(RosterDay.on).where(RosterDay.person == office.stranger).order_by(RosterDay.on)
    assert [row.on.day for row in rows] == made
    page = browser.get(f"/roster/?month={month}").get_data(as_text=True)
    assert ('action="/roster/make' in page) == bool(made)


def test_a_month_that_is_closed_is_only_read(visit, office):
    page = visit(office.hr).get("/roster/?month=2026-09&edit=1&department=" + str(office.positions.clerk.department_id))
    assert "data-cell" not in page.get_data(as_text=True)


@pytest.mark.parametrize("address", [
    "?month=x", "?month=2026-13", "?month=1999-01", "?month=2100-12", "?month=2000-01", "?department=9999999999",
    "?after=77777", "?after=x&edit=1"])
def test_an_address_of_no_month_is_answered(visit, office, address):
    assert visit(office.hr).get(f"/roster/{address}").status_code == 200


def test_thirty_people_cost_no_more_questions_than_one(visit, office):
    browser, counts = visit(office.hr), []
    for more in (0, 29):
        for n in range(more):
            person = Person.create(number=f"X{n}", name=f"员工{n}", pinyin=f"yuangong {n}", initials="yg")
            person.appoint(office.positions.clerk, MONDAY, by=office.hr)
            RosterDay.create(person=person, on=MONDAY, shift=office.rota.early)
        browser.get("/roster/?month=2026-11")
        for path in ("/roster/?month=2026-11", "/roster/?month=2026-11&edit=1"):
            with count_queries() as counter:
                assert browser.get(path).status_code == 200
            counts.append(counter.count)
    assert counts[:2] == counts[2:]


def test_people_are_shown_in_pages(office):
    first = Sheet(office.hr, NOVEMBER, size=1)
    second = Sheet(office.hr, NOVEMBER, size=1, after=first.lines[0].person.id)
    assert [(sheet.lines[0].person.name, sheet.more) for sheet in (first, second)] == [
        ("陈䶮", True), ("张小燕", False)]


def test_the_month_goes_out_as_an_excel_file_and_that_is_remembered(visit, office):
    answer = visit(office.supervisor).post("/roster/export?month=2026-11")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    sheet = book.get_sheet_by_index(0).to_python()
    assert (sheet[0][:4], sheet[1][1], sheet[1][24:29]) == (
        ["工号", "姓名", "11-01 日", "11-02 一"], "陈䶮", ["休", "休", "B", "B", "B"])
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().action == "roster_day.export"


def test_the_printed_month_has_every_day_and_every_person(app, office):
    drawn = {}
    with app.test_request_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(papers.pdf, "render", lambda html, **facts: drawn.update(html=html, **facts))
        papers.roster(Sheet(office.supervisor, NOVEMBER), "客户服务部")
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", drawn["html"])
    assert ({name for name, _ in rows} >= {"张小燕", "陈䶮"}, drawn["title"]) == (True, "2026年11月排班表")
    assert {len(re.findall("<td", cells)) for _name, cells in rows} == {32}
    assert ("A 班人数" in drawn["html"], "08:30–12:00 13:00–17:30" in drawn["html"]) == (True, True)


def test_ones_own_month_stands_on_a_page_for_the_phone(visit, office):
    page = visit(office.clerk).get("/roster/mine/?month=2026-11").get_data(as_text=True)
    marks = [page.count(f'class="my-shift shift-{colour}"') for colour in ("blue", "off", "orange")]
    assert (marks, "6 天，48 小时" in page, "08:30<br>17:30" in page, "陈䶮" in page) == ([6, 2, 0], True, True, False)


def test_who_has_no_roster_is_told_what_comes_next(visit, office):
    page = visit(office.admin).get("/roster/mine/").get_data(as_text=True)
    assert "本月还没有您的排班" in page
    assert (visit(office.stranger).get("/roster/").status_code, SUNDAY) == (200, day("12-13"))
