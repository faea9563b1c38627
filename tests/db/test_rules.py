"""Rules in versions: who writes them, from when they hold, and that what is past stays as it was."""

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import evidence, generation
from db.audit import history
from db.base import HERE, Invalid, NotAllowed, TooLate, database, today
from db.coverage import coverage, coverage_map, whole_map
from db.descriptions import Description
from db.duties import Occurrence
from db.people import Appointment
from db.rules import EVERYBODY, NAMED, Fulfilment, Rule
from db.signatures import COMPLETE
from tests.almanac import Almanac
from tests.papers import signing, version

FACTS = {"title": "核对登记表", "recurrence": "FREQ=DAILY", "begins_on": dt.date(2026, 3, 1), "off_days": "as_usual",
         "times": [[0, 1080, 1439]], "who": "holder", "person": None, "items": [], "sampling": 0, "top_score": None,
         "minutes": None}
MARCH = dt.datetime(2026, 3, 2, 9, tzinfo=HERE)


@pytest.fixture(autouse=True)
def on_a_monday_in_march():
    with time_machine.travel(MARCH, tick=False):
        yield


@pytest.fixture
def duties(world):
    """The clerk's position with two duties in force."""
    version(world.positions.clerk, {"a": "核对登记表", "b": "接待来访"}, by=world.hr, effective_on="2026-02-01")
    return world.positions.clerk


def written(position, *, by, valid_from=None, clause="a", **facts):
    return Rule.write(position, clause, FACTS | facts, valid_from or today(), by=by)


def day(number):
    return dt.date(2026, 3, number)


@pytest.mark.parametrize("who, may", [
    ("supervisor", True), ("manager", True), ("boss", True), ("hr", True), ("hr_manager", True), ("clerk", False),
    ("colleague", False), ("foreman", False), ("auditor", False), ("admin", False)])
def test_rules_are_written_by_those_above_and_by_hr(world, duties, who, may):
    person = getattr(world, who)
    if may:
        assert [entry.action for entry in history(written(duties, by=person))] == ["duty_rule.write"]
    else:
        with pytest.raises(NotAllowed):
            written(duties, by=person)
    assert Rule.select().count() == may


def test_nobody_writes_the_rules_of_the_own_position(world):
    version(world.positions.hr_clerk, {"a": "整理档案"}, by=world.hr, effective_on="2026-02-01")
    with pytest.raises(NotAllowed):
        written(world.positions.hr_clerk, by=world.hr)
    assert written(world.positions.hr_clerk, by=world.hr_manager)


def test_a_change_closes_the_version_before_it_and_leaves_it_as_it_was(world, duties):
    first = written(duties, by=world.supervisor)
    before = Rule.select().where(Rule.id == first.id).dicts().get()
    second = first.change(FACTS | {"times": [[0, 600, 700]]}, day(10), by=world.supervisor)
    after = Rule.select().where(Rule.id == first.id).dicts().get()
    assert after == before | {"valid_until": day(9)}
    assert (second.series, second.version, second.valid_from, second.times) == (first.id, 2, day(10), [[0, 600, 700]])
    assert [rule.id for rule in Rule.valid(day(9))] == [first.id]
    assert [rule.id for rule in Rule.valid(day(10))] == [second.id]


def test_a_rule_edited_in_the_middle_of_a_month_is_due_by_each_version_in_its_time(world, duties):
    first = written(duties, by=world.hr, recurrence="FREQ=WEEKLY;BYDAY=MO")
    second = first.change(FACTS | {"recurrence": "FREQ=WEEKLY;BYDAY=FR"}, day(16), by=world.hr)
    found = [rule.days(day(1), day(31), Almanac()) for rule in (first, second)]
    assert found == [[day(2), day(9)], [day(20), day(27)]]


def test_what_changes_nothing_makes_no_version(world, duties):
    assert (written(duties, by=world.hr).change(FACTS, day(10), by=world.hr), Rule.select().count()) == (None, 1)


def test_two_who_change_the_same_version_do_not_both(world, duties):
    first = written(duties, by=world.hr)
    again = Rule.get_by_id(first.id)
    first.change(FACTS | {"title": "一"}, day(10), by=world.hr)
    with pytest.raises(TooLate):
        again.change(FACTS | {"title": "二"}, day(12), by=world.supervisor)
    with pytest.raises(TooLate):
        first.end(day(20), by=world.hr)
    assert [rule.title for rule in Rule.select().order_by(Rule.id)] == ["核对登记表", "一"]


