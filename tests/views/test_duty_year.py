"""A year of one duty of one person: every cell opens its rows, and says without colour what became of the day."""

import datetime as dt
import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import duty_year, generation
from db.duties import Occurrence
from db.rules import NAMED
from tests import duty
from tests.duty import at
from tests.rota import day

TODAY, NOVEMBER = day("11-24"), day("11-01")


@pytest.fixture
def office(world):
    """The clerk does the duty twice a day: on Monday one in time and one never, on Tuesday nothing yet."""
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        duty.rule(world.positions.clerk, who=NAMED, person=world.clerk, times=([0, 720, 1400], [0, 1080, 1400]))
        for each in (day("11-23"), TODAY):
            generation.make(each)
        first = Occurrence.select().where(Occurrence.work_date == day("11-23")).order_by(Occurrence.due_at).get()
        Occurrence.update(state="submitted", done_at=at("11-23", "11:00"), done_by=world.clerk, missed_at=None).where(
            Occurrence.id == first.id).execute()
        world.page = f"/duties/year/{world.clerk.id}/a"
        yield world


def test_twelve_months_hold_each_day_once_and_add_up(office):
    year = duty_year.year_of(office.supervisor, office.clerk, "a", NOVEMBER)
    assert (year.first, year.last, len(year.days)) == (dt.date(2025, 12, 1), dt.date(2026, 11, 30), 365)
    assert [one.on for week in year.weeks for one in week if one] == [one.on for one in year.days]
    assert {one.on.weekday() for week in year.weeks for one in week[:1] if one} == {0}
    assert {one.on: one.counts for one in year.days if one.counts} == {
        day("11-23"): {"missed": 1, "done": 1}, TODAY: {"ahead": 2}}
    assert (len(year.months), year.months[-1]) == (12, (NOVEMBER, year.sums))
    assert year.sums == {"owed": 4, "carried_out": 1, "late": 0, "missed": 1, "excused": 0}
    generation.make(day("11-25"))
    ahead = duty_year.year_of(office.supervisor, office.clerk, "a", NOVEMBER)
    assert (ahead.days[-6].counts, ahead.sums) == ({"ahead": 2}, year.sums)  # nothing is owed of a day ahead


@pytest.mark.parametrize("month, first, last", [
    ((2026, 12), (2026, 1, 1), (2026, 12, 31)), ((2026, 1), (2025, 2, 1), (2026, 1, 31)),
    ((2028, 2), (2027, 3, 1), (2028, 2, 29))])
def test_a_year_ends_with_the_month_that_was_asked_for(month, first, last):
    assert duty_year.span_of(dt.date(*month, 1)) == (dt.date(*first), dt.date(*last))


def test_a_cell_says_in_words_what_became_of_the_day_and_opens_its_rows(visit, office):
    page = visit(office.supervisor).get(office.page).text
    [(address, said)] = re.findall(r'<a class="heat heat-missed" href="([^"]+)"[^>]* aria-label="([^"]+)"', page)
    assert said == "2026年11月23日 周一：漏做 1、按时完成 1"
    assert page.count('class="heat heat-ahead"') == 1
    opened = visit(office.supervisor).get(address.replace("&amp;", "&").partition("#")[0]).text
    assert (opened.count("task-title"), 'aria-current="date"' in opened) == (2, True)
    assert visit(office.supervisor).get(f"{office.page}?of=2026-11").text.count("task-title") == 4


@pytest.mark.parametrize("who, status", [("clerk", 200), ("supervisor", 200), ("manager", 200), ("hr", 200),
                                         ("auditor", 200), ("colleague", 404), ("stranger", 404), ("foreman", 404)])
def test_it_is_ones_own_year_or_that_of_somebody_beneath(visit, office, who, status):
    assert visit(getattr(office, who)).get(office.page).status_code == status


def test_no_such_duty_is_no_such_page(visit, office):
    assert visit(office.supervisor).get(f"/duties/year/{office.clerk.id}/nothing").status_code == 404


def test_a_year_without_a_row_says_so(visit, office):
    page = visit(office.supervisor).get(f"/duties/year/{office.colleague.id}/a").text
    assert ("这段时间没有到期的职责" in page, "heat-missed" in page.partition("heat-legend")[0]) == (True, False)


@pytest.mark.parametrize("query", ["month=2027-01", "month=x", "day=2020-01-01", "day=x", "of=1999-01", "of=x",
                                   "after=x"])
def test_nonsense_in_the_address_is_this_month(visit, office, query):
    answer = visit(office.supervisor).get(f"{office.page}?{query}")
    assert (answer.status_code, 'value="2026-11"' in answer.text) == (200, True)


def test_a_year_full_of_rows_costs_no_more_questions_than_one_day(visit, office):
    browser, counts = visit(office.supervisor), []
    for days in ((), range(1, 40)):
        for n in days:
            generation.make(day("11-22") - dt.timedelta(days=n))
        browser.get(office.page)
        with count_queries() as counter:
            browser.get(office.page)
        counts.append(counter.count)
    assert counts[0] == counts[1]


def test_the_page_of_a_duty_leads_to_its_year(visit, office):
    row = Occurrence.select().where(Occurrence.work_date == TODAY).get()
    assert f'{office.page}?day=2026-11-24"' in visit(office.clerk).get(f"/duties/{row.id}").text
    assert f'{office.page}"' in visit(office.supervisor).get("/clauses/a").text
