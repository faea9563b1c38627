"""Duties that tick themselves: by what else than a deed of their person, from their beginning on? None: well."""

import datetime as dt

from db import linking
from db.audit import track
from db.base import now
from db.duties import Occurrence
from db.items import kept, parse_items
from db.proof import Record
from db.rules import Rule
from db.tasks import Task
from tests import policy
from tests.doors import rolled_back


def ticked(scene):
    row = Occurrence.get_by_id(scene.objects["duty to do"]["clerk"]["id"])
    task, soon = Task.get_by_id(scene.objects["task given"]["clerk"]["id"]), now() + dt.timedelta(hours=1)
    attempts = {"what somebody else did": (policy.SUPERVISOR, row.opens_at),
                "what was done before it began": (policy.EMPLOYEE, soon)}
    for name, (who, opens_at) in attempts.items():
        with rolled_back():
            Rule.update(items=kept(parse_items("回复 | 单据 上级交办"))).where(Rule.id == row.rule_id).execute()
            Occurrence.update(opens_at=opens_at).where(Occurrence.id == row.id).execute()
            linking.follow(track(task, "task.answer", by=scene.people[who]))
            linking.catch_up()
            if row.records.where(Record.register.is_null(False)).exists():
                yield name
