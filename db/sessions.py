"""Signing in and staying in: sessions kept on this side."""

import datetime as dt
import secrets

import peewee as pw

from db import passwords
from db.audit import track
from db.base import N_, Model, Moment, Refused, database, digest, now
from db.brakes import SignInAttempt
from db.on_site import OnSite
from db.people import Person
from db.prepared import prepared
from db.second_factors import WRONG_CODE, SecondFactor, is_required

IDLE = dt.timedelta(minutes=30)
ABSOLUTE = dt.timedelta(hours=12)
IDLE_ON_SITE, ABSOLUTE_ON_SITE = dt.timedelta(minutes=5), dt.timedelta(hours=1)  # on a device of HR's
BETWEEN_STEPS = dt.timedelta(minutes=5)  # from the right password to the right code


class SignInFailed(Refused):
    """Wrong number, password or code; the same words for whatever was wrong about them."""


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
    second_factor = pw.BooleanField(default=False)        # whether it took one to begin
    lacks_second_factor = pw.BooleanField(default=False)  # its person has to set one up before anything else
    on_site = pw.ForeignKeyField(OnSite, null=True, backref="sessions")  # good for this one paper, and over with it

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person, cls.ended_at.is_null(), cls.epoch == person.session_epoch,
                                  cls.on_site.is_null(), cls.seen_at > now() - IDLE, cls.created_at > now() - ABSOLUTE)

    @classmethod
    def start(cls, person, address, agent, second_factor=False, on_site=None):
        """A new session; the second value is its token, 256 bits, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        proven = second_factor or on_site is not None  # a session that opens one paper asks for nothing to be set up
        lacks = not proven and is_required(person) and SecondFactor.of(person) is None
        with database.atomic():
            session = cls.create(person=person, token_hash=digest(token.encode()), epoch=person.session_epoch,
                                 address=address[:45], agent=agent[:200], second_factor=second_factor,
                                 lacks_second_factor=lacks, on_site=on_site)
            track(person, "session.start", by=person, session=session.id)
        return session, token

    @classmethod
    def of(cls, token):
        """The live session of a token, its person attached; None when there is none any more."""
        [session] = _unended(digest(token.encode())) or [None]
        if session is None:
            return None
        if session.is_over:
            session.ended_at = now()  # at the first use after its end, so that no clock can bring it back
            session.save()
            return None
        if now() - session.seen_at > dt.timedelta(minutes=1):
            session.seen_at = now()
            session.save()
        session._set_out()
        return session

    @classmethod
    def owner(cls, token):
        """Id of the person a token was given to, also when its session is over; None for any other word."""
        return cls.select(cls.person).where(cls.token_hash == digest(str(token).encode())).scalar()

    @property
    def is_over(self):
        idle, absolute = (IDLE_ON_SITE, ABSOLUTE_ON_SITE) if self.on_site_id else (IDLE, ABSOLUTE)
        return (now() - self.seen_at > idle or now() - self.created_at > absolute
                or self.epoch != self.person.session_epoch or not self.person.is_active
                or self.on_site_id is not None and self.on_site.is_over)

    def _set_out(self):
        """What the person carries through the request; on a device of HR's everybody is an employee and no more."""
        person = self.person
        person.session_id, person.second_factor = self.id, self.second_factor
        person.must_set_second_factor, person.on_site = self.lacks_second_factor, self.on_site
        if self.on_site_id:
            person.roles = frozenset({"employee"})

    def end(self, *, by):
        with database.atomic():
            self.ended_at = now()
            self.save()
            track(self.person, "session.end", by=by, session=self.id)


class FirstStep(Model):
    """A sign-in whose password was right and whose code is still to come: it opens nothing but the way to that."""

    person = pw.ForeignKeyField(Person, backref="first_steps")
    token_hash = pw.CharField(64, unique=True)
    epoch = pw.IntegerField()
    at = Moment(default=now)

    @classmethod
    def take(cls, person):
        """(the step, its token), to be shown with the code."""
        token = secrets.token_urlsafe(32)
        cls.delete().where(cls.at < now() - ABSOLUTE).execute()
        return cls.create(person=person, token_hash=digest(token.encode()), epoch=person.session_epoch), token

    @classmethod
    def of(cls, token):
        """The step of a token that can still be gone on from, its person attached, or None."""
        step = (cls.select(cls, Person).join(Person)
                .where(cls.token_hash == digest(str(token).encode()), cls.at > now() - BETWEEN_STEPS).first())
        return step if step and step.epoch == step.person.session_epoch and step.person.is_active else None

    def finish(self, code, address, agent):
        """The (session, token) this was the first step of. Raises SignInFailed or TooManyTries."""
        attempt, factor = SignInAttempt.count(self.person.number, address), SecondFactor.of(self.person)
        if factor is None or not factor.takes(code):
            track(self.person, "session.refused_code", by=None)
            raise SignInFailed(WRONG_CODE)
        with database.atomic():
            if not FirstStep.delete().where(FirstStep.id == self.id).execute():
                raise SignInFailed(WRONG_CODE)
            attempt.was_right()
            return Session.start(self.person, address, agent, second_factor=True)


@prepared
def _unended(token_hash):
    return Session.select(Session, Person).join(Person).where(
        Session.token_hash == token_hash, Session.ended_at.is_null())


def sign_in(number, password, address, agent):
    """(session, token) for the right number and password; (first step, token) of whoever has a second factor.

    Raises SignInFailed or TooManyTries.
    """
    attempt = SignInAttempt.count(number, address)
    person = Person.get_or_none(Person.number == number.strip())
    right = passwords.matches(person and person.password_hash, password)
    expired = right and person.password_expires_at is not None and person.password_expires_at < now()
    if not right or not person.is_active or expired:
        track_failure(person)
        raise SignInFailed(N_("The employee number or the password is wrong, or the initial password has expired."))
    with database.atomic():
        attempt.was_right()
        return FirstStep.take(person) if SecondFactor.of(person) else Session.start(person, address, agent)


def enter_on_site(on_site, number, password, code, address, agent):
    """A (session, token) for this one paper, where it is the holder who gives the number, the password and the code.

    Raises SignInFailed, in the same words for whatever is wrong, TooManyTries or TooLate.
    """
    attempt = SignInAttempt.count(number, address)
    person = Person.get_or_none(Person.number == number.strip())
    right = passwords.matches(person and person.password_hash, password) and person.id == on_site.signing.holder_id
    expired = right and person.password_expires_at is not None and person.password_expires_at < now()
    factor = SecondFactor.of(person) if right and person.is_active and not expired else None
    if not right or not person.is_active or expired or factor and not factor.takes(code):
        track_failure(person)
        raise SignInFailed(N_("Number, password or code are not those of the person this paper is for."))
    with database.atomic():
        attempt.was_right()
        on_site.enter(by=person)
        return Session.start(person, address, agent, second_factor=factor is not None, on_site=on_site)


def track_failure(person):
    if person:
        track(person, "session.refused", by=None)
