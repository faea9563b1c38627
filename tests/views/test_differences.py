"""The page of two versions side by side: which two, what is marked, who may read it."""

import re
from urllib.parse import unquote

import pytest
from playhouse.test_utils import count_queries

from db import editing
from db.base import digest
from db.descriptions import Description
from db.documents import Document
from portal import papers
from tests.world import in_review


@pytest.fixture
def first(world):
    """The clerks' version in force."""
    in_review(world.drafts.clerk, by=world.hr)
    world.drafts.clerk.publish(by=world.hr)
    return world.drafts.clerk


@pytest.fixture
def draft(world, first):
    """A draft of the next version: one clause reworded, one moved, one added, a field changed."""
    draft = first.revise(by=world.hr)
    one, two, three = draft.clause_list
    editing.reword(draft, one.identity, "接待来访的商户并登记", seen=digest(one.text), by=world.hr)
    editing.move(draft, two.identity, after=three.identity, by=world.hr)
    editing.add_clause(draft, "交接班", group="其他", after=two.identity, by=world.hr)
    editing.write_field(draft, "kpis", ["有效投诉次数", "回访率"], seen=digest(["有效投诉次数"]), by=world.hr)
    return draft


@pytest.fixture
def second(world, draft):
    in_review(draft, by=world.hr)
    draft.publish(by=world.hr)
    return draft


def at(description, **arguments):
    query = "&".join(f"{name}={value}" for name, value in arguments.items())
    return f"/descriptions/{description.id}/difference{query and '?'}{query}"


def text_of(answer):
    return answer.get_data(as_text=True)


def counts(page):
    """{label: number} at the head of the comparison."""
    return dict(re.findall(r'<li><span class="status[^"]*">([^<]+)</span>\s*<strong>(\d+)</strong>', page))


def rows(page):
    return re.findall(r'<tr class="difference-(\w+)">', page)


def test_a_draft_stands_beside_the_version_in_force_with_every_kind_counted(visit, world, draft):
    page = text_of(visit(world.hr).get(at(draft)))
    assert counts(page) == {"新增": "1", "修改": "1", "移动": "1", "无变化": "1", "其他内容": "1"}
    assert rows(page) == ["group", "reworded", "group", "unchanged", "moved", "added", "group", "reworded"]


def test_changed_characters_are_marked_for_the_eye_and_said_for_the_ear(visit, world, draft):
    page = text_of(visit(world.hr).get(at(draft)))
    for tag, said, changed in (("del", "删去", "顾客"), ("ins", "新增", "商户")):
        marked = f'<span class="visually-hidden">[{said}: </span>{changed}<span class="visually-hidden">]</span>'
        assert f"接待来访的<{tag}>{marked}</{tag}>并登记" in page


def test_only_what_changed_leaves_the_rest_out_but_counts_it(visit, world, draft):
    page = text_of(visit(world.hr).get(at(draft, changes=1)))
    assert (counts(page)["无变化"], rows(page)) == (
        "1", ["group", "reworded", "group", "moved", "added", "group", "reworded"])


def test_the_older_version_stands_left_from_whichever_side_one_comes(visit, world, first, second):
    browser = visit(world.clerk)
    heads = [re.findall(r"<th scope=\"col\">(.) <strong>(A/\d)</strong>", text_of(browser.get(path)))
             for path in (at(second), at(first), at(first, other=second.id))]
    assert heads == [[("原", "A/0"), ("新", "A/1")]] * 3


def test_any_other_version_may_be_chosen(visit, world, first, second):
    third = second.revise(by=world.hr)
    page = text_of(visit(world.hr).get(at(third, other=first.id)))
    assert (f'<option value="{first.id}" selected>' in page, counts(page)["新增"]) == (True, "1")


def test_where_a_clause_comes_from_is_followed_through_the_version_between(visit, world, first):
    middle = first.revise(by=world.hr)
    one = middle.clause_list[0]
    editing.split(middle, one.identity, ["接待来访的顾客", "登记"], seen=digest(one.text), by=world.hr)
    in_review(middle, by=world.hr)
    middle.publish(by=world.hr)
    part = middle.clause_list[1]
    last = middle.revise(by=world.hr)
    editing.reword(last, part.identity, "登记来访的顾客", seen=digest(part.text), by=world.hr)
    assert counts(text_of(visit(world.hr).get(at(last, other=first.id))))["拆分"] == "1"


def test_two_versions_that_say_the_same_are_said_to(visit, world, first):
    page = text_of(visit(world.hr).get(at(first.revise(by=world.hr), changes=1)))
    assert ("两个版本内容相同" in page, rows(page)) == (True, [])


