"""Shifts, the letters that mean them, and the weeks that go round."""

import datetime as dt

import pytest
import time_machine

from db.audit import AuditEntry, history
from db.base import Invalid, NotAllowed, TooLate
from db.calendar import Calendar
from db.calendar_days import CalendarYear
from db.hours import read, written
from db.positions import Department
from db.shifts import Letters, Shift
from db.weeks import Pattern
from tests.rota import MONDAY, NOON, TODAY, day

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield world


def shift(world, letter="A", hours="8:00-16:00", department=None, by=None):
    return Shift.add("班", letter, read(hours), colour="blue", department=department, by=by or world.hr)


def test_a_shift_keeps_its_breaks_and_its_length(office):
    early = shift(office, hours="8:30-12:00 13:00-17:30")
    assert (written(early.ranges(TODAY)), early.minutes(TODAY)) == ("08:30–12:00 13:00–17:30", 480)


def test_other_hours_hold_from_their_day_on_and_the_past_stays(office):
    early = shift(office, hours="8:30-17:00")
    early.change("早班", "A", read("8:00-16:30"), day("12-01"), colour="green", by=office.hr)
    early.change("早班", "A", read("7:30-16:00"), day("12-01"), colour="green", by=office.hr)
    stored = office.again(early)
    assert [written(stored.ranges(on)) for on in (day("01-01"), day("11-30"), day("12-01"))] == [
        "08:30–17:00", "08:30–17:00", "07:30–16:00"]
    with pytest.raises(Invalid) as refusal:
        stored.change("早班", "A", read("9:00-17:00"), TODAY - DAY, colour="green", by=office.hr)
    assert refusal.value.field == "starts_on"
    stored.change("午前", "A", read("7:30-16:00"), day("12-01"), colour="green", by=office.hr)  # no other hours
    assert (office.again(early).name, len(office.again(early).hours)) == ("午前", 2)


@pytest.mark.parametrize("begins, first_new", [("11-24", "11-24"), ("11-30", "11-30"), ("12-10", "12-10"),
                                               ("12-24", "12-24")])
def test_a_change_that_is_decided_is_moved_to_another_day(office, begins, first_new):
    early = shift(office, hours="8:30-17:00")
    early.change("早班", "A", read("8:00-16:30"), day("12-10"), colour="blue", by=office.hr)
    early.change("早班", "A", read("8:00-16:30"), day(begins), colour="blue", by=office.hr)
    stored, last_old = office.again(early), day(first_new) - DAY
    assert [written(stored.ranges(on)) for on in (last_old, day(first_new))] == ["08:30–17:00", "08:00–16:30"]
    assert (len(stored.hours), stored.decided()[0]) == (2, day(first_new) if day(first_new) > TODAY else None)


def test_a_change_that_is_decided_is_taken_back_and_not_moved_into_the_past(office):
    early = shift(office, hours="8:30-17:00")
    early.change("早班", "A", read("8:00-16:30"), day("12-10"), colour="blue", by=office.hr)
    with pytest.raises(Invalid) as refusal:
        early.change("早班", "A", read("8:00-16:30"), TODAY - DAY, colour="blue", by=office.hr)
    early.change("早班", "A", read("8:30-17:00"), TODAY, colour="blue", by=office.hr)
    stored = office.again(early)
    assert (refusal.value.field, len(stored.hours), written(stored.ranges(day("12-10")))) == (
        "starts_on", 1, "08:30–17:00")


def test_only_the_last_of_several_changes_is_moved(office):
    early = shift(office, hours="8:30-17:00")
    for hours, begins in (("8:00-16:30", "12-01"), ("7:30-16:00", "12-20"), ("7:30-16:00", "12-10")):
        early.change("早班", "A", read(hours), day(begins), colour="blue", by=office.hr)
    assert [first for first, _ranges in office.again(early).hours_ahead()] == [day("12-01"), day("12-10")]


@pytest.mark.parametrize("letter,hours,field", [
    ("", "8:00-9:00", "letter"), ("ABC", "8:00-9:00", "letter"), ("A B", "8:00-9:00", "letter"),
    ("休", "8:00-9:00", "letter"), ("x", "8:00-9:00", "letter"), ("0", "8:00-9:00", "letter"),
    ("A", "", "hours"), ("B", "8:00-9:00", "letter")])
def test_what_is_no_shift_is_refused(office, letter, hours, field):
    shift(office, "B")
    with pytest.raises(Invalid) as refusal:
        shift(office, letter, hours)
    assert (refusal.value.field, Shift.select().count()) == (field, 1)


def test_a_letter_is_free_again_once_its_shift_has_ended(office):
    shift(office, "A").end(by=office.hr)
    assert shift(office, "ａ").letter == "A"


def test_a_letter_means_the_shift_of_the_nearest_department(office):
    service = Department.get(Department.name == "客户服务部")
    vehicles = Department.get(Department.name == "车辆部")
    everywhere, here = shift(office, "A"), shift(office, "A", "9:00-17:00", department=service)
    group = shift(office, "A", "7:00-15:00", department=Department.get(Department.name == "集团"))
    letters = Letters()
    assert [letters.read(text, service.id) for text in ("a", " A ", "休", "x", "０", "-")] == [
        here.id, here.id, None, None, None, None]
    assert (letters.read("A", vehicles.id), letters.read("A", None)) == (group.id, everywhere.id)
    here.end(by=office.hr)
    assert Letters().read("A", service.id) == group.id
    with pytest.raises(Invalid):
        letters.read("Z", service.id)


