"""A company of 500 people in 40 positions with 17 duties each, beside the demo's own; signings without real papers."""

import random

from bench.texts import GROUPS
from db.base import now, today
from db.descriptions import IN_FORCE, Clause, Description
from db.documents import Document
from db.people import Appointment, Person
from db.positions import Department, Position
from db.signatures import Signing
from db.turns import AWAITING_EMPLOYEE, AWAITING_HR, AWAITING_SUPERIOR

PEOPLE, POSITIONS, DUTIES = 500, 40, 17
PHRASES = [phrase for lines in GROUPS.values() for line in lines for phrase in line.split("，")]
STATES = (AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR)


def grow():
    """Bulk inserts: every position below the first has a version in force, every holder an open signing."""
    paper, author = Document.keep(b"no paper"), Person.select().order_by(Person.id).get()
    chance = random.Random(7)  # noqa: S311 - the same duties each time, no secret
    department = Department.create(name="测量部")
    top = Position.create(title="测量部经理", department=department)
    positions = [top, *(Position.create(title=f"测量岗位{n}", department=department, superior=top)
                        for n in range(1, POSITIONS))]
    versions = [Description.create(position=position, version=1, title=position.title, state=IN_FORCE,
                                   effective_on=today(), created_by=author) for position in positions]
    Clause.insert_many([{"description": version.id, "identity": f"bench-{version.id}-{place}", "place": place,
                         "group": "日常管理", "number": place + 1,
                         "text": "，".join(chance.sample(PHRASES, 3)) + "。"}
                        for version in versions for place in range(DUTIES)]).execute()
    Person.insert_many([{"number": f"M{n:04}", "name": f"员工{n}", "pinyin": f"yuan gong {n}", "initials": "yg"}
                        for n in range(PEOPLE)]).execute()
    people = [row_id for (row_id,) in Person.select(Person.id).where(Person.number.startswith("M")).tuples()]
    held = [(person, versions[n % POSITIONS]) for n, person in enumerate(people)]
    Appointment.insert_many([{"person": person, "position": version.position_id, "starts_on": today()}
                             for person, version in held]).execute()
    Signing.insert_many([{"description": version.id, "holder": person, "position": version.position_id,
                          "state": STATES[n % 3], "token": f"bench-{n}", "digest": "0" * 64, "anchor_id": 0,
                          "anchor_hash": "0" * 64, "base": paper.id, "current": paper.id, "revisions": 1,
                          "opened_at": now(), "changed_at": now(), "due_on": today()}
                         for n, (person, version) in enumerate(held)]).execute()
