"""The team on one day: what is late, missed, nobody's, asked about or to be inspected, in numbers and row by row."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.agenda import listed
from db.base import N_, NotAllowed, now, today
from db.duties import ACCEPTED, AHEAD, DROPPED, EXCUSED, MISSED, OPEN, REJECTED, SUBMITTED, Occurrence
from db.people import Person
from db.positions import Position

INSPECTED_WITHIN = dt.timedelta(days=14)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
URGENT = ("asked", "nobodys", "overdue", "to_inspect", "missed")  # in this order
KINDS = (*URGENT, "open", "done", "excused")
DAY = pw.fn.COALESCE(Occurrence.moved_to, Occurrence.work_date)


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
    numbers = Occurrence.select(*[_number_of(wanted[kind]) for kind in KINDS]).where(
        _team(viewer), _at_hand(day), (DAY == day) | wanted["asked"] | wanted["to_inspect"])
    return dict(zip(KINDS, (number or 0 for number in numbers.tuples().get()), strict=True))


def members(viewer, day):
    """The people of the team who have duties on the day, those with most to worry about first."""
    wanted = kinds(day)
    rows = (Occurrence.select(Person.id, Person.name, pw.fn.COUNT(Occurrence.id), *[
        _number_of(wanted[kind]) for kind in ("done", "overdue", "missed")])
            .join(Person, pw.JOIN.LEFT_OUTER, on=Occurrence.person)
            .where(_team(viewer), _at_hand(day), day == DAY, Occurrence.state.not_in((DROPPED, EXCUSED)))
            .group_by(Person.id, Person.name))
    found = [Member(row_id, name or "", *numbers) for row_id, name, *numbers in rows.tuples()]
    return sorted(found, key=lambda one: (-one.missed - one.overdue, one.name))


def rows(viewer, day, kind, *, person=None, after=None, size=20):
    """The duties of a kind, by the time they are due, and whether there are more."""
    found = listed(Occurrence.select().where(_team(viewer), _at_hand(day), kinds(day)[kind]))
    if person:
        found = found.where(Occurrence.person == person)
    last = Occurrence.visible_to(viewer).where(Occurrence.id == after).first() if after else None
    if last:
        found = found.where((Occurrence.due_at > last.due_at)
                            | (Occurrence.due_at == last.due_at) & (Occurrence.id > last.id))
    page = list(found.order_by(Occurrence.due_at, Occurrence.id).limit(size + 1))
    return page[:size], len(page) > size


def kinds(day):
    """{kind: the condition that a duty is of it}."""
    of_day, state = DAY == day, Occurrence.state
    return {
        "asked": Occurrence.skip_asked_at.is_null(False) & state.in_((*AHEAD, MISSED)),
        "nobodys": of_day & Occurrence.person.is_null() & state.in_(OPEN),
        "overdue": of_day & Occurrence.person.is_null(False) & state.in_(AHEAD) & (Occurrence.due_at < now()),
        "to_inspect": (state == SUBMITTED) & Occurrence.is_sampled & (Occurrence.done_at > now() - INSPECTED_WITHIN),
        "missed": of_day & (state == MISSED),
        "open": of_day & state.in_(OPEN),
        "done": of_day & state.in_((SUBMITTED, ACCEPTED, REJECTED)),
        "excused": of_day & (state == EXCUSED),
    }


def first_urgent(numbers):
    """The kind a page begins with: the first that there is any of, else what is still open."""
    return next((kind for kind in URGENT if numbers[kind]), "open")


def day_of(text, ahead=1):
    """A day somebody asked for, of the last year or at most so many days ahead; else today."""
    try:
        day = dt.date.fromisoformat(text or "")
    except ValueError:
        return today()
    return day if dt.timedelta(days=-ahead) <= today() - day <= dt.timedelta(days=366) else today()


def _team(viewer):
    """The condition that a duty belongs to a position the viewer is above."""
    scope = viewer.scope("duties.watch")
    if scope is None:
        raise NotAllowed(N_("You may not do this."))
    reach = Position.select(Position.id) if scope == "all" else viewer.positions_led(scope)
    return Occurrence.position.in_(reach)


def _at_hand(day):
    """Among these are all of any kind: found by indexes, so that what is long over is not looked through."""
    ids = Occurrence.select(Occurrence.id)
    near = (ids.where(Occurrence.work_date == day) + ids.where(Occurrence.moved_to == day)
            + ids.where(Occurrence.skip_asked_at > LONG_AGO)
            + ids.where(Occurrence.is_sampled == pw.Value(True), Occurrence.done_at > now() - INSPECTED_WITHIN))
    return Occurrence.id.in_(near)


def _number_of(condition):
    return pw.fn.SUM(pw.Case(None, [(condition, 1)], 0))
