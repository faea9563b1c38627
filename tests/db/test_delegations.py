"""Who may sign in whose place, on which day, and what a delegate gets to see of it."""

import datetime as dt
import json

import pytest
import time_machine

from db import audit, signing_lists
from db.base import Invalid, NotAllowed, TooLate, today
from db.board import board
from db.delegations import LONGEST, Delegation, absent_signers
from db.notices import Notice
from db.signatures import AWAITING_EMPLOYEE, AWAITING_HR, AWAITING_SUPERIOR, COMPLETE, Signature, Signing
from db.turns import DELEGATED_MEANINGS, MEANINGS
from tests import blanks

NOON = dt.datetime(2026, 6, 22, 4, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2026, 6, 24), dt.date(2026, 6, 26)  # of the delegation, given on the 22nd


@pytest.fixture
def clock():
    with time_machine.travel(NOON) as clock:
        yield clock


@pytest.fixture
def office(clock, world):
    """The clerk's paper waits for her superior, her colleague's for himself, the driver's for the foreman."""
    blanks.in_force(world.drafts.clerk, world.drafts.driver)
    world.paper = blanks.signing(world.drafts.clerk, world.clerk, AWAITING_SUPERIOR)
    world.others = [blanks.signing(world.drafts.clerk, world.colleague, AWAITING_EMPLOYEE),
                    blanks.signing(world.drafts.driver, world.stranger, AWAITING_SUPERIOR),
                    blanks.signing(world.drafts.clerk, world.manager, COMPLETE)]
    return world


def given(world, giver="supervisor", delegate="foreman", by=None, **changes):
    wanted = {"starts_on": FIRST, "ends_on": LAST, "reason": "外出培训", "as_superior": True} | changes
    return Delegation.give(getattr(world, delegate), giver=getattr(world, giver), by=getattr(world, by or giver),
                           **wanted)


def may_sign(world, signing=None):
    """Keys of the people who may sign the clerk's paper now."""
    turn = (signing or world.again(world.paper)).turn()
    return {key for key, person in world.everybody.items() if person.id in turn}


def seen(world, person):
    """Whose papers the person may open, by their holders."""
    return {row.holder_id for row in Signing.visible_to(world.again(person))}


# day: who may sign the clerk's paper then
DAYS = {FIRST - DAY: {"supervisor"}, FIRST: {"supervisor", "foreman"}, LAST: {"supervisor", "foreman"},
        LAST + DAY: {"supervisor"}}


@pytest.mark.parametrize("day", DAYS, ids=["the day before", "the first day", "the last day", "the day after"])
def test_both_may_sign_from_the_first_day_to_the_last(office, clock, day):
    given(office)
    clock.move_to(dt.datetime.combine(day, dt.time(0, 30), dt.timezone(dt.timedelta(hours=8))))
    assert may_sign(office) == DAYS[day]
    delegate = {"foreman"} & DAYS[day]
    assert {row.holder_id for row in signing_lists.awaiting(office.again(office.foreman))} == {office.stranger.id} | (
        {office.clerk.id} if delegate else set())


EVENTS = {
    "ended early by the giver": (lambda w: w.given.end(by=w.supervisor), {"supervisor"}),
    "laid down by the delegate": (lambda w: w.given.end(by=w.foreman), {"supervisor"}),
    "ended by HR": (lambda w: w.given.end(by=w.hr), {"supervisor"}),
    "the delegate has left": (lambda w: w.foreman.leave(FIRST - DAY, by=w.hr), {"supervisor"}),
    "the delegate leaves on this day": (lambda w: w.foreman.leave(FIRST, by=w.hr), {"supervisor", "foreman"}),
    "the giver has left, so the next one up signs": (lambda w: w.supervisor.leave(FIRST - DAY, by=w.hr), {"manager"}),
    "the giver no longer holds the position": (
        lambda w: w.supervisor.appointments.get().end(FIRST - DAY, by=w.hr), {"manager"}),
    "the giver has signed": (lambda w: blanks.signature(w.paper, w.supervisor, "employee"), {"manager"}),
    "the delegate has signed": (lambda w: blanks.signature(w.paper, w.foreman, "employee"), {"supervisor"}),
    "the giver has signed by another delegate": (
        lambda w: blanks.signature(w.paper, w.boss, "employee", w.given), {"manager"}),
    "the delegate is the holder": (
        lambda w: Signing.update(holder=w.foreman).where(Signing.id == w.paper.id).execute(), {"supervisor"}),
    "the giver is the holder": (
        lambda w: Signing.update(holder=w.supervisor).where(Signing.id == w.paper.id).execute(), {"manager"}),
    "it is the holder's turn": (
        lambda w: Signing.update(state=AWAITING_EMPLOYEE).where(Signing.id == w.paper.id).execute(), {"clerk"}),
    "it is HR's turn": (
        lambda w: Signing.update(state=AWAITING_HR).where(Signing.id == w.paper.id).execute(), {"hr_manager"}),
    "the paper is complete": (
        lambda w: Signing.update(state=COMPLETE).where(Signing.id == w.paper.id).execute(), set()),
}


