import datetime as dt

import pytest
import time_machine

from db import passwords
from db.audit import history
from db.base import Invalid, NotAllowed, today
from db.people import Appointment, Grant, Person, holders
from db.sessions import Session, SignInFailed, sign_in
from tests.world import START

DAY = dt.timedelta(days=1)
TRAIL = ("192.0.2.7", "a test")


def test_an_initial_password_lets_in_once_a_week_and_only_to_choose_another(world):
    person, password = Person.add("N1", "新一", by=world.hr)
    session, token = sign_in("N1", password, *TRAIL)
    assert Session.of(token).person.must_choose_password
    with time_machine.travel(dt.datetime.now(dt.UTC) + 8 * DAY), pytest.raises(SignInFailed):
        sign_in("N1", password, *TRAIL)


def test_many_initial_passwords_are_all_different_and_match_their_hashes():
    issued = passwords.initials(5)
    assert len({password for password, _ in issued}) == 5
    assert [passwords.matches(stored, password) for password, stored in issued] == [True] * 5


@pytest.mark.parametrize("verb", [
    lambda p, by: Person.add("N1", "新一", by=by),
    lambda p, by: p.change(name="x", email=None, by=by),
    lambda p, by: p.give_password(by=by),
    lambda p, by: p.leave(today(), by=by),
    lambda p, by: p.note_absence("x", by=by),
    lambda p, by: p.sign_out_everywhere(by=by),
    lambda p, by: p.appoint(p.held_positions[0], START, by=by),
    lambda p, by: p.appointments.get().end(today(), by=by),
    lambda p, by: p.grant("hr", by=by),
    lambda p, by: p.revoke("hr", by=by),
])
@pytest.mark.parametrize("who", ["colleague", "supervisor", "manager", "auditor"])
def test_a_verb_asks_who_is_speaking(world, verb, who):
    before = len(history(world.clerk))
    with pytest.raises(NotAllowed):
        verb(world.clerk, getattr(world, who))
    assert len(history(world.clerk)) == before


def test_hr_grants_nothing_not_even_to_themselves(world):
    with pytest.raises(NotAllowed):
        world.hr_manager.grant("admin", by=world.hr_manager)


def test_only_an_administrator_resets_an_administrator(world):
    world.colleague.grant("admin", by=world.admin)
    for by in (world.hr, world.hr_manager):
        with pytest.raises(NotAllowed):
            world.again(world.colleague).give_password(by=by)
    password = world.again(world.colleague).give_password(by=world.admin)
    assert passwords.matches(world.again(world.colleague).password_hash, password)


def test_somebody_remains_administrator(world):
    with pytest.raises(Invalid):
        world.admin.revoke("admin", by=world.admin)
    with pytest.raises(Invalid):
        world.admin.leave(today(), by=world.admin)
    world.hr.grant("admin", by=world.admin)
    world.admin.revoke("admin", by=world.admin)
    assert [grant.person for grant in Grant.in_force().where(Grant.role == "admin")] == [world.hr]


def test_granting_twice_is_granting_once(world):
    world.clerk.grant("auditor", by=world.admin)
    world.clerk.grant("auditor", by=world.admin)
    assert Grant.in_force().where(Grant.person == world.clerk).count() == 1


@pytest.mark.parametrize("starts,ends,is_taken", [
    (START, None, True), (START - 10 * DAY, START, True), (START - 10 * DAY, START - DAY, False),
    (START + 10 * DAY, START + 20 * DAY, True)])
def test_two_appointments_to_one_position_never_overlap(world, starts, ends, is_taken):
    if not is_taken:
        world.clerk.appoint(world.positions.clerk, starts, ends, by=world.hr)
    else:
        with pytest.raises(Invalid):
            world.clerk.appoint(world.positions.clerk, starts, ends, by=world.hr)
    assert world.clerk.appointments.count() == 1 + (not is_taken)


def test_an_appointment_counts_from_its_first_day_to_its_last(world):
    row = world.stranger.appoint(world.positions.clerk, dt.date(2026, 3, 1), dt.date(2026, 3, 31), by=world.hr)
    counted = [row in Appointment.current(dt.date(2026, *day)) for day in ((2, 28), (3, 1), (3, 31), (4, 1))]
    assert counted == [False, True, True, False]


def test_leaving_ends_every_appointment_and_takes_the_roles(world):
    world.hr.appoint(world.positions.driver, START, by=world.hr_manager)
    world.hr.leave(today() - DAY, by=world.hr_manager)
    assert {row.ends_on for row in world.hr.appointments} == {today() - DAY}
    assert world.again(world.hr).roles == frozenset()
    assert world.hr not in holders(world.positions.driver)


def test_a_person_works_until_the_end_of_the_last_day(world):
    world.clerk.leave(today(), by=world.hr)
    assert world.again(world.clerk).is_active
    with time_machine.travel(dt.datetime.now(dt.UTC) + DAY):
        assert not world.again(world.clerk).is_active
