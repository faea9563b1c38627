"""What somebody hands over when leaving a position: the duties bound by, the papers still open, the key still valid."""

from dataclasses import dataclass

from db import signing_lists
from db.base import today
from db.corrections import read
from db.descriptions import IN_FORCE, Description
from db.keys import Certificate
from db.people import Appointment, Person
from db.positions import Department, Position
from db.signatures import OPEN, REFUSED, RETURNED, Signing


@dataclass(frozen=True)
class Handover:
    """The sheet's rows; only what its reader may see stands in it."""

    person: Person
    appointments: list  # the ending ones, else all current ones
    duties: list        # [(Description in force, [(function group, [clauses])])]
    unsigned: list      # the person's own papers that were not completed
    awaiting: list      # papers of others that wait for the person's signature
    certificate: Certificate | None


def handover(person, viewer):
    """The sheet of a person for a reader."""
    appointments = _leaving(person)
    positions = [appointment.position_id for appointment in appointments]
    in_force = Description.visible_to(viewer).where(Description.position.in_(positions), Description.state == IN_FORCE)
    seen = {row_id for (row_id,) in Signing.visible_to(viewer).select(Signing.id).where(
        Signing.state.in_((*OPEN, RETURNED, REFUSED))).tuples()}
    return Handover(person, appointments, [(one, read(one).text.groups) for one in in_force.order_by(Description.id)],
                    [one for one in signing_lists.own(person) if one.id in seen],
                    [one for one in signing_lists.awaiting(person) if one.id in seen and one.holder_id != person.id],
                    Certificate.of(person))


def _leaving(person):
    """Appointments that end, from today on or on the person's last day; where none does, all current ones."""
    rows = (Appointment.select(Appointment, Position, Department).join(Position).join(Department)
            .where(Appointment.person == person).order_by(Appointment.starts_on))
    since = person.left_on if person.left_on and person.left_on < today() else today()
    ending = [row for row in rows if row.ends_on and row.ends_on >= since]
    return ending or [row for row in rows if row.ends_on is None and row.starts_on <= today()]
