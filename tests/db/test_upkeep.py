"""When descriptions are reviewed: what counts, when the next one is due, and who may note one."""

import datetime as dt

import pytest
import time_machine

from db.audit import history
from db.base import Invalid, NotAllowed, TooLate, today
from db.organisation import Organisation
from db.upkeep import Review, due, months_after, standings
from tests.papers import version

# the last review, months, the next one
DUE = [("2026-03-01", 36, "2029-03-01"), ("2026-11-30", 3, "2027-02-28"), ("2024-02-29", 36, "2027-02-28"),
       ("2024-02-29", 48, "2028-02-29"), ("2026-12-31", 1, "2027-01-31"), ("2026-01-31", 1, "2026-02-28"),
       ("2026-08-31", 120, "2036-08-31")]


def of(viewer, position):
    [row] = standings(viewer, position=position.id)
    return row


@pytest.fixture
def office(world):
    world.version = version(world.positions.clerk, {"a": "接待顾客"}, by=world.hr, effective_on="2023-12-10")
    return world


@pytest.mark.parametrize(("last", "months", "following"), DUE)
def test_the_next_review_is_due_on_the_same_day_so_many_months_later(last, months, following):
    assert months_after(dt.date.fromisoformat(last), months) == dt.date.fromisoformat(following)


@pytest.mark.parametrize(("on", "overdue", "is_due"), [("2026-11-09", False, False), ("2026-11-10", False, True),
                                                       ("2026-12-10", False, True), ("2026-12-11", True, True)])
def test_a_version_in_force_is_due_after_three_years_and_said_a_month_before(office, on, overdue, is_due):
    with time_machine.travel(f"{on}T12:00:00+08:00"):
        row = of(office.hr, office.positions.clerk)
        assert (row.due_on, row.is_overdue, row.is_due) == (dt.date(2026, 12, 10), overdue, is_due)
        assert [one.title for one in due(office.hr)] == ["服务大厅服务人员"] * is_due


def test_the_months_are_a_setting(office):
    Organisation.the().change(name="青禾", timestamp_url=None, review_months=12, by=office.admin)
    assert of(office.hr, office.positions.clerk).due_on == dt.date(2024, 12, 10)


def test_a_note_that_it_stays_counts_and_so_does_a_newer_version(office):
    Review.note_unchanged(office.positions.clerk, "与主管核对", seen=office.version.id, by=office.hr)
    row = of(office.hr, office.positions.clerk)
    assert (row.reviewed_on, row.is_unchanged, row.is_due) == (today(), True, False)
    version(office.positions.clerk, {"a": "接待"}, by=office.hr, effective_on="2024-05-02")
    row = of(office.hr, office.positions.clerk)
    assert (row.reviewed_on, row.is_unchanged) == (dt.date(2024, 5, 2), False)
    assert history(office.positions.clerk)[-1].action == "position.review"


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "auditor", "admin"])
def test_only_hr_notes_a_review(office, who):
    with pytest.raises(NotAllowed):
        Review.note_unchanged(office.positions.clerk, "核对", seen=office.version.id, by=getattr(office, who))
    assert (Review.select().count(), due(getattr(office, who))) == (0, [])


@pytest.mark.parametrize("note", ["", "  ", "\u200b"])
def test_a_review_says_what_it_found(office, note):
    with pytest.raises(Invalid) as refusal:
        Review.note_unchanged(office.positions.clerk, note, seen=office.version.id, by=office.hr)
    assert (refusal.value.field, Review.select().count()) == ("note", 0)


def test_what_another_version_has_replaced_is_not_reviewed_any_more(office):
    version(office.positions.clerk, {"a": "接待"}, by=office.hr, effective_on="2024-05-02")
    with pytest.raises(TooLate):
        Review.note_unchanged(office.positions.clerk, "核对", seen=office.version.id, by=office.hr)


def test_without_a_version_in_force_nothing_is_due(office):
    row = of(office.hr, office.positions.driver)
    assert (row.description_id, row.reviewed_on, row.due_on, row.is_due, row.holders) == (None, None, None, False, 1)


def test_each_sees_the_positions_within_reach(office):
    seen = {who: {row.title for row in standings(getattr(office, who))} for who in ("supervisor", "manager", "foreman")}
    assert seen == {"supervisor": {"商户客服主管", "服务大厅服务人员"}, "foreman": {"车队主管", "车队司机"},
                      "manager": {"客户服务部经理", "商户客服主管", "服务大厅服务人员"}}
    assert len(standings(office.auditor)) == len(standings(office.hr)) == 8
