"""Leave: asked for, decided by a superior, told to whom it concerns and to nobody else why."""

import datetime as dt

import pytest
import time_machine

from db import leaves
from db.audit import history
from db.base import Invalid, NotAllowed, TooLate
from db.leaves import APPROVED, ASKED, CANCELLED, REFUSED, WITHDRAWN, Leave
from db.notices import Notice
from db.people import Appointment
from tests.rota import NOON, TODAY, day

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield world


@pytest.fixture
def leave(office):
    return ask(office)


def ask(office, first="12-01", last="12-03", who="clerk", by=None, kind="sick", deputy="colleague"):
    person = getattr(office, who)
    return Leave.ask(person, kind, day(first), day(last), deputy=getattr(office, deputy) if deputy else None,
                     note="门诊", by=getattr(office, by or who))


def told():
    return {(notice.kind, notice.person_id) for notice in Notice.select() if notice.seen_at is None}


def test_a_superior_is_asked_and_the_answer_reaches_both(office, leave):
    assert (leave.state, told()) == (ASKED, {("leave.ask", office.supervisor.id)})
    leave.approve(deputy=office.colleague, by=office.supervisor)
    assert office.again(leave).state == APPROVED
    assert told() == {("leave.approve", office.clerk.id), ("leave.deputy", office.colleague.id)}
    assert [entry.action for entry in history(leave)] == ["leave.ask", "leave.approve"]


def test_a_refusal_needs_a_reason(office, leave):
    with pytest.raises(Invalid):
        leave.refuse(" ", by=office.supervisor)
    leave.refuse("当天盘点", by=office.supervisor)
    assert (office.again(leave).state, office.again(leave).reason, told()) == (
        REFUSED, "当天盘点", {("leave.refuse", office.clerk.id)})


def test_what_was_not_decided_can_be_taken_back_and_what_was_not(office, leave):
    leave.withdraw(by=office.clerk)
    assert (office.again(leave).state, told()) == (WITHDRAWN, set())
    with pytest.raises(TooLate):
        leave.approve(deputy=None, by=office.supervisor)
    other = ask(office)  # the days are free again
    other.approve(deputy=None, by=office.supervisor)
    with pytest.raises(TooLate):
        other.withdraw(by=office.clerk)


def test_somebody_back_earlier_shortens_the_leave(office, leave):
    leave.approve(deputy=office.colleague, by=office.supervisor)
    for wrong in ("11-30", "12-03", "12-04"):
        with pytest.raises(Invalid):
            leave.shorten(day(wrong), by=office.supervisor)
    leave.shorten(day("12-02"), by=office.supervisor)
    assert (office.again(leave).ends_on, office.again(leave).state, leave.days) == (day("12-02"), APPROVED, 2)
    leave.cancel(by=office.supervisor)
    assert office.again(leave).state == CANCELLED
    assert list(Leave.running(day("12-01"), day("12-03"))) == []
    assert ("leave.change", office.colleague.id) in told()


def test_what_a_superior_enters_is_approved_by_that(office):
    leave = ask(office, by="supervisor")
    assert (leave.state, leave.decided_by_id) == (APPROVED, office.supervisor.id)
    assert told() == {("leave.approve", office.clerk.id), ("leave.deputy", office.colleague.id)}


@pytest.mark.parametrize("wrong,field", [
    ({"first": "12-03", "last": "12-02"}, "ends_on"), ({"first": "09-01", "last": "09-02"}, "starts_on"),
    ({"kind": "moon"}, "kind"), ({"deputy": "stranger"}, "deputy"), ({"deputy": "clerk"}, "deputy"),
    ({"deputy": "supervisor"}, "deputy"), ({"first": "12-20", "last": "12-31"}, "starts_on"),
    ({"first": "12-31", "last": "12-31"}, "starts_on")])
def test_what_cannot_be_is_refused_beside_its_field(office, wrong, field):
    ask(office, "12-20", "12-31")
    with pytest.raises(Invalid) as refusal:
        ask(office, **wrong)
    assert (refusal.value.field, Leave.select().count()) == (field, 1)


