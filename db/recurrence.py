"""How often a duty comes: plain choices, the RRULE text they are kept as, and the days that text names.

Two parts of our own stand in the text where RFC 5545 has no words: X-WORKDAY=2 is the second working day of the month,
-1 the last, looked up in the calendar afterwards; X-EACH=SHIFT is the beginning of every shift.
"""

import datetime as dt
from dataclasses import dataclass

from dateutil.rrule import rrulestr

from db.base import N_, Invalid

UNITS = DAY, WEEK, MONTH, QUARTER, YEAR, SHIFT, ONCE, EVENT = (
    "day", "week", "month", "quarter", "year", "shift", "once", "event")
WAYS = DATE, WEEKDAY, WORKDAY = ("date", "weekday", "workday")  # how a day of the month is found
OFF_DAYS = AS_USUAL, SKIP, EARLIER, LATER = ("as_usual", "skip", "earlier", "later")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
MOST_EVERY = 60          # days, weeks or months from one time to the next
LATEST_DATE = 28         # the last date that every month has
MOST_WORKDAYS = 10       # a month has more of them, whatever the holidays
MARGIN = dt.timedelta(days=45)  # a month, and the longest holidays a day is shifted over
AHEAD = 11               # years searched for the next days
SHORT_MONTHS = N_("Not every month has a day %(number)s: choose the last day of the month.")


@dataclass(frozen=True)
class Recurrence:
    """`every` so many days, weeks or months. Of a week: `weekdays`, 0 for Monday. Of a month: the day found by `way`.

    `number`: the date, or which weekday or working day of the month; -1 the last. `month`: of the quarter or the year.
    """

    unit: str
    every: int = 1
    weekdays: tuple = ()
    way: str | None = None
    number: int | None = None
    weekday: int | None = None
    month: int | None = None

    @property
    def text(self):
        """The RRULE text it is kept as; empty where it happens on event."""
        return ";".join(f"{name}={value}" for name, value in _parts(self) if value is not None)

    @property
    def is_monthly(self):
        return self.unit in (MONTH, QUARTER, YEAR)

    def check(self):
        """Raise Invalid for what no day answers to, or not each time."""
        for holds, field, message, params in _demands(self):
            if not holds:
                raise Invalid(message, field, **params)
        return self


def read(text):
    """The plain choices a text of ours stands for."""
    parts = dict(part.split("=") for part in text.split(";")) if text else {}
    frequency, every = parts.get("FREQ"), int(parts.get("INTERVAL", 1))
    months = [int(month) for month in parts.get("BYMONTH", "").split(",") if month]
    if frequency is None:
        return Recurrence(EVENT)
    if frequency == "DAILY":
        return Recurrence(SHIFT if "X-EACH" in parts else ONCE if "COUNT" in parts else DAY, every)
    if frequency == "WEEKLY":
        return Recurrence(WEEK, every, tuple(DAYS.index(day) for day in parts["BYDAY"].split(",")))
    unit = MONTH if frequency == "MONTHLY" else YEAR if len(months) == 1 else QUARTER
    return Recurrence(unit, every, month=months[0] if months else None, **_day_of(parts))


def days(recurrence, begins_on, first, last, calendar, off=AS_USUAL):
    """The days from `first` to `last` it names, in order; one shifted onto another is one day."""
    named = _named(recurrence, begins_on, first - MARGIN, last + MARGIN, calendar)
    placed = {day if recurrence.unit == SHIFT else _placed(day, calendar, off) for day in named}
    return sorted(day for day in placed if day and first <= day <= last)


def next_days(recurrence, begins_on, on, calendar, off=AS_USUAL, count=10):
    """The next days from `on`, fewer where there are none AHEAD, which the calendar has to know of."""
    found = []
    for year in range(on.year, on.year + AHEAD):
        first, last = max(on, dt.date(year, 1, 1)), dt.date(year, 12, 31)
        found += days(recurrence, begins_on, first, last, calendar, off)
        if len(found) >= count:
            break
    return found[:count]


def turn(recurrence, day):
    """Which time it is, counted without a gap from one to the next: whoever takes turns goes by it."""
    if recurrence.unit == WEEK:
        earlier = sum(weekday < day.weekday() for weekday in recurrence.weekdays)
        return (day - dt.date.min).days // 7 // recurrence.every * len(recurrence.weekdays) + earlier
    if recurrence.is_monthly:
        months = {MONTH: recurrence.every, QUARTER: 3, YEAR: 12}[recurrence.unit]
        return (day.year * 12 + day.month - 1) // months
    return day.toordinal() // recurrence.every


