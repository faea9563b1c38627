"""The pages of a description: the list, the text, editing, review, force, signing progress."""

import pytest
from playhouse.test_utils import count_queries

from db.base import today
from db.descriptions import Description
from db.editing import rewrite
from db.positions import Position
from db.signatures import Signing
from portal import papers
from portal.description_form import texts_of
from tests.world import in_review, payload

VERBS = ("submit", "hand-back", "publish", "discard", "revise", "open-signings")


@pytest.fixture
def draft(world):
    return world.drafts.clerk


@pytest.fixture
def in_force(world, draft):
    in_review(draft, by=world.hr)
    draft.publish(by=world.hr)
    return draft


def at(description, verb=""):
    return f"/descriptions/{description.id}{verb and '/'}{verb}"


def form(description, **changes):
    """What the page sends when nothing in it is touched, and these changes."""
    return texts_of(description.payload()) | {"seen": str(description.edition)} | changes


def shown(description, day="2026-11-02"):
    """What the button that brings it into force sends."""
    return {"effective_on": day, "seen": description.digest}


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_list_shows_what_a_person_may_see(visit, world, in_force):
    pages = {key: text_of(visit(getattr(world, key)).get("/descriptions/")) for key in ("hr", "clerk", "stranger")}
    assert {key: (at(in_force) in page, at(world.drafts.driver) in page) for key, page in pages.items()} == {
        "hr": (True, True), "clerk": (True, False), "stranger": (False, False)}


def test_the_list_is_cut_by_state_and_department(visit, world, in_force):
    browser = visit(world.hr)
    drafts = text_of(browser.get("/descriptions/?state=draft"))
    vehicles = text_of(browser.get(f"/descriptions/?department={world.positions.driver.department_id}"))
    for page in (drafts, vehicles):
        assert (at(world.drafts.driver) in page, f'href="{at(in_force)}"' in page) == (True, False)


@pytest.mark.parametrize("query", ["state=nonsense", "department=99999999999999999999", "before=-1", "before=x",
                                   "department=999999"])
def test_a_list_survives_an_address_somebody_made_up(visit, world, query):
    assert visit(world.hr).get(f"/descriptions/?{query}").status_code == 200


@pytest.mark.parametrize("who, step", [("hr", "/intake/"), ("clerk", "今日")])
def test_an_empty_list_says_what_to_do_next(visit, world, who, step):
    for row in (world.drafts.clerk, world.drafts.driver):
        row.discard(by=world.hr)
    page = text_of(visit(getattr(world, who)).get("/descriptions/"))
    assert step in page.partition("empty-note")[2].partition("</section>")[0]


def test_the_list_takes_as_many_queries_for_thirty_rows_as_for_one(visit, world, in_force):
    browser = visit(world.hr)
    browser.get("/descriptions/")
    with count_queries() as one:
        browser.get("/descriptions/?state=in_force")
    for number in range(29):
        position = Position.add(f"岗位{number}", world.positions.clerk.department, by=world.hr)
        extra = Description.draft(position, payload(position.title), by=world.hr)
        in_review(extra, by=world.hr)
        extra.publish(by=world.hr)
    with count_queries() as thirty:
        page = text_of(browser.get("/descriptions/?state=in_force"))
    assert (page.count("<tr>"), thirty.count) == (31, one.count)


def test_the_page_has_every_clause_under_an_address_of_its_own(visit, world, in_force):
    page = text_of(visit(world.clerk).get(at(in_force)))
    assert [f'id="c{clause.identity}"' in page for clause in in_force.clause_list] == [True] * 3


@pytest.mark.parametrize("who", ["clerk", "foreman", "stranger"])
def test_a_draft_is_not_there_for_those_who_do_not_work_on_it(visit, world, draft, who):
    browser = visit(getattr(world, who))
    assert [browser.get(path).status_code for path in (at(draft), at(draft, "preview.pdf"))] == [404, 404]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who, status", [("clerk", {403, 404}), ("auditor", {403, 409}), ("foreman", {403, 404})])
def test_nobody_else_moves_a_description(visit, world, draft, who, status, verb):
    answer = visit(getattr(world, who)).post(at(draft, verb))
    assert (answer.status_code in status, world.again(draft).state) == (True, "draft")


@pytest.mark.parametrize("verb", [*VERBS, "whole"])
def test_what_is_not_there_is_not_moved(visit, world, verb):
    assert visit(world.hr).post(f"/descriptions/999999/{verb}").status_code == 404


def test_whoever_may_only_read_is_offered_nothing_to_do(visit, world, in_force):
    page = text_of(visit(world.clerk).get(at(in_force))).partition("<main")[2]
    assert ("<form" in page, "/edit" in page) == (False, False)


def test_an_untouched_form_changes_nothing(visit, world, draft):
    before = draft.digest
    answer = visit(world.hr).post(at(draft, "whole"), data=form(draft))
    assert (answer.status_code, world.again(draft).digest, world.again(draft).edition) == (303, before, 0)


