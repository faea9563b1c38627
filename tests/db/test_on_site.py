"""A device of HR's in the holder's hands: for one paper, one person, a short while."""

import datetime as dt

import pytest
import time_machine

from db import audit
from db.base import NotAllowed, TooLate, now
from db.brakes import TRIES_AN_ACCOUNT, TooManyTries
from db.on_site import TO_ENTER, OnSite
from db.people import Person
from db.sessions import ABSOLUTE_ON_SITE, IDLE_ON_SITE, Session, SignInFailed, enter_on_site
from db.signatures import AWAITING_EMPLOYEE, AWAITING_SUPERIOR, COMPLETE, REFUSED, RETURNED, WITHDRAWN, Signing
from tests import blanks
from tests.codes import arm, code, let_in
from tests.world import PASSWORD

HERE = ("192.0.2.7", "a test")
NOON = dt.datetime(2026, 6, 22, 4, 0, 10, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def office(clock, world):
    """The clerk's paper waits for her; she and her colleague have the known password."""
    blanks.in_force(world.drafts.clerk)
    world.paper = blanks.signing(world.drafts.clerk, world.clerk, AWAITING_EMPLOYEE)
    for person in (world.clerk, world.colleague):
        let_in(person)
    return world


def handed_over(world, by=None):
    _, token = OnSite.hand_over(world.paper, by=by or world.hr)
    return OnSite.of(token)


def entered(world, number="T0004", password=PASSWORD, code=""):  # noqa: S107 - nobody's
    """The token of the session the holder gets."""
    return enter_on_site(handed_over(world), number, password, code, *HERE)[1]


def test_hr_hands_over_and_the_log_of_the_paper_says_so(office):
    on_site = handed_over(office)
    assert (on_site.host, on_site.signing, on_site.waits_for_holder) == (office.hr, office.paper, True)
    entry = audit.history(office.paper)[-1]
    assert (entry.action, entry.actor_id) == ("signing.hand_over", office.hr.id)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "auditor", "admin"])
def test_nobody_outside_hr_hands_over_a_device(office, who):
    with pytest.raises(NotAllowed):
        OnSite.hand_over(office.paper, by=getattr(office, who))


def test_nobody_hands_a_device_over_to_oneself(office):
    own = blanks.signing(office.drafts.clerk, office.hr, AWAITING_EMPLOYEE)
    with pytest.raises(NotAllowed):
        OnSite.hand_over(own, by=office.hr)


@pytest.mark.parametrize("state", [AWAITING_SUPERIOR, COMPLETE, RETURNED, REFUSED, WITHDRAWN])
def test_only_what_waits_for_its_holder_is_signed_on_site(office, state):
    Signing.update(state=state).where(Signing.id == office.paper.id).execute()
    with pytest.raises(TooLate):
        OnSite.hand_over(office.again(office.paper), by=office.hr)


def test_the_holder_proves_who_it_is_and_gets_a_session_for_the_one_paper(office):
    token = entered(office)
    session = Session.of(token)
    assert (session.person, session.on_site.signing, session.person.on_site.host) == (
        office.clerk, office.paper, office.hr)


@pytest.mark.parametrize(("number", "password"), [
    ("T0004", "wrong"), ("T0005", PASSWORD), ("T0000", PASSWORD), ("T0009", PASSWORD), ("T9999", PASSWORD), ("", "")])
def test_nobody_else_does_and_all_are_told_the_same(office, number, password):
    with pytest.raises(SignInFailed) as refusal:
        entered(office, number, password)
    assert (refusal.value.message, Session.select().count()) == (
        "Number, password or code are not those of the person this paper is for.", 0)


def test_where_there_is_a_second_factor_it_takes_its_code(office, clock):
    secret = arm(office.clerk)
    for wrong in ("", "000000"):
        with pytest.raises(SignInFailed):
            entered(office, code=wrong)
    token = entered(office, code=code(secret))
    assert Session.of(token).person.second_factor


def test_a_code_is_not_used_up_by_a_wrong_password(office):
    secret = arm(office.clerk)
    with pytest.raises(SignInFailed):
        entered(office, password="wrong", code=code(secret))
    assert entered(office, code=code(secret))


