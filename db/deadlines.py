"""When a signing is due: reckoned once, as it is opened, and moved by HR with a reason."""

import datetime as dt

from db.audit import queue_up, track
from db.base import N_, Invalid, TooLate, database, is_blank, today
from db.notices import tell
from db.organisation import Organisation
from db.signatures import OPEN, Signing

FURTHEST = dt.timedelta(days=366)


def first():
    """The deadline of a signing that is opened today, as its columns keep it; in days of the calendar."""
    days = Organisation.the().days_to_sign
    return {"due_on": today() + dt.timedelta(days=days), "due_days": days}


def move(signing, due_on, reason, *, by):
    """Another day, while the signing runs; whoever it waits for is told."""
    by.check("signatures.manage")
    if is_blank(reason):
        raise Invalid(N_("Give a reason."), "reason")
    if not today() <= due_on <= today() + FURTHEST:
        raise Invalid(N_("The deadline lies between today and a year from now."), "due_on")
    changes = {"due_on": due_on, "due_days": None, "due_reason": reason.strip()}
    with database.atomic():
        queue_up()
        if not Signing.update(**changes).where(Signing.id == signing.id, Signing.state.in_(OPEN)).execute():
            raise TooLate(N_("This signing has ended."))
        track(signing, "signing.move_deadline", by=by, due_on=due_on.isoformat(),
              before=signing.due_on.isoformat() if signing.due_on else None)
        tell({person.id for person in signing.signers()}, "signing.deadline", signing, by=by, due_on=due_on.isoformat())
    for name, value in changes.items():
        setattr(signing, name, value)
    signing._dirty.clear()
