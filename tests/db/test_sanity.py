"""What is said of a version on its way to force before somebody has to find it on the paper."""

import pytest

from db.base import Invalid, digest, today
from db.descriptions import Clause, Description
from db.editing import write_field
from db.people import Appointment
from db.progress import unasked
from db.sanity import LONGEST_DATE, doubts
from tests.world import in_review, payload


def said(description):
    return {doubt.place: doubt.params for doubt in doubts(description)}


def duty(group, number):
    return {"group": group, "number": number, "text": f"{group}的职责，第{number}项"}


@pytest.mark.parametrize("changes, places", [
    ({}, {}),
    ({"department": "客服部"}, {"department": {}}),
    ({"department": None}, {"department": {}}),
    ({"department": "车辆部"}, {}),
    ({"code": "KF-01"}, {}),
    ({"code": "CL-09"}, {"code": {"title": "车队司机"}}),
    ({"code": "ZH-01"}, {"code": {"title": "总经理"}}),
    ({"compiled_on": "二〇二六年十月八日"}, {}),
    ({"compiled_on": "年" * LONGEST_DATE}, {}),
    ({"compiled_on": "年" * (LONGEST_DATE + 1)}, {"compiled_on": {}}),
    ({"compiled_on": "2026-13-45"}, {"compiled_on": {}}),
    ({"compiled_on": "2026年2月30日"}, {"compiled_on": {}}),
    ({"compiled_on": "２０２６年２月２８日"}, {}),
    ({"kpis": []}, {"kpis": {}}),
    ({"duties": [duty("接待", 1), duty("接待", 2), duty("接待", 2), duty("接待", 1)]}, {"duties": {"numbers": "1、2"}}),
    ({"duties": [duty("接待", 1), duty("其他", 1)]}, {}),
    ({"duties": []}, {"duties": {}}),
])
def test_each_doubt_is_raised_where_it_is_due_and_nowhere_else(world, changes, places):
    Description.update(code="CL-09").where(Description.id == world.drafts.driver).execute()
    world.positions.boss.code = "ZH-01"
    world.positions.boss.save()
    world.drafts.clerk.discard(by=world.hr)
    draft = Description.draft(world.positions.clerk, payload("服务人员") | changes, by=world.hr)
    assert said(draft) == places


def test_the_own_code_and_that_of_a_version_that_is_over_are_free(world):
    world.positions.clerk.code = "KF-01"
    world.positions.clerk.save()
    Description.update(code="KF-01").where(Description.id == world.drafts.driver).execute()
    world.drafts.driver.discard(by=world.hr)
    write_field(world.drafts.clerk, "code", "KF-01", seen=digest(None), by=world.hr)
    assert said(world.again(world.drafts.clerk)) == {}


def test_a_version_without_duties_goes_no_further(world):
    Clause.delete().where(Clause.description == world.drafts.clerk).execute()
    with pytest.raises(Invalid):
        world.drafts.clerk.submit(by=world.hr)
    in_review(world.drafts.driver, by=world.hr)
    Clause.delete().where(Clause.description == world.drafts.driver).execute()
    with pytest.raises(Invalid):
        world.drafts.driver.publish(by=world.hr)
    assert world.again(world.drafts.driver).state == "in_review"


def test_what_is_in_force_is_doubted_no_more(world):
    Description.update(kpis=[]).where(Description.id == world.drafts.clerk).execute()
    draft = in_review(world.again(world.drafts.clerk), by=world.hr)
    assert said(draft) == {"kpis": {}}
    draft.publish(by=world.hr)
    assert said(draft) == {}


def test_that_a_new_version_keeps_the_date_of_the_old_one_is_said(world):
    in_review(world.drafts.clerk, by=world.hr).publish(by=world.hr)
    draft = world.drafts.clerk.revise(by=world.hr)
    assert said(draft) == {"compiled_on": {"v": "A/0"}, "duties": {"v": "A/0"}}
    write_field(draft, "compiled_on", "2026-11-02", seen=digest(draft.compiled_on), by=world.hr)
    assert said(draft) == {}


def test_hr_reads_whom_nobody_can_ask_to_sign_and_why(world):
    top = Description.draft(world.positions.boss, payload("总经理"), by=world.hr)
    found = unasked(top, world.hr)
    assert (found.people, found.is_top, unasked(world.drafts.clerk, world.hr), unasked(top, world.auditor)) == (
        [world.boss], True, None, None)
    Appointment.update(ends_on=today().replace(year=2026, month=1, day=6)).where(
        Appointment.position.in_([world.positions.foreman, world.positions.boss])).execute()
    found = unasked(world.drafts.driver, world.hr)
    assert (found.people, found.is_top) == ([world.stranger], False)
