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


def test_a_receipt_answers_no_other_form_under_its_key(world):
    took = [once("a", lambda: None, asked=asked, by=world.clerk) for asked in ("duty 1", "duty 2", "duty 1", "duty 2")]
    assert took == [True, True, False, False]


def test_neither_key_nor_what_was_asked_is_kept(world):
    once("a", lambda: None, asked="duty 1", by=world.clerk)
    kept = Receipt.get().key
    assert (len(kept), "a" == kept, "duty" in kept) == (receipts.LONGEST, False, False)


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


def test_a_form_that_comes_on_two_lines_at_once_is_taken_once(world, monkeypatch):
    def overtaken():
        raise TooLate("done")
    with pytest.raises(TooLate):
        once("a", overtaken, by=world.clerk)
    found = iter([False, True])  # the other line, which was faster
    monkeypatch.setattr(receipts, "_is_taken", lambda mark, by: next(found))
    assert not once("a", overtaken, by=world.clerk)


def test_two_keys_are_never_the_same():
    assert len({receipts.new_key() for _ in range(100)}) == 100


def test_receipts_are_forgotten_once_no_telephone_waits_any_more(world):
    once("a", lambda: None, by=world.clerk)
    assert receipts.forget_old() == 0
    with time_machine.travel(now() + receipts.KEPT + dt.timedelta(minutes=1)):
        assert receipts.forget_old() == 1
