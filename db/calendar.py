"""The calendar as it stands: on which days the office works, and, apart from that, when the mall is open.

A mall is open on holidays and weekends; whoever counts working days asks the office's side, whoever counts opening
hours the mall's. All days are local dates of Asia/Shanghai.
"""

import calendar
import datetime as dt

from db.calendar_days import DEFAULTS, MALL, OFFICE, CalendarDay, CalendarYear, WeekHours
from db.hours import of_kept


class Calendar:
    """The days from one to another, and a year to either side, as they stand at this moment: three queries.

    A day further away is not answered for: LookupError.
    """

    def __init__(self, first, last, days=(), weeks=(), years=()):
        self.first, self.last = dt.date(max(first.year - 1, 1), 1, 1), dt.date(min(last.year + 1, 9999), 12, 31)
        self.days = {row.on: row for row in days}
        self.weeks = {place: [(dt.date.min, [of_kept(ranges) for ranges in week])] for place, week in DEFAULTS.items()}
        for row in sorted(weeks, key=lambda row: row.starts_on):
            self.weeks[row.place].append((row.starts_on, row.days))
        self.years = set(years)
        self.special = {on: of_kept(row.ranges) for on, row in self.days.items() if row.ranges is not None}

    @classmethod
    def between(cls, first, last):
        ends = cls(first, last)
        inside = CalendarDay.select().where(CalendarDay.on.between(ends.first, ends.last))
        return cls(first, last, inside, WeekHours.select(), [year for (year,) in CalendarYear.select(
            CalendarYear.year).tuples()])

    # The office's side.

    def is_working(self, day):
        """Whether the office works on the day: make-up days are working days, holidays are none."""
        row = self.row(day)
        return bool(self.usual(OFFICE, day)) if row is None or row.is_working is None else row.is_working

    def next_working(self, day):
        """The first working day after this one."""
        return self._working(day, 1)

    def previous_working(self, day):
        """The last working day before this one."""
        return self._working(day, -1)

    def nth_working(self, year, month, n):
        """The n-th working day of a month, from the end where n is negative; None where there are not so many."""
        if n == 0:
            raise ValueError("working days are counted from 1, or from -1")
        working = [day for day in days_of_month(year, month) if self.is_working(day)]
        place = n - 1 if n > 0 else n
        return working[place] if -len(working) <= place < len(working) else None

    def office_hours(self, day):
        """When the office works on the day, as pairs of times; a make-up day has the hours of a usual one."""
        if not self.is_working(day):
            return ()
        return self.usual(OFFICE, day) or next(filter(None, self.week(OFFICE, day)))

    # The mall's side.

    def hours(self, day):
        """When the mall is open on the day, as pairs of local times; () where it stays shut."""
        self.row(day)
        return self.special[day] if day in self.special else self.usual(MALL, day)

    # Both.

    def name(self, day):
        """What the day is called: a holiday, a make-up day of one, a promotion; empty for most."""
        row = self.row(day)
        return row.name if row else ""

    def kind(self, day):
        """working, off (as each weekend), holiday, or make_up (working although its weekday is off)."""
        usual = bool(self.usual(OFFICE, day))
        if self.is_working(day):
            return "working" if usual else "make_up"
        row = self.row(day)
        return "holiday" if row and row.is_working is False else "off"

    def is_special(self, day):
        """Whether the mall has other hours on the day than on any such weekday."""
        self.row(day)
        return day in self.special

    def is_known(self, year):
        """Whether the holidays of the year are there; where not, the weekday alone decides."""
        return year in self.years

    def otherwise(self, year):
        """[(first day, last day)] of neighbours that are alike, of the days of a year that have a row of their own."""
        runs, before = [], None
        for on, row in sorted(self.days.items()):
            alike = (row.is_working, row.name, row.ranges)
            if on.year == year and (row.is_working is not None or row.ranges is not None or row.name):
                if before == (on - dt.timedelta(days=1), alike):
                    runs[-1] = (runs[-1][0], on)
                else:
                    runs.append((on, on))
                before = (on, alike)
        return runs

    def row(self, day):
        """What is written down about the day itself; None where it is as its weekday says."""
        if not self.first <= day <= self.last:
            raise LookupError(f"{day} is not between {self.first} and {self.last}")
        return self.days.get(day)

    def week(self, place, day):
        """The ranges of the seven weekdays, Monday first, as they are in force on the day."""
        return next(week for starts_on, week in reversed(self.weeks[place]) if starts_on <= day)

    def usual(self, place, day):
        """The ranges of such a weekday, as they are in force on the day."""
        return self.week(place, day)[day.weekday()]

    def _working(self, day, step):
        day += dt.timedelta(days=step)
        while not self.is_working(day):
            day += dt.timedelta(days=step)
        return day


def days_of_month(year, month):
    """Every date of a month."""
    return [dt.date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def months(year):
    """The months of a year as weeks of dates, Monday first; None for what belongs to another month."""
    return [[[dt.date(year, month, day) if day else None for day in week]
             for week in calendar.monthcalendar(year, month)] for month in range(1, 13)]
