"""A month's roster as an Excel file, out and in: what was filled in is shown by cells, then all of it or nothing."""

import datetime as dt
import re
from dataclasses import dataclass, field

from db import previews, staff_columns, workbooks
from db.audit import track
from db.base import N_, Invalid, NotAllowed, TooLate, database, digest
from db.documents import Document
from db.roster import GONE, RosterDay, first_open_day
from db.roster_sheet import Sheet
from db.shifts import OFF_LETTER
from db.staff_rows import Note

MOST_PEOPLE = 500
NUMBER, NAME = "工号", "姓名"
WEEKDAYS = "一二三四五六日"
HEADING = re.compile(r"(?:(?:(\d{4})[-/.年])?(\d{1,2})[-/.月])?(\d{1,2})[日号]?"
                     r"(?:\(?(?:周|星期)?[一二三四五六日天]\)?)?")
TITLE_LINES = 10  # above the headings a sheet may have a title and notes


@dataclass
class Row:
    """One person's line of the file: what it would change, or what is wrong with it."""

    line: int
    number: str
    name: str
    days: dict = field(default_factory=dict)      # {(person id, day): id of a shift or None}
    problems: list = field(default_factory=list)
    changes: list = field(default_factory=list)   # (day, letter before, letter after)


@dataclass(frozen=True)
class Plan:
    rows: list
    ignored: list  # headings of columns nothing is read from
    seen: dict     # {(person id, day): what stands there}

    @property
    def bad_rows(self):
        return [row for row in self.rows if row.problems]

    @property
    def is_clean(self):
        return not self.bad_rows

    @property
    def days(self):
        return {key: shift for row in self.rows for key, shift in row.days.items()}

    @property
    def digest(self):
        """What was shown and agreed to."""
        return digest([[row.line, row.number, [[day.isoformat(), before, after] for day, before, after in row.changes]]
                       for row in self.rows])


def write(sheet, *, by):
    """The month as a file: a line a person, a column a day. That it was taken away is written down."""
    headings = [NUMBER, NAME, *(f"{day:%m-%d} {WEEKDAYS[day.weekday()]}" for day in sheet.days)]
    rows = [[line.person.number, line.person.name, *(sheet.letter(line, day) for day in sheet.days)]
            for line in sheet.lines]
    about = [("代码", "班次"), *((shift.letter, shift.name) for shift in sheet.offered()), (OFF_LETTER, "休息")]
    data = workbooks.write(headings, rows, (12, 12, *([6] * len(sheet.days))), about=about)
    track(by, "roster_day.export", by=by, month=f"{sheet.first:%Y-%m}", count=len(rows), sha256=digest(data))
    return data


def plan(data, first, *, by):
    """What the file would change in the month now. Raises Invalid (field `file`) where it cannot be read as one."""
    return _planned(_cells(data, by), first, by)


def put_aside(data, *, by):
    """Hold the file on this side, so that what is taken over is what was shown; returns its hash."""
    sha256 = previews.put(data)
    track(by, "roster_day.preview", by=by, sha256=sha256)
    return sha256


def shown_before(sha256):
    """The bytes of a file that was put aside."""
    data = previews.get(sha256)
    if data is None:
        raise Invalid(N_("This list is no longer there. Choose the file again."), "file")
    return data


def apply(data, first, *, shown, by):
    """Take the file over in one transaction, and keep it; how many days it changed.

    `shown` is the digest of the plan somebody agreed to; where the file would do anything else by now, TooLate.
    """
    cells = _cells(data, by)  # while others may still write
    with database.atomic():
        now = _planned(cells, first, by)
        if not now.is_clean or now.digest != shown:
            raise TooLate(N_("The roster has changed since this was shown. Look at it again."))
        changed = RosterDay.put(now.days, seen=now.seen, by=by)
        if changed:
            document = Document.keep(data, workbooks.media_type(data))
            track(document, "roster_day.upload", by=by, month=f"{first:%Y-%m}", count=changed)
    return changed


def _cells(data, by):
    if not by.can("roster.edit"):
        raise NotAllowed(N_("You may not do this."))
    return workbooks.read(data)


