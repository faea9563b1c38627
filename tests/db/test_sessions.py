import datetime as dt

import pytest
import time_machine

from db import passwords
from db.base import Invalid
from db.brakes import SignInAttempt, TooManyTries, network_of
from db.people import Person
from db.sessions import Session, SignInFailed, sign_in
from tests.world import PASSWORD

HERE = ("192.0.2.7", "a test")
NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


def test_the_right_password_opens_a_session(world):
    session, token = sign_in("T0000", PASSWORD, *HERE)
    assert Session.of(token).person == world.admin
    assert session.token_hash != token


@pytest.mark.parametrize("number,password", [("T0000", "wrong"), ("nobody", PASSWORD), ("", ""), ("T0000", "密" * 300)])
def test_a_wrong_one_does_not_and_says_no_more_than_that(world, number, password):
    with pytest.raises(SignInFailed) as refusal:
        sign_in(number, password, *HERE)
    assert refusal.value.message.startswith("The employee number or the password is wrong")


def test_the_sixth_wrong_try_on_an_account_is_not_even_looked_at(world):
    for _ in range(5):
        with pytest.raises(SignInFailed):
            sign_in("T0000", "wrong", *HERE)
    with pytest.raises(TooManyTries):
        sign_in("T0000", PASSWORD, "198.51.100.1", "elsewhere")


def test_unknown_accounts_are_braked_like_known_ones(world):
    for _ in range(5):
        with pytest.raises(SignInFailed):
            sign_in("T9999", "wrong", *HERE)
    with pytest.raises(TooManyTries):
        sign_in("T9999", "wrong", *HERE)


def test_thirty_tries_from_one_network_close_it_for_every_account(world):
    for n in range(30):
        with pytest.raises(SignInFailed):
            sign_in(f"X{n}", "wrong", f"192.0.2.{n}", "a test")
    with pytest.raises(TooManyTries):
        sign_in("T0000", PASSWORD, "192.0.2.200", "a test")


def test_the_brake_lets_go_after_a_quarter_of_an_hour(world):
    with time_machine.travel(NOON) as clock:
        for _ in range(5):
            with pytest.raises(SignInFailed):
                sign_in("T0000", "wrong", *HERE)
        clock.shift(dt.timedelta(minutes=15, seconds=1))
        assert sign_in("T0000", PASSWORD, *HERE)[0].person == world.admin


@pytest.mark.parametrize("address,network", [("192.0.2.7", "192.0.2.0"), ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
                                             ("nonsense", "unknown"), ("", "unknown")])
def test_the_network_of_an_address(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("minutes,alive", [(29, True), (31, False)])
def test_a_session_ends_when_it_lies_idle(world, minutes, alive):
    with time_machine.travel(NOON) as clock:
        _, token = Session.start(world.clerk, *HERE)
        clock.shift(dt.timedelta(minutes=minutes))
        assert (Session.of(token) is not None) == alive


def test_a_session_ends_after_twelve_hours_however_busy(world):
    with time_machine.travel(NOON) as clock:
        _, token = Session.start(world.clerk, *HERE)
        for _ in range(12 * 3):
            assert Session.of(token) is not None
            clock.shift(dt.timedelta(minutes=20))
        clock.shift(dt.timedelta(minutes=1))
        assert Session.of(token) is None


def test_an_expired_session_does_not_come_back_when_the_clock_goes_back(world):
    with time_machine.travel(NOON) as clock:
        _, token = Session.start(world.clerk, *HERE)
        clock.shift(dt.timedelta(hours=2))
        assert Session.of(token) is None
        clock.shift(dt.timedelta(hours=-2))
        assert Session.of(token) is None


@pytest.mark.parametrize("what", ["sign_out_everywhere", "give_password", "leave"])
def test_every_session_ends_with(world, what):
    _, token = Session.start(world.clerk, *HERE)
    clerk = world.again(world.clerk)
    {"sign_out_everywhere": lambda: clerk.sign_out_everywhere(by=clerk),
     "give_password": lambda: clerk.give_password(by=world.hr),
     "leave": lambda: clerk.leave(dt.date(2026, 1, 31), by=world.hr)}[what]()
    assert Session.of(token) is None


def test_an_initial_password_works_for_a_week_and_must_be_replaced(world):
    with time_machine.travel(NOON) as clock:
        password = world.clerk.give_password(by=world.hr)
        session, _ = sign_in("T0004", password, *HERE)
        assert session.person.must_choose_password
        clock.shift(dt.timedelta(days=7, seconds=1))
        with pytest.raises(SignInFailed):
            sign_in("T0004", password, *HERE)


def test_who_has_left_cannot_sign_in(world):
    password = world.clerk.give_password(by=world.hr)
    world.clerk.leave(dt.date(2026, 1, 31), by=world.hr)
    with pytest.raises(SignInFailed):
        sign_in("T0004", password, *HERE)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "123456789012", "T0000T0000T0000", "qwertyuiop"])
def test_a_weak_password_is_refused_and_the_old_one_stays(world, weak):
    with pytest.raises(Invalid) as refusal:
        world.admin.choose_password(PASSWORD, weak, address=HERE[0])
    assert refusal.value.field == "password"
    assert passwords.matches(world.again(world.admin).password_hash, PASSWORD)


def test_a_password_is_changed_only_with_the_current_one(world):
    with pytest.raises(Invalid) as refusal:
        world.admin.choose_password("wrong", "a perfectly fine new one", address=HERE[0])
    assert refusal.value.field == "current"


def test_a_password_of_any_script_and_64_characters_or_more_is_taken_whole(world):
    long = "海内存知己天涯若比邻" * 7
    world.admin.choose_password(PASSWORD, long, address=HERE[0])
    stored = Person.get_by_id(world.admin.id).password_hash
    assert (passwords.matches(stored, long), passwords.matches(stored, long[:-1])) == (True, False)


def test_nothing_secret_is_stored(world):
    _, token = sign_in("T0000", PASSWORD, *HERE)
    rows = [str(row) for model in (Person, Session, SignInAttempt) for row in model.select().tuples()]
    assert [row for row in rows if token in row or PASSWORD in row] == []
