"""A draft's way to force: who drafts for whom, who agrees, what the log and the steps say of it."""

import datetime as dt
import json

import pytest
from playhouse.test_utils import count_queries

from db import audit, editing, review_news
from db.base import Invalid, NotAllowed, TooLate, today
from db.delegations import Delegation
from db.descriptions import Description
from db.notices import Notice
from db.people import Appointment, Person
from db.reviewing import awaited, desk, steps
from tests.world import in_review, payload


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def state_of(world, draft):
    return world.again(draft).state


def agreed(draft, by):
    draft.agree(seen=draft.digest, by=by)


def way(draft):
    """[(step, how it stands, the move that ended it, who)]."""
    return [(step.name, step.stands, step.how, step.entry and step.entry.actor_id)
            for step in steps(draft, list(audit.history(draft)))]


def vacate(world, key):
    Appointment.update(ends_on=today().replace(year=2026, month=1, day=6)).where(
        Appointment.position == getattr(world.positions, key)).execute()


@pytest.mark.parametrize("who, reached", [
    ("supervisor", {"clerk"}), ("manager", {"clerk", "supervisor"}), ("foreman", {"driver"}), ("clerk", set()),
    ("auditor", set()), ("admin", set()), ("hr_manager", None), ("hr", None),
    ("boss", {"clerk", "supervisor", "manager", "driver", "foreman", "hr_manager", "hr_clerk"})])
def test_superiors_draft_for_the_positions_beneath_them_and_hr_for_all(world, who, reached):
    person, keys = getattr(world, who), vars(world.positions)
    for key, position in keys.items():
        for row in position.descriptions:
            row.discard(by=world.hr)
        may = key in (keys if reached is None else reached)
        assert Description(position=position).may_draft(person) == may
        if may:
            Description.draft(position, payload(position.title), by=person).discard(by=person)
        else:
            with pytest.raises(NotAllowed):
                Description.draft(position, payload(position.title), by=person)


def test_who_holds_a_position_and_one_beneath_it_does_not_draft_the_own_one(world, draft):
    world.supervisor.appoint(world.positions.clerk, today(), by=world.admin)
    with pytest.raises(NotAllowed):
        editing.add_clause(draft, "看守钥匙", by=world.again(world.supervisor))
    assert draft.id not in {row.id for row in Description.visible_to(world.again(world.supervisor))}


def test_who_reads_every_draft_edits_only_those_of_the_own_team(world):
    world.supervisor.grant("auditor", by=world.admin)
    reader = world.again(world.supervisor)
    assert world.drafts.driver in Description.visible_to(reader)
    for act in (lambda: editing.add_clause(world.drafts.driver, "看守钥匙", by=reader),
                lambda: world.drafts.driver.submit(by=reader), lambda: world.drafts.driver.discard(by=reader)):
        with pytest.raises(NotAllowed):
            act()
    assert [row.id for row in desk(reader).others] == [world.drafts.clerk.id]


def test_a_superior_revises_what_is_in_force_for_the_team_but_not_the_own(world, draft):
    own = Description.draft(world.positions.supervisor, payload("主管"), by=world.hr)
    for row in (draft, own):
        in_review(row, by=world.hr).publish(by=world.hr)
    assert draft.revise(by=world.supervisor).version == 2
    with pytest.raises(NotAllowed):
        own.revise(by=world.supervisor)


def test_hr_submits_the_superior_agrees_hr_brings_it_into_force(world, draft):
    draft.submit(by=world.hr)
    assert ([person.id for person in awaited(draft)], draft.moves_for(world.supervisor)) == (
        [world.supervisor.id], {"agree", "return"})
    with pytest.raises(TooLate):
        draft.publish(by=world.hr_manager)
    agreed(draft, world.supervisor)
    draft.publish(by=world.hr_manager)
    assert way(draft) == [
        ("draft", "done", "submit", world.hr.id), ("superior", "done", "agree", world.supervisor.id),
        ("hr", "done", "publish", world.hr_manager.id), ("in_force", "done", "publish", world.hr_manager.id)]


def test_the_direct_superiors_own_draft_goes_to_hr_at_once_and_the_log_says_why(world, draft):
    draft.submit(by=world.supervisor)
    assert state_of(world, draft) == "in_review"
    assert way(draft)[:3] == [
        ("draft", "done", "submit_as_superior", world.supervisor.id),
        ("superior", "done", "submit_as_superior", world.supervisor.id), ("hr", "now", None, None)]


@pytest.mark.parametrize("who", ["manager", "boss", "hr", "hr_manager"])
def test_nobody_else_skips_the_superior(world, draft, who):
    draft.submit(by=getattr(world, who))
    assert (state_of(world, draft), way(draft)[1]) == ("with_superior", ("superior", "now", None, None))


def test_what_stands_above_nobody_goes_to_hr_at_once(world):
    top = Description.draft(world.positions.boss, payload("总经理"), by=world.hr)
    top.submit(by=world.hr)
    assert (state_of(world, top), way(top)[1]) == (
        "in_review", ("superior", "done", "submit_without_superior", world.hr.id))