@pytest.mark.parametrize("event", EVENTS)
def test_who_may_sign_when(office, clock, event):
    office.given = given(office)
    happens, expected = EVENTS[event]
    clock.move_to(NOON + 2 * DAY)
    happens(office)
    assert may_sign(office) == expected


def test_what_was_delegated_to_one_cannot_be_passed_on(office, clock):
    given(office)
    given(office, "foreman", "boss")
    clock.move_to(NOON + 2 * DAY)
    assert may_sign(office) == {"supervisor", "foreman"}
    assert may_sign(office, office.again(office.others[1])) == {"foreman", "boss"}


def test_only_somebody_in_hr_signs_for_hr_and_only_as_long_as_he_is_there(office, clock):
    with pytest.raises(Invalid) as refusal:
        given(office, "hr_manager", "manager", as_superior=False, as_hr=True)
    assert refusal.value.field == "as_hr"
    given(office, "hr_manager", "hr", as_superior=False, as_hr=True)
    clock.move_to(NOON + 2 * DAY)
    Signing.update(state=AWAITING_HR).where(Signing.id == office.paper.id).execute()
    assert may_sign(office) == {"hr_manager", "hr"}
    office.hr.revoke("hr", by=office.admin)
    assert may_sign(office) == {"hr_manager"}


def test_a_delegate_for_both_signs_one_paper_once(office, clock):
    """HR's clerk signs as superior by one delegation; for HR it is then the manager alone."""
    delegation = given(office, "supervisor", "hr")
    given(office, "hr_manager", "hr", as_superior=False, as_hr=True)
    clock.move_to(NOON + 2 * DAY)
    assert may_sign(office) == {"supervisor", "hr"}
    blanks.signature(office.paper, office.hr, "superior", delegation)
    Signing.update(state=AWAITING_HR).where(Signing.id == office.paper.id).execute()
    assert may_sign(office) == {"hr_manager"}


def test_a_giver_who_signed_by_a_delegate_does_not_sign_again_for_hr(office, clock):
    office.hr_manager.appoint(office.positions.supervisor, today(), by=office.admin)
    delegation = given(office, "hr_manager", "foreman")
    clock.move_to(NOON + 2 * DAY)
    blanks.signature(office.paper, office.foreman, "superior", delegation)
    Signing.update(state=AWAITING_HR).where(Signing.id == office.paper.id).execute()
    assert may_sign(office) == {"hr"}


def test_a_delegate_sees_what_he_may_sign_and_nothing_more_and_only_then(office, clock):
    before = seen(office, office.stranger)
    given(office, delegate="stranger")
    ahead = seen(office, office.stranger)
    clock.move_to(NOON + 2 * DAY)
    running = seen(office, office.stranger)
    rows = {row.signing_id for row in Signature.visible_to(office.again(office.stranger))}
    clock.move_to(NOON + 5 * DAY)
    assert (before, ahead, running, seen(office, office.stranger), rows) == (
        {office.stranger.id}, before, before | {office.clerk.id}, before, set())


