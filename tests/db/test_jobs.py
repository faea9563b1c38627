"""A job goes on where it was, ends once, and never tries for ever."""

import datetime as dt

import pytest
import time_machine

from db import jobs, making, workers, workshop
from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, Refused, TooLate, now
from db.documents import Damaged
from db.jobs import CANCELLED, DONE, EXPIRED, FAILED, RUNNING, Job
from db.leases import LEASE, MOST_TRIES, Lost
from db.notices import Notice

NEVER = lambda: False  # noqa: E731 - the time is never up
AT_ONCE = lambda: True  # noqa: E731
GONE = f"{workers.here().split(':')[0]}:1:0/0000"  # the first process of the machine, at another beginning


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "test", "descriptions.read")


@pytest.fixture
def job(world):
    return Job.ask("test", "名单.txt", plan=["a", "b", "c"], reach=[world.positions.clerk.id], by=world.hr)


class Maker:
    """Writes each part down; `trouble` says at which steps what is raised."""

    def __init__(self, **trouble):
        self.steps, self.trouble = [], trouble

    def step(self, job, folder):
        name = job.plan[job.done]
        self.steps.append(name)
        if name in self.trouble:
            raise self.trouble[name]
        (folder / name).write_text(name)
        return 1

    def finish(self, job, folder):
        path = folder / "all.txt"
        path.write_text("".join((folder / name).read_text() for name in job.plan))
        return path


def entries(job, action):
    return AuditEntry.select().where(AuditEntry.action == action, AuditEntry.subject == f"job:{job.id}").count()


def again(job):
    return Job.get_by_id(job.id)


def later(**what):
    return time_machine.travel(now() + dt.timedelta(**what), tick=False)


def test_a_job_is_made_step_by_step_and_can_be_fetched(job, world):
    maker = Maker()
    Job.next().work(maker, is_time_up=NEVER)
    assert (maker.steps, again(job).state, again(job).done) == (["a", "b", "c"], DONE, 3)
    assert again(job).fetch(by=world.hr).read_text() == "abc"
    assert [path.name for path in workshop.of(job.id).iterdir()] == [again(job).sha256]
    assert (entries(job, "job.ask"), entries(job, "job.finish"), entries(job, "job.fetch")) == (1, 1, 1)


def test_when_the_time_is_up_it_goes_on_with_the_next_step_and_nobody_calls_it_interrupted(job):
    maker = Maker()
    for _ in range(3):
        Job.next().work(maker, is_time_up=AT_ONCE)
    assert (again(job).state, again(job).done) == (RUNNING, 3)
    Job.next().work(maker, is_time_up=AT_ONCE)
    assert (maker.steps, again(job).state, again(job).interruptions) == (["a", "b", "c"], DONE, 0)


def test_two_jobs_take_turns(job, world):
    other = Job.ask("test", "名单.txt", plan=["x", "y"], reach=[], by=world.hr, n=1)
    turns = []
    for _ in range(4):
        taken = Job.next()
        turns.append(taken.id)
        taken.work(Maker(), is_time_up=AT_ONCE)
    assert turns == [job.id, other.id, job.id, other.id]


def test_who_holds_it_keeps_others_away_until_the_lease_has_run_out(job):
    held = Job.next()
    assert (held.id, Job.next()) == (job.id, None)
    with later(seconds=LEASE.total_seconds() - 5):
        held.keep(done=1)
    with later(seconds=LEASE.total_seconds() + 5):
        assert Job.next() is None
    with later(seconds=2 * LEASE.total_seconds()):
        other = Job.next()
        assert (other.done, other.interruptions, other.tries) == (1, 1, 2)
        with pytest.raises(Lost):
            held.keep(done=2)


def test_a_worker_that_is_gone_is_not_waited_for(job):
    held = Job.next()
    held.keep(done=2)
    Job.update(worker=GONE).where(Job.id == job.id).execute()
    maker = Maker()
    (workshop.of(job.id) / "a").write_text("a")
    (workshop.of(job.id) / "b").write_text("b")
    Job.next().work(maker, is_time_up=NEVER)
    assert (maker.steps, again(job).state, again(job).interruptions) == (["c"], DONE, 1)
    assert entries(job, "job.finish") == 1


