"""The team on one day: what is late, missed, nobody's, asked about or to be inspected, in numbers and row by row."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.agenda import listed
from db.base import N_, NotAllowed, looked_at, now
from db.duties import AHEAD, CARRIED_OUT, EXCUSED, MISSED, OPEN, OWED_BY_NOBODY, SUBMITTED, Occurrence
from db.people import Person

INSPECTED_WITHIN = dt.timedelta(days=14)
URGENT = ("asked", "nobodys", "overdue", "to_inspect", "missed")  # in this order
OF_ANY_DAY = ("asked", "to_inspect")
KINDS = (*URGENT, "open", "done", "excused")


@dataclass(frozen=True)
class Member:
    """One person's day in numbers; without one, the duties nobody has."""

    id: int | None
    name: str
    total: int
    done: int
    overdue: int
    missed: int


def counts(viewer, day):
    """{kind: how many} of the team; what is asked and what is to be inspected is counted whatever its day."""
    wanted = kinds(day)
    numbers = [_of(viewer, *wanted[kind]).select(pw.fn.COUNT(Occurrence.id)) if kind in OF_ANY_DAY else
               _number_of(wanted[kind][1]) for kind in KINDS]
    row = _of(viewer, Occurrence.day == day).select(*numbers).tuples().get()
    return dict(zip(KINDS, (number or 0 for number in row), strict=True))


def members(viewer, day):
    """The people of the team who have duties on the day, those with most to worry about first."""
    rows = (_of(viewer, Occurrence.day == day, Occurrence.state.not_in(OWED_BY_NOBODY))
            .select(Occurrence.person, pw.fn.COUNT(Occurrence.id), *[
                _number_of(kinds(day)[kind][1]) for kind in ("done", "overdue", "missed")])
            .group_by(Occurrence.person).tuples())
    names = Person.names(row_id for row_id, *_numbers in rows)
    found = [Member(row_id, names.get(row_id, ""), *numbers) for row_id, *numbers in rows]
    return sorted(found, key=lambda one: (-one.missed - one.overdue, one.name))


def rows(viewer, day, kind, *, person=None, after=None, size=20):
    """The duties of a kind, by the time they are due, and whether there are more."""
    found = _of(viewer, *kinds(day)[kind])
    if person:
        found = found.where(looked_at(Occurrence.person == person))
    last = Occurrence.visible_to(viewer).where(Occurrence.id == after).first() if after else None
    if last:
        found = found.where((Occurrence.due_at > last.due_at)
                            | (Occurrence.due_at == last.due_at) & (Occurrence.id > last.id))
    ids = found.select(Occurrence.id).order_by(Occurrence.due_at, Occurrence.id).limit(size + 1)
    page = list(listed(Occurrence.select().where(Occurrence.id.in_(ids))).order_by(Occurrence.due_at, Occurrence.id))
    return page[:size], len(page) > size


def kinds(day):
    """{kind: (what an index finds its duties by, what is asked of those)}."""
    of_day, state = Occurrence.day == day, Occurrence.state
    sampled = (Occurrence.is_sampled == pw.Value(True)) & (Occurrence.done_at > now() - INSPECTED_WITHIN)
    return {
        "asked": (Occurrence.is_asked, True),
        "nobodys": (of_day, Occurrence.person.is_null() & state.in_(OPEN)),
        "overdue": (of_day, Occurrence.person.is_null(False) & state.in_(AHEAD) & (Occurrence.due_at < now())),
        "to_inspect": (sampled, state == SUBMITTED),
        "missed": (of_day, state == MISSED),
        "open": (of_day, state.in_(OPEN)),
        "done": (of_day, state.in_(CARRIED_OUT)),
        "excused": (of_day, state == EXCUSED),
    }


def first_urgent(numbers):
    """The kind a page begins with: the first that there is any of, else what is still open."""
    return next((kind for kind in URGENT if numbers[kind]), "open")


def _of(viewer, found, condition=True):
    """The duties of the team among those an index finds; whose and how they stand leads to none, as years of them do.
    """
    return Occurrence.select().where(found, looked_at(_team(viewer)), looked_at(condition))


def _team(viewer):
    """The condition that a duty belongs to a position the viewer is above."""
    scope = viewer.scope("duties.watch")
    if scope is None:
        raise NotAllowed(N_("You may not do this."))
    return True if scope == "all" else Occurrence.position.in_(viewer.positions_led(scope))


def _number_of(condition):
    return pw.fn.SUM(pw.Case(None, [(condition, 1)], 0))
