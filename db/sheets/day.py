"""One day as a list to tick: of a person, of a shift, and what nobody has taken yet."""

import datetime as dt
from dataclasses import dataclass

from db import sheets
from db.agenda import listed
from db.base import HERE
from db.directory import titles_held
from db.duties import DROPPED, NOBODY, OPEN, Occurrence
from db.hours import span
from db.people import Person
from db.proof import Record
from db.roster import Roster
from db.shifts import Shift


@dataclass(frozen=True)
class Entry:
    """A duty, whose it is, and what has been answered so far: {key of the item: value or number of photos}."""

    row: Occurrence
    answers: dict


@dataclass(frozen=True)
class Checklist:
    """Whose day it is and what is owed; of a shift, there is no person."""

    day: dt.date
    person: Person | None
    titles: tuple          # of the positions
    shift: Shift | None
    is_away: bool
    is_off: bool
    entries: tuple

    @property
    def hours(self):
        return self.shift.ranges(self.day) if self.shift else ()


def of_person(viewer, person, day, *, within=None):
    """What one person owes on a day, by the time it is due; a fixed number of queries. `within`: ids of positions."""
    roster = Roster.between(day, day, [person])
    rows = Occurrence.visible_to(viewer).where(Occurrence.person == person, Occurrence.day == day)
    rows = rows if within is None else rows.where(Occurrence.position.in_(within))
    return Checklist(day, person, tuple(titles_held([person])[person.id]), roster.shift_of(person.id, day),
                     roster.is_away(person.id, day), _is_off(roster, person.id, day), _entries(rows))


def of_shift(viewer, shift, day):
    """What those on a shift owe on a day, and what nobody of their positions has taken; a fixed number of queries."""
    posts, roster = sheets.watched(viewer), Roster.between(day, day)
    people = {person for person in roster.on_shift(day) if roster.shift_of(person, day).id == shift.id}
    held = {post for person in people for post, _first, _last in roster.posts.get(person, ())
            if posts is None or post in posts}
    first, last = _worked(shift, day)
    free = (Occurrence.seat == NOBODY) & Occurrence.person.is_null() & Occurrence.due_at.between(first, last)
    rows = Occurrence.visible_to(viewer).where(
        Occurrence.day == day, Occurrence.position.in_(held),
        Occurrence.person.in_(people) | free & Occurrence.state.in_(OPEN))
    return Checklist(day, None, (), shift, False, False, _entries(rows))


def of_nobody(viewer, day, within):
    """What nobody of these positions has taken yet."""
    rows = Occurrence.visible_to(viewer).where(Occurrence.day == day, Occurrence.position.in_(within),
                                               Occurrence.person.is_null(), Occurrence.state.in_(OPEN))
    return list(listed(rows).order_by(Occurrence.due_at, Occurrence.id))


def _entries(rows):
    """The duties by the time they are due, with what is known of them."""
    found = list(listed(rows.where(Occurrence.state != DROPPED)).order_by(Occurrence.due_at, Occurrence.id))
    answers = _answers([row.id for row in found])
    return tuple(Entry(row, answers.get(row.id, {})) for row in found)


def _answers(ids):
    """{occurrence: {key: the newest value, or how many photos there are; False: what it rested on was undone}}."""
    found = {}
    for occurrence, item, value, photo, register in Record.select(
            Record.occurrence, Record.item, Record.value, Record.photo, Record.register).where(
            Record.occurrence.in_(ids)).order_by(Record.id).tuples():
        of_duty = found.setdefault(occurrence, {})
        of_duty[item] = of_duty.get(item, 0) + 1 if photo else False if register and value is None else value
    return found


def _worked(shift, day):
    """The first and the last moment of the shift on the day."""
    spans = [span(pair) for pair in shift.ranges(day)]
    midnight = dt.datetime.combine(day, dt.time(), HERE)
    return (midnight + dt.timedelta(minutes=spans[0][0]), midnight + dt.timedelta(minutes=spans[-1][1]))


def _is_off(roster, person_id, day):
    return roster.is_planned(person_id, day) and roster.shift_of(person_id, day) is None
