"""A person's signing key: issued by the organisation's own authority, locked by a PIN only that person knows."""

import contextlib
from functools import lru_cache
from pathlib import Path

import peewee as pw
from cryptography import x509

from db import pades
from db.audit import track
from db.authority import Authority
from db.base import N_, Invalid, Model, Moment, NotAllowed, Refused, TooLate, database, now
from db.documents import Document
from db.lines import Lines, hr_people
from db.moves import Moving
from db.notices import settle, tell
from db.organisation import Organisation
from db.people import Person
from db.pins import WrongPin
from db.prepared import prepared

ACTIVE, UNCONFIRMED, LOCKED, REVOKED = "active", "unconfirmed", "locked", "revoked"
WRONG_PINS = 5
AGREEMENT = "2026-2"  # the edition of the agreement on electronic signatures

LOCKED_NOW = N_("The PIN is wrong and the key is now locked. Ask for a new key on “My signing key”.")

_folder = None


class PinRefused(Refused):
    """The PIN is wrong; `left` tries remain before the key locks."""

    field = "pin"

    def __init__(self, left):
        super().__init__(N_("The PIN is wrong. %(left)s tries left.") if left else LOCKED_NOW, left=left)
        self.left = left


class Certificate(Moving):
    person = pw.ForeignKeyField(Person, backref="certificates")
    serial = pw.CharField(40, unique=True)
    pem = pw.TextField()
    locked_key = pw.TextField()
    state = pw.CharField(12, default=ACTIVE, index=True)
    active_key = pw.IntegerField(null=True, unique=True)  # the person's id while it is not revoked: one key a person
    wrong_pins = pw.IntegerField(default=0)
    issued_at = Moment(default=now)
    revoked_at = Moment(null=True)

    MOVES = {
        "lock": ({ACTIVE}, LOCKED, "signatures.sign"),
        "confirm": ({UNCONFIRMED}, ACTIVE, "signatures.confirm"),
        "revoke": ({ACTIVE, UNCONFIRMED, LOCKED}, REVOKED, "signatures.sign"),
    }

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person)

    @classmethod
    def of(cls, person):
        """The person's certificate that is not revoked, or None."""
        return next(iter(_unrevoked(person.id)), None)

    @classmethod
    def enrol(cls, pin, *, by, paper, trail):
        """First use: a key of one's own, and the agreement on electronic signatures signed with it."""
        if cls.of(by):
            raise Invalid(N_("You have a signing key already."))
        certificate, key = cls._made(pin, by, after=None)
        at = now()
        blank = paper.agreement(person=by, edition=AGREEMENT, serial=certificate.serial, at=at)
        stamp = paper.stamp(name=by.name, at=at, meaning="签署电子签名使用约定", serial=certificate.serial,
                            method="typed", text=by.name)
        signed = pades.sign(
            pades.seal(blank, authority(), at=at, reason="电子签名使用约定", timestamp_url=timestamp_url()),
            "employee", certificate=x509.load_pem_x509_certificate(certificate.pem.encode()), key=key,
            authority=authority(), appearance=stamp, name=by.name, reason="本人同意电子签名使用约定", at=at, last=True,
            revocations=revocations(), timestamp_url=timestamp_url())
        with database.atomic():
            if cls.of(by):
                raise TooLate(N_("You have a signing key already."))
            certificate.save(force_insert=True)
            agreement = Agreement.create(person=by, edition=AGREEMENT, certificate=certificate,
                                         document=Document.keep(signed), signed_at=at, address=trail["address"])
            track(certificate, "certificate.issue", by=by, serial=certificate.serial)
            track(agreement, "agreement.sign", by=by, document=agreement.document.sha256)
            certificate._ask_to_confirm(by=by)
        return certificate

    @classmethod
    def renew(cls, pin, *, by):
        """A forgotten or disclosed PIN: revoke the key, issue another. What was signed with the old one stays valid.

        Where somebody else has set the password since the old key was made, that one could be sitting here: then the
        new key signs nothing until a third person confirms whose it is.
        """
        old = cls.of(by)
        certificate, _ = cls._made(pin, by, after=old)
        with database.atomic():
            if old:
                old._move("revoke", by=by, revoked_at=now(), active_key=None, noted={"serial": old.serial})
            certificate.save(force_insert=True)
            track(certificate, "certificate.issue", by=by, serial=certificate.serial)
            certificate._ask_to_confirm(by=by)
        return certificate

    def may_confirm(self, person):
        return self.state == UNCONFIRMED and person.id in self.confirmers()

    def confirmers(self):
        """Ids of superiors and HR, but neither of the owner nor of whoever set the owner's password."""
        lines, everybody_in_hr = Lines(), hr_people()[1]
        above = {row for position in self.person.held_positions for row in lines.superiors(position.id)}
        return (above | everybody_in_hr) - {self.person_id, self.person.password_given_by}

    def confirm(self, pin, *, by):
        """Say, having asked the person face to face, that this key is theirs; with the PIN of one's own key."""
        if self.state == UNCONFIRMED and not self.may_confirm(by):
            raise NotAllowed(N_("Somebody else has to confirm this key."))
        own = Certificate.of(by)
        if own is None:
            raise NotAllowed(N_("You need a signing key first."))
        own.unlock(pin, by=by)
        with database.atomic():
            self._move("confirm", by=by, noted={"serial": self.serial, "with": own.serial})
            settle(self.person, "certificate.confirm")
            tell([self.person_id], "certificate.confirmed", self, by=by)

    def _ask_to_confirm(self, *, by):
        settle(self.person, "certificate.confirm")
        if self.state == UNCONFIRMED:
            tell(self.confirmers(), "certificate.confirm", self.person, by=by)

    @classmethod
    def _made(cls, pin, person, *, after):
        issued, key = authority().issue(person.name, person.number)
        locked = authority().lock_key(key, pin, context=(person.number,))
        given = person.password_given_at
        doubtful = given and (after is None or after.state == UNCONFIRMED or given > after.issued_at)
        return cls(person=person, serial=pades.serial_of(issued), pem=pades.pem_of(issued), locked_key=locked,
                   active_key=person.id, state=UNCONFIRMED if doubtful else ACTIVE), key

    def unlock(self, pin, *, by):
        """The private key, for this one use. Each try is counted before it is judged; the fifth wrong one locks."""
        if by.id != self.person_id:
            raise NotAllowed(N_("Nobody may sign for somebody else."))
        with database.atomic():
            counted = Certificate.update(wrong_pins=Certificate.wrong_pins + 1).where(
                Certificate.id == self.id, Certificate.state == ACTIVE, Certificate.wrong_pins < WRONG_PINS).execute()
            if not counted and self.state == UNCONFIRMED:
                raise NotAllowed(N_("Your new key still has to be confirmed by your superior or by HR."))
            if not counted:
                raise NotAllowed(N_("Your signing key is locked. Ask for a new key on “My signing key”."))
        try:
            key = authority().unlock_key(self.locked_key, pin)
        except WrongPin:
            raise self._refused(by) from None
        Certificate.update(wrong_pins=0).where(Certificate.id == self.id).execute()
        return key

    def _refused(self, by):
        fresh = Certificate.get_by_id(self.id)
        left = max(WRONG_PINS - fresh.wrong_pins, 0)
        with database.atomic():
            track(self, "certificate.wrong_pin", by=by, left=left)
            if not left:
                with contextlib.suppress(TooLate):  # another wrong try at the same moment has locked it
                    fresh._move("lock", by=by)
                    tell([by.id], "certificate.lock", fresh, by=None)
        return PinRefused(left)

    @property
    def x509(self):
        return x509.load_pem_x509_certificate(self.pem.encode())