def test_a_first_version_says_when_there_will_be_something_to_compare(visit, world, first):
    page = text_of(visit(world.clerk).get(at(first)))
    assert ("没有可以对照的其他版本" in page, f'href="/descriptions/{first.id}"' in page) == (True, True)


@pytest.mark.parametrize("who, status", [("stranger", 404), ("clerk", 200), ("supervisor", 200), ("manager", 200),
                                         ("auditor", 200), ("hr", 200)])
def test_whoever_may_see_both_versions_reads_the_difference(visit, world, second, who, status):
    assert visit(getattr(world, who)).get(at(second)).status_code == status


def test_a_draft_is_no_other_version_for_those_who_may_not_see_it(visit, world, first, draft):
    browser = visit(world.clerk)
    assert [browser.get(path).status_code for path in (at(draft), at(first, other=draft.id))] == [404, 404]
    assert "交接班" not in text_of(browser.get(at(first)))


@pytest.mark.parametrize("other", ["driver", "missing"])
def test_only_a_version_of_the_same_position_stands_beside_it(visit, world, second, other):
    wanted = {"driver": world.drafts.driver.id, "missing": 999999}[other]
    assert visit(world.hr).get(at(second, other=wanted)).status_code == 404


def test_what_stands_in_a_version_is_never_run(visit, world, first):
    draft = first.revise(by=world.hr)
    editing.add_clause(draft, "<img src=x onerror=alert(1)>{{ config }}", by=world.hr)
    page = text_of(visit(world.hr).get(at(draft)))
    assert ("<img src=x" in page, "&lt;img src=x onerror=alert(1)&gt;{{ config }}" in page) == (False, True)


def test_the_page_takes_as_many_queries_for_many_clauses_as_for_few(visit, world, first):
    browser, draft = visit(world.hr), first.revise(by=world.hr)
    with count_queries() as few:
        browser.get(at(draft))
    for number in range(20):
        editing.add_clause(draft, f"第{number}件事", by=world.hr)
    with count_queries() as many:
        browser.get(at(draft))
    assert many.count == few.count


def test_the_difference_is_linked_from_the_description_its_versions_and_the_editor(visit, world, first, draft):
    browser = visit(world.hr)
    page, editor = (text_of(browser.get(f"/descriptions/{draft.id}{path}")) for path in ("", "/edit"))
    assert [f'href="{at(draft)}"' in page, f'href="{at(draft, other=first.id)}"' in page,
            f'href="{at(draft, changes=1)}"' in editor] == [True, True, True]
    alone = text_of(browser.get(f"/descriptions/{Description.get_by_id(world.drafts.driver.id).id}"))
    assert "/difference\"" not in alone


def test_the_kept_table_is_handed_out_as_it_is_and_never_made_again(visit, world, second, monkeypatch):
    document = Document.keep(b"%PDF-kept")
    Description.update(annex=document).where(Description.id == second.id).execute()
    monkeypatch.setattr(papers, "difference", None)
    browser = visit(world.clerk)
    answer = browser.get(f"/descriptions/{second.id}/annex.pdf")
    assert (answer.status_code, answer.get_data()) == (200, b"%PDF-kept")
    assert unquote(answer.headers["Content-Disposition"]).endswith("'变更对照表_服务大厅服务人员_A1.pdf")
    linked = f'href="/descriptions/{second.id}/annex.pdf"'
    assert [linked in text_of(browser.get(path)) for path in (at(second), f"/descriptions/{second.id}")] == [True] * 2


def test_a_version_without_a_kept_table_offers_a_preview(visit, world, first, second, monkeypatch):
    asked = []
    monkeypatch.setattr(papers, "difference", lambda row, **how: asked.append((row, how)) or b"%PDF")
    browser = visit(world.clerk)
    path = f"/descriptions/{second.id}/difference.pdf?other={first.id}"
    assert f'href="{path}"' in text_of(browser.get(at(second)))
    answer = browser.get(path)
    assert answer.get_data() == b"%PDF"
    assert unquote(answer.headers["Content-Disposition"]).endswith("'变更对照表_服务大厅服务人员_A0-A1_预览.pdf")
    assert [(row.old, row.new, options) for row, options in asked] == [(first, second, {"watermark": "预览"})]
    assert browser.get(f"/descriptions/{second.id}/annex.pdf").status_code == 404


def test_there_is_no_table_where_there_is_nothing_to_compare_with(visit, world, first):
    assert visit(world.clerk).get(f"/descriptions/{first.id}/difference.pdf").status_code == 404


@pytest.mark.parametrize("kind", ["annex", "difference"])
def test_a_stranger_finds_no_table(visit, world, second, kind):
    Description.update(annex=Document.keep(b"%PDF-kept")).where(Description.id == second.id).execute()
    assert visit(world.stranger).get(f"/descriptions/{second.id}/{kind}.pdf").status_code == 404
