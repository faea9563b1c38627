"""The roster of a month as a sheet: people by days, as somebody may see it, and what was typed into it."""

from dataclasses import dataclass, field

import peewee as pw

from db.base import N_, Invalid, TooLate, today
from db.calendar import Calendar, days_of_month
from db.leaves import Leave
from db.people import Appointment, Person
from db.positions import Position, departments_beneath
from db.roster import GONE, RosterDay, first_open_day
from db.shifts import Letters
from db.teams import arranged_by, holding, reached_by
from db.weeks import Pattern

SIZE = 40  # people on a page
EMPTY = ""


@dataclass
class Line:
    """One person's month."""

    person: Person
    department_id: int | None                 # of the position held last
    employed: list                            # [(first day, last day)]
    is_arranged: bool                         # whether the reader makes this person's roster
    days: dict = field(default_factory=dict)  # {day: id of a shift, None for off}; a day not planned is missing
    away: set = field(default_factory=set)    # days of an approved leave

    @property
    def working(self):
        """The days with a shift on which the person is not away."""
        return [day for day, shift in self.days.items() if shift is not None and day not in self.away]

    def is_employed(self, day):
        return any(first <= day <= last for first, last in self.employed)


class Sheet:
    """What `reader` sees of a month, a page of people in the order of their names; a fixed number of queries."""

    def __init__(self, reader, first, *, department=None, after=None, size=SIZE, numbers=None, person=None):
        self.first, self.days = first, days_of_month(first.year, first.month)
        self.last = self.days[-1]
        self.calendar = Calendar.between(self.first, self.last)
        self.letters = Letters()
        self.is_open = self.last >= first_open_day()
        found = self._found(reader, department, numbers, person)
        self.lines, self.more = self._lines(reader, found, after, size)
        self.by_id = {line.person.id: line for line in self.lines}
        self._fill()

    @property
    def is_arranged(self):
        """Whether the reader makes the roster of anybody here, and the month is not closed."""
        return self.is_open and any(line.is_arranged for line in self.lines)

    def letter(self, line, day):
        """What stands in a cell: a letter, 休 for a day off, nothing where nothing is planned."""
        return self.letters.written(line.days[day]) if day in line.days else EMPTY

    def shift(self, line, day):
        return self.letters.shifts.get(line.days.get(day))

    def minutes(self, line):
        """How long the person works in this month."""
        return sum(self.shift(line, day).minutes(day) for day in line.working)

    def counts(self):
        """[(shift, {day: how many of these people work it})], in the order of the letters."""
        counted = {}
        for line in self.lines:
            for day in line.working:
                shift = counted.setdefault(line.days[day], {})
                shift[day] = shift.get(day, 0) + 1
        return sorted(((self.letters.shifts[shift], days) for shift, days in counted.items()),
                      key=lambda row: (row[0].letter, row[0].id))

    def offered(self):
        """The shifts these people can be given, by letter."""
        offered = {shift.id: shift for line in self.lines for shift in self.letters.of(line.department_id).values()}
        return sorted(offered.values(), key=lambda shift: (shift.letter, shift.id))

    def used(self):
        """The shifts that stand on this sheet."""
        there = {shift for line in self.lines for shift in line.days.values() if shift is not None}
        return sorted((self.letters.shifts[shift] for shift in there), key=lambda shift: (shift.letter, shift.id))

    def seen(self, line):
        """What stands there now, as one word for a form: ids of shifts, 0 for a day off."""
        return ",".join(str(line.days[day] or 0) if day in line.days else "" for day in self.days)

    def read_seen(self, word):
        """{day: id of a shift, None, GONE} of such a word. Raises Invalid where it is none of this month."""
        parts, known = word.split(","), {"", "0", *map(str, self.letters.shifts)}
        if len(parts) != len(self.days) or not known.issuperset(parts):
            raise Invalid(N_("The form does not belong to this month."))
        return {day: GONE if part == "" else int(part) or None for day, part in zip(self.days, parts, strict=True)}

    def put(self, typed, seen, *, by):
        """Write what was typed, {(person id, day): text}, over what was seen; how many days it changed.

        Raises Misread with every cell that cannot be read; then nothing is written.
        """
        days, problems = {}, {}
        for (person_id, day), text in typed.items():
            line, before = self.by_id[person_id], seen[person_id, day]
            if text.strip() == (EMPTY if before == GONE else self.letters.written(before)):
                continue
            try:
                days[person_id, day] = GONE if not text.strip() else self.letters.read(text, line.department_id)
                if not line.is_employed(day) and days[person_id, day] != GONE:
                    raise Invalid(N_("Nobody is on the roster on a day without a position."))
            except Invalid as problem:
                problems[person_id, day] = problem
        if problems:
            raise Misread(problems)
        return RosterDay.put(days, seen={key: seen[key] for key in days}, by=by)

    def make(self, *, by):
        """Make what is left of the month from their patterns, of those whose roster the reader makes."""
        if self.last < today():
            raise TooLate(N_("This month is over: correct single days by hand."))
        people = [line.person.id for line in self.lines if line.is_arranged]
        return RosterDay.make(people, max(self.first, today()), self.last, by=by)

    def _found(self, reader, department, numbers, person):
        """The people of the sheet: of a department, by their numbers, one alone, or whoever is on a roster."""
        rows = Person.select().where(Person.id.in_(reached_by(reader, "roster.read", self.first, self.last))
                                     | (Person.id == reader.id))
        if person:
            return rows.where(Person.id == person.id)
        if numbers is not None:
            return rows.where(Person.number.in_(numbers))
        if department:
            inside = Position.select(Position.id).where(Position.department.in_(departments_beneath([department])))
            return rows.where(Person.id.in_(holding(inside, self.first, self.last)))
        return rows.where(Person.id.in_(self._rostered())) if reader.scope("roster.read") == "all" else rows

    def _lines(self, reader, rows, after, size):
        last = after and rows.where(Person.id == after).first()
        if last:
            rows = rows.where((Person.pinyin > last.pinyin) | (Person.pinyin == last.pinyin) & (Person.id > last.id))
        found = list(rows.order_by(Person.pinyin, Person.id).limit(size + 1))
        ids = [row.id for row in found[:size]]
        arranged = {row_id for (row_id,) in arranged_by(reader, self.first, self.last).where(
            Appointment.person.in_(ids)).tuples()}
        posts = self._posts(ids)
        lines = [Line(row, *posts.get(row.id, (None, [])), row.id in arranged) for row in found[:size]]
        return lines, len(found) > size

    def _rostered(self):
        """Whoever is on a roster of this month or has a pattern for it, and who holds a position with one of them.

        So somebody away all month, or not planned yet, stands beside the colleagues as on the sheet of a superior.
        """
        planned = RosterDay.select(RosterDay.person).where(RosterDay.on.between(self.first, self.last))
        planned |= Pattern.select(Pattern.person).where(Pattern.starts_on <= self.last)
        positions = holding(None, self.first, self.last).select(Appointment.position).where(
            Appointment.person.in_(planned))
        return planned | holding(positions, self.first, self.last)

    def _posts(self, ids):
        """{person id: (department of the position held last, days of all positions)} within the month."""
        posts = {}
        rows = (Appointment.select(Appointment.person, Position.department, Appointment.starts_on, pw.fn.COALESCE(
            Appointment.ends_on, self.last)).join(Position).where(Appointment.id.in_(
                holding(None, self.first, self.last).select(Appointment.id)), Appointment.person.in_(ids)))
        for person_id, department, starts_on, ends_on in rows.order_by(Appointment.starts_on, Appointment.id).tuples():
            spans = posts[person_id][1] if person_id in posts else []
            posts[person_id] = department, [*spans, (starts_on, ends_on)]
        return posts

    def _fill(self):
        ids = list(self.by_id)
        for (person_id, day), row in RosterDay.of(ids, self.first, self.last).items():
            self.by_id[person_id].days[day] = row.shift_id
        for leave in Leave.running(self.first, self.last).where(Leave.person.in_(ids)):
            line = self.by_id[leave.person_id]
            line.away |= {day for day in self.days if leave.starts_on <= day <= leave.ends_on}


class Misread(Invalid):
    """Cells that cannot be read: {(person id, day): what is wrong}."""

    def __init__(self, problems):
        super().__init__(N_("%(count)s cells cannot be read; nothing was saved."), count=len(problems))
        self.problems = problems
