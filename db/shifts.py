"""Shifts, and the letters that mean them."""

import datetime as dt
import re
import unicodedata

import peewee as pw

from db.audit import track
from db.base import N_, Invalid, Model, NotAllowed, TooLate, database, today
from db.hours import checked, kept, minutes, of_kept
from db.positions import Department, hold_still

COLOURS = ("blue", "green", "orange", "red", "azure", "secondary")
OFF_LETTER = "休"
OFF = {OFF_LETTER, "休息", "x", "×", "off", "-", "—", "–", "0"}  # how a day off is typed
LONGEST_LETTER = 2


class Shift(Model):
    """Hours somebody works on a day: with a letter for the roster, in a department and those within it, or everywhere.

    Its hours may change from a day on; what was worked before that stays what it was.
    """

    name = pw.CharField(20)
    letter = pw.CharField(LONGEST_LETTER)
    colour = pw.CharField(12, default=COLOURS[0])
    department = pw.ForeignKeyField(Department, null=True, backref="shifts", on_delete="RESTRICT")
    hours = pw.JSONField()  # [[first day, pairs of minutes]], the oldest first
    is_ended = pw.BooleanField(default=False)  # no longer to choose; what was made of it stays

    @classmethod
    def visible_to(cls, person):
        """Which shifts there are hangs on the wall."""
        return cls.select()

    @classmethod
    def managed_by(cls, person):
        """The shifts the person may change."""
        scope = person.scope("shifts.manage")
        if scope is None:
            return cls.select().where(pw.Value(False))
        return cls.select() if scope == "all" else cls.select().where(cls.department.in_(person.headed_departments))

    @classmethod
    def managed_ids(cls, person):
        return {row_id for (row_id,) in cls.managed_by(person).select(cls.id).tuples()}

    @classmethod
    def listed(cls, person):
        """Every shift with its department, those still offered first."""
        return list(cls.visible_to(person).select(cls, Department).join(Department, pw.JOIN.LEFT_OUTER)
                    .order_by(cls.is_ended, Department.name, cls.letter, cls.id))

    @classmethod
    def places(cls, person):
        """The departments for which the person may add shifts."""
        scope = person.scope("shifts.manage")
        rows = Department.select().order_by(Department.name)
        return list(rows if scope == "all" else rows.where(Department.id.in_(person.headed_departments)))

    @classmethod
    def add(cls, name, letter, ranges, *, colour, department, by):
        cls._check_place(department, by)
        letter = cls._check_letter(letter, department)
        with database.atomic():
            hold_still(cls)
            cls._check_taken(letter, department)
            shift = cls.create(name=name.strip(), letter=letter, colour=colour, department=department,
                               hours=[[dt.date.min.isoformat(), _working(ranges)]])
            track(shift, "shift.add", by=by, letter=letter)
        return shift

    def change(self, name, letter, ranges, starts_on, *, colour, by):
        """Other particulars at once; other hours from a day on, or the hours decided last from another day on."""
        self._check_place(self.department, by)
        letter, hours = self._check_letter(letter, self.department), _working(ranges)
        with database.atomic():
            hold_still(Shift)
            self.hours = self._still_offered().hours
            self.hours = self._hours_with(hours, starts_on)
            self._check_taken(letter, self.department, but=self.id)
            self.name, self.letter, self.colour = name.strip(), letter, colour
            self.save()
            track(self, "shift.change", by=by, letter=letter)

    def end(self, *, by):
        """Offer it no longer; patterns and rosters that have it keep it."""
        self._check_place(self.department, by)
        with database.atomic():
            hold_still(Shift)
            self._still_offered()
            self.is_ended = True
            self.save()
            track(self, "shift.end", by=by, letter=self.letter)

    def ranges(self, day):
        """The hours of the shift on a day, as pairs of times; breaks are what lies between."""
        return of_kept(next(rows for first, rows in reversed(self.hours) if first <= day.isoformat()))

    def hours_ahead(self):
        """[(first day, ranges)] of hours that are decided and not in force yet."""
        return [(dt.date.fromisoformat(first), of_kept(rows)) for first, rows in self.hours
                if first > today().isoformat()]

    def decided(self):
        """(first day or None, ranges) of the hours decided last; the day, where they are not in force yet."""
        ahead = self.hours_ahead()
        return ahead[-1] if ahead else (None, of_kept(self.hours[-1][1]))

    def minutes(self, day):
        return minutes(self.ranges(day))

    def _hours_with(self, hours, starts_on):
        """The rows with these hours from a day on; of those decided last and not in force yet, the day is moved."""
        (first, last), begins = self.hours[-1], starts_on.isoformat()
        if hours == last and (begins == first or first <= today().isoformat()):
            return self.hours
        if starts_on < today():
            raise Invalid(N_("Hours change from today on, or from a later day."), "starts_on")
        rows = [row for row in (self.hours[:-1] if hours == last else self.hours) if row[0] < begins]
        return rows if rows[-1][1] == hours else [*rows, [begins, hours]]

    def _still_offered(self):
        """The row as it stands now, whatever was read of it before."""
        there = Shift.get_by_id(self.id)
        if there.is_ended:
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        return there

    @staticmethod
    def _check_place(department, by):
        scope = by.scope("shifts.manage")
        if scope is None or scope != "all" and (department is None or department.id not in by.headed_departments):
            raise NotAllowed(N_("You may not do this."))

    @staticmethod
    def _check_letter(letter, department):
        letter = unicodedata.normalize("NFKC", letter).strip().upper()
        if not letter or len(letter) > LONGEST_LETTER or any(c.isspace() or c in ",;" for c in letter):
            raise Invalid(N_("One or two characters without spaces."), "letter")
        if letter.lower() in OFF:
            raise Invalid(N_("“%(letter)s” means a day off."), "letter", letter=letter)
        return letter

    @classmethod
    def _check_taken(cls, letter, department, but=None):
        here = cls.department == department if department else cls.department.is_null()
        if cls.select().where(here, cls.letter == letter, ~cls.is_ended, cls.id != (but or 0)).exists():
            raise Invalid(N_("Another shift here has the letter “%(letter)s”."), "letter", letter=letter)