@prepared
def _unrevoked(person):
    return Certificate.select().where(Certificate.person == person, Certificate.state != REVOKED)


class Agreement(Model):
    """The signed 电子签名使用约定 of one person."""

    person = pw.ForeignKeyField(Person, backref="agreements")
    edition = pw.CharField(20)
    certificate = pw.ForeignKeyField(Certificate, backref="agreements")
    document = pw.ForeignKeyField(Document, backref="+")
    signed_at = Moment()
    address = pw.CharField(45)

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.can("signatures.manage") else cls.select().where(cls.person == person)

    @classmethod
    def of(cls, person):
        return cls.select().where(cls.person == person).order_by(cls.id.desc()).first()


def keep_in(folder):
    """Name the folder of the authority's keys; called once, at start."""
    global _folder
    _folder = Path(folder)


def authority():
    """The organisation's own certificate authority, made at its first use; read from its files once a process."""
    if not is_founded() and Certificate.select().exists():
        raise Refused(N_("The folder of the authority's keys is missing. Restore it from the backup."))
    return _opened(_folder / "authority", Organisation.the().name or "岗责通")


def is_founded():
    """Whether there is an authority yet; before the first key is made nobody needs one."""
    return (_folder / "authority" / "root.pem").exists()


@lru_cache(maxsize=8)
def _opened(folder, organisation):
    return Authority.open(folder, organisation)


def revocations():
    """[(serial, when)] of every revoked certificate, for the revocation list."""
    rows = Certificate.select(Certificate.serial, Certificate.revoked_at).where(Certificate.state == REVOKED)
    return [(int(serial, 16), at) for serial, at in rows.tuples()]


def timestamp_url():
    return Organisation.the().timestamp_url
