"""The editor of a draft: each small form, with htmx and without, two people at once, and what comes in by mistake."""

import re

import pytest
from playhouse.test_utils import count_queries

from db import editing
from db.base import digest
from tests.world import in_review, payload

HX = {"HX-Request": "true", "HX-Target": "section#draft"}


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def at(draft, path=""):
    return f"/descriptions/{draft.id}/edit{path}"


def text_of(answer):
    return answer.get_data(as_text=True)


def duties(world, draft):
    return [(clause.group, clause.text) for clause in world.again(draft).clause_list]


def forms(draft):
    """{name: (path, the form a browser would send)}, one of every kind."""
    one, two, three = draft.clause_list
    return {
        "add": ("/duties", {"text": "看守钥匙", "after": one.identity, "group": "", "identity": "a" * 32}),
        "reword": (f"/duties/{one.identity}", {"text": "接待顾客", "seen": digest(one.text)}),
        "split": (f"/duties/{one.identity}/split", {"text": "接待\r\n\r\n登记", "seen": digest(one.text)}),
        "merge": (f"/duties/{one.identity}/merge", {"seen": digest([one.text, two.text]), "other": two.identity}),
        "remove": (f"/duties/{one.identity}/remove", {"seen": digest(one.text)}),
        "move": ("/move", {"identity": one.identity, "after": three.identity, "group": ""}),
        "rename_group": (f"/groups/{one.identity}", {"group": "客户接待", "name": "接待"}),
        "write_field": ("/fields/summary", {"summary": "新的概要", "seen": digest(draft.summary)}),
    }


AFTERWARDS = {
    "add": ["接待来访的顾客并登记", "看守钥匙", "接听电话并转给负责的人", "每日下班前核对登记表"],
    "reword": ["接待顾客", "接听电话并转给负责的人", "每日下班前核对登记表"],
    "split": ["接待", "登记", "接听电话并转给负责的人", "每日下班前核对登记表"],
    "merge": ["接待来访的顾客并登记；接听电话并转给负责的人", "每日下班前核对登记表"],
    "remove": ["接听电话并转给负责的人", "每日下班前核对登记表"],
    "move": ["接听电话并转给负责的人", "每日下班前核对登记表", "接待来访的顾客并登记"],
}


@pytest.mark.parametrize("name", ["add", "reword", "split", "merge", "remove", "move",
                                  "rename_group", "write_field"])
@pytest.mark.parametrize("headers, status", [({}, 303), (HX, 200)], ids=["plain", "htmx"])
def test_each_form_saves_at_once_and_can_be_undone(visit, world, draft, name, headers, status):
    before, browser = draft.digest, visit(world.hr)
    path, form = forms(draft)[name]
    answer = browser.post(at(draft, path), data=form, headers=headers)
    assert (answer.status_code, world.again(draft).digest != before) == (status, True)
    if name in AFTERWARDS:
        assert [text for _, text in duties(world, draft)] == AFTERWARDS[name]
    page = text_of(browser.get(at(draft)))
    last = re.search(r'name="last" value="(\d+)"', page)[1]
    assert browser.post(at(draft, "/undo"), data={"last": last}, headers=headers).status_code == status
    assert world.again(draft).digest == before


@pytest.mark.parametrize("name", ["add", "reword", "split", "merge", "remove", "move", "rename_group", "write_field"])
def test_a_form_sent_twice_does_its_work_once(visit, world, draft, name):
    path, form = forms(draft)[name]
    browser = visit(world.hr)
    browser.post(at(draft, path), data=form)
    once = world.again(draft).digest
    assert browser.post(at(draft, path), data=form).status_code in (303, 409)
    assert world.again(draft).digest == once


@pytest.mark.parametrize("who, status", [("clerk", 403), ("auditor", 403), ("foreman", 404)])
@pytest.mark.parametrize("name", ["add", "reword", "move", "remove", "write_field"])
def test_nobody_else_edits(visit, world, draft, who, status, name):
    before = draft.digest
    path, form = forms(draft)[name]
    assert visit(getattr(world, who)).post(at(draft, path), data=form).status_code == status
    assert world.again(draft).digest == before


@pytest.mark.parametrize("name", ["add", "reword", "split"])
@pytest.mark.parametrize("text", ["", " \n ", "控制\x00字符", "字" * 20_001])
def test_a_bad_text_is_said_beside_the_field_and_stays_in_it(visit, world, draft, name, text):
    before = draft.digest
    path, form = forms(draft)[name]
    answer = visit(world.hr).post(at(draft, path), data=form | {"text": text}, headers=HX)
    page = text_of(answer)
    assert (answer.status_code, 'id="text-error"' in page, world.again(draft).digest) == (422, True, before)
    assert text.strip()[:50].replace("\x00", "\x00") in page


