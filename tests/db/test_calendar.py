"""The calendar: the office's days apart from the mall's hours, years that are known and one that is not."""

import datetime as dt
import json

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, TooLate, today
from db.calendar import Calendar, days_of_month
from db.calendar_days import (
    MALL,
    OFFICE,
    CalendarDay,
    CalendarYear,
    WeekHours,
    follow_official_list,
    missing_year,
)
from db.hours import read, written

DAY = dt.timedelta(days=1)
MAKE_UP = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]  # of 2026
OFF = {"元旦": ["01-01", "01-02", "01-03"], "国庆节": [f"10-0{n}" for n in range(1, 8)]}


def on(text):
    return dt.date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def of(year):
    return Calendar.between(dt.date(year, 1, 1), dt.date(year, 12, 31))


@pytest.fixture
def seeded(world):
    CalendarYear.seed(2026, by=world.hr)
    return world


def test_a_year_that_is_known_has_its_holidays_and_make_up_days(seeded):
    calendar = of(2026)
    year = [dt.date(2026, 1, 1) + n * DAY for n in range(365)]
    assert [f"{day:%m-%d}" for day in year if calendar.kind(day) == "make_up"] == MAKE_UP
    assert all(calendar.is_working(on(day)) for day in MAKE_UP)
    for name, days in OFF.items():
        assert [f"{day:%m-%d}" for day in year if calendar.name(day) == name and not calendar.is_working(day)] == days
    assert (sum(calendar.is_working(day) for day in year), calendar.is_known(2026)) == (248, True)


def test_a_year_that_is_not_known_goes_by_its_weekends(seeded):
    calendar, day = of(2027), dt.date(2027, 10, 1)
    assert (calendar.is_known(2027), calendar.is_working(day), calendar.name(day)) == (False, True, "")
    assert [calendar.is_working(dt.date(2027, 10, n)) for n in range(4, 11)] == [True] * 5 + [False] * 2
    with pytest.raises(Invalid):
        CalendarYear.seed(2027, by=seeded.hr)


@pytest.mark.parametrize("day,following,before", [
    ("10-01", "10-08", "09-30"), ("09-30", "10-08", "09-29"), ("10-09", "10-10", "10-08"), ("10-11", "10-12", "10-10"),
    ("02-14", "02-24", "02-13"), ("12-31", "2027-01-01", "12-30"), ("01-04", "01-05", "2025-12-31")])
def test_the_next_working_day_comes_after_and_the_previous_one_before(seeded, day, following, before):
    calendar = of(2026)
    assert (calendar.next_working(on(day)), calendar.previous_working(on(day))) == (on(following), on(before))


@pytest.mark.parametrize("month,n,day", [
    (10, 1, "10-08"), (10, 2, "10-09"), (10, 3, "10-10"), (1, 1, "01-04"), (5, 1, "05-06"), (2, -1, "02-28"),
    (10, -1, "10-30"), (2, 16, "02-28"), (2, 17, None), (2, -16, "02-02"), (2, -17, None)])
def test_the_nth_working_day_of_a_month(seeded, month, n, day):
    assert of(2026).nth_working(2026, month, n) == (day and on(day))


def test_there_is_no_working_day_number_nought(world):
    with pytest.raises(ValueError):
        of(2026).nth_working(2026, 1, 0)


def test_the_mall_is_open_while_the_office_is_shut(seeded):
    calendar = of(2026)
    assert (written(calendar.hours(on("10-01"))), calendar.office_hours(on("10-01"))) == ("09:00–18:00", ())
    assert written(calendar.office_hours(on("10-10"))) == "08:30–12:00 13:30–17:30"  # a Saturday, made up
    assert (written(calendar.hours(on("10-17"))), calendar.office_hours(on("10-17"))) == ("09:00–18:00", ())


