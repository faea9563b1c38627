"""What a new portal lacks is read off the data, and is told to those who set it up until a first paper is signed."""

import pytest
from playhouse.test_utils import count_queries

from db.descriptions import Description
from db.first_steps import STEPS, first_steps
from db.people import Appointment, Grant
from db.positions import Department, Position
from db.signatures import COMPLETE, Signing
from tests import versions
from tests.versions import paper


def test_what_is_there_is_ticked_and_the_rest_is_not(world):
    assert first_steps(world.admin) == {
        "departments": True, "positions": True, "people": True, "hr": True, "drafts": True, "publish": False}


@pytest.mark.parametrize("step, missing", [
    ("departments", Department.id < 0), ("positions", Position.id < 0), ("people", Appointment.id < 0),
    ("hr", Grant.role == "nobody's"), ("drafts", Description.id < 0)])
def test_each_step_looks_at_its_own_rows(world, monkeypatch, step, missing):
    monkeypatch.setitem(STEPS, step, STEPS[step].where(missing))
    assert [name for name, is_done in first_steps(world.admin).items() if not is_done] == [step, "publish"]


def test_a_role_that_was_taken_back_is_to_be_granted_again(world):
    Grant.update(ended_at=Grant.given_at).where(Grant.role == "hr").execute()
    assert first_steps(world.admin)["hr"] is False


def test_they_are_told_to_who_sets_the_portal_up(world):
    told = {name for name, person in world.everybody.items() if first_steps(person)}
    assert told == {"admin", "hr", "hr_manager"}


def test_they_end_with_the_first_paper_everybody_signed(world):
    second = versions.two(world)[1]
    assert first_steps(world.again(world.hr))["publish"] is True
    signing = paper(second, world.clerk, COMPLETE)
    with count_queries() as asked:
        assert first_steps(world.again(world.hr)) == {}
    assert (Signing.get() == signing, asked.count <= 6) == (True, True)
