"""Many who make the day at once, with real commits and threads: the rows are made once, and each has one end."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from db import base, evidence, generation, schema
from db.audit import AuditEntry
from db.base import Invalid, Refused, database, now, today
from db.duties import SUBMITTED, Occurrence
from db.items import kept, parse_items
from db.leaves import Leave
from db.people import Person
from db.positions import Department, Position
from db.proof import Record
from db.signatures import COMPLETE
from db.tasks import Task
from tests import duty
from tests.conftest import new_database
from tests.papers import hold, signing, version

WORKERS, PEOPLE = 4, 3


@pytest.fixture(scope="module")
def committed(app, tmp_path_factory):
    """A database of its own with a position, three who hold it and are bound, and four rules."""
    before = database.obj
    with new_database(tmp_path_factory.mktemp("duties")) as url:
        real = base.connect(url)
        with real.connection_context():
            schema.upgrade()
            position = Position.create(title="服务员", department=Department.create(name="客服部"))
            people = [Person.create(number=f"T{n}", name=f"员工{n}", pinyin=f"{n}", initials=f"{n}")
                      for n in range(PEOPLE)]
            made = version(position, {"a": "登记", "b": "接待"}, by=people[0], effective_on="2026-01-01")
            for person in people:
                hold(person, position, "2026-01-01")
                signing(made, person, COMPLETE, on="2026-01-02")
            for facts in ({}, {"clause": "b"}, {"who": "claimed"}, {"times": ([0, 1300, 1439], [0, 1400, 1439])}):
                duty.rule(position, begins_on=dt.date(2026, 1, 1), valid_from=dt.date(2026, 1, 1), **facts)
            yield people
        real.close_all()
    database.initialize(before)


def all_at_once(action):
    def one(n):
        with database.connection_context():
            return action(n)
    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(one, range(WORKERS)))


def test_the_day_is_made_once_however_many_make_it(committed):
    all_at_once(lambda _n: generation.keep_up())
    days = [today(), today() + dt.timedelta(days=1)]
    assert [Occurrence.select().where(Occurrence.work_date == day).count() for day in days] == [PEOPLE * 4 + 1] * 2
    said = AuditEntry.select(AuditEntry.subject).where(AuditEntry.action == "duty_day.make").tuples()
    assert len(list(said)) == len(set(said)) == 2


def test_one_of_those_who_take_it_at_once_has_it(committed):
    generation.keep_up()
    row = Occurrence.get(Occurrence.seat == 0, Occurrence.work_date == today())

    def claim(n):
        by = Person.get_by_id(committed[n % PEOPLE].id)
        try:
            Occurrence.get_by_id(row.id).claim(by=by)
        except Refused:
            return None
        return by.id
    winners = [row_id for row_id in all_at_once(claim) if row_id]
    assert winners == [Occurrence.get_by_id(row.id).person_id]


def test_sent_many_times_at_once_it_is_done_once(committed):
    generation.keep_up()
    mine = Occurrence.get(Occurrence.person == committed[0], Occurrence.work_date == today(),
                          Occurrence.state == "todo", Occurrence.slot == "23:20")

    def submit(_n):
        try:
            evidence.submit(Occurrence.get_by_id(mine.id), by=Person.get_by_id(committed[0].id))
        except Refused:
            return 0
        return 1
    assert (sum(all_at_once(submit)), Occurrence.get_by_id(mine.id).state) == (1, SUBMITTED)


def test_days_made_at_once_in_different_orders_are_the_days_made_one_by_one(committed):
    days = [today() + dt.timedelta(days=n) for n in range(3, 7)]

    def rows():
        return sorted(Occurrence.select(Occurrence.series, Occurrence.work_date, Occurrence.slot, Occurrence.seat,
                                        Occurrence.person, Occurrence.rule, Occurrence.clause, Occurrence.due_at,
                                        Occurrence.state).where(Occurrence.work_date.in_(days)).tuples(), key=str)
    all_at_once(lambda n: [generation.make(day) for day in (days[n:] + days[:n]) * 2])
    at_once = rows()
    Occurrence.delete().where(Occurrence.work_date.in_(days)).execute()
    for day in days:
        generation.make(day)
    assert (at_once, len(at_once)) == (rows(), len(days) * (PEOPLE * 4 + 1))


def test_leave_asked_for_many_times_at_once_is_asked_for_once(committed):
    first = today() + dt.timedelta(days=20)

    def ask(_n):
        by = Person.get_by_id(committed[0].id)
        try:
            Leave.ask(by, "annual", first, first, deputy=None, note="", by=by)
        except Invalid:
            return 0
        return 1
    assert (sum(all_at_once(ask)), Leave.select().count()) == (1, 1)


def test_of_what_is_done_at_once_elsewhere_each_proves_one_duty(committed):
    position = Position.get()
    made = duty.rule(position, who="named", person=committed[0], items=kept(parse_items("回复 | 单据 上级交办")),
                     begins_on=today(), valid_from=today(), times=([0, 2000, 2800], [0, 2100, 2800]))
    generation.make(today())
    given = [Task.create(person=committed[0], position=position, text=f"整理{n}", given_by=committed[1],
                         due_at=now() + dt.timedelta(days=1)) for n in range(WORKERS)]
    all_at_once(lambda n: Task.get_by_id(given[n].id).answer("已整理", by=Person.get_by_id(committed[0].id)))
    rows = list(Occurrence.select().where(Occurrence.series == made.series, Occurrence.work_date == today()))
    found = [(record.occurrence_id, record.subject) for record in Record.select().where(Record.occurrence.in_(rows))]
    said = AuditEntry.select().where(AuditEntry.action == "occurrence.count_as_done").count()
    assert ([row.state for row in rows], said) == ([SUBMITTED] * 2, 2)
    assert ({row_id for row_id, _subject in found}, len({subject for _id, subject in found}), len(found)) == (
        {row.id for row in rows}, 2, 2)
