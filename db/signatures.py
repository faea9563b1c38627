"""The signing of a description by its holder, then the direct superior, then HR's manager: where each paper stands."""

from typing import NamedTuple

import peewee as pw

from db.base import HERE, Model, Moment, database, now, today
from db.corrections import Correction, read
from db.delegations import Delegation
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.keys import Certificate
from db.moves import Moving
from db.people import Person
from db.positions import Position
from db.prepared import prepared_plain
from db.signing_news import spread
from db.turns import AWAITING_EMPLOYEE, AWAITING_HR, AWAITING_SUPERIOR, Turns

COMPLETE, RETURNED, REFUSED, WITHDRAWN, SUPERSEDED = "complete", "returned", "refused", "withdrawn", "superseded"
ON_PAPER = "on_paper"  # complete, but by hand: the scan is kept, no signature stands in the portal
SIGNED = (COMPLETE, ON_PAPER)
LAPSED = "lapsed"  # its holder left the position before it was complete
OPEN = (AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR)
STEPS = {AWAITING_EMPLOYEE: "employee", AWAITING_SUPERIOR: "superior", AWAITING_HR: "hr"}


class Signing(Moving):
    """One holder's signing of one version: the paper, whose turn it is, and what came of it."""

    description = pw.ForeignKeyField(Description, backref="signings", on_delete="RESTRICT")
    holder = pw.ForeignKeyField(Person, backref="signings", on_delete="RESTRICT")
    position = pw.ForeignKeyField(Position, backref="signings", on_delete="RESTRICT")
    state = pw.CharField(20, default=AWAITING_EMPLOYEE, index=True)
    token = pw.CharField(32, unique=True)
    active_key = pw.CharField(40, null=True, unique=True)  # one running or complete signing a holder and version
    digest = pw.CharField(64)
    correction = pw.ForeignKeyField(Correction, null=True, backref="+")  # the last one its paper carries
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

    delegation = None  # by which it is signed, or would be by whom a list of what waits is for

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
        seen = cls.holder == person
        if scope in ("team", "department"):
            seen |= cls.position.in_(person.positions_within(scope))
        entrusted = cls._entrusted_to(person)
        return cls.select().where(seen | cls.id.in_(entrusted) if entrusted else seen)

    @classmethod
    def turns_of(cls, person):
        """{id of a signing that waits for this person's signature: by which delegation, if by any}, oldest first."""
        own = person.positions_within("own")
        mine = {row_id: None for row_id, position in _awaiting_holder(person.id) if position in own}
        return dict(sorted((mine | cls._turns_past_holder(person)).items()))

    @classmethod
    def _entrusted_to(cls, person):
        """Ids of the papers the person may sign now by a delegation: what a delegate sees, and no more."""
        turns = cls._turns_past_holder(person, own=False)
        return [row_id for row_id, delegation in turns.items() if delegation]

    @classmethod
    def _turns_past_holder(cls, person, *, own=True):
        """Of what waits for a superior or for HR; without `own` only what others have delegated to the person."""
        turns = Turns()
        _given, received = Delegation.around(person, turns.delegations)
        leaders = [person] * own + [delegation.giver for delegation in received if delegation.as_superior]
        teams = set().union(*(leader.positions_within("team") for leader in leaders
                              if any(position.leads for position in leader.held_positions)))
        rows = map(Waiting._make, _awaiting(AWAITING_SUPERIOR)) if teams else ()
        rows = [row for row in rows if row.position_id in teams]
        if own and "hr" in person.roles or any(delegation.as_hr for delegation in received):
            rows += map(Waiting._make, _awaiting(AWAITING_HR))
        signed = signed_so_far() if rows else {}  # whose turn it is depends on others
        found = {row.id: turns.of(row, signed.get(row.id, set())) for row in rows}
        return {row_id: turn[person.id] for row_id, turn in found.items() if person.id in turn}

    @classmethod
    def listed(cls, rows):
        """The rows with as much of them, of description and of holder as a list shows, and no more."""
        return (rows.select(cls.id, cls.description, cls.holder, cls.position, cls.state, cls.changed_at, cls.due_on,
                            Description.id, Description.title, Description.version, Description.state,
                            Person.id, Person.name, Person.number)
                .join(Description).switch(cls).join(Person, on=cls.holder))

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

    @property
    def reading(self):
        """The version as this paper carries it: its text, and the corrections there were when it was issued."""
        return read(self.description, upto=self.correction_id or 0)

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

    def turn(self):
        """{id of who may sign now: the delegation it would be by, None for the own turn}."""
        return Turns().of(self, Signature.signed([self.id]).get(self.id, set()))

    def signers(self):
        """Who may sign now, by name."""
        return list(Person.select().where(Person.id.in_(list(self.turn()))).order_by(Person.pinyin))

    def meaning_for(self, person, delegation=None):
        """What the signature of this person, whose turn it is, will say on the paper."""
        return Turns().meaning(self, person, delegation)

    def is_turn_of(self, person):
        return person.id in self.turn()

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

    def withdraw(self, reason, *, by):
        self._move("withdraw", by=by, reason=reason.strip() or self.reason, active_key=None, changed_at=now())

    def signature_rows(self):
        """The signatures with their people, in order."""
        giver = Person.alias()
        return list(Signature.select(Signature, Person, Delegation, giver).join(Person)
                    .join_from(Signature, Delegation, pw.JOIN.LEFT_OUTER)
                    .join(giver, pw.JOIN.LEFT_OUTER, on=Delegation.giver == giver.id, attr="giver")
                    .where(Signature.signing == self).order_by(Signature.id))

    @property
    def is_final(self):
        return self.state in (*SIGNED, SUPERSEDED)

    @property
    def is_older_than_issue(self):
        """Whether it was signed by hand before the portal issued a paper for it: what was signed is another copy."""
        return self.signed_on is not None and self.signed_on < self.opened_at.astimezone(HERE).date()

    @property
    def is_outdated(self):
        """A newer version has come into force since."""
        return self.state == SUPERSEDED or self.description.state != IN_FORCE

    def supersede_earlier(self, *, by):
        """The holder's earlier papers of this position no longer bind once this one is signed."""
        earlier = Signing.select().where(Signing.holder == self.holder, Signing.position == self.position,
                                         Signing.state.in_(SIGNED), Signing.id != self.id)
        for signing in earlier:
            signing._move("supersede", by=by, noted={"superseded_by": self.id})

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
    delegation = pw.ForeignKeyField(Delegation, null=True, backref="signatures")
    second_factor = pw.BooleanField(default=False)  # whether its session took one to begin
    on_site = pw.IntegerField(null=True)  # id of the handing over of a device of HR's, where it was made on one

    class Meta:
        indexes = ((("signing", "step"), True), (("signing", "person"), True))

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))

    @classmethod
    def by_delegation(cls, delegation, viewer):
        """What was signed by it, as far as the viewer may see, with papers and holders; the latest first."""
        return list(cls.select(cls, Signing, Description, Person).join(Signing).join(Description).switch(Signing)
                    .join(Person, on=Signing.holder)
                    .where(cls.delegation == delegation, Signing.id.in_(Signing.visible_to(viewer).select(Signing.id)))
                    .order_by(cls.id.desc()))

    @classmethod
    def signed(cls, signings):
        """{signing id: ids of whose signature it has}; what a delegate signed counts as the giver's as well."""
        signed = {}
        rows = (cls.select(cls.signing, cls.person, Delegation.giver).join(Delegation, pw.JOIN.LEFT_OUTER)
                .where(cls.signing.in_(signings)))
        for signing, person, giver in rows.tuples() if signings else ():
            signed.setdefault(signing, set()).update({person, giver} - {None})
        return signed


class Waiting(NamedTuple):
    """As much of a signing as says whose turn it is."""

    id: int
    state: str
    holder_id: int
    position_id: int


def signed_so_far():
    """{signing: ids of whose signature it has} of those that wait for a superior or for HR.

    What a delegate signed counts as the giver's as well.
    """
    signed = {}
    for signing, person, giver in _signers(AWAITING_SUPERIOR, AWAITING_HR):
        signed.setdefault(signing, set()).update({person, giver} - {None})
    return signed


@prepared_plain
def _awaiting(state):
    return Signing.select(Signing.id, Signing.state, Signing.holder, Signing.position).where(
        Signing.state == state)


@prepared_plain
def _awaiting_holder(person):
    return Signing.select(Signing.id, Signing.position).where(
        Signing.state == AWAITING_EMPLOYEE, Signing.holder == person)


@prepared_plain
def _signers(one, other):
    return (Signature.select(Signature.signing, Signature.person, Delegation.giver).join(Signing)
            .join_from(Signature, Delegation, pw.JOIN.LEFT_OUTER)
            .where((Signing.state == one) | (Signing.state == other)))
