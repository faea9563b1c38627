"""What the pages of the day ask is found by indexes: it does not grow with the duties of years."""

import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import agenda, coverage, generation, team_day
from db.base import database, is_sqlite
from tests import duty
from tests.duty import at
from tests.rota import day

TODAY = day("11-24")
PAGES = {
    "agenda": lambda office: agenda.agenda(office.clerk),
    "counts": lambda office: team_day.counts(office.supervisor, TODAY),
    "members": lambda office: team_day.members(office.supervisor, TODAY),
    "rows": lambda office: [team_day.rows(office.supervisor, TODAY, kind) for kind in team_day.KINDS],
    "all rows": lambda office: team_day.rows(office.hr, TODAY, "open"),
    "coverage": lambda office: coverage.coverage_map(office.hr),
}


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        duty.rule(world.positions.clerk)
        generation.make(TODAY)
        yield world


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_day_looks_through_all_duties(office, page):
    if not is_sqlite():
        pytest.skip("PostgreSQL plans by its statistics")
    with count_queries() as counter:
        PAGES[page](office)
    asked = [record.msg for record in counter.get_queries() if '"occurrence"' in record.msg[0]]
    steps = [(sql, step) for sql, values in asked for step in looked_up(sql, values)]
    assert steps != []
    assert [found for found in steps if found[1].startswith("SCAN") or "position_id_work_date (position_id=?)" in
            found[1]] == []


def looked_up(sql, values):
    """How SQLite means to find the rows of duties."""
    names = set(re.findall(r'"occurrence" AS "(t\d+)"', sql))
    plan = database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
    return [detail for *_, detail in plan if detail.split()[1] in names]


def test_a_duty_done_today_that_was_moved_here_or_made_long_ago_stands_on_the_list(office):
    """Each way onto the list of the day by itself."""
    made = [row for row in agenda.agenda(office.clerk).open]
    assert len(made) == 1
    for facts, stands in (({"work_date": day("11-02"), "moved_to": TODAY}, 1), ({"work_date": day("11-02")}, 0),
                          ({"work_date": day("11-02"), "done_at": at("11-24", "08:00")}, 1), ({}, 1)):
        plain = {"work_date": TODAY, "moved_to": None, "done_at": at("11-02", "10:00"), "state": "submitted"}
        type(made[0]).update(plain | facts).where(type(made[0]).id == made[0].id).execute()
        assert len(agenda.agenda(office.clerk).done) == stands
