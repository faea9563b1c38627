"""The outbox: what goes out by e-mail, written with what it tells of and delivered later, each letter at most once."""

import datetime as dt
import uuid

import peewee as pw

from db.audit import track
from db.base import N_, Model, Moment, TooLate, database, now
from db.people import Person

TO_SEND, SENDING, SENT = "to_send", "sending", "sent"
UNSENT, UNSURE, NEEDLESS = "unsent", "unsure", "needless"  # given up; nobody knows; no longer wanted by anybody
STATES = (TO_SEND, SENDING, SENT, UNSENT, UNSURE, NEEDLESS)
TROUBLE = (UNSENT, UNSURE)
LATEST = dt.timedelta(days=2)         # what has not gone out by then is old news
GROWING = dt.timedelta(hours=4)       # a letter older than this takes in nothing new, which would soon die with it
SILENCE = dt.timedelta(minutes=15)    # whoever was sending for longer than this is no more
LONGEST_WAIT = dt.timedelta(hours=4)  # between two tries

_server = None


class Letter(Model):
    """One e-mail to one person: the notices that name it, which grow for some hours or until it is taken up."""

    person = pw.ForeignKeyField(Person, backref="letters", on_delete="CASCADE")
    state = pw.CharField(12, default=TO_SEND, index=True)
    message_id = pw.CharField(200, unique=True)  # the same at every try
    at = Moment(default=now)
    due_at = Moment(default=now)
    claimed_at = Moment(null=True)
    ended_at = Moment(null=True)
    tries = pw.IntegerField(default=0)
    error = pw.CharField(240, null=True)

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.can("settings.manage") else cls.select().where(pw.Value(False))

    @classmethod
    def to(cls, person):
        """The young letter to this person that has not been taken up yet, or a new one.

        Touching it holds it back: whoever would take it up waits until what it now tells of is there, or is not.
        """
        waiting = cls.select(cls.id).where(cls.person == person, cls.state == TO_SEND,
                                           cls.at >= now() - GROWING).order_by(cls.id).first()
        if waiting and cls.update(state=TO_SEND).where(cls.id == waiting.id, cls.state == TO_SEND).execute():
            return waiting
        return cls.create(person=person, message_id=f"<{uuid.uuid4().hex}@{_server.address.rpartition('@')[2]}>")

    @classmethod
    def due(cls):
        """Letters whose time has come, the oldest first."""
        return list(cls.select().where(cls.state == TO_SEND, cls.due_at <= now()).order_by(cls.due_at, cls.id))

    @classmethod
    def give_up(cls):
        """What is too old to be news is not sent; of what somebody was sending and never came back, nobody knows."""
        cls.update(state=UNSENT, ended_at=now()).where(cls.state == TO_SEND, cls.at < now() - LATEST).execute()
        cls.update(state=UNSURE, ended_at=now(), error="the sender stopped").where(
            cls.state == SENDING, cls.claimed_at < now() - SILENCE).execute()

    @classmethod
    def put_off_all(cls, error, *, by):
        """The server is out of reach: every letter waits a little, none has been tried."""
        cls.update(due_at=now() + by, error=error).where(cls.state == TO_SEND, cls.due_at <= now()).execute()

    @classmethod
    def page(cls, person, *, state=None, before=None, size=50):
        """Letters with their people, newest first, and whether there are more; those in trouble unless said."""
        rows = (cls.visible_to(person).select(cls, Person).join(Person).order_by(cls.id.desc()).limit(size + 1)
                .where(cls.state.in_([state] if state else TROUBLE)))
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def counts(cls, person):
        """{state: how many letters}."""
        rows = cls.visible_to(person).select(cls.state, pw.fn.COUNT(cls.id)).group_by(cls.state)
        return dict(rows.tuples())

    def claim(self):
        """Whether it is ours to send: of several who try, one hears yes. What is claimed is never sent by another."""
        return self._turn({TO_SEND}, SENDING, claimed_at=now(), tries=self.tries + 1)

    def note_sent(self):
        return self._turn({SENDING, UNSURE}, SENT, ended_at=now(), error=None)

    def note_needless(self):
        return self._turn({SENDING}, NEEDLESS, ended_at=now())

    def note_unsure(self, error):
        return self._turn({SENDING}, UNSURE, ended_at=now(), error=error)

    def note_not_taken(self, error, *, for_good):
        """Certainly not sent: tried again after a while that doubles, unless there is no hope."""
        if for_good:
            return self._turn({SENDING}, UNSENT, ended_at=now(), error=error)
        wait = min(dt.timedelta(minutes=2 ** min(self.tries, 10)), LONGEST_WAIT)
        return self._turn({SENDING}, TO_SEND, due_at=now() + wait, error=error)

    def send_again(self, *, by):
        """The administrator's decision, who can ask whether it came."""
        by.check("settings.manage")
        with database.atomic():
            if not self._turn(set(TROUBLE), TO_SEND, at=now(), due_at=now(), tries=0, ended_at=None, error=None):
                raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
            track(self, "letter.send_again", by=by)

    def _turn(self, sources, goal, **changes):
        """No entry in the log: what a letter tells was written down by the action it tells of."""
        still = (Letter.id == self.id) & Letter.state.in_(sources)
        if not Letter.update(state=goal, **changes).where(still).execute():
            return False
        for name, value in (changes | {"state": goal}).items():
            setattr(self, name, value)
        self._dirty.clear()
        return True


def send_by(server):
    """Name the mail server; None: nothing goes out by e-mail. Called once, at start."""
    global _server
    _server = server


def server():
    return _server
