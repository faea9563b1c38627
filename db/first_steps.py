"""What a new portal lacks until its first paper is signed, read off the data: nobody has to tick anything."""

import peewee as pw

from db.base import database
from db.descriptions import Description
from db.people import Appointment, Grant
from db.positions import Department, Position
from db.signatures import Signing


def first_steps(person):
    """{step: whether it is done} in their order, for who sets the portal up; nothing once a paper was signed by all."""
    if not (person.can("roles.grant") or person.can("descriptions.publish")) or _is_settled():
        return {}
    return dict(zip(STEPS, map(bool, _done()), strict=True))


STEPS = {  # each with the rows that show it done
    "departments": Department.select(Department.id),
    "positions": Position.select(Position.id),
    "people": Appointment.select(Appointment.id),
    "hr": Grant.in_force().select(Grant.id).where(Grant.role == "hr"),
    "drafts": Description.select(Description.id),
    "publish": Description.select(Description.id).where(Description.published_at.is_null(False)),
}


def _is_settled():
    return Signing.select().where(Signing.completed_at.is_null(False)).exists()


def _done():
    return database.execute(pw.Select(columns=[pw.fn.EXISTS(rows) for rows in STEPS.values()])).fetchone()
