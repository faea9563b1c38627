"""Between two versions: the paper signed last binds until the next one is signed, and says so wherever it is shown."""

import datetime as dt

import pytest
from playhouse.test_utils import count_queries

from db.base import today
from db.binding import BINDS_ON, REPLACED, UNFINISHED, VACATED, VALID, bound_until, signed_before, standing
from db.signatures import (
    AWAITING_EMPLOYEE,
    AWAITING_HR,
    AWAITING_SUPERIOR,
    COMPLETE,
    ON_PAPER,
    REFUSED,
    RETURNED,
    SUPERSEDED,
    WITHDRAWN,
    Signing,
)
from tests import versions as versions_of
from tests.versions import paper


@pytest.fixture
def versions(world):
    return versions_of.two(world)


@pytest.mark.parametrize("state, waits_for_holder", [
    (AWAITING_EMPLOYEE, True), (RETURNED, True), (REFUSED, True), (WITHDRAWN, True), (AWAITING_SUPERIOR, False),
    (AWAITING_HR, False)])
@pytest.mark.parametrize("signed", [COMPLETE, ON_PAPER])
def test_what_was_signed_binds_until_the_next_one_is(world, versions, signed, state, waits_for_holder):
    old, new = paper(versions[0], world.clerk, signed), paper(versions[1], world.clerk, state)
    found = bound_until([old, new])
    assert [(key, until.description, until.waits_for_holder) for key, until in found.items()] == [
        (old.id, versions[1], waits_for_holder)]


def test_what_was_replaced_by_a_signed_paper_binds_no_longer(world, versions):
    old = paper(versions[0], world.clerk, COMPLETE)
    paper(versions[1], world.clerk, COMPLETE).supersede_earlier(by=world.hr)
    assert (world.again(old).state, bound_until([world.again(old)])) == (SUPERSEDED, {})


@pytest.mark.parametrize("state", [AWAITING_EMPLOYEE, WITHDRAWN, RETURNED])
def test_what_was_never_signed_never_bound(world, versions, state):
    assert bound_until([paper(versions[0], world.clerk, state)]) == {}


def test_what_is_in_force_binds_without_an_end(world, versions):
    assert bound_until([paper(versions[1], world.clerk, COMPLETE)]) == {}


def test_who_has_left_the_position_is_bound_by_nothing_of_it(world, versions):
    old = paper(versions[0], world.clerk, COMPLETE)
    world.clerk.appointments.get().end(today() - dt.timedelta(days=1), by=world.hr)
    assert bound_until([old]) == {}


def test_a_colleague_who_has_signed_the_new_one_changes_nothing(world, versions):
    old = paper(versions[0], world.clerk, COMPLETE)
    paper(versions[1], world.colleague, AWAITING_HR)
    assert bound_until([old])[old.id].waits_for_holder


def test_many_papers_are_asked_about_as_cheaply_as_one(world, versions):
    rows = [paper(versions[0], world.clerk, COMPLETE), paper(versions[0], world.colleague, COMPLETE)]
    rows = list(Signing.listed(Signing.select()))
    with count_queries() as one:
        bound_until(rows[:1])
    with count_queries() as all_of_them:
        bound_until(rows)
    assert (one.count, all_of_them.count) == (3, 3)


def test_the_paper_signed_last_is_what_a_new_one_is_held_against(world, versions):
    new = paper(versions[1], world.clerk, AWAITING_EMPLOYEE)
    assert signed_before(new) is None
    paper(versions[0], world.colleague, COMPLETE)
    paper(versions[0], world.clerk, WITHDRAWN)
    assert signed_before(new) is None
    old = paper(versions[0], world.clerk, COMPLETE)
    assert (signed_before(new), signed_before(old)) == (old, None)


def told(signing):
    found = standing(signing)
    return found.state, found.by, found.on


@pytest.mark.parametrize("state", [COMPLETE, ON_PAPER])
def test_a_paper_of_the_version_in_force_stands_for_who_holds_the_position(world, versions, state):
    signed = paper(versions[1], world.clerk, state)
    assert told(signed) == (VALID, None, None)
    world.clerk.appointments.get().end(today() - dt.timedelta(days=1), by=world.hr)
    assert told(signed) == (VACATED, None, None)


def test_a_paper_that_was_replaced_says_by_which_version_and_when(world, versions):
    old = paper(versions[0], world.clerk, COMPLETE)
    assert told(old) == (BINDS_ON, versions[1], today())
    paper(versions[1], world.clerk, COMPLETE).supersede_earlier(by=world.hr)
    assert told(world.again(old)) == (REPLACED, versions[1], today())


@pytest.mark.parametrize("state", [AWAITING_EMPLOYEE, AWAITING_HR, RETURNED, REFUSED, WITHDRAWN])
def test_a_paper_not_everybody_signed_counts_for_nothing(world, versions, state):
    assert told(paper(versions[1], world.clerk, state)) == (UNFINISHED, None, None)
