"""Questions whose SQL is written once: the same answers as without, each time anew."""

import datetime as dt

import peewee as pw
import pytest
from playhouse.test_utils import count_queries

from db.base import now, today
from db.people import Appointment, Person
from db.positions import Position
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


@prepared
def some(ids):
    return Person.select().where(Person.id.in_(ids)).order_by(Person.id)


@prepared
def held_by(person):
    """Two tables of people, one of them perhaps without a row, and a column of no table."""
    superior = Position.alias()
    return (Appointment.select(Appointment, Person, Position, superior, pw.fn.LENGTH(Person.name).alias("letters"))
            .join(Person).join_from(Appointment, Position)
            .join(superior, pw.JOIN.LEFT_OUTER, on=Position.superior == superior.id, attr="superior")
            .where(Appointment.person == person).order_by(Appointment.id))


@prepared
def left(on, *, backwards):
    rows = Person.select().where(Person.left_on.is_null() if on is None else Person.left_on <= on)
    return rows.order_by(Person.id.desc() if backwards else Person.id)


def test_a_list_finds_what_is_in_it_at_any_length(world):
    everybody_here = [person.id for person in everybody()]
    for length in range(len(everybody_here) + 1):
        ids = everybody_here[:length]
        for asked in (ids, set(ids), tuple(ids[::-1]), frozenset(ids)):
            assert [person.id for person in some(asked)] == ids


def test_rows_are_the_instances_that_peewee_makes(world):
    for person in everybody():
        superior = Position.alias()
        plain = (Appointment.select(Appointment, Person, Position, superior,
                                    pw.fn.LENGTH(Person.name).alias("letters"))
                 .join(Person).join_from(Appointment, Position)
                 .join(superior, pw.JOIN.LEFT_OUTER, on=Position.superior == superior.id, attr="superior")
                 .where(Appointment.person == person).order_by(Appointment.id))
        for ours, theirs in zip(held_by(person.id), plain, strict=True):
            assert inside(ours) == inside(theirs)
    assert any(row.position.superior is None for person in everybody() for row in held_by(person.id))


def inside(row):
    """All an instance knows, and those it leads to."""
    if not isinstance(row, pw.Model):
        return row
    return {name: inside(value) for name, value in vars(row).items() if name != "__rel__"} | {
        "rel": {name: inside(value) for name, value in row.__rel__.items()}}


def test_nothing_is_left_out_but_what_is_asked_with_none(world):
    Person.update(left_on=today()).where(Person.id == world.clerk.id).execute()
    assert [row.id for row in left(today(), backwards=False)] == [world.clerk.id]
    here = [row.id for row in left(None, backwards=False)]
    assert world.clerk.id not in here
    assert [row.id for row in left(None, backwards=True)] == here[::-1]


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
