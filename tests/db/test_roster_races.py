"""Leave, swaps and appointments decided at the same moment, with real commits: in whatever order, it fits together."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from db import base, schema
from db.audit import AuditEntry
from db.base import Refused, database, today
from db.hours import read
from db.leaves import Leave
from db.people import Appointment, Person
from db.roster import RosterDay
from db.shifts import Shift
from db.swaps import AGREED, APPROVED, Swap
from tests.conftest import new_database
from tests.world import build

ROUNDS = 6


@pytest.fixture(scope="module")
def committed(app, tmp_path_factory):
    before = database.obj
    with new_database(tmp_path_factory.mktemp("rosters")) as url:
        real = base.connect(url)
        with real.connection_context():
            schema.upgrade()
            yield build().fresh()
        real.close_all()
    database.initialize(before)


def both(*actions):
    """Let these happen at the same moment: what each gave back, or the refusal's name."""
    ready = Barrier(len(actions))

    def one(action):
        with database.connection_context():
            ready.wait(10)
            try:
                return action()
            except Refused as refusal:
                return type(refusal).__name__
    with ThreadPoolExecutor(len(actions)) as threads:
        return list(threads.map(one, actions))


def entry_of(subject, action):
    return AuditEntry.get(AuditEntry.subject == f"{subject._meta.table_name}:{subject.id}",
                          AuditEntry.action == action).id


def approve(swap, by):
    return lambda: Swap.get_by_id(swap.id).approve(by=Person.get_by_id(by.id))


def take_leave(person, on, by, deputy=None):
    return lambda: Leave.ask(person, "annual", on, on, deputy=deputy, note="", by=Person.get_by_id(by.id))


def end(appointment, by):
    return lambda: Appointment.get_by_id(appointment.id).end(today() - dt.timedelta(days=1),
                                                             by=Person.get_by_id(by.id))


def test_no_swap_is_approved_behind_a_leave(committed):
    clerk, colleague, supervisor = committed.clerk, committed.colleague, committed.supervisor
    shifts = [Shift.add("班", letter, read("8:00-16:00"), colour="blue", department=None, by=committed.hr)
              for letter in "AB"]
    for n in range(ROUNDS):
        on = today() + dt.timedelta(days=n + 1)
        for person, shift in zip((clerk, colleague), shifts, strict=True):
            RosterDay.create(person=person, on=on, shift=shift)
        swap = Swap.ask(colleague, on, on, note="", by=clerk)
        swap.agree(by=colleague)
        approved, leave = both(approve(swap, supervisor), take_leave(clerk, on, supervisor))
        swap, mine = Swap.get_by_id(swap.id), RosterDay.get(RosterDay.person == clerk, RosterDay.on == on)
        if approved == "TooLate":
            assert (swap.state, mine.shift) == (AGREED, shifts[0])
        else:
            assert (swap.state, mine.shift) == (APPROVED, shifts[1])
            assert entry_of(swap, "swap.approve") < entry_of(leave, "leave.ask")


def test_nobody_becomes_a_deputy_behind_the_end_of_the_own_position(committed):
    clerk, on = committed.clerk, today() + dt.timedelta(days=30)
    for n in range(ROUNDS):
        deputy = Person.create(number=f"D{n}", name=f"代{n}", pinyin=f"dai{n}", initials=f"d{n}")
        held = Appointment.create(person=deputy, position=committed.positions.clerk,
                                  starts_on=today() - dt.timedelta(days=9))
        leave, _none = both(take_leave(clerk, on, clerk, deputy), end(held, committed.hr))
        if leave != "Invalid":
            assert entry_of(leave, "leave.ask") < entry_of(deputy, "person.end_appointment")
            leave.withdraw(by=clerk)