@pytest.mark.parametrize("change", [{"left_on": dt.date(2026, 1, 31)}, {"password_expires_at": NOON - SECOND}])
def test_who_cannot_sign_in_cannot_do_so_here(office, change):
    Person.update(**change).where(Person.id == office.clerk.id).execute()
    with pytest.raises(SignInFailed):
        entered(office)


def test_guesses_are_braked_as_at_the_door(office):
    for _ in range(TRIES_AN_ACCOUNT):
        with pytest.raises(SignInFailed):
            entered(office, password="wrong")
    with pytest.raises(TooManyTries):
        entered(office)


def test_it_is_entered_once(office):
    on_site = handed_over(office)
    enter_on_site(on_site, "T0004", PASSWORD, "", *HERE)
    with pytest.raises(TooLate):
        enter_on_site(office.again(on_site), "T0004", PASSWORD, "", *HERE)
    assert Session.select().count() == 1


def test_nobody_comes_in_after_a_quarter_of_an_hour(office, clock):
    on_site = handed_over(office)
    clock.shift(TO_ENTER)
    assert on_site.waits_for_holder
    clock.shift(SECOND)
    assert not on_site.waits_for_holder
    with pytest.raises(TooLate):
        enter_on_site(on_site, "T0004", PASSWORD, "", *HERE)


def busy(clock, token, span):
    """Use the session every two minutes for so long; whether it is still alive."""
    until = now() + span
    while now() < until:
        clock.shift(dt.timedelta(minutes=2))
        if Session.of(token) is None:
            return False
    return True


def signed_by_now(state):
    return lambda world, clock, token: Signing.update(state=state).where(Signing.id == world.paper.id).execute()


ENDS = {
    "the device was handed back": lambda world, clock, token: OnSite.get().end(by=world.clerk),
    "HR took it back": lambda world, clock, token: OnSite.get().end(by=None),
    "it lay idle": lambda world, clock, token: clock.shift(IDLE_ON_SITE + SECOND),
    "an hour passed, however busy": lambda world, clock, token: busy(
        clock, token, ABSOLUTE_ON_SITE + dt.timedelta(minutes=2)),
    "the account's sessions were ended": lambda world, clock, token: world.again(world.clerk).sign_out_everywhere(
        by=world.hr),
    **{f"the paper is {state}": signed_by_now(state) for state in (AWAITING_SUPERIOR, RETURNED, REFUSED, WITHDRAWN)},
}


@pytest.mark.parametrize("what", ENDS)
def test_the_session_is_over_once(office, clock, what):
    token = entered(office)
    ENDS[what](office, clock, token)
    assert Session.of(token) is None


@pytest.mark.parametrize("still", ["a little less than idle", "another paper is signed", "half an hour busy"])
def test_it_goes_on_while(office, clock, still):
    token = entered(office)
    if still.startswith("a little"):
        clock.shift(IDLE_ON_SITE - SECOND)
    if still.startswith("another"):
        other = blanks.signing(office.drafts.clerk, office.colleague, AWAITING_EMPLOYEE)
        Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == other.id).execute()
    assert busy(clock, token, dt.timedelta(minutes=30)) if still.startswith("half") else Session.of(token)


def test_on_a_device_everybody_is_an_employee_and_no_more(office):
    """HR's manager signs her own paper at her colleague's desk: she can do nothing else of hers there."""
    let_in(office.hr_manager)
    office.paper = blanks.signing(office.drafts.clerk, office.hr_manager, AWAITING_EMPLOYEE)
    office.hr_manager.appoint(office.positions.clerk, dt.date(2026, 6, 1), by=office.admin)
    person = Session.of(entered(office, "T0008")).person
    others = Signing.visible_to(person).where(Signing.holder != person).count()
    assert (person.roles, person.can("signatures.manage"), others) == ({"employee"}, False, 0)


def test_it_does_not_stand_among_the_places_one_is_signed_in(office):
    entered(office)
    assert Session.visible_to(office.again(office.clerk)).count() == 0


def test_a_token_somebody_made_up_is_none_of_ours(office):
    handed_over(office)
    assert [OnSite.of(word) for word in ("", "x" * 43, None, "\x00")] == [None] * 4