def test_the_head_manages_the_shifts_of_the_own_department_and_hr_all(office):
    service = Department.get(Department.name == "客户服务部")
    own = shift(office, "A", department=service, by=office.manager)
    assert list(Shift.managed_by(office.manager)) == [own]
    entries = AuditEntry.select().count()
    everywhere = shift(office, "B")
    for verb in (lambda by: shift(office, "C", by=by), lambda by: everywhere.end(by=by),
                 lambda by: everywhere.change("x", "D", read("8:00-9:00"), TODAY, colour="blue", by=by)):
        for who in ("clerk", "supervisor", "manager", "auditor", "admin"):
            with pytest.raises(NotAllowed):
                verb(getattr(office, who))
    assert (AuditEntry.select().count(), list(Shift.managed_by(office.clerk))) == (entries + 1, [])


def test_weeks_go_round_from_the_monday_of_their_first_day(world):
    two = Pattern(starts_on=MONDAY + 2 * DAY, weeks=[[1, 1, 1, 1, 1, None, None], [2, None, 2, 2, 2, 2, 2]])
    calendar = Calendar(MONDAY, MONDAY)
    found = [two.shift_on(MONDAY + n * DAY, calendar) for n in range(23)]
    assert ([found[:7], found[7:14]], found[14], found[22]) == (two.weeks, 1, None)


def test_rotating_days_off_come_round_for_each(world):
    rotating = Pattern(starts_on=MONDAY, weeks=[[None if on == week else 1 for on in range(7)] for week in range(7)])
    calendar = Calendar(MONDAY, MONDAY)
    off = [n for n in range(49) if rotating.shift_on(MONDAY + n * DAY, calendar) is None]
    assert off == [week * 8 for week in range(7)]


@pytest.mark.parametrize("who,whom,allowed", [
    ("supervisor", "clerk", True), ("manager", "clerk", True), ("hr", "clerk", True), ("hr", "hr", True),
    ("supervisor", "supervisor", True), ("supervisor", "stranger", False), ("supervisor", "manager", False),
    ("clerk", "clerk", False), ("colleague", "clerk", False), ("auditor", "clerk", False), ("admin", "clerk", False)])
def test_who_sets_whose_pattern(office, who, whom, allowed):
    one = shift(office)
    verb = lambda: Pattern.set(getattr(office, whom), [[one.id] * 7], TODAY, by=getattr(office, who))  # noqa: E731
    if allowed:
        assert verb().person == getattr(office, whom)
    else:
        with pytest.raises(NotAllowed):
            verb()
        assert Pattern.select().count() == 0


def test_office_staff_are_off_on_holidays_and_work_on_make_up_days_and_the_mall_does_not_care(office):
    CalendarYear.seed(2026, by=office.hr)
    calendar, weeks = Calendar.between(day("10-01"), day("10-31")), [[1] * 5 + [None] * 2]
    found = {follows: [n for n in range(1, 18) if Pattern(
        starts_on=day("09-28"), weeks=weeks, follows_office=follows).shift_on(day(f"10-{n:02}"), calendar)]
        for follows in (True, False)}
    assert found == {True: [8, 9, 10, 12, 13, 14, 15, 16], False: [1, 2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16]}


def test_two_who_change_the_hours_of_a_shift_lose_neither(office):
    one = shift(office, hours="8:00-16:00")
    stale = office.again(one)
    one.change("早班", "A", read("8:30-16:30"), day("12-01"), colour="blue", by=office.hr)
    stale.change("早班", "A", read("9:00-17:00"), day("12-10"), colour="blue", by=office.hr)
    assert [written(office.again(one).ranges(day(on))) for on in ("11-30", "12-05", "12-10")] == [
        "08:00–16:00", "08:30–16:30", "09:00–17:00"]


def test_a_shift_ended_meanwhile_is_neither_changed_nor_ended_again(office):
    one = shift(office)
    stale = office.again(one)
    one.end(by=office.hr)
    for verb in (lambda: stale.change("晚班", "B", read("9:00-17:00"), day("12-01"), colour="blue", by=office.hr),
                 lambda: stale.end(by=office.hr)):
        with pytest.raises(TooLate):
            verb()
    assert (office.again(one).letter, [entry.action for entry in history(one)]) == ("A", ["shift.add", "shift.end"])


@pytest.mark.parametrize("weeks", [[[1] * 6], [[1] * 8], [[None] * 7, [1]], [[999999] * 7], [["gone"] * 7]])
def test_weeks_of_shifts_that_are_none_are_refused(office, weeks):
    kept, gone = shift(office), shift(office, "B")
    gone.end(by=office.hr)
    ids = {1: kept.id, "gone": gone.id}
    with pytest.raises(Invalid) as refusal:
        Pattern.set(office.clerk, [[ids.get(one, one) for one in week] for week in weeks], TODAY, by=office.supervisor)
    assert (refusal.value.field, Pattern.select().count()) == ("weeks", 0)
