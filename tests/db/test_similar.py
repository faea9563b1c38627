"""Similar duties: what counts as alike, who is offered whose, and what a page of families tells."""

import time

import pytest
from playhouse.test_utils import count_queries

from db.demo.descriptions import DESCRIPTIONS
from db.descriptions import Description
from db.positions import Position
from db.similar import comparable, families, offers
from tests.world import in_review, payload

DRIVER = ("每日出车前检查车辆并登记", "接听电话并转给负责的人", "把顾客送到指定的展厅")


@pytest.fixture
def in_force(world):
    """The clerk's and the driver's descriptions, with one duty in common."""
    for draft, duties in ((world.drafts.clerk, None), (world.drafts.driver, DRIVER)):
        if duties:
            draft._write(payload("车队司机", duties), [])
        in_review(draft, by=world.hr).publish(by=world.hr)


def found(text, person, position=None):
    return [(one.text, one.is_same, one.contains) for one in offers(text, person, position=position)]


@pytest.mark.parametrize("text", ["接听电话并转给负责的人", "接听电话，并转给负责的人。", " 接听电话\n并转给负责的人"])
def test_the_same_words_come_first_whatever_their_punctuation(world, in_force, text):
    one = offers(text, world.hr)[0]
    assert (one.is_same, sorted(row.description.position.title for row in one.clauses)) == (
        True, ["服务大厅服务人员", "车队司机"])


@pytest.mark.parametrize("text, offered", [
    ("接待来访的顾客，并且登记", "接待来访的顾客并登记"), ("接听来电并转给负责人", "接听电话并转给负责的人"),
    ("每日下班前核对", "每日下班前核对登记表"), ("接待来访的顾客", "接待来访的顾客并登记")])
def test_close_words_and_beginnings_are_offered(world, in_force, text, offered):
    assert found(text, world.hr)[0][0] == offered


@pytest.mark.parametrize("text", ["", "  ", "接听电话", "。。。。。。。。", "维护展厅内的消防设施和通道", "\x00" * 9])
def test_short_texts_and_other_duties_are_offered_nothing(world, in_force, text):
    assert found(text, world.hr) == []


def test_the_own_position_and_what_one_may_not_see_are_left_out(world, in_force):
    text = "接听电话并转给负责的人"
    places = {key: [row.description.position.title for one in offers(text, getattr(world, key), position=position)
                    for row in one.clauses]
              for key, position in (("hr", world.positions.clerk.id), ("supervisor", None), ("foreman", None),
                                    ("stranger", world.positions.driver.id), ("admin", None))}
    assert places == {"hr": ["车队司机"], "supervisor": ["服务大厅服务人员"], "foreman": ["车队司机"], "stranger": [],
                      "admin": []}


def test_drafts_and_what_was_superseded_are_offered_to_nobody(world):
    draft = in_review(world.drafts.clerk, by=world.hr)
    assert found("接听电话并转给负责的人", world.hr) == []
    draft.publish(by=world.hr)
    newer = draft.revise(by=world.hr)
    newer._write(payload("服务大厅服务人员", ("收发信函并登记去向",)), [])
    in_review(newer, by=world.hr).publish(by=world.hr)
    assert [text for text, *_ in found("接听电话并转给负责的人", world.hr)] == []


@pytest.mark.parametrize("one, other, alike", [
    ("编制部门财务预算，控制各项费用开支。", "协助经理编制部门财务预算，控制各项费用开支。", True),
    ("播报市场内的最新动态，维护市场的良好形象。", "播报市场内的最新动态，展现市场的良好形象。", True),
    ("解答客户的招商询问。", "解答客户的购物询问。", False),
    ("登记客户的技术服务需求，转交物流技术部安排上门。", "登记客户的物流配送需求，转交物流技术部安排送货。", False)])
def test_one_duty_in_other_words_is_told_from_another_duty_of_the_same_pattern(world, one, other, alike):
    for draft, text in ((world.drafts.clerk, one), (world.drafts.driver, other)):
        draft._write(payload(draft.title, (text,)), [])
        in_review(draft, by=world.hr).publish(by=world.hr)
    assert [sorted(wording.text for wording in family) for family in families(world.hr)] == (
        [sorted((one, other))] if alike else [])
    assert families(world.supervisor) == []


def test_what_is_worded_alike_everywhere_or_stands_in_one_position_only_is_no_family(world):
    world.drafts.driver._write(payload("车队司机", ("检查车辆并登记里程", "检查车辆并登记油量里程")), [])
    for draft in (world.drafts.clerk, world.drafts.driver):
        in_review(draft, by=world.hr).publish(by=world.hr)
    assert families(world.hr) == []


def many(world, count):
    """Positions in force with the demo's duties, some of them said a little differently."""
    texts = [duty["text"] for version in DESCRIPTIONS.values() for duty in version["duties"]]
    for n in range(count):
        position = Position.create(title=f"岗位{n}", department=world.positions.clerk.department)
        duties = tuple(f"{text[:-1]}（{n}）" if i % 3 else text for i, text in enumerate(texts[n % 7::5]))
        description = Description.create(position=position, version=1, title=position.title, created_by=world.hr,
                                         state="in_force")
        description._write(payload(position.title, duties), [])


def test_a_look_takes_one_query_and_bears_two_thousand_duties(world, in_force):
    with count_queries() as few:
        offers("接听电话并转给负责的人", world.hr)
    many(world, 40)
    began = time.process_time()
    with count_queries() as lots:
        offered = offers("协助经理编制部门财务预算", world.hr)
    assert (few.count, lots.count, len(offered), time.process_time() - began < 2) == (1, 1, 6, True)


def test_only_letters_and_digits_are_compared():
    assert comparable("１、接听 电话，\n并转给ＨＲ（21条）。") == "1接听电话并转给hr21条"
