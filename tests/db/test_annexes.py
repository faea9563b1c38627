"""The table of changes a version comes into force with: made once, sealed, kept, and known to the verification."""

import datetime as dt
from types import SimpleNamespace

import pytest

from db import editing, pades
from db.audit import history
from db.base import TooLate, database, digest
from db.descriptions import Description
from db.differences import earlier
from db.issuing import bring_into_force
from db.keys import authority
from db.positions import Position
from db.verification import ALTERED, GENUINE, check_file
from tests.pdf.chain import blank
from tests.world import in_review, payload


class Press:
    """A paper that is a blank page each time; writes down what it was asked for."""

    def __init__(self):
        self.asked, self.depths = [], []

    def description(self, _description, copies, _anchor):
        return [blank() for _ in copies]

    def difference(self, difference, *, at):
        self.asked.append(difference)
        self.depths.append(database.transaction_depth())
        return blank((), 1)


@pytest.fixture
def press():
    return Press()


@pytest.fixture
def first(world, press):
    """The first version of a position nobody holds yet, in force."""
    position = Position.add("值班员", world.positions.clerk.department, world.positions.supervisor, by=world.hr)
    description = Description.draft(position, payload("值班员"), by=world.hr)
    in_review(description, by=world.hr)
    bring_into_force(description, by=world.hr, paper=press)
    return world.again(description)


@pytest.fixture
def draft(world, first):
    """The next one, in review: one clause reworded."""
    draft = first.revise(by=world.hr)
    clause = draft.clause_list[0]
    editing.reword(draft, clause.identity, "接待来访的商户并登记", seen=digest(clause.text), by=world.hr)
    in_review(draft, by=world.hr)
    return draft


@pytest.fixture
def second(world, press, draft):
    bring_into_force(draft, by=world.hr, paper=press)
    return world.again(draft)


def test_the_first_version_of_a_position_has_none(first, press):
    assert (first.annex, press.asked) == (None, [])


def test_a_version_that_takes_the_place_of_another_keeps_the_table_of_what_changed(world, first, second, press):
    [asked] = press.asked
    assert (asked.old, asked.new, asked.comparison.counts["reworded"]) == (first, second, 1)
    assert history(second)[-1].particulars.count(second.annex.sha256) == 1
    assert asked.is_annexed(second.versions(world.hr)) and earlier(second, second.versions(world.hr)) == first


def test_the_table_bears_the_seal_and_nothing_may_be_added(second):
    data = second.annex.read()
    report = pades.check(data, authority())
    assert ([one.field for one in report.signatures], list(report.problems), report.altered) == (["seal"], [], False)
    with pytest.raises(TooLate):
        pades.seal(data, authority(), at=second.published_at.replace(microsecond=0), reason="再次签章")


def test_whoever_brings_the_table_learns_which_version_it_belongs_to(second):
    data = second.annex.read()
    found = check_file(data)
    assert (found.state, found.description, found.signing) == (GENUINE, second, None)
    altered = bytearray(data)
    altered[len(data) // 3] ^= 1
    assert check_file(bytes(altered)).state == ALTERED


def test_the_table_is_made_before_the_transaction_begins(second, press):
    assert press.depths == [database.transaction_depth()]


def test_a_table_that_cannot_be_made_leaves_everything_as_it_was(world, first, draft):
    def fails(*_, **__):
        raise RuntimeError("no paper")
    with pytest.raises(RuntimeError):
        bring_into_force(draft, by=world.hr, paper=SimpleNamespace(description=Press().description, difference=fails))
    assert [world.again(row).state for row in (first, draft)] == ["in_force", "in_review"]


def test_the_table_states_the_day_the_version_comes_into_force(world, first, draft, press):
    Description.update(effective_on=dt.date(2026, 1, 4)).where(Description.id == first.id).execute()
    bring_into_force(draft, dt.date(2026, 1, 5), by=world.hr, paper=press)
    assert press.asked[-1].new.effective_on == dt.date(2026, 1, 5)
