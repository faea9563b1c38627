"""An import from the file to the draft: nothing is a description before a person says so, and then only once."""

import pytest

from db import audit
from db.base import Invalid, NotAllowed, TooLate
from db.descriptions import Description
from db.documents import Document
from db.intake import Unreadable
from db.intakes import Intake, IntakeItem, sources_of
from db.positions import Position
from tests.sources import TWO


def read(world, text=TWO):
    return Intake.read_pasted(text, by=world.hr)


def test_what_was_found_becomes_items_and_no_description(world):
    before = Description.select().count()
    intake = read(world)
    items = intake.ordered_items
    assert [(item.title, item.state, len(item.found["duties"])) for item in items] == [
        ("花房管理员", "to_check", 3), ("花房学徒", "to_check", 2)]
    assert Description.select().count() == before


def test_the_source_is_kept_byte_for_byte(world):
    data = TWO.encode("gb18030")
    intake = Intake.read_file("花房.txt", data, by=world.hr)
    assert (intake.document.read(), intake.name) == (data, "花房.txt")
    assert [entry.action for entry in audit.history(intake)] == ["intake.read"]


def test_each_item_has_its_own_share_of_the_source(world):
    first, second = ["".join(label + text for label, text in share) for share in sources_of(TWO)]
    assert ("清点花盆" in first, "清扫地面" in first, "清点花盆" in second, "清扫地面" in second) == (
        True, False, False, True)


def test_no_character_of_the_source_is_lost_between_the_shares():
    shares = "".join(label + text for share in sources_of(TWO) for label, text in share)
    assert sorted("".join(shares.split())) == sorted("".join(TWO.split()))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 no text", "没有任何标题的一句话。".encode()])
def test_what_cannot_be_read_leaves_nothing_behind(world, data):
    before = (Intake.select().count(), Document.select().count())
    with pytest.raises((Unreadable, Invalid)):
        Intake.read_file("x.txt", data, by=world.hr)
    assert (Intake.select().count(), Document.select().count()) == before


def test_nobody_but_hr_reads_anything_in(world):
    with pytest.raises(NotAllowed):
        Intake.read_pasted(TWO, by=world.manager)
    assert Intake.select().count() == 0


def test_nobody_but_hr_sees_an_import(world):
    intake = read(world)
    seen = {key: (Intake.visible_to(person).count(), IntakeItem.visible_to(person).count())
            for key, person in world.everybody.items()}
    assert {key: counts for key, counts in seen.items() if counts != (0, 0)} == {"hr": (1, 2), "hr_manager": (1, 2)}
    assert intake.created_by == world.hr


def test_corrections_are_kept_without_a_draft(world):
    item = read(world).ordered_items[0]
    item.keep(item.found | {"summary": "照料植物。"}, seen=0, by=world.hr)
    kept = world.again(item)
    assert (kept.payload["summary"], kept.found["summary"], kept.state, kept.edition) == (
        "照料植物。", "照料花房里的植物。", "to_check", 1)


def test_corrections_that_did_not_see_the_last_ones_are_refused(world):
    item = read(world).ordered_items[0]
    item.keep(item.found | {"summary": "甲"}, seen=0, by=world.hr)
    with pytest.raises(TooLate):
        world.again(item).keep(item.found | {"summary": "乙"}, seen=0, by=world.hr_manager)
    assert world.again(item).payload["summary"] == "甲"


def test_an_item_becomes_the_draft_of_a_position(world):
    item = read(world).ordered_items[0]
    draft = item.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.foreman)
    assert (draft.position, draft.state, [clause.number for clause in draft.clause_list]) == (
        world.positions.foreman, "draft", [1, 2, 3])
    assert (world.again(item).state, world.again(item).description) == ("saved", draft)


def test_an_item_is_saved_once(world):
    item = read(world).ordered_items[0]
    twin = world.again(item)
    item.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.foreman)
    before = Description.select().count()
    with pytest.raises(TooLate):
        twin.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.manager)
    assert Description.select().count() == before


def test_a_draft_that_did_not_see_the_last_corrections_is_refused(world):
    item = read(world).ordered_items[0]
    twin = world.again(item)
    item.keep(item.found | {"summary": "甲"}, seen=0, by=world.hr)
    with pytest.raises(TooLate):
        twin.save_as_draft(item.found, seen=0, by=world.hr_manager, position=world.positions.foreman)
    assert world.again(item).state == "to_check"


def test_a_new_position_is_made_with_its_draft(world):
    item = read(world).ordered_items[0]
    draft = item.save_as_draft(item.found, seen=0, by=world.hr, department=world.positions.clerk.department,
                               superior=world.positions.supervisor)
    assert (draft.position.title, draft.position.department.name, draft.position.superior) == (
        "花房管理员", "客户服务部", world.positions.supervisor)


def test_a_position_with_a_draft_takes_no_other_and_nothing_is_saved(world):
    item = read(world).ordered_items[0]
    with pytest.raises(Invalid) as refusal:
        item.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.clerk)
    assert (refusal.value.field, world.again(item).state) == ("position", "to_check")


@pytest.mark.parametrize("title, field", [("花房管理员", "position"), ("商户客服主管", "title")])
def test_a_new_position_needs_a_place_of_its_own(world, title, field):
    item = read(world).ordered_items[0]
    department = world.positions.clerk.department if field == "title" else None
    before = Position.select().count()
    with pytest.raises(Invalid) as refusal:
        item.save_as_draft(item.found | {"title": title}, seen=0, by=world.hr, department=department)
    assert (refusal.value.field, Position.select().count(), world.again(item).state) == (field, before, "to_check")


def test_an_item_is_left_out_and_taken_back(world):
    intake = read(world)
    first, second = intake.ordered_items
    first.leave_out(by=world.hr)
    assert (Intake.counts([intake]), intake.next_to_check()) == (
        {intake.id: {"to_check": 1, "saved": 0, "left_out": 1}}, second)
    first.take_back(by=world.hr)
    assert [entry.action for entry in audit.history(first)] == ["intake_item.leave_out", "intake_item.take_back"]


def test_checking_goes_on_behind_the_last_one_and_comes_round(world):
    intake = read(world)
    first, second = intake.ordered_items
    assert [intake.next_to_check(after=place) for place in (0, 1, 2)] == [first, second, first]
    first.leave_out(by=world.hr)
    second.leave_out(by=world.hr)
    assert intake.next_to_check(after=1) is None


def test_what_was_left_out_is_not_saved(world):
    item = read(world).ordered_items[0]
    item.leave_out(by=world.hr)
    with pytest.raises(TooLate):
        item.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.foreman)
    assert Description.select().where(Description.position == world.positions.foreman).count() == 0


def test_the_same_source_is_recognised(world):
    first = read(world)
    assert (first.earlier, read(world).earlier) == (None, first)
