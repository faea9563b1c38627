"""Signing a description: holder, then direct superior, then HR manager; each with an own key, over the bytes shown."""

import secrets

import peewee as pw

from db import audit, pades
from db.base import (
    N_,
    Invalid,
    Model,
    Moment,
    NotAllowed,
    Refused,
    TooLate,
    canonical,
    database,
    digest,
    is_blank,
    now,
    today,
)
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.keys import Certificate, authority, revocations, timestamp_url
from db.moves import Moving
from db.people import Person
from db.positions import Position
from db.signing_news import spread
from db.turns import AWAITING_EMPLOYEE, AWAITING_HR, AWAITING_SUPERIOR, Turns

COMPLETE, RETURNED, REFUSED, WITHDRAWN, SUPERSEDED = "complete", "returned", "refused", "withdrawn", "superseded"
ON_PAPER = "on_paper"  # complete, but by hand: the scan is kept, no signature stands in the portal
SIGNED = (COMPLETE, ON_PAPER)
LAPSED = "lapsed"  # its holder left the position before it was complete
OPEN = (AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR)
STEPS = {AWAITING_EMPLOYEE: "employee", AWAITING_SUPERIOR: "superior", AWAITING_HR: "hr"}
UNVERIFIED = N_("The signature does not verify, perhaps because a clock is wrong. Nothing was signed.")


