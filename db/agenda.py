"""The list of the day: what one person has to do, has done, may take, and has missed without a word."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.base import HERE, today
from db.descriptions import Clause, Description
from db.duties import (
    ACCEPTED,
    EXCUSED,
    MISSED,
    NOBODY,
    OPEN,
    SUBMITTED,
    Occurrence,
)
from db.people import Person
from db.rules import CLAIMED, Rule
from db.signatures import Signing

ANSWERED = dt.timedelta(days=60)  # how long a miss may be explained
CLOSED = (SUBMITTED, ACCEPTED, EXCUSED)


@dataclass(frozen=True)
class Backlog:
    """One duty that was missed so many times, which nobody has explained yet: a line, though each row remains."""

    series: int
    rows: list

    @property
    def title(self):
        return self.rows[-1].rule.title

    @property
    def last(self):
        return self.rows[-1]


@dataclass(frozen=True)
class Agenda:
    open: list    # by the time they are due
    done: list
    free: list    # that nobody has taken yet
    missed: list  # of Backlog

    def __bool__(self):
        return bool(self.open or self.done or self.free or self.missed)


def agenda(person):
    """What stands on the list of the person today; two queries."""
    mine = Occurrence.person == person
    day = pw.fn.COALESCE(Occurrence.moved_to, Occurrence.work_date)
    midnight = dt.datetime.combine(today(), dt.time(), HERE)
    is_open = Occurrence.state.in_(OPEN) & (day <= today())
    is_done = Occurrence.state.in_(CLOSED) & ((day == today()) | (Occurrence.done_at >= midnight))
    rows = list(listed(Occurrence.select().where(mine, is_open | is_done | _unexplained())).order_by(
        Occurrence.due_at, Occurrence.id))
    free = Occurrence.select().where(
        Occurrence.seat == NOBODY, Occurrence.person.is_null(), Occurrence.state.in_(OPEN),
        Occurrence.work_date == today(), Occurrence.position.in_(person.positions_within("own")), Rule.who == CLAIMED)
    return Agenda([row for row in rows if row.state in OPEN], [row for row in rows if row.state in CLOSED],
                  [row for row in listed(free).order_by(Occurrence.due_at) if not row.is_locked],
                  _backlogs(row for row in rows if row.state == MISSED))


def missed(person, series):
    """What the person missed of one duty and has not explained, the oldest first."""
    rows = Occurrence.select().where(Occurrence.person == person, Occurrence.series == series, _unexplained())
    return list(rows.order_by(Occurrence.work_date, Occurrence.id))


def listed(rows):
    """The rows with as much of rule, clause and signing as a list shows."""
    return (rows.select(Occurrence, Rule, Clause, Description.id, Description.version, Signing, Person)
            .join(Rule).join_from(Occurrence, Clause, pw.JOIN.LEFT_OUTER).join(Description, pw.JOIN.LEFT_OUTER)
            .join_from(Occurrence, Signing, pw.JOIN.LEFT_OUTER)
            .join_from(Occurrence, Person, pw.JOIN.LEFT_OUTER, on=Occurrence.person))


def _unexplained():
    return ((Occurrence.state == MISSED) & Occurrence.explained_at.is_null()
            & (Occurrence.work_date >= today() - ANSWERED))


def _backlogs(rows):
    found = {}
    for row in rows:
        found.setdefault(row.series, []).append(row)
    return [Backlog(series, lines) for series, lines in found.items()]
