"""The roster: made again without harm, edited without loss, read in a fixed number of questions."""

import datetime as dt

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, TooLate
from db.hours import written
from db.leaves import Leave
from db.notices import Notice
from db.roster import GONE, Roster, RosterDay, first_open_day
from db.weeks import Pattern
from tests.rota import MONDAY, NOON, SUNDAY, TODAY, day, rota

DAY = dt.timedelta(days=1)


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        world.ids = [world.clerk.id, world.colleague.id]
        yield world


def letters(person, first=MONDAY, last=SUNDAY):
    rows = RosterDay.of([person.id], first, last)
    return "".join((row.shift.letter if row.shift else "-") if (row := rows.get((person.id, first + n * DAY))) else "."
                   for n in range((last - first).days + 1))


def stored():
    return list(RosterDay.select(RosterDay.id, RosterDay.person, RosterDay.on, RosterDay.shift, RosterDay.is_edited)
                .order_by(RosterDay.id).tuples())


def test_a_roster_is_made_from_the_patterns(office):
    assert (letters(office.clerk), letters(office.colleague)) == ("AAAAA--" * 3, "--BBBBB" * 3)


def test_making_it_again_changes_nothing_and_says_nothing(office):
    before, entries = stored(), AuditEntry.select().count()
    assert RosterDay.make(office.ids, MONDAY, SUNDAY, by=office.hr) == 0
    assert (stored(), AuditEntry.select().count()) == (before, entries)


def test_what_was_edited_is_kept_when_it_is_made_again(office):
    put(office, {(office.clerk, "12-05"): office.rota.late.id, (office.clerk, "12-01"): None})
    Pattern.set(office.clerk, [[office.rota.late.id] * 7], day("11-30"), by=office.supervisor)
    RosterDay.make(office.ids, MONDAY, SUNDAY, by=office.supervisor)
    assert letters(office.clerk) == "AAAAA--" + "B-BBBBB" + "BBBBBBB"
    assert RosterDay.of([office.clerk.id], day("12-05"), day("12-05"))[office.clerk.id, day("12-05")].is_edited


def test_days_that_are_over_stay_as_they_were(office):
    Pattern.set(office.clerk, [[office.rota.late.id] * 7], MONDAY, by=office.supervisor)
    assert RosterDay.make(office.ids, MONDAY, SUNDAY, by=office.supervisor) == 20
    assert letters(office.clerk) == "A" + "B" * 20


def test_a_pattern_that_ends_takes_what_was_not_edited_with_it(office):
    put(office, {(office.clerk, "12-05"): office.rota.late.id})
    Pattern.set(office.clerk, [], day("11-30"), by=office.supervisor)
    RosterDay.make(office.ids, MONDAY, SUNDAY, by=office.supervisor)
    assert letters(office.clerk) == "AAAAA--" + ".....B." + "......."


def test_nobody_is_planned_for_days_without_a_position(office):
    office.clerk.appointments.get().end(day("12-03"), by=office.hr)
    RosterDay.make(office.ids, MONDAY, SUNDAY, by=office.supervisor)
    assert letters(office.clerk) == "AAAAA--" + "AAAA..." + "......."
    with pytest.raises(Invalid):
        put(office, {(office.clerk, "12-04"): None}, by=office.hr)


def put(office, days, seen=None, by=None):
    keyed = {(person.id, day(on)): shift for (person, on), shift in days.items()}
    there = RosterDay.of([person for person, _ in keyed], min(on for _, on in keyed), max(on for _, on in keyed))
    known = {key: there[key].shift_id if key in there else GONE for key in keyed} if seen is None else seen
    return RosterDay.put(keyed, seen=known, by=by or office.supervisor)


def test_a_day_is_emptied_and_filled_by_hand(office):
    assert put(office, {(office.clerk, "11-25"): GONE, (office.clerk, "11-26"): office.rota.late.id}) == 2
    assert letters(office.clerk)[:5] == "AA.BA"
    assert put(office, {(office.clerk, "11-26"): office.rota.late.id}) == 0  # as it is


