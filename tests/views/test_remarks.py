"""Remarks on the page of a draft and in its editor, by plain forms."""

import re

import pytest
from playhouse.test_utils import count_queries

from db.remarks import Remark
from tests.world import in_review


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def at(draft, path=""):
    return f"/descriptions/{draft.id}{path}"


def text_of(answer):
    return answer.get_data(as_text=True)


def form(draft, place="page", **changes):
    return {"identity": draft.clause_list[1].identity, "place": place, "text": "转给谁？"} | changes


@pytest.mark.parametrize("place, leads", [("page", "#c"), ("editor", "/edit#row-")])
def test_a_remark_stands_beside_its_clause_on_the_page_and_in_the_editor(visit, world, draft, place, leads):
    browser = visit(world.supervisor)
    answer = browser.post(at(draft, "/remarks"), data=form(draft, place))
    assert (answer.status_code, answer.headers["Location"]) == (
        303, at(draft, f"{leads}{draft.clause_list[1].identity}"))
    for path in ("", "/edit"):
        page = text_of(visit(world.hr).get(at(draft, path)))
        assert re.search(r"接听电话并转给负责的人(?:(?!每日下班前).)*转给谁？", page, re.DOTALL)


@pytest.mark.parametrize("place", ["page", "editor"])
@pytest.mark.parametrize("text", ["", " \n ", "字" * 2001, "控制\x00字符"])
def test_a_bad_remark_is_said_beside_the_field_and_stays_in_it(visit, world, draft, place, text):
    answer = visit(world.supervisor).post(at(draft, "/remarks"), data=form(draft, place, text=text))
    page = text_of(answer)
    assert (answer.status_code, page.count('id="remark-error"'), Remark.select().count()) == (422, 1, 0)
    assert text.strip()[:50] in page.partition('id="remark-error"')[0]


def test_a_remark_on_a_clause_that_is_gone_is_refused_and_what_was_typed_is_shown(visit, world, draft):
    answer = visit(world.hr).post(at(draft, "/remarks"), data=form(draft, identity="f" * 32))
    assert (answer.status_code, "转给谁？" in text_of(answer)) == (409, True)


def test_a_settled_remark_is_folded_away_and_counted_no_longer(visit, world, draft):
    one = Remark.add(draft, draft.clause_list[0].identity, "谁来做？", by=world.supervisor)
    browser = visit(world.hr)
    lists = [text_of(browser.get("/descriptions/"))]
    answer = browser.post(at(draft, f"/remarks/{one.id}/settle"), data={"place": "page"}, follow_redirects=True)
    lists.append(text_of(browser.get("/descriptions/")))
    assert (["1 条批注未处理" in page for page in lists], "已处理 1 条" in text_of(answer)) == ([True, False], True)
    assert browser.post(at(draft, f"/remarks/{one.id}/settle")).status_code == 409


@pytest.mark.parametrize("who, status", [("clerk", 404), ("stranger", 404), ("foreman", 404)])
def test_who_may_not_read_the_draft_neither_remarks_nor_settles(visit, world, draft, who, status):
    one = Remark.add(draft, draft.clause_list[0].identity, "谁来做？", by=world.supervisor)
    browser = visit(getattr(world, who))
    answers = [browser.post(at(draft, path), data=form(draft)).status_code for path in (
        "/remarks", f"/remarks/{one.id}/settle")]
    assert (answers, Remark.select().count(), world.again(one).settled_at) == ([status] * 2, 1, None)


def test_a_remark_of_another_draft_is_not_found_under_this_one(visit, world, draft):
    one = Remark.add(world.drafts.driver, world.drafts.driver.clause_list[0].identity, "谁来做？", by=world.hr)
    assert visit(world.hr).post(at(draft, f"/remarks/{one.id}/settle")).status_code == 404


def test_a_version_in_force_stands_without_remarks(visit, world, draft):
    Remark.add(draft, draft.clause_list[0].identity, "谁来做？", by=world.hr)
    in_review(draft, by=world.hr).publish(by=world.hr)
    pages = [text_of(visit(reader).get(at(draft))) for reader in (world.clerk, world.hr)]
    assert [("谁来做？" in page, at(draft, "/remarks") in page) for page in pages] == [(False, False)] * 2


def test_what_a_remark_says_is_never_run(visit, world, draft):
    nasty = "<img src=x onerror=alert(1)>"
    browser = visit(world.hr)
    browser.post(at(draft, "/remarks"), data=form(draft, text=nasty))
    pages = text_of(browser.get(at(draft))) + text_of(browser.get(at(draft, "/edit")))
    assert (nasty in pages, pages.count("&lt;img src=x onerror") >= 2) == (False, True)


@pytest.mark.parametrize("path", ["", "/edit"])
def test_the_page_takes_as_many_queries_for_many_remarks_as_for_one(visit, world, draft, path):
    browser = visit(world.hr)
    Remark.add(draft, draft.clause_list[0].identity, "批注", by=world.supervisor)
    browser.get(at(draft, path))
    counts = []
    for _ in range(2):
        with count_queries() as counter:
            browser.get(at(draft, path))
        counts.append(counter.count)
        for place in range(12):
            one = Remark.add(draft, draft.clause_list[place % 3].identity, "批注", by=world.supervisor)
            if place % 2:
                one.settle(by=world.hr)
    assert counts[0] == counts[1]
