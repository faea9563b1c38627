"""The second factor: a code of an app (TOTP, RFC 6238) or one of ten recovery codes, each of them good for once."""

import base64
import datetime as dt
import hashlib
import hmac
import os
import secrets
import unicodedata

import peewee as pw
import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.audit import track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, now
from db.brakes import SignInAttempt
from db.notices import tell
from db.organisation import Organisation
from db.passwords import LETTERS
from db.people import Person

STEP, DIGITS = 30, 6  # seconds a code is good for, before the step on either side is counted; its length
CODES, LENGTH = 10, 10  # recovery codes, and characters of one: some 49 bits
OFFERED = dt.timedelta(minutes=30)  # to set up the app in
ISSUER = "岗责通"
WRONG_CODE = N_("The code is wrong, or it has been used before.")

_key = b""  # kept outside the database


class SecondFactor(Model):
    """What one person's app and the portal both know; sealed. `offered` is of an app not confirmed yet."""

    person = pw.ForeignKeyField(Person, unique=True, backref="second_factors")
    secret = pw.TextField(null=True)
    offered = pw.TextField(null=True)
    offered_at = Moment(null=True)
    confirmed_at = Moment(null=True)
    last_step = pw.BigIntegerField(default=0)  # of the last code taken: an older one is not taken any more

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person)

    @classmethod
    def of(cls, person):
        """The one in use, or None."""
        return cls.select().where(cls.person == person, cls.secret.is_null(False)).first()

    @classmethod
    def of_setting_up(cls, person):
        """The one that waits for its first code, or None."""
        return cls.select().where(cls.person == person, cls.offered_at > now() - OFFERED).first()

    @classmethod
    def offer(cls, password, code, *, address, by):
        """A new secret, for the first app or for another one; it counts once its first code is right."""
        _prove(by, password, code, address)
        with database.atomic():
            factor = cls.get_or_none(cls.person == by) or cls.create(person=by)
            factor.offered, factor.offered_at = _sealed(pyotp.random_base32(), by), now()
            factor.save()
        return factor

    def confirm(self, code, *, by):
        """The first right code: from now on this app counts, and nobody is signed in without it. The recovery codes."""
        if self.offered is None or self.offered_at <= now() - OFFERED:
            raise TooLate(N_("Too much time has passed. Begin again."))
        step = _step_of(_opened(self.offered, by), code, after=0)
        if step is None:
            raise Invalid(N_("That is not the code the app shows now. Is the clock of the phone right?"), "code")
        with database.atomic():
            self.secret, self.offered, self.offered_at = self.offered, None, None
            self.confirmed_at, self.last_step = now(), step
            self.save()
            by.session_epoch += 1
            by.save()
            track(by, "person.set_second_factor", by=by)
            return self._new_codes()

    def renew_codes(self, password, code, *, address, by):
        """Ten others; the old ones are void."""
        _prove(by, password, code, address)
        with database.atomic():
            track(by, "person.renew_recovery_codes", by=by)
            return self._new_codes()

    def switch_off(self, password, code, *, address, by):
        if is_required(by):
            raise NotAllowed(N_("Your role requires a second factor."))
        _prove(by, password, code, address)
        with database.atomic():
            self._forget()
            track(by, "person.drop_second_factor", by=by)

    def takes(self, code):
        """Whether the code is right and was not used before; it is used up by the question."""
        code = _plain(code)
        if len(code) == DIGITS and code.isdigit():
            step = _step_of(_opened(self.secret, self.person_id), code, after=self.last_step)
            newer = SecondFactor.last_step < (step or 0)  # of two that send the same code at once, one is let in
            return step is not None and bool(SecondFactor.update(last_step=step).where(
                SecondFactor.id == self.id, SecondFactor.secret == self.secret, newer).execute())
        with database.atomic():
            used = RecoveryCode.update(used_at=now()).where(
                RecoveryCode.factor == self, RecoveryCode.code_hash == _hashed(code),
                RecoveryCode.used_at.is_null()).execute()
            if used:
                track(self.person, "person.use_recovery_code", by=None, left=self.codes_left)
        return bool(used)

    @property
    def codes_left(self):
        return RecoveryCode.select().where(RecoveryCode.factor == self, RecoveryCode.used_at.is_null()).count()

    @property
    def offered_secret(self):
        return _opened(self.offered, self.person_id)

    @property
    def address(self):
        """What the app reads from the picture."""
        return pyotp.TOTP(self.offered_secret).provisioning_uri(name=self.person.number, issuer_name=ISSUER)

    def _new_codes(self):
        codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
        RecoveryCode.delete().where(RecoveryCode.factor == self).execute()
        for code in codes:
            RecoveryCode.create(factor=self, code_hash=_hashed(code))
        return [f"{code[:LENGTH // 2]}-{code[LENGTH // 2:]}" for code in codes]

    def _forget(self):
        RecoveryCode.delete().where(RecoveryCode.factor == self).execute()
        self.delete_instance()


