"""The team on one day: what is late, missed, nobody's, asked about or to be inspected, in numbers and row by row."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.agenda import listed
from db.base import looked_at, now
from db.duties import AHEAD, CARRIED_OUT, EXCUSED, MISSED, OPEN, OWED_BY_NOBODY, SUBMITTED, Occurrence
from db.people import Person
from db.prepared import prepared, prepared_plain
from db.sheets import watched

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
    [row] = _counts(watched(viewer), day, *_times())
    return dict(zip(KINDS, (number or 0 for number in row), strict=True))


def members(viewer, day):
    """The people of the team who have duties on the day, those with most to worry about first."""
    rows = _members(watched(viewer), day, *_times())
    names = Person.names(row_id for row_id, *_numbers in rows)
    found = [Member(row_id, names.get(row_id, ""), *numbers) for row_id, *numbers in rows]
    return sorted(found, key=lambda one: (-one.missed - one.overdue, one.name))


def rows(viewer, day, kind, *, person=None, after=None, size=20):
    """The duties of a kind, by the time they are due, and whether there are more."""
    last = Occurrence.visible_to(viewer).where(Occurrence.id == after).first() if after else None
    due_at, last_id = (last.due_at, last.id) if last else (None, None)
    found = _ids(watched(viewer), day, *_times(), person, due_at, last_id, kind=kind, most=size + 1)
    return _listed([row_id for (row_id,) in found])[:size], len(found) > size


def kinds(day, at, since):
    """{kind: (what an index finds its duties by, what is asked of those)} at a moment; inspected are those `since`."""
    of_day, state = Occurrence.day == day, Occurrence.state
    return {
        "asked": (Occurrence.is_asked, True),
        "nobodys": (of_day, Occurrence.person.is_null() & state.in_(OPEN)),
        "overdue": (of_day, Occurrence.person.is_null(False) & state.in_(AHEAD) & (Occurrence.due_at < at)),
        "to_inspect": ((Occurrence.is_sampled == pw.Value(True)) & (Occurrence.done_at > since), state == SUBMITTED),
        "missed": (of_day, state == MISSED),
        "open": (of_day, state.in_(OPEN)),
        "done": (of_day, state.in_(CARRIED_OUT)),
        "excused": (of_day, state == EXCUSED),
    }


def first_urgent(numbers):
    """The kind a page begins with: the first that there is any of, else what is still open."""
    return next((kind for kind in URGENT if numbers[kind]), "open")


@prepared_plain
def _counts(led, day, at, since):
    wanted = kinds(day, at, since)
    numbers = [_of(led, *wanted[kind]).select(pw.fn.COUNT(Occurrence.id)) if kind in OF_ANY_DAY else
               _number_of(wanted[kind][1]) for kind in KINDS]
    return _of(led, Occurrence.day == day).select(*numbers)


@prepared_plain
def _members(led, day, at, since):
    wanted = kinds(day, at, since)
    return (_of(led, Occurrence.day == day, Occurrence.state.not_in(OWED_BY_NOBODY))
            .select(Occurrence.person, pw.fn.COUNT(Occurrence.id), *[
                _number_of(wanted[kind][1]) for kind in ("done", "overdue", "missed")]).group_by(Occurrence.person))


@prepared_plain
def _ids(led, day, at, since, person, due_at, last, *, kind, most):  # noqa: PLR0913 - each of them is a value
    found = _of(led, *kinds(day, at, since)[kind])
    if person is not None:
        found = found.where(looked_at(Occurrence.person == person))
    if last is not None:
        found = found.where((Occurrence.due_at > due_at) | (Occurrence.due_at == due_at) & (Occurrence.id > last))
    return found.select(Occurrence.id).order_by(Occurrence.due_at, Occurrence.id).limit(most)


@prepared
def _listed(ids):
    return listed(Occurrence.select().where(Occurrence.id.in_(ids))).order_by(Occurrence.due_at, Occurrence.id)


def _of(led, found, condition=True):
    """The duties of the team among those an index finds; whose and how they stand leads to none, as years of them do.
    """
    team = True if led is None else Occurrence.position.in_(led)
    return Occurrence.select().where(found, looked_at(team), looked_at(condition))


def _times():
    """This moment, and since when what was done is still inspected."""
    return now(), now() - INSPECTED_WITHIN


def _number_of(condition):
    return pw.fn.SUM(pw.Case(None, [(condition, 1)], 0))
