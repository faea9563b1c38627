"""The position handbook: every description in force that a person may see, bound into one book."""

from dataclasses import dataclass
from pathlib import Path

from db import disk
from db.base import N_, Invalid, today
from db.corrections import Correction, read
from db.descriptions import IN_FORCE, Description
from db.directory import departments, realm
from db.jobs import Job, scope_of
from db.positions import Department, Position, departments_beneath


@dataclass(frozen=True)
class Chapter:
    department: str
    description: Description
    pdf: Path


class Handbook:
    """Makes it: a chapter a step, then the binding. `paper` lays out (portal/books.py)."""

    def __init__(self, paper):
        self.paper = paper

    def step(self, job, folder):
        entry = job.plan[job.done]
        reading = read(Description.get_by_id(entry["description"]), job.arguments["upto"])
        pdf = self.paper.chapter(reading, at=job.asked_at)
        disk.write(_part(folder, job.done), pdf)
        return 1

    def finish(self, job, folder):
        descriptions = {row.id: row for row in Description.select().where(
            Description.id.in_([entry["description"] for entry in job.plan]))}
        names = dict(Department.select(Department.id, Department.name).tuples())
        chapters = [Chapter(names[entry["department"]], descriptions[entry["description"]], _part(folder, place))
                    for place, entry in enumerate(job.plan)]
        path = folder / "book.pdf"
        self.paper.handbook(chapters, path, scope=job.arguments["scope"], at=job.asked_at)
        return path


def ask(department=None, *, by):
    """Have it made of what is in force and corrected by now; `department` takes in the departments within it."""
    whole = "全公司" if scope_of("handbook", by) == "all" else realm(by)
    rows = _in_force(department, by)
    if not rows:
        raise Invalid(N_("No description is in force here."), "department")
    scope = department.name if department else whole
    return Job.ask("handbook", f"岗位说明书汇编-{scope[:80]}-{today():%Y%m%d}.pdf", by=by, scope=scope,
                   department=department and department.id, upto=Correction.newest_of_all(),
                   reach=[row.position_id for row in rows],
                   plan=[{"description": row.id, "department": row.position.department_id} for row in rows])


def _in_force(department, person):
    """Department by department from the top of the tree down, in each those first who stand above others."""
    rows = (Description.visible_to(person).select(Description, Position).join(Position)
            .where(Description.state == IN_FORCE))
    if department:
        rows = rows.where(Position.department.in_(departments_beneath([department.id])))
    places = {row.id: place for place, (row, _depth) in enumerate(departments(person))}
    above = dict(Position.select(Position.id, Position.superior).tuples())
    return sorted(rows, key=lambda row: (places[row.position.department_id], _depth(row.position_id, above),
                                         row.position_id))


def _depth(position, above):
    """How many stand above along the solid lines."""
    depth = 0
    while (position := above.get(position)) is not None:
        depth += 1
    return depth


def _part(folder, place):
    return folder / f"{place:04}.pdf"
