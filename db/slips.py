"""What was noted about somebody's time in office by a slip of typing, undone while nothing hangs on it."""

import datetime as dt
import json

from db import audit
from db.audit import queue_up, track
from db.base import HERE, N_, NotAllowed, TooLate, database
from db.duties import Occurrence
from db.people import Appointment, Person
from db.positions import beneath
from db.signatures import Signature, Signing
from db.tasks import Task


def undo_appointment(appointment, *, by):
    """As if it had never been noted; only before anything was signed or done by it. The log keeps that it was."""
    person = appointment.person
    _check(person, by)
    with database.atomic():
        queue_up()
        if _signed_by_it(appointment):
            raise TooLate(N_("Something was signed by this appointment; it can only be ended."))
        if _done_by_it(appointment):
            raise TooLate(N_("Duties were done by this appointment; it can only be ended."))
        if not Appointment.delete().where(Appointment.id == appointment.id).execute():
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        track(person, "person.undo_appointment", by=by, position=appointment.position_id,
              starts_on=appointment.starts_on.isoformat(),
              ends_on=appointment.ends_on and appointment.ends_on.isoformat())


def undo_leaving(person, *, by):
    """The person stays, in the appointments the last day had ended; only if nobody signed in the vacant place since."""
    _check(person, by)
    with database.atomic():
        queue_up()
        seen = person.left_on
        if seen is None:
            raise TooLate(N_("No last day is recorded."))
        if not Person.update(left_on=None).where(Person.id == person.id, Person.left_on == seen).execute():
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        noted = json.loads(audit.history(person).where(audit.AuditEntry.action == "person.leave")[-1].particulars)
        restored = {int(row): end and dt.date.fromisoformat(end) for row, end in noted.get("ended", {}).items()}
        _check_nobody_stood_in(person, restored)
        for row, end in restored.items():
            still = (Appointment.id == row) & (Appointment.ends_on == seen)
            Appointment.update(ends_on=end).where(still).execute()
        track(person, "person.undo_leaving", by=by, on=seen.isoformat())
    person.left_on = None
    person._dirty.clear()


def _check(person, by):
    if not by.can("people.manage") or person.id != by.id and person.outranks(by):
        raise NotAllowed(N_("You may not do this."))


def _signed_by_it(appointment):
    """Whether the person signed, as holder or as superior, what this appointment may have made theirs to sign."""
    reached = beneath([appointment.position_id])
    begun = dt.datetime.combine(appointment.starts_on, dt.time(), HERE)
    return (Signature.select().join(Signing)
            .where(Signature.person == appointment.person_id, Signature.at >= begun,
                   Signing.position.in_(reached), Signature.step.in_(("employee", "superior"))).exists()
            or Signing.select().where(Signing.holder == appointment.person_id, Signing.completed_at >= begun,
                                      Signing.position == appointment.position_id).exists())


def _done_by_it(appointment):
    """Whether the person did a duty of the position since, or was given a task there."""
    begun = dt.datetime.combine(appointment.starts_on, dt.time(), HERE)
    return (Occurrence.select().where(Occurrence.position == appointment.position_id,
                                      Occurrence.done_by == appointment.person_id,
                                      Occurrence.work_date >= appointment.starts_on).exists()
            or Task.select().where(Task.position == appointment.position_id, Task.person == appointment.person_id,
                                   Task.given_at >= begun).exists())


def _check_nobody_stood_in(person, restored):
    vacated = [row.position_id for row in Appointment.select().where(Appointment.id.in_(list(restored)))]
    gone = dt.datetime.combine(person.left_on + dt.timedelta(days=1), dt.time(), HERE)
    stood_in = (Signature.select().join(Signing)
                .where(Signature.step == "superior", Signature.at >= gone, Signature.person != person.id,
                       Signing.position.in_(beneath(vacated) - set(vacated))))
    if stood_in.exists():
        raise TooLate(N_("Somebody has signed in the vacant place since; appoint the person anew instead."))
