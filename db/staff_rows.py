"""The rows of a staff list: what each says, what is wrong with it, and what taking it over would do."""

from dataclasses import dataclass, field

from db import staff_columns
from db.base import N_, Invalid, today
from db.people import EMAIL, Appointment, Person
from db.staff_places import Places

LENGTHS = {"number": 20, "name": 40, "email": 120}


@dataclass(frozen=True)
class Note:
    """One thing to say about a row, in the catalogue's language; `column` is the heading it is about."""

    message: str
    params: dict
    column: str | None = None


@dataclass
class Row:
    """One line of the list: what it says, what is wrong with it, or what taking it over would do."""

    line: int
    number: str
    name: str
    email: str = ""
    person: Person | None = None
    appointment: Appointment | None = None
    position: object = None
    starts_on: object = None
    ends_on: object = None
    is_first: bool = True  # of this person in the list
    does: set = field(default_factory=set)  # add, change, appoint, end
    problems: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    def will(self, deed, message, **params):
        self.does.add(deed)
        self.changes.append(Note(message, params))


class Reader:
    """Reads the rows of one list against the people and positions of this moment, each asked for once."""

    def __init__(self, headings, cells):
        self.headings = headings
        self.places = Places()
        numbers = {staff_columns.number(row["number"]) for row in cells}
        self.people = {person.number: person for person in _by_number(numbers)}
        self.appointments = {}
        for appointment in Appointment.select().order_by(Appointment.starts_on):
            self.appointments.setdefault((appointment.person_id, appointment.position_id), []).append(appointment)
        self.first, self.taken, self.emails = {}, {}, {}
        for row in cells:
            if row.get("email"):
                self.emails.setdefault(staff_columns.number(row["number"]), row["email"])

    def read(self, filled):
        return [self._row(line, cells) for line, cells in filled]

    def _row(self, line, cells):
        number = staff_columns.number(cells["number"])
        row = Row(line, number, cells["name"], self.emails.get(number, ""), self.people.get(number))
        for column, check in (("number", self._check_number), ("name", self._check_name), ("email", self._check_email),
                              ("starts_on", self._read_day), ("ends_on", self._read_day),
                              ("position", self._find_position)):
            try:
                check(row, cells, column)
            except Invalid as problem:
                heading = self.headings.get(problem.field or column)
                row.problems.append(Note(problem.message, problem.params, heading))
        if not row.problems:
            self._decide(row)
        return row

    def _check_number(self, row, cells, column):
        if not row.number:
            raise Invalid(N_("It is missing."))
        _check_length(row.number, column)
        first = self.first.setdefault(row.number, row)
        row.is_first = first is row

    def _check_name(self, row, cells, column):
        if not row.name:
            raise Invalid(N_("It is missing."))
        _check_length(row.name, column)
        first = self.first.get(row.number, row)
        if first.name != row.name:
            raise Invalid(N_("Row %(line)s has the same number with another name: %(name)s."), line=first.line,
                          name=first.name)

    def _check_email(self, row, cells, column):
        email = cells.get("email")
        if email and not EMAIL.match(email):
            raise Invalid(N_("“%(text)s” is not an e-mail address."), text=email[:40])
        if email and email != row.email:
            raise Invalid(N_("Another row has another address for the same person."))
        _check_length(row.email, column)

    def _read_day(self, row, cells, column):
        setattr(row, column, staff_columns.day(cells.get(column, "")))
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            raise Invalid(N_("It cannot end before it starts."))

    def _find_position(self, row, cells, column):
        row.position = self.places.position(cells.get("department", ""), cells.get("position", ""))
        if row.position is None and (row.starts_on or row.ends_on):
            raise Invalid(N_("There is a date, but no position."))

    def _decide(self, row):
        """What a row without faults does; here it may still turn out to contradict what is known."""
        if row.person is None and row.is_first:
            row.will("add", N_("New person"))
        elif row.person is not None and row.is_first:
            self._decide_change(row)
        if row.position is not None:
            try:
                self._decide_appointment(row)
            except Invalid as problem:
                row.does.clear()
                row.problems.append(Note(problem.message, problem.params,
                                         self.headings.get(problem.field) or self.headings.get("position")))
        if row.does and row.person is not None and row.person.left_on:
            row.problems.append(Note(N_("This person has left on %(day)s."), {"day": row.person.left_on.isoformat()},
                                     self.headings["number"]))

    def _decide_change(self, row):
        if row.person.name != row.name:
            row.will("change", N_("Name: %(before)s → %(after)s"), before=row.person.name, after=row.name)
        if row.email and row.person.email != row.email:
            row.will("change", N_("E-mail address: %(after)s"), after=row.email)

    def _decide_appointment(self, row):
        known = self.appointments.get((row.person.id, row.position.id), []) if row.person else []
        same = self._the_same(row, known)
        starts_on = same.starts_on if same else row.starts_on
        if starts_on is None:
            raise Invalid(N_("The first day is missing."), "starts_on")
        if row.ends_on and row.ends_on < starts_on:
            raise Invalid(N_("It cannot end before it starts."), "ends_on")
        self._check_repeats(row, starts_on)
        if same is None:
            self._check_overlaps(row, known)
            row.will("appoint", N_("Appointment: %(title)s, from %(day)s") if row.ends_on is None else
                     N_("Appointment: %(title)s, %(day)s to %(end)s"), title=row.position.title,
                     day=starts_on.isoformat(), end=row.ends_on and row.ends_on.isoformat())
        elif row.ends_on and same.ends_on != row.ends_on:
            row.appointment = same
            row.will("end", N_("End of appointment: %(title)s, on %(day)s"), title=row.position.title,
                     day=row.ends_on.isoformat())

    def _the_same(self, row, known):
        """The appointment a row speaks of: of the same first day; without one, the one that still runs."""
        if row.starts_on:
            return next((one for one in known if one.starts_on == row.starts_on), None)
        running = [one for one in known if one.ends_on is None or one.ends_on >= today() or one.ends_on == row.ends_on]
        return running[0] if len(running) == 1 else None

    def _check_repeats(self, row, starts_on):
        taken = self.taken.setdefault((row.number, row.position.id), [])
        for line, start, end in taken:
            if (end is None or end >= starts_on) and (row.ends_on is None or start <= row.ends_on):
                raise Invalid(N_("Row %(line)s says the same already."), "position", line=line)
        taken.append((row.line, starts_on, row.ends_on))

    @staticmethod
    def _check_overlaps(row, known):
        for one in known:
            if (one.ends_on is None or one.ends_on >= row.starts_on) and (
                    row.ends_on is None or one.starts_on <= row.ends_on):
                raise Invalid(N_("The person holds this position since %(day)s already."), "starts_on",
                              day=one.starts_on.isoformat())


def _by_number(numbers):
    """In portions: a database takes only so many values in one question."""
    numbers = sorted(numbers)
    return [person for start in range(0, len(numbers), 500)
            for person in Person.select().where(Person.number.in_(numbers[start:start + 500]))]


def _check_length(text, column):
    if len(text) > LENGTHS[column]:
        raise Invalid(N_("It is longer than %(most)s characters."), most=LENGTHS[column])