def _planned(cells, first, by):
    head, columns, ignored = _headings(cells, first)
    lines = [(number, line) for number, line in enumerate(cells[head + 1:], start=head + 2)
             if any(map(str.strip, line))]
    if not lines:
        raise Invalid(N_("The list has no rows below its headings."), "file")
    if len(lines) > MOST_PEOPLE:
        raise Invalid(N_("The list has more than %(most)s rows; divide it."), "file", most=MOST_PEOPLE)
    numbers = {staff_columns.number(staff_columns.clean(line[columns["number"]])) for _, line in lines}
    sheet = Sheet(by, first, size=MOST_PEOPLE, numbers=numbers)
    if not sheet.is_open:
        raise Invalid(N_("The roster before %(day)s is closed."), "file", day=first_open_day().isoformat())
    reader = Reader(sheet, columns, [cell.strip() for cell in cells[head]])
    return Plan([reader.row(number, line) for number, line in lines], ignored, reader.seen)


class Reader:
    """Reads the lines of one file against the month as it stands."""

    def __init__(self, sheet, columns, headings):
        self.sheet, self.columns, self.headings = sheet, columns, headings
        self.people = {line.person.number: line for line in sheet.lines}
        self.first = {}  # number -> the row that has it first
        self.seen = {(line.person.id, day): line.days.get(day, GONE) for line in sheet.lines for day in sheet.days}

    def row(self, number, cells):
        cell = {column: staff_columns.clean(cells[place]) if place < len(cells) else ""
                for column, place in self.columns.items()}
        row = Row(number, staff_columns.number(cell["number"]), cell.get("name", ""))
        line = self.people.get(row.number)
        for check in (self._check_repeat, self._check_person):
            try:
                check(row, line)
            except Invalid as problem:
                row.problems.append(Note(problem.message, problem.params, self.headings[self.columns["number"]]))
                return row
        for day in (column for column in self.columns if isinstance(column, dt.date)):
            if cell[day]:
                self._day(row, line, day, cell[day])
        return row

    def _check_repeat(self, row, _line):
        first = self.first.setdefault(row.number, row)
        if first is not row:
            raise Invalid(N_("Row %(line)s says the same already."), line=first.line)

    def _check_person(self, row, line):
        if not row.number:
            raise Invalid(N_("It is missing."))
        if line is None or not line.is_arranged:
            raise Invalid(N_("You do not make the roster of anybody with this number."))
        if row.name and row.name != line.person.name:
            raise Invalid(N_("This number belongs to somebody of another name."))

    def _day(self, row, line, day, text):
        try:
            shift = self.sheet.letters.read(text, line.department_id)
            if not line.is_employed(day):
                raise Invalid(N_("Nobody is on the roster on a day without a position."))
        except Invalid as problem:
            row.problems.append(Note(problem.message, problem.params, self.headings[self.columns[day]]))
            return
        if shift != line.days.get(day, GONE):
            row.days[line.person.id, day] = shift
            row.changes.append((day, self.sheet.letter(line, day), self.sheet.letters.written(shift)))


def _headings(cells, first):
    """(index of the line of headings, {column or day: index}, [headings nothing is read from])."""
    for line, headings in enumerate(cells[:TITLE_LINES]):
        columns, foreign = {}, []
        for place, heading in enumerate(headings):
            column = staff_columns.KNOWN.get(staff_columns.key(heading)) or _day_of(heading, first)
            if column in columns:
                raise Invalid(N_("Two columns say the same: “%(one)s” and “%(other)s”."), "file",
                              one=headings[columns[column]].strip(), other=heading.strip())
            if column in ("number", "name") or isinstance(column, dt.date):
                columns[column] = place
            elif heading.strip():
                foreign.append(heading.strip()[:40])
        if "number" in columns and any(isinstance(column, dt.date) for column in columns):
            return line, columns, foreign
    raise Invalid(N_("No line with the heading 工号 and the days of the month was found among the first ten."), "file")


def _day_of(heading, first):
    """The day of the month a heading names; None where it names none. Raises Invalid for one of another month."""
    match = HEADING.fullmatch(staff_columns.key(heading).replace("t00:00:00", ""))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if (year or first.year, month or first.month) != (first.year, first.month):
        raise Invalid(N_("The column “%(heading)s” is of another month."), "file", heading=heading.strip()[:20])
    try:
        return first.replace(day=day)
    except ValueError:
        raise Invalid(N_("The month has no day like “%(heading)s”."), "file", heading=heading.strip()[:20]) from None
