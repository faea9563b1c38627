"""What inspections found: what was shown, the verdict, what was mended, and what the next look made of that."""

import datetime as dt
from dataclasses import dataclass

from db import sheets
from db.agenda import listed
from db.base import HERE, N_, Invalid, today
from db.duties import Occurrence
from db.evidence import Inspection
from db.items import PHOTO
from db.people import Person
from db.proof import REMEDY, Record
from db.tasks import CLOSED, Step, Task

MOST = 40        # duties on one report
LONGEST = 92     # days
USUAL = dt.timedelta(days=13)  # and today


@dataclass(frozen=True)
class Shown:
    """What was filled in between one look and the next."""

    answers: tuple   # [(item, record)]
    photos: tuple    # records
    remedy: str      # what was put right, in a word

    def __bool__(self):
        return bool(self.answers or self.photos or self.remedy)


@dataclass(frozen=True)
class Look:
    """One inspection and what it looked at; after one that sent back, what was shown is the mending.

    `task`: what has to be put right by whom, with its `steps`, where something was found wrong.
    """

    shown: Shown
    inspection: Inspection
    task: Task | None
    steps: tuple

    @property
    def is_well(self):
        """Whether nothing remains to be done: it passed, or what was wrong was put right and looked at again."""
        return self.inspection.verdict == "accept" or self.task is not None and self.task.state == CLOSED


@dataclass(frozen=True)
class Inspected:
    row: Occurrence
    done_by: str | None
    looks: tuple
    since: Shown     # what came after the last look

    @property
    def is_mended(self):
        """Whether something was wrong at some time and is well in the end."""
        return bool(self.looks) and self.looks[-1].is_well and any(
            look.inspection.verdict != "accept" for look in self.looks)


@dataclass(frozen=True)
class Report:
    first: dt.date
    last: dt.date
    duties: tuple

    @property
    def counts(self):
        """How many passed at the first look, how many after mending, and how many are to be mended still."""
        well = sum(bool(one.looks) and one.looks[-1].is_well for one in self.duties)
        mended = sum(one.is_mended for one in self.duties)
        looked_at = sum(bool(one.looks) for one in self.duties)
        return {"all": len(self.duties), "passed": well - mended, "mended": mended, "to_mend": looked_at - well}


def of_team(viewer, first, last):
    """The duties of those beneath that were inspected from a day to a day. Raises Invalid for too many at once."""
    beneath = sheets.watched(viewer)
    if not dt.timedelta(0) <= last - first < dt.timedelta(days=LONGEST) or first > today():
        raise Invalid(N_("From the first to the last day, at most %(most)s days."), most=LONGEST)
    begins, ends = (dt.datetime.combine(day, dt.time(), HERE) for day in (first, last + dt.timedelta(days=1)))
    looked_at = Inspection.select(Inspection.occurrence).where(Inspection.at >= begins, Inspection.at < ends)
    rows = Occurrence.visible_to(viewer).where(Occurrence.id.in_(looked_at))
    rows = rows if beneath is None else rows.where(Occurrence.position.in_(beneath))
    found = list(listed(rows).order_by(Occurrence.day, Occurrence.due_at, Occurrence.id).limit(MOST + 1))
    if len(found) > MOST:
        raise Invalid(N_("These are more than %(most)s inspected duties; choose fewer days."), most=MOST)
    return Report(first, last, _inspected(found))


def of_duty(occurrence):
    """The report of one duty, also before anybody has looked at it."""
    rows = listed(Occurrence.select().where(Occurrence.id == occurrence.id))
    return Report(occurrence.day, occurrence.day, _inspected(list(rows)))


def _inspected(rows):
    """With their looks and what was shown, in a fixed number of queries."""
    ids = [row.id for row in rows]
    records, looks = _piles(Record, ids), _piles(Inspection, ids)
    tasks = _tasks([inspection.id for pile in looks.values() for inspection in pile])
    names = Person.names(row.done_by_id for row in rows)
    return tuple(_one(row, records.get(row.id, []), looks.get(row.id, []), tasks, names.get(row.done_by_id))
                 for row in rows)


def _one(row, records, inspections, tasks, done_by):
    looks, rest = [], records
    for inspection in inspections:
        seen = [record for record in rest if record.at <= inspection.at]
        rest = rest[len(seen):]
        looks.append(Look(_shown(row, seen), inspection, *tasks.get(inspection.id, (None, ()))))
    return Inspected(row, done_by, tuple(looks), _shown(row, rest))


def _tasks(ids):
    """{inspection id: (what has to be put right, with who has to, and its steps)}."""
    rows = list(Task.select(Task, Person).join(Person, on=Task.person).where(
        Task.inspection.in_(ids)).order_by(Task.id))  # the last one, where others were withdrawn
    steps = {}
    for step in Step.select(Step, Person).join(Person).where(Step.task.in_([row.id for row in rows])).order_by(Step.id):
        steps.setdefault(step.task_id, []).append(step)
    return {row.inspection_id: (row, tuple(steps.get(row.id, ()))) for row in rows}


def _shown(row, records):
    """In the order of the items; of answers that were corrected the newest."""
    newest = {record.item: record for record in records if record.photo_id is None}
    return Shown(tuple((item, newest[item.key]) for item in row.rule.item_list
                       if item.key in newest and item.kind != PHOTO),
                 tuple(record for record in records if record.photo_id),
                 newest[REMEDY].note if REMEDY in newest else "")


def _piles(model, ids):
    """{occurrence id: rows with who made them, the oldest first}."""
    found = {}
    for row in model.select(model, Person).join(Person).where(model.occurrence.in_(ids)).order_by(model.id):
        found.setdefault(row.occurrence_id, []).append(row)
    return found
