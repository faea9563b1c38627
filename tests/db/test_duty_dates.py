"""The days on which duties come to somebody, with the calendar of 2026 as it was published and 2027 unknown."""

import datetime as dt

import pytest
import time_machine

from db import evidence, generation
from db.base import HERE
from db.calendar_days import CalendarYear
from db.duties import MISSED, SUBMITTED, Occurrence
from db.people import Appointment
from db.roster import RosterDay
from db.rules import IN_TURN, NAMED
from db.swaps import Swap
from tests import duty
from tests.duty import at
from tests.rota import NOON, day

FIRST_WORKDAY, LAST_WORKDAY = "FREQ=MONTHLY;X-WORKDAY=1", "FREQ=MONTHLY;X-WORKDAY=-1"
MONTH_END, THURSDAYS = "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=WEEKLY;BYDAY=TH"


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield duty.office(world)


@pytest.fixture
def seeded(office):
    CalendarYear.seed(2026, by=office.hr)
    return office


def made(first, last):
    """The days from one to another that have a duty, made one by one as they come."""
    [first, last] = map(dt.date.fromisoformat, (first, last))
    for n in range((last - first).days + 1):
        with time_machine.travel(dt.datetime.combine(first, dt.time(0, 5), HERE) + dt.timedelta(days=n), tick=False):
            generation.make(first + dt.timedelta(days=n))
    return [f"{row.work_date:%m-%d}" for row in Occurrence.select().order_by(Occurrence.work_date)]


@pytest.mark.parametrize("recurrence, off, first, last, wanted", [
    # National Day 2026: the office is off from 1 to 7 October, and works on Sunday the 20th and Saturday the 10th
    (FIRST_WORKDAY, "as_usual", "2026-09-28", "2026-10-12", ["10-08"]),
    (LAST_WORKDAY, "as_usual", "2026-09-28", "2026-10-12", ["09-30"]),
    (THURSDAYS, "as_usual", "2026-09-28", "2026-10-12", ["10-01", "10-08"]),
    (THURSDAYS, "skip", "2026-09-28", "2026-10-12", ["10-08"]),
    (THURSDAYS, "earlier", "2026-09-28", "2026-10-12", ["09-30", "10-08"]),
    (THURSDAYS, "later", "2026-09-28", "2026-10-12", ["10-08"]),
    # make-up days count as the working days they are, and no other Saturday or Sunday does
    ("FREQ=DAILY", "skip", "2026-10-08", "2026-10-18", ["10-08", "10-09", "10-10", "10-12", "10-13", "10-14", "10-15",
                                                        "10-16"]),
    ("FREQ=WEEKLY;BYDAY=SU", "skip", "2026-09-13", "2026-09-27", ["09-20"]),
    # month ends, shifted or not; of 2027 nothing is known but its weekends
    (MONTH_END, "as_usual", "2026-10-28", "2026-12-03", ["10-31", "11-30"]),
    (MONTH_END, "earlier", "2026-10-28", "2026-12-03", ["10-30", "11-30"]),
    (MONTH_END, "later", "2026-10-28", "2026-12-03", ["11-02", "11-30"]),
    (MONTH_END, "later", "2027-01-29", "2027-03-03", ["02-01", "03-01"]),
    (MONTH_END, "as_usual", "2028-02-27", "2028-03-02", ["02-29"]),
    (FIRST_WORKDAY, "as_usual", "2026-12-30", "2027-01-05", ["01-01"]),
])
def test_the_days_on_which_it_comes(seeded, recurrence, off, first, last, wanted):
    duty.rule(seeded.positions.clerk, recurrence=recurrence, off_days=off, who=NAMED, person=seeded.clerk)
    assert made(first, last) == wanted


def test_a_holiday_entered_late_moves_what_is_still_to_come_only(office):
    duty.rule(office.positions.clerk, recurrence="FREQ=DAILY", off_days="skip", who=NAMED, person=office.clerk)
    with time_machine.travel(dt.datetime(2026, 9, 30, 9, tzinfo=HERE), tick=False):
        generation.make(day("09-30"))
        generation.make(day("10-01"))
        CalendarYear.seed(2026, by=office.hr)
        generation.make(day("09-30"))
        generation.make(day("10-01"))
    assert [(f"{row.work_date:%m-%d}", row.state) for row in Occurrence.select().order_by(Occurrence.work_date)] == [
        ("09-30", "todo"), ("10-01", "dropped")]


@pytest.mark.parametrize("time, on, outcome", [
    ("23:59", "11-24", (SUBMITTED, False)), ("00:00", "11-25", (SUBMITTED, True)),
    ("00:30", "11-25", (SUBMITTED, True)), ("01:00", "11-25", (SUBMITTED, True)), ("01:01", "11-25", (MISSED, False))])
def test_around_midnight_it_stays_the_duty_of_its_day(office, time, on, outcome):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([1200, 1439, 1500],))
    with time_machine.travel(at("11-24", "20:30"), tick=False):
        generation.keep_up()
    with time_machine.travel(at(on, time), tick=False):
        generation.keep_up()
        [row] = Occurrence.select().where(Occurrence.work_date == day("11-24"))
        if row.state != MISSED:
            evidence.submit(row, by=office.clerk)
    assert (row.state, row.was_late) == outcome


@pytest.mark.parametrize("ends, wanted", [("11-24", ["11-24"]), ("11-25", ["11-24", "11-25"]),
                                          ("11-30", ["11-24", "11-25", "11-26"])])
def test_who_leaves_in_the_middle_of_a_month_has_the_last_day_and_none_after(office, ends, wanted):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    Appointment.update(ends_on=day(ends)).where(Appointment.person == office.clerk).execute()
    assert made("2026-11-24", "2026-11-26") == wanted


def test_a_swap_approved_after_the_duty_began_is_a_transfer_and_before_it_is_none(office):
    for slot in ([540, 600, 1439], [780, 840, 1439]):
        duty.rule(office.positions.clerk, who=IN_TURN, times=(slot,))
    RosterDay.update(shift=None).where(RosterDay.person == office.colleague, RosterDay.on == day("11-24")).execute()
    generation.keep_up()
    swap = Swap.ask(office.colleague, day("11-24"), day("11-25"), note="", by=office.clerk)
    swap.agree(by=office.colleague)
    swap.approve(by=office.supervisor)
    generation.keep_up()
    rows = Occurrence.select().where(Occurrence.work_date == day("11-24"), Occurrence.state != "dropped")
    assert {(row.slot, row.seat, row.person_id) for row in rows} == {
        ("10:00", office.clerk.id, office.colleague.id), ("14:00", office.colleague.id, office.colleague.id)}
