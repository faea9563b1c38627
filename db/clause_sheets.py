"""Clauses as an Excel sheet: of one description, or of all that are in force and a person may see."""

import peewee as pw

from db import workbooks
from db.audit import track
from db.base import N_, Invalid, database, digest
from db.corrections import latest
from db.descriptions import IN_FORCE, Clause, Description
from db.people import Appointment
from db.positions import Department, Position, departments_beneath

MOST = 20_000  # clauses in one file: some 3 MB, made in about three seconds
WIDTHS = (22, 24, 8, 16, 8, 80, 10)  # department, position, version, group, number, text, holders


def of_one(description, header):
    """The bytes of an .xlsx of one version, whatever its state."""
    return workbooks.write(header, _rows(Clause.description == description.id), WIDTHS)


def of_all(header, about, *, department=None, by):
    """The bytes of an .xlsx of what is in force; `department` is an id and takes in the departments within it."""
    chosen = Clause.description.in_(Description.visible_to(by).select(Description.id)) & (Description.state == IN_FORCE)
    if department:
        chosen &= Position.department.in_(departments_beneath([department]))
    rows = _rows(chosen)
    if not rows:
        raise Invalid(N_("No clause is in force here."))
    if len(rows) > MOST:
        raise Invalid(N_("These are more than %(most)s clauses; choose a department."), most=MOST)
    data = workbooks.write(header, rows, WIDTHS, about)
    with database.atomic():
        track(by, "clauses.export", by=by, department=department, count=len(rows), sha256=digest(data))
    return data


def _rows(chosen):
    """Each clause as it reads, in three queries; never more rows than one too many."""
    found = (Clause.select(Department.name, Position.title, Description.version, Clause.group, Clause.number,
                           Clause.text, Position.id, Description.id, Clause.identity)
             .join(Description).join(Position).join(Department).where(chosen)
             .order_by(Department.name, Position.title, Description.id, Clause.place).limit(MOST + 1))
    held = dict(Appointment.current().select(Appointment.position, pw.fn.COUNT(Appointment.person.distinct()))
                .group_by(Appointment.position).tuples())
    rows = list(found.tuples())
    now = latest({row[-2] for row in rows})
    return [(department, title, Description(version=version).version_label, group, number,
             now.get((description, identity), text), held.get(position, 0))
            for department, title, version, group, number, text, position, description, identity in rows]
