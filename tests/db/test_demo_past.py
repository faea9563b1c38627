"""What the demo tells of the weeks that are over: the rows the portal would have made, and records one may believe."""

import datetime as dt
import json

import pytest
import time_machine

from db import generation
from db.audit import AuditEntry
from db.base import HERE, today
from db.demo import past
from db.demo.duties import ADDED_RULES, RULES
from db.demo.fate import dice, fate
from db.demo.proof import fill_in
from db.duties import EXCUSED, MISSED, TODO, Occurrence
from db.evidence import Inspection, Record
from db.rules import EVERYBODY, IN_TURN, Rule
from db.signatures import Signing
from db.tasks import Task
from tests import duty
from tests.rota import NOON, day

AT = {"work_date": day("11-20"), "opens_at": duty.at("11-20", "09:00"), "due_at": duty.at("11-20", "18:00"),
      "locks_at": duty.at("11-20", "23:59")}


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield duty.office(world)


def planned(days):
    rows = Occurrence.select().where(Occurrence.work_date.in_(days))
    return sorted((row.series, row.work_date, row.slot, row.seat, row.rule_id, row.clause_id, row.signing_id,
                   row.opens_at, row.due_at, row.locks_at) for row in rows)


def test_the_past_is_told_in_the_rows_the_portal_would_have_made(office):
    for facts in ({}, {"who": EVERYBODY, "clause": "b"}, {"who": IN_TURN}, {"recurrence": "FREQ=WEEKLY;BYDAY=MO"}):
        duty.rule(office.positions.clerk, **facts)
    past.tell()
    days = [day("11-20"), day("11-22"), day("11-23")]
    told = planned(days)
    Occurrence.delete().execute()
    for on in days:
        generation.make(on)
    assert (told, len(told) > 6) == (planned(days), True)


def test_it_is_one_entry_of_the_log_and_nothing_of_it_is_still_to_come(office):
    duty.rule(office.positions.clerk, items=[{"key": "i1", "label": "收件", "kind": "number"}], sampling=100)
    past.tell()
    [entry] = AuditEntry.select().where(AuditEntry.action == "duty_day.tell")
    rows = list(Occurrence.select())
    assert json.loads(entry.particulars)["count"] == len(rows) == (day("11-24") - day("09-01")).days * 2 - 1
    assert {row.work_date < today() for row in rows} == {True}
    done = [row for row in rows if row.done_at]
    assert {row.done_at < NOON and row.done_at > row.opens_at for row in done} == {True}
    assert sorted(record.occurrence_id for record in Record.select()) == sorted(row.id for row in done)
    assert {one.by_id for one in Inspection.select()} == {office.supervisor.id}
    assert not [row for row in rows if row.state == TODO and row.locks_at < NOON]


def test_what_has_been_due_today_is_told_up_to_now_and_the_rest_stays_open(office):
    duty.rule(office.positions.clerk, times=([0, 600, 610], [0, 1080, 1439]))
    generation.keep_up()
    past.tell_today()
    states = {row.slot: row.state for row in Occurrence.select().where(Occurrence.work_date == today())}
    assert (states["10:00"] != TODO, states["18:00"]) == (True, TODO)


@pytest.mark.parametrize("key", RULES)
def test_every_rule_of_the_demo_can_be_answered(key):
    for _number, facts in RULES[key] + ADDED_RULES.get(key, []):
        rule = Rule(**facts)
        for throw in range(20):
            values = fill_in(rule, day("11-20"), dice(key, facts["title"], throw))
            needed = {item.key for item in rule.item_list if item.need == "required" and not item.register}
            assert needed <= set(values)


@pytest.mark.parametrize("now", [duty.at("11-20", "12:00"), duty.at("11-20", "20:00"), duty.at("11-24")])
def test_no_fate_is_of_another_time_than_its_own(now):
    rule, row = Rule(sampling=50, top_score=5), AT | {"person": 7}
    for throw in range(300):
        facts, seen = fate(row, rule, 9, now, dice(throw))
        moments = [one for one in (facts["done_at"], facts["missed_at"], facts["explained_at"], *(one["at"] for one in
                   seen)) if one]
        assert all(row["opens_at"] < moment < now for moment in moments)
        assert (facts["missed_at"] is None) or facts["missed_at"] == row["locks_at"]
        assert facts["moved_to"] is None or row["work_date"] < facts["moved_to"] <= now.date()
        assert (facts["state"] == EXCUSED) == (facts["skip_reason"] is not None)
        assert facts["explanation"] is None or facts["state"] == MISSED


def test_every_fate_befalls_somebody():
    rule, row, now = Rule(sampling=50), AT | {"person": 7}, dt.datetime(2026, 11, 28, 12, tzinfo=HERE)
    fates = [fate(row, rule, 9, now, dice(throw)) for throw in range(600)]
    told = {(facts["state"], bool(facts["done_at"]) and facts["done_at"] > (row | facts)["due_at"],
             bool(facts["missed_at"])) for facts, _seen in fates}
    assert {("submitted", False, False), ("submitted", True, False), ("submitted", True, True),
            ("accepted", False, False), ("missed", False, True), ("excused", False, False),
            ("rejected", False, False)} <= told
    assert {tuple(one["verdict"] for one in seen) for _facts, seen in fates} == {
        (), ("accept",), ("send_back", "accept"), ("fail",)}
    assert {facts["moved_to"] and (facts["moved_to"] - row["work_date"]).days for facts, _seen in fates} == {
        None, 1, 2, 3}


def test_nobody_moves_what_is_due_every_day():
    rule, now = Rule(sampling=50, recurrence="FREQ=DAILY"), dt.datetime(2026, 11, 28, 12, tzinfo=HERE)
    assert {fate(AT | {"person": 7}, rule, 9, now, dice(throw))[0]["moved_to"] for throw in range(300)} == {None}


def test_what_an_inspection_found_was_put_right_and_looked_at_again(office):
    item = [{"key": "i1", "label": "台面", "kind": "verdict"},
            {"key": "i2", "label": "照片", "kind": "photo", "need": "optional"}]
    for minute in range(8):  # enough of them that an inspection fails
        duty.rule(office.positions.clerk, times=[[0, 600 + minute, 1439]], items=item, sampling=100)
    past.tell()
    found = {row.id: row for row in Inspection.select().where(Inspection.verdict == "fail")}
    tasks = {task.inspection_id: task for task in Task.select()}
    assert (tasks.keys(), bool(found)) == (found.keys(), True)
    for row_id, task in tasks.items():
        steps = [(step.kind, step.by_id, step.photo_id is not None) for step in task.step_list]
        assert steps == [("answer", task.person_id, False), ("photo", task.person_id, True),
                         ("close", found[row_id].by_id, False)]
        assert found[row_id].at < task.answered_at < task.closed_at < NOON
        assert {step.is_late for step in task.step_list if step.kind == "answer"} == {task.was_late}
    assert Record.select().where(Record.photo.is_null(False)).exists()


def test_on_a_day_before_somebody_was_bound_nothing_is_told_of_him(office):
    Signing.update(signed_on=day("10-15")).where(Signing.holder == office.colleague).execute()
    duty.rule(office.positions.clerk)
    past.tell()
    since = {row.person_id: row.work_date for row in Occurrence.select().order_by(Occurrence.work_date.desc())}
    assert since == {office.clerk.id: day("09-01"), office.colleague.id: day("10-15")}
