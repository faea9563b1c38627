"""The clock over opening hours: dated cases by hand, and what has to hold for any calendar and any pauses."""

import datetime as dt
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.base import HERE
from db.calendar import Calendar
from db.calendar_days import CalendarDay
from db.clock import Line, account, deadline, used
from db.hours import read, written

WEEK = ("9:00-12:00 13:00-18:00",) * 4 + ("9:00-12:00 13:00-20:00",) * 2 + ("10:00-20:00",)  # Monday first
OTHERWISE = {dt.date(2026, 10, 1): "9:00-21:00", dt.date(2026, 10, 2): "", dt.date(2026, 11, 11): "10:00-24:00",
             dt.date(2026, 11, 12): "0:00-2:00 9:00-18:00"}


def hours(day):
    return ranges(OTHERWISE.get(day, WEEK[day.weekday()]))


@cache
def ranges(text):
    return read(text)


def at(text):
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=HERE)


def between(*pairs):
    return [(at(start), end and at(end)) for start, end in pairs]


DATED = {  # start, minutes, pauses -> deadline
    "within a morning": ("11-02 09:30", 60, (), "11-02 10:30"),
    "over lunch": ("11-02 11:30", 60, (), "11-02 13:30"),
    "until the doors close, not until they open again": ("11-02 17:00", 60, (), "11-02 18:00"),
    "one minute more is the next morning": ("11-02 17:00", 61, (), "11-03 09:01"),
    "from before the doors open": ("11-02 06:00", 30, (), "11-02 09:30"),
    "from lunch": ("11-02 12:20", 30, (), "11-02 13:30"),
    "from the night": ("11-02 23:59", 30, (), "11-03 09:30"),
    "Friday evening is open longer": ("11-06 17:30", 120, (), "11-06 19:30"),
    "over a weekend, which is open": ("11-07 19:00", 120, (), "11-08 11:00"),
    "National Day has its own hours": ("09-30 17:00", 120, (), "10-01 10:00"),
    "a day that is shut": ("10-01 20:30", 60, (), "10-03 09:30"),
    "up to midnight": ("11-11 23:00", 60, (), "11-12 00:00"),
    "over midnight": ("11-11 23:00", 90, (), "11-12 00:30"),
    "seconds are left away": ("11-02 09:30:59", 60, (), "11-02 10:30"),
    "nothing to wait for": ("11-02 03:00", 0, (), "11-02 03:00"),
    "a pause of an hour": ("11-02 09:30", 60, (("11-02 10:00", "11-02 11:00"),), "11-02 11:30"),
    "a pause over lunch takes only what is open": ("11-02 11:00", 90, (("11-02 11:30", "11-02 13:30"),), "11-02 14:30"),
    "pauses that overlap count once": ("11-02 09:00", 60, (("11-02 09:30", "11-02 10:30"),
                                                           ("11-02 10:00", "11-02 11:00")), "11-02 11:30"),
    "a pause outside of the hours takes nothing": ("11-02 17:30", 60, (("11-02 18:00", "11-03 09:00"),), "11-03 09:30"),
    "a pause of days": ("11-02 17:30", 60, (("11-02 17:45", "11-04 09:15"),), "11-04 10:00"),
    "a pause that was over before": ("11-02 09:00", 60, (("11-01 09:00", "11-01 18:00"),), "11-02 10:00"),
    "a pause that lasts": ("11-02 09:30", 60, (("11-02 10:00", None),), None),
    "a pause that began too late": ("11-02 09:30", 60, (("11-02 10:30", None),), "11-02 10:30"),
}


@pytest.mark.parametrize("case", DATED)
def test_a_deadline_on_a_real_calendar(case):
    start, minutes, pauses, wanted = DATED[case]
    assert deadline(at(start), minutes, hours, between(*pauses)) == (wanted and at(wanted))


@pytest.mark.parametrize("start,end,pauses,minutes", [
    ("11-02 09:30", "11-02 10:30", (), 60), ("11-02 08:00", "11-02 20:00", (), 480),
    ("11-02 18:00", "11-03 09:00", (), 0),
    ("11-02 10:30", "11-02 09:30", (), 0), ("11-02 09:00", "11-09 09:00", (), 4 * 480 + 2 * 600 + 600),
    ("10-01 00:00", "10-04 00:00", (), 12 * 60 + 10 * 60), ("11-11 23:00", "11-12 09:30", (), 60 + 120 + 30),
    ("11-02 09:00", "11-02 12:00", (("11-02 10:00", None),), 60),
    ("11-02 09:00", "11-02 12:00", (("11-02 10:00", "11-02 10:00"), ("11-02 11:30", "11-02 11:00")), 180)])
def test_minutes_used_on_a_real_calendar(start, end, pauses, minutes):
    assert used(at(start), at(end), hours, between(*pauses)) == minutes