def test_an_edited_draft_keeps_what_was_typed_line_breaks_and_all(visit, world, draft):
    duties = "【客户接待】\r\n7. 接待顾客：\r\n    （1）问候；\r\n    （2）登记。\r\n【】\r\n9. 值班"
    visit(world.hr).post(at(draft, "whole"), data=form(draft, duties=duties, notice="第一行\r\n第二行"))
    saved = world.again(draft)
    assert [(clause.group, clause.number, clause.text) for clause in saved.clause_list] == [
        ("客户接待", 7, "接待顾客：\n（1）问候；\n（2）登记。"), ("", 9, "值班")]
    assert saved.notice == "第一行\n第二行"


@pytest.mark.parametrize("changes, field", [
    ({"title": ""}, "title"), ({"title": "长" * 81}, "title"), ({"duties": "没有编号"}, "duties"),
    ({"relations": "只有一格"}, "relations"), ({"summary": "控制\x00字符"}, "summary"), ({"code": "x" * 41}, "code")])
def test_what_cannot_be_saved_is_said_beside_the_field_and_stays_in_it(visit, world, draft, changes, field):
    answer = visit(world.hr).post(at(draft, "whole"), data=form(draft, environment="打字打到一半") | changes)
    page = text_of(answer)
    assert (answer.status_code, f'id="{field}-error"' in page, "打字打到一半</textarea>" in page) == (422, True, True)
    assert world.again(draft).edition == 0


def test_of_two_editors_the_later_one_sees_both_texts_and_may_save_again(visit, world, draft):
    late = form(draft, summary="后到的内容")
    visit(world.hr).post(at(draft, "whole"), data=form(draft, summary="先到的内容"))
    browser = visit(world.hr_manager)
    answer = browser.post(at(draft, "whole"), data=late)
    page = text_of(answer)
    assert (answer.status_code, "<ins>后到的内容</ins>" in page, "<ins>先到的内容</ins>" in page) == (409, True, True)
    assert ("后到的内容</textarea>" in page, world.again(draft).summary) == (True, "先到的内容")
    seen = page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    assert browser.post(at(draft, "whole"), data=late | {"seen": seen}).status_code == 303
    assert world.again(draft).summary == "后到的内容"


def test_what_was_typed_survives_when_the_draft_was_submitted_meanwhile(visit, world, draft):
    late = form(draft, summary="打到一半的内容")
    in_review(draft, by=world.hr_manager)
    answer = visit(world.hr).post(at(draft, "whole"), data=late)
    assert (answer.status_code, "打到一半的内容</textarea>" in text_of(answer)) == (409, True)
    assert world.again(draft).summary == "做好日常服务。"


def test_only_a_draft_is_opened_for_editing(visit, world, in_force):
    assert visit(world.hr).get(at(in_force, "whole")).status_code == 409


def test_a_draft_is_submitted_once(visit, world, draft):
    browser = visit(world.hr)
    first, second = browser.post(at(draft, "submit")), browser.post(at(draft, "submit"))
    assert (first.status_code, second.status_code, world.again(draft).state) == (303, 409, "with_superior")


def test_a_version_handed_back_says_why(visit, world, draft):
    in_review(draft, by=world.hr)
    browser = visit(world.hr_manager)
    assert browser.post(at(draft, "hand-back"), data={"note": ""}).status_code == 422
    page = text_of(browser.post(at(draft, "hand-back"), data={"note": "第二条写得不清楚"}, follow_redirects=True))
    assert ("第二条写得不清楚" in page, world.again(draft).state) == (True, "draft")


def test_bringing_it_into_force_opens_a_signing_for_each_holder(visit, world, draft):
    in_review(draft, by=world.hr)
    answer = visit(world.hr).post(at(draft, "publish"), data=shown(draft, "2026-11-02"), follow_redirects=True)
    signings = list(Signing.select().where(Signing.description == draft))
    assert {signing.holder_id for signing in signings} == {world.clerk.id, world.colleague.id}
    page = text_of(answer)
    assert ("发起签署 2 份" in page, all(f"/signatures/{signing.id}" in page for signing in signings)) == (True, True)
    assert (world.again(draft).state, world.again(draft).effective_on.isoformat()) == ("in_force", "2026-11-02")


