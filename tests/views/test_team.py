"""The team on one day: every number opens, and each reader sees the own team."""

import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import generation, team_day
from db.duties import Occurrence
from db.evidence import submit
from db.rules import CLAIMED, NAMED
from tests import duty
from tests.duty import at
from tests.rota import day

TODAY = day("11-24")


@pytest.fixture
def office(world):
    """Eight duties of the clerk and one of nobody, each as something different has become of it by 11:30."""
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        world.rows = {}
        for n, (kind, facts) in enumerate({
                "asked": {}, "overdue": {"times": ([0, 660, 1400],)}, "open": {"times": ([0, 1200, 1400],)},
                "missed": {"times": ([0, 600, 620],)}, "done": {}, "to_inspect": {"sampling": 100}, "excused": {},
                "nobodys": {"who": CLAIMED, "person": None}}.items()):
            facts = {"who": NAMED, "person": world.clerk, "title": f"任务{n}", "times": ([0, 1200, 1400],)} | facts
            made = duty.rule(world.positions.clerk, **facts)
            generation.make(TODAY)
            world.rows[kind] = Occurrence.get(Occurrence.series == made.series)
        world.rows["asked"].ask_to_skip("停电", by=world.clerk)
        for kind in ("done", "to_inspect"):
            submit(world.rows[kind], by=world.clerk)
        world.rows["excused"].excuse("停电", by=world.supervisor)
    with time_machine.travel(at("11-24", "11:30"), tick=False):
        generation.keep_up()
        yield world


NUMBERS = {"asked": 1, "nobodys": 1, "overdue": 1, "to_inspect": 1, "missed": 1, "open": 4, "done": 2, "excused": 1}


def test_every_number_is_the_number_of_its_rows(office):
    assert team_day.counts(office.supervisor, TODAY) == NUMBERS
    for kind, number in NUMBERS.items():
        rows, more = team_day.rows(office.supervisor, TODAY, kind)
        assert (len(rows), more, office.rows[kind] in rows) == (number, False, True)


@pytest.mark.parametrize("who, sees", [("supervisor", True), ("manager", True), ("boss", True), ("hr", True),
                                       ("auditor", True), ("foreman", False)])
def test_each_reader_sees_the_own_team(office, who, sees):
    reader = getattr(office, who)
    assert (sum(team_day.counts(reader, TODAY).values()) > 0) == sees
    assert bool(team_day.members(reader, TODAY)) == sees


@pytest.mark.parametrize("who", ["clerk", "colleague", "stranger", "admin"])
def test_who_leads_nobody_has_no_such_page(visit, office, who):
    assert visit(getattr(office, who)).get("/team/").status_code == 403


def test_what_is_asked_and_what_is_to_be_inspected_is_not_forgotten_the_next_day(office):
    numbers = team_day.counts(office.supervisor, day("11-23"))
    assert {kind: number for kind, number in numbers.items() if number} == {"asked": 1, "to_inspect": 1}


def test_each_persons_day_in_numbers(office):
    found = [(one.name, one.total, one.done, one.overdue, one.missed) for one in
             team_day.members(office.supervisor, TODAY)]
    assert found == [("张小燕", 6, 2, 1, 1), ("", 1, 0, 0, 0)]


def test_the_page_begins_with_what_is_most_urgent_and_every_number_opens(visit, office):
    browser = visit(office.supervisor)
    page = browser.get("/team/").text
    assert re.search(r'id="of-kind">([^<]+)<', page)[1] == "申请免做"
    assert ("任务0" in page, "停电" in page, "张小燕" in page) == (True, True, True)
    for kind, number in NUMBERS.items():
        listed = browser.get(f"/team/?kind={kind}").text
        assert listed.count("task-title") == number
        assert f"/duties/{office.rows[kind].id}\"" in listed


def test_only_one_persons_rows_where_one_is_chosen(visit, office):
    page = visit(office.supervisor).get(f"/team/?kind=open&person={office.clerk.id}").text
    assert page.count("task-title") == 3


@pytest.mark.parametrize("query", ["day=2026-13-01", "day=1999-01-01", "day=x", "kind=all", "person=x", "after=0",
                                   "after=99999999999999999999"])
def test_nonsense_in_the_address_is_no_filter(visit, office, query):
    answer = visit(office.supervisor).get(f"/team/?{query}")
    assert (answer.status_code, "我的团队今日" in answer.text) == (200, True)


def test_pages_follow_by_key(office):
    for _ in range(3):
        duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([0, 1300, 1400],))
    generation.make(TODAY)
    first, more = team_day.rows(office.supervisor, TODAY, "open", size=4)
    rest, end = team_day.rows(office.supervisor, TODAY, "open", after=first[-1].id, size=4)
    assert ((len(first), more), (len(rest), end)) == ((4, True), (3, False))
    assert {row.id for row in first} & {row.id for row in rest} == set()


def test_thirty_duties_cost_no_more_questions_than_one(visit, office):
    browser, counts = visit(office.supervisor), []
    for more in (0, 30):
        for _ in range(more):
            duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([0, 1300, 1400],))
        generation.make(TODAY)
        browser.get("/team/?kind=open")
        with count_queries() as counter:
            browser.get("/team/?kind=open")
        counts.append(counter.count)
    assert counts[0] == counts[1]


def test_a_quiet_day_says_so(visit, world):
    assert "没有这类任务" in visit(world.supervisor).get("/team/").text