def test_hours_hold_from_their_day_on(seeded):
    with time_machine.travel(dt.datetime(2026, 6, 1, tzinfo=dt.UTC)):
        WeekHours.set(MALL, [read("9:00-20:00")] * 7, on("03-01"), by=seeded.hr)
        WeekHours.set(MALL, [read("9:00-12:00 13:00-21:00")] * 6 + [()], on("07-01"), by=seeded.hr)
        WeekHours.set(MALL, [read("10:00-22:00")] * 7, on("07-01"), by=seeded.hr)  # the same day: in its place
        with pytest.raises(Invalid):
            WeekHours.set(MALL, [read("1:00-2:00")] * 7, on("05-31"), by=seeded.hr)
    calendar = of(2026)
    told = [written(calendar.hours(on(day))) for day in ("02-28", "03-01", "06-30", "07-01", "12-31")]
    assert told == ["09:00–18:00", "09:00–20:00", "09:00–20:00", "10:00–22:00", "10:00–22:00"]
    assert written(calendar.office_hours(on("06-30"))) == "08:30–12:00 13:30–17:30"


def test_hours_to_come_can_be_taken_back_and_those_in_force_not(world):
    present = WeekHours.set(MALL, [read("9:00-20:00")] * 7, today(), by=world.hr)
    coming = WeekHours.set(MALL, [read("9:00-21:00")] * 7, today() + DAY, by=world.hr)
    coming.cancel(by=world.hr)
    with pytest.raises(Invalid):
        present.cancel(by=world.hr)
    assert [row.id for row in WeekHours.select()] == [present.id]


def test_an_office_that_works_on_saturdays_has_other_working_days(world):
    WeekHours.set(OFFICE, [read("8:30-17:00")] * 6 + [()], on("01-01"), by=world.hr)
    assert [of(2026).is_working(on(f"11-0{n}")) for n in range(2, 9)] == [True] * 6 + [False]
    with pytest.raises(Invalid):
        WeekHours.set(OFFICE, [()] * 7, today(), by=world.hr)


def test_a_day_of_promotion_has_hours_of_its_own_and_stays_a_working_day(seeded):
    CalendarDay.set(on("11-11"), on("11-11"), is_working=None, hours=read("9:00-24:00"), name="双十一", by=seeded.hr)
    CalendarDay.set(on("02-16"), on("02-17"), is_working=False, hours=(), name="除夕、初一闭店", by=seeded.hr)
    calendar = of(2026)
    assert (written(calendar.hours(on("11-11"))), calendar.name(on("11-11")), calendar.kind(on("11-11"))) == (
        "09:00–24:00", "双十一", "working")
    assert [(calendar.hours(on(day)), calendar.is_special(on(day))) for day in ("02-16", "02-17")] == [((), True)] * 2
    assert (written(calendar.hours(on("02-18"))), calendar.is_special(on("02-18"))) == ("09:00–18:00", False)


def test_seeding_again_keeps_what_was_edited(seeded):
    CalendarDay.set(on("10-07"), on("10-08"), is_working=True, hours=None, name="盘点", by=seeded.hr)
    CalendarDay.update(name="x").where(CalendarDay.on == on("10-06")).execute()
    before = CalendarDay.select().count()
    CalendarYear.seed(2026, by=seeded.admin)
    calendar = of(2026)
    assert [(calendar.name(on(day)), calendar.is_working(on(day))) for day in ("10-06", "10-07", "10-08")] == [
        ("国庆节", False), ("盘点", True), ("盘点", True)]
    assert (CalendarDay.select().count(), CalendarYear.select().count()) == (before, 1)


def test_a_year_entered_by_hand_is_known_once_somebody_says_so(world):
    with pytest.raises(Invalid):
        CalendarYear.confirm(2027, by=world.hr)
    CalendarDay.set(on("2027-10-01"), on("2027-10-07"), is_working=False, hours=None, name="国庆节", by=world.hr)
    assert not of(2027).is_known(2027)
    CalendarYear.confirm(2027, by=world.hr)
    assert (of(2027).is_known(2027), of(2027).next_working(dt.date(2027, 9, 30))) == (True, dt.date(2027, 10, 8))


@pytest.mark.parametrize("first,last", [("10-02", "10-01"), ("01-01", "02-01"), ("1999-12-31", "2000-01-01"),
                                        ("2100-12-31", "2101-01-01")])
def test_a_span_that_is_none_is_refused(world, first, last):
    with pytest.raises(Invalid):
        CalendarDay.set(on(first), on(last), is_working=False, hours=None, name="", by=world.hr)
    assert CalendarDay.select().count() == 0


