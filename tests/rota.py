"""A small roster for tests: two shifts, the clerk's and her colleague's weeks, made for three of them."""

import datetime as dt
from types import SimpleNamespace

from db.hours import read
from db.roster import RosterDay
from db.shifts import Shift
from db.weeks import Pattern

TODAY = dt.date(2026, 11, 24)   # a Tuesday
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MONDAY, SUNDAY = dt.date(2026, 11, 23), dt.date(2026, 12, 13)


def day(text):
    return dt.date.fromisoformat(f"2026-{text}")


def rota(world):
    """Shifts A and B; the clerk works early but on weekends, her colleague late but on Mondays and Tuesdays."""
    early = Shift.add("早班", "A", read("8:30-12:00 13:00-17:30"), colour="blue", department=None, by=world.hr)
    late = Shift.add("晚班", "B", read("12:00-20:00"), colour="orange", department=None, by=world.hr)
    Pattern.set(world.clerk, [[early.id] * 5 + [None] * 2], MONDAY, by=world.supervisor)
    Pattern.set(world.colleague, [[None] * 2 + [late.id] * 5], MONDAY, by=world.supervisor)
    RosterDay.make([world.clerk.id, world.colleague.id], MONDAY, SUNDAY, by=world.supervisor)
    return SimpleNamespace(early=early, late=late)
