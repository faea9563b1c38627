"""Items that tick themselves, as people see them: what they rest on, for whoever may see that, and never a field."""

import re

import pytest
import time_machine

from db import audit, generation
from db.duties import SUBMITTED, TODO, Occurrence
from db.items import kept, parse_items
from db.rules import NAMED, Rule
from db.tasks import Task
from tests import duty
from tests.duty import at
from tests.rota import day

ITEMS = "交办当日回复 | 单据 上级交办\n台面整洁"


@pytest.fixture
def office(world, monkeypatch):
    last = audit._last  # the log never goes back in time, and the world was written down today
    monkeypatch.setattr(audit, "_last", lambda lock=True: (*last(lock)[:2], None))
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        yield duty.office(world)


@pytest.fixture
def row(office):
    made = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, times=([480, 600, 720],),
                     items=kept(parse_items(ITEMS)))
    generation.make(day("11-24"))
    return Occurrence.get(Occurrence.series == made.series)


@pytest.fixture
def task(office, row):
    return Task.give(office.clerk, office.positions.clerk, "整理货架", at("11-27", "18:00"), by=office.supervisor)


def test_what_ticks_itself_has_no_field_and_says_what_it_waits_for(visit, office, row):
    page = visit(office.clerk).get(f"/today/?open={row.id}").text
    assert ("自动勾上，依据：上级交办的答复" in page, set(re.findall(r'name="(i\d)"', page))) == (True, {"i2"})


def test_where_there_is_nothing_else_to_fill_in_the_list_leads_to_where_it_is_done(visit, office, row):
    Rule.update(items=row.rule.items[:1]).where(Rule.id == row.rule_id).execute()
    browser = visit(office.clerk)
    page = browser.get("/today/").text
    assert ("办完自动勾上" in page, 'tick" href="/tasks/"' in page, f"?open={row.id}" in page) == (True, True, False)
    Occurrence.update(missed_at=at("11-23", "12:00")).where(Occurrence.id == row.id).execute()  # made up for by hand
    assert f"?open={row.id}" in browser.get("/today/").text


def test_a_record_is_not_forged_by_a_form(visit, office, row, task):
    browser = visit(office.clerk)
    forged = browser.post(f"/today/{row.id}", data={"i1": f"task:{task.id}", "i2": "y"})
    lacking = browser.post(f"/today/{row.id}", data={"i2": "y"})
    assert (forged.status_code, lacking.status_code, office.again(row).state) == (422, 422, TODO)
    assert "还没有这项记录，办完后会自动勾上。" in lacking.text


def test_once_it_is_there_it_stands_in_the_form_and_the_rest_is_filled_in(visit, office, row, task):
    task.answer("已整理", by=office.clerk)
    browser = visit(office.clerk)
    page = browser.get(f"/today/?open={row.id}").text
    assert f'<a href="/tasks/{task.id}">上级交办的答复，2026-11-24 09:00</a>' in page
    browser.post(f"/today/{row.id}", data={"i2": "y"})
    assert office.again(row).state == SUBMITTED


@pytest.mark.parametrize("who, is_link", [("clerk", True), ("supervisor", True), ("hr", True), ("colleague", False)])
def test_what_it_rests_on_is_a_link_for_whoever_may_see_it_and_words_for_others(visit, office, row, task, who, is_link):
    task.answer("已整理", by=office.clerk)
    Occurrence.update(seat=office.colleague).where(Occurrence.id == row.id).execute()  # who sees the duty, not the task
    page = visit(getattr(office, who)).get(f"/duties/{row.id}").text
    assert ("上级交办的答复，2026-11-24 09:00" in page, f'href="/tasks/{task.id}"' in page) == (True, is_link)


def test_what_was_undone_says_so(visit, office, row, task):
    task.answer("已整理", by=office.clerk)
    task.hand_back("不够", at("11-28", "12:00"), by=office.supervisor)
    page = visit(office.clerk).get(f"/duties/{row.id}").text
    assert ("上级交办的答复，已于 2026-11-24 09:00 撤回" in page, "记录其依据已被撤回" in page) == (True, True)


def test_the_form_of_a_rule_says_which_records_there_are_and_shows_what_is_meant(visit, office):
    address = f"/positions/{office.positions.clerk.id}/rules/a/new"
    browser = visit(office.supervisor)
    page = browser.get(address).text
    assert "检查、上级交办、整改、复查、请假审批、换班审批、签署" in page
    shown = browser.post(address, data={"preview": "1", "items": "当天的检查 | 单据 检查", "unit": "day", "every": "1",
                                         "begins_on": "2026-11-24"},
                         headers={"HX-Request": "true", "HX-Target": "section#outlook"}).text
    assert "自动勾上，依据：任务检查记录" in shown
