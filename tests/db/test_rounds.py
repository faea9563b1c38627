"""What comes by itself: when it is due, that it is done once, and what follows when it goes wrong."""

import datetime as dt

import pytest
import time_machine

from db import rounds
from db.audit import AuditEntry
from db.base import HERE, now
from db.leases import MOST_TRIES
from db.rounds import Daily, Every, Round, Task, carry_out_due
from portal.timetable import TIMETABLE
from tests.db.test_jobs import GONE

MIDNIGHT = Daily(0, 5)


def wall(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


@pytest.mark.parametrize(("rhythm", "at", "due"), [
    (MIDNIGHT, "2026-11-24T00:04:59", "2026-11-23T00:05"),
    (MIDNIGHT, "2026-11-24T00:05:00", "2026-11-24T00:05"),
    (MIDNIGHT, "2026-11-24T23:59:59", "2026-11-24T00:05"),
    (MIDNIGHT, "2027-01-01T00:00:30", "2026-12-31T00:05"),
    (MIDNIGHT, "2028-02-29T12:00:00", "2028-02-29T00:05"),
    (Daily(23, 59), "2028-03-01T00:00:00", "2028-02-29T23:59"),
    (Every(60), "2026-11-24T10:59:59", "2026-11-24T10:00"),
    (Every(60), "2026-11-24T00:00:00", "2026-11-24T00:00"),
    (Every(15), "2026-11-24T10:44:59", "2026-11-24T10:30"),
    (Every(1), "2026-11-24T10:44:59", "2026-11-24T10:44"),
    (Every(24 * 60), "2026-11-24T10:44:59", "2026-11-24T00:00"),
])
def test_when_it_was_due_by_the_clock_on_the_wall(rhythm, at, due):
    assert rhythm.last(wall(at)) == wall(due)
    assert rhythm.last(wall(at).astimezone(dt.UTC)) == wall(due)


@pytest.fixture
def done(world):
    """(the moments it was done at, the task)"""
    moments = []
    return moments, Task("test", MIDNIGHT, "A test", lambda: moments.append(now().astimezone(HERE)))


def at(text):
    return time_machine.travel(wall(text), tick=False)


def test_it_is_done_once_a_time_and_once_after_a_standstill(done):
    moments, task = done
    for text in ("2026-11-23T10:00", "2026-11-23T23:59", "2026-11-24T00:06", "2026-11-24T00:06", "2026-11-24T12:00",
                 "2026-11-28T09:00", "2026-11-28T10:00", "2026-11-29T00:05"):
        with at(text):
            carry_out_due([task])
    assert [f"{moment:%d %H:%M}" for moment in moments] == ["23 10:00", "24 00:06", "28 09:00", "29 00:05"]
    assert Round.select().where(Round.task == "test", Round.done_at.is_null(False)).count() == 4


def test_what_somebody_else_is_doing_is_left_to_them(done):
    moments, task = done
    with at("2026-11-24T00:06"):
        row = Round.create(task="test", due_at=MIDNIGHT.last(now()))
        row.take()
        carry_out_due([task])
        assert moments == []
        Round.update(worker=GONE).where(Round.id == row.id).execute()
        carry_out_due([task])
    assert (len(moments), Round.get_by_id(row.id).interruptions) == (1, 1)


def test_a_fault_is_tried_again_and_then_given_up_until_the_next_time(world):
    tries = []

    def break_down():
        tries.append(now())
        raise RuntimeError("no")
    task, others = Task("test", MIDNIGHT, "A test", break_down), []
    other = Task("other", MIDNIGHT, "Another", lambda: others.append(1))
    with time_machine.travel(wall("2026-11-24T00:06"), tick=False) as clock:
        for _ in range(MOST_TRIES + 3):
            carry_out_due([task, other])
            clock.shift(dt.timedelta(minutes=10))
        assert (len(tries), Round.latest()["test"].state, len(others)) == (MOST_TRIES, "given_up", 1)
        assert AuditEntry.select().where(AuditEntry.action == "round.fail").count() == 1
        clock.shift(dt.timedelta(days=1))
        carry_out_due([task])
    assert len(tries) == MOST_TRIES + 1


def test_a_worker_killed_in_the_midst_each_time_is_given_up_as_well(done):
    moments, task = done
    with at("2026-11-24T00:06"):
        row = Round.create(task="test", due_at=MIDNIGHT.last(now()), worker=GONE, tries=MOST_TRIES)
        carry_out_due([task])
    assert (moments, Round.get_by_id(row.id).state) == ([], "given_up")


def test_rounds_of_long_ago_are_forgotten(world):
    for days in (1, rounds.KEPT.days + 1):
        Round.create(task="test", due_at=now() - dt.timedelta(days=days), done_at=now())
    rounds.forget()
    assert Round.select().where(Round.task == "test").count() == 1


def test_the_lines_of_the_timetable_have_names_of_their_own_and_divide_a_day():
    names = [task.name for task in TIMETABLE]
    assert len(names) == len(set(names))
    assert [task.name for task in TIMETABLE if isinstance(task.rhythm, Every) and 24 * 60 % task.rhythm.minutes] == []
