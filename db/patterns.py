"""Whose weeks somebody arranges, and how they go round: the list behind the patterns."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.base import today
from db.people import Appointment, Person
from db.positions import Position
from db.shifts import Letters
from db.teams import arranged_by
from db.weeks import Pattern, later, stepping

SIZE = 50


@dataclass(frozen=True)
class Line:
    """One person, the pattern in force and those to come."""

    person: Person
    department_id: int | None
    title: str
    now: Pattern | None
    coming: list


class Sheaf:
    """A page of the people whose roster somebody makes, in the order of their names; a fixed number of queries."""

    def __init__(self, reader, *, person=None, after=None, size=SIZE):
        rows = people(reader) if person is None else people(reader).where(Person.id == person.id)
        last = after and rows.where(Person.id == after).first()
        if last:
            rows = rows.where((Person.pinyin > last.pinyin) | (Person.pinyin == last.pinyin) & (Person.id > last.id))
        found = list(rows.order_by(Person.pinyin, Person.id).limit(size + 1))
        self.letters, self.more = Letters(), len(found) > size
        self.lines = self._lines(found[:size])

    def text(self, line):
        """The weeks in force as they are typed."""
        return self.letters.written_weeks(line.now.weeks) if line.now else ""

    def like(self, other, weeks_later):
        """The weeks of a colleague, begun so many weeks further on, as they are typed."""
        [line] = other.lines
        return self.letters.written_weeks(later(line.now.weeks, weeks_later) if line.now else [])

    def stepping(self):
        """Seven weeks made of the first one in force, in which days off come a day later each week."""
        [line] = self.lines
        return self.letters.written_weeks(stepping(line.now.weeks[0]) if line.now else [])

    def set(self, text, starts_on, *, follows_office, by):
        """Give the one person of this page other weeks from a day on; without any, none."""
        [line] = self.lines
        return Pattern.set(line.person, self.letters.read_weeks(text, line.department_id), starts_on,
                           follows_office=follows_office, by=by)

    def _lines(self, found):
        ids, posts, patterns = [person.id for person in found], {}, {}
        rows = Appointment.select(Appointment.person, Position.department, Position.title).join(Position).where(
            Appointment.person.in_(ids), Appointment.ends_on.is_null() | (Appointment.ends_on >= today()))
        for person_id, *post in rows.order_by(Appointment.starts_on, Appointment.id).tuples():
            posts[person_id] = post
        for pattern in Pattern.select().where(Pattern.person.in_(ids)).order_by(Pattern.starts_on):
            patterns.setdefault(pattern.person_id, []).append(pattern)
        return [self._line(person, *posts.get(person.id, (None, "")), patterns.get(person.id, [])) for person in found]

    @staticmethod
    def _line(person, department_id, title, patterns):
        begun = [pattern for pattern in patterns if pattern.starts_on <= today()]
        now = begun[-1] if begun and begun[-1].weeks else None
        return Line(person, department_id, title, now, patterns[len(begun):])


def with_patterns(reader, but):
    """The others whose roster one makes and who have a pattern now, by name: whose weeks can be taken over."""
    newest = Pattern.select(Pattern.person, pw.fn.MAX(Pattern.starts_on).alias("starts_on")).where(
        Pattern.starts_on <= today()).group_by(Pattern.person)
    rows = people(reader).select(Person, Pattern).join(Pattern, attr="pattern").join(newest, on=(
        newest.c.person_id == Pattern.person) & (newest.c.starts_on == Pattern.starts_on)).where(Person.id != but.id)
    return [row for row in rows.order_by(Person.pinyin, Person.id) if row.pattern.weeks]


def people(reader):
    """The people whose roster one makes, from today on."""
    return Person.select().where(Person.id.in_(arranged_by(reader, today(), dt.date.max)))