class Letters:
    """Which shift a letter means to whom: that of the nearest department, else one of everywhere. Two queries."""

    def __init__(self):
        self.shifts = {shift.id: shift for shift in Shift.select()}
        self.parents = dict(Department.select(Department.id, Department.parent).tuples())
        self.known = {}

    def of(self, department_id):
        """{letter: shift} for somebody whose position lies in the department."""
        if department_id not in self.known:
            nearer = [None, *self._line(department_id)]
            rank = {place: n for n, place in enumerate(nearer)}
            offered = [shift for shift in self.shifts.values() if shift.department_id in rank and not shift.is_ended]
            self.known[department_id] = {shift.letter: shift for shift in
                                         sorted(offered, key=lambda shift: rank[shift.department_id])}
        return self.known[department_id]

    def read(self, text, department_id):
        """The id of the shift somebody typed, None for a day off. Raises Invalid where it is neither."""
        letter = unicodedata.normalize("NFKC", text).strip()
        if letter.lower() in OFF:
            return None
        offered = self.of(department_id)
        shift = offered.get(letter.upper())
        if shift is None:
            raise Invalid(N_("There is no shift “%(letter)s” here; there are %(offered)s."), letter=letter[:10],
                          offered=" ".join([*sorted(offered), OFF_LETTER]))
        return shift.id

    def read_weeks(self, text, department_id):
        """Weeks as somebody typed them, a line each, seven letters from Monday on: [[id of a shift or None] * 7]."""
        weeks = []
        for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
            letters = re.split(r"[\s,，、/|]+", line.strip())
            if len(letters) != 7:
                raise Invalid(N_("Line %(line)s has %(count)s days, not seven."), "weeks", line=number,
                              count=len(letters))
            try:
                weeks.append([self.read(letter, department_id) for letter in letters])
            except Invalid as problem:
                raise Invalid(problem.message, "weeks", **problem.params) from None
        return weeks

    def written(self, shift_id):
        return OFF_LETTER if shift_id is None else self.shifts[shift_id].letter

    def written_weeks(self, weeks):
        return "\n".join(" ".join(map(self.written, week)) for week in weeks)

    def _line(self, department_id):
        """The departments from the top down to this one."""
        line = []
        while department_id is not None and department_id not in line:
            line.insert(0, department_id)
            department_id = self.parents.get(department_id)
        return line


def _working(ranges):
    """The hours of a shift as they are kept. Raises Invalid where there are none."""
    if not ranges:
        raise Invalid(N_("A shift needs hours."), "hours")
    return kept(checked(ranges, "hours"))