def test_a_leave_has_an_end(office):
    with pytest.raises(Invalid):
        Leave.ask(office.clerk, "annual", TODAY, TODAY + 366 * DAY, deputy=None, note="", by=office.clerk)


def test_the_superior_may_name_another_deputy_from_beneath(office, leave):
    with pytest.raises(Invalid):
        leave.approve(deputy=office.stranger, by=office.supervisor)
    leave.approve(deputy=office.supervisor, by=office.supervisor)
    assert office.again(leave).deputy_id == office.supervisor.id


@pytest.mark.parametrize("who", ["clerk", "colleague", "foreman", "stranger", "auditor", "admin", "boss"])
def test_only_a_superior_of_the_own_line_or_hr_decides(office, leave, who):
    by, entries = getattr(office, who), len(history(leave))
    allowed = who == "boss"  # above the supervisor
    for verb in (lambda: leave.refuse("不行", by=by), lambda: leave.approve(deputy=None, by=by)):
        if allowed:
            verb()
            break
        with pytest.raises(NotAllowed):
            verb()
    assert (office.again(leave).state == ASKED, len(history(leave)) == entries) == (not allowed, not allowed)


@pytest.mark.parametrize("who,decides", [("supervisor", False), ("manager", True), ("hr", True), ("clerk", False)])
def test_nobody_decides_on_the_own_leave(office, who, decides):
    mine = ask(office, who="supervisor", deputy=None)
    assert ("approve" in mine.moves_for(getattr(office, who))) is decides
    own = ask(office, who="hr", deputy=None)
    with pytest.raises(NotAllowed):
        own.approve(deputy=None, by=office.hr)


@pytest.mark.parametrize("who", ["colleague", "stranger", "foreman", "auditor"])
def test_nobody_enters_leave_for_others_but_a_superior(office, who):
    with pytest.raises(NotAllowed):
        ask(office, by=who)
    assert Leave.select().count() == 0


@pytest.mark.parametrize("reader,asked,approved,why", [
    ("clerk", True, True, True), ("colleague", False, True, False), ("supervisor", True, True, True),
    ("manager", True, True, True), ("hr", True, True, True), ("auditor", False, False, False),
    ("stranger", False, False, False), ("admin", False, False, False)])
def test_who_sees_it_and_who_sees_why(office, leave, reader, asked, approved, why):
    person = getattr(office, reader)
    before = leave in list(Leave.visible_to(person))
    leave.approve(deputy=office.colleague, by=office.supervisor)
    assert (before, leave in list(Leave.visible_to(person)), leave.tells_why(person)) == (asked, approved, why)
    assert [row.id for row in Leave.awaiting(person)] == []


def test_of_two_that_overlap_and_were_checked_at_once_only_one_is_kept(office, monkeypatch):
    asked = []

    def check(*_facts):
        if not asked:
            asked.append(ask)
            ask(office)
    monkeypatch.setattr(Leave, "_check", check)
    with pytest.raises(Invalid):
        ask(office)
    assert Leave.select().count() == 1


def test_a_leave_cut_short_meanwhile_is_not_made_longer_again(office, leave):
    leave.approve(deputy=None, by=office.supervisor)
    stale = office.again(leave)
    leave.shorten(day("12-01"), by=office.supervisor)
    with pytest.raises(TooLate):
        stale.shorten(day("12-02"), by=office.supervisor)
    assert office.again(leave).ends_on == day("12-01")


@pytest.mark.parametrize("verb", ["ask", "approve"])
def test_who_has_left_the_position_while_it_was_waited_for_is_no_deputy(office, monkeypatch, verb):
    leave = ask(office, deputy=None) if verb == "approve" else None

    def left_meanwhile():
        Appointment.update(ends_on=TODAY - DAY).where(Appointment.person == office.colleague).execute()
    monkeypatch.setattr(leaves, "queue_up", left_meanwhile)
    with pytest.raises(Invalid) as refusal:
        leave.approve(deputy=office.colleague, by=office.supervisor) if leave else ask(office)
    assert (refusal.value.field, Leave.select().where(Leave.deputy.is_null(False)).count()) == ("deputy", 0)
