"""Appointments and signings: who takes up a post is asked to sign, who leaves it no longer."""

import datetime as dt

import pytest

from db import audit
from db.base import database, today
from db.issuing import bring_into_force, follow_appointments, holders_without_signing
from db.signatures import AWAITING_EMPLOYEE, LAPSED, WITHDRAWN, Signing
from portal import papers
from tests.world import in_review


@pytest.fixture(scope="module")
def issued(app, _built):
    """The clerks' description in force, both signings open; made once, each test goes back to it."""
    with app.test_request_context(), database.connection_context(), database.atomic() as transaction:
        world = _built.fresh()
        in_review(world.drafts.clerk, by=world.hr_manager)
        bring_into_force(world.drafts.clerk, by=world.hr_manager, paper=papers)
        yield
        transaction.rollback()


@pytest.fixture
def office(issued, app, world):
    with app.test_request_context():
        yield world


def states(office, person):
    return [signing.state for signing in Signing.select().where(Signing.holder == person).order_by(Signing.id)]


def test_who_takes_up_a_post_is_asked_to_sign_once(office):
    office.stranger.appoint(office.positions.clerk, today(), by=office.hr)
    opened, ended = follow_appointments([office.stranger], paper=papers)
    again = follow_appointments([office.stranger], paper=papers)
    assert ([one.holder for one in opened], ended, again) == ([office.stranger], [], ([], []))
    assert [entry.actor_id for entry in audit.history(opened[0])] == [None]


def test_an_appointment_of_tomorrow_waits_for_its_day(office):
    office.stranger.appoint(office.positions.clerk, today() + dt.timedelta(days=1), by=office.hr)
    assert follow_appointments(paper=papers) == ([], [])


def test_nothing_follows_where_nothing_changed(office):
    assert follow_appointments(paper=papers) == ([], [])


def test_who_leaves_the_post_no_longer_signs(office):
    office.clerk.appointments.get().end(today() - dt.timedelta(days=1), by=office.hr)
    opened, [ended] = follow_appointments(paper=papers)
    assert (opened, ended.holder, ended.state, ended.active_key) == ([], office.clerk, LAPSED, None)
    assert audit.history(ended)[-1].action == "signing.lapse"


def test_until_the_last_day_is_over_the_signing_stays(office):
    office.clerk.appointments.get().end(today(), by=office.hr)
    assert follow_appointments(paper=papers) == ([], [])


def test_who_comes_back_is_asked_anew(office):
    office.clerk.appointments.get().end(today() - dt.timedelta(days=1), by=office.hr)
    follow_appointments(paper=papers)
    office.clerk.appoint(office.positions.clerk, today(), by=office.hr)
    follow_appointments(paper=papers)
    assert states(office, office.clerk) == [LAPSED, AWAITING_EMPLOYEE]


def test_what_hr_withdrew_stays_withdrawn(office):
    Signing.get(Signing.holder == office.clerk).withdraw("", by=office.hr)
    follow_appointments(paper=papers)
    assert states(office, office.clerk) == [WITHDRAWN]


def test_without_anybody_above_a_newcomer_waits(office):
    for key in ("supervisor", "manager", "boss"):
        getattr(office, key).appointments.get().end(today() - dt.timedelta(days=1), by=office.hr)
    office.stranger.appoint(office.positions.clerk, today(), by=office.hr)
    assert follow_appointments([office.stranger], paper=papers)[0] == []
    assert holders_without_signing(office.drafts.clerk) == [office.stranger]


def test_nobody_can_let_a_signing_lapse_by_hand(office):
    signing = Signing.get(Signing.holder == office.clerk)
    assert "lapse" not in set().union(*(signing.moves_for(person) for person in office.everybody.values()))
