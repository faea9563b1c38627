"""The sheets of duties as data: whose they are, what stands in each cell, and the day of a department as one file."""

import datetime as dt

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import evidence, generation, outcomes, sheets, tasks
from db.base import Invalid, NotAllowed
from db.duties import Occurrence
from db.items import kept, parse_items
from db.jobs import DONE, Job
from db.leaves import APPROVED, Leave
from db.outcomes import AHEAD, EXCUSED, LATE, MADE_UP, MISSED, REJECTED, SENT_BACK
from db.rules import CLAIMED, NAMED, Rule
from db.sheets import day as one_day
from db.sheets import department, inspections, month, week
from db.sheets.department import DaySheets
from db.sheets.week import PLANNED
from tests import duty
from tests.duty import at
from tests.rota import day

TODAY, MONDAY, NOVEMBER = day("11-24"), day("11-23"), day("11-01")
MINUTE = dt.timedelta(minutes=1, microseconds=-1)  # what is due at noon is in time until that minute is over
NOON = [0, 720, 1439]
FACTS = {  # outcome: what stands in the row
    outcomes.DONE: {"state": "submitted", "done_at": at("11-23", "11:00")},
    LATE: {"state": "accepted", "done_at": at("11-23", "12:30")},
    MADE_UP: {"state": "submitted", "done_at": at("11-24", "08:00"), "missed_at": at("11-24", "00:00")},
    MISSED: {"state": "missed", "missed_at": at("11-24", "00:00")},
    SENT_BACK: {"state": "sent_back", "done_at": at("11-23", "11:00")},
    REJECTED: {"state": "rejected", "done_at": at("11-23", "12:30")},
    EXCUSED: {"state": "excused", "missed_at": at("11-24", "00:00")},
    AHEAD: {"state": "in_progress"},
}


@pytest.fixture
def office(world):
    """The clerk has one duty a day by name, her colleague none; it is the morning of the 24th of November."""
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        world.rule = duty.rule(world.positions.clerk, who=NAMED, person=world.clerk, times=(NOON,),
                               written_at=duty.LONG_AGO)
        for each in (MONDAY, TODAY):
            generation.make(each)
        yield world


def row_of(office, on):
    return Occurrence.get(Occurrence.series == office.rule.series, Occurrence.work_date == on)


def become(row, **facts):
    Occurrence.update(**facts).where(Occurrence.id == row.id).execute()


@pytest.mark.parametrize("kind", FACTS)
def test_each_state_has_its_mark(office, kind):
    become(row_of(office, MONDAY), state="todo", missed_at=None)
    become(row_of(office, MONDAY), **FACTS[kind])
    assert outcomes.outcome(row_of(office, MONDAY)) == kind


def test_what_is_open_again_after_it_was_missed_still_counts_as_missed(office):
    become(row_of(office, MONDAY), state="todo", missed_at=at("11-24", "00:00"))
    assert outcomes.outcome(row_of(office, MONDAY)) == MISSED


def test_sums_leave_out_what_was_excused_and_count_what_was_made_up_for_twice():
    counts = {MISSED: 1, MADE_UP: 2, LATE: 3, AHEAD: 4, EXCUSED: 5, outcomes.DONE: 6}
    assert outcomes.sums(counts) == {"owed": 16, "carried_out": 11, "late": 3, "missed": 3, "excused": 5}
    assert (outcomes.gravest(counts), outcomes.gravest({})) == (MISSED, None)


@pytest.mark.parametrize("who, whose", [
    ("clerk", {"clerk"}), ("supervisor", {"clerk", "colleague", "supervisor"}), ("stranger", {"stranger"}),
    ("manager", {"clerk", "colleague", "supervisor", "manager"}), ("foreman", {"foreman", "stranger"}),
    ("admin", {"admin"})])
def test_everybody_prints_the_own_sheets_and_those_of_people_beneath(office, who, whose):
    found = {row.id for row in sheets.people(getattr(office, who), TODAY)}
    assert found == {getattr(office, key).id for key in whose}


def test_hr_and_auditor_print_those_of_all_who_hold_a_position(office):
    for who in ("hr", "auditor"):
        assert office.stranger.id in {row.id for row in sheets.people(getattr(office, who), TODAY)}


def test_a_day_has_its_shift_its_titles_and_what_was_answered_so_far(office):
    items = kept(parse_items("客流人次 | 数字 0~5000 人\n现场照片 | 照片 | 选填"))
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([0, 660, 1400],), items=items)
    generation.make(TODAY)
    row = Occurrence.select().where(Occurrence.work_date == TODAY).order_by(Occurrence.id.desc()).get()
    evidence.submit(row, {"i1": "42"}, by=office.clerk)
    made = one_day.of_person(office.clerk, office.clerk, TODAY)
    assert (made.titles, made.shift.letter, made.is_off, made.is_away) == (("服务大厅服务人员",), "A", False, False)
    assert [(entry.row.due_at, entry.answers) for entry in made.entries] == [
        (at("11-24", "11:00") + MINUTE, {"i1": 42}), (at("11-24", "12:00") + MINUTE, {})]


