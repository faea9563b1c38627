"""The very moment a duty opens, is due and is locked, and what somebody held in his hands when it had changed.

A minute that is named belongs to it whole: what is due at ten is in time until the clock says a minute past.
"""

import datetime as dt

import pytest
import time_machine

from db import evidence, generation
from db.base import HERE, NotAllowed, TooLate
from db.duties import MISSED, SUBMITTED, TODO, Occurrence
from db.items import kept, parse_items
from db.leaves import APPROVED, Leave
from db.rules import NAMED
from db.tasks import Task
from tests import duty
from tests.duty import at
from tests.rota import day


@pytest.fixture
def office(world):
    with moment("09:00:00"):
        yield duty.office(world)


@pytest.fixture
def row(office):
    made = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 720],))
    generation.make(day("11-24"))
    return Occurrence.select().where(Occurrence.series == made.series).get()


def moment(time, on="11-24"):
    return time_machine.travel(dt.datetime.fromisoformat(f"2026-{on}T{time}").replace(tzinfo=HERE), tick=False)


@pytest.mark.parametrize("time, outcome", [
    ("07:59:59", TooLate), ("08:00:00", "in time"), ("10:00:59", "in time"), ("10:01:00", "late"),
    ("12:00:59", "late"), ("12:01:00", TooLate),
])
def test_each_border_belongs_to_one_side(office, row, time, outcome):
    with moment(time):
        if outcome is TooLate:
            with pytest.raises(TooLate):
                evidence.submit(row, by=office.clerk)
        else:
            evidence.submit(row, by=office.clerk)
            assert (row.state, "late" if row.was_late else "in time") == (SUBMITTED, outcome)
            assert Occurrence.select().where(Occurrence.was_late).exists() == (outcome == "late")


@pytest.mark.parametrize("time, state", [("12:00:59", TODO), ("12:01:00", MISSED)])
def test_it_is_missed_from_the_moment_it_is_locked(office, row, time, state):
    with moment(time):
        assert (generation.lock_up(), office.again(row).state) == (int(state == MISSED), state)


def test_who_still_sees_it_open_does_not_do_it_once_it_is_locked(office, row):
    Occurrence.update(locks_at=at("11-24", "08:30")).execute()
    with pytest.raises(TooLate):
        evidence.submit(row, by=office.clerk)
    assert office.again(row).state == TODO


def test_what_was_given_more_time_meanwhile_is_not_missed(office, row):
    Occurrence.update(locks_at=at("11-25", "12:00")).execute()
    with moment("12:30:00"), pytest.raises(TooLate):
        row.miss()
    assert office.again(row).missed_at is None


def test_a_day_made_after_it_is_over_says_when_its_duties_were_missed(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 720],))
    with moment("09:00:00", "11-26"):
        generation.make(day("11-25"))
    row = Occurrence.get()
    assert (row.state, row.missed_at == row.locks_at, row.day) == (MISSED, True, day("11-25"))


def test_leave_entered_afterwards_gives_no_past_duty_to_the_deputy(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 10080],))  # open for a week
    generation.make(day("11-24"))
    with moment("09:00:00", "11-26"):
        Leave.create(person=office.clerk, kind="annual", starts_on=day("11-24"), ends_on=day("11-24"),
                     deputy=office.colleague, state=APPROVED, asked_by=office.clerk)
        generation.make(day("11-24"))
    assert [(row.person, row.state) for row in Occurrence.select()] == [(office.clerk, TODO)]


def test_tomorrows_duty_may_be_moved_to_today(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 720],))
    generation.make(day("11-25"))
    row = Occurrence.get()
    row.move(day("11-24"), by=office.supervisor)
    assert (row.day, row.due_at.astimezone(HERE).date()) == (day("11-24"), day("11-24"))


def test_what_is_opened_again_can_be_made_up_for_until_tomorrow_night(office, row):
    with moment("13:00:00"):
        generation.lock_up()
        row = office.again(row)
        row.reopen("补交检查表", by=office.supervisor)
    for time, on, is_locked in (("23:59:59", "11-25", False), ("00:00:00", "11-26", True)):
        with moment(time, on):
            assert row.is_locked is is_locked


def test_a_request_is_declined_but_once(office, row):
    row.ask_to_skip("店庆停办", by=office.clerk)
    again = office.again(row)
    row.decline("照办", by=office.supervisor)
    with pytest.raises(TooLate):
        again.decline("照办", by=office.manager)


def test_what_fails_is_inspected_whatever_chance_says(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 720],), sampling=0,
              items=kept(parse_items("制动 | 检查")))
    generation.make(day("11-24"))
    row = Occurrence.get()
    evidence.submit(row, {"i1": "fail"}, {"i1": "踏板发软"}, by=office.clerk)
    assert office.again(row).is_sampled is True


def test_who_was_promoted_does_not_close_the_own_task(office):
    """She holds the position no more, and sits above it now."""
    task = Task.give(office.clerk, office.positions.clerk, "整理货架", at("11-27"), by=office.manager)
    task.answer("已整理", by=office.clerk)
    office.clerk.appoint(office.positions.supervisor, day("11-24"), by=office.hr)
    clerk = office.again(office.clerk)
    clerk.appointments.where(clerk.appointments.model.position == office.positions.clerk).get().end(
        day("11-24"), by=office.hr)
    with moment("09:00:00", "11-26"), pytest.raises(NotAllowed):
        office.again(task).close(by=office.again(office.clerk))
