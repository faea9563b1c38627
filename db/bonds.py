"""Who is bound by which version of a position, and since when: by what was signed and what is held, on any day.

A version binds from the day its paper was complete, or the day written on a copy signed by hand, until a later version
is signed; and only while the position is held. That a newer version comes into force changes nothing by itself (of one
paper `binding` says the same).
"""

import datetime as dt
from dataclasses import dataclass

from db.base import HERE
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.people import Appointment
from db.prepared import prepared, prepared_plain
from db.signatures import SIGNED, Signing
from db.signatures import SUPERSEDED as REPLACED

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Bond:
    """A holder on a day. `signed`: (day, description id, signing id) up to then; the last one binds, none: nothing."""

    holder_id: int
    position_id: int
    held_since: dt.date
    signed: tuple

    @property
    def description_id(self):
        return self.signed[-1][1] if self.signed else None

    @property
    def signing_id(self):
        return self.signed[-1][2] if self.signed else None

    def since(self, is_so):
        """The first day of the unbroken time for which all that binds answers yes to `is_so(description id)`."""
        begun = None
        for day, description, _signing in reversed(self.signed):
            if not is_so(description):
                break
            begun = day
        return begun and max(begun, self.held_since)


def bonds(positions, on):
    """{(position, holder): Bond} of everybody who holds one of these positions on the day; two queries."""
    signed = _signed(list(positions), on)
    return {(position, holder): Bond(holder, position, since, tuple(signed.get((position, holder), ())))
            for (position, holder), since in _held(list(positions), on).items()}


def in_force(positions, on):
    """{position: id of the version in force on the day}."""
    return dict(_in_force(list(positions), on))


@prepared_plain
def _in_force(positions, on):
    return Description.select(Description.position, Description.id).where(
        Description.position.in_(positions), Description.state.in_((IN_FORCE, SUPERSEDED)),
        Description.effective_on <= on).order_by(Description.version)


def clauses_bound(positions, on):
    """{(position, identity of a clause): {holder: (clause id, signing id)}} on the day; three queries."""
    found, bound = {}, bonds(positions, on)
    clauses = Clause.select(Clause.description, Clause.identity, Clause.id).where(
        Clause.description.in_({bond.description_id for bond in bound.values()} - {None}))
    by_version = {}
    for description, identity, clause in clauses.tuples():
        by_version.setdefault(description, []).append((identity, clause))
    for (position, holder), bond in bound.items():
        for identity, clause in by_version.get(bond.description_id, ()):
            found.setdefault((position, identity), {})[holder] = clause, bond.signing_id
    return found


def _held(positions, on):
    """{(position, holder): first day of the unbroken time in office that the day lies in}."""
    times = {}
    for position, holder, first, last in _begun(positions, on):
        begun, ended = times.get((position, holder), (first, first - DAY))
        begun = begun if first <= ended + DAY else first
        times[position, holder] = (begun, max(ended, last or on))
    return {key: begun for key, (begun, ended) in times.items() if ended >= on}


def _signed(positions, on):
    """{(position, holder): [(day, description id, signing id), ...]} of what was complete on the day, oldest first."""
    found = {}
    for position, holder, by_hand, completed_at, description, signing in _complete(positions):
        day = by_hand or completed_at.astimezone(HERE).date()
        if day <= on:
            found.setdefault((position, holder), []).append((day, description, signing))
    return {key: sorted(papers, key=lambda paper: paper[0]) for key, papers in found.items()}


@prepared
def _begun(positions, on):
    return (Appointment.select(Appointment.position, Appointment.person, Appointment.starts_on, Appointment.ends_on)
            .where(Appointment.position.in_(positions), Appointment.starts_on <= on)
            .order_by(Appointment.starts_on).tuples())


@prepared
def _complete(positions):
    return (Signing.select(Signing.position, Signing.holder, Signing.signed_on, Signing.completed_at,
                           Signing.description, Signing.id).join(Description)
            .where(Signing.position.in_(positions), Signing.state.in_((*SIGNED, REPLACED)),
                   Signing.completed_at.is_null(False)).order_by(Description.version, Signing.id).tuples())