def test_a_version_that_changes_nothing_comes_into_force_only_for_a_reason(visit, world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    same = in_review(draft.revise(by=world.hr), by=world.hr)
    browser, form = visit(world.hr), shown(same, today().isoformat())
    assert "与版本 A/0 没有任何差别" in text_of(browser.get(at(same)))
    asked = browser.post(at(same, "publish"), data=form | {"why": " "})
    page = text_of(asked)
    assert (asked.status_code, 'name="why"' in page, world.again(same).state, Signing.select().count()) == (
        422, True, "in_review", 0)
    answer = browser.post(at(same, "publish"), data=form | {"why": "换版编号，重新签署"}, follow_redirects=True)
    assert (world.again(same).state, "换版编号，重新签署" in text_of(answer)) == ("in_force", True)


def test_a_version_that_changes_something_needs_no_reason(visit, world, draft):
    in_review(draft, by=world.hr).publish(by=world.hr)
    other = draft.revise(by=world.hr)
    rewrite(other, other.payload() | {"summary": "另一句"}, seen=other.edition, by=world.hr)
    in_review(other, by=world.hr)
    assert visit(world.hr).post(at(other, "publish"), data=shown(other, today().isoformat())).status_code == 303


def test_a_date_is_needed_to_bring_it_into_force(visit, world, draft):
    in_review(draft, by=world.hr)
    answer = visit(world.hr).post(at(draft, "publish"), data=shown(draft, "2026-13-41"))
    assert (answer.status_code, world.again(draft).state) == (422, "in_review")


def test_a_version_does_not_come_into_force_before_its_day(visit, world, draft):
    in_review(draft, by=world.hr)
    answer = visit(world.hr).post(at(draft, "publish"), data=shown(draft, "2099-01-01"))
    assert (answer.status_code, "生效日期不能晚于发布当天" in text_of(answer), world.again(draft).state) == (
        422, True, "in_review")


def test_a_text_that_changed_since_it_was_on_the_screen_is_not_brought_into_force_unread(visit, world, draft):
    in_review(draft, by=world.hr)
    form = shown(draft)
    draft.hand_back("第二条写得不清楚", by=world.hr_manager)
    rewrite(draft, draft.payload() | {"summary": "换过的内容"}, seen=draft.edition, by=world.hr_manager)
    in_review(draft, by=world.hr_manager)
    browser = visit(world.hr)
    answer = browser.post(at(draft, "publish"), data=form)
    page = text_of(answer)
    assert (answer.status_code, "打开本页后内容已有变动" in page, "换过的内容" in page) == (409, True, True)
    assert (world.again(draft).state, Signing.select().count(), 'value="2026-11-02"' in page) == ("in_review", 0, True)
    seen = page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    assert browser.post(at(draft, "publish"), data=form | {"seen": seen}).status_code == 303


def test_a_text_nobody_was_shown_is_not_brought_into_force(visit, world, draft):
    in_review(draft, by=world.hr)
    answer = visit(world.hr).post(at(draft, "publish"), data={"effective_on": "2026-11-02"})
    assert (answer.status_code, world.again(draft).state) == (422, "in_review")


def test_whose_signing_cannot_begin_is_named(visit, world):
    top = Description.draft(world.positions.boss, payload("总经理"), by=world.hr)
    in_review(top, by=world.hr)
    page = text_of(visit(world.hr).post(at(top, "publish"), data=shown(top, "2026-11-02"), follow_redirects=True))
    said = ("已生效，暂无可发起的签署" in page, "没有人可以作为上级签署，未发起：严总" in page)
    assert (said, Signing.select().count()) == ((True, True), 0)


def test_a_holder_who_came_later_gets_a_signing(visit, world, in_force):
    browser = visit(world.hr)
    page = text_of(browser.post(at(in_force, "open-signings"), follow_redirects=True))
    again = text_of(browser.post(at(in_force, "open-signings"), follow_redirects=True))
    assert ("发起签署 2 份" in page, "没有尚待发起签署的任职者" in again) == (True, True)
    assert Signing.select().where(Signing.description == in_force).count() == 2


def test_a_new_version_starts_from_the_text_in_force(visit, world, in_force):
    browser = visit(world.hr)
    answer = browser.post(at(in_force, "revise"))
    draft = Description.get(Description.position == world.positions.clerk, Description.state == "draft")
    assert answer.headers["Location"] == at(draft, "edit")
    assert (draft.payload(), draft.version) == (in_force.payload(), 2)


def test_a_second_draft_is_not_begun(visit, world, in_force):
    in_force.revise(by=world.hr)
    page = text_of(visit(world.hr).post(at(in_force, "revise"), follow_redirects=True))
    assert ("已有" in page, world.positions.clerk.descriptions.count()) == (True, 2)


def test_a_draft_is_discarded(visit, world, draft):
    answer = visit(world.hr).post(at(draft, "discard"), follow_redirects=True)
    assert (answer.request.path, world.again(draft).state) == ("/descriptions/", "discarded")


def test_the_preview_is_a_file_under_a_name_of_its_own(visit, world, in_force, monkeypatch):
    monkeypatch.setattr(papers, "preview", lambda description: f"%PDF-{description.id}".encode())
    answer = visit(world.clerk).get(at(in_force, "preview.pdf"))
    assert (answer.get_data(), answer.headers["X-Content-Type-Options"]) == (f"%PDF-{in_force.id}".encode(), "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E6%9C%8D%E5%8A%A1%E5%A4%A7%E5%8E%85" in answer.headers["Content-Disposition"]


def test_what_stands_in_a_description_is_never_run(visit, world, draft):
    nasty = "<img src=x onerror=alert(1)>{{ config }}"
    visit(world.hr).post(at(draft, "whole"), data=form(draft, summary=nasty, title="<b>岗", kpis=nasty))
    pages = "".join(text_of(visit(world.hr).get(path)) for path in (at(draft), at(draft, "whole"), "/descriptions/"))
    assert ("<img src=x" in pages, "<b>岗" in pages, "&lt;img src=x onerror=alert(1)&gt;{{ config }}" in pages) == (
        False, False, True)
