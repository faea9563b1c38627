"""What waits for a superior's decision: said on Today with a number and a link, and in the menu."""

import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import generation
from db.decisions import Decisions, decisions
from db.duties import Occurrence
from db.leaves import Leave
from db.swaps import Swap
from tests import duty
from tests.duty import at
from tests.rota import day


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        yield duty.office(world)


@pytest.fixture
def asked(office):
    """A swap both agreed on, two leaves asked for, and a duty the clerk asks not to have to do."""
    Swap.ask(office.colleague, day("11-26"), day("11-29"), note="", by=office.clerk).agree(by=office.colleague)
    for person, on in ((office.clerk, "12-01"), (office.colleague, "12-02")):
        Leave.ask(person, "annual", day(on), day(on), deputy=None, note="", by=person)
    duty.rule(office.positions.clerk)
    generation.make(day("11-24"))
    Occurrence.get(Occurrence.person == office.clerk).ask_to_skip("停电", by=office.clerk)
    return office


def lines(page):
    """[(where it leads, number)] of what waits for a decision on Today, and the number in the menu."""
    part = page.partition('id="to-decide"')[2].partition("</section>")[0]
    menu = page.partition("</aside>")[0].partition('href="/"')[2].partition("</li>")[0]
    return (re.findall(r'href="([^"]+)">[^<]+</a><span class="badge count">(\d+)', part),
            re.findall(r'<span class="badge count" title="等待您决定">(\d+)', menu))


def test_today_and_the_menu_say_what_waits_for_the_superior(visit, asked):
    found = lines(visit(asked.supervisor).get("/").text)
    assert found == ([("/swaps/?waiting=1", "1"), ("/leaves/?waiting=1", "2"), ("/team/?kind=asked", "1")], ["4"])
    assert lines(visit(asked.clerk).get("/").text) == ([], [])


@pytest.mark.parametrize("reader", ["clerk", "colleague", "supervisor", "manager", "hr", "foreman", "auditor"])
def test_the_numbers_are_those_of_the_rows_that_wait(asked, reader):
    person = getattr(asked, reader)
    own = [swap for swap in Swap.awaiting(person) if "approve" in swap.moves_for(person)]
    assert decisions(person) == Decisions(len(own), len(Leave.awaiting(person)), len(Occurrence.awaiting(person)))


def test_what_was_decided_no_longer_waits(visit, asked):
    Swap.get().approve(by=asked.supervisor)
    Leave.awaiting(asked.supervisor)[0].refuse("人手不足", by=asked.supervisor)
    Occurrence.awaiting(asked.supervisor)[0].decline("照做", by=asked.supervisor)
    assert lines(visit(asked.supervisor).get("/").text) == ([("/leaves/?waiting=1", "1")], ["1"])


def test_the_links_lead_to_what_waits_and_no_more(visit, asked):
    Leave.awaiting(asked.supervisor)[0].approve(deputy=None, by=asked.supervisor)
    browser, shown = visit(asked.supervisor), r'class="task-title" href="/(?:swaps|leaves)/\d+"'
    counts = [len(re.findall(shown, browser.get(path).text)) for path in
              ("/leaves/", "/leaves/?waiting=1", "/swaps/?waiting=1")]
    assert counts == [2, 1, 1]
    assert "没有等待您决定的事项" in visit(asked.clerk).get("/leaves/?waiting=1").text


def test_thirty_requests_cost_no_more_questions_than_one(visit, asked):
    browser, counts = visit(asked.supervisor), []
    browser.get("/people/")
    for more in (0, 29):
        for _ in range(more):
            Leave.create(person=asked.clerk, kind="sick", starts_on=day("12-20"), ends_on=day("12-20"),
                         asked_by=asked.clerk)
        with count_queries() as counter:
            browser.get("/people/")
        counts.append(counter.count)
    assert counts[0] == counts[1]
