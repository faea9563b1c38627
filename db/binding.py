"""Which paper binds a holder between two versions: the one signed last, until the next one is signed."""

import datetime as dt
import json
from dataclasses import dataclass

from db.audit import AuditEntry, history
from db.base import HERE
from db.descriptions import IN_FORCE, Description
from db.people import Appointment
from db.signatures import REFUSED, RETURNED, SIGNED, SUPERSEDED, Signing
from db.turns import AWAITING_EMPLOYEE

NOT_SIGNED_BY_HOLDER = (AWAITING_EMPLOYEE, RETURNED, REFUSED)


@dataclass(frozen=True)
class Until:
    """The version whose signing ends what binds now; whether it is the holder who has not signed it yet."""

    description: Description
    waits_for_holder: bool


VALID, BINDS_ON, REPLACED, VACATED, UNFINISHED = "valid", "binds_on", "replaced", "vacated", "unfinished"


@dataclass(frozen=True)
class Standing:
    """What a paper counts for today; `by` and `on`: the version that took or takes its place, and the day it did."""

    state: str
    by: Description | None = None
    on: dt.date | None = None
    until: Until | None = None


def standing(signing):
    """Whether what this paper says binds its holder today, and if not, since when and by which version."""
    if not signing.is_final:
        return Standing(UNFINISHED)
    if not signing.is_outdated:
        return Standing(VALID if _is_held(signing) else VACATED)
    if signing.state == SUPERSEDED:
        return Standing(REPLACED, *_replaced_by(signing))
    if until := bound_until([signing]).get(signing.id):
        return Standing(BINDS_ON, until.description, until.description.effective_on, until)
    return Standing(REPLACED if _is_held(signing) else VACATED)


def signed_before(signing):
    """The paper of an earlier version of this position the holder signed last; None where he never signed one."""
    return (Signing.select(Signing, Description).join(Description)
            .where(Signing.holder == signing.holder_id, Signing.position == signing.position_id,
                   Signing.state.in_((*SIGNED, SUPERSEDED)), Description.version < signing.description.version)
            .order_by(Description.version.desc(), Signing.id.desc()).first())


def bound_until(signings):
    """{signing id: Until} of those of them that bind on although a newer version is in force, in three queries."""
    old = [row for row in signings if row.state in SIGNED and row.description.state != IN_FORCE]
    if not old:
        return {}
    positions = {row.position_id for row in old}
    newest = {row.position_id: row for row in Description.select().where(
        Description.position.in_(positions), Description.state == IN_FORCE)}
    held = set(Appointment.current().select(Appointment.position, Appointment.person)
               .where(Appointment.position.in_(positions)).tuples())
    signed = set(Signing.select(Signing.position, Signing.holder).where(
        Signing.description.in_([row.id for row in newest.values()]), Signing.active_key.is_null(False),
        Signing.state.not_in(NOT_SIGNED_BY_HOLDER)).tuples())
    return {row.id: Until(newest[row.position_id], (row.position_id, row.holder_id) not in signed) for row in old
            if row.position_id in newest and (row.position_id, row.holder_id) in held}


def _replaced_by(signing):
    """(version, day) of the paper whose last signature ended this one, as the log has it; nothing where it has not."""
    entry = history(signing).where(AuditEntry.action == "signing.supersede").first()
    if entry is None:
        return None, None
    newer = Signing.get_by_id(json.loads(entry.particulars)["superseded_by"])
    return newer.description, entry.at.astimezone(HERE).date()


def _is_held(signing):
    return Appointment.current().where(
        Appointment.position == signing.position_id, Appointment.person == signing.holder_id).exists()
