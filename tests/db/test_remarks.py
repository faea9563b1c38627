"""Remarks beside the clauses of a draft: who makes and settles them, and that none gets lost when clauses change."""

import pytest
from playhouse.test_utils import count_queries

from db import audit, editing
from db.base import Invalid, NotAllowed, TooLate, digest
from db.descriptions import Description
from db.edits import undo
from db.remarks import Remark, margin
from tests.world import in_review


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def said(draft):
    """{number of a clause: what is written beside it}, and what stands beside none."""
    found, numbers = margin(draft, draft.clause_list), {row.identity: row.number for row in draft.clause_list}
    return ({numbers[identity]: [row.text for row in rows] for identity, rows in found.beside.items()},
            [row.text for row in found.astray])


def remark(draft, place, text, by):
    return Remark.add(draft, draft.clause_list[place].identity, text, by=by)


@pytest.mark.parametrize("who", ["hr", "supervisor", "manager", "boss", "auditor"])
def test_whoever_reads_the_draft_remarks_on_it(world, draft, who):
    remark(draft, 1, " 转给谁？ ", getattr(world, who))
    assert (said(draft), audit.history(draft).order_by(audit.AuditEntry.id.desc()).first().action) == (
        ({2: ["转给谁？"]}, []), "description.remark")


@pytest.mark.parametrize("who", ["clerk", "stranger", "foreman", "admin"])
def test_nobody_else_does(world, draft, who):
    with pytest.raises(NotAllowed):
        remark(draft, 0, "谁来做？", getattr(world, who))


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "字" * 2001])
def test_a_remark_says_something_of_bearable_length(world, draft, text):
    with pytest.raises(Invalid):
        remark(draft, 0, text, world.hr)


@pytest.mark.parametrize("state", ["with_superior", "in_review"])
def test_what_is_in_review_is_remarked_on_and_what_is_final_is_not(world, draft, state):
    if state == "with_superior":
        draft.submit(by=world.hr)
    else:
        in_review(draft, by=world.hr)
    one = remark(draft, 0, "谁来做？", world.supervisor)
    Description.update(state="in_force").where(Description.id == draft.id).execute()
    for act in (lambda: remark(draft, 0, "谁来做？", world.hr), lambda: one.settle(by=world.supervisor)):
        with pytest.raises(TooLate):
            act()
    readers = [world.hr, world.supervisor, world.clerk, world.auditor]
    assert [Remark.visible_to(reader).count() for reader in readers] == [0, 0, 0, 0]


@pytest.mark.parametrize("author, settler, may", [
    ("auditor", "auditor", True), ("auditor", "hr", True), ("hr", "supervisor", True), ("supervisor", "hr", True),
    ("hr", "auditor", False), ("supervisor", "clerk", False), ("hr", "foreman", False)])
def test_a_remark_is_settled_by_who_made_it_or_works_on_the_draft_and_once(world, draft, author, settler, may):
    one = remark(draft, 0, "谁来做？", getattr(world, author))
    if not may:
        with pytest.raises(NotAllowed):
            one.settle(by=getattr(world, settler))
        return
    one.settle(by=getattr(world, settler))
    with pytest.raises(TooLate):
        one.settle(by=getattr(world, settler))
    found = margin(draft, draft.clause_list)
    assert ([row.settled_by.name for rows in found.beside.values() for row in rows], found.unsettled) == (
        [getattr(world, settler).name], 0)


def test_remarks_stay_with_a_clause_that_is_reworded_moved_or_split(world, draft):
    first, second, _ = draft.clause_list
    remark(draft, 0, "谁来做？", world.supervisor)
    editing.reword(draft, first.identity, "接待顾客，登记来访", seen=digest(first.text), by=world.hr)
    editing.move(draft, first.identity, after=second.identity, by=world.hr)
    editing.split(draft, first.identity, ["接待顾客", "登记来访"], seen=digest("接待顾客，登记来访"), by=world.hr)
    [row] = margin(draft, draft.clause_list).beside[first.identity]
    assert (said(draft), row.quoted) == (({2: ["谁来做？"]}, []), "接待来访的顾客并登记")


def test_remarks_on_a_clause_that_is_gone_say_what_it_said_and_come_back_with_it(world, draft):
    remark(draft, 2, "每日几点？", world.supervisor)
    third = draft.clause_list[2]
    editing.remove(draft, third.identity, seen=digest(third.text), by=world.hr)
    assert (said(draft), margin(draft, draft.clause_list).astray[0].quoted) == (({}, ["每日几点？"]), third.text)
    undo(draft, draft.edits.get().id, by=world.hr)
    assert said(draft) == ({3: ["每日几点？"]}, [])


def test_remarks_on_a_clause_another_one_took_in_stand_beside_that_one(world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    draft = draft.revise(by=world.hr)
    one, two, _ = draft.clause_list
    remark(draft, 1, "转给谁？", world.supervisor)
    editing.merge(draft, one.identity, two.identity, seen=digest([one.text, two.text]), by=world.hr)
    assert said(draft) == ({1: ["转给谁？"]}, [])


def test_a_remark_is_made_on_a_clause_that_is_there(world, draft):
    with pytest.raises(TooLate):
        Remark.add(draft, world.drafts.driver.clause_list[0].identity, "谁来做？", by=world.hr)


def test_an_own_unsettled_remark_is_note_enough_to_hand_back(world, draft):
    draft.submit(by=world.hr)
    other = remark(draft, 0, "谁来做？", world.manager)
    with pytest.raises(Invalid):
        draft.hand_back("", by=world.supervisor)
    own = remark(draft, 1, "转给谁？", world.supervisor)
    own.settle(by=world.supervisor)
    with pytest.raises(Invalid):
        draft.hand_back("", by=world.supervisor)
    remark(draft, 1, "转给哪个部门？", world.supervisor)
    draft.hand_back("", by=world.supervisor)
    assert (world.again(draft).state, Remark.unsettled([world.again(draft)])) == ("draft", {draft.id: 2})
    assert other.settled_at is None


def test_the_margin_takes_one_query_however_much_is_written_in_it(world, draft):
    for n in range(6):
        one = remark(draft, n % 3, f"批注{n}", world.hr)
        if n % 2:
            one.settle(by=world.supervisor)
    clauses = draft.clause_list
    with count_queries() as counter:
        found = margin(draft, clauses)
        names = {(row.person.name, row.settled_by and row.settled_by.name) for rows in found.beside.values()
                 for row in rows}
    assert (counter.count, found.unsettled, names) == (1, 3, {("钱静", None), ("钱静", "周主管")})