class RecoveryCode(Model):
    """For the day the phone is lost; only its hash is kept."""

    factor = pw.ForeignKeyField(SecondFactor, backref="codes", on_delete="CASCADE")
    code_hash = pw.CharField(64)
    used_at = Moment(null=True)

    class Meta:
        indexes = ((("factor", "code_hash"), True),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.factor.in_(SecondFactor.visible_to(person).select(SecondFactor.id)))


def keep_key(text):
    """The secret the others are sealed with, 64 hexadecimal digits; called once, at start."""
    global _key
    _key = bytes.fromhex(text)


def is_required(person):
    """Whether one of the person's roles has to have a second factor."""
    return bool(person.roles & set(Organisation.the().second_factor_roles))


def is_waived(person):
    """Whether the reader, who could change it, should be told that no role needs a second factor."""
    return person.can("settings.manage") and not Organisation.the().second_factor_roles


def reset(person, *, by):
    """Somebody has lost both phone and codes: the next sign-in takes the password alone. `by`: None at the server."""
    if by is not None and (by.id == person.id or not by.can("second_factors.reset")):
        raise NotAllowed(N_("You may not do this."))
    factor = SecondFactor.get_or_none(SecondFactor.person == person)
    if factor is None:
        raise TooLate(N_("There is no second factor to reset."))
    with database.atomic():
        factor._forget()
        person.session_epoch += 1
        person.save()
        track(person, "person.reset_second_factor", by=by)
        tell({person.id}, "person.second_factor_reset", person, by=by)


def prove(person, code, *, address):
    """Say again with a code who one is, inside a session; guesses count as at the door."""
    factor = SecondFactor.of(person)
    if factor is not None:
        attempt = SignInAttempt.count(person.number, address)
        if not factor.takes(code or ""):
            track(person, "person.wrong_code", by=person)
            raise Invalid(WRONG_CODE, "code")
        attempt.was_right()


def _prove(person, password, code, address):
    person.prove_password(password, address=address)
    prove(person, code, address=address)


def _step_of(secret, code, *, after):
    """The time step of this code, the one now or a neighbour, unless it is too old; None where there is none."""
    if secret is None:
        return None
    current, app = int(now().timestamp()) // STEP, pyotp.TOTP(secret)
    fitting = [step for step in (current - 1, current, current + 1)
               if hmac.compare_digest(app.generate_otp(step).encode(), _plain(code).encode())]
    return next((step for step in fitting if step > after), None)


def _plain(code):
    """As it is meant: people copy the gap in the middle, type full-width digits, or capitals."""
    return "".join(c for c in unicodedata.normalize("NFKC", code).lower() if c.isalnum())


def _sealed(secret, person):
    nonce = os.urandom(12)
    sealed = AESGCM(_derived(b"secrets")).encrypt(nonce, secret.encode(), _whose(person))
    return base64.b64encode(nonce + sealed).decode()


def _opened(sealed, person):
    """The secret; None where the key is not the one it was sealed with, or the row is somebody else's."""
    data = base64.b64decode(sealed)
    try:
        return AESGCM(_derived(b"secrets")).decrypt(data[:12], data[12:], _whose(person)).decode()
    except InvalidTag:
        return None


def _whose(person):
    return f"second factor of person {getattr(person, 'id', person)}".encode()


def _hashed(code):
    return hmac.digest(_derived(b"codes"), code.encode(), hashlib.sha256).hex()


def _derived(purpose):
    return hmac.digest(_key, purpose, hashlib.sha256)