@pytest.mark.parametrize("verb, on, field", [
    (lambda rule, on, by: Rule.write(rule.position, "a", FACTS, on, by=by), day(1), "valid_from"),
    (lambda rule, on, by: rule.change(FACTS | {"title": "新"}, on, by=by), day(2), "valid_from"),
    (lambda rule, on, by: rule.end(on, by=by), day(1), "valid_until"),
    (lambda rule, on, by: rule.change(FACTS | {"title": "新"}, on, by=by), dt.date(9999, 1, 1), "valid_from"),
])
def test_what_is_past_cannot_be_ruled(world, duties, verb, on, field):
    rule = written(duties, by=world.hr)
    with pytest.raises(Invalid) as refused:
        verb(rule, on, world.hr)
    assert (refused.value.field, Rule.select().count(), Rule.get().valid_until) == (field, 1, None)


def test_a_change_before_one_that_is_planned_takes_its_place(world, duties):
    first = written(duties, by=world.hr)
    planned = first.change(FACTS | {"title": "一"}, day(20), by=world.hr)
    sooner = Rule.get_by_id(planned.id).change(FACTS | {"title": "二"}, day(5), by=world.hr)
    assert [rule.id for rule in Rule.valid(day(4))] == [first.id]
    assert [[rule.id for rule in Rule.valid(day(n))] for n in (5, 20, 30)] == [[sooner.id]] * 3
    assert (Rule.get_by_id(planned.id).is_void, sooner.version, Rule.newest(first.series)) == (True, 3, sooner)
    [line, _other] = coverage(duties, world.hr)[0]
    assert line.rules == [first, sooner]


def test_what_was_planned_for_later_ends_with_the_rule_and_so_does_what_holds_today(world, duties):
    first = written(duties, by=world.hr)
    planned = first.change(FACTS | {"title": "一"}, day(20), by=world.hr)
    Rule.get_by_id(planned.id).end(day(2), by=world.hr)
    assert ([rule.id for rule in Rule.valid(day(2))], list(Rule.valid(day(3), day(31)))) == ([first.id], [])
    assert coverage(duties, world.hr)[0][0].is_covered is False
    with pytest.raises(TooLate):
        Rule.get_by_id(planned.id).change(FACTS | {"title": "二"}, day(25), by=world.hr)


@pytest.mark.parametrize("verb", [
    lambda rule, by: rule.change(FACTS | {"title": "新"}, day(12), by=by),
    lambda rule, by: rule.change(FACTS, day(12), by=by),
    lambda rule, by: rule.end(day(12), by=by)])
def test_what_has_ended_is_never_revived(world, duties, verb):
    rule = written(duties, by=world.hr)
    rule.end(day(8), by=world.hr)
    with time_machine.travel(MARCH + dt.timedelta(days=8), tick=False), pytest.raises(TooLate, match="begun anew"):
        verb(Rule.get_by_id(rule.id), world.hr)
    assert [(row.id, row.valid_until) for row in Rule.select()] == [(rule.id, day(8))]


def test_what_is_to_end_still_ends_after_a_change_and_begins_anew_only_from_later(world, duties):
    rule = written(duties, by=world.hr)
    rule.end(day(20), by=world.hr)
    with pytest.raises(Invalid, match="ends before that"):
        rule.end(day(21), by=world.hr)
    newer = Rule.get_by_id(rule.id).change(FACTS | {"title": "一"}, day(10), by=world.hr)
    assert newer.valid_until == day(20)
    again = newer.change(FACTS | {"title": "一"}, day(25), by=world.hr)
    assert (Rule.get_by_id(newer.id).valid_until, again.valid_from, again.valid_until) == (day(20), day(25), None)


