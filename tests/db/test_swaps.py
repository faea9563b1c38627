"""Swaps: both agree, a superior approves, and the roster is exchanged or left as it is."""

import datetime as dt

import pytest
import time_machine

from db.audit import history
from db.base import Invalid, NotAllowed, TooLate
from db.leaves import Leave
from db.notices import Notice
from db.people import Appointment
from db.roster import RosterDay
from db.swaps import AGREED, APPROVED, ASKED, DECLINED, LAPSED, REFUSED, WITHDRAWN, Swap, lapse
from tests.db.test_roster import letters
from tests.rota import NOON, day, rota

WEEK = day("11-23"), day("11-29")


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        yield world


@pytest.fixture
def swap(office):
    return ask(office)


def ask(office, given="11-26", taken="11-29", other="colleague", by="clerk"):
    return Swap.ask(getattr(office, other), day(given), day(taken), note="看牙", by=getattr(office, by))


def told():
    return {(notice.kind, notice.person_id) for notice in Notice.select() if notice.seen_at is None}


def weeks(office):
    return letters(office.clerk, *WEEK), letters(office.colleague, *WEEK)


def test_two_days_are_exchanged_once_all_agree(office, swap):
    assert (swap.state, told()) == (ASKED, {("swap.ask", office.colleague.id)})
    swap.agree(by=office.colleague)
    assert (swap.state, told()) == (AGREED, {("swap.agree", office.supervisor.id)})
    assert weeks(office) == ("AAAAA--", "--BBBBB")
    swap.approve(by=office.supervisor)
    assert weeks(office) == ("AAABA-B", "--BABB-")
    assert (office.again(swap).state, told()) == (
        APPROVED, {("swap.approve", office.clerk.id), ("swap.approve", office.colleague.id)})
    assert [entry.action for entry in history(swap)] == ["swap.ask", "swap.agree", "swap.approve"]


def test_the_shifts_of_one_day_are_exchanged(office):
    swap = ask(office, "11-26", "11-26")
    swap.agree(by=office.colleague)
    swap.approve(by=office.supervisor)
    assert weeks(office) == ("AAABA--", "--BABBB")


def test_an_exchanged_day_is_kept_when_the_roster_is_made_again(office, swap):
    swap.agree(by=office.colleague)
    swap.approve(by=office.supervisor)
    RosterDay.make([office.clerk.id, office.colleague.id], *WEEK, by=office.supervisor)
    assert weeks(office) == ("AAABA-B", "--BABB-")


def test_it_is_too_late_once_the_roster_has_changed(office, swap):
    swap.agree(by=office.colleague)
    RosterDay.put({(office.clerk.id, day("11-26")): None}, seen={(office.clerk.id, day("11-26")): office.rota.early.id},
                  by=office.supervisor)
    before = weeks(office)
    with pytest.raises(TooLate):
        swap.approve(by=office.supervisor)
    assert (office.again(swap).state, weeks(office)) == (AGREED, before)


@pytest.mark.parametrize("verb,by,state,told_to", [
    (lambda swap, by: swap.decline(by=by), "colleague", DECLINED, {("swap.decline", "clerk")}),
    (lambda swap, by: swap.withdraw(by=by), "clerk", WITHDRAWN, {("swap.withdraw", "colleague")})])
def test_either_of_the_two_can_end_it(office, swap, verb, by, state, told_to):
    verb(swap, getattr(office, by))
    assert (office.again(swap).state, weeks(office)) == (state, ("AAAAA--", "--BBBBB"))
    assert told() == {(kind, getattr(office, who).id) for kind, who in told_to}
    assert ask(office).state == ASKED  # the days are free again


def test_a_superior_refuses_with_a_reason(office, swap):
    swap.agree(by=office.colleague)
    with pytest.raises(Invalid):
        swap.refuse("", by=office.supervisor)
    swap.refuse("周日需要晚班", by=office.supervisor)
    assert (office.again(swap).state, office.again(swap).reason) == (REFUSED, "周日需要晚班")


