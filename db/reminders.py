"""Reminding whoever a paper waits for: by hand from the board, and by the portal itself around the deadline.

Nobody is reminded twice on one day of the same paper, nor of one that has moved on.
"""

import datetime as dt
from dataclasses import dataclass, field
from types import SimpleNamespace

import peewee as pw

from db.audit import queue_up, track
from db.base import HERE, N_, Model, Moment, NotAllowed, database, now, today
from db.leaves import away
from db.notices import settle, tell
from db.organisation import Organisation
from db.people import Person
from db.prepared import prepared_plain
from db.signatures import OPEN, Signature, Signing
from db.turns import Turns

KINDS = ("signing.reminder", "signing.overdue")
DAYTIME = (dt.time(8), dt.time(20))  # the portal reminds nobody at night, even where it makes up for a standstill
AT_ONCE = 50  # papers in one transaction, so that others have their turn in between


class Reminder(Model):
    """One person was reminded of one paper on one day; `by` nobody: by the portal itself."""

    signing = pw.ForeignKeyField(Signing, backref="reminders", on_delete="CASCADE")
    person = pw.ForeignKeyField(Person, backref="+", on_delete="CASCADE")
    on = pw.DateField()
    at = Moment(default=now)
    by = pw.ForeignKeyField(Person, null=True, backref="+")

    class Meta:
        indexes = ((("signing", "person", "on"), True),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))


@dataclass
class Tally:
    """How often a paper was reminded of, in days on which it was; the last of them; whom it was today."""

    times: int = 0
    last_on: dt.date | None = None
    today: set = field(default_factory=set)


def tallies(lines):
    """{signing: Tally} of the lines of a board; two queries."""
    ids = [line.signing_id for line in lines if line.signing_id]
    found = {signing: Tally(times, _date(last)) for signing, times, last in _counted(ids)}
    for signing, person in _reminded(ids, today()):
        found[signing].today.add(person)
    return found


@prepared_plain
def _counted(signings):
    return Reminder.select(Reminder.signing, pw.fn.COUNT(Reminder.on.distinct()), pw.fn.MAX(Reminder.on)).where(
        Reminder.signing.in_(signings)).group_by(Reminder.signing)


@prepared_plain
def _reminded(signings, on):
    return Reminder.select(Reminder.signing, Reminder.person).where(Reminder.signing.in_(signings), Reminder.on == on)


def to_remind(lines, told, viewer):
    """{signing: those it waits for whom the viewer may remind today} of the lines where there are any."""
    if not viewer.can("signatures.remind"):
        return {}
    reach = viewer.reach("signatures.remind")
    people = {line.signing_id: set(line.waits_for) - {viewer.id} - told.get(line.signing_id, Tally()).today
              for line in lines if line.state in OPEN and (reach is None or line.position_id in reach)}
    return {signing: whom for signing, whom in people.items() if whom}


def remind(signings, *, by, but=frozenset()):
    """Remind whom each of these papers waits for, by id, now that they are looked at again. {signing: people reminded}.

    Those already reminded today, oneself, and those of `but` are left out.
    """
    ids, reach = sorted(signings), by.reach("signatures.remind")
    positions = {row for (row,) in Signing.select(Signing.position).where(Signing.id.in_(ids)).tuples()}
    if not by.can("signatures.remind") or reach is not None and positions - set(reach):
        raise NotAllowed(N_("You may not do this."))
    return _in_turns(ids, lambda signing, people: people - but, by=by)


def remind_by_policy():
    """The reminders that are due by the settings: of those missed in a standstill only the latest, once."""
    policy = Organisation.the()
    if not policy.reminds or not DAYTIME[0] <= now().astimezone(HERE).time() <= DAYTIME[1]:
        return {}
    gone, last = away().keys(), _last_reminders()

    def whom(signing, people):
        step = last_step(signing.due_on, today(), before=policy.remind_before, every=policy.remind_every)
        if step is None or signing.changed_at.astimezone(HERE).date() >= step:
            return set()  # not yet, or told by itself since
        return {person for person in people - gone if last.get((signing.id, person), dt.date.min) < step}
    ids = Signing.select(Signing.id).where(Signing.state.in_(OPEN), Signing.due_on.is_null(False)).order_by(Signing.id)
    return _in_turns([row_id for (row_id,) in ids.tuples()], whom, by=None)


def last_step(due_on, on, *, before, every):
    """The latest day not after `on` for which a reminder is meant; None where there was none yet. All in days.

    One `before` the deadline, one on its day, then one `every` so many; 0: none of these.
    """
    late = (on - due_on).days
    if late >= 0:
        return due_on + dt.timedelta(days=late // every * every if every else 0)
    return due_on - dt.timedelta(days=before) if -late <= before else None


def _in_turns(ids, whom, *, by):
    done = {}
    for start in range(0, len(ids), AT_ONCE):
        with database.atomic():
            queue_up()  # whoever signs now waits: what is read from here on is how it is
            done |= _remind(ids[start:start + AT_ONCE], whom, by=by)
    return done


def _remind(ids, whom, *, by):
    turns, signed, done = Turns(), Signature.signed(ids), {}
    had = set(Reminder.select(Reminder.signing, Reminder.person).where(
        Reminder.signing.in_(ids), Reminder.on == today()).tuples())
    for signing in Signing.select().where(Signing.id.in_(ids), Signing.state.in_(OPEN)).order_by(Signing.id):
        waited_for = set(turns.of(signing, signed.get(signing.id, set()))) - {by and by.id}
        people = {person for person in whom(signing, waited_for) if (signing.id, person) not in had}
        if people:
            _note(signing, people, by=by)
            done[signing.id] = people
    return done


def _note(signing, people, *, by):
    """One unread reminder of a paper is enough for each: it takes the place of the earlier ones of the same person."""
    Reminder.insert_many([{"signing": signing, "person": person, "on": today(), "by": by, "at": now()}
                          for person in sorted(people)]).execute()
    settle(signing, *KINDS, people=people)
    kind = KINDS[signing.due_on is not None and signing.due_on < today()]
    tell(people, kind, signing, by=by, due_on=signing.due_on and signing.due_on.isoformat())
    track(signing, "signing.remind", by=by, people=sorted(people))


def _last_reminders():
    """{(signing, person): day of the last reminder} of what is still open."""
    rows = (Reminder.select(Reminder.signing.alias("signing_id"), Reminder.person.alias("person_id"),
                            pw.fn.MAX(Reminder.on).alias("last"))
            .join(Signing).where(Signing.state.in_(OPEN)).group_by(Reminder.signing, Reminder.person))
    return {(row.signing_id, row.person_id): _date(row.last) for row in rows.objects(SimpleNamespace)}


def _date(value):
    """A day that went through a function of the database: SQLite gives it back as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