@pytest.mark.parametrize("who", ["manager", "boss", "hr", "hr_manager", "clerk", "foreman", "admin"])
@pytest.mark.parametrize("act", [lambda draft, by: agreed(draft, by), lambda draft, by: draft.hand_back("不妥", by=by)])
def test_nobody_but_the_direct_superior_decides_the_superiors_step(world, draft, who, act):
    draft.submit(by=world.hr)
    with pytest.raises(NotAllowed):
        act(draft, getattr(world, who))
    assert state_of(world, draft) == "with_superior"


def test_where_the_position_above_is_vacant_the_next_one_up_agrees(world, draft):
    vacate(world, "supervisor")
    draft.submit(by=world.hr)
    agreed(draft, world.manager)
    assert state_of(world, draft) == "in_review"


def test_nobody_agrees_to_what_they_submitted_themselves_even_when_the_lines_change(world, draft):
    draft.submit(by=world.manager)
    vacate(world, "supervisor")
    with pytest.raises(NotAllowed):
        agreed(draft, world.manager)
    assert [person.id for person in awaited(draft)] == [world.boss.id]


def test_a_holder_of_the_position_does_not_agree_to_it(world, draft):
    world.clerk.appoint(world.positions.supervisor, today(), by=world.admin)
    draft.submit(by=world.hr)
    assert [person.id for person in awaited(draft)] == [world.supervisor.id]
    with pytest.raises(NotAllowed):
        agreed(draft, world.again(world.clerk))


def test_what_one_agrees_to_is_what_was_on_the_screen(world, draft):
    draft.submit(by=world.hr)
    seen = draft.digest
    draft.recall(by=world.hr)
    editing.add_clause(draft, "看守钥匙", by=world.hr)
    draft.submit(by=world.hr)
    with pytest.raises(TooLate):
        draft.agree(seen=seen, by=world.supervisor)
    assert state_of(world, draft) == "with_superior"


def test_hr_goes_on_without_the_superior_only_with_a_reason(world, draft):
    draft.submit(by=world.hr)
    for who, reason, refusal in (("hr", "  ", Invalid), ("supervisor", "休假", NotAllowed), ("boss", "急", NotAllowed)):
        with pytest.raises(refusal):
            draft.take_over(reason, by=getattr(world, who))
    draft.take_over(" 主管休产假 ", by=world.hr_manager)
    assert (state_of(world, draft), world.again(draft).review_note) == ("in_review", "主管休产假")
    assert way(draft)[1] == ("superior", "done", "take_over", world.hr_manager.id)


@pytest.mark.parametrize("step, by", [("with_superior", "supervisor"), ("in_review", "hr_manager")])
def test_at_each_step_it_is_returned_with_a_note_and_begins_anew(world, draft, step, by):
    draft.submit(by=world.hr)
    if step == "in_review":
        agreed(draft, world.supervisor)
    with pytest.raises(Invalid):
        draft.hand_back(" ", by=getattr(world, by))
    draft.hand_back("第二条不清楚", by=getattr(world, by))
    assert (state_of(world, draft), [row.id for row in desk(world.hr).came_back]) == ("draft", [draft.id])
    assert [step[:2] for step in way(draft)] == [
        ("draft", "now"), ("superior", "ahead"), ("hr", "ahead"), ("in_force", "ahead")]
    draft.submit(by=world.hr)
    assert (state_of(world, draft), world.again(draft).review_note) == ("with_superior", None)
    with pytest.raises(TooLate):
        world.again(world.drafts.driver).hand_back("第二条不清楚", by=world.hr)


@pytest.mark.parametrize("who", ["hr_manager", "supervisor", "boss"])
def test_only_who_submitted_it_takes_it_back(world, draft, who):
    draft.submit(by=world.hr)
    with pytest.raises(NotAllowed):
        draft.recall(by=getattr(world, who))
    draft.recall(by=world.hr)
    assert (state_of(world, draft), desk(world.hr).came_back) == ("draft", [])


def test_each_finds_on_the_own_desk_what_waits_for_them(world, draft):
    at = {"clerk": draft, "driver": world.drafts.driver}
    at["hr_clerk"] = Description.draft(world.positions.hr_clerk, payload("专员"), by=world.boss)
    draft.submit(by=world.hr)
    at["hr_clerk"].submit(by=world.hr_manager)
    names = {row.id: key for key, row in at.items()}
    piles = {key: [sorted(names[row.id] for row in pile) for pile in vars(desk(getattr(world, key))).values()]
             for key in ("supervisor", "manager", "foreman", "hr", "clerk", "auditor", "boss")}
    assert piles == {
        "supervisor": [["clerk"], [], []], "manager": [[], [], ["clerk"]], "foreman": [[], [], ["driver"]],
        "hr": [["hr_clerk"], [], ["clerk", "driver"]], "clerk": [[], [], []], "auditor": [[], [], []],
        "boss": [[], [], ["clerk", "driver", "hr_clerk"]]}


