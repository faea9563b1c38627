"""The list of the day: what one person has to do, has done, may take, and has missed without a word."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.base import HERE, looked_at, today
from db.descriptions import Clause, Description
from db.duties import AHEAD, CARRIED_OUT, EXCUSED, MISSED, NOBODY, OPEN, OWED_BY_NOBODY, Occurrence
from db.people import Appointment, Person
from db.prepared import prepared
from db.rules import CLAIMED, Rule
from db.signatures import Signing

ANSWERED = dt.timedelta(days=60)  # how long a miss may be explained
CLOSED = (*CARRIED_OUT, EXCUSED)


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
    owed: int     # of this very day, as the page of the team counts it
    carried_out: int
    next: Occurrence | None  # of a day to come, where nothing is left of this one

    def __bool__(self):
        return bool(self.open or self.done or self.free or self.missed)


def agenda(person):
    """What stands on the list of the person today; two queries, and a third one where nothing is left."""
    on, midnight = today(), dt.datetime.combine(today(), dt.time(), HERE)
    rows = _on_the_list(person.id, on, midnight, on - ANSWERED)
    left = [row for row in rows if row.state in OPEN]
    free = [row for row in _free(person.id, on) if not row.is_locked]
    of_day = [row for row in rows if row.day == on and row.state not in OWED_BY_NOBODY]
    return Agenda(left, [row for row in rows if row.state in CLOSED], free,
                  _backlogs(row for row in rows if row.state == MISSED and row.explained_at is None),
                  len(of_day), sum(row.state in CARRIED_OUT for row in of_day),
                  None if left or free else next(iter(_next(person.id, on)), None))


def missed(person, series):
    """What the person missed of one duty and has not explained, the oldest first."""
    rows = Occurrence.select().where(Occurrence.person == person, Occurrence.series == series,
                                     _unexplained(today() - ANSWERED))
    return list(rows.order_by(Occurrence.work_date, Occurrence.id))


def listed(rows):
    """The rows with as much of rule, clause and signing as a list shows."""
    return (rows.select(Occurrence, Rule, Clause, Description.id, Description.version, Signing, Person)
            .join(Rule).join_from(Occurrence, Clause, pw.JOIN.LEFT_OUTER).join(Description, pw.JOIN.LEFT_OUTER)
            .join_from(Occurrence, Signing, pw.JOIN.LEFT_OUTER)
            .join_from(Occurrence, Person, pw.JOIN.LEFT_OUTER, on=Occurrence.person))


@prepared
def _on_the_list(person, on, midnight, since):
    is_open = Occurrence.state.in_(OPEN) & (Occurrence.day <= on)
    is_done = Occurrence.state.in_(CLOSED) & (Occurrence.done_at >= midnight) | (Occurrence.day == on)
    mine, ids = Occurrence.person == person, Occurrence.select(Occurrence.id)
    near = (ids.where(mine, Occurrence.state.in_(OPEN)) + ids.where(mine, _unexplained(since))
            + ids.where(mine, Occurrence.day == on) + ids.where(mine, Occurrence.done_at >= midnight))
    rows = Occurrence.select().where(Occurrence.id.in_(near), looked_at(is_open | is_done | _unexplained(since)))
    return listed(rows).order_by(Occurrence.due_at, Occurrence.id)


@prepared
def _next(person, on):
    """The first that begins on a day to come; tomorrow's are made already."""
    rows = Occurrence.select().where(Occurrence.person == person, Occurrence.state.in_(AHEAD),
                                     looked_at(Occurrence.day > on))
    return listed(rows).order_by(Occurrence.opens_at, Occurrence.id).limit(1)


@prepared
def _free(person, on):
    held = Appointment.current(on).where(Appointment.person == person).select(Appointment.position)
    rows = Occurrence.select().where(
        Occurrence.seat == NOBODY, Occurrence.person.is_null(), Occurrence.state.in_(OPEN), Occurrence.day == on,
        Occurrence.position.in_(held), Rule.who == CLAIMED)
    return listed(rows).order_by(Occurrence.due_at)


def _unexplained(since):
    return (Occurrence.state == MISSED) & Occurrence.explained_at.is_null() & (Occurrence.work_date >= since)


def _backlogs(rows):
    found = {}
    for row in rows:
        found.setdefault(row.series, []).append(row)
    return [Backlog(series, lines) for series, lines in found.items()]
