"""Questions whose SQL is written once: the same answers as without, each time anew."""

import datetime as dt

import pytest
from playhouse.test_utils import count_queries

from db.base import now, today
from db.people import Appointment, Person
from db.prepared import prepared, prepared_plain
from db.sessions import Session


@prepared_plain
def held(person, on):
    return Appointment.current(on).where(Appointment.person == person).select(Appointment.position)


@prepared
def begun_before(moment):
    return Session.select(Session, Person).join(Person).where(Session.created_at < moment).order_by(Session.id)


@prepared
def named(name):
    return Person.select(Person.id).where(Person.name == name).tuples()


@prepared
def everybody():
    return Person.select().order_by(Person.id)


def test_each_question_gets_its_own_answer(world):
    for person in (world.clerk, world.stranger, world.clerk, world.auditor):
        for on in (today(), dt.date(2020, 1, 1)):
            plain = Appointment.current(on).where(Appointment.person == person).select(Appointment.position)
            assert held(person.id, on) == list(plain.tuples())


def test_nothing_that_was_answered_is_kept(world):
    before = everybody()
    Person.create(number="T0099", name="新来", pinyin="xin lai", initials="xl")
    assert len(everybody()) == len(before) + 1
    assert everybody()[0] is not before[0]


def test_values_are_written_as_the_column_writes_them_and_rows_come_with_what_was_joined(world):
    Session.start(world.clerk, "192.0.2.7", "a test")
    with count_queries() as counter:
        [*_, last] = begun_before(now() + dt.timedelta(seconds=1))
        assert last.person.name == "张小燕"
    assert (counter.count, begun_before(now() - dt.timedelta(days=1))) == (1, [])


def test_a_moment_without_a_zone_is_refused_as_ever(world):
    with pytest.raises(ValueError, match="time zone"):
        begun_before(dt.datetime(2026, 1, 1))  # noqa: DTZ001 - that is the question


def test_a_value_stays_a_value(world):
    assert [named(name) for name in ("张小燕", "' OR 1=1 --", "%", None)] == [[(world.clerk.id,)], [], [], []]
