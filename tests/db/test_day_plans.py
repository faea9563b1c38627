"""What the pages of the day ask is found by indexes: it does not grow with the duties of years."""

import re
from functools import partial

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import agenda, coverage, decisions, duty_year, generation, team_day
from db.base import database, is_sqlite
from db.duties import Occurrence
from db.evidence import Inspection
from db.sheets import day as day_sheet
from db.sheets import inspections, month, week
from tests import duty
from tests.duty import at
from tests.rota import day

TODAY, FIRST = day("11-24"), day("11-01")
BY_DAY, BY_SAMPLE = "occurrence_day_position_id_state (<expr>=?)", (
    "occurrence_is_sampled_done_at (is_sampled=? AND done_at>?)")
BY_ASKING = "occurrence_state_skip_asked_at (state=? AND skip_asked_at>?)"
BY_ID, OF_PERSON, OF_PERSON_LATELY = "PRIMARY KEY (rowid=?)", "occurrence_person_id_day (person_id=? AND <expr>=?)", (
    "occurrence_person_id_day (person_id=? AND <expr>>? AND <expr><?)")
LED_BY = {"asked": BY_ASKING, "to_inspect": BY_SAMPLE}  # the other kinds are of the day


def of_kind(kind, who, office):
    return team_day.rows(getattr(office, who), TODAY, kind, person=office.clerk.id)


PAGES = {  # what is asked -> how it is asked, and by what it is found
    "agenda": (lambda office: agenda.agenda(office.clerk), {
        BY_ID, OF_PERSON, "occurrence_person_id_state_work_date (person_id=? AND state=?)",
        "occurrence_person_id_state_work_date (person_id=? AND state=? AND work_date>?)",
        "occurrence_person_id_done_at (person_id=? AND done_at>?)",
        "occurrence_day_position_id_state (<expr>=? AND position_id=? AND state=?)"}),
    "missed": (lambda office: agenda.missed(office.clerk, 1), {
        "occurrence_person_id_state_work_date (person_id=? AND state=? AND work_date>?)"}),
    "counts": (lambda office: team_day.counts(office.supervisor, TODAY), {BY_DAY, BY_ASKING, BY_SAMPLE}),
    "counts of all": (lambda office: team_day.counts(office.hr, TODAY), {BY_DAY, BY_ASKING, BY_SAMPLE}),
    "members": (lambda office: team_day.members(office.supervisor, TODAY), {BY_DAY}),
    "requests": (lambda office: Occurrence.awaiting(office.supervisor), {BY_ASKING}),
    "requests in numbers": (lambda office: decisions.decisions(office.supervisor), {BY_ASKING}),
    "coverage": (lambda office: coverage.coverage_map(office.hr), {"occurrence_rule_id_done_at (rule_id=?)"}),
    "day": (lambda office: day_sheet.of_person(office.clerk, office.clerk, TODAY), {OF_PERSON}),
    "week": (lambda office: week.of_person(office.clerk, office.clerk, TODAY), {OF_PERSON_LATELY}),
    "month": (lambda office: month.of_person(office.clerk, office.clerk, FIRST), {OF_PERSON_LATELY}),
    "month of a position": (lambda office: month.of_position(office.supervisor, office.positions.clerk, FIRST), {
        "occurrence_position_id_day (position_id=? AND <expr>>? AND <expr><?)"}),
    "year": (lambda office: duty_year.year_of(office.hr, office.clerk, "a", FIRST), {OF_PERSON_LATELY}),
    "rows of a year": (lambda office: duty_year.rows_of(office.hr, office.clerk, "a", FIRST, TODAY, after=1), {
        OF_PERSON_LATELY}),
    "inspections": (lambda office: inspections.of_team(office.hr, FIRST, TODAY), {
        BY_ID, "duty_inspection_at (at>? AND at<?)", "duty_inspection_occurrence_id (occurrence_id=?)"}),
} | {f"{kind} of {who}": (partial(of_kind, kind, who), {BY_ID, LED_BY.get(kind, BY_DAY)})
     for kind in team_day.KINDS for who in ("supervisor", "hr")}


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        duty.rule(world.positions.clerk)
        generation.make(TODAY)
        Inspection.create(occurrence=Occurrence.get(), verdict="accept", by=world.supervisor)
        yield world


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_day_looks_through_all_duties(office, page):
    if not is_sqlite():
        pytest.skip("PostgreSQL plans by its statistics")
    ask, ways = PAGES[page]
    with count_queries() as counter:
        ask(office)
    assert {step for record in counter.get_queries() for step in found_by(*record.msg[:2])} == ways


def found_by(sql, values):
    """How SQLite means to find the rows of duties and their inspections."""
    names = set(re.findall(r'"(?:occurrence|duty_inspection)" AS "(t\d+)"', sql))
    plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall() if names else []
    return [re.sub(r"^SEARCH \w+ USING (COVERING |INTEGER )?(INDEX )?", "", detail) for *_, detail in plan
            if detail.split()[1] in names]


def test_a_duty_done_today_that_was_moved_here_or_made_long_ago_stands_on_the_list(office):
    """Each way onto the list of the day by itself."""
    made = [row for row in agenda.agenda(office.clerk).open]
    assert len(made) == 1
    for facts, stands in (({"work_date": day("11-02"), "moved_to": TODAY}, 1), ({"work_date": day("11-02")}, 0),
                          ({"work_date": day("11-02"), "done_at": at("11-24", "08:00")}, 1), ({}, 1)):
        plain = {"work_date": TODAY, "moved_to": None, "done_at": at("11-02", "10:00"), "state": "submitted"}
        type(made[0]).update(plain | facts).where(type(made[0]).id == made[0].id).execute()
        assert len(agenda.agenda(office.clerk).done) == stands
