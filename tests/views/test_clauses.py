"""A duty is found by its words, and its page tells its wordings, where it comes from and whom it binds."""

import pytest

from db import clauses
from db.base import digest, today
from db.corrections import correct
from db.descriptions import DISCARDED, DRAFT
from tests.papers import signing, version
from tests.views.test_search import found

V1 = {"a": "在门口迎接来访的顾客并登记", "b": "核对当日台账", "c": "看守钥匙"}
V2 = {"a": "在门口迎接来访的顾客", "d": "登记来访的顾客", "e": "核对台账并看守钥匙"}
ORIGINS = {"d": ["a"], "e": ["b", "c"]}


@pytest.fixture
def office(world):
    """The clerks' second version split one duty and merged two; the clerk signed the first, her colleague neither."""
    first = version(world.positions.clerk, V1, by=world.hr, effective_on="2026-03-01")
    second = version(world.positions.clerk, V2, by=world.hr, effective_on="2026-06-01", origins=ORIGINS)
    world.versions = (first, second)
    world.paper = signing(first, world.clerk, "complete", on="2026-03-05")
    signing(second, world.clerk, "awaiting_employee")
    return world


def part(page, name):
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_the_page_shows_every_wording_with_what_changed(office, visit):
    wordings = part(visit(office.hr).get("/clauses/a").text, "wordings")
    assert ("<del>" in wordings, wordings.count("<li>"), "在门口迎接来访的顾客并登记" in wordings) == (True, 2, True)
    assert wordings.index("A/2") < wordings.index("A/1")


@pytest.mark.parametrize(("identity", "words"), [("d", ["拆分自", "第 1 条", "在门口迎接来访的顾客并登记"]),
                                                 ("e", ["合并自", "第 2 条", "第 3 条", "核对当日台账", "看守钥匙"])])
def test_it_says_what_it_comes_from(office, visit, identity, words):
    origins = part(visit(office.hr).get(f"/clauses/{identity}").text, "origins")
    assert [word in origins for word in words] == [True] * len(words)


@pytest.mark.parametrize(("identity", "child"), [("a", "d"), ("b", "e"), ("c", "e")])
def test_it_says_what_was_made_of_it(office, visit, identity, child):
    assert f'href="/clauses/{child}"' in part(visit(office.hr).get(f"/clauses/{identity}").text, "offspring")


def test_origins_are_followed_through_every_step(office):
    version(office.positions.clerk, {"f": "登记"}, by=office.hr, effective_on="2026-09-01", origins={"f": ["d"]})
    steps = clauses.life("f", office.hr).origins
    assert [(step.row.identity, [source.identity for source in step.sources], step.is_split) for step in steps] == [
        ("f", ["d"], True), ("d", ["a"], True)]


def test_origins_that_run_in_a_circle_end(office):
    version(office.positions.clerk, {"a": "接待"}, by=office.hr, effective_on="2026-09-01", origins={"a": ["d"]})
    assert [step.row.identity for step in clauses.life("a", office.hr).origins] == ["a", "d"]


def test_whom_it_binds_and_who_has_not_signed(office, visit):
    page = visit(office.hr).get("/clauses/a").text
    bound, missing = part(page, "bound"), part(page, "missing")
    assert [word in bound for word in ("张小燕", "2026年3月5日", "A/1", "旧版", "陈䶮")] == [True] * 4 + [False]
    assert ("陈䶮" in missing, "张小燕" in missing) == (True, False)


@pytest.mark.parametrize(("on", "bound", "missing"), [("2026-03-04", False, True), ("2026-03-05", True, False),
                                                      ("2026-02-01", False, False)])
def test_on_a_day_of_the_past(office, visit, on, bound, missing):
    page = visit(office.hr).get(f"/clauses/a?on={on}").text
    assert ("张小燕" in part(page, "bound"), "张小燕" in part(page, "missing")) == (bound, missing)


@pytest.mark.parametrize("on", ["2999-01-01", "yesterday", "", "2026-02-30"])
def test_a_day_that_is_none_or_still_to_come_is_told_beside_its_field(office, visit, on):
    answer = visit(office.hr).get(f"/clauses/a?on={on}")
    assert (answer.status_code, answer.text.count('class="field-error"')) == (422, 1)


