"""Lists ask the database as often for five hundred people in forty positions as for ten in two."""

import pytest
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.base import now, today
from db.descriptions import IN_FORCE, Clause, Description
from db.documents import Document
from db.notices import Notice
from db.people import Appointment, Person
from db.positions import Position
from db.signatures import COMPLETE, OPEN, Signing

PAGES = ["/people/", "/people/?left=1", "/positions/", "/positions/chart", "/descriptions/", "/signatures/",
         "/signatures/board/", "/matrix/", "/matrix/?problem=any", "/upkeep/", "/notices/", "/sheets/",
         "/clauses/crowd-0-0", ("/search/", "员工"), ("/search/", "岗位"), ("/search/", "职责")]


class Crowd:
    """Grows by bulk inserts: positions with a version in force, their holders with signings, the log, notices."""

    def __init__(self, world):
        self.world, self.paper = world, Document.keep(b"crowd")
        self.people = self.positions = 0

    def grow(self, people, positions):
        first = self.positions
        for n in range(first, positions):
            self._found(n)
        self.positions = positions
        versions = list(Description.select().where(Description.title.startswith("岗位")).order_by(Description.id))
        Person.insert_many([{"number": f"C{n:04}", "name": f"员工{n}", "pinyin": f"yuan gong {n:04}", "initials": "yg"}
                            for n in range(self.people, people)]).execute()
        rows = Person.select(Person.id).where(Person.number.startswith("C")).order_by(Person.id).tuples()
        held = [(person, versions[n % len(versions)]) for n, (person,) in enumerate(rows)][self.people:]
        Appointment.insert_many([{"person": person, "position": version.position_id, "starts_on": today()}
                                 for person, version in held]).execute()
        Signing.insert_many([self._signing(n + self.people, *one) for n, one in enumerate(held)]).execute()
        self._talk(people - self.people)
        self.people = people

    def _found(self, n):
        position = Position.create(title=f"岗位{n}", department=self.world.positions.clerk.department_id,
                                   superior=self.world.positions.supervisor)
        version = Description.create(position=position, version=1, title=position.title, state=IN_FORCE,
                                     effective_on=today(), created_by=self.world.hr)
        Clause.insert_many([{"description": version.id, "identity": f"crowd-{n}-{place}", "place": place, "group": "",
                             "number": place + 1, "text": f"职责{place}：办理第{n}类事务"}
                            for place in range(5)]).execute()

    def _signing(self, n, person, version):
        state = (*OPEN, COMPLETE)[n % 4]
        return {"description": version.id, "holder": person, "position": version.position_id, "state": state,
                "token": f"crowd-{n}", "digest": "0" * 64, "anchor_id": 0, "anchor_hash": "0" * 64,
                "base": self.paper.id, "current": self.paper.id, "revisions": 1, "opened_at": now(),
                "changed_at": now(), "completed_at": now() if state == COMPLETE else None}

    def _talk(self, count):
        signing, last = Signing.select().order_by(Signing.id.desc()).get(), AuditEntry.select().count()
        AuditEntry.insert_many([{"id": last + n, "at": now(), "actor_id": self.world.hr.id, "session_id": None,
                                 "action": "signing.open", "subject": f"signing:{signing.id}", "particulars": "{}",
                                 "prev": "0" * 64, "hash": "0" * 64} for n in range(1, count + 1)]).execute()
        Notice.insert_many([{"person": self.world.hr.id, "kind": "signing.returned", "particulars": {}, "at": now(),
                             "subject": f"signing:{signing.id}", "seen_at": None, "by": None}
                            for n in range(count)]).execute()


def asked(browser, page):
    """How many queries the page takes, asked for a second time."""
    for _ in range(2):
        with count_queries() as counter:
            answer = browser.get(page) if isinstance(page, str) else browser.post(page[0], data={"wanted": page[1]})
    assert answer.status_code == 200
    return counter.count


@pytest.fixture
def crowd(world):
    return Crowd(world)


def test_every_list_asks_as_often_whatever_the_size_of_the_company(world, visit, crowd):
    hr, auditor, counts = visit(world.hr), visit(world.auditor), []
    for people, positions in ((10, 2), (500, 40)):
        crowd.grow(people, positions)
        counts.append({page: asked(hr, page) for page in PAGES} | {"/audit/": asked(auditor, "/audit/")})
    assert counts[0] == counts[1]
