"""Who is bound by a duty on which day: a table of dated cases."""

import pytest
import time_machine

from db import clauses
from db.people import Appointment
from tests.papers import day, hold, replaced, signing, version

VERSIONS = {"first": {"a": "接待来访的顾客", "b": "看守"}, "same": {"a": "接待来访的顾客", "b": "看守大门"},
            "new": {"a": "接待来访的顾客并登记"}, "without": {"b": "看守"}}
BEGINS = ("2026-03-01", "2026-06-01", "2026-09-01")  # of the first, the second and the third version

# versions | held from..until | version signed how@when | asked on | bound since, so worded since, by version
CASES = {
    "before anything is signed": ("first", "01-05..", "", "03-10", "unsigned"),
    "before the version is in force": ("first", "01-05..", "", "02-28", "free"),
    "on the day it was complete": ("first", "01-05..", "1complete@03-05", "03-05", "03-05 03-05 A/0"),
    "on the day before": ("first", "01-05..", "1complete@03-05", "03-04", "unsigned"),
    "on the last day of the appointment": ("first", "01-05..04-30", "1complete@03-05", "04-30", "03-05 03-05 A/0"),
    "on the day after": ("first", "01-05..04-30", "1complete@03-05", "05-01", "free"),
    "signed by hand, from the day written on it": ("first", "01-05..", "1on_paper@03-05", "03-06", "03-05 03-05 A/0"),
    "signed by hand, before that day": ("first", "01-05..", "1on_paper@03-05", "03-04", "unsigned"),
    "a newer version is in force and not signed": ("first new", "01-05..", "1complete@03-05", "06-10",
                                                   "03-05 03-05 A/0"),
    "a newer one is signed in other words": ("first new", "01-05..", "1complete@03-05 2complete@06-08", "06-10",
                                             "03-05 06-08 A/1"),
    "between the two": ("first new", "01-05..", "1complete@03-05 2complete@06-08", "06-07", "03-05 03-05 A/0"),
    "a newer one is signed in the same words": ("first same", "01-05..", "1complete@03-05 2on_paper@06-08", "06-10",
                                                "03-05 03-05 A/1"),
    "a version without the duty is signed": ("first without", "01-05..", "1complete@03-05 2complete@06-08", "06-08",
                                             "free"),
    "a version without the duty is not signed": ("first without", "01-05..", "1complete@03-05", "06-10",
                                                 "03-05 03-05 A/0"),
    "a newer version is only begun": ("first new", "01-05..", "1complete@03-05 2awaiting_hr@06-08", "06-10",
                                      "03-05 03-05 A/0"),
    "between two appointments": ("first", "01-05..04-30 06-01..", "1complete@03-05", "05-15", "free"),
    "after coming back": ("first", "01-05..04-30 06-01..", "1complete@03-05", "06-10", "06-01 06-01 A/0"),
    "one appointment right after the other": ("first", "01-05..04-30 05-01..", "1complete@03-05", "06-10",
                                              "03-05 03-05 A/0"),
    "dropped and taken up again": ("first without first", "01-05..",
                                   "1complete@03-05 2complete@06-08 3complete@09-09", "09-10", "09-09 09-09 A/2"),
    "begun, returned, refused, withdrawn, lapsed": (
        "first", "01-05..", "1awaiting_hr@03-05 1returned@03-05 1refused@03-05 1withdrawn@03-05 1lapsed@03-05", "03-10",
        "unsigned"),
    "both signed on one day": ("first new", "01-05..", "1complete@06-08 2on_paper@06-08", "06-08", "06-08 06-08 A/1"),
    "the only signature lies ahead": ("first", "01-05..", "1complete@07-01", "06-10", "unsigned"),
}


def this_year(text):
    return f"2026-{text}" if text else None


@pytest.fixture
def told(world):
    """told(versions, held, signed): what happened to the foreman's position; the duty `a` as HR sees it."""
    def told(versions, held, signed):
        position = world.positions.foreman
        Appointment.delete().where(Appointment.person == world.foreman).execute()
        for span in held.split():
            hold(world.foreman, position, *map(this_year, span.split("..")))
        made = [version(position, VERSIONS[name], by=world.hr, effective_on=begins)
                for name, begins in zip(versions.split(), BEGINS, strict=False)]
        for paper in signed.split():
            state, on = paper[1:].split("@")
            signing(made[int(paper[0]) - 1], world.foreman, state, on=this_year(on), by=world.hr)
        return clauses.life("a", world.hr)
    return told


@pytest.mark.parametrize("case", CASES)
def test_whom_it_binds(world, told, case):
    versions, held, signed, asked, expected = CASES[case]
    with time_machine.travel("2026-12-01T10:00:00+08:00", tick=False):
        binding, missing = clauses.bound(told(versions, held, signed), world.hr, day(this_year(asked)))
    found = [f"{one.since:%m-%d} {one.worded_since:%m-%d} {one.version_label}" for one in binding]
    found += ["unsigned" for one in missing if one.holder == world.foreman]
    assert (found or ["free"]) == [expected]


def test_that_the_older_paper_has_been_replaced_since_changes_nothing_of_the_time_before(world, told):
    duty = told("first new", "01-05..", "1complete@03-05 2complete@06-08")
    first = world.foreman.signings.order_by(1).first()
    replaced(first)
    [before], [after] = (clauses.bound(duty, world.hr, day(on))[0] for on in ("2026-06-07", "2026-06-08"))
    assert (before.signing_id, before.is_current, after.version_label) == (first.id, False, "A/1")


def test_the_hour_counts_by_the_clock_of_the_mall(world, told):
    """Complete at 23:30 in Shanghai, which is the afternoon of the same day in UTC, and half past one on the next."""
    duty = told("first", "01-05..", "1complete@03-05")
    paper = world.foreman.signings.get()
    for at, since in (("2026-03-05T17:30:00+00:00", "2026-03-06"), ("2026-03-05T15:30:00+00:00", "2026-03-05")):
        paper.completed_at = type(paper.completed_at).fromisoformat(at)
        paper.save()
        [one], _ = clauses.bound(duty, world.hr, day("2026-03-10"))
        assert one.since == day(since)