@pytest.mark.parametrize("move,state,may", [
    ("agree", ASKED, {"colleague"}), ("decline", ASKED, {"colleague"}), ("withdraw", ASKED, {"clerk"}),
    ("withdraw", AGREED, {"clerk"}), ("approve", ASKED, set()),
    ("approve", AGREED, {"supervisor", "manager", "boss", "hr", "hr_manager"}),
    ("refuse", AGREED, {"supervisor", "manager", "boss", "hr", "hr_manager"}), ("lapse", ASKED, set())])
def test_who_may_make_which_move(office, swap, move, state, may):
    if state == AGREED:
        swap.agree(by=office.colleague)
    assert {who for who, person in office.everybody.items() if move in swap.moves_for(person)} == may


@pytest.mark.parametrize("move", ["agree", "decline", "withdraw", "approve", "refuse"])
def test_a_stranger_makes_no_move(office, swap, move):
    if move in ("approve", "refuse"):
        swap.agree(by=office.colleague)
    before, state = history(swap).count(), swap.state
    with pytest.raises(NotAllowed):
        getattr(swap, move)(*(["nein"] if move == "refuse" else []), by=office.foreman)
    assert (office.again(swap).state, history(swap).count()) == (state, before)


@pytest.mark.parametrize("wrong,field", [
    ({"other": "stranger"}, "other"), ({"other": "clerk"}, "other"), ({"other": "supervisor"}, "other"),
    ({"given": "11-23"}, "given_on"), ({"taken": "11-23"}, "taken_on"), ({"given": "11-28"}, "given_on"),
    ({"taken": "11-24"}, "taken_on"), ({"given": "12-14"}, "given_on"), ({"taken": "12-14"}, "given_on"),
    ({"given": "2027"}, "given_on")])
def test_what_cannot_be_swapped_is_refused_beside_its_field(office, wrong, field):
    with pytest.raises(Invalid) as refusal:
        if wrong.get("given") == "2027":
            Swap.ask(office.colleague, dt.date(2027, 11, 26), day("11-26"), note="", by=office.clerk)
        ask(office, **wrong)
    assert (refusal.value.field, Swap.select().count()) == (field, 0)


def test_a_day_is_in_one_open_swap_at_most(office, swap):
    with pytest.raises(Invalid):
        ask(office, "11-26", "11-27")
    with pytest.raises(Invalid):
        ask(office, "11-29", "11-25", other="clerk", by="colleague")


def test_who_is_on_leave_swaps_nothing_on_those_days(office):
    Leave.ask(office.colleague, "annual", day("11-29"), day("11-29"), deputy=None, note="", by=office.supervisor)
    with pytest.raises(Invalid):
        ask(office)
    assert ask(office, "11-26", "11-27").state == ASKED


@pytest.mark.parametrize("who", ["clerk", "colleague"])
@pytest.mark.parametrize("on", ["11-26", "11-29"])
def test_who_has_got_leave_meanwhile_swaps_nothing(office, swap, who, on):
    swap.agree(by=office.colleague)
    Leave.ask(getattr(office, who), "annual", day(on), day(on), deputy=None, note="", by=office.supervisor)
    told_before, stale = told(), office.again(swap)
    with pytest.raises(TooLate):
        stale.approve(by=office.supervisor)
    assert (office.again(swap).state, weeks(office), told()) == (AGREED, ("AAAAA--", "--BBBBB"), told_before)
    assert "approve" not in office.again(swap).moves_for(office.supervisor)


def test_who_has_got_leave_meanwhile_agrees_to_nothing(office, swap):
    Leave.ask(office.clerk, "annual", day("11-26"), day("11-26"), deputy=None, note="", by=office.supervisor)
    with pytest.raises(TooLate):
        office.again(swap).agree(by=office.colleague)
    assert (office.again(swap).state, office.again(swap).moves_for(office.colleague)) == (ASKED, {"decline"})