def test_the_office_counts_a_make_up_saturday_and_no_holiday():
    days = [CalendarDay(on=dt.date(2026, 10, n), is_working=False) for n in range(1, 8)]
    calendar = Calendar(dt.date(2026, 9, 1), dt.date(2026, 11, 1),
                        [*days, CalendarDay(on=dt.date(2026, 10, 10), is_working=True)])
    assert deadline(at("09-30 17:00"), 60, calendar.office_hours) == at("10-08 09:00")
    assert deadline(at("10-09 17:00"), 60, calendar.office_hours) == at("10-10 09:00")
    assert used(at("10-10 00:00"), at("10-12 00:00"), calendar.office_hours) == 7 * 60 + 30


def test_the_account_says_what_each_day_gave_and_what_pauses_took():
    pauses = between(("11-02 15:00", "11-04 10:00"))
    end = deadline(at("11-02 11:30"), 240, hours, pauses)
    told = [(line.day.day, written(line.ranges), line.minutes, line.paused)
            for line in account(at("11-02 11:30"), end, hours, pauses)]
    assert told == [(2, "11:30–12:00 13:00–18:00", 150, 180), (3, "09:00–12:00 13:00–18:00", 0, 480),
                    (4, "09:00–11:30", 90, 60)]


def test_the_account_names_days_that_are_shut():
    lines = account(at("10-01 20:00"), at("10-03 09:30"), hours)
    assert [(line.minutes, line.ranges) for line in lines] == [
        (60, read("20:00-21:00")), (0, ()), (30, read("9:00-9:30"))]
    assert lines[1] == Line(dt.date(2026, 10, 2), (), 0, 0)


def test_the_clock_is_the_malls_wherever_a_moment_was_written_down():
    start = at("11-02 09:30").astimezone(dt.UTC)
    assert deadline(start, 60, hours) == at("11-02 10:30")


def test_a_place_that_never_opens_has_no_deadline():
    with pytest.raises(ValueError):
        deadline(at("11-02 09:30"), 1, lambda day: ())
    with pytest.raises(ValueError):
        deadline(at("11-02 09:30"), -1, hours)


# Any calendar: a week, days that are otherwise, pauses. Each example walks a hundred cases of its calendar.

EXAMPLES, CASES = 200, 100
FIRST = dt.datetime(2026, 9, 1, tzinfo=HERE)


def a_day():
    marks = st.lists(st.integers(0, 96), max_size=6, unique=True).map(sorted)  # quarters of an hour
    return marks.map(lambda found: [[15 * start, 15 * end] for start, end in
                                    zip(found[::2], found[1::2], strict=False)])


weeks = st.lists(a_day(), min_size=7, max_size=7).filter(lambda week: sum(map(bool, week)) > 2)


@st.composite
def calendars(draw):
    week = [[(dt.time(a % 1440 // 60, a % 60), dt.time(b % 1440 // 60, b % 60)) for a, b in day] for day in draw(weeks)]
    shut = draw(st.sets(st.integers(0, 60), max_size=12))
    other = {dt.date(2026, 9, 1) + dt.timedelta(days=n): () for n in shut}
    return lambda day: other.get(day, week[day.weekday()]), draw(st.integers(0, 2**32))


def cases(seed):
    """(start, minutes, pauses), from within the night to days that are shut."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice

    def moment():
        return FIRST + dt.timedelta(minutes=chance.randrange(40 * 1440))

    for _ in range(CASES):
        pauses = [(begun, begun + dt.timedelta(minutes=chance.randrange(1500))) for begun in
                  (moment() for _ in range(chance.randrange(4)))]
        yield moment(), chance.randrange(900), pauses


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
@given(calendars())
def test_what_a_deadline_promises_is_what_was_used_when_it_comes(calendar):
    hours, seed = calendar
    for start, minutes, pauses in cases(seed):
        assert used(start, deadline(start, minutes, hours, pauses), hours, pauses) == minutes


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(calendars())
def test_a_deadline_is_the_earliest_and_comes_no_earlier_for_a_pause_or_a_greater_target(calendar):
    hours, seed = calendar
    for start, minutes, pauses in cases(seed):
        end = deadline(start, minutes, hours, pauses)
        assert deadline(start, minutes, hours) <= end <= deadline(start, minutes + 1, hours, pauses)
        assert not minutes or used(start, end - dt.timedelta(minutes=1), hours, pauses) == minutes - 1


@settings(max_examples=20, deadline=None, derandomize=True, database=None)
@given(calendars())
def test_what_was_used_until_noon_and_since_noon_is_what_was_used(calendar):
    hours, seed = calendar
    for start, minutes, pauses in cases(seed):
        middle, end = start + dt.timedelta(minutes=minutes), start + dt.timedelta(minutes=2 * minutes)
        parts = used(start, middle, hours, pauses) + used(middle, end, hours, pauses)
        assert parts == used(start, end, hours, pauses) <= used(start, end, hours)
