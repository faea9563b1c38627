"""A description's way from draft to force and out of it, and the notations it is edited in."""

import datetime as dt
import random

import pytest
from playhouse.test_utils import count_queries

from db import audit
from db.base import Invalid, NotAllowed, TooLate, today
from db.contents import LONGEST
from db.descriptions import Description
from db.duty_notation import format_duties, parse_duties
from db.editing import rewrite
from db.line_notation import differing_lines, format_lines, format_relations, parse_lines, parse_relations
from db.progress import progress, standing, waiting_for_a_superior
from tests.world import in_review, payload

CHARACTERS = "督导接待1234567890.、()（）【】|：: ;；aB"
NAMES = "业务管理部门其他（二）12.】"


def publish(draft, by):
    in_review(draft, by=by)
    draft.publish(by=by)
    return draft


def words(dice, characters, lines=1):
    """A text of one or more lines as the reader of files leaves them: nothing empty, no blanks at an end."""
    return "\n".join("文" + "".join(dice.choices(characters, k=dice.randint(0, 12))) + "字" for _ in range(lines))


def duties(dice):
    groups = ["", *(words(dice, NAMES) for _ in range(3))]
    runs = [dice.choice(groups) for _ in range(dice.randint(0, 5))]
    return [{"group": group, "number": dice.randint(0, 9999), "text": words(dice, CHARACTERS, dice.randint(1, 3))}
            for group in runs for _ in range(dice.randint(1, 3))]


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_in_the_notation_is_read_back(seed):
    dice = random.Random(seed)  # noqa: S311 - a repeatable example, no secret
    given = duties(dice)
    for duty in given:
        duty["number"] = duty["number"] or 1
    assert parse_duties(format_duties(given)) == given
    values = [words(dice, CHARACTERS, dice.randint(1, 3)) for _ in range(dice.randint(0, 4))]
    assert parse_lines(format_lines(values)) == values
    relations = [{"scope": dice.choice([None, "department", "company", "outside"]), "party": words(dice, NAMES),
                  "content": dice.choice([None, words(dice, CHARACTERS, 2)])} for _ in range(dice.randint(0, 4))]
    assert parse_relations(format_relations(relations)) == relations


@pytest.mark.parametrize("typed", ["3. 接待", "3、接待", "3．接待", "(3) 接待", "（3）接待", "3)接待", "　　3. 接待 "])
def test_a_number_is_read_however_it_is_set(typed):
    assert parse_duties(typed) == [{"group": "", "number": 3, "text": "接待"}]


def test_a_duty_without_a_number_gets_the_next_one():
    unnumbered = [{"group": None, "number": number, "text": "接待"} for number in (None, 5, None)]
    assert format_duties(unnumbered) == "1. 接待\n5. 接待\n6. 接待"


@pytest.mark.parametrize("text, line", [
    ("1. 接待\n登记", 2), ("1. 接待\n\n2.", 3), ("【空】\n【业务】\n1. 接待", 1), ("1. 接待\n【末】", 2),
    (f"【{'长' * 81}】\n1. 接待", 1), ("12345. 接待", 1)])
def test_a_line_that_is_no_duty_is_named(text, line):
    with pytest.raises(Invalid) as refusal:
        parse_duties(text)
    assert (refusal.value.field, refusal.value.params["line"]) == ("duties", line)


@pytest.mark.parametrize("line", ["只有一格", "部门内 | | 汇报", "楼上 | 主管 | 汇报"])
def test_a_line_that_is_no_relation_is_named(line):
    with pytest.raises(Invalid) as refusal:
        parse_relations(f"部门内 | 主管\n{line}")
    assert (refusal.value.field, refusal.value.params["line"]) == ("relations", 2)


def test_two_texts_are_set_side_by_side():
    assert differing_lines("甲\n乙\n丙", "甲\n丁\n戊\n丙") == [
        ("甲", "甲", True), ("乙", "丁", False), (None, "戊", False), ("丙", "丙", True)]


def test_a_draft_is_rewritten_once_from_what_a_form_saw(world):
    draft = world.drafts.clerk
    rewrite(world.again(draft), draft.payload() | {"summary": "甲"}, seen=0, by=world.hr)
    with pytest.raises(TooLate):
        rewrite(world.again(draft), draft.payload() | {"summary": "乙"}, seen=0, by=world.hr_manager)
    assert (world.again(draft).summary, world.again(draft).edition) == ("甲", 1)


def test_a_clause_that_keeps_its_words_or_its_number_keeps_its_identity(world):
    draft = world.drafts.clerk
    before = {clause.text: clause.identity for clause in draft.clause_list}
    moved, changed, new = "接听电话并转给负责的人", "接待来访的顾客", "收发信函"
    rewrite(draft, payload("服务大厅服务人员", (changed, new, moved)), seen=0, by=world.hr)
    after = {clause.text: clause.identity for clause in draft.clause_list}
    assert after[moved] == before[moved]
    assert after[changed] == before["接待来访的顾客并登记"]
    assert after[new] not in before.values()


def test_a_version_in_force_is_never_rewritten(world):
    description = publish(world.drafts.clerk, world.hr)
    with pytest.raises(TooLate):
        rewrite(description, payload("服务大厅服务人员", ("别的",)), seen=0, by=world.hr)
    assert [clause.text for clause in world.again(description).clause_list] == [
        duty["text"] for duty in payload("")["duties"]]


