"""Items that tick themselves: what somebody does elsewhere proves the own duty of that day, and nothing else does."""

import pytest
import time_machine

from db import audit, evidence, generation, linking, tasks
from db.audit import history, track
from db.base import TooLate, database
from db.duties import ACCEPTED, IN_PROGRESS, MISSED, SENT_BACK, SUBMITTED, TODO, Occurrence
from db.evidence import Unanswered
from db.items import kept, parse_items
from db.proof import Record, latest
from db.rules import NAMED
from db.tasks import Task
from tests import duty
from tests.duty import at
from tests.rota import day

ANSWERS = "交办事项当日回复 | 单据 上级交办"


@pytest.fixture
def office(world, monkeypatch):
    last = audit._last  # the log never goes back in time, and the world was written down today
    monkeypatch.setattr(audit, "_last", lambda lock=True: (*last(lock)[:2], None))
    with later("09:00"):
        yield duty.office(world)


@pytest.fixture
def owed(office):
    """owed(items, **rule) is what the clerk has to do on 24 November, from 8:00 to 10:00, locked at 12:00."""
    def owed(items=ANSWERS, person="clerk", **facts):
        facts = {"times": ([480, 600, 720],)} | facts
        made = duty.rule(getattr(office.positions, person), who=NAMED, person=getattr(office, person),
                         items=kept(parse_items(items)), **facts)
        generation.make(day("11-24"))
        return Occurrence.select().where(Occurrence.series == made.series).order_by(Occurrence.due_at).get()
    return owed


@pytest.fixture
def given(office):
    """given() is a task of the clerk's."""
    def given(person="clerk"):
        return Task.give(getattr(office, person), office.positions.clerk, "整理货架", at("11-27", "18:00"),
                         by=office.supervisor)
    return given


def later(time, on="11-24"):
    return time_machine.travel(at(on, time), tick=False)


def actions(row):
    return [entry.action.partition(".")[2] for entry in history(row)]


def rests_on(row):
    """[(item, row of the register or None where it was undone)], the oldest first."""
    return [(record.item, record.value and record.subject) for record in row.records.order_by(Record.id)]


def test_with_the_record_the_duty_is_done_as_of_that_moment(office, owed, given):
    row, task = owed(), given()
    with later("09:30"):
        task.answer("已整理", by=office.clerk)
    row = office.again(row)
    assert (row.state, row.done_at, row.done_by, row.was_late) == (SUBMITTED, at("11-24", "09:30"), office.clerk, False)
    assert (rests_on(row), actions(row), history(row).get().actor_id) == (
        [("i1", f"task:{task.id}")], ["count_as_done"], None)


@pytest.mark.parametrize("time, state, is_late", [
    ("07:59", TODO, False), ("08:00", SUBMITTED, False), ("10:00", SUBMITTED, False), ("10:01", SUBMITTED, True),
    ("11:59", SUBMITTED, True), ("12:01", MISSED, False)])
@pytest.mark.parametrize("is_made_first", [True, False])
def test_it_counts_from_the_opening_to_the_lock_in_either_order(office, owed, given, time, state, is_late,
                                                                is_made_first):
    row, task = owed() if is_made_first else None, given()
    with later(time):
        task.answer("已整理", by=office.clerk)
        row = row or owed()
    with later(time if state == TODO else "11:59" if state != MISSED else "12:01"):
        for _twice in range(2):
            linking.catch_up()
        generation.lock_up()
    row = office.again(row)
    assert (row.state, row.was_late, len(rests_on(row))) == (state, is_late, int(state == SUBMITTED))


def test_what_was_done_in_time_is_found_after_the_lock(office, owed, given):
    task = given()
    with later("09:30"):
        task.answer("已整理", by=office.clerk)
    row = owed()
    with later("12:30"):
        generation.keep_up()
    row = office.again(row)
    assert (row.state, row.done_at, row.missed_at) == (SUBMITTED, at("11-24", "09:30"), None)


@pytest.mark.parametrize("who, on", [("colleague", "11-24"), ("clerk", "11-25"), ("clerk", "11-23")])
def test_what_somebody_else_did_or_on_another_day_proves_nothing(office, owed, given, who, on):
    row = owed(times=([480, 600, 4 * 1440],))  # locked after days
    with later("09:30", on):
        given(who).answer("已整理", by=getattr(office, who))
        linking.catch_up()
    assert (office.again(row).state, rests_on(row)) == (TODO, [])