def test_whoever_was_overtaken_finishes_nothing_and_spoils_nothing(job, world):
    slow = Job.next()
    Job.update(worker=GONE).where(Job.id == job.id).execute()
    Job.next().work(Maker(), is_time_up=NEVER)
    slow.done, slow.plan = 3, ["late"]
    (workshop.of(job.id) / "late").write_text("late")
    slow.work(Maker(), is_time_up=NEVER)
    assert again(job).fetch(by=world.hr).read_text() == "abc"
    assert entries(job, "job.finish") == 1


def test_whoever_was_overtaken_does_not_finish_before_the_other_does(job):
    slow, maker = Job.next(), Maker()
    Job.update(worker=GONE).where(Job.id == job.id).execute()
    other = Job.next()
    slow.work(maker, is_time_up=NEVER)
    slow.done, slow.plan = 3, ["a"]
    slow.work(maker, is_time_up=NEVER)
    assert (again(job).state, again(job).worker, entries(job, "job.finish")) == (RUNNING, other.worker, 0)


def test_a_worker_killed_at_the_same_step_again_and_again_is_the_end_of_it(job):
    for tries in range(1, MOST_TRIES + 1):
        assert Job.next().tries == tries
        Job.update(worker=GONE).where(Job.id == job.id).execute()
    assert Job.next() is None
    assert (again(job).state, again(job).problem["message"]) == (FAILED, making.GAVE_UP)
    assert entries(job, "job.fail") == 1


def test_a_fault_is_tried_again_a_little_later_and_five_times_in_all(job):
    maker, times = Maker(b=RuntimeError("no")), 0
    with time_machine.travel(now(), tick=False) as clock:
        while not again(job).ended_at:
            times += 1
            Job.next().work(maker, is_time_up=NEVER)
            assert Job.next() is None
            clock.shift(dt.timedelta(seconds=MOST_TRIES * making.PAUSE))
    assert (times, maker.steps.count("a"), maker.steps.count("b")) == (MOST_TRIES, 1, MOST_TRIES)
    assert (again(job).state, entries(job, "job.fail")) == (FAILED, 1)


def test_each_step_has_its_own_tries(job):
    for step in range(3):
        for _ in range(MOST_TRIES - 1):
            taken = Job.next()
            Job.update(worker=GONE).where(Job.id == job.id).execute()
        taken = Job.next()
        assert (taken.done, taken.tries) == (step, MOST_TRIES)
        taken.work(Maker(), is_time_up=AT_ONCE)
    Job.next().work(Maker(), is_time_up=NEVER)
    assert again(job).state == DONE


def test_a_step_done_at_last_leaves_all_tries_to_the_next_one(job):
    for _ in range(MOST_TRIES - 1):
        Job.next()
        Job.update(worker=GONE).where(Job.id == job.id).execute()
    with pytest.raises(KeyboardInterrupt):
        Job.next().work(Maker(b=KeyboardInterrupt()), is_time_up=NEVER)
    Job.update(worker=GONE).where(Job.id == job.id).execute()
    assert (Job.next().tries, again(job).done) == (2, 1)


def test_what_the_domain_refuses_is_said_at_once(job):
    Job.next().work(Maker(b=Refused("Nothing of %(name)s.", name="x")), is_time_up=NEVER)
    assert (again(job).state, again(job).problem) == (FAILED, {"message": "Nothing of %(name)s.",
                                                               "params": {"name": "x"}})


def test_a_failed_job_begins_anew_when_somebody_says_so(job, world):
    Job.next().work(Maker(b=Refused("no")), is_time_up=NEVER)
    again(job).try_again(by=world.hr)
    maker = Maker()
    Job.next().work(maker, is_time_up=NEVER)
    assert (maker.steps, again(job).state, again(job).problem) == (["a", "b", "c"], DONE, None)


def test_it_is_not_tried_again_beside_another_of_its_kind(job, world):
    Job.next().work(Maker(b=Refused("no")), is_time_up=NEVER)
    failed = again(job)
    same = Job.ask(failed.kind, failed.file, plan=failed.plan, reach=failed.reach, by=world.hr, **failed.arguments)
    with pytest.raises(TooLate):
        failed.try_again(by=world.hr)
    assert (same.id == job.id, again(job).state) == (False, FAILED)


