"""The calendar's pages: twelve months that read without colour, days and hours to change, a year that is missing."""

import datetime as dt
import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.base import today
from db.calendar import Calendar
from db.calendar_days import CalendarDay, CalendarYear, WeekHours
from db.hours import written
from tests.rota import NOON

FORM = {"first": "2026-12-24", "last": "2026-12-26", "name": "圣诞促销", "office": "", "mall": "hours",
        "hours": "9:00-22:00"}
WEEK = {"place": "mall", "starts_on": "2026-12-01"} | {f"day_{n}": "9:00-12:00 13:00-20:00" for n in range(7)}


@pytest.fixture
def office(world):
    with time_machine.travel(NOON):
        CalendarYear.seed(2026, by=world.hr)
        yield world


def last_action():
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get().action


def cell(page, day):
    """What a cell says, to eyes and to ears."""
    [inside] = re.findall(rf'<td[^>]*>\s*<button[^>]*value="{day}">(.*?)</button>', page, re.S)
    return re.sub(r"<[^>]+>", " ", inside).split()


def test_every_day_says_without_colour_what_it_is(visit, office):
    page = visit(office.hr).get("/calendar/?year=2026").get_data(as_text=True)
    assert cell(page, "2026-10-01") == ["1", "休", "国庆节", "节假日"]
    assert cell(page, "2026-10-10") == ["10", "班", "国庆节", "调休上班"]
    assert cell(page, "2026-10-12") == ["12"]
    assert cell(page, "2026-10-17") == ["17", "每周休息日"]
    assert page.count("<table class=\"days\"") == 12


def test_days_of_promotion_are_changed_at_once_and_remembered(visit, office):
    browser = visit(office.hr)
    answer = browser.post("/calendar/days", data=FORM)
    assert (answer.status_code, answer.headers["Location"], last_action()) == (
        303, "/calendar/?year=2026", "calendar_day.set")
    calendar = Calendar.between(today(), today())
    assert [written(calendar.hours(dt.date(2026, 12, n))) for n in range(23, 28)] == [
        "09:00–18:00", *["09:00–22:00"] * 3, "09:00–18:00"]
    page = browser.get("/calendar/?year=2026&on=2026-12-25").get_data(as_text=True)
    assert cell(page, "2026-12-25") == ["25", "特", "圣诞促销", "工作日", "营业时间特殊", "09:00–22:00"]
    assert ('value="09:00–22:00"' in page, 'value="2026-12-25"' in page, "圣诞促销" in page) == (True, True, True)
    assert "2026年12月24日（周四） – 2026年12月26日（周六）" in page


@pytest.mark.parametrize("said,mall,kind,shut", [("off", "shut", "holiday", True), ("working", "", "working", False)])
def test_a_single_day_is_shut_or_worked(visit, office, said, mall, kind, shut):
    visit(office.admin).post("/calendar/days", data=FORM | {"last": "", "office": said, "mall": mall, "hours": ""})
    calendar = Calendar.between(today(), today())
    assert (calendar.kind(dt.date(2026, 12, 24)), calendar.hours(dt.date(2026, 12, 24)) == ()) == (kind, shut)
    assert CalendarDay.select().where(CalendarDay.is_edited).count() == 1


@pytest.mark.parametrize("wrong,field", [
    ({"first": ""}, "first"), ({"first": "2026-02-30"}, "first"), ({"last": "2026-12-01"}, "last"),
    ({"last": "2027-12-01"}, "last"), ({"hours": ""}, "hours"), ({"hours": "18:00-2:00"}, "hours"),
    ({"hours": "9 bis 18"}, "hours"), ({"office": "maybe"}, "office"), ({"mall": "x"}, "mall"),
    ({"name": "长" * 41}, "name"),
    ({"first": "1999-01-01", "last": ""}, "first"), ({"first": "9999-12-31", "last": ""}, "first")])
def test_a_wrong_form_changes_nothing_and_keeps_what_was_typed(visit, office, wrong, field):
    before = CalendarDay.select().count()
    page = visit(office.hr).post("/calendar/days", data=FORM | wrong)
    text = page.get_data(as_text=True)
    assert (page.status_code, f'id="{field}-error"' in text, CalendarDay.select().count()) == (422, True, before)
    assert wrong.get("name", FORM["name"]) in text


def test_somebody_elses_change_is_shown_before_it_is_written_over(visit, office):
    browser, hidden = visit(office.hr), r'name="(shown|seen)"[^>]*value="([^"]*)"'
    drawn = dict(re.findall(hidden, browser.get("/calendar/?year=2026").get_data(as_text=True)))
    visit(office.hr_manager).post("/calendar/days", data=FORM | {"name": "店庆", "office": "off"})
    answer = browser.post("/calendar/days", data=FORM | drawn)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, cell(page, "2026-12-25")[1], 'value="圣诞促销"' in page) == (409, "休", True)
    assert browser.post("/calendar/days", data=FORM | dict(re.findall(hidden, page))).status_code == 303


