"""A form is taken once, however often it comes."""

import datetime as dt

import pytest
import time_machine

from db import receipts
from db.base import Invalid, TooLate, now
from db.receipts import Receipt, once


def test_the_same_form_of_the_same_person_is_taken_once(world):
    done = []
    took = [once(key, lambda: done.append(1), by=by) for key, by in (
        ("a", world.clerk), ("a", world.clerk), ("b", world.clerk), ("a", world.colleague))]
    assert (took, len(done)) == ([True, False, True, True], 3)


@pytest.mark.parametrize("key", [None, "", "中文", "é", "a b", "a\n", "a" * 37])
def test_a_form_without_a_key_is_always_taken(world, key):
    assert [once(key, lambda: None, by=world.clerk) for _ in range(2)] == [True, True]
    assert Receipt.select().count() == 0


@pytest.mark.parametrize("refusal", [Invalid, TooLate])
def test_a_form_that_was_refused_may_come_again(world, refusal):
    def refuse():
        raise refusal("no")
    with pytest.raises(refusal):
        once("a", refuse, by=world.clerk)
    assert once("a", lambda: None, by=world.clerk)


def test_a_form_that_comes_on_two_lines_at_once_is_taken_once(world):
    def overtaken():
        Receipt.create(person=world.clerk, key="a")  # the other line, which was faster
        raise TooLate("done")
    with pytest.raises(TooLate):  # rolled back with this line, so it says what it knows
        once("a", overtaken, by=world.clerk)
    Receipt.create(person=world.clerk, key="a")
    assert not once("a", overtaken, by=world.clerk)


def test_two_keys_are_never_the_same():
    assert len({receipts.new_key() for _ in range(100)}) == 100


def test_receipts_are_forgotten_once_no_telephone_waits_any_more(world):
    once("a", lambda: None, by=world.clerk)
    assert receipts.forget_old() == 0
    with time_machine.travel(now() + receipts.KEPT + dt.timedelta(minutes=1)):
        assert receipts.forget_old() == 1