def test_whose_days_were_changed_is_told_once_and_it_is_written_down(office):
    put(office, {(office.clerk, "11-26"): None, (office.clerk, "11-27"): None, (office.colleague, "11-23"): None})
    [notice] = Notice.select().where(Notice.kind == "roster_day.put")
    assert (notice.person_id, notice.particulars) == (office.clerk.id, {"first_on": "2026-11-26"})
    entries = AuditEntry.select().where(AuditEntry.action == "roster_day.put")
    assert [entry.subject for entry in entries] == [f"person:{office.clerk.id}"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(office):
    seen = {(office.clerk.id, day(on)): office.rota.early.id for on in ("11-26", "11-27")}
    put(office, {(office.clerk, "11-26"): None})
    before = stored()
    with pytest.raises(TooLate):
        put(office, {(office.clerk, "11-26"): office.rota.late.id, (office.clerk, "11-27"): None}, seen=seen)
    assert stored() == before
    put(office, {(office.clerk, "11-27"): None}, seen=seen)  # a day that is as it was seen


def test_the_month_before_the_last_one_is_closed(office):
    assert first_open_day() == day("10-01")
    put(office, {(office.clerk, "10-01"): None})
    with pytest.raises(TooLate):
        put(office, {(office.clerk, "09-30"): None})


@pytest.mark.parametrize("who,allowed", [("supervisor", True), ("manager", True), ("hr", True), ("clerk", False),
                                         ("colleague", False), ("foreman", False), ("auditor", False),
                                         ("admin", False)])
def test_who_makes_and_edits_the_clerks_roster(office, who, allowed):
    by, before = getattr(office, who), stored()
    verbs = (lambda: put(office, {(office.clerk, "11-26"): None}, by=by),
             lambda: RosterDay.make([office.clerk.id], MONDAY, SUNDAY + DAY, by=by))
    for verb in verbs:
        if allowed:
            assert verb() == 1
        else:
            with pytest.raises(NotAllowed):
                verb()
    assert (stored() == before) is not allowed


def test_one_foreign_person_among_many_refuses_all(office):
    before = stored()
    with pytest.raises(NotAllowed):
        put(office, {(office.clerk, "11-26"): None, (office.stranger, "11-26"): None})
    assert stored() == before


@pytest.mark.parametrize("reader,seen", [
    ("clerk", {"clerk", "colleague"}), ("colleague", {"clerk", "colleague"}), ("supervisor", {"clerk", "colleague"}),
    ("manager", {"clerk", "colleague"}), ("hr", {"clerk", "colleague"}), ("auditor", {"clerk", "colleague"}),
    ("stranger", set()), ("foreman", set()), ("admin", set())])
def test_each_sees_the_own_teams_days(office, reader, seen):
    found = {row.person_id for row in RosterDay.visible_to(getattr(office, reader))}
    assert found == {getattr(office, key).id for key in seen}


# The snapshot.

def test_who_is_on_shift_and_with_which(office):
    roster = Roster.between(MONDAY, SUNDAY)
    assert [roster.on_shift(day(on)) for on in ("11-23", "11-25", "11-28")] == [
        [office.clerk.id], office.ids, [office.colleague.id]]
    posts = office.positions
    assert [roster.on_shift(day("11-25"), post) for post in (posts.clerk, posts.driver)] == [office.ids, []]
    assert [roster.shift_of(office.clerk.id, day(on)) for on in ("11-25", "11-28", "12-31")] == [
        office.rota.early, None, None]
    assert [roster.is_planned(office.clerk.id, day(on)) for on in ("11-25", "11-28", "12-31")] == [True, True, False]
    assert written(roster.hours(office.clerk.id, day("11-25"))) == "08:30–12:00 13:00–17:30"


def test_who_is_away_is_not_on_shift_and_has_a_deputy(office):
    leave(office, office.clerk, "11-25", "11-27", office.colleague)
    roster = Roster.between(MONDAY, SUNDAY)
    assert [roster.on_shift(day(on)) for on in ("11-24", "11-25", "11-27", "11-30")] == [
        [office.clerk.id], [office.colleague.id], [office.colleague.id], [office.clerk.id]]
    assert [roster.is_away(office.clerk.id, day(on)) for on in ("11-24", "11-25", "11-27", "11-28")] == [
        False, True, True, False]
    assert [roster.deputy(office.clerk.id, day(on)) for on in ("11-24", "11-25")] == [None, office.colleague.id]
    assert (roster.hours(office.clerk.id, day("11-25")), roster.shift_of(office.clerk.id, day("11-25"))) == (
        (), office.rota.early)


def test_a_deputy_who_is_away_is_passed_over(office):
    leave(office, office.clerk, "11-25", "11-27", office.colleague)
    leave(office, office.colleague, "11-26", "11-27", office.supervisor)
    leave(office, office.supervisor, "11-27", "11-27", office.clerk, by=office.manager)
    roster = Roster.between(MONDAY, SUNDAY, people=[office.clerk])
    assert [roster.deputy(office.clerk.id, day(on)) for on in ("11-25", "11-26", "11-27")] == [
        office.colleague.id, office.supervisor.id, None]


def leave(office, person, first, last, deputy, by=None):
    return Leave.ask(person, "annual", day(first), day(last), deputy=deputy, note="", by=by or office.supervisor)


def test_an_appointment_that_ended_takes_its_holder_off_shift(office):
    office.clerk.appointments.get().end(day("11-25"), by=office.hr)
    roster = Roster.between(MONDAY, SUNDAY)
    assert [office.clerk.id in roster.on_shift(day(on)) for on in ("11-25", "11-26")] == [True, False]


def test_a_roster_is_read_in_four_questions_however_long_it_is(office):
    with count_queries() as short:
        Roster.between(TODAY, TODAY, people=[office.clerk]).on_shift(TODAY)
    with count_queries() as long:
        roster = Roster.between(MONDAY, SUNDAY)
        assert [len(roster.on_shift(MONDAY + n * DAY)) for n in range(21)] == [1, 1, 2, 2, 2, 1, 1] * 3
        assert {roster.deputy(person, MONDAY) for person in office.ids} == {None}
    assert short.count == long.count == 4


def test_a_snapshot_of_some_people_knows_only_those(office):
    roster = Roster.between(MONDAY, SUNDAY, people=[office.colleague.id])
    assert roster.on_shift(day("11-25")) == [office.colleague.id]
    assert (Roster.between(MONDAY, SUNDAY, people=[]).on_shift(day("11-25")), TODAY) == ([], day("11-24"))
