"""Versions and signings written down directly, without a paper: for questions that ask the register alone."""

import datetime as dt

from db.base import HERE, now
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.documents import Document
from db.people import Appointment
from db.signatures import COMPLETE, ON_PAPER, Signing


def day(text):
    return dt.date.fromisoformat(text) if text else None


def version(position, duties, *, by, effective_on, state=IN_FORCE, origins=None):
    """The next version of the position, {identity: text}; in force instead of the one before it."""
    before = (Description.position == position) & (Description.state == IN_FORCE)
    Description.update(state=SUPERSEDED).where(before).execute()
    last = Description.select().where(Description.position == position).count()
    made = Description.create(position=position, version=last + 1, title=position.title, state=state, created_by=by,
                              effective_on=day(effective_on))
    Clause.insert_many([{"description": made, "identity": identity, "place": place, "group": "日常",
                         "number": place + 1, "text": text, "origins": (origins or {}).get(identity)}
                        for place, (identity, text) in enumerate(duties.items())]).execute()
    return made


def signing(description, holder, state, *, on=None, by=None):
    """One signing; complete ones since the day `on`, those by hand with the day on the paper and filed a week later."""
    paper, signed = Document.keep(b"paper"), day(on)
    at = dt.datetime.combine(signed, dt.time(9), HERE) if signed else now()
    made = Signing.create(
        description=description, holder=holder, position=description.position_id, state=state, digest="0" * 64,
        token=f"{description.id}-{holder.id}-{Signing.select().count()}", anchor_id=0, anchor_hash="0" * 64, base=paper,
        current=paper, revisions=1, opened_at=at, changed_at=at, completed_at=at if state == COMPLETE else None)
    if state == ON_PAPER:
        made.signed_on, made.completed_at, made.filed_by = signed, at + dt.timedelta(days=7), by
        made.save()
    return made


def replaced(earlier):
    """The signing as it is once a newer one is signed."""
    Signing.update(state="superseded").where(Signing.id == earlier.id).execute()


def hold(person, position, starts_on, ends_on=None):
    return Appointment.create(person=person, position=position, starts_on=day(starts_on), ends_on=day(ends_on))
