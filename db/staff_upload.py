"""A staff list from Excel: what it would change, row by row, and then all of it at once or nothing."""

from dataclasses import dataclass

from db import passwords, previews, staff_columns, workbooks
from db.audit import track
from db.base import N_, Invalid, TooLate, database, digest
from db.documents import Document
from db.people import Person
from db.positions import hold_still
from db.staff_rows import Reader

MOST_ROWS = 2000


@dataclass(frozen=True)
class Plan:
    rows: list
    ignored: list  # headings of columns nothing is read from

    @property
    def bad_rows(self):
        return [row for row in self.rows if row.problems]

    @property
    def is_clean(self):
        return not self.bad_rows

    @property
    def count(self):
        """How many new people, changed people, appointments begun or ended, unchanged rows."""
        counted = {deed: sum(deed in row.does for row in self.rows) for deed in ("add", "change", "appoint", "end")}
        return counted | {"none": sum(not row.does and not row.problems for row in self.rows)}

    @property
    def digest(self):
        """What was shown and agreed to: it is taken over only if it would still do exactly this."""
        return digest([[row.line, row.number, row.name, sorted(row.does), [[note.message, note.params]
                       for note in row.changes]] for row in self.rows])


def plan(data, *, by):
    """What the list in these bytes would do now. Raises Invalid (field `file`) where it cannot be read as one."""
    return _planned(_sheet(data, by))


def put_aside(data, *, by):
    """Hold the list on this side, so that what is taken over is what was shown; returns its hash."""
    by.check("people.manage")
    sha256 = previews.put(data)
    track(by, "staff_upload.preview", by=by, sha256=sha256)
    return sha256


def shown_before(sha256, *, by):
    """The bytes of a list that was put aside."""
    by.check("people.manage")
    data = previews.get(sha256)
    if data is None:
        raise Invalid(N_("This list is no longer there. Choose the file again."), "file")
    return data


def apply(data, *, shown, by):
    """Take the list over in one transaction, and keep it. Returns [(person, initial password)] of the new people.

    `shown` is the digest of the plan somebody agreed to; where the list would do anything else by now, TooLate.
    """
    sheet = _sheet(data, by)
    before = _planned(sheet)
    prepared = iter(passwords.initials(before.count["add"]) if before.digest == shown else [])
    with database.atomic():
        hold_still(Person)
        now = _planned(sheet)
        if not now.is_clean or now.digest != shown or before.digest != shown:
            raise TooLate(N_("People or positions have changed since this was shown. Look at it again."))
        added, people = [], {}
        for row in now.rows:
            _carry_out(row, people, added, prepared, by)
        count = now.count
        if any(row.does for row in now.rows):
            document = Document.keep(data, workbooks.media_type(data))
            track(document, "staff_upload.apply", by=by, added=count["add"], changed=count["change"],
                  appointed=count["appoint"], ended=count["end"])
    return added


def template(headings, example):
    """An empty list to fill in: the headings and one example row."""
    return workbooks.write(headings, [example], (14, 14, 34, 26, 16, 16, 28))


def _sheet(data, by):
    by.check("people.manage")
    return workbooks.read(data)


def _planned(sheet):
    head, columns, headings, ignored = staff_columns.find(sheet)
    lines = [(line, {column: staff_columns.clean(cells[place]) if place < len(cells) else ""
                     for column, place in columns.items()})
             for line, cells in enumerate(sheet[head + 1:], start=head + 2)]
    filled = [(line, cells) for line, cells in lines if any(cells.values())]
    if not filled:
        raise Invalid(N_("The list has no rows below its headings."), "file")
    if len(filled) > MOST_ROWS:
        raise Invalid(N_("The list has more than %(most)s rows; divide it."), "file", most=MOST_ROWS)
    return Plan(Reader(headings, [cells for _, cells in filled]).read(filled), ignored)


def _carry_out(row, people, added, prepared, by):
    person = people.get(row.number) or row.person
    if "add" in row.does:
        person, password = Person.add(row.number, row.name, email=row.email, by=by, initial=next(prepared))
        added.append((person, password))
    people[row.number] = person
    if "change" in row.does:
        person.change(name=row.name, email=row.email or person.email, by=by)
    if "appoint" in row.does:
        person.appoint(row.position, row.starts_on, row.ends_on, by=by)
    if "end" in row.does:
        row.appointment.end(row.ends_on, by=by)
