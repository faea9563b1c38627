"""Similar duties on the pages: offered under the open form with htmx and without, taken over, listed."""

import re

import pytest
from playhouse.test_utils import count_queries

from tests.world import in_review, payload

HX = {"HX-Request": "true", "HX-Target": "div#similar"}
THEIRS = "接听电话并转给负责的人"


@pytest.fixture
def draft(world):
    return world.drafts.clerk


@pytest.fixture
def in_force(world):
    in_review(world.drafts.driver, by=world.hr).publish(by=world.hr)
    return world.drafts.driver


def at(draft, opened=None):
    opened = opened or f"words:{draft.clause_list[0].identity}"
    return f"/descriptions/{draft.id}/edit/similar?open={opened}"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("opened", [None, "new:"])
def test_similar_duties_are_offered_while_one_types(visit, world, draft, in_force, opened):
    page = text_of(visit(world.hr).post(at(draft, opened), data={"text": "接听来电并转给负责人"}, headers=HX))
    assert ("<html" in page, THEIRS in page, "车队司机" in page, 'name="take"' in page) == (False, True, True, True)


@pytest.mark.parametrize("opened", [None, "new:"])
def test_without_a_script_a_button_asks_and_what_was_typed_stays(visit, world, draft, in_force, opened):
    browser = visit(world.hr)
    page = text_of(browser.get(f"/descriptions/{draft.id}/edit?open={at(draft, opened).partition('open=')[2]}"))
    assert re.search(r'<noscript><button[^>]*formaction="[^"]*/edit/similar\?open=', page)
    page = text_of(browser.post(at(draft, opened), data={"text": "接听来电并转给负责人", "seen": "x"}))
    assert ("<html" in page, "接听来电并转给负责人</textarea>" in page, f">{THEIRS}<" in page) == (True, True, True)


@pytest.mark.parametrize("opened", [None, "new:"])
def test_a_wording_is_taken_over_into_the_form_and_saved_by_its_button(visit, world, draft, in_force, opened):
    clause, browser, before = in_force.clause_list[1], visit(world.hr), draft.digest
    page = text_of(browser.post(at(draft, opened), data={"text": "接听来电", "seen": "x", "take": clause.id}))
    assert (f"{THEIRS}</textarea>" in page, 'value="x"' in page or opened is not None, world.again(draft).digest) == (
        True, True, before)


def test_who_sees_less_is_offered_less_and_takes_over_nothing_else(visit, world, draft, in_force):
    browser = visit(world.supervisor)
    page = text_of(browser.post(at(draft), data={"text": THEIRS}, headers=HX))
    taken = browser.post(at(draft), data={"text": "接听来电", "take": in_force.clause_list[1].id})
    assert (THEIRS in page, "车队司机" in page, taken.status_code) == (False, False, 404)


@pytest.mark.parametrize("who, status", [("clerk", 403), ("auditor", 403), ("foreman", 404)])
def test_who_does_not_work_on_the_draft_is_offered_nothing(visit, world, draft, who, status):
    assert visit(getattr(world, who)).post(at(draft), data={"text": THEIRS}).status_code == status


@pytest.mark.parametrize("opened", ["x", "split:x", "field:summary", ":"])
def test_a_form_for_no_duty_is_refused(visit, world, draft, opened):
    assert visit(world.hr).post(at(draft, opened), data={"text": THEIRS}).status_code == 422


@pytest.mark.parametrize("take, status", [("x", 200), ("0", 200), ("-1", 404), ("99999999999999999999", 404)])
def test_a_wording_that_is_not_there_is_not_taken_over(visit, world, draft, take, status):
    answer = visit(world.hr).post(at(draft), data={"text": "接听来电并转给负责人", "take": take})
    assert (answer.status_code, world.again(draft).edition) == (status, 0)


def test_the_words_of_others_are_never_run(visit, world, draft):
    nasty = "<img src=x onerror=alert(1)>接听电话"
    world.drafts.driver._write(payload("<b>司机", (nasty,)), [])
    in_review(world.drafts.driver, by=world.hr).publish(by=world.hr)
    page = text_of(visit(world.hr).post(at(draft), data={"text": nasty}, headers=HX))
    assert ("<img" in page, "&lt;img src=x" in page) == (False, True)


def test_the_page_lists_what_is_worded_in_several_ways(visit, world, draft, in_force):
    draft._write(payload("服务大厅服务人员", ("接听电话，并转给负责的人员",)), [])
    in_review(draft, by=world.hr).publish(by=world.hr)
    pages = {who: text_of(visit(getattr(world, who)).get("/descriptions/similar")) for who in ("hr", "supervisor")}
    assert ([THEIRS in pages["hr"], "接听电话，并转给负责的人员" in pages["hr"]], THEIRS in pages["supervisor"]) == (
        [True, True], False)


def test_the_page_takes_as_many_queries_for_many_duties_as_for_few(visit, world, draft, in_force):
    browser = visit(world.hr)
    browser.get("/descriptions/similar")
    with count_queries() as few:
        browser.get("/descriptions/similar")
    draft._write(payload("服务大厅服务人员", tuple(f"每日核对登记表第{n}页的内容" for n in range(40))), [])
    in_review(draft, by=world.hr).publish(by=world.hr)
    with count_queries() as many:
        browser.get("/descriptions/similar")
    assert few.count == many.count