def test_what_lies_outside_of_what_was_read_is_not_guessed(world):
    calendar = of(2026)
    for asked in (calendar.is_working, calendar.hours, calendar.name, calendar.is_special):
        with pytest.raises(LookupError):
            asked(dt.date(2028, 1, 1))
    assert calendar.is_working(dt.date(2027, 12, 31))


def test_a_calendar_is_read_in_three_questions_however_long_it_is(seeded):
    with count_queries() as one_day:
        Calendar.between(on("11-11"), on("11-11")).hours(on("11-11"))
    with count_queries() as three_years:
        calendar = Calendar.between(dt.date(2025, 1, 1), dt.date(2027, 12, 31))
        assert [calendar.nth_working(2026, month, 1).month for month in range(1, 13)] == list(range(1, 13))
    assert one_day.count == three_years.count == 3


@pytest.mark.parametrize("known,day,missing", [
    ([], "10-31", 2026), ([2026], "10-31", None), ([2026], "11-01", 2027), ([2026, 2027], "12-31", None),
    ([2027], "11-01", 2026)])
def test_from_november_on_the_next_year_is_missed(world, known, day, missing):
    for year in known:
        CalendarYear.create(year=year, is_official=False)
    assert missing_year(on(day)) == missing


def test_the_portal_enters_what_the_official_list_knows_and_does_it_once(world):
    with time_machine.travel(dt.datetime(2026, 11, 20, tzinfo=dt.UTC)):
        follow_official_list()
        entries = AuditEntry.select().count()
        follow_official_list()
    assert ([row.year for row in CalendarYear.select()], AuditEntry.select().count()) == ([2026], entries)
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().actor_id is None


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "auditor"])
def test_only_hr_and_administrators_change_the_calendar(world, who):
    by, entries = getattr(world, who), AuditEntry.select().count()
    for verb in (lambda: CalendarYear.seed(2026, by=by), lambda: CalendarYear.confirm(2026, by=by),
                 lambda: WeekHours.set(MALL, [read("9:00-18:00")] * 7, today(), by=by),
                 lambda: CalendarDay.set(today(), today(), is_working=None, hours=None, name="", by=by),
                 lambda: WeekHours(place=MALL, starts_on=today() + DAY, week=[]).cancel(by=by)):
        with pytest.raises(NotAllowed):
            verb()
    assert AuditEntry.select().count() == entries


def test_a_month_has_its_days():
    assert [len(days_of_month(year, month)) for year, month in ((2026, 2), (2028, 2), (2026, 12), (2026, 4))] == [
        28, 29, 31, 30]


def test_hours_of_the_mall_alone_leave_the_holiday_to_the_official_list(world):
    CalendarDay.set(on("10-01"), on("10-03"), is_working=None, hours=read("10:00-22:00"), name="", by=world.hr)
    CalendarDay.set(on("10-04"), on("10-04"), is_working=None, hours=None, name="会员日", by=world.hr)
    CalendarYear.seed(2026, by=world.hr)
    calendar = of(2026)
    assert [(calendar.is_working(on(day)), calendar.name(on(day)), written(calendar.hours(on(day))))
            for day in ("10-01", "10-03", "10-04")] == [
        (False, "国庆节", "10:00–22:00"), (False, "国庆节", "10:00–22:00"), (False, "会员日", "09:00–18:00")]


def test_who_has_seen_another_calendar_changes_nothing_and_what_was_stays_in_the_log(seeded):
    seen = CalendarDay.state(2026)
    CalendarDay.set(on("11-11"), on("11-11"), is_working=False, hours=None, name="店庆", by=seeded.hr, seen=seen)
    with pytest.raises(TooLate):
        CalendarDay.set(on("11-11"), on("11-11"), is_working=None, hours=read("9:00-24:00"), name="", by=seeded.hr,
                        seen=seen)
    CalendarDay.set(on("11-11"), on("11-12"), is_working=None, hours=None, name="", by=seeded.hr,
                    seen=CalendarDay.state(2026))
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    facts = json.loads(entry.particulars)
    assert (facts["before"], facts["after"]) == ({"2026-11-11": [False, None, "店庆"]}, [None, None, ""])
