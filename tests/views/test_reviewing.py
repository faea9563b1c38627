"""The pages on which a draft goes its way: submitted, agreed to, returned, taken over, and what each reader is told."""

import pytest

from db.base import digest, today
from db.delegations import Delegation
from db.descriptions import Description
from db.editing import add_clause, remove, reword, write_field
from tests.world import in_review, payload

STEPS = ("submit", "recall", "agree", "take-over", "hand-back")


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def at(draft, verb=""):
    return f"/descriptions/{draft.id}{verb and '/'}{verb}"


def text_of(answer):
    return answer.get_data(as_text=True)


def offered(page):
    """The steps the page has a form for."""
    return {verb for verb in (*STEPS, "publish", "discard") if f'/{verb}"' in page.partition("<main")[2]}


def test_a_superior_revises_edits_and_submits_what_is_in_force_for_the_team(visit, world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    browser = visit(world.supervisor)
    assert "/revise" in text_of(browser.get(at(draft)))
    edit = browser.post(at(draft, "revise")).headers["Location"]
    page = text_of(browser.get(edit))
    clause = draft.clause_list[0]
    assert (browser.post(f"{edit}/duties/{clause.identity}", data={"text": "改过的职责", "seen": digest(clause.text)})
            .status_code, "接待来访的顾客并登记" in page) == (303, True)
    said = text_of(browser.post(edit.removesuffix("edit") + "submit", follow_redirects=True))
    assert ("等待人力资源部" in said, "提交即视为同意" in said) == (True, True)


def test_the_draft_waits_on_the_superiors_page_and_says_so_on_its_own(visit, world, draft):
    said = text_of(visit(world.hr).post(at(draft, "submit"), follow_redirects=True))
    today = text_of(visit(world.supervisor).get("/")).partition('id="to-review"')[2].partition("</section>")[0]
    assert ("等待周主管" in said, at(draft) in today, world.hr.name in today) == (True, True, True)


def test_that_the_superior_is_away_stands_beside_the_name(visit, world, draft):
    world.supervisor.note_absence("休假至月底", by=world.hr)
    draft.submit(by=world.hr)
    steps = text_of(visit(world.hr).get(at(draft))).partition("of-four")[2].partition("</ol>")[0]
    assert ("周主管" in steps, "休假至月底" in steps, "长期缺勤" in steps) == (True, False, True)


@pytest.mark.parametrize("who, buttons", [
    ("supervisor", {"agree", "hand-back"}), ("manager", set()), ("hr", {"recall", "take-over"}),
    ("hr_manager", {"take-over"}), ("auditor", set())])
def test_each_is_offered_the_own_step_only(visit, world, draft, who, buttons):
    draft.submit(by=world.hr)
    assert offered(text_of(visit(getattr(world, who)).get(at(draft)))) == buttons


def test_the_superior_agrees_and_everybody_reads_who_and_when(visit, world, draft):
    draft.submit(by=world.hr)
    page = text_of(visit(world.supervisor).post(at(draft, "agree"), data={"seen": draft.digest}, follow_redirects=True))
    steps = page.partition("of-four")[2].partition("</ol>")[0]
    assert (world.again(draft).state, "周主管" in steps, "已同意" in steps) == ("in_review", True, True)


def test_a_text_that_was_not_on_the_screen_is_read_again_first(visit, world, draft):
    draft.submit(by=world.hr)
    answer = visit(world.supervisor).post(at(draft, "agree"), data={"seen": "0" * 64})
    assert (answer.status_code, f'value="{draft.digest}"' in text_of(answer), world.again(draft).state) == (
        409, True, "with_superior")


def test_what_came_back_stands_on_the_page_of_who_submitted_it_with_the_note(visit, world, draft):
    draft.submit(by=world.hr)
    browser = visit(world.supervisor)
    refused = browser.post(at(draft, "hand-back"), data={"note": ""})
    assert (refused.status_code, 'id="note-error"' in text_of(refused)) == (422, True)
    browser.post(at(draft, "hand-back"), data={"note": "第二条不清楚"})
    pages = {who: text_of(visit(getattr(world, who)).get("/")).partition('id="came-back"')[2].partition("</section>")[0]
             for who in ("hr", "hr_manager", "supervisor")}
    assert {who: "第二条不清楚" in page for who, page in pages.items()} == {
        "hr": True, "hr_manager": False, "supervisor": False}


def test_hr_takes_the_step_over_with_a_reason_that_stands_on_the_page(visit, world, draft):
    draft.submit(by=world.hr)
    browser = visit(world.hr)
    assert browser.post(at(draft, "take-over"), data={"reason": " "}).status_code == 422
    page = text_of(browser.post(at(draft, "take-over"), data={"reason": "主管休产假"}, follow_redirects=True))
    assert ("主管休产假" in page.partition("of-four")[2].partition("</ol>")[0], world.again(draft).state) == (
        True, "in_review")


def test_a_draft_taken_back_is_edited_again(visit, world, draft):
    draft.submit(by=world.hr)
    visit(world.hr).post(at(draft, "recall"))
    assert add_clause(world.again(draft), "看守钥匙", by=world.hr).edition == 1


@pytest.mark.parametrize("verb", STEPS)
def test_a_step_taken_twice_is_taken_once(visit, world, draft, verb):
    if verb != "submit":
        draft.submit(by=world.hr)
    browser = visit(world.supervisor if verb in ("agree", "hand-back") else world.hr)
    form = {"agree": {"seen": draft.digest}, "take-over": {"reason": "休假"}, "hand-back": {"note": "不妥"}}.get(verb)
    assert [browser.post(at(draft, verb), data=form).status_code for _ in range(2)] == [303, 409]


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("who, status", [("clerk", {403, 404}), ("stranger", {403, 404}), ("foreman", {403, 404})])
def test_strangers_and_holders_take_no_step(visit, world, draft, who, status, verb):
    draft.submit(by=world.hr)
    answer = visit(getattr(world, who)).post(at(draft, verb), data={"note": "x", "reason": "x", "seen": draft.digest})
    assert (answer.status_code in status, world.again(draft).state) == (True, "with_superior")


def test_what_the_boxes_hold_is_never_run(visit, world, draft):
    draft.submit(by=world.hr)
    nasty = "<img src=x onerror=alert(1)>"
    visit(world.supervisor).post(at(draft, "hand-back"), data={"note": nasty})
    pages = text_of(visit(world.hr).get(at(draft))) + text_of(visit(world.hr).get("/"))
    assert (nasty in pages, pages.count("&lt;img src=x")) == (False, 2)


def test_who_reads_every_draft_opens_the_editor_of_the_own_team_only(visit, world, draft):
    world.supervisor.grant("auditor", by=world.admin)
    browser, foreign = visit(world.supervisor), world.drafts.driver
    statuses = {path: (browser.get(at(draft, path)).status_code, browser.get(at(foreign, path)).status_code)
                for path in ("edit", "whole")}
    page = text_of(browser.get(at(foreign))).partition("<main")[2]
    assert (statuses, offered(page), at(foreign, "edit") in page) == (
        {"edit": (200, 403), "whole": (200, 403)}, set(), False)


def test_who_reviews_reads_first_what_changes_and_only_that(visit, world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    newer = draft.revise(by=world.hr)
    clause = newer.clause_list[0]
    reword(newer, clause.identity, "接待来访的顾客、登记并引路", seen=digest(clause.text), by=world.hr)
    assert 'id="under-review"' not in text_of(visit(world.hr).get(at(newer)))
    newer.submit(by=world.hr)
    page = text_of(visit(world.supervisor).get(at(newer)))
    changes, _, rest = page.partition('id="under-review"')[2].partition("</section>")
    assert ("引路" in changes, "每日下班前核对登记表" in changes, f'{at(newer)}/agree"' in rest) == (
        True, False, True)


def test_what_looks_wrong_stands_beside_the_step_and_beside_the_field(visit, world, draft):
    write_field(draft, "department", "客服部", seen=digest("客户服务部"), by=world.hr)
    page, editor = (text_of(visit(world.hr).get(address)) for address in (at(draft), at(draft, "edit")))
    assert ["没有这个名称的部门" in part for part in (
        page.partition('class="doubts"')[2], editor.partition('id="row-department"')[2].partition('id="row-code"')[0],
        editor.partition('id="row-code"')[2])] == [True, True, False]


def test_a_draft_without_duties_stays_with_who_wrote_it_and_says_why(visit, world, draft):
    for clause in draft.clause_list:
        remove(draft, clause.identity, seen=digest(clause.text), by=world.hr)
    answer = visit(world.hr).post(at(draft, "submit"))
    assert (answer.status_code, "没有职责条款的说明书不能提交" in text_of(answer), world.again(draft).state) == (
        422, True, "draft")


def test_bringing_the_topmost_position_into_force_says_why_nobody_is_asked(visit, world):
    top = in_review(Description.draft(world.positions.boss, payload("总经理"), by=world.hr), by=world.hr)
    browser = visit(world.hr)
    before = text_of(browser.get(at(top)))
    after = text_of(browser.post(at(top, "publish"), data={"seen": top.digest, "effective_on": today().isoformat()},
                                 follow_redirects=True))
    assert ["没有上级岗位，无法请严总签署" in page for page in (before, after)] == [True, True]
    assert ("/open-signings" in after, "暂无可发起的签署" in after) == (False, True)


def test_a_delegate_reads_the_changes_decides_and_is_led_back_to_today(visit, world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    newer = draft.revise(by=world.hr)
    write_field(newer, "environment", "一号馆服务台", seen=digest("服务大厅"), by=world.hr)
    newer.submit(by=world.hr)
    delegation = Delegation.give(world.stranger, giver=world.supervisor, by=world.supervisor, starts_on=today(),
                                 ends_on=today(), reason="外出培训", as_superior=True)
    browser = visit(world.stranger)
    page = text_of(browser.get(at(newer)))
    assert ("difference-reworded" in page.partition('id="under-review"')[2].partition("</section>")[0],
            f"您受周主管委托审核，委托编号 {delegation.number}" in page, at(newer) in text_of(browser.get("/"))) == (
        True, True, True)
    answer = browser.post(at(newer, "agree"), data={"seen": newer.digest})
    assert (answer.headers["Location"], browser.get(at(newer)).status_code) == ("/", 404)
    assert f"受委托，委托编号 {delegation.number}" in text_of(visit(world.hr).get(at(newer)))