def _demands(it):
    """(whether it holds, field, message, params) of everything that is asked of the choices."""
    number, most = it.number or 0, MOST_EVERY
    yield it.unit in UNITS, "unit", N_("Choose how often."), {}
    if it.unit in (DAY, WEEK, MONTH):
        yield 1 <= (it.every or 0) <= most, "every", N_("A number from 1 to %(most)s."), {"most": most}
    if it.unit == WEEK:
        yield bool(it.weekdays), "weekdays", N_("Choose at least one weekday."), {}
        yield set(it.weekdays) <= set(range(7)), "weekdays", N_("There is no such weekday."), {}
    if it.unit in (QUARTER, YEAR):
        most = 3 if it.unit == QUARTER else 12
        yield 1 <= (it.month or 0) <= most, "month", N_("A number from 1 to %(most)s."), {"most": most}
    if it.is_monthly:
        yield it.way in WAYS, "way", N_("Choose a day of the month."), {}
    if it.is_monthly and it.way == DATE:
        yield not LATEST_DATE < number <= 31, "number", SHORT_MONTHS, {"number": number}
        yield number == LAST or 1 <= number <= LATEST_DATE, "number", N_("A number from 1 to %(most)s."), {
            "most": LATEST_DATE}
    if it.is_monthly and it.way == WEEKDAY:
        yield it.weekday in range(7), "weekday", N_("There is no such weekday."), {}
        yield number == LAST or 1 <= number <= 4, "number", N_("The first to the fourth, or the last."), {}
    if it.is_monthly and it.way == WORKDAY:
        yield number == LAST or 1 <= number <= MOST_WORKDAYS, "number", N_("A number from 1 to %(most)s."), {
            "most": MOST_WORKDAYS}


def _parts(it):
    """(name, value) of the text, in the order it is written; None leaves a part out."""
    if it.unit == EVENT:
        return
    frequencies = {WEEK: "WEEKLY", MONTH: "MONTHLY", QUARTER: "YEARLY", YEAR: "YEARLY"}
    yield "FREQ", frequencies.get(it.unit, "DAILY")
    yield "INTERVAL", it.every if it.every > 1 and it.unit in (DAY, WEEK, MONTH) else None
    yield "COUNT", 1 if it.unit == ONCE else None
    yield "X-EACH", "SHIFT" if it.unit == SHIFT else None
    if it.unit == WEEK:
        yield "BYDAY", ",".join(DAYS[n] for n in sorted(it.weekdays))
    if it.unit in (QUARTER, YEAR):
        yield "BYMONTH", ",".join(map(str, range(it.month, 13, 3 if it.unit == QUARTER else 12)))
    if it.is_monthly:
        yield {DATE: ("BYMONTHDAY", it.number), WORKDAY: ("X-WORKDAY", it.number),
               WEEKDAY: ("BYDAY", f"{it.number}{DAYS[it.weekday or 0]}")}[it.way]


def _day_of(parts):
    """How a text finds the day of the month."""
    if "X-WORKDAY" in parts:
        return {"way": WORKDAY, "number": int(parts["X-WORKDAY"])}
    if "BYMONTHDAY" in parts:
        return {"way": DATE, "number": int(parts["BYMONTHDAY"])}
    return {"way": WEEKDAY, "number": int(parts["BYDAY"][:-2]), "weekday": DAYS.index(parts["BYDAY"][-2:])}


def _named(it, begins_on, first, last, calendar):
    """The days the text itself names, working days looked up, before any is shifted."""
    if it.unit == EVENT:
        return []
    standard = [part for part in it.text.split(";") if not part.startswith("X-")]
    standard += ["BYMONTHDAY=1"] if it.way == WORKDAY else []
    rule = rrulestr(";".join(standard), dtstart=_midnight(_start(it, begins_on, first)))
    found = [moment.date() for moment in rule.between(_midnight(first), _midnight(last), inc=True)]
    if it.way == WORKDAY:
        found = [calendar.nth_working(day.year, day.month, it.number) for day in found]
    return [day for day in found if day and day >= begins_on]


def _start(it, begins_on, first):
    """The start of the text's counting, brought near: dateutil goes through every time from there on."""
    if it.unit == ONCE:
        return begins_on
    if it.is_monthly:
        months = (first.year - begins_on.year) * 12 + first.month - begins_on.month
        months = begins_on.year * 12 + begins_on.month - 1 + max(months // it.every, 0) * it.every
        return dt.date(months // 12, months % 12 + 1, 1)
    step = dt.timedelta(days=it.every * (7 if it.unit == WEEK else 1))
    return begins_on + max((first - begins_on) // step, 0) * step


def _placed(day, calendar, off):
    """Where the day comes to lie; None where it falls away."""
    if off == AS_USUAL or calendar.is_working(day):
        return day
    return {SKIP: lambda _day: None, EARLIER: calendar.previous_working, LATER: calendar.next_working}[off](day)


def _midnight(day):
    return dt.datetime.combine(day, dt.time())