deeds = st.lists(st.tuples(st.sampled_from(["change", "end", "wait"]), st.integers(0, 12)), min_size=2, max_size=7)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_one_version_at_most_holds_on_a_day_however_often_it_is_changed_and_ended(world, duties, deeds):
    with database.atomic() as spare:
        newest, last, past = written(duties, by=world.hr), None, 0
        for n, (deed, ahead) in enumerate(deeds):
            with time_machine.travel(MARCH + dt.timedelta(days=past), tick=False):
                on, held = today() + dt.timedelta(days=ahead), holding(newest.series, past)
                if deed == "wait":
                    past += ahead // 3
                    continue
                try:
                    if deed == "end":
                        newest.end(on, by=world.hr)
                        last = on
                    else:
                        newest.change(FACTS | {"title": f"第{n}版"}, on, by=world.hr)
                        last = last if last is None or on <= last else None
                except (Invalid, TooLate):
                    pass
                newest = Rule.newest(newest.series) or newest
                now_held = holding(newest.series, past)
                assert all(len(versions) <= 1 for versions in now_held.values())
                assert last is None or not any(now_held[one] for one in now_held if one > last)
                assert all(now_held[one] == held[one] for one in held if one < on)
        spare.rollback()


def holding(series, past):
    """{day: versions that hold} of the days from the first one on."""
    days = [MARCH.date() + dt.timedelta(days=n) for n in range(past + 30)]
    return {one: [row.version for row in Rule.valid(one).where(Rule.series == series)] for one in days}


def test_a_void_version_is_one_to_the_database_as_well(world, duties):
    first = written(duties, by=world.hr)
    planned = first.change(FACTS | {"title": "一"}, day(20), by=world.hr)
    planned.end(day(10), by=world.hr)
    rows = list(Rule.select())
    assert [row.is_void for row in rows] == [False, True]
    assert list(Rule.select().where(Rule.is_void)) == [row for row in rows if row.is_void]


def test_a_rule_may_end_today(world, duties):
    rule = written(duties, by=world.hr)
    rule.end(today(), by=world.hr)
    assert ([row.id for row in Rule.valid(day(2))], list(Rule.valid(day(3)))) == ([rule.id], [])


@pytest.mark.parametrize("wrong, field", [
    ({"title": " "}, "title"), ({"recurrence": "FREQ=MONTHLY;BYMONTHDAY=31"}, "number"),
    ({"off_days": "never"}, "off_days"),
    ({"times": []}, "times"), ({"times": [[600, 540, 700]]}, "times"), ({"times": [[0, 600, 500]]}, "times"),
    ({"times": [[0, 600, 700], [500, 600, 800]]}, "times"), ({"times": [[0, 600, 700 + n] for n in range(9)]}, "times"),
    ({"who": "whoever"}, "who"), ({"who": NAMED}, "person"), ({"sampling": 101}, "sampling"),
    ({"top_score": 1}, "top_score"), ({"minutes": 0}, "minutes"), ({"begins_on": dt.date(1999, 1, 1)}, "begins_on"),
])
def test_what_cannot_be_a_rule_is_refused_at_its_field(world, duties, wrong, field):
    with pytest.raises(Invalid) as refused:
        written(duties, by=world.hr, **wrong)
    assert (refused.value.field, Rule.select().count()) == (field, 0)


@pytest.mark.parametrize("who, person, may", [
    (NAMED, "clerk", True), (NAMED, "stranger", False), (EVERYBODY, "clerk", False)])
def test_only_a_holder_can_be_the_one_person_and_only_where_it_is_one(world, duties, who, person, may):
    if may:
        assert written(duties, by=world.hr, who=who, person=getattr(world, person)).person == world.clerk
    else:
        with pytest.raises(Invalid, match="hold this position|one person does it"):
            written(duties, by=world.hr, who=who, person=getattr(world, person))


def test_a_duty_that_is_not_in_force_gets_no_rule(world, duties):
    with pytest.raises(Invalid):
        written(duties, by=world.hr, clause="c")
    with pytest.raises(Invalid):
        Fulfilment.set(duties, "c", ["training"], by=world.hr)


def test_a_duty_is_covered_by_a_rule_or_a_register(world, duties):
    rule = written(duties, by=world.hr)
    Fulfilment.set(duties, "b", ["visitors", "reception"], by=world.hr)
    lines, orphans = coverage(duties, world.clerk)
    assert [(line.clause.identity, line.rules, line.sources) for line in lines] == [
        ("a", [rule], []), ("b", [], ["reception", "visitors"])]
    assert (orphans, [line.is_covered for line in lines]) == ([], [True, True])
    with time_machine.travel(MARCH + dt.timedelta(days=1), tick=False):
        rule.end(today(), by=world.hr)
        Fulfilment.set(duties, "b", ["reception"], by=world.hr)
        assert [line.sources for line in coverage(duties, world.hr)[0]] == [[], ["reception"]]
    with time_machine.travel(MARCH + dt.timedelta(days=2), tick=False):
        assert [line.is_covered for line in coverage(duties, world.hr)[0]] == [False, True]