def test_each_record_proves_one_time_of_a_rule_and_rules_do_not_share(office, owed, given):
    first = owed(times=([480, 600, 1439], [480, 660, 1439]))
    other = owed()
    second = Occurrence.get(Occurrence.series == first.series, Occurrence.id != first.id)
    one, another = given(), given()
    one.answer("已整理", by=office.clerk)
    linking.catch_up()
    assert [office.again(row).state for row in (first, second, other)] == [SUBMITTED, TODO, SUBMITTED]
    another.answer("已整理", by=office.clerk)
    assert (office.again(second).state, rests_on(second)) == (SUBMITTED, [("i1", f"task:{another.id}")])


def test_with_something_else_to_fill_in_it_waits_for_the_person(office, owed, given):
    row, task = owed(f"{ANSWERS}\n台面整洁"), given()
    task.answer("已整理", by=office.clerk)
    assert (office.again(row).state, rests_on(row)) == (TODO, [("i1", f"task:{task.id}")])
    evidence.submit(row, {"i2": "y"}, by=office.clerk)
    assert (row.state, sorted(latest(row))) == (SUBMITTED, ["i1", "i2"])


def test_without_the_record_it_is_not_done_whatever_the_form_says(office, owed):
    row = owed(f"{ANSWERS}\n台面整洁")
    with pytest.raises(Unanswered) as refused:
        evidence.submit(row, {"i1": "task:1", "i2": "y"}, by=office.clerk)
    assert (list(refused.value.problems), rests_on(row)) == (["i1"], [])


def test_what_may_be_left_out_does_not_hold_it_up_nor_make_it_done(office, owed, given):
    row = owed(f"{ANSWERS} | 选填")
    given().answer("已整理", by=office.clerk)
    assert (office.again(row).state, len(rests_on(row))) == (TODO, 1)
    evidence.submit(row, by=office.clerk)
    assert row.state == SUBMITTED


def test_made_up_for_it_takes_the_record_of_the_day_it_is_made_up_on(office, owed, given):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        office.again(row).reopen("补做", by=office.supervisor)
    with later("10:00", "11-25"):
        given().answer("已整理", by=office.clerk)
        assert office.again(row).state == TODO
        evidence.submit(office.again(row), by=office.clerk)
    assert (office.again(row).state, office.again(row).was_missed, len(rests_on(row))) == (SUBMITTED, True, 1)


def test_who_stands_in_for_the_person_needs_a_record_of_the_own(office, owed, given):
    row = owed(f"{ANSWERS}\n台面整洁")
    given().answer("已整理", by=office.clerk)
    with pytest.raises(Unanswered) as refused:
        evidence.submit(office.again(row), {"i2": "y"}, by=office.supervisor, instead=True)
    assert list(refused.value.problems) == ["i1"]


def test_given_to_somebody_else_it_rests_on_what_that_one_does(office, owed, given):
    row = owed(f"{ANSWERS}\n台面整洁")
    given().answer("已整理", by=office.clerk)
    row.reassign(office.colleague, "顶替", by=office.supervisor)
    with pytest.raises(Unanswered):
        evidence.submit(row, {"i2": "y"}, by=office.colleague)
    given("colleague").answer("已整理", by=office.colleague)
    evidence.submit(office.again(row), {"i2": "y"}, by=office.colleague)
    assert [record.by.name for record in row.records.where(Record.item == "i1").order_by(Record.id)] == [
        "张小燕", "陈䶮"]


def test_taken_back_by_its_person_it_is_not_done_again_by_itself(office, owed, given):
    row = owed()
    given().answer("已整理", by=office.clerk)
    office.again(row).take_back(by=office.clerk)
    linking.catch_up()
    assert office.again(row).state == IN_PROGRESS
    evidence.submit(office.again(row), by=office.clerk)
    assert (office.again(row).state, len(rests_on(row))) == (SUBMITTED, 1)