@pytest.mark.parametrize("reader", ["clerk", "manager", "auditor"])
def test_everybody_reads_the_calendar_and_few_change_it(visit, office, reader):
    browser, entries = visit(getattr(office, reader)), AuditEntry.select().count()
    page = browser.get("/calendar/")
    assert (page.status_code, 'action="/calendar' in page.get_data(as_text=True)) == (200, False)
    assert {browser.post(f"/calendar/{path}", data=FORM).status_code for path in
            ("days", "years/2026/seed", "years/2026/confirm", "hours/new", "hours/1/cancel")} == {403}
    assert AuditEntry.select().count() == entries


def test_a_missing_year_is_said_on_today_and_on_the_calendar_to_who_keeps_it(visit, office):
    told = {who: "2027 年的节假日还没有录入" in visit(getattr(office, who)).get("/").get_data(as_text=True)
            for who in ("hr", "admin", "clerk", "manager")}
    assert told == {"hr": True, "admin": True, "clerk": False, "manager": False}
    page = visit(office.hr).get("/calendar/?year=2027").get_data(as_text=True)
    assert ("/calendar/years/2027/confirm" in page, "/calendar/years/2027/seed" in page) == (True, False)


def test_a_year_of_the_official_list_is_entered_by_a_button(visit, world):
    browser = visit(world.admin)
    assert "/calendar/years/2025/seed" in browser.get("/calendar/?year=2025").get_data(as_text=True)
    answer = browser.post("/calendar/years/2025/seed")
    assert (answer.headers["Location"], last_action(), CalendarYear.get().year) == (
        "/calendar/?year=2025", "calendar_year.seed", 2025)
    assert "years/2025/seed" not in browser.get("/calendar/?year=2025").get_data(as_text=True)
    assert {browser.post(f"/calendar/years/{year}/seed").status_code for year in (2027, 2099)} == {422}


def test_a_year_entered_by_hand_is_declared_complete(visit, office):
    browser = visit(office.hr)
    assert browser.post("/calendar/years/2027/confirm").status_code == 422
    days = {"first": "2027-10-01", "last": "2027-10-07", "office": "off", "mall": ""}
    browser.post("/calendar/days", data=FORM | days)
    assert browser.post("/calendar/years/2027/confirm").status_code == 303
    assert "2027 年的节假日还没有录入" not in browser.get("/").get_data(as_text=True)


def test_hours_are_set_from_a_day_on_and_taken_back(visit, office):
    browser = visit(office.hr)
    assert browser.post("/calendar/hours/new", data=WEEK | {"day_6": ""}).status_code == 303
    row = WeekHours.get()
    page = browser.get("/calendar/hours").get_data(as_text=True)
    assert (written(row.days[0]), row.days[6], last_action()) == ("09:00–12:00 13:00–20:00", (), "week_hours.set")
    assert ("自 2026年12月1日 起" in page, f"/calendar/hours/{row.id}/cancel" in page) == (True, True)
    assert browser.post(f"/calendar/hours/{row.id}/cancel").status_code == 303
    assert (WeekHours.select().count(), browser.post(f"/calendar/hours/{row.id}/cancel").status_code) == (0, 404)


@pytest.mark.parametrize("wrong,field", [
    ({"day_3": "9-18"}, "day_3"), ({"day_0": "9:00-12:00 11:00-18:00"}, "day_0"), ({"starts_on": ""}, "starts_on"),
    ({"place": "moon"}, "place"), ({f"day_{n}": "" for n in range(7)}, "day_0")])
def test_wrong_hours_are_refused_beside_their_field(visit, office, wrong, field):
    page = visit(office.hr).post("/calendar/hours/new", data=WEEK | wrong)
    assert (page.status_code, f'id="{field}-error"' in page.get_data(as_text=True), WeekHours.select().count()) == (
        422, True, 0)


@pytest.mark.parametrize("address", ["?year=x", "?year=0", "?year=99999", "?on=2026-13-01", "?year=2026&on=1200-01-01",
                                     "?year=2100", "?year=2000", "?year=2100&on=2100-12-31"])
def test_an_address_of_no_year_is_answered(visit, office, address):
    assert visit(office.hr).get(f"/calendar/{address}").status_code == 200


def test_the_page_costs_the_same_questions_however_full_the_year_is(visit, world):
    browser, counts = visit(world.hr), []
    browser.get("/calendar/?year=2026")
    for fill in (lambda: None, lambda: CalendarYear.seed(2026, by=world.hr)):
        fill()
        with count_queries() as counter:
            browser.get("/calendar/?year=2026")
        counts.append(counter.count)
    assert counts[0] == counts[1]