@pytest.mark.parametrize("parts", ["接待来访的顾客并登记", "\n\n接待来访的顾客并登记", "接待来访的顾客并登记\n\n "])
def test_a_cut_at_an_end_is_no_cut(visit, world, draft, parts):
    path, form = forms(draft)["split"]
    assert visit(world.hr).post(at(draft, path), data=form | {"text": parts}).status_code == 422
    assert len(duties(world, draft)) == 3


def test_of_two_who_reword_one_duty_the_later_sees_both_and_chooses(visit, world, draft):
    path, form = forms(draft)["reword"]
    visit(world.hr).post(at(draft, path), data=form | {"text": "先到的内容"})
    late = visit(world.hr_manager)
    answer = late.post(at(draft, path), data=form | {"text": "后到的内容"}, headers=HX)
    page = text_of(answer)
    assert (answer.status_code, "<ins>后到的内容</ins>" in page, "<ins>先到的内容</ins>" in page,
            "后到的内容</textarea>" in page) == (409, True, True, True)
    assert duties(world, draft)[0][1] == "先到的内容"
    seen = re.search(r'name="seen" type="hidden" value="([^"]+)"', page.partition('class="duty-open"')[2])[1]
    assert late.post(at(draft, path), data={"text": "后到的内容", "seen": seen}).status_code == 303
    assert duties(world, draft)[0][1] == "后到的内容"


@pytest.mark.parametrize("name, mine, theirs", [("kpis", ["甲"], ["乙"]), ("education", "甲", "乙"),
                                                ("qualities", ["甲"], ["乙"])])
def test_of_two_who_write_one_field_the_later_sees_both(visit, world, draft, name, mine, theirs):
    before = draft.payload()[name] if name in draft.payload() else draft.payload()["qualifications"][name]
    editing.write_field(draft, name, theirs, seen=digest(before), by=world.hr)
    answer = visit(world.hr_manager).post(at(draft, f"/fields/{name}"), data={name: "甲", "seen": digest(before)})
    assert (answer.status_code, "<ins>甲</ins>" in text_of(answer), "<ins>乙</ins>" in text_of(answer)) == (
        409, True, True)


def test_the_words_for_a_duty_that_is_gone_are_kept_for_a_new_one(visit, world, draft):
    path, form = forms(draft)["reword"]
    one = draft.clause_list[0]
    editing.remove(draft, one.identity, seen=digest(one.text), by=world.hr_manager)
    answer = visit(world.hr).post(at(draft, path), data=form)
    assert (answer.status_code, "接待顾客</textarea>" in text_of(answer)) == (409, True)


def test_what_was_typed_survives_when_the_draft_was_submitted_meanwhile(visit, world, draft):
    path, form = forms(draft)["reword"]
    in_review(draft, by=world.hr_manager)
    answer = visit(world.hr).post(at(draft, path), data=form)
    assert (answer.status_code, "接待顾客</textarea>" in text_of(answer)) == (409, True)
    assert visit(world.hr).get(at(draft)).status_code == 409


def test_only_the_own_last_change_is_offered_to_be_undone(visit, world, draft):
    editing.add_clause(draft, "看守钥匙", by=world.hr)
    pages = [text_of(visit(person).get(at(draft))) for person in (world.hr, world.hr_manager)]
    assert ['id="undo"' in page for page in pages] == [True, False]
    assert all(world.hr.name in page for page in pages)


@pytest.mark.parametrize("query", ["words:x", "field:state", "field:duties", "nonsense", "split:", "group:", ":",
                                   "new:x", "field:seen", "field:csrf_token"])
def test_an_address_somebody_made_up_opens_nothing(visit, world, draft, query):
    assert visit(world.hr).get(at(draft) + f"?open={query}").status_code == 200


@pytest.mark.parametrize("name", ["state", "version", "duties", "seen"])
def test_what_is_no_field_is_not_written(visit, world, draft, name):
    assert visit(world.hr).post(at(draft, f"/fields/{name}"), data={name: "1", "seen": "0"}).status_code == 422


def test_what_stands_in_a_draft_is_never_run(visit, world, draft):
    nasty = "<img src=x onerror=alert(1)>{{ config }}"
    path, form = forms(draft)["add"]
    browser = visit(world.hr)
    browser.post(at(draft, path), data=form | {"text": nasty, "group": nasty, "after": ""})
    page = text_of(browser.get(at(draft)))
    assert ("<img src=x" in page, "&lt;img src=x onerror=alert(1)&gt;{{ config }}" in page) == (False, True)


def test_the_page_takes_as_many_queries_for_thirty_duties_as_for_three(visit, world, draft):
    browser = visit(world.hr)
    browser.get(at(draft))
    with count_queries() as three:
        browser.get(at(draft))
    editing.rewrite(draft, payload("服务大厅服务人员", tuple(f"职责{n}" for n in range(30))), seen=0, by=world.hr)
    with count_queries() as thirty:
        page = text_of(browser.get(at(draft)))
    assert (page.count('class="duty"'), thirty.count) == (30, three.count)
