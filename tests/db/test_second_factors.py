"""Codes of an app and recovery codes: each counts once, and without one nobody is signed in who has to have one."""

import datetime as dt

import pytest
import time_machine

from db import audit, second_factors
from db.base import Invalid, NotAllowed, TooLate
from db.brakes import TRIES_AN_ACCOUNT, TooManyTries
from db.notices import Notice
from db.organisation import GUARDED, Organisation
from db.people import Person
from db.second_factors import CODES, OFFERED, RecoveryCode, SecondFactor
from db.sessions import BETWEEN_STEPS, FirstStep, Session, SignInFailed, sign_in
from tests.codes import arm, code
from tests.world import PASSWORD

HERE = ("192.0.2.7", "a test")
ADDRESS = HERE[0]
NOON = dt.datetime(2026, 6, 22, 4, 0, 10, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def set_up(person):
    """(secret, recovery codes) of a factor set up as people do it."""
    factor = SecondFactor.offer(PASSWORD, None, address=ADDRESS, by=person)
    secret = factor.offered_secret
    return secret, factor.confirm(code(secret), by=person)


def first_step(number="T0000", password=PASSWORD):
    step, token = sign_in(number, password, *HERE)
    assert isinstance(step, FirstStep)
    return step, token


def test_it_is_set_up_with_the_password_and_a_first_right_code(clock, world):
    with pytest.raises(Invalid) as refusal:
        SecondFactor.offer("wrong", None, address=ADDRESS, by=world.admin)
    assert (refusal.value.field, SecondFactor.select().count()) == ("password", 0)
    factor = SecondFactor.offer(PASSWORD, None, address=ADDRESS, by=world.admin)
    with pytest.raises(Invalid):
        factor.confirm(code(factor.offered_secret, 5), by=world.admin)
    assert SecondFactor.of(world.admin) is None
    codes = factor.confirm(code(factor.offered_secret), by=world.admin)
    assert (SecondFactor.of(world.admin), len(set(codes))) == (factor, CODES)
    assert audit.history(world.admin)[-1].action == "person.set_second_factor"


def test_what_was_offered_is_stale_after_half_an_hour(clock, world):
    factor = SecondFactor.offer(PASSWORD, None, address=ADDRESS, by=world.admin)
    secret = factor.offered_secret
    clock.shift(OFFERED + dt.timedelta(seconds=1))
    assert SecondFactor.of_setting_up(world.admin) is None
    with pytest.raises(TooLate):
        factor.confirm(code(secret), by=world.admin)


def test_setting_it_up_ends_every_session(clock, world):
    _, token = Session.start(world.admin, *HERE)
    set_up(world.admin)
    assert Session.of(token) is None


def test_another_phone_takes_a_code_of_the_one_in_use(clock, world):
    secret, _ = set_up(world.admin)
    clock.shift(30)
    for wrong in (None, "", "000000", code(secret, -1)):
        with pytest.raises(Invalid):
            SecondFactor.offer(PASSWORD, wrong, address=ADDRESS, by=world.admin)
        clock.shift(dt.timedelta(minutes=16))
    factor = SecondFactor.offer(PASSWORD, code(secret), address=ADDRESS, by=world.admin)
    assert SecondFactor.of(world.admin).takes(code(secret, 1))  # until the new one is confirmed
    other = factor.offered_secret
    SecondFactor.of_setting_up(world.admin).confirm(code(other), by=world.admin)
    clock.shift(60)
    assert (SecondFactor.of(world.admin).takes(code(secret)), SecondFactor.of(world.admin).takes(code(other))) == (
        False, True)


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_in_its_half_minute_and_in_the_ones_beside_it(clock, world, steps, taken):
    secret = arm(world.admin)
    assert SecondFactor.of(world.admin).takes(code(secret, steps)) == taken


def test_a_code_counts_once_and_no_older_one_after_it(clock, world):
    secret = arm(world.admin)
    assert [SecondFactor.of(world.admin).takes(code(secret, steps)) for steps in (0, 0, -1, 1, 1, 0)] == [
        True, False, False, True, False, False]


def test_of_two_who_send_the_same_code_at_once_one_gets_in(clock, world):
    secret = arm(world.admin)
    one, other = SecondFactor.of(world.admin), SecondFactor.of(world.admin)
    assert (one.takes(code(secret)), other.takes(code(secret))) == (True, False)


@pytest.mark.parametrize("change", [
    lambda word: f"{word[:3]} {word[3:]}", lambda word: f" {word}\n",
    lambda word: "".join(chr(ord(digit) + 0xFEE0) for digit in word)])
def test_a_code_may_be_typed_as_it_is_shown(clock, world, change):
    secret = arm(world.admin)
    assert SecondFactor.of(world.admin).takes(change(code(secret)))


@pytest.mark.parametrize("nonsense", ["", " ", "12345", "1234567", "１２", "²³¹²³¹", "密码密码", "x" * 9999, "\x00"])
def test_nonsense_is_no_code(clock, world, nonsense):
    arm(world.admin)
    assert not SecondFactor.of(world.admin).takes(nonsense)


def test_a_recovery_code_counts_once_and_is_written_down(clock, world):
    _, codes = set_up(world.admin)
    factor = SecondFactor.of(world.admin)
    assert [factor.takes(codes[0].upper()), factor.takes(codes[0]), factor.takes(codes[1])] == [True, False, True]
    assert (factor.codes_left, audit.history(world.admin)[-1].particulars) == (CODES - 2, '{"left":8}')


def test_new_recovery_codes_make_the_old_ones_void(clock, world):
    secret, old = set_up(world.admin)
    clock.shift(30)
    factor = SecondFactor.of(world.admin)
    new = factor.renew_codes(PASSWORD, code(secret), address=ADDRESS, by=world.admin)
    assert (factor.takes(old[0]), factor.takes(new[0]), factor.codes_left) == (False, True, CODES - 1)


def test_nobody_s_recovery_code_is_somebody_else_s(clock, world):
    _, codes = set_up(world.admin)
    arm(world.clerk)
    assert not SecondFactor.of(world.clerk).takes(codes[0])


def test_the_session_begins_with_the_code_and_not_before(clock, world):
    secret = arm(world.admin)
    step, token = first_step()
    assert (Session.select().count(), Session.of(token)) == (0, None)
    session, entry = FirstStep.of(token).finish(code(secret), *HERE)
    assert (Session.of(entry).person, session.second_factor, FirstStep.of(token)) == (world.admin, True, None)


def test_a_step_leads_to_one_session(clock, world):
    secret = arm(world.admin)
    _, token = first_step()
    one, other = FirstStep.of(token), FirstStep.of(token)
    one.finish(code(secret), *HERE)
    with pytest.raises(SignInFailed):
        other.finish(code(secret, 1), *HERE)
    assert Session.select().count() == 1


@pytest.mark.parametrize("what", ["waiting too long", "another password", "leaving", "a reset", "a word that is none"])
def test_a_first_step_is_void_after(clock, world, what):
    arm(world.admin)
    _, token = first_step()
    if what == "waiting too long":
        clock.shift(BETWEEN_STEPS + dt.timedelta(seconds=1))
    if what == "another password":
        world.admin.choose_password(PASSWORD, "a perfectly fine new one", address=ADDRESS)
    if what == "leaving":
        Person.update(left_on=dt.date(2026, 1, 31)).where(Person.id == world.admin.id).execute()
    if what == "a reset":
        second_factors.reset(world.again(world.admin), by=None)
    assert FirstStep.of(token if what != "a word that is none" else None) is None


def test_wrong_codes_are_braked_like_wrong_passwords_at_both_steps(clock, world):
    secret = arm(world.admin)
    for _ in range(TRIES_AN_ACCOUNT):
        with pytest.raises(SignInFailed):
            first_step()[0].finish("000000", *HERE)
    step = FirstStep.select().order_by(FirstStep.id.desc()).get()
    with pytest.raises(TooManyTries):
        step.finish(code(secret), *HERE)
    with pytest.raises(TooManyTries):
        first_step()


def test_whoever_guesses_codes_learns_no_more_than_that_it_was_wrong(clock, world):
    secret, codes = set_up(world.admin)
    SecondFactor.of(world.admin).takes(codes[0])
    said = set()
    for wrong in (code(secret), codes[0], "000000", ""):
        with pytest.raises(SignInFailed) as refusal:
            first_step()[0].finish(wrong, *HERE)
        said.add(refusal.value.message)
    assert len(said) == 1


def test_nothing_of_it_can_be_read_in_the_database(clock, world):
    secret, codes = set_up(world.admin)
    _, token = first_step()
    rows = [str(row) for model in (SecondFactor, RecoveryCode, FirstStep, Person) for row in model.select().tuples()]
    assert [word for word in (secret, token, *codes, *(c.replace("-", "") for c in codes))
            if any(word in row for row in rows)] == []


def test_without_the_key_or_in_somebody_else_s_row_it_opens_nothing(clock, world, monkeypatch):
    secret, codes = set_up(world.admin)
    SecondFactor.create(person=world.clerk, secret=SecondFactor.of(world.admin).secret)
    assert not SecondFactor.of(world.clerk).takes(code(secret, 1))
    monkeypatch.setattr(second_factors, "_key", b"\x00" * 32)
    assert [SecondFactor.of(world.admin).takes(word) for word in (code(secret, 1), codes[0])] == [False, False]


# role the policy names -> keys of the people it then holds of
REQUIRED = {"hr": {"hr", "hr_manager"}, "hr_manager": {"hr_manager"}, "auditor": {"auditor"}, "admin": {"admin"}}


@pytest.mark.parametrize("role", GUARDED)
def test_who_has_to_have_one_and_has_none_has_to_set_it_up(world, role):
    Organisation.the().require_second_factor([role], by=world.admin)
    lacking = {key for key, person in world.everybody.items() if Session.start(person, *HERE)[0].lacks_second_factor}
    for key in lacking:
        arm(world.everybody[key])
    still = {key for key, person in world.everybody.items() if Session.start(person, *HERE)[0].lacks_second_factor}
    assert (lacking, still) == (REQUIRED[role], set())


def test_only_an_administrator_says_of_whom_it_is_required_and_only_of_roles_there_are(world):
    with pytest.raises(NotAllowed):
        Organisation.the().require_second_factor([], by=world.hr_manager)
    Organisation.the().require_second_factor(["admin", "king", "hr"], by=world.admin)
    assert Organisation.the().second_factor_roles == ["hr", "admin"]


def test_a_new_organisation_requires_it_of_hr_and_administrators():
    assert Organisation().second_factor_roles == ["hr", "admin"]


def test_it_can_be_switched_off_where_it_is_not_required(clock, world):
    secret, _ = set_up(world.admin)
    clock.shift(30)
    Organisation.the().require_second_factor(["admin"], by=world.admin)
    factor = SecondFactor.of(world.admin)
    with pytest.raises(NotAllowed):
        factor.switch_off(PASSWORD, code(secret), address=ADDRESS, by=world.admin)
    Organisation.the().require_second_factor([], by=world.admin)
    with pytest.raises(Invalid):
        factor.switch_off(PASSWORD, "000000", address=ADDRESS, by=world.admin)
    factor.switch_off(PASSWORD, code(secret), address=ADDRESS, by=world.admin)
    assert (SecondFactor.select().count(), RecoveryCode.select().count()) == (0, 0)


@pytest.mark.parametrize("who", ["hr", "hr_manager", "auditor", "manager", "clerk"])
def test_nobody_but_an_administrator_resets_one(world, who):
    arm(world.clerk)
    with pytest.raises(NotAllowed):
        second_factors.reset(world.clerk, by=getattr(world, who))
    assert SecondFactor.of(world.clerk)


def test_an_administrator_resets_it_but_not_the_own(world):
    arm(world.clerk), arm(world.admin)
    _, token = Session.start(world.clerk, *HERE)
    with pytest.raises(NotAllowed):
        second_factors.reset(world.admin, by=world.admin)
    second_factors.reset(world.again(world.clerk), by=world.admin)
    assert (SecondFactor.of(world.clerk), Session.of(token), SecondFactor.of(world.admin) is None) == (
        None, None, False)
    assert [notice.kind for notice in Notice.visible_to(world.clerk)] == ["person.second_factor_reset"]
    assert audit.history(world.clerk)[-1].action == "person.reset_second_factor"


def test_a_password_given_anew_leaves_the_second_factor_in_place(clock, world):
    secret = arm(world.clerk)
    password = world.clerk.give_password(by=world.hr)
    step, token = first_step("T0004", password)
    session, _ = FirstStep.of(token).finish(code(secret), *HERE)
    assert session.person.must_choose_password
