"""Swaps on their pages: with whom, which days, and each one's answer."""

import re

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.swaps import APPROVED, REFUSED, Swap
from tests.db.test_roster import letters
from tests.rota import NOON, day, rota

WEEK = day("11-23"), day("11-29")


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        world.form = {"other": str(world.colleague.id), "given_on": "2026-11-26", "taken_on": "2026-11-29",
                      "note": "看牙"}
        yield world


@pytest.fixture
def swap(office):
    return Swap.ask(office.colleague, day("11-26"), day("11-29"), note="看牙", by=office.clerk)


def test_the_form_offers_days_with_a_shift_and_a_colleague_who_has_one(visit, office):
    page = visit(office.clerk).get("/swaps/new").get_data(as_text=True)  # the only colleague needs not be chosen
    given, taken = (re.findall(r'value="(\d{4}-\d\d-\d\d)">', part) for part in page.split('id="taken_on"'))
    assert (given[:4], taken[:5]) == (["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"], [
        "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"])
    assert "2026年11月26日 周四 · A 早班" in page


def test_two_agree_and_a_superior_approves_each_on_the_own_page(visit, office):
    answer = visit(office.clerk).post("/swaps/new", data=office.form)
    path = answer.headers["Location"]
    assert (answer.status_code, "待同事同意" in visit(office.clerk).get(path).get_data(as_text=True)) == (303, True)
    assert path in visit(office.colleague).get("/roster/mine/").get_data(as_text=True)
    assert visit(office.colleague).post(f"{path}/agree").status_code == 303
    page = visit(office.supervisor).get(path).get_data(as_text=True)
    assert re.findall(r"(\S) → <strong>(\S)", page) == [("A", "B"), ("B", "A"), ("休", "B"), ("B", "休")]
    assert f'action="{path}/approve"' in page
    assert visit(office.supervisor).post(f"{path}/approve").status_code == 303
    assert (letters(office.clerk, *WEEK), letters(office.colleague, *WEEK), Swap.get().state) == (
        "AAABA-B", "--BABB-", APPROVED)


def test_list_and_notice_name_both_days(visit, office, swap):
    both = "2026年11月26日 ⇄ 2026年11月29日"
    assert both in visit(office.colleague).get("/roster/mine/?month=2026-11").text
    assert f"同事想与您调换 {both} 的班次。" in visit(office.colleague).get("/notices/").text
    swap.agree(by=office.colleague)
    assert f"两位员工商定调换 {both} 的班次，等您审批。" in visit(office.supervisor).get("/notices/").text


def test_a_swap_within_one_day_names_it_once(visit, office):
    Swap.ask(office.colleague, day("11-26"), day("11-26"), note="", by=office.clerk)
    assert "同事想与您调换 2026年11月26日 的班次。" in visit(office.colleague).get("/notices/").text


def test_what_cannot_be_swapped_is_refused_beside_its_field(visit, office):
    browser = visit(office.clerk)
    for wrong, field in (({"given_on": "2026-11-28"}, "given_on"), ({"taken_on": "x"}, "taken_on"),
                         ({"given_on": ""}, "given_on"), ({"note": "长" * 201}, "note")):
        page = browser.post("/swaps/new", data=office.form | wrong)
        assert (page.status_code, f'id="{field}-error"' in page.get_data(as_text=True)) == (422, True)
    assert browser.post("/swaps/new", data=office.form | {"other": str(office.stranger.id)}).status_code == 422
    assert Swap.select().count() == 0


def test_a_superior_who_refuses_says_why(visit, office, swap):
    swap.agree(by=office.colleague)
    browser = visit(office.supervisor)
    assert browser.post(f"/swaps/{swap.id}/refuse", data={"reason": ""}).status_code == 422
    assert browser.post(f"/swaps/{swap.id}/refuse", data={"reason": "周日缺人"}).status_code == 303
    page = visit(office.clerk).get(f"/swaps/{swap.id}").get_data(as_text=True)
    assert (office.again(swap).state, "周日缺人" in page) == (REFUSED, True)


@pytest.mark.parametrize("who,path,status", [
    ("stranger", "", 404), ("foreman", "/approve", 404), ("auditor", "", 404), ("clerk", "/agree", 403),
    ("colleague", "/withdraw", 403), ("clerk", "/approve", 403), ("supervisor", "/agree", 403)])
def test_who_is_not_meant_gets_nowhere(visit, office, swap, who, path, status):
    browser = visit(getattr(office, who))
    answer = browser.post(f"/swaps/{swap.id}{path}") if path else browser.get(f"/swaps/{swap.id}")
    assert (answer.status_code, office.again(swap).state) == (status, "awaiting_colleague")


def test_it_is_too_late_once_it_was_taken_back(visit, office, swap):
    assert visit(office.clerk).post(f"/swaps/{swap.id}/withdraw").status_code == 303
    assert visit(office.colleague).post(f"/swaps/{swap.id}/agree").status_code == 409


def test_who_has_no_colleague_is_told_so(visit, office):
    assert "没有其他人与您同岗" in visit(office.supervisor).get("/swaps/new").get_data(as_text=True)


def test_thirty_swaps_cost_no_more_questions_than_one(visit, office, swap):
    browser, counts = visit(office.clerk), []
    browser.get("/swaps/")
    for more in (0, 29):
        for _ in range(more):
            Swap.create(asker=office.clerk, other=office.colleague, given_on=WEEK[0], taken_on=WEEK[0], was=[])
        with count_queries() as counter:
            browser.get("/swaps/")
        counts.append(counter.count)
    assert counts[0] == counts[1]
