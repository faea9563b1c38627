"""The one day of a department: each person's list on sheets of its own, behind one that tells who has how much."""

import datetime as dt
import json

from db import disk, sheets
from db.base import N_, Invalid
from db.jobs import Job, scope_of
from db.people import Person
from db.positions import Position, departments_beneath
from db.sheets import day as one_day
from db.teams import holding

MOST = 400  # people


class DaySheets:
    """Makes them: a person a step, then the binding. `paper` lays out (portal/sheets.py)."""

    def __init__(self, paper):
        self.paper = paper

    def step(self, job, folder):
        person = Person.get_by_id(job.plan[job.done])
        made = one_day.of_person(job.asked_by, person, _day(job), within=job.reach)
        if made.entries:
            disk.write(_part(folder, job.done, "pdf"), self.paper.day(made, at=job.asked_at, is_behind=True))
        disk.write(_part(folder, job.done, "json"), json.dumps(_facts(made)).encode())
        return 1

    def finish(self, job, folder):
        rows = [json.loads(_part(folder, place, "json").read_text()) for place in range(job.total)]
        free = one_day.of_nobody(job.asked_by, _day(job), job.reach)
        front = self.paper.overview(rows, free, _day(job), job.arguments["scope"], at=job.asked_at)
        parts = [_part(folder, place, "pdf") for place, row in enumerate(rows) if row["count"]]
        path = folder / "sheets.pdf"
        self.paper.bound(front, parts, path)
        return path


def ask(department, day, *, by):
    """Have the day's lists of a department made, with those within it; None: of everybody beneath."""
    reach = _reach(department, by)
    people = [row_id for (row_id,) in Person.select(Person.id).where(Person.id.in_(holding(reach, day))).order_by(
        Person.pinyin, Person.id).tuples()]
    if not people:
        raise Invalid(N_("Nobody beneath you holds a position here on that day."), "department")
    if len(people) > MOST:
        raise Invalid(N_("These are more than %(most)s people; choose a department."), "department", most=MOST)
    scope = department.name if department else "全部下属"
    return Job.ask("day_sheets", f"当日职责清单-{scope[:80]}-{day:%Y%m%d}.pdf", by=by, scope=scope, on=day.isoformat(),
                   department=department and department.id, plan=people, reach=reach)


def _reach(department, by):
    """Ids of the positions beneath whoever asks; never the own one."""
    scope_of("day_sheets", by)
    rows, beneath = Position.select(Position.id), sheets.watched(by)
    rows = rows if beneath is None else rows.where(Position.id.in_(beneath))
    if department:
        rows = rows.where(Position.department.in_(departments_beneath([department.id])))
    return [row_id for (row_id,) in rows.order_by(Position.id).tuples()]


def _facts(made):
    return {"name": made.person.name, "number": made.person.number, "titles": made.titles, "count": len(made.entries),
            "shift": made.shift and made.shift.name, "is_away": made.is_away, "is_off": made.is_off}


def _day(job):
    return dt.date.fromisoformat(job.arguments["on"])


def _part(folder, place, ending):
    return folder / f"{place:06}.{ending}"
