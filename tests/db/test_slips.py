"""An appointment or a last day that was a slip of typing: undone while nothing hangs on it, and only then."""

import datetime as dt

import pytest

from db import audit
from db.base import NotAllowed, TooLate, now, today
from db.people import Appointment
from db.signatures import Signature, Signing
from db.slips import undo_appointment, undo_leaving
from tests import blanks

DAY = dt.timedelta(days=1)


@pytest.fixture
def slip(world):
    """The stranger was appointed a clerk by mistake."""
    return world.stranger.appoint(world.positions.clerk, today() - DAY, by=world.hr)


def last_of(person):
    return list(audit.history(person))[-1].action


def terms_of(person):
    return list(person.appointments.select(Appointment.id, Appointment.ends_on).order_by(Appointment.id).tuples())


def paper_of(world, holder, state="awaiting_employee"):
    blanks.in_force(world.drafts.clerk)
    return blanks.signing(world.drafts.clerk, holder, state)


def signed(world, paper, step, person, at=None):
    blanks.signature(paper, person, step)
    Signature.update(at=at or now()).where(Signature.signing == paper, Signature.step == step).execute()


def test_an_appointment_noted_by_mistake_is_undone_and_the_log_keeps_both(world, slip):
    paper_of(world, world.stranger)  # asked, but not signed
    undo_appointment(slip, by=world.hr)
    assert (Appointment.get_or_none(Appointment.id == slip.id), last_of(world.stranger)) == (
        None, "person.undo_appointment")
    with pytest.raises(TooLate):
        undo_appointment(slip, by=world.hr)


@pytest.mark.parametrize("who", ["supervisor", "boss", "auditor", "stranger"])
def test_nobody_else_undoes_anything(world, slip, who):
    for act in (lambda by: undo_appointment(slip, by=by), lambda by: undo_leaving(world.stranger, by=by)):
        with pytest.raises(NotAllowed):
            act(getattr(world, who))


@pytest.mark.parametrize("step, holder, by", [
    ("employee", "stranger", "stranger"), ("superior", "clerk", "supervisor")])
def test_what_was_signed_by_it_keeps_it(world, slip, step, holder, by):
    person = getattr(world, by)
    row = slip if by == "stranger" else person.appointments.get()
    paper = paper_of(world, getattr(world, holder))
    signed(world, paper, step, person)
    with pytest.raises(TooLate):
        undo_appointment(row, by=world.hr)
    assert Appointment.select().where(Appointment.id == row.id).exists()


def test_what_was_signed_before_it_began_does_not_keep_it(world, slip):
    paper = paper_of(world, world.stranger)
    signed(world, paper, "employee", world.stranger, at=now() - 3 * DAY)
    undo_appointment(slip, by=world.hr)
    assert not Appointment.select().where(Appointment.id == slip.id).exists()


def test_a_copy_signed_by_hand_keeps_it_too(world, slip):
    Signing.update(completed_at=now()).where(Signing.id == paper_of(world, world.stranger, "on_paper")).execute()
    with pytest.raises(TooLate):
        undo_appointment(slip, by=world.hr)


def test_a_last_day_noted_by_mistake_is_undone_with_what_it_ended(world, slip):
    before = terms_of(world.stranger)
    world.stranger.leave(today(), by=world.hr)
    gone = world.again(world.stranger)
    undo_leaving(gone, by=world.hr)
    assert (terms_of(gone), world.again(gone).left_on, last_of(gone)) == (before, None, "person.undo_leaving")
    with pytest.raises(TooLate):
        undo_leaving(gone, by=world.hr)


def test_a_last_day_is_undone_once_and_only_as_it_was_seen(world, slip):
    world.stranger.leave(today(), by=world.hr)
    first, second = world.again(world.stranger), world.again(world.stranger)
    undo_leaving(first, by=world.hr)
    with pytest.raises(TooLate):
        undo_leaving(second, by=world.hr)
    assert [entry.action for entry in audit.history(first)].count("person.undo_leaving") == 1


def test_an_appointment_that_was_over_by_then_stays_over(world, slip):
    slip.end(today() - DAY, by=world.hr)
    world.stranger.leave(today(), by=world.hr)
    undo_leaving(world.again(world.stranger), by=world.hr)
    assert Appointment.get_by_id(slip.id).ends_on == today() - DAY


def test_a_last_day_stays_once_somebody_signed_in_the_vacant_place(world):
    paper = paper_of(world, world.clerk, "awaiting_hr")
    world.supervisor.leave(today() - 2 * DAY, by=world.hr)
    signed(world, paper, "superior", world.manager)
    with pytest.raises(TooLate):
        undo_leaving(world.again(world.supervisor), by=world.hr)
    assert world.again(world.supervisor).left_on == today() - 2 * DAY