class Signing(Moving):
    """One holder's signing of one version: the paper, whose turn it is, and what came of it."""

    description = pw.ForeignKeyField(Description, backref="signings", on_delete="RESTRICT")
    holder = pw.ForeignKeyField(Person, backref="signings", on_delete="RESTRICT")
    position = pw.ForeignKeyField(Position, backref="signings", on_delete="RESTRICT")
    state = pw.CharField(20, default=AWAITING_EMPLOYEE, index=True)
    token = pw.CharField(32, unique=True)
    active_key = pw.CharField(40, null=True, unique=True)  # one running or complete signing a holder and version
    digest = pw.CharField(64)
    anchor_id = pw.IntegerField()
    anchor_hash = pw.CharField(64)
    base = pw.ForeignKeyField(Document, backref="+")
    current = pw.ForeignKeyField(Document, backref="+")
    evidence = pw.ForeignKeyField(Document, null=True, backref="+")
    revisions = pw.IntegerField()
    opened_at = Moment(default=now)
    due_on = pw.DateField(null=True)        # the last day to sign, for all three
    due_days = pw.IntegerField(null=True)   # reckoned: so many days after it was opened
    due_reason = pw.TextField(null=True)    # moved by HR: why
    changed_at = Moment(default=now)
    completed_at = Moment(null=True)
    scan = pw.ForeignKeyField(Document, null=True, backref="+")
    signed_on = pw.DateField(null=True)  # by hand
    filed_by = pw.ForeignKeyField(Person, null=True, backref="+")
    reason = pw.TextField(null=True)

    MOVES = {
        "sign_as_employee": ({AWAITING_EMPLOYEE}, AWAITING_SUPERIOR, "signatures.sign"),
        "sign_as_superior": ({AWAITING_SUPERIOR}, AWAITING_HR, "signatures.sign"),
        "sign_as_hr": ({AWAITING_HR}, COMPLETE, "signatures.sign"),
        "hand_back": (set(OPEN), RETURNED, "signatures.sign"),
        "refuse": ({AWAITING_EMPLOYEE}, REFUSED, "signatures.sign"),
        "withdraw": ({*OPEN, RETURNED, REFUSED}, WITHDRAWN, "signatures.manage"),
        "lapse": ({*OPEN, RETURNED, REFUSED}, LAPSED, "signatures.manage"),  # the portal's own, after an appointment
        "file_scan": ({AWAITING_EMPLOYEE}, ON_PAPER, "signatures.manage"),
        "supersede": ({*SIGNED}, SUPERSEDED, "signatures.sign"),
    }

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("signatures.read")
        if scope == "all":
            return cls.select()
        own = cls.holder == person
        if scope in ("team", "department"):
            return cls.select().where(own | cls.position.in_(person.positions_within(scope)))
        return cls.select().where(own)

    @classmethod
    def awaiting(cls, person):
        """The signings that wait for this person's signature, oldest first."""
        held = person.positions_within("own")
        mine = (cls.state == AWAITING_EMPLOYEE) & (cls.holder == person) & cls.position.in_(held)
        if any(position.leads for position in person.held_positions):
            mine |= (cls.state == AWAITING_SUPERIOR) & cls.position.in_(person.positions_within("team"))
        if "hr" in person.roles:
            mine |= cls.state == AWAITING_HR
        rows = list(cls.listed(cls.select().where(mine)).order_by(cls.id))
        shared = [row for row in rows if row.state != AWAITING_EMPLOYEE]  # whose turn it is depends on others
        turns, signed = Turns(), {}
        for signing, signer in Signature.select(Signature.signing, Signature.person).where(
                Signature.signing.in_([row.id for row in shared])).tuples() if shared else ():
            signed.setdefault(signing, set()).add(signer)
        return [row for row in rows if row.state == AWAITING_EMPLOYEE
                or person.id in turns.of(row, signed.get(row.id, set()))]

    @classmethod
    def listed(cls, rows):
        """The rows with as much of description and holder as a list shows."""
        return (rows.select(cls, Description.id, Description.title, Description.version, Description.state,
                            Person.id, Person.name, Person.number)
                .join(Description).switch(cls).join(Person, on=cls.holder))

    @classmethod
    def of(cls, person):
        """The person's own signings, newest first."""
        rows = cls.select().where(cls.holder == person, cls.state != WITHDRAWN)
        return list(cls.listed(rows).order_by(cls.id.desc()))

    @classmethod
    def page(cls, person, *, state=None, before=None, size=50):
        """Signings the person may see, newest first, and whether there are more."""
        rows = cls.listed(cls.visible_to(person)).order_by(cls.id.desc()).limit(size + 1)
        rows = rows.where(cls.state == state) if state else rows
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def by_token(cls, token):
        """The signing a paper's code names; tokens are random, and compared by the database's index."""
        return cls.get_or_none(cls.token == token)

    @classmethod
    def final(cls):
        """Every signing that was completed, superseded ones included, for the export."""
        return cls.select().where(cls.state.in_((*SIGNED, SUPERSEDED))).order_by(cls.id)

    @classmethod
    def anchors(cls):
        """(entry id, hash) of the log as each paper prints it: witnesses outside the log."""
        return list(cls.select(cls.anchor_id, cls.anchor_hash).distinct().tuples())

    @classmethod
    def to_mend(cls, person):
        """Signings that came back, for those who can act on it; nothing for others."""
        if not person.can("signatures.manage"):
            return []
        return list(cls.listed(cls.visible_to(person).where(cls.state.in_((RETURNED, REFUSED)))).order_by(cls.id))

    @property
    def step(self):
        """Whose signature is next: employee, superior, hr; None when it has ended."""
        return STEPS.get(self.state)

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def is_overdue(self):
        return self.is_open and self.due_on is not None and self.due_on < today()

    def signers(self):
        """Who may sign now, by name."""
        signed = {signature.person_id for signature in self.signatures}
        return list(Person.select().where(Person.id.in_(Turns().of(self, signed))).order_by(Person.pinyin))

    def meaning_for(self, person):
        """What the signature of this person, whose turn it is, will say on the paper."""
        return Turns().meaning(self, person)

    def is_turn_of(self, person):
        return any(signer.id == person.id for signer in self.signers())

    def _may_move(self, move, person):
        if move in ("lapse", "supersede"):
            return False
        if move == "file_scan" and person.id == self.holder_id:
            return False
        if self.MOVES[move][2] == "signatures.manage" or not super()._may_move(move, person):
            return super()._may_move(move, person)
        return self.is_turn_of(person)

    def _move(self, move, *, by, **changes):
        """Whoever it concerns is told in the same transaction."""
        with database.atomic():
            entry = super()._move(move, by=by, **changes)
            spread(self, move, by=by)
        return entry

    def sign(self, pin, *, shown, mark, trail, paper, by):
        """Add the signature of the person whose turn it is. `shown` is the hash of the paper that was on the screen."""
        step, before = self.step, self.current
        self._check_turn(by)
        meaning = self.meaning_for(by)
        if not secrets.compare_digest(shown.encode(), before.sha256.encode()):
            raise TooLate(N_("The document has changed since you opened it. Read it again."))
        if self.description.digest != self.digest:
            raise TooLate(N_("The text of this description no longer is the text that was issued for signing."))
        certificate = Certificate.of(by)
        if certificate is None:
            raise NotAllowed(N_("You need a signing key first."))
        key = certificate.unlock(pin, by=by)
        at = now().replace(microsecond=0)
        clock = None if timestamp_url() else "（门户时钟）"
        stamp = paper.stamp(name=by.name, at=at, meaning=meaning, serial=certificate.serial, note=clock, **mark)
        signed = pades.sign(before.read(), step, certificate=certificate.x509, key=key, authority=authority(),
                            appearance=stamp, name=by.name, reason=meaning, at=at, last=step == "hr",
                            revocations=revocations(), timestamp_url=timestamp_url())
        self._check_made(signed, step)
        signature = Signature(signing=self, step=step, person=by, certificate=certificate, at=at, method=mark["method"],
                              mark_hash=digest(canonical(mark).encode()), hash_before=before.sha256,
                              hash_after=digest(signed), meaning=meaning, address=trail["address"],
                              agent=trail["agent"], session_id=by.session_id)
        evidence = self._evidence(signature, paper) if step == "hr" else None
        self._record(signature, signed, evidence, by=by)
        return signature

    def hand_back(self, comments, note, *, by):
        """Return it for correction: `comments` maps a clause's identity to what is wrong with it."""
        self._check_turn(by)
        known = {clause.identity for clause in self.description.clause_list}
        comments = {identity: text.strip() for identity, text in comments.items() if text.strip() and identity in known}
        if not comments and is_blank(note):
            raise Invalid(N_("Say what should be corrected: on a clause or in the note."), "note")
        with database.atomic():
            self._move("hand_back", by=by, reason=note.strip() or None, active_key=None, changed_at=now())
            for identity, text in comments.items():
                Comment.create(signing=self, identity=identity, text=text, person=by)

    def refuse(self, reason, *, by):
        self._check_turn(by)
        if is_blank(reason):
            raise Invalid(N_("Give a reason."), "reason")
        self._move("refuse", by=by, reason=reason.strip(), active_key=None, changed_at=now())

    def withdraw(self, reason, *, by):
        self._move("withdraw", by=by, reason=reason.strip() or self.reason, active_key=None, changed_at=now())

    def signature_rows(self):
        """The signatures with their people, in order."""
        return list(Signature.select(Signature, Person).join(Person).where(Signature.signing == self)
                    .order_by(Signature.id))

    def comment_rows(self):
        """{clause identity: [comments with their people]}."""
        comments = {}
        for comment in Comment.select(Comment, Person).join(Person).where(Comment.signing == self).order_by(Comment.id):
            comments.setdefault(comment.identity, []).append(comment)
        return comments

    @property
    def is_final(self):
        return self.state in (*SIGNED, SUPERSEDED)

    @property
    def is_outdated(self):
        """A newer version has come into force since."""
        return self.state == SUPERSEDED or self.description.state != IN_FORCE

    def _check_turn(self, by):
        if not self.is_open:
            raise TooLate(N_("This signing has ended."))
        if not self.is_turn_of(by):
            raise NotAllowed(N_("It is not your turn to sign here."))

    def _check_made(self, signed, step):
        """A foreign clock may disagree with ours; a signature that would not verify is not made at all."""
        if timestamp_url():
            made = [found for found in pades.check(signed, authority()).signatures if found.field == step]
            if not made or not made[0].is_good:
                raise Refused(UNVERIFIED)

    def _record(self, signature, signed, evidence, *, by):
        """The bytes, the state, the register and the log: all of them, or none."""
        changes = {"completed_at": signature.at, "evidence": Document.keep(evidence)} if evidence else {}
        document = Document.keep(signed)
        with database.atomic():
            self._move(f"sign_as_{signature.step}", by=by, still=Signing.current == self.current_id, current=document,
                       revisions=pades.revisions(signed), changed_at=signature.at,
                       noted={"hash_before": signature.hash_before, "hash_after": signature.hash_after,
                              "serial": signature.certificate.serial}, **changes)
            signature.document = document
            signature.save(force_insert=True)
            if self.state == COMPLETE:
                self.supersede_earlier(by=by)

    def supersede_earlier(self, *, by):
        """The holder's earlier papers of this position no longer bind once this one is signed."""
        earlier = Signing.select().where(Signing.holder == self.holder, Signing.position == self.position,
                                         Signing.state.in_(SIGNED), Signing.id != self.id)
        for signing in earlier:
            signing._move("supersede", by=by, noted={"superseded_by": self.id})

    def _evidence(self, last, paper):
        """The companion paper: who, when, how known, from where, which bytes before and after; itself sealed."""
        signatures = [*self.signatures.order_by(Signature.id), last]
        pdf = paper.evidence(signing=self, signatures=signatures, entries=list(audit.history(self)),
                             head=audit.head())
        return pades.seal(pdf, authority(), at=last.at, reason="签署过程证据", final=True,
                          timestamp_url=timestamp_url())


class Signature(Model):
    """The register's row of one signature."""

    signing = pw.ForeignKeyField(Signing, backref="signatures", on_delete="RESTRICT")
    step = pw.CharField(12)
    person = pw.ForeignKeyField(Person, backref="signatures")
    certificate = pw.ForeignKeyField(Certificate, backref="signatures")
    at = Moment()
    method = pw.CharField(10)
    mark_hash = pw.CharField(64)
    hash_before = pw.CharField(64)
    hash_after = pw.CharField(64)
    document = pw.ForeignKeyField(Document, backref="+")
    meaning = pw.CharField(120)
    address = pw.CharField(45)
    agent = pw.CharField(200)
    session_id = pw.IntegerField(null=True)

    class Meta:
        indexes = ((("signing", "step"), True), (("signing", "person"), True))

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))


class Comment(Model):
    """What somebody who returned a paper said about one clause."""

    signing = pw.ForeignKeyField(Signing, backref="comments", on_delete="CASCADE")
    identity = pw.CharField(32)
    text = pw.TextField()
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))
