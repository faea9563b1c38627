"""The days of duty: what is made of rules, roster and signatures, whatever the order and the interruptions."""

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.test_utils import count_queries

from db import generation
from db.audit import AuditEntry, history
from db.base import database
from db.duties import DROPPED, MISSED, TODO, Occurrence
from db.leaves import APPROVED, Leave
from db.people import Appointment
from db.roster import RosterDay
from db.rules import CLAIMED, EVERYBODY, HOLDER, IN_TURN, NAMED, Rule
from db.signatures import COMPLETE
from tests import duty
from tests.duty import at
from tests.papers import replaced, signing, version
from tests.rota import day

EARLY, LATE = "张小燕", "陈䶮"  # who works early but on weekends, late but on Mondays and Tuesdays
NOON = at("11-24")             # a Tuesday: the clerk works, her colleague is off


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield duty.office(world)


def rows(on, *, dropped=False):
    found = Occurrence.select().where(Occurrence.work_date == day(on)).order_by(Occurrence.slot, Occurrence.seat)
    return list(found if dropped else found.where(Occurrence.state != DROPPED))


def whose(on):
    """[(slot, name of who has it)] of a day."""
    return [(row.slot, row.person.name if row.person else None) for row in rows(on)]


def made(on, at=NOON):
    with time_machine.travel(at, tick=False):
        generation.make(day(on))
    return whose(on)


def is_away(person, first, last=None, deputy=None, by=None):
    return Leave.create(person=person, kind="annual", starts_on=day(first), ends_on=day(last or first), deputy=deputy,
                        state=APPROVED, asked_by=person)


# Who has it

@pytest.mark.parametrize("who, on, wanted", [
    (HOLDER, "11-24", [("18:00", EARLY)]),            # her colleague has the day off: a daily duty falls away
    (HOLDER, "11-25", [("18:00", EARLY), ("18:00", LATE)]),
    (HOLDER, "12-20", [("18:00", EARLY), ("18:00", LATE)]),  # nothing is planned there
    (EVERYBODY, "11-24", [("18:00", EARLY)]),
    (EVERYBODY, "11-25", [("18:00", LATE)]),          # the early shift has gone home at 17:30, before it begins
    (IN_TURN, "11-25", [("18:00", LATE)]),
    (CLAIMED, "11-25", [("18:00", None)]),
    (IN_TURN, "12-20", [("18:00", None)]),            # nobody is on shift: it is there, and nobody's
])
def test_who_has_it(office, who, on, wanted):
    times = ([17 * 60 + 30, 18 * 60, 19 * 60],) if who in (EVERYBODY, IN_TURN) and on == "11-25" else (duty.EVENING,)
    duty.rule(office.positions.clerk, who=who, times=times)
    assert made(on) == wanted


def test_what_is_due_weekly_is_not_lost_on_a_day_off(office):
    duty.rule(office.positions.clerk, recurrence="FREQ=WEEKLY;BYDAY=TU")
    assert made("11-24") == [("18:00", EARLY), ("18:00", LATE)]


def test_the_one_person_has_it_alone(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.colleague)
    assert made("11-25") == [("18:00", LATE)]


def test_those_on_shift_take_turns_without_a_gap(office):
    duty.rule(office.positions.clerk, who=IN_TURN, times=([600, 780, 900], [600, 840, 900]))
    found = [name for on in ("11-25", "11-26", "11-27") for _slot, name in made(on)]
    assert found in ([EARLY, LATE] * 3, [LATE, EARLY] * 3)


def test_each_shift_has_its_own_time(office):
    duty.rule(office.positions.clerk, recurrence="FREQ=DAILY;X-EACH=SHIFT", who=EVERYBODY, times=([0, 30, 240],))
    made("11-25")
    found = [(row.person.name, row.opens_at, f"{row.due_at.astimezone(NOON.tzinfo):%H:%M:%S}") for row in rows("11-25")]
    assert found == [(EARLY, at("11-25", "08:30"), "09:00:59"), (LATE, at("11-25", "12:00"), "12:30:59")]
    assert [name for _slot, name in made("11-24")] == [EARLY]


