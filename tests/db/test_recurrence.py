"""What days a recurrence names: tables of dates, and properties that hold for every one of them."""

import datetime as dt

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from db.base import Invalid
from db.recurrence import (
    AS_USUAL,
    DATE,
    DAY,
    EARLIER,
    EVENT,
    LATER,
    MONTH,
    OFF_DAYS,
    ONCE,
    QUARTER,
    SHIFT,
    SKIP,
    UNITS,
    WAYS,
    WEEK,
    WEEKDAY,
    WORKDAY,
    YEAR,
    Recurrence,
    days,
    next_days,
    read,
    turn,
)
from tests.almanac import Almanac

ALMANAC = Almanac()


def at(*texts):
    return [dt.date.fromisoformat(text) for text in texts]


def monthly(way, number, weekday=None, unit=MONTH, **more):
    return Recurrence(unit, way=way, number=number, weekday=weekday, **more)


@st.composite
def recurrences(draw):
    unit = draw(st.sampled_from(UNITS))
    every = draw(st.integers(1, 60)) if unit in (DAY, WEEK, MONTH) else 1
    weekdays = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))) if unit == WEEK else ()
    if unit not in (MONTH, QUARTER, YEAR):
        return Recurrence(unit, every, weekdays)
    way = draw(st.sampled_from(WAYS))
    number = draw(st.sampled_from([-1, *range(1, {DATE: 29, WEEKDAY: 5, WORKDAY: 11}[way])]))
    month = None if unit == MONTH else draw(st.integers(1, 3 if unit == QUARTER else 12))
    return Recurrence(unit, every, way=way, number=number, month=month,
                      weekday=draw(st.integers(0, 6)) if way == WEEKDAY else None)


dates = st.dates(dt.date(2025, 6, 1), dt.date(2028, 6, 30))


