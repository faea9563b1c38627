"""Who had signed what on a day: worked out from the register as it stood then, whatever came later."""

import datetime as dt

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import attestations
from db.attestations import counted, standing
from db.base import HERE, Invalid, NotAllowed, now, today
from db.descriptions import IN_FORCE, Description
from db.descriptions import SUPERSEDED as REPLACED
from db.documents import Document
from db.jobs import Job
from db.people import Appointment, Person
from db.signatures import COMPLETE, ON_PAPER, SUPERSEDED, Signing
from tests.world import payload

LATER = dt.datetime(2026, 12, 31, tzinfo=dt.UTC)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE)


def signed(description, holder, state, completed, **more):
    paper = Document.keep(b"%PDF-signed")
    return Signing.create(description=description, holder=holder, position=description.position_id, state=state,
                          token=f"a-{holder.id}-{description.id}", digest="0" * 64, anchor_id=0, anchor_hash="0" * 64,
                          base=paper, current=paper, revisions=4, completed_at=at(completed), **more)


@pytest.fixture
def year(world):
    """A/0 from the second of March, A/1 from the first of April; the colleague signs by hand and leaves in between."""
    first = world.drafts.clerk
    Description.update(state=REPLACED, published_at=at("2026-03-02T12:00"), superseded_at=at("2026-04-01T09:00")).where(
        Description.id == first.id).execute()
    second = Description.create(position=world.positions.clerk, version=2, title=first.title, state=IN_FORCE,
                                created_by=world.hr, published_at=at("2026-04-01T09:00"))
    second._write(payload(first.title), [])
    signed(first, world.clerk, SUPERSEDED, "2026-03-05T23:59:59")
    signed(first, world.colleague, ON_PAPER, "2026-03-10T08:00", signed_on=dt.date(2026, 3, 6),
           scan=Document.keep(b"a scan"))
    signed(second, world.clerk, COMPLETE, "2026-04-03T00:00:00")
    Appointment.update(ends_on=dt.date(2026, 3, 31)).where(Appointment.person == world.colleague).execute()
    return world


def told(world, on, *, until=LATER):
    lines = standing([world.positions.clerk.id], dt.date.fromisoformat(on), until=until, viewer=world.hr)
    return {line.name: (line.state, line.in_force, line.signed, line.by_hand) for line in lines}


@pytest.mark.parametrize(("on", "clerk", "colleague"), [
    ("2026-01-05", ("nothing", None, None, False), ("nothing", None, None, False)),
    ("2026-03-01", ("nothing", None, None, False), ("nothing", None, None, False)),
    ("2026-03-02", ("unsigned", "A/0", None, False), ("unsigned", "A/0", None, False)),
    ("2026-03-04", ("unsigned", "A/0", None, False), ("unsigned", "A/0", None, False)),
    ("2026-03-05", ("current", "A/0", "A/0", False), ("unsigned", "A/0", None, False)),
    ("2026-03-06", ("current", "A/0", "A/0", False), ("unsigned", "A/0", None, False)),
    ("2026-03-10", ("current", "A/0", "A/0", False), ("current", "A/0", "A/0", True)),
    ("2026-03-31", ("current", "A/0", "A/0", False), ("current", "A/0", "A/0", True)),
    ("2026-04-01", ("older", "A/1", "A/0", False), None),
    ("2026-04-02", ("older", "A/1", "A/0", False), None),
    ("2026-04-03", ("current", "A/1", "A/1", False), None),
])
def test_it_tells_of_the_day_and_of_nothing_that_came_later(year, on, clerk, colleague):
    assert told(year, on) == {"张小燕": clerk} | ({"陈䶮": colleague} if colleague else {})


def test_before_anybody_held_the_position_there_is_nobody_to_tell_of(year):
    assert told(year, "2026-01-04") == {}


def test_of_a_day_that_is_not_over_it_tells_what_is_known_by_now(year):
    assert told(year, "2026-03-05", until=at("2026-03-05T18:00"))["张小燕"][0] == "unsigned"
    assert told(year, "2026-04-01", until=at("2026-04-01T08:59"))["张小燕"] == ("current", "A/0", "A/0", False)


def test_a_copy_signed_by_hand_shows_the_day_written_on_it(year):
    lines = standing([year.positions.clerk.id], dt.date(2026, 3, 10), until=LATER, viewer=year.hr)
    assert [line.cells[2:] for line in lines] == [
        ("T0005", "陈䶮", "A/0", "A/0", "2026-03-06", "纸质", "已签现行版本"),
        ("T0004", "张小燕", "A/0", "A/0", "2026-03-05", "线上", "已签现行版本")]


def test_the_counts_add_up(year):
    positions = [year.positions.clerk.id, year.positions.driver.id]
    lines = standing(positions, dt.date(2026, 3, 10), until=LATER, viewer=year.hr)
    assert counted(lines) == {"current": 2, "older": 0, "unsigned": 0, "nothing": 1, "online": 1, "by_hand": 1,
                              "positions": 2}


def test_who_may_have_it_made_and_of_whom(year):
    everybody = attestations.ask(None, today(), by=year.hr)
    own = attestations.ask(None, today(), by=year.manager)
    assert (year.positions.driver.id in everybody.reach, everybody.arguments["scope"]) == (True, "全公司")
    assert (year.positions.driver.id in own.reach, own.arguments["scope"]) == (False, "客户服务部")
    for person in (year.supervisor, year.clerk, year.auditor, year.admin):
        with pytest.raises(NotAllowed):
            attestations.ask(None, today(), by=person)


@pytest.mark.parametrize(("days", "field"), [(1, "on"), (-4000, "department")])
def test_a_day_to_come_or_before_everybody_is_refused_beside_its_field(year, days, field):
    with pytest.raises(Invalid) as refusal:
        attestations.ask(None, today() + dt.timedelta(days=days), by=year.hr)
    assert (refusal.value.field, Job.select().count()) == (field, 0)


def test_more_than_a_paper_holds_is_refused(year, monkeypatch):
    monkeypatch.setattr(attestations, "MOST", 3)
    with pytest.raises(Invalid) as refusal:
        attestations.ask(None, today(), by=year.hr)
    assert refusal.value.params == {"most": 3}


def test_it_asks_as_often_for_many_as_for_few(year):
    counts = []
    for n in (0, 30):
        for m in range(n):
            person = Person.create(number=f"M{m:04}", name=f"员工{m}", pinyin="y", initials="y")
            Appointment.create(person=person, position=year.positions.clerk, starts_on=today())
        with count_queries() as counter:
            lines = standing([year.positions.clerk.id], today(), until=now(), viewer=year.hr)
        counts.append(counter.count)
    assert (counts[0], len(lines)) == (counts[1], 31)


def test_asked_for_at_midnight_the_day_is_the_one_on_the_wall(year):
    with time_machine.travel(at("2026-04-03T00:30"), tick=False):
        job = attestations.ask(None, today(), by=year.hr)
        assert (job.arguments["on"], attestations.number_of(job)) == ("2026-04-03", f"QSZM-20260403-{job.id:04}")