def test_the_deputy_stands_in_and_without_one_it_is_nobodys(office):
    duty.rule(office.positions.clerk)
    is_away(office.clerk, "11-26", deputy=office.colleague)
    is_away(office.clerk, "11-27")
    assert made("11-26") == [("18:00", LATE), ("18:00", LATE)]
    assert made("11-27") == [("18:00", None), ("18:00", LATE)]


def test_it_rests_on_what_the_person_signed(office):
    duty.rule(office.positions.clerk)
    generation.make(day("11-25"))
    [mine, other] = rows("11-25")
    assert (mine.clause.identity, mine.clause.description, mine.signing.holder) == ("a", office.version, office.clerk)
    assert other.signing.holder == office.colleague


def test_a_duty_binds_only_who_signed_it(office):
    version(office.positions.driver, {"c": "擦车"}, by=office.hr, effective_on=duty.SIGNED)
    duty.rule(office.positions.driver, clause="c")
    assert made("11-25") == []


def test_it_ends_with_the_appointment_in_the_middle_of_a_month(office):
    duty.rule(office.positions.clerk)
    Appointment.update(ends_on=day("11-26")).where(Appointment.person == office.clerk).execute()
    assert [made(on) for on in ("11-26", "11-27")] == [[("18:00", EARLY), ("18:00", LATE)], [("18:00", LATE)]]


def test_it_ends_for_each_holder_with_the_signature_under_a_version_without_it(office):
    duty.rule(office.positions.clerk)
    newer = version(office.positions.clerk, {"b": "接待来访"}, by=office.hr, effective_on="2026-11-20")
    assert made("11-25") == [("18:00", EARLY), ("18:00", LATE)]
    for old in office.version.signings:
        if old.holder == office.clerk:
            replaced(old)
    signing(newer, office.clerk, COMPLETE, on="2026-11-26")
    assert [made(on) for on in ("11-26", "11-27")] == [[("18:00", LATE)], [("18:00", LATE)]]


# When

def test_a_rule_edited_in_the_middle_of_a_month_changes_only_what_nobody_has_touched(office):
    first = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    generation.keep_up()
    [today], [tomorrow] = rows("11-24"), rows("11-25")
    facts = {name: getattr(first, name) for name in Rule.FACTS} | {"times": [[0, 600, 700]]}
    second = first.change(facts, day("11-25"), by=office.supervisor)
    generation.keep_up()
    assert [(row.id, row.rule, row.slot) for row in rows("11-24")] == [(today.id, first, "18:00")]
    assert [(row.rule, row.slot) for row in rows("11-25")] == [(second, "10:00")]
    assert office.again(tomorrow).state == DROPPED


def test_a_row_of_the_same_time_follows_the_new_version(office):
    first = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    generation.keep_up()
    [tomorrow] = rows("11-25")
    facts = {name: getattr(first, name) for name in Rule.FACTS} | {"items": [{"key": "i1", "label": "登记表"}]}
    second = first.change(facts, day("11-25"), by=office.supervisor)
    generation.keep_up()
    assert [(row.id, row.rule) for row in rows("11-25")] == [(tomorrow.id, second)]


def test_what_somebody_decided_about_stays_whatever_the_rule_becomes(office):
    first = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    generation.keep_up()
    [tomorrow] = rows("11-25")
    tomorrow.excuse("盘点", by=office.supervisor)
    first.end(day("11-24"), by=office.supervisor)
    generation.keep_up()
    assert [(row.id, row.state) for row in rows("11-25")] == [(tomorrow.id, "excused")]


def test_a_rule_written_in_the_afternoon_asks_for_nothing_of_the_morning(office):
    duty.rule(office.positions.clerk, times=([0, 660, 700], [700, 800, 900]), written_at=NOON, who=NAMED,
              person=office.clerk)
    assert made("11-24") == [("13:20", EARLY)]