@pytest.mark.parametrize("recurrence, text", [
    (Recurrence(DAY), "FREQ=DAILY"),
    (Recurrence(DAY, 3), "FREQ=DAILY;INTERVAL=3"),
    (Recurrence(WEEK, weekdays=(0, 2, 4)), "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
    (Recurrence(WEEK, 2, (5,)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
    (monthly(DATE, 28), "FREQ=MONTHLY;BYMONTHDAY=28"),
    (monthly(DATE, -1), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    (monthly(WEEKDAY, 2, 1), "FREQ=MONTHLY;BYDAY=2TU"),
    (monthly(WEEKDAY, -1, 4), "FREQ=MONTHLY;BYDAY=-1FR"),
    (monthly(WORKDAY, -1), "FREQ=MONTHLY;X-WORKDAY=-1"),
    (monthly(DATE, 5, unit=QUARTER, month=1), "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=5"),
    (monthly(WORKDAY, 1, unit=YEAR, month=3), "FREQ=YEARLY;BYMONTH=3;X-WORKDAY=1"),
    (Recurrence(SHIFT), "FREQ=DAILY;X-EACH=SHIFT"),
    (Recurrence(ONCE), "FREQ=DAILY;COUNT=1"),
    (Recurrence(EVENT), ""),
])
def test_it_is_kept_as_text(recurrence, text):
    assert (recurrence.check().text, read(text)) == (text, recurrence)


@given(recurrences())
def test_what_is_kept_is_what_was_chosen(recurrence):
    assert read(recurrence.check().text) == recurrence


@pytest.mark.parametrize("recurrence, begins, first, last, wanted", [
    # month ends, with and without a leap day
    (monthly(DATE, -1), "2026-01-01", "2026-01-01", "2026-04-30",
     at("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30")),
    (monthly(DATE, -1), "2026-01-01", "2028-02-01", "2028-02-29", at("2028-02-29")),
    (monthly(DATE, 28), "2026-01-01", "2026-02-01", "2026-03-31", at("2026-02-28", "2026-03-28")),
    (monthly(DATE, -1, unit=YEAR, month=2), "2026-01-01", "2026-01-01", "2028-12-31",
     at("2026-02-28", "2027-02-28", "2028-02-29")),
    # a Monday in every second week stays in step wherever one looks from
    (Recurrence(WEEK, 2, (0,)), "2026-10-07", "2026-10-05", "2026-11-10", at("2026-10-19", "2026-11-02")),
    (Recurrence(WEEK, 2, (0,)), "2026-10-07", "2026-11-01", "2026-11-10", at("2026-11-02")),
    (Recurrence(DAY, 3), "2026-02-27", "2026-02-20", "2026-03-06", at("2026-02-27", "2026-03-02", "2026-03-05")),
    (monthly(DATE, 10, every=2), "2026-01-15", "2026-01-01", "2026-06-30", at("2026-03-10", "2026-05-10")),
    (monthly(WEEKDAY, 1, 0), "2026-01-01", "2026-10-01", "2026-11-30", at("2026-10-05", "2026-11-02")),
    (monthly(WEEKDAY, -1, 4), "2026-01-01", "2026-10-01", "2026-11-30", at("2026-10-30", "2026-11-27")),
    (monthly(WEEKDAY, 2, 2, unit=QUARTER, month=2), "2026-01-01", "2026-01-01", "2026-12-31",
     at("2026-02-11", "2026-05-13", "2026-08-12", "2026-11-11")),
    # the first working day is none of the holidays, and a make-up Saturday is one
    (monthly(WORKDAY, 1), "2026-01-01", "2026-10-01", "2026-10-31", at("2026-10-08")),
    (monthly(WORKDAY, 2), "2026-01-01", "2026-10-01", "2026-10-31", at("2026-10-09")),
    (monthly(WORKDAY, 3), "2026-01-01", "2026-10-01", "2026-10-31", at("2026-10-10")),
    (monthly(WORKDAY, 1), "2026-01-01", "2026-01-01", "2026-01-31", at("2026-01-04")),
    (monthly(WORKDAY, -1), "2026-01-01", "2026-02-01", "2026-02-28", at("2026-02-28")),
    # of next year nothing is known, so the weekday decides: 1 January counts as a working day until somebody says no
    (monthly(WORKDAY, 1), "2026-01-01", "2027-01-01", "2027-01-31", at("2027-01-01")),
    (Recurrence(ONCE), "2026-10-08", "2026-10-01", "2026-10-31", at("2026-10-08")),
    (Recurrence(ONCE), "2026-10-08", "2026-10-09", "2026-12-31", []),
    (Recurrence(EVENT), "2026-01-01", "2026-01-01", "2026-12-31", []),
    (Recurrence(SHIFT), "2026-10-02", "2026-10-01", "2026-10-03", at("2026-10-02", "2026-10-03")),
])
def test_the_days_it_names(recurrence, begins, first, last, wanted):
    [begins, first, last] = at(begins, first, last)
    assert days(recurrence, begins, first, last, ALMANAC) == wanted


@pytest.mark.parametrize("off, wanted", [
    (AS_USUAL, ["2026-10-01", "2026-10-03", "2026-10-05"]),
    (SKIP, []),
    (EARLIER, ["2026-09-30"]),
    (LATER, ["2026-10-08"]),
])
def test_days_shifted_onto_one_another_are_one(off, wanted):
    weekly = Recurrence(WEEK, weekdays=(0, 3, 5))
    found = days(weekly, dt.date(2026, 1, 1), dt.date(2026, 9, 29), dt.date(2026, 10, 6), ALMANAC, off)
    later = days(weekly, dt.date(2026, 1, 1), dt.date(2026, 10, 7), dt.date(2026, 10, 9), ALMANAC, off)
    assert [day.isoformat() for day in found + [day for day in later if off == LATER]] == wanted


@pytest.mark.parametrize("saturday, is_worked", [("2026-10-10", True), ("2026-10-17", False), ("2026-02-28", True)])
def test_a_make_up_saturday_is_a_working_day(saturday, is_worked):
    [day] = at(saturday)
    assert days(Recurrence(DAY), day, day, day, ALMANAC, SKIP) == ([day] if is_worked else [])


def test_of_each_shift_the_roster_says_who_works_not_the_calendar():
    holiday = dt.date(2026, 10, 1)
    assert days(Recurrence(SHIFT), holiday, holiday, holiday, ALMANAC, SKIP) == [holiday]


@given(recurrences(), dates, dates, st.sampled_from(OFF_DAYS))
@settings(max_examples=60)
def test_a_day_is_named_however_wide_one_looks(recurrence, begins, first, off):
    last = first + dt.timedelta(days=40)
    one_by_one = [day for n in range(41) for day in
                  days(recurrence, begins, *[first + dt.timedelta(days=n)] * 2, ALMANAC, off)]
    assert days(recurrence, begins, first, last, ALMANAC, off) == one_by_one


@given(recurrences(), dates, st.integers(0, 700))
@settings(max_examples=60)
def test_starting_near_finds_what_counting_from_the_beginning_finds(recurrence, begins, ahead):
    if recurrence.unit == EVENT or recurrence.way == WORKDAY:
        return
    first = begins + dt.timedelta(days=ahead)
    last = first + dt.timedelta(days=60)
    starts = begins.replace(day=1) if recurrence.is_monthly else begins
    starts, *midnights = [dt.datetime.combine(day, dt.time()) for day in (starts, first, last)]
    plain = rrulestr(recurrence.text.replace(";X-EACH=SHIFT", ""), dtstart=starts)
    counted = [moment.date() for moment in plain.between(*midnights, inc=True)]
    assert days(recurrence, begins, first, last, ALMANAC) == counted


@given(recurrences(), dates)
@settings(max_examples=60)
def test_turns_are_taken_without_a_gap(recurrence, begins):
    if recurrence.way == WORKDAY or recurrence.unit in (ONCE, EVENT):
        return
    found = days(recurrence, begins, begins, begins + dt.timedelta(days=400), ALMANAC)
    turns = [turn(recurrence, day) for day in found]
    if recurrence.unit not in (DAY, WEEK, MONTH) or recurrence.every == 1:
        assert turns == list(range(turns[0], turns[0] + len(turns))) if turns else True
    else:
        assert len(set(turns)) == len(turns)


def test_the_next_ten_days_are_previewed():
    found = next_days(monthly(WORKDAY, 1), dt.date(2026, 1, 1), dt.date(2026, 9, 2), ALMANAC)
    assert found[:3] == at("2026-10-08", "2026-11-02", "2026-12-01")
    assert (len(found), len(next_days(Recurrence(DAY), dt.date(2026, 1, 1), dt.date(2026, 9, 2), ALMANAC))) == (10, 10)


@pytest.mark.parametrize("recurrence, count", [
    (monthly(DATE, -1, unit=YEAR, month=2), 10), (Recurrence(ONCE), 1), (Recurrence(EVENT), 0)])
def test_fewer_are_previewed_where_there_are_no_more(recurrence, count):
    assert len(next_days(recurrence, dt.date(2028, 2, 29), dt.date(2028, 2, 29), ALMANAC)) == count


@pytest.mark.parametrize("wrong, field", [
    (monthly(DATE, 29), "number"), (monthly(DATE, 31), "number"), (monthly(DATE, 0), "number"),
    (monthly(DATE, 32), "number"), (monthly(DATE, None), "number"), (monthly(WEEKDAY, 5, 0), "number"),
    (monthly(WEEKDAY, 1, None), "weekday"), (monthly(WORKDAY, 11), "number"), (monthly(None, 1), "way"),
    (monthly(DATE, 1, unit=QUARTER, month=4), "month"), (monthly(DATE, 1, unit=YEAR, month=None), "month"),
    (Recurrence(WEEK), "weekdays"), (Recurrence(WEEK, weekdays=(7,)), "weekdays"), (Recurrence(DAY, 0), "every"),
    (Recurrence(DAY, None), "every"), (Recurrence(DAY, 61), "every"), (Recurrence("never"), "unit"),
])
def test_what_no_day_answers_to_is_refused_at_its_field(wrong, field):
    with pytest.raises(Invalid) as refused:
        wrong.check()
    assert refused.value.field == field


@pytest.mark.parametrize("number", [29, 30, 31])
def test_dates_some_months_lack_are_refused_in_favour_of_the_last_day(number):
    with pytest.raises(Invalid, match="choose the last day of the month"):
        monthly(DATE, number).check()