@pytest.mark.parametrize("ends_on, is_possible", [("11-29", True), ("11-28", False)])
def test_who_holds_another_position_by_then_swaps_nothing(office, swap, ends_on, is_possible):
    swap.agree(by=office.colleague)
    Appointment.update(ends_on=day(ends_on)).where(Appointment.person == office.colleague).execute()
    Appointment.create(person=office.colleague, position=office.positions.driver, starts_on=day("11-28"))
    if is_possible:
        swap.approve(by=office.supervisor)
    else:
        with pytest.raises(TooLate):
            swap.approve(by=office.supervisor)
    assert (office.again(swap).state == APPROVED) is is_possible


def test_equal_shifts_are_nothing_to_swap(office):
    RosterDay.update(shift=office.rota.early).where(RosterDay.person == office.colleague).execute()
    with pytest.raises(Invalid):
        ask(office, "11-26", "11-26")


def test_what_nobody_decided_runs_out_when_its_day_has_come(office, swap):
    swap.agree(by=office.colleague)
    lapse()
    assert office.again(swap).state == AGREED
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        with pytest.raises(TooLate):
            swap.approve(by=office.supervisor)
        lapse()
        lapse()
    assert (office.again(swap).state, [entry.action for entry in history(swap)][-1]) == (LAPSED, "swap.lapse")


@pytest.mark.parametrize("who,asked,agreed", [("clerk", 0, 0), ("colleague", 1, 0), ("supervisor", 0, 1), ("hr", 0, 1),
                                              ("foreman", 0, 0), ("auditor", 0, 0)])
def test_whom_it_waits_for_and_who_sees_it(office, swap, who, asked, agreed):
    person = getattr(office, who)
    before = len(Swap.awaiting(person))
    swap.agree(by=office.colleague)
    assert (before, len(Swap.awaiting(person))) == (asked, agreed)
    assert Swap.visible_to(person).count() == (who not in ("foreman", "auditor"))


@pytest.mark.parametrize("given, taken", [("11-26", "11-25"), ("11-25", "11-29")])
def test_a_swap_is_over_with_the_first_of_its_days_whichever_that_is(office, given, taken):
    swap = ask(office, given, taken)
    with time_machine.travel(NOON + dt.timedelta(days=2), tick=False):
        with pytest.raises(TooLate):
            swap.agree(by=office.colleague)
    swap.agree(by=office.colleague)
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        lapse()
        assert office.again(swap).state == AGREED
    with time_machine.travel(NOON + dt.timedelta(days=2), tick=False):
        with pytest.raises(TooLate):
            swap.approve(by=office.supervisor)
        lapse()
    assert (office.again(swap).state, weeks(office)) == (LAPSED, ("AAAAA--", "--BBBBB"))


def test_one_taken_back_while_others_run_out_stops_nothing(office, swap, monkeypatch):
    late = ask(office, "11-27", "11-28")
    end, taken_back = Swap._end, []

    def end_after_a_withdrawal(self, move, by, **more):
        if move == "lapse" and not taken_back:
            taken_back.append(self.id)
            end(office.again(self), "withdraw", office.clerk)
        return end(self, move, by, **more)
    with time_machine.travel(NOON + dt.timedelta(days=9), tick=False):
        monkeypatch.setattr(Swap, "_end", end_after_a_withdrawal)
        lapse()
    assert sorted(office.again(one).state for one in (swap, late)) == sorted((WITHDRAWN, LAPSED))


@pytest.mark.parametrize("first, last, offered", [("11-20", "2027-03-01", False), ("11-20", "2027-02-20", True),
                                                  ("11-28", "2027-03-01", True)])
def test_who_is_away_for_all_one_can_plan_is_not_offered(office, first, last, offered):
    Leave.ask(office.colleague, "maternity", day(first), dt.date.fromisoformat(last), deputy=None, note="",
              by=office.supervisor)
    assert Swap.partners(office.clerk) == [office.colleague] * offered