def test_a_desk_takes_as_many_queries_for_thirty_versions_as_for_two(world, draft):
    draft.submit(by=world.hr)
    desk(world.supervisor)
    with count_queries() as few:
        desk(world.supervisor)
    for n in range(30):
        Description.create(position=world.positions.clerk, version=n + 2, title=f"稿{n}", created_by=world.hr,
                           state="with_superior", submitted_by=world.hr, submitted_at=draft.submitted_at)
    with count_queries() as many:
        piles = desk(world.supervisor)
        names = {row.submitted_by.name for row in piles.to_review}
    assert (len(piles.to_review), names, many.count) == (31, {world.hr.name}, few.count)


def test_what_came_to_hr_before_superiors_took_part_says_that_nothing_is_recorded(world, draft):
    Description.update(state="in_review").where(Description.id == draft.id).execute()
    assert way(world.again(draft))[:2] == [("draft", "done", None, None), ("superior", "done", None, None)]


def told():
    rows = Notice.select(Notice, Person).join(Person, on=Notice.person).order_by(Notice.id)
    return [(row.person.number, row.kind.removeprefix("description."), row.seen_at is None) for row in rows]


def test_each_step_tells_whom_it_concerns_and_asks_nobody_any_longer_for_the_last_one(world, draft):
    draft.submit(by=world.hr)
    assert told() == [("T0003", "to_superior", True)]
    draft.hand_back("第二条不清楚", by=world.supervisor)
    assert told() == [("T0003", "to_superior", False), ("T0009", "returned", True)]
    in_review(draft, by=world.hr).publish(by=world.hr_manager)
    assert told()[1:] == [("T0009", "returned", False), ("T0003", "to_superior", False), ("T0008", "to_hr", False),
                          ("T0009", "to_hr", False), ("T0009", "published", True)]


def test_the_superior_is_told_that_hr_went_on_without(world, draft):
    draft.submit(by=world.hr)
    draft.take_over("主管休产假", by=world.hr)
    assert told() == [("T0003", "to_superior", False), ("T0008", "to_hr", True), ("T0003", "taken_over", True)]


def test_every_move_has_been_thought_of():
    assert set(Description.MOVES) - set(review_news.NEWS) == {"recall", "supersede", "discard"}


def entrusted(world, delegate, giver="supervisor", **changes):
    wanted = {"starts_on": today(), "ends_on": today(), "reason": "外出培训", "as_superior": True} | changes
    return Delegation.give(getattr(world, delegate), giver=getattr(world, giver), by=getattr(world, giver), **wanted)


def reads(world, person, draft):
    return draft.id in {row.id for row in Description.visible_to(world.again(person))}


@pytest.mark.parametrize("act, state", [
    (lambda draft, by: agreed(draft, by), "in_review"), (lambda draft, by: draft.hand_back("不妥", by=by), "draft")])
def test_a_delegate_decides_in_the_superiors_place_and_the_log_says_by_what(world, draft, act, state):
    delegation = entrusted(world, "stranger")
    draft.submit(by=world.hr)
    delegate = world.again(world.stranger)
    assert ([row.id for row in desk(delegate).to_review], reads(world, delegate, draft)) == ([draft.id], True)
    act(draft, delegate)
    assert (state_of(world, draft), reads(world, delegate, draft), desk(delegate).to_review) == (state, False, [])
    assert json.loads(list(audit.history(draft))[-1].particulars)["delegation"] == delegation.number


def test_the_step_of_a_delegate_names_the_delegation_and_that_of_the_superior_none(world, draft):
    delegation = entrusted(world, "stranger")
    draft.submit(by=world.hr)
    agreed(draft, world.stranger)
    other = world.drafts.driver
    other.submit(by=world.hr)
    agreed(other, world.foreman)
    assert [steps(row, list(audit.history(row)))[1].delegation for row in (draft, other)] == [delegation.number, None]


@pytest.mark.parametrize("delegate, changes, submitter", [
    ("stranger", {"starts_on": today() + dt.timedelta(days=1), "ends_on": today() + dt.timedelta(days=2)}, "hr"),
    ("clerk", {"is_meant": True}, "hr"),  # who holds the position
    ("hr", {}, "hr"),      # who submitted it
])
def test_who_is_not_entrusted_today_or_is_a_party_to_it_does_not_decide(world, draft, delegate, changes, submitter):
    entrusted(world, delegate, **changes)
    draft.submit(by=getattr(world, submitter))
    with pytest.raises(NotAllowed):
        agreed(draft, world.again(getattr(world, delegate)))
    assert state_of(world, draft) == "with_superior"


def test_a_delegation_that_has_ended_or_is_for_hr_decides_nothing(world, draft):
    delegation = entrusted(world, "stranger")
    entrusted(world, "hr", giver="hr_manager", as_superior=False, as_hr=True)
    draft.submit(by=world.manager)
    delegation.end(by=world.supervisor)
    for person in (world.stranger, world.hr):
        with pytest.raises(NotAllowed):
            agreed(draft, world.again(person))
    assert not reads(world, world.stranger, draft)