def test_the_next_version_supersedes_the_one_in_force(world):
    first = publish(world.drafts.clerk, world.hr)
    second = publish(first.revise(by=world.hr), world.hr)
    assert (world.again(first).state, world.again(second).state) == ("superseded", "in_force")
    assert (first.version_label, second.version_label) == ("A/0", "A/1")
    assert [entry.action for entry in audit.history(first)][-1] == "description.supersede"


def test_a_position_has_one_draft_at_a_time(world):
    first = publish(world.drafts.clerk, world.hr)
    first.revise(by=world.hr)
    with pytest.raises(Invalid):
        first.revise(by=world.hr_manager)
    assert Description.select().where(Description.position == world.positions.clerk).count() == 2


def test_only_the_version_in_force_is_revised(world):
    first = publish(world.drafts.clerk, world.hr)
    second = publish(first.revise(by=world.hr), world.hr)
    with pytest.raises(TooLate):
        world.again(first).revise(by=world.hr)
    assert second.revise(by=world.hr).version == 3


def test_a_description_without_duties_is_not_submitted(world):
    draft = world.drafts.clerk
    rewrite(draft, payload("服务大厅服务人员", ()), seen=0, by=world.hr)
    with pytest.raises(Invalid):
        in_review(draft, by=world.hr)
    assert world.again(draft).state == "draft"


@pytest.mark.parametrize("move", ["submit", "discard"])
@pytest.mark.parametrize("who", ["clerk", "foreman", "auditor", "admin"])
def test_nobody_else_moves_a_draft(world, move, who):
    draft, person = world.drafts.clerk, getattr(world, who)
    with pytest.raises(NotAllowed):
        getattr(draft, move)(by=person)
    assert (world.again(draft).state, draft.moves_for(person)) == ("draft", set())


def test_a_draft_is_seen_by_those_above_it_and_by_those_who_see_every_version(world):
    publish(world.drafts.driver, world.hr)
    seen = {key: {row.id for row in Description.visible_to(getattr(world, key))}
            for key in ("hr", "auditor", "clerk", "supervisor", "stranger", "boss")}
    clerk, driver = world.drafts.clerk.id, world.drafts.driver.id
    assert seen == {"hr": {clerk, driver}, "auditor": {clerk, driver}, "clerk": set(), "supervisor": {clerk},
                    "stranger": {driver}, "boss": {clerk, driver}}


def test_a_list_is_cut_to_a_department_and_those_within_it(world):
    group, vehicles = world.positions.boss.department_id, world.positions.driver.department_id
    assert [row.id for row in Description.page(world.hr, department=vehicles)[0]] == [world.drafts.driver.id]
    assert [row.id for row in Description.page(world.hr, department=group)[0]] == [
        world.drafts.driver.id, world.drafts.clerk.id]


def test_a_list_goes_on_after_its_last_row(world):
    rows, more = Description.page(world.hr, size=1)
    rest, no_more = Description.page(world.hr, size=1, before=rows[-1].id)
    assert ([row.id for row in rows + rest], more, no_more) == (
        [world.drafts.driver.id, world.drafts.clerk.id], True, False)


def test_discarded_drafts_are_listed_when_asked_for(world):
    world.drafts.clerk.discard(by=world.hr)
    assert [row.id for row in Description.page(world.hr)[0]] == [world.drafts.driver.id]
    assert [row.id for row in Description.page(world.hr, state="discarded")[0]] == [world.drafts.clerk.id]


def test_progress_counts_who_holds_the_position_and_has_signed(world):
    clerk, driver = publish(world.drafts.clerk, world.hr), publish(world.drafts.driver, world.hr)
    assert progress([clerk, driver]) == {clerk.id: (0, 2), driver.id: (0, 1)}
    with count_queries() as counter:
        progress([clerk, driver])
    assert counter.count == 2


def test_who_holds_it_is_shown_to_whom_may_see_the_person(world):
    clerk = publish(world.drafts.clerk, world.hr)
    assert [(holder.id, signing) for holder, signing in standing(clerk, world.hr)] == [
        (world.colleague.id, None), (world.clerk.id, None)]
    assert [holder.id for holder, _ in standing(clerk, world.clerk)] == [world.clerk.id]


def test_a_holder_with_nobody_above_has_to_wait(world):
    top = publish(Description.draft(world.positions.boss, payload("总经理"), by=world.hr), world.hr)
    assert [person.id for person in waiting_for_a_superior(top)] == [world.boss.id]
    assert waiting_for_a_superior(publish(world.drafts.clerk, world.hr)) == []


def test_a_duty_has_an_end(world):
    draft = world.drafts.clerk
    rewrite(draft, payload("服务大厅服务人员", ("查" * LONGEST,)), seen=0, by=world.hr)
    with pytest.raises(Invalid) as refusal:
        rewrite(draft, payload("服务大厅服务人员", ("接待", "查" * (LONGEST + 1))), seen=1, by=world.hr)
    assert (refusal.value.field, refusal.value.params["n"]) == ("duties", 2)


def test_no_version_comes_into_force_before_the_one_it_replaces_nor_ahead(world):
    first = publish(world.drafts.clerk, world.hr)
    second = first.revise(by=world.hr)
    in_review(second, by=world.hr)
    for day in (first.effective_on - dt.timedelta(days=1), today() + dt.timedelta(days=1)):
        with pytest.raises(Invalid) as refusal:
            second.publish(day, by=world.hr)
        assert refusal.value.field == "effective_on"
    second.publish(first.effective_on, by=world.hr)
    assert world.again(second).state == "in_force"