def test_once_somebody_has_signed_the_delegate_sees_it_no_more(office, clock):
    given(office, delegate="stranger")
    clock.move_to(NOON + 2 * DAY)
    Signing.update(state=AWAITING_HR).where(Signing.id == office.paper.id).execute()
    assert seen(office, office.stranger) == {office.stranger.id}


def test_what_is_seen_is_what_may_be_signed_for_everybody_who_sees_only_so_much(office, clock):
    """Whoever of the whole office is the delegate: the papers seen beyond the own reach are those of his turn."""
    clock.move_to(NOON + 2 * DAY)
    for key, person in office.everybody.items():
        if key in ("supervisor", "hr", "hr_manager", "auditor"):
            continue
        own = seen(office, person)
        delegation = given(office, delegate=key, is_meant=True)
        more = {row for row in Signing.visible_to(office.again(person)) if row.holder_id not in own}
        turn = {row for row in (office.paper, *office.others) if office.again(row).turn().get(person.id)}
        assert (key, more) == (key, {row for row in turn if row.holder_id not in own})
        delegation.end(by=office.supervisor)


REFUSED = {
    "to oneself": (lambda w: given(w, delegate="supervisor"), "number"),
    "to somebody who has left": (lambda w: w.foreman.leave(today() - DAY, by=w.hr) or given(w), "number"),
    "of nothing": (lambda w: given(w, as_superior=False), "as_superior"),
    "by somebody with nobody below": (lambda w: given(w, "hr", "hr_manager"), "as_superior"),
    "of HR by somebody outside": (lambda w: given(w, as_hr=True), "as_hr"),
    "from yesterday on": (lambda w: given(w, starts_on=today() - DAY), "starts_on"),
    "that ends before it begins": (lambda w: given(w, ends_on=FIRST - DAY), "ends_on"),
    "that lasts too long": (lambda w: given(w, ends_on=FIRST + DAY * LONGEST), "ends_on"),
    "without a reason": (lambda w: given(w, reason=" \u200b"), "reason"),
    "twice for the same days": (lambda w: (given(w), given(w, delegate="boss", starts_on=LAST)), "starts_on"),
    "for somebody who is there": (lambda w: given(w, by="hr"), "giver"),
    "to somebody beneath, without saying so": (lambda w: given(w, delegate="clerk"), "is_meant"),
    "from the top to somebody far beneath": (lambda w: given(w, "boss", "clerk"), "is_meant"),
    "for somebody absent, to oneself": (lambda w: given(w, delegate="hr", by="hr"), "number"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_there_is_no_delegation(office, what):
    attempt, field = REFUSED[what]
    with pytest.raises(Invalid) as refusal:
        attempt(office)
    assert refusal.value.field == field


def test_one_that_leads_down_has_to_be_meant_and_the_log_says_that_it_does(office):
    noted = []
    for delegate in ("clerk", "foreman", "manager"):
        delegation = given(office, delegate=delegate, is_meant=delegate == "clerk")
        [entry] = audit.history(delegation)
        noted.append(json.loads(entry.particulars).get("downwards"))
        delegation.end(by=office.supervisor)
    assert noted == [True, None, None]


def test_hr_delegates_to_its_own_people_without_being_asked(office):
    assert given(office, "hr_manager", "hr", as_superior=False, as_hr=True).as_hr


def test_the_longest_one_lasts_exactly_so_many_days(office):
    delegation = given(office, ends_on=FIRST + DAY * (LONGEST - 1))
    assert (delegation.ends_on - delegation.starts_on).days + 1 == LONGEST


@pytest.mark.parametrize("who", ["clerk", "manager", "boss", "auditor", "admin", "foreman"])
def test_nobody_gives_away_what_somebody_else_has_to_sign(office, who):
    with pytest.raises(NotAllowed):
        given(office, by=who, delegate="boss" if who != "boss" else "foreman")
    assert Delegation.select().count() == 0


def test_hr_records_one_for_somebody_absent_and_the_log_says_so(office):
    assert absent_signers(office.hr) == []
    for person in (office.supervisor, office.clerk):
        person.note_absence("住院", by=office.hr)
    office.supervisor = office.again(office.supervisor)
    assert (absent_signers(office.hr), absent_signers(office.manager)) == ([office.supervisor], [])
    delegation = given(office, by="hr")
    own = given(office, "foreman", "boss")
    actions = [entry.action for row in (delegation, own) for entry in audit.history(row)]
    assert (delegation.is_recorded_by_hr, own.is_recorded_by_hr, actions) == (
        True, False, ["delegation.give_for", "delegation.give"])


def test_both_are_told_of_what_the_other_or_hr_did(office):
    office.supervisor.note_absence("住院", by=office.hr)
    office.supervisor = office.again(office.supervisor)
    delegation = given(office, by="hr")
    delegation.end(by=office.foreman)
    told = {key: [notice.kind for notice in Notice.visible_to(getattr(office, key)).order_by(Notice.id)]
            for key in ("supervisor", "foreman", "hr")}
    assert told == {"supervisor": ["delegation.recorded", "delegation.ended"], "foreman": ["delegation.given"],
                    "hr": []}


def test_numbers_count_up_within_a_year(office, clock):
    numbers = [given(office).number, given(office, "foreman", "boss").number]
    clock.move_to(NOON + 365 * DAY)
    later = given(office, starts_on=today(), ends_on=today()).number
    assert (numbers, later) == (["WT-2026-0001", "WT-2026-0002"], "WT-2027-0001")


@pytest.mark.parametrize("who", ["clerk", "manager", "admin", "auditor", "boss"])
def test_only_the_two_and_hr_end_it_and_it_ends_once(office, who):
    delegation = given(office)
    with pytest.raises(NotAllowed):
        delegation.end(by=getattr(office, who))
    assert delegation.moves_for(getattr(office, who)) == set()
    delegation.end(by=office.supervisor)
    with pytest.raises(TooLate):
        office.again(delegation).end(by=office.supervisor)


def test_one_that_is_over_cannot_be_ended_any_more(office, clock):
    delegation = given(office)
    clock.move_to(NOON + 5 * DAY)
    assert (delegation.standing, delegation.moves_for(office.supervisor)) == ("over", set())
    with pytest.raises(TooLate):
        delegation.end(by=office.supervisor)


@pytest.mark.parametrize("day", range(7))
def test_the_rows_that_run_are_those_that_say_so(office, clock, day):
    """The question in SQL and the property agree on every day around."""
    given(office)
    given(office, "foreman", "boss", starts_on=FIRST + DAY, ends_on=LAST + 2 * DAY)
    given(office, "manager", "boss").end(by=office.manager)
    given(office, "boss", "manager", is_meant=True)
    office.boss.leave(LAST - DAY, by=office.admin)
    clock.move_to(NOON + day * DAY)
    assert {row.id for row in Delegation.running()} == {
        row.id for row in Delegation.select() if row.standing == "in_effect"}


def test_the_two_see_it_and_so_do_hr_and_the_auditor(office):
    given(office)
    seeing = {key for key, person in office.everybody.items() if Delegation.visible_to(person).exists()}
    assert seeing == {"supervisor", "foreman", "hr", "hr_manager", "auditor"}


def test_the_board_names_the_delegate_and_for_whom(office, clock):
    given(office)
    clock.move_to(NOON + 2 * DAY)
    line = next(line for line in board(office.hr) if line.holder_id == office.clerk.id)
    assert (set(line.waits_for.values()), line.delegates) == (
        {"周主管", "郑队长"}, {office.foreman.id: "周主管"})


def test_what_a_delegate_s_signature_says_keeps_its_capacity_and_has_room_on_the_stamp(office, clock):
    delegation = given(office, "manager", "foreman", starts_on=today())
    office.supervisor.appointments.get().end(today() - DAY, by=office.hr)
    paper = office.again(office.paper)
    assert paper.meaning_for(office.foreman, paper.turn()[office.foreman.id]) == (
        "直接上级岗位空缺，受上级领导委托确认本职位说明书")
    assert paper.turn()[office.foreman.id] == delegation
    assert [said for said in DELEGATED_MEANINGS.values() if len(said) > 26] == []
    assert set(DELEGATED_MEANINGS) <= set(MEANINGS)
