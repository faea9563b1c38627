"""Position descriptions: versions of a position, and their clauses with an identity that outlives a version."""

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, is_blank, now, today
from db.contents import check_lengths, clause_of, content_of, corrected, fields_of, identities_for, payload_of
from db.documents import Document
from db.lines import Lines
from db.moves import Moving
from db.people import Person
from db.positions import Department, Position, departments_beneath
from db.review_news import spread
from db.review_turns import ReviewTurns, noted
from db.texts import Text

DRAFT, WITH_SUPERIOR, IN_REVIEW, DISCARDED = "draft", "with_superior", "in_review", "discarded"
IN_FORCE, SUPERSEDED = "in_force", "superseded"
OPEN, FINAL = (DRAFT, WITH_SUPERIOR, IN_REVIEW), (IN_FORCE, SUPERSEDED)


class Description(Text, Moving):
    """One version of what a position is for. A version in force is never edited."""

    position = pw.ForeignKeyField(Position, backref="descriptions", on_delete="RESTRICT")
    version = pw.IntegerField()
    state = pw.CharField(16, default=DRAFT, index=True)
    edition = pw.IntegerField(default=0)  # counts the edits of a draft: what a form saw is what it may replace
    created_by = pw.ForeignKeyField(Person, backref="+")
    created_at = Moment(default=now)
    submitted_at = Moment(null=True)
    submitted_by = pw.ForeignKeyField(Person, null=True, backref="+")
    published_at = Moment(null=True)
    effective_on = pw.DateField(null=True)
    superseded_at = Moment(null=True)
    review_note = pw.TextField(null=True)  # of who returned it, or why HR took the superior's step over
    annex = pw.ForeignKeyField(Document, null=True, backref="+")  # what changed since the version before it, sealed

    class Meta:
        indexes = ((("position", "version"), True),)

    MOVES = {
        "submit": ({DRAFT}, WITH_SUPERIOR, "descriptions.draft"),
        "submit_as_superior": ({DRAFT}, IN_REVIEW, "descriptions.draft"),
        "submit_without_superior": ({DRAFT}, IN_REVIEW, "descriptions.draft"),
        "recall": ({WITH_SUPERIOR, IN_REVIEW}, DRAFT, "descriptions.draft"),
        "agree": ({WITH_SUPERIOR}, IN_REVIEW, "descriptions.agree"),
        "take_over": ({WITH_SUPERIOR}, IN_REVIEW, "descriptions.publish"),
        "return": ({WITH_SUPERIOR}, DRAFT, "descriptions.agree"),
        "hand_back": ({IN_REVIEW}, DRAFT, "descriptions.publish"),
        "publish": ({IN_REVIEW}, IN_FORCE, "descriptions.publish"),
        "supersede": ({IN_FORCE}, SUPERSEDED, "descriptions.publish"),
        "discard": ({DRAFT}, DISCARDED, "descriptions.draft"),
    }

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("descriptions.read")
        if scope == "all":
            return cls.select()
        led = person.positions_led(person.scope("descriptions.draft"))
        seen = (cls.state.in_(FINAL) & cls.position.in_(person.positions_within(scope))
                | cls.state.not_in(FINAL) & cls.position.in_(led))
        entrusted = cls._entrusted_to(person)
        return cls.select().where(seen | cls.id.in_(entrusted) if entrusted else seen)

    @classmethod
    def _entrusted_to(cls, person):
        """Ids of the versions the person may decide now by a delegation: what a delegate sees, and no more."""
        turns = ReviewTurns()
        if not turns.is_entrusted(person):
            return []
        return [row.id for row in cls.select().where(cls.state == WITH_SUPERIOR) if turns.of(row).get(person.id)]

    @classmethod
    def page(cls, person, *, state=None, department=None, before=None, size=30):
        """Versions the person may see, newest first, and whether there are more: as much of them as a list shows.

        `department` is an id and takes in the departments within it. Discarded ones are listed only when asked for.
        """
        rows = (cls.visible_to(person).select(cls.id, cls.position, cls.version, cls.state, cls.title, cls.effective_on,
                                              Position.id, Position.department, Department.id, Department.name)
                .join(Position).join(Department)
                .where(cls.state == state if state else cls.state != DISCARDED).order_by(cls.id.desc()).limit(size + 1))
        if department:
            rows = rows.where(Position.department.in_(departments_beneath([department])))
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def states_seen_by(cls, person):
        """The states a list can be cut to: drafts exist only for those who may see all versions."""
        sees_drafts = person.can("descriptions.draft") or person.scope("descriptions.read") == "all"
        return (*OPEN, *FINAL, DISCARDED) if sees_drafts else FINAL

    @classmethod
    def draft(cls, position, payload, *, identities=None, by):
        """A new draft of the position, the next version.

        `identities` says which clause is which, one a duty; without them, clauses that read as before keep theirs.
        """
        description = cls(position=position, title=position.title, created_by=by)
        description.check_reach(by)
        with database.atomic():
            if cls.select().where(cls.position == position, cls.state.in_(OPEN)).exists():
                raise Invalid(N_("%(title)s already has a draft; finish or discard it first."), "position",
                              title=position.title)
            last = cls.select(pw.fn.MAX(cls.version)).where(cls.position == position).scalar() or 0
            known = position.descriptions.where(cls.state != DISCARDED).order_by(cls.version.desc()).first()
            description.version = last + 1
            description._write(payload, known.clause_list if known else [], identities)
            track(description, "description.draft", by=by, version=description.version, digest=description.digest)
        return description

    def submit(self, *, by):
        """To the superior; straight to HR where that is who submits it, or where nobody sits above."""
        self._check_duties()
        self._move(self._way_to_submit(by), by=by, submitted_at=now(), submitted_by=by, review_note=None,
                   noted={"digest": self.digest})

    def recall(self, *, by):
        self._move("recall", by=by)

    def agree(self, *, seen, by):
        """As the superior; `seen` is the digest of the text that was on the screen."""
        is_same = Description.edition == self.edition if seen == self.digest else pw.Value(False)
        with database.atomic():
            queue_up()  # nobody ends the delegation between this question and the move
            self._move("agree", by=by, still=is_same, noted={"digest": seen} | noted(self.turn().get(by.id)))

    def take_over(self, reason, *, by):
        """HR goes on without the superior, who is absent, and says why."""
        if is_blank(reason):
            raise Invalid(N_("Give a reason."), "reason")
        self._move("take_over", by=by, review_note=reason.strip(), noted={"digest": self.digest})

    def hand_back(self, note, *, by):
        """Return it to who submitted it, from the superior's step or from HR's."""
        if not self.is_in_review:
            raise TooLate(N_("Only what is in review can be handed back."))
        if is_blank(note) and not any(row.person_id == by.id and row.settled_at is None for row in self.remarks):
            raise Invalid(N_("Say what should be changed: in the note, or in a remark on a duty."), "note")
        with database.atomic():
            queue_up()
            is_hr = self.state == IN_REVIEW
            self._move("hand_back" if is_hr else "return", by=by, review_note=note.strip(),
                       noted={} if is_hr else noted(self.turn().get(by.id)))

    def publish(self, effective_on=None, *, annex=None, by):
        """Bring this version into force and let the one before it go; `annex` is the paper of what changed since."""
        self._check_effective(effective_on or today())
        self._check_duties()
        with database.atomic():
            self._move("publish", by=by, still=Description.edition == self.edition, published_at=now(),
                       effective_on=effective_on or today(), annex=annex,
                       noted={"digest": self.digest} | ({"annex": annex.sha256} if annex else {}))
            earlier = Description.select().where(Description.position == self.position, Description.state == IN_FORCE,
                                                 Description.id != self.id)
            for description in earlier:
                description._move("supersede", by=by, superseded_at=now(), noted={"superseded_by": self.id})

    def discard(self, *, by):
        self._move("discard", by=by)

    def revise(self, *, by):
        """A draft of the next version that starts from this text, the one in force, as corrected."""
        if self.state != IN_FORCE:
            raise TooLate(N_("Only the version in force can be revised."))
        text = corrected(content_of(self), sorted(self.corrections, key=lambda correction: correction.id))
        return Description.draft(self.position, payload_of(text), by=by,
                                 identities=[row["identity"] for row in text["clauses"]])

    def _check_effective(self, day):
        """Not ahead of the publishing, nor before the version that it takes the place of."""
        if day > today():
            raise Invalid(N_("A version comes into force on the day it is published, or was meant to earlier."),
                          "effective_on")
        before = Description.in_force(self.position_id)
        if before and before.effective_on and day < before.effective_on:
            raise Invalid(N_("Version %(v)s came into force on %(day)s; this one cannot come before it."),
                          "effective_on", v=before.version_label, day=before.effective_on.isoformat())

    def _check_duties(self):
        if not self.clauses.exists():
            raise Invalid(N_("A description without duties cannot be submitted."))

    def may_draft(self, person):
        """Whether the person works on drafts of this position, this one among them while it is one."""
        return person.leads(self.position_id, "descriptions.draft")

    def check_reach(self, person):
        if not self.may_draft(person):
            raise NotAllowed(N_("You may not do this."))

    def reviewers(self, lines=None):
        """Ids of who may agree to it now: whoever holds the position above, else the next one up; not its submitter."""
        return self._superiors(lines or Lines(), but={self.submitted_by_id})

    def turn(self):
        """{id of who may decide the superior's step now: the delegation it would be by, None for the own turn}."""
        return ReviewTurns().of(self)

    def _superiors(self, lines, but=frozenset()):
        """Ids of who sits above it; whoever holds the position itself does not count."""
        return lines.superiors(self.position_id, but=but | lines.holders.get(self.position_id, set()))

    def _move(self, move, *, by, **changes):
        """Whoever it concerns is told in the same transaction."""
        with database.atomic():
            entry = super()._move(move, by=by, **changes)
            spread(self, move, by=by)
        return entry

    def _way_to_submit(self, person):
        superiors = self._superiors(Lines())
        if person.id in superiors:
            return "submit_as_superior"
        return "submit" if superiors else "submit_without_superior"

    def _allows(self, move, person):
        if not super()._allows(move, person):
            return False
        if move in ("agree", "return"):
            return person.id in self.turn()
        if move == "recall" and person.id != self.submitted_by_id:
            return False
        if move.startswith("submit") and move != self._way_to_submit(person):
            return False
        return self.MOVES[move][2] != "descriptions.draft" or self.may_draft(person)

    @classmethod
    def in_force(cls, position):
        return cls.select().where(cls.position == position, cls.state == IN_FORCE).first()

    def versions(self, person):
        """The versions of this position the person may see, newest first."""
        return list(Description.visible_to(person).where(Description.position == self.position_id)
                    .order_by(Description.version.desc()))

    @property
    def is_final(self):
        return self.state in FINAL

    @property
    def is_in_review(self):
        return self.state in (WITH_SUPERIOR, IN_REVIEW)

    def _write(self, payload, known, identities=None):
        for name, value in fields_of(payload, self.position.title).items():
            setattr(self, name, value)
        self.save()
        duties = payload.get("duties") or []
        check_lengths(duties)
        identities = identities_for(duties, known) if identities is None else identities
        self._write_clauses([clause_of(duty, identity) for duty, identity in zip(duties, identities, strict=True)])

    def _write_clauses(self, rows):
        """These clauses in this order, instead of those there are."""
        Clause.delete().where(Clause.description == self).execute()
        for place, row in enumerate(rows):
            Clause.create(description=self, place=place, **row)


class Clause(Model):
    """One numbered duty in one version. `identity` is the same in every version that keeps the duty."""

    description = pw.ForeignKeyField(Description, backref="clauses", on_delete="CASCADE")
    identity = pw.CharField(32, index=True)
    place = pw.IntegerField()
    group = pw.CharField(80, column_name="function_group")
    number = pw.IntegerField()
    text = pw.TextField()
    origins = pw.JSONField(null=True)  # identities it was split from or merged of; none when it just goes on

    class Meta:
        indexes = ((("description", "identity"), True), (("description", "place"), True))

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.description.in_(Description.visible_to(person).select(Description.id)))
