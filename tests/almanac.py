"""A calendar without a database: the published holidays of 2026, and the weekday alone in years it does not know."""

import datetime as dt

from chinese_calendar import holidays, workdays

KNOWN = 2026


class Almanac:
    def is_working(self, day):
        if day.year == KNOWN:
            return day in workdays or day not in holidays and day.weekday() < 5
        return day.weekday() < 5

    def next_working(self, day):
        return self._step(day, 1)

    def previous_working(self, day):
        return self._step(day, -1)

    def nth_working(self, year, month, n):
        first = dt.date(year, month, 1)
        days = [day for day in (first + dt.timedelta(n) for n in range(31)) if day.month == month]
        working = [day for day in days if self.is_working(day)]
        return working[n - 1 if n > 0 else n]

    def is_known(self, year):
        return year == KNOWN

    def _step(self, day, by):
        day += dt.timedelta(by)
        while not self.is_working(day):
            day += dt.timedelta(by)
        return day