def test_a_cancelled_job_stops_at_its_next_step_and_leaves_nothing(job, world):
    taken, maker = Job.next(), Maker()

    def cancel():
        again(job).cancel(by=world.hr)
        return False
    taken.work(maker, is_time_up=cancel)
    assert (maker.steps, again(job).state) == (["a", "b"], CANCELLED)
    assert job.id not in workshop.job_ids()
    assert Job.next() is None


def test_who_asked_is_told_of_the_end_and_fetching_it_is_an_answer(job, world):
    other = Job.ask("test", "其他.txt", plan=["a"], reach=[], by=world.hr, n=1)
    Job.next().work(Maker(), is_time_up=NEVER)
    Job.next().work(Maker(a=Refused("no")), is_time_up=NEVER)
    told = [(notice.kind, notice.subject) for notice in Notice.unseen(world.hr).order_by(Notice.id)]
    assert told == [("job.finish", f"job:{job.id}"), ("job.fail", f"job:{other.id}")]
    again(job).fetch(by=world.hr)
    assert [notice.kind for notice in Notice.unseen(world.hr)] == ["job.fail"]


def test_only_who_asked_or_an_administrator_cancels(job, world):
    for person in (world.hr_manager, world.clerk):
        assert again(job).moves_for(person) == set()
        with pytest.raises(NotAllowed):
            again(job).cancel(by=person)
    assert again(job).moves_for(world.hr) == again(job).moves_for(world.admin) == {"cancel"}
    again(job).cancel(by=world.admin)


def test_asked_for_twice_it_is_made_once(job, world):
    same = Job.ask("test", "名单.txt", plan=["a"], reach=[], by=world.hr)
    other = Job.ask("test", "名单.txt", plan=["a"], reach=[], by=world.hr_manager)
    assert (same.id, other.id != job.id, entries(job, "job.ask")) == (job.id, True, 1)


def test_nobody_fills_the_queue_alone(world):
    for n in range(jobs.MOST_AT_ONCE):
        Job.ask("test", "名单.txt", plan=["a"], reach=[], by=world.hr, n=n)
    with pytest.raises(Invalid):
        Job.ask("test", "名单.txt", plan=["a"], reach=[], by=world.hr, n=99)


def test_who_sees_which_job(job, world):
    seen = {name for name, person in world.everybody.items() if Job.visible_to(person).count()}
    assert seen == {"hr", "hr_manager", "auditor", "admin"}
    mine = Job.ask("test", "名单.txt", plan=["a"], reach=[], by=world.supervisor)
    assert [row.id for row in Job.visible_to(world.supervisor)] == [mine.id]


def test_it_takes_the_right_to_have_it_made_to_fetch_it(job, world):
    Job.next().work(Maker(), is_time_up=NEVER)
    allowed = {name for name, person in world.everybody.items() if again(job).may_be_fetched_by(person)}
    assert allowed == {"hr", "hr_manager", "auditor", "manager", "supervisor", "clerk", "colleague", "boss"}
    with pytest.raises(NotAllowed):
        again(job).fetch(by=world.admin)


def test_a_file_that_was_changed_is_not_handed_out(job, world):
    Job.next().work(Maker(), is_time_up=NEVER)
    (workshop.of(job.id) / again(job).sha256).write_text("abd")
    with pytest.raises(Damaged):
        again(job).fetch(by=world.hr)


def test_a_result_goes_after_its_time_and_the_log_says_so(job, world):
    Job.next().work(Maker(), is_time_up=NEVER)
    with later(days=jobs.KEPT.days, seconds=-60):
        jobs.expire()
        assert again(job).state == DONE
    with later(days=jobs.KEPT.days, seconds=60):
        jobs.expire()
        assert (again(job).state, job.id in workshop.job_ids(), entries(job, "job.expire")) == (EXPIRED, False, 1)
    with pytest.raises(TooLate):
        again(job).fetch(by=world.hr)


def test_parts_nobody_needs_go_and_parts_somebody_needs_stay(job):
    workshop.of(job.id)
    workshop.of(10**6)
    jobs.expire()
    assert (job.id in workshop.job_ids(), 10**6 in workshop.job_ids()) == (True, False)
