"""Two workers at once, with real commits and threads: a job and a round are done by one of them, once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from db import base, jobs, schema, workshop
from db.audit import AuditEntry
from db.base import database
from db.jobs import DONE, Job
from db.people import Grant, Person
from db.rounds import Daily, Round, Task, carry_out_due
from tests.conftest import new_database

WORKERS, JOBS, STEPS = 4, 6, 5


@pytest.fixture(scope="module")
def committed(app, tmp_path_factory):
    """A database of its own with one person of HR in it, in which things are committed."""
    before = database.obj
    with new_database(tmp_path_factory.mktemp("jobs")) as url:
        real = base.connect(url)
        with real.connection_context():
            schema.upgrade()
            person = Person.create(number="T1", name="钱静", pinyin="qian jing", initials="qj")
            Grant.create(person=person, role="hr")
            yield person
        real.close_all()
    database.initialize(before)


class Maker:
    """Counts each step of each job."""

    def __init__(self):
        self.steps, self.lock = [], threading.Lock()

    def step(self, job, folder):
        with self.lock:
            self.steps.append((job.id, job.done))
        return 1

    def finish(self, job, folder):
        path = folder / "result"
        path.write_text(str(job.id))
        return path


def all_at_once(action):
    def one(_n):
        with database.connection_context():
            return action()
    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(one, range(WORKERS)))


def test_each_step_of_each_job_is_done_by_one_worker(committed, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "test", "jobs.read")
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", JOBS)
    asked = [Job.ask("test", "名单.txt", plan=list(range(STEPS)), reach=[], by=committed, n=n).id for n in range(JOBS)]
    maker = Maker()

    def work_off():
        while job := Job.next():
            job.work(maker, is_time_up=lambda: len(maker.steps) % 3 == 0)
    all_at_once(work_off)
    assert sorted(maker.steps) == [(job_id, step) for job_id in asked for step in range(STEPS)]
    assert [(job.state, job.interruptions) for job in Job.select()] == [(DONE, 0)] * JOBS
    finished = AuditEntry.select(AuditEntry.subject).where(AuditEntry.action == "job.finish")
    assert sorted(subject for (subject,) in finished.tuples()) == sorted(f"job:{job_id}" for job_id in asked)
    assert {(workshop.of(job.id) / job.sha256).read_text() for job in Job.select()} == set(map(str, asked))


def test_asked_for_many_times_at_once_it_is_one_job(committed, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "test", "jobs.read")
    before = Job.select().count()
    all_at_once(lambda: Job.ask("test", "名单.txt", plan=[1], reach=[], by=committed, the="same"))
    assert Job.select().count() == before + 1


def test_a_round_is_carried_out_once(committed):
    done = []
    task = Task("test", Daily(0, 5), "A test", lambda: done.append(threading.get_ident()))
    all_at_once(lambda: carry_out_due([task]))
    assert (len(done), Round.select().where(Round.task == "test").count()) == (1, 1)


def test_workers_are_woken_once_the_row_is_there_for_them_and_not_before(committed, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "test", "jobs.read")
    seen = []
    monkeypatch.setattr(jobs, "_wake", lambda: seen.append((database.in_transaction(), Job.select().count())))
    before = Job.select().count()
    with database.atomic() as change:
        Job.ask("test", "名单.txt", plan=[1], reach=[], by=committed, of="nothing")
        change.rollback()
    with database.atomic():
        Job.ask("test", "名单.txt", plan=[1], reach=[], by=committed, of="something")
        assert seen == []
    assert seen == [(False, before + 1)]