def test_a_server_that_was_down_five_days_makes_up_for_them(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    duty.rule(office.positions.clerk, clause="b", recurrence="FREQ=WEEKLY;BYDAY=FR", who=NAMED, person=office.clerk,
              times=([0, 1080, 1439 + 7 * 1440],), title="周报")
    with time_machine.travel(at("11-23", "09:00"), tick=False):
        generation.keep_up()
    with time_machine.travel(at("11-29", "09:00"), tick=False):
        generation.keep_up()
        found = [(f"{row.work_date:%d}", row.rule.title[:2], row.state) for row in
                 Occurrence.select().order_by(Occurrence.work_date, Occurrence.series)]
        made_days = [f"{row.on:%d}" for row in generation.DutyDay.select().order_by(generation.DutyDay.on)]
    assert found == [("23", "核对", MISSED), ("24", "核对", MISSED), ("25", "核对", MISSED), ("26", "核对", MISSED),
                     ("27", "核对", MISSED), ("27", "周报", TODO), ("30", "核对", TODO)]  # the weekend was off
    assert made_days == ["23", "24", "25", "26", "27", "28", "29", "30"]


def test_the_first_day_of_all_makes_nothing_of_the_past(office):
    duty.rule(office.positions.clerk)
    generation.keep_up()
    assert sorted({row.work_date for row in Occurrence.select()}) == [day("11-24"), day("11-25")]


def test_the_first_request_of_a_day_makes_it_and_the_second_asks_one_question(office):
    duty.rule(office.positions.clerk)
    with time_machine.travel(at("11-23", "23:50"), tick=False):
        generation.keep_up()
    generation.keep_up_today()
    assert generation.DutyDay.get(generation.DutyDay.on == day("11-25"))
    with count_queries() as counter:
        generation.keep_up_today()
    assert counter.count == 1


def test_what_is_locked_is_missed_and_when_it_was_stays(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([0, 600, 660],))
    with time_machine.travel(at("11-24", "08:00"), tick=False):
        generation.keep_up()
    with time_machine.travel(at("11-24", "11:00"), tick=False):
        assert generation.lock_up() == 0  # the minute of 11:00 is still in time
    with time_machine.travel(at("11-24", "11:01"), tick=False):
        assert (generation.lock_up(), generation.lock_up()) == (1, 0)
    [row] = rows("11-24")
    assert (row.state, row.missed_at, [entry.action for entry in history(row)]) == (
        MISSED, row.locks_at, ["occurrence.miss"])


def test_next_year_has_days_although_nobody_has_entered_its_holidays(office):
    duty.rule(office.positions.clerk, recurrence="FREQ=MONTHLY;X-WORKDAY=1", off_days="later", who=NAMED,
              person=office.clerk)
    with time_machine.travel(dt.datetime(2027, 1, 1, 9, tzinfo=NOON.tzinfo), tick=False):
        generation.make(dt.date(2027, 1, 1))
    assert Occurrence.select().where(Occurrence.work_date == dt.date(2027, 1, 1)).count() == 1


def test_local_days_need_no_summer_time(office):
    """Every day of two years has 24 hours here: what is due at 18:00 is due at 10:00 UTC."""
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    found = set()
    for month in range(1, 13):
        generation.make(dt.date(2027, month, 15))
    for row in Occurrence.select():
        found.add((row.due_at.hour, row.due_at.minute, row.due_at.utcoffset()))
    assert found == {(10, 0, dt.timedelta())}


# When the roster changes

def swap(office, on):
    """The colleague takes the clerk's early shift of the day."""
    RosterDay.delete().where(RosterDay.on == day(on)).execute()
    RosterDay.create(person=office.colleague, on=day(on), shift=office.rota.early, is_edited=True)
    RosterDay.create(person=office.clerk, on=day(on), shift=None, is_edited=True)


@pytest.mark.parametrize("who", [EVERYBODY, IN_TURN])
@pytest.mark.parametrize("swapped_at, transfers", [("08:00", 0), ("12:00", 1)])
def test_a_swap_is_followed_silently_before_its_time_begins_and_as_a_transfer_after(office, who, swapped_at, transfers):
    duty.rule(office.positions.clerk, who=who, times=([9 * 60, 15 * 60, 17 * 60],))
    assert made("11-24", at("11-24", "07:00")) == [("15:00", EARLY)]
    swap(office, "11-24")
    for _twice in range(2):
        assert made("11-24", at("11-24", swapped_at)) == [("15:00", LATE)]
    entries = [entry.action for row in rows("11-24") for entry in history(row)]
    assert entries == ["occurrence.transfer"] * transfers


def test_swapped_and_swapped_back_before_its_time_leaves_one_row_each(office):
    duty.rule(office.positions.clerk, who=EVERYBODY)
    with time_machine.travel(at("11-23"), tick=False):
        generation.make(day("11-24"))
        [first] = rows("11-24")
        swap(office, "11-24")
        generation.make(day("11-24"))
        RosterDay.update(shift=None).where(RosterDay.person == office.colleague, RosterDay.on == day("11-24")).execute()
        RosterDay.update(shift=office.rota.early).where(RosterDay.person == office.clerk,
                                                        RosterDay.on == day("11-24")).execute()
        generation.make(day("11-24"))
    assert ([row.id for row in rows("11-24")], len(rows("11-24", dropped=True))) == ([first.id], 2)


def test_who_has_begun_keeps_it_whatever_the_roster_says(office):
    duty.rule(office.positions.clerk, who=EVERYBODY)
    generation.make(day("11-24"))
    [row] = rows("11-24")
    row.start(by=office.clerk)
    swap(office, "11-24")
    assert made("11-24") == [("18:00", EARLY)]


def test_who_falls_ill_after_it_began_gives_it_to_the_deputy_or_to_nobody(office):
    duty.rule(office.positions.clerk, recurrence="FREQ=WEEKLY;BYDAY=TU", who=NAMED, person=office.clerk)
    generation.make(day("11-24"))
    leave = is_away(office.clerk, "11-24")
    assert made("11-24") == [("18:00", None)]
    leave.deputy = office.colleague
    leave.save()
    assert made("11-24") == [("18:00", LATE)]


def test_what_was_given_to_somebody_by_hand_is_not_given_back(office):
    duty.rule(office.positions.clerk, who=EVERYBODY)
    generation.make(day("11-24"))
    rows("11-24")[0].reassign(office.colleague, "临时顶替", by=office.supervisor)
    for _twice in range(2):
        assert made("11-24") == [("18:00", LATE)]


def test_a_day_that_is_over_is_not_dealt_out_anew(office):
    duty.rule(office.positions.clerk, who=IN_TURN)
    generation.make(day("11-24"))
    swap(office, "11-24")
    assert made("11-24", at("11-26")) == [("18:00", EARLY)]


# However often, in whatever order

RULES = [
    {}, {"who": EVERYBODY}, {"who": IN_TURN, "clause": "b"}, {"who": CLAIMED},
    {"recurrence": "FREQ=DAILY;X-EACH=SHIFT", "who": EVERYBODY, "times": ([0, 30, 240],)},
    {"recurrence": "FREQ=WEEKLY;BYDAY=WE,SA", "off_days": "earlier"},
    {"recurrence": "FREQ=MONTHLY;X-WORKDAY=-1", "off_days": "later", "clause": "b"},
    {"times": ([0, 600, 700], [600, 900, 1000])},
]
DAYS = [f"11-{n}" for n in range(23, 31)]


def everything():
    return [(row.series, row.work_date, row.slot, row.seat, row.person_id, row.rule_id, row.clause_id, row.signing_id,
             row.opens_at, row.due_at, row.locks_at, row.state) for row in
            Occurrence.select().where(Occurrence.state != DROPPED).order_by(
                Occurrence.series, Occurrence.work_date, Occurrence.slot, Occurrence.seat)]


@given(st.lists(st.sampled_from(DAYS), max_size=12))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_days_made_in_any_order_any_number_of_times_are_the_same(office, order):
    with database.atomic() as transaction:
        for facts in RULES:
            duty.rule(office.positions.clerk, **facts)
        is_away(office.clerk, "11-27", "11-28", deputy=office.colleague)
        with database.atomic() as straight:
            for on in DAYS:
                generation.make(day(on))
            wanted = everything()
            straight.rollback()
        for on in [*order, *DAYS[::-1]]:
            generation.make(day(on))
        assert everything() == wanted
        transaction.rollback()


def test_a_day_made_again_writes_nothing_down(office):
    for facts in RULES:
        duty.rule(office.positions.clerk, **facts)
    generation.keep_up()
    before, entries = everything(), AuditEntry.select().count()
    generation.keep_up()
    assert (everything(), AuditEntry.select().count()) == (before, entries)


def test_thirty_rules_cost_no_more_questions_than_one(office):
    counts = []
    for more in (1, 29):
        for _ in range(more):
            duty.rule(office.positions.clerk)
        generation.make(day("11-25"))
        with count_queries() as counter:
            generation.make(day("11-25"))
        counts.append(counter.count)
    assert counts[0] == counts[1]
