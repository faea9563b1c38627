"""Duties for tests: a clerk and her colleague bound by two clauses, their roster, and rules written down directly."""

import datetime as dt

from db.base import HERE
from db.generation import DutyDay
from db.rules import HOLDER, Rule
from db.signatures import COMPLETE
from tests.papers import signing, version
from tests.rota import rota

SIGNED = "2026-09-01"
LONG_AGO = dt.datetime(2026, 9, 2, 8, tzinfo=HERE)
EVENING = [0, 18 * 60, 24 * 60 - 1]  # until 18:00, locked at midnight


def bind(world, *people, position=None, duties=None):
    """A version of the position in force since September, signed by these people: by the clerk and her colleague."""
    position = position or world.positions.clerk
    made = version(position, duties or {"a": "核对登记表", "b": "接待来访"}, by=world.hr, effective_on=SIGNED)
    for person in people or (world.clerk, world.colleague):
        signing(made, person, COMPLETE, on=SIGNED)
    return made


def office(world):
    """The world with what the clerks signed, their roster from 23 November to 13 December 2026, and no day made."""
    DutyDay.delete().execute()
    world.version, world.rota = bind(world), rota(world)
    return world


def rule(position, *, clause="a", recurrence="FREQ=DAILY", times=(EVENING,), who=HOLDER, **more):
    facts = {"title": "核对登记表", "begins_on": dt.date(2026, 9, 2), "valid_from": dt.date(2026, 9, 2),
             "written_at": LONG_AGO} | more
    made = Rule.create(position=position, clause=clause, recurrence=recurrence, times=[list(row) for row in times],
                       who=who, **facts)
    Rule.update(series=made.id).where(Rule.id == made.id).execute()
    return Rule.get_by_id(made.id)


def at(day, time="12:00"):
    """A moment of November or December 2026, like at("11-24", "09:30")."""
    return dt.datetime.fromisoformat(f"2026-{day}T{time}:00").replace(tzinfo=HERE)