def test_a_day_off_and_a_leave_are_said_where_nothing_is_due(office):
    off = one_day.of_person(office.supervisor, office.clerk, day("11-28"))
    assert (off.entries, off.is_off) == ((), True)
    Leave.create(person=office.clerk, kind="sick", starts_on=day("11-27"), ends_on=day("11-27"), state=APPROVED,
                 asked_by=office.clerk)
    assert one_day.of_person(office.supervisor, office.clerk, day("11-27")).is_away


def test_the_list_of_a_shift_has_its_people_and_what_nobody_has_taken(office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.colleague, times=(NOON,), title="不在班")
    duty.rule(office.positions.clerk, who=CLAIMED, times=([0, 900, 1400],), title="待认领")
    generation.make(TODAY)
    made = one_day.of_shift(office.supervisor, office.rota.early, TODAY)
    assert [(entry.row.rule.title, entry.row.person_id) for entry in made.entries] == [
        ("核对登记表", office.clerk.id), ("待认领", None)]
    assert one_day.of_shift(office.foreman, office.rota.early, TODAY).entries == ()
    with pytest.raises(NotAllowed):
        one_day.of_shift(office.clerk, office.rota.early, TODAY)


def test_a_week_shows_what_became_of_the_days_and_what_is_planned(office):
    become(row_of(office, MONDAY), missed_at=None, **FACTS[LATE])
    made = week.of_person(office.supervisor, office.clerk, TODAY)
    assert (made.days[0], made.days[-1], made.shifts[MONDAY], day("11-28") in made.off) == (
        MONDAY, day("11-29"), "A", True)
    [line] = made.lines
    assert (line.title, line.number, line.due) == ("核对登记表", 1, "12:00")
    assert line.cells == {MONDAY: LATE, TODAY: AHEAD} | {day(f"11-{n}"): PLANNED for n in (25, 26, 27)}


def test_a_stranger_reads_nothing_of_a_week_that_is_not_beneath(office):
    assert week.of_person(office.foreman, office.clerk, TODAY).lines == ()


def test_a_month_has_a_line_a_duty_and_in_each_cell_how_often_what(office):
    become(row_of(office, MONDAY), **FACTS[MISSED])
    twice = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([0, 600, 1400], NOON), clause="b")
    generation.make(MONDAY)
    [first, second] = Occurrence.select().where(Occurrence.series == twice.series).order_by(Occurrence.due_at)
    become(first, state="submitted", done_at=at("11-23", "09:00"), missed_at=None)
    become(second, state="missed", missed_at=at("11-24", "00:00"))
    made = month.of_person(office.supervisor, office.clerk, NOVEMBER)
    assert [(line.number, line.cells.get(MONDAY), line.cells.get(day("11-22"))) for line in made.lines] == [
        (1, {MISSED: 1}, None), (2, {MISSED: 1, outcomes.DONE: 1}, None)]
    assert (made.sums["owed"], made.sums["carried_out"], made.sums["missed"]) == (4, 1, 2)
    assert (day("11-25") in made.to_come, TODAY in made.to_come, day("11-28") in made.off) == (True, False, True)
    assert [line.cells for line in month.of_position(office.manager, office.positions.clerk, NOVEMBER).lines] == [
        line.cells for line in made.lines]
    assert month.of_position(office.foreman, office.positions.clerk, NOVEMBER).lines == ()
    generation.make(day("11-25"))
    assert month.of_person(office.supervisor, office.clerk, NOVEMBER).sums == made.sums  # a day ahead owes nothing


@pytest.mark.parametrize("sheet", [
    lambda office: one_day.of_person(office.supervisor, office.clerk, TODAY),
    lambda office: one_day.of_shift(office.supervisor, office.rota.early, TODAY),
    lambda office: week.of_person(office.supervisor, office.clerk, MONDAY),
    lambda office: month.of_person(office.supervisor, office.clerk, NOVEMBER),
    lambda office: inspections.of_team(office.supervisor, MONDAY, TODAY)],
    ids=["day", "shift", "week", "month", "inspections"])
def test_thirty_duties_cost_no_more_questions_than_one(office, sheet):
    counts = []
    for more in (0, 30):
        for _ in range(more):
            duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=(NOON,))
        generation.make(TODAY)
        for row in Occurrence.select().where(Occurrence.work_date == TODAY):
            evidence.Inspection.create(occurrence=row, verdict="accept", by=office.supervisor)
        sheet(office)  # who the supervisor leads is kept for the request
        with count_queries() as counter:
            sheet(office)
        counts.append(counter.count)
    assert counts[0] == counts[1]


