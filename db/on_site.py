"""Signing on site: HR hands a device to the holder of one paper. It is good for that paper, and for nobody else."""

import datetime as dt
import secrets

import peewee as pw

from db.audit import track
from db.base import N_, Moment, NotAllowed, TooLate, database, digest, now
from db.moves import Moving
from db.people import Person
from db.signatures import AWAITING_EMPLOYEE, Signing

HANDED_OVER, ENTERED, ENDED = "handed_over", "entered", "ended"
TO_ENTER = dt.timedelta(minutes=15)  # from the handing over until the holder has proved who it is


class OnSite(Moving):
    """One handing over of a device, from HR's hands and back into them. Only the hash of its token is kept."""

    signing = pw.ForeignKeyField(Signing, backref="on_site", on_delete="RESTRICT")
    host = pw.ForeignKeyField(Person, backref="+")  # of HR, whose desk it is
    token_hash = pw.CharField(64, unique=True)
    state = pw.CharField(12, default=HANDED_OVER)
    opened_at = Moment(default=now)
    entered_at = Moment(null=True)
    ended_at = Moment(null=True)

    MOVES = {
        "enter": ({HANDED_OVER}, ENTERED, "signatures.sign"),
        "end": ({HANDED_OVER, ENTERED}, ENDED, "signatures.sign"),
    }

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))

    @classmethod
    def hand_over(cls, signing, *, by):
        """(the handing over, its token, which only that device keeps)."""
        if not by.can("signatures.hand_over") or by.id == signing.holder_id:
            raise NotAllowed(N_("Somebody else of HR has to hand you a device."))
        if not signing.is_turn_of(signing.holder):
            raise TooLate(N_("This paper no longer waits for its holder."))
        token = secrets.token_urlsafe(32)
        with database.atomic():
            on_site = cls.create(signing=signing, host=by, token_hash=digest(token.encode()))
            track(on_site, "on_site.hand_over", by=by, signing=signing.id)
            track(signing, "signing.hand_over", by=by, device=on_site.id)
        return on_site, token

    @classmethod
    def of(cls, token):
        """What a device was handed over for, with paper, holder and host; None of a token that is none."""
        holder = Person.alias()
        return (cls.select(cls, Signing, holder, Person).join(Signing)
                .join(holder, on=Signing.holder == holder.id, attr="holder")
                .join_from(cls, Person, on=cls.host == Person.id)
                .where(cls.token_hash == digest(str(token).encode())).first())

    @classmethod
    def hosts(cls, signatures):
        """{id of the handing over: name of the host} of those signatures that were made on site."""
        made = [signature.on_site for signature in signatures if signature.on_site]
        rows = cls.select(cls.id, Person.name).join(Person, on=cls.host == Person.id).where(cls.id.in_(made))
        return dict(rows.tuples()) if made else {}

    def enter(self, *, by):
        """The holder has proved who it is."""
        if by.id != self.signing.holder_id:
            raise NotAllowed(N_("This device was handed over to somebody else."))
        if not self.waits_for_holder:
            raise TooLate(N_("This signing on site is over. Hand the device back to HR."))
        self._move("enter", by=by, entered_at=now())

    def end(self, *, by):
        """Hand the device back; whoever holds it may, since nothing opens by it."""
        self._move("end", by=by, ended_at=now())

    @property
    def waits_for_holder(self):
        return self.state == HANDED_OVER and not self.is_over

    @property
    def is_over(self):
        """Nothing can be done on the device any more: handed back, signed or returned, or nobody came in time."""
        late = self.state == HANDED_OVER and now() - self.opened_at > TO_ENTER
        return late or self.state == ENDED or self.signing.state != AWAITING_EMPLOYEE
