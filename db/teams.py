"""Whose roster and leave somebody may see or decide on: people, by the positions they hold in some days."""

import datetime as dt

import peewee as pw

from db.base import today
from db.lines import Lines
from db.people import Appointment


def holding(positions, first=None, last=None):
    """Ids of who holds one of the positions on any day of the span, today unless said; a query."""
    first, last = first or today(), last or first or today()
    rows = Appointment.select(Appointment.person).where(
        Appointment.starts_on <= last, Appointment.ends_on.is_null() | (Appointment.ends_on >= first))
    return rows if positions is None else rows.where(Appointment.position.in_(positions))


def reached_by(person, ability, first=None, last=None):
    """Ids of the people the ability reaches, one's own position among them; a query."""
    return holding(person.reach(ability), first, last)


def led_by(person, ability):
    """Ids of the people beneath, whose affairs the ability lets somebody decide; never one's own. A query."""
    scope = person.scope(ability)
    if scope is None:
        return holding([])
    return holding(None if scope == "all" else person.positions_led(scope)).where(Appointment.person != person.id)


def leads(by, ability, *person_ids):
    """Whether these people are all among those beneath."""
    if by.id in person_ids or not by.can(ability):
        return False
    if by.scope(ability) == "all":
        return True
    led = {row_id for (row_id,) in led_by(by, ability).where(Appointment.person.in_(person_ids)).tuples()}
    return led == set(person_ids)


def arranged_by(person, first, last=None):
    """Ids of the people whose roster of some days one may make: those beneath and oneself; a query."""
    scope = person.scope("roster.edit")
    if scope is None:
        return holding([])
    if scope == "all":
        return holding(None, first, last)
    beneath = Appointment.position.in_(person.positions_led(scope))
    return holding(None, first, last).where(beneath | (Appointment.person == person.id))


def superiors(person_id):
    """Ids of who sits directly above a person, in each of the positions held today."""
    lines = Lines()
    held = [position for position, people in lines.holders.items() if person_id in people]
    return {above for position in held for above in lines.superiors(position, but={person_id})}


def colleagues(person):
    """Ids of the others who hold one of the person's positions today; a query."""
    return holding(person.positions_within("own")).where(Appointment.person != person.id)


def employed(person_ids, first, last):
    """{person id: [(first day, last day)]} of the appointments within the span."""
    rows = (Appointment.select(Appointment.person, Appointment.starts_on,
                               pw.fn.COALESCE(Appointment.ends_on, dt.date.max))
            .where(Appointment.person.in_(person_ids), Appointment.starts_on <= last,
                   Appointment.ends_on.is_null() | (Appointment.ends_on >= first)))
    spans = {}
    for person_id, starts_on, ends_on in rows.tuples():
        spans.setdefault(person_id, []).append((starts_on, ends_on))
    return spans