def test_a_report_parts_what_was_shown_from_what_was_mended(office):
    row, items = row_of(office, TODAY), kept(parse_items("服务台 | 检查\n照片 | 照片 | 选填"))
    Rule.update(items=items, sampling=100).where(Rule.id == office.rule.id).execute()
    steps = [("09:00", lambda row: evidence.submit(row, {"i1": "pass"}, by=office.clerk)),
             ("09:10", lambda row: evidence.inspect(row, "send_back", "摆放凌乱", by=office.supervisor)),
             ("09:20", lambda row: evidence.submit(row, {"i1": "attention"}, by=office.clerk)),
             ("09:30", lambda row: evidence.inspect(row, "accept", "已改", by=office.supervisor))]
    said = []
    for time, step in steps:
        with time_machine.travel(at("11-24", time), tick=False):
            step(Occurrence.get_by_id(row.id))
            [one] = inspections.of_duty(row).duties
            said.append(([look.inspection.verdict for look in one.looks], bool(one.since), one.is_mended))
    assert said == [([], True, False), (["send_back"], False, False), (["send_back"], True, False),
                    (["send_back", "accept"], False, True)]
    report = inspections.of_team(office.supervisor, MONDAY, TODAY)
    assert [[record.value for _item, record in look.shown.answers] for look in report.duties[0].looks] == [
        ["pass"], ["attention"]]
    assert report.counts == {"all": 1, "passed": 0, "mended": 1, "to_mend": 0}
    assert inspections.of_team(office.foreman, MONDAY, TODAY).duties == ()
    assert inspections.of_team(office.supervisor, MONDAY, MONDAY).duties == ()


def test_what_has_to_be_put_right_is_well_once_it_was_looked_at_again(office):
    row = row_of(office, TODAY)
    evidence.submit(row, by=office.clerk)
    Occurrence.update(is_sampled=True).where(Occurrence.id == row.id).execute()
    task = tasks.fail(row_of(office, TODAY), "灯不亮", office.colleague, at("11-25", "18:00"), by=office.supervisor)
    assert inspections.of_team(office.supervisor, TODAY, TODAY).counts == {
        "all": 1, "passed": 0, "mended": 0, "to_mend": 1}
    task.answer("已换灯管", by=office.colleague)
    office.again(task).close("合格", by=office.supervisor)
    report = inspections.of_team(office.supervisor, TODAY, TODAY)
    [look] = report.duties[0].looks
    assert ([step.kind for step in look.steps], look.task.person.id) == (["answer", "close"], office.colleague.id)
    assert report.counts == {"all": 1, "passed": 0, "mended": 1, "to_mend": 0}


@pytest.mark.parametrize("first, last", [(TODAY, MONDAY), (TODAY - dt.timedelta(days=100), TODAY),
                                         (day("12-01"), day("12-02"))])
def test_a_report_of_no_days_or_too_many_is_refused(office, first, last):
    with pytest.raises(Invalid):
        inspections.of_team(office.supervisor, first, last)


class Noted:
    """Stands in for portal.sheets: a paper is the name on it, the whole their sequence."""

    def day(self, made, *, at, is_behind):
        return made.person.name.encode()

    def overview(self, rows, free, on, scope, *, at):
        self.rows, self.free = rows, free
        return scope.encode()

    def bound(self, front, parts, path):
        path.write_bytes(b"|".join([front, *(part.read_bytes() for part in parts)]))


def test_the_day_of_a_department_is_made_person_by_person_and_once(office):
    job = department.ask(None, TODAY, by=office.supervisor)
    assert department.ask(None, TODAY, by=office.supervisor).id == job.id
    paper, again = Noted(), Noted()
    Job.next().work(DaySheets(paper), is_time_up=lambda: True)  # one step, then another worker goes on
    assert Job.get_by_id(job.id).done == 1
    Job.next().work(DaySheets(again), is_time_up=lambda: False)
    job = Job.get_by_id(job.id)
    assert (job.state, job.done, Job.next()) == (DONE, 2, None)
    assert job.fetch(by=office.supervisor).read_bytes().decode() == "全部下属|张小燕"
    assert {row["name"]: (row["count"], row["is_off"]) for row in again.rows} == {
        "张小燕": (1, False), "陈䶮": (0, True)}
    with pytest.raises(NotAllowed):
        job.fetch(by=office.clerk)


def test_who_leads_nobody_has_no_such_sheets_made(office):
    with pytest.raises(NotAllowed):
        department.ask(None, TODAY, by=office.clerk)
    with pytest.raises(Invalid):
        department.ask(office.positions.driver.department, TODAY, by=office.supervisor)
