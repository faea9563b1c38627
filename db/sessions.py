"""Signing in and staying in: sessions kept on this side."""

import datetime as dt
import secrets

import peewee as pw

from db import passwords
from db.audit import track
from db.base import N_, Model, Moment, Refused, database, digest, now
from db.brakes import SignInAttempt
from db.people import Person

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=12)


class SignInFailed(Refused):
    """Wrong number or password; the same words for both."""


class Session(Model):
    """A signed-in browser. Only the hash of its token is kept; an ended session never comes back."""

    person = pw.ForeignKeyField(Person, backref="sessions")
    token_hash = pw.CharField(64, unique=True)
    epoch = pw.IntegerField()
    created_at = Moment(default=now)
    seen_at = Moment(default=now)
    ended_at = Moment(null=True)
    address = pw.CharField(45)
    agent = pw.CharField(200)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person, cls.ended_at.is_null(), cls.epoch == person.session_epoch,
                                  cls.seen_at > now() - IDLE, cls.created_at > now() - ABSOLUTE)

    @classmethod
    def start(cls, person, address, agent):
        """A new session; the second value is its token, 256 bits, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        with database.atomic():
            session = cls.create(person=person, token_hash=digest(token.encode()), epoch=person.session_epoch,
                                 address=address[:45], agent=agent[:200])
            track(person, "session.start", by=person, session=session.id)
        return session, token

    @classmethod
    def of(cls, token):
        """The live session of a token, its person attached; None when there is none any more."""
        session = (cls.select(cls, Person).join(Person)
                   .where(cls.token_hash == digest(token.encode()), cls.ended_at.is_null()).first())
        if session is None:
            return None
        if session.is_over:
            session.ended_at = now()  # at the first use after its end, so that no clock can bring it back
            session.save()
            return None
        if now() - session.seen_at > dt.timedelta(minutes=1):
            session.seen_at = now()
            session.save()
        session.person.session_id = session.id
        return session

    @classmethod
    def owner(cls, token):
        """Id of the person a token was given to, also when its session is over; None for any other word."""
        return cls.select(cls.person).where(cls.token_hash == digest(str(token).encode())).scalar()

    @property
    def is_over(self):
        return (now() - self.seen_at > IDLE or now() - self.created_at > ABSOLUTE
                or self.epoch != self.person.session_epoch or not self.person.is_active)

    def end(self, *, by):
        with database.atomic():
            self.ended_at = now()
            self.save()
            track(self.person, "session.end", by=by, session=self.id)


def sign_in(number, password, address, agent):
    """A new (session, token) for the right number and password. Raises SignInFailed or TooManyTries."""
    attempt = SignInAttempt.count(number, address)
    person = Person.get_or_none(Person.number == number.strip())
    right = passwords.matches(person and person.password_hash, password)
    expired = right and person.password_expires_at is not None and person.password_expires_at < now()
    if not right or not person.is_active or expired:
        track_failure(person)
        raise SignInFailed(N_("The employee number or the password is wrong, or the initial password has expired."))
    with database.atomic():
        attempt.was_right()
        return Session.start(person, address, agent)


def track_failure(person):
    if person:
        track(person, "session.refused", by=None)