def test_what_is_undone_is_said_and_looked_at_and_can_be_done_anew(office, owed, given):
    row, task = owed(), given()
    task.answer("已整理", by=office.clerk)
    task.hand_back("西侧还没有", at("11-28", "12:00"), by=office.supervisor)
    for _twice in range(2):
        linking.catch_up()
    row = office.again(row)
    assert (row.state, row.is_sampled, rests_on(row)) == (
        SUBMITTED, True, [("i1", f"task:{task.id}"), ("i1", None)])
    assert (latest(row)["i1"].by, actions(row)) == (office.supervisor, ["count_as_done", "lose_proof"])
    task.answer("西侧也完成", by=office.clerk)
    linking.catch_up()
    assert (rests_on(row)[2:], office.again(row).done_at) == ([("i1", f"task:{task.id}")], at("11-24", "09:00"))


def test_what_was_undone_before_anybody_looked_proves_nothing(office, owed, given):
    task = given()
    task.answer("已整理", by=office.clerk)
    task.hand_back("不够", at("11-28", "12:00"), by=office.supervisor)
    row = owed()
    linking.catch_up()
    assert (office.again(row).state, rests_on(row)) == (TODO, [])


def test_sent_back_it_waits_for_its_person(office, owed, given):
    row, task = owed(), given()
    task.answer("已整理", by=office.clerk)
    evidence.inspect(office.again(row), "send_back", "没有照片", by=office.supervisor)
    task.hand_back("不够", at("11-28", "12:00"), by=office.supervisor)
    task.answer("补齐", by=office.clerk)
    assert (office.again(row).state, len(rests_on(row))) == (SENT_BACK, 3)


def test_a_refused_verb_leaves_no_trace_on_the_duty(office, owed, given):
    row, task = owed(), given()
    with database.atomic() as all_of_it:
        task.answer("已整理", by=office.clerk)
        assert office.again(row).state == SUBMITTED
        all_of_it.rollback()
    assert (office.again(row).state, rests_on(row)) == (TODO, [])
    with pytest.raises(TooLate):
        task.close(by=office.supervisor)
    assert rests_on(row) == []


@pytest.mark.parametrize("word", ["检查", "整改", "复查", "上级交办"])
def test_each_register_is_filled_by_its_own_deeds(office, owed, word):
    duty.bind(office, office.supervisor, position=office.positions.supervisor)
    rows = {one: owed(f"记录 | 单据 {one}", person=who) for one, who in (
        ("检查", "supervisor"), ("整改", "clerk"), ("复查", "supervisor"), ("上级交办", "clerk"))}
    done = owed("台面整洁")
    evidence.submit(done, {"i1": "y"}, by=office.clerk)
    task = tasks.fail(done, "重做", office.clerk, at("11-25", "18:00"), by=office.supervisor)
    steps = {"检查": f"occurrence:{done.id}", **dict.fromkeys(("整改", "复查", "上级交办"), f"task:{task.id}")}
    assert {one: len(rests_on(row)) for one, row in rows.items()} == {"检查": 1, "整改": 0, "复查": 0, "上级交办": 0}
    task.answer("已重做", by=office.clerk)
    task.close(by=office.supervisor)
    assert (rests_on(rows[word]), office.again(rows[word]).state) == ([("i1", steps[word])], SUBMITTED)


def test_a_plain_task_is_no_rectification(office, owed, given):
    row = owed("记录 | 单据 整改")
    given().answer("已整理", by=office.clerk)
    assert rests_on(row) == []


def test_what_no_verb_hands_on_is_found_when_the_day_is_kept_up(office, owed):
    row, signing = owed("签署 | 单据 签署"), office.version.signings.get()
    track(signing, "signing.sign_as_hr", by=office.clerk)
    generation.keep_up()
    assert (office.again(row).state, rests_on(row)) == (SUBMITTED, [("i1", f"signing:{signing.id}")])
    track(signing, "signing.withdraw", by=office.hr)
    for _twice in range(2):
        generation.keep_up()
    assert rests_on(row) == [("i1", f"signing:{signing.id}"), ("i1", None)]


def test_what_counts_by_itself_is_inspected_like_everything_else(office, owed, given):
    row = owed(sampling=100, top_score=5)
    given().answer("已整理", by=office.clerk)
    row = office.again(row)
    assert row.is_sampled
    evidence.inspect(row, "accept", "", 5, by=office.supervisor)
    assert row.state == ACCEPTED