def test_a_duty_is_uncovered_as_soon_as_its_last_rule_is_ended(world, duties):
    def lacking():
        [line] = [line for line in whole_map() if line.position == duties]
        return [one.clause.identity for one in line.lines if not one.is_covered]
    first, second = written(duties, by=world.hr), written(duties, by=world.hr, title="再核对一遍")
    Fulfilment.set(duties, "b", ["reception"], by=world.hr)
    assert lacking() == []
    first.end(today(), by=world.hr)
    assert lacking() == []
    second.end(today(), by=world.hr)
    assert lacking() == ["a"]
    Fulfilment.set(duties, "b", [], by=world.hr)
    assert lacking() == ["a", "b"]


def test_a_rule_that_goes_on_in_its_next_version_or_for_some_days_still_covers(world, duties):
    rule = written(duties, by=world.hr)
    newer = rule.change(FACTS | {"title": "每天核对"}, day(3), by=world.hr)
    assert [line.is_covered for line in coverage(duties, world.hr)[0]] == [True, False]
    newer.end(day(20), by=world.hr)
    assert [line.is_covered for line in coverage(duties, world.hr)[0]] == [True, False]


def test_a_rule_whose_duty_is_gone_stands_apart(world, duties):
    rule = written(duties, by=world.hr)
    version(duties, {"b": "接待来访"}, by=world.hr, effective_on="2026-03-02")
    lines, orphans = coverage(duties, world.hr)
    assert ([line.clause.identity for line in lines], orphans) == (["b"], [rule])


def test_registers_that_are_none_are_refused(world, duties):
    with pytest.raises(Invalid):
        Fulfilment.set(duties, "a", ["horoscope"], by=world.hr)
    with pytest.raises(NotAllowed):
        Fulfilment.set(duties, "a", ["training"], by=world.clerk)
    assert Fulfilment.select().count() == 0


# How far the duties are covered

def test_the_map_counts_what_each_position_lacks(world, duties):
    written(duties, by=world.hr)
    Fulfilment.set(duties, "b", ["reception"], by=world.hr)
    version(duties, {"b": "接待来访", "c": "盘点"}, by=world.hr, effective_on="2026-03-02")
    [line] = [line for line in coverage_map(world.manager) if line.position == duties]
    assert (len(line.lines), line.number("rules"), line.number("sources"), line.uncovered, line.orphans) == (
        2, 0, 1, 1, 1)


@pytest.mark.parametrize("who, sees", [("supervisor", {"clerk"}), ("manager", {"clerk"}), ("foreman", {"driver"}),
                                       ("hr", {"clerk", "driver"}), ("auditor", {"clerk", "driver"})])
def test_the_map_shows_each_reader_what_they_watch_over(world, duties, who, sees):
    version(world.positions.driver, {"a": "擦车"}, by=world.hr, effective_on="2026-02-01")
    shown = {line.position for line in coverage_map(getattr(world, who))}
    assert {key for key in ("clerk", "driver") if getattr(world.positions, key) in shown} == sees


def test_a_rule_nothing_is_done_by_for_ninety_days_is_quiet_and_one_that_binds_nobody_says_so(world, duties):
    made = written(duties, by=world.hr)
    signing(Description.in_force(duties), world.clerk, COMPLETE, on="2026-02-10")

    def told(days):
        with time_machine.travel(MARCH + dt.timedelta(days=days), tick=False):
            line = coverage(duties, world.hr)[0][0]
            return line.is_quiet, line.is_nobodys, line.last_done_at is not None
    assert [told(days) for days in (0, 90, 91)] == [(False, False, False), (False, False, False), (True, False, False)]
    with time_machine.travel(MARCH + dt.timedelta(days=10), tick=False):
        generation.make(today())
        evidence.submit(Occurrence.get(Occurrence.series == made.series), by=world.clerk)
    assert [told(days) for days in (11, 99, 101)] == [(False, False, True), (False, False, True), (True, False, False)]
    Appointment.update(ends_on=day(20)).where(Appointment.person == world.clerk).execute()
    assert told(30)[1]