def test_each_reads_of_it_what_he_may(office, visit):
    asked = {who: visit(getattr(office, who)).get("/clauses/a") for who in
             ("clerk", "colleague", "supervisor", "manager", "auditor", "stranger", "foreman", "admin")}
    assert {who: (answer.status_code, "张小燕" in answer.text, "陈䶮" in part(answer.text, "missing"))
            for who, answer in asked.items()} == {
        "clerk": (200, True, False), "colleague": (200, False, True), "supervisor": (200, True, True),
        "manager": (200, True, True), "auditor": (200, True, True), "stranger": (404, False, False),
        "foreman": (404, False, False), "admin": (404, False, False)}


def test_a_duty_nobody_knows_is_not_there(office, visit):
    assert visit(office.hr).get("/clauses/nonsense").status_code == 404


def test_of_a_discarded_draft_nothing_is_known_and_of_a_draft_only_to_who_writes_it(office, visit):
    position = office.positions.foreman
    for identity, state in (("x", DRAFT), ("y", DISCARDED)):
        version(position, {identity: "检查车辆"}, by=office.hr, effective_on=today().isoformat(), state=state)
    asked = [visit(person).get(f"/clauses/{identity}").status_code for identity in "xy"
             for person in (office.hr, office.foreman)]
    assert asked == [200, 404, 404, 404]


def test_a_duty_is_found_in_every_version_and_told_once(office, visit):
    page = found(visit(office.hr), "在门口迎接")
    assert (page.count('href="/clauses/a"'), page.count('href="/clauses/')) == (1, 1)
    assert [f'href="/descriptions/{one.id}#ca"' in page for one in office.versions] == [True, True]


@pytest.mark.parametrize(("wanted", "identities"), [
    ("看守钥匙", "ec"), ("核对 钥匙", "e"), ("钥匙　核对", "e"), ("当日台账", "b"), ("门口", "a"), ("台账", "eb"),
    ("看守%", ""), ("没有的", "")])
def test_all_words_have_to_be_there_and_what_is_in_force_comes_first(office, wanted, identities):
    hits, more = clauses.find(wanted, office.hr, 20)
    assert ("".join(hit.identity for hit in hits), more) == (identities, False)


def test_more_than_fit_are_said(office, visit):
    version(office.positions.foreman, {f"k{n}": f"登记第{n}辆车" for n in range(25)}, by=office.hr,
            effective_on="2026-06-01")
    page = found(visit(office.hr), "辆车")
    assert (page.count('href="/clauses/'), "还有更多结果" in page) == (20, True)
    assert "/clauses/" not in found(visit(office.clerk), "辆车")


def test_a_slip_that_was_put_right_is_shown_beside_the_signed_words(office, visit):
    correct(office.versions[1], "e", "核对台账并看守钥匙。", reason="漏写句号", seen=digest(V2["e"]), by=office.hr)
    wordings = part(visit(office.hr).get("/clauses/e").text, "wordings")
    assert [words in wordings for words in (V2["e"], "漏写句号", "钱静")] == [True] * 3
    assert "核对台账并看守钥匙。" in visit(office.hr).get("/matrix/").text


def test_each_reads_which_wording_binds_and_who_is_away(office, visit):
    signing(office.versions[1], office.colleague, "complete", on="2026-06-04")
    office.clerk.note_absence("产假至三月", by=office.hr)
    rows = part(visit(office.hr).get("/clauses/a").text, "bound").split("<tr>")
    old, new = (next(row for row in rows if name in row) for name in ("张小燕", "陈䶮"))
    assert ("版本 A/1 的文字，2026年3月5日起" in old, "长期缺勤" in old, "现行文字，2026年6月4日起" in new) == (
        True, True, True)


def test_who_is_away_is_marked_among_those_who_have_not_signed(office, visit):
    browser = visit(office.hr)
    assert "长期缺勤" not in part(browser.get("/clauses/a").text, "missing")
    office.colleague.note_absence("产假至三月", by=office.hr)
    assert "长期缺勤" in part(browser.get("/clauses/a").text, "missing")
