"""Position descriptions: versions of a position, and their clauses with an identity that outlives a version."""

import uuid

import peewee as pw

from db.audit import track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, digest, now, today
from db.documents import Document
from db.moves import Moving
from db.people import Person
from db.positions import Department, Position, departments_beneath

DRAFT, IN_REVIEW, IN_FORCE, SUPERSEDED, DISCARDED = "draft", "in_review", "in_force", "superseded", "discarded"
QUALIFICATIONS = ("education", "major", "experience", "certificates")
QUALIFICATION_LISTS = ("core_knowledge", "core_abilities", "general_skills", "qualities")


class Description(Moving):
    """One version of what a position is for. A version in force is never edited."""

    position = pw.ForeignKeyField(Position, backref="descriptions", on_delete="RESTRICT")
    version = pw.IntegerField()
    state = pw.CharField(16, default=DRAFT, index=True)
    title = pw.CharField(80)
    department = pw.CharField(80, null=True)
    code = pw.CharField(40, null=True)
    compiled_on = pw.CharField(40, null=True)
    summary = pw.TextField(default="")
    kpis = pw.JSONField(default=list)
    superior = pw.TextField(null=True)
    subordinates = pw.TextField(null=True)
    relations = pw.JSONField(default=list)
    qualifications = pw.JSONField(default=dict)
    environment = pw.TextField(null=True)
    notice = pw.TextField(null=True)
    unclassified = pw.JSONField(default=list)
    edition = pw.IntegerField(default=0)  # counts the edits of a draft: what a form saw is what it may replace
    created_by = pw.ForeignKeyField(Person, backref="+")
    created_at = Moment(default=now)
    submitted_at = Moment(null=True)
    published_at = Moment(null=True)
    effective_on = pw.DateField(null=True)
    superseded_at = Moment(null=True)
    review_note = pw.TextField(null=True)
    annex = pw.ForeignKeyField(Document, null=True, backref="+")  # what changed since the version before it, sealed

    class Meta:
        indexes = ((("position", "version"), True),)

    MOVES = {
        "submit": ({DRAFT}, IN_REVIEW, "descriptions.draft"),
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
        return cls.select().where(cls.position.in_(person.positions_within(scope)),
                                  cls.state.in_((IN_FORCE, SUPERSEDED)))

    @classmethod
    def page(cls, person, *, state=None, department=None, before=None, size=30):
        """Versions the person may see, with position and department, newest first, and whether there are more.

        `department` is an id and takes in the departments within it. Discarded ones are listed only when asked for.
        """
        rows = (cls.visible_to(person).select(cls, Position, Department).join(Position).join(Department)
                .where(cls.state == state if state else cls.state != DISCARDED).order_by(cls.id.desc()).limit(size + 1))
        if department:
            rows = rows.where(Position.department.in_(departments_beneath([department])))
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def states_seen_by(cls, person):
        """The states a list can be cut to: drafts exist only for those who may see all versions."""
        is_all = person.scope("descriptions.read") == "all"
        return (DRAFT, IN_REVIEW, IN_FORCE, SUPERSEDED, DISCARDED) if is_all else (IN_FORCE, SUPERSEDED)

    @classmethod
    def waiting_for(cls, person):
        """Drafts and versions in review, for those who work on them; nothing for others."""
        if not person.can("descriptions.draft"):
            return []
        return list(cls.visible_to(person).where(cls.state.in_((DRAFT, IN_REVIEW))).order_by(cls.id))

    @classmethod
    def draft(cls, position, payload, *, identities=None, by):
        """A new draft of the position, the next version.

        `identities` says which clause is which, one a duty; without them, clauses that read as before keep theirs.
        """
        if not by.can("descriptions.draft"):
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            if cls.select().where(cls.position == position, cls.state.in_((DRAFT, IN_REVIEW))).exists():
                raise Invalid(N_("%(title)s already has a draft; finish or discard it first."), "position",
                              title=position.title)
            last = cls.select(pw.fn.MAX(cls.version)).where(cls.position == position).scalar() or 0
            known = position.descriptions.where(cls.state != DISCARDED).order_by(cls.version.desc()).first()
            description = cls.create(position=position, version=last + 1, title=position.title, created_by=by)
            description._write(payload, known.clause_list if known else [], identities)
            track(description, "description.draft", by=by, version=description.version, digest=description.digest)
        return description

    def submit(self, *, by):
        if not self.clause_list:
            raise Invalid(N_("A description without duties cannot be submitted."))
        self._move("submit", by=by, submitted_at=now(), noted={"digest": self.digest})

    def hand_back(self, note, *, by):
        self._move("hand_back", by=by, review_note=note)

    def publish(self, effective_on=None, *, annex=None, by):
        """Bring this version into force and let the one before it go; `annex` is the paper of what changed since."""
        if effective_on and effective_on > today():
            raise Invalid(N_("A version comes into force on the day it is published, or was meant to earlier."),
                          "effective_on")
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
        """A draft of the next version that starts from this text, the one in force."""
        if self.state != IN_FORCE:
            raise TooLate(N_("Only the version in force can be revised."))
        return Description.draft(self.position, self.payload(), by=by,
                                 identities=[clause.identity for clause in self.clause_list])

    @classmethod
    def in_force(cls, position):
        return cls.select().where(cls.position == position, cls.state == IN_FORCE).first()

    def versions(self, person):
        """The versions of this position the person may see, newest first."""
        return list(Description.visible_to(person).where(Description.position == self.position_id)
                    .order_by(Description.version.desc()))

    @property
    def is_final(self):
        return self.state in (IN_FORCE, SUPERSEDED)

    @property
    def file_number(self):
        return f"{self.code or f'GW-{self.position_id:04d}'}"

    @property
    def version_label(self):
        """The customary letter and revision of controlled documents: the first is A/0."""
        return f"{chr(65 + min((self.version - 1) // 10, 25))}/{(self.version - 1) % 10}"

    @property
    def clause_list(self):
        return list(self.clauses.order_by(Clause.place))

    @property
    def groups(self):
        """[(function group, [clauses])] in the order of the paper."""
        groups = []
        for clause in self.clause_list:
            if not groups or groups[-1][0] != clause.group:
                groups.append((clause.group, []))
            groups[-1][1].append(clause)
        return groups

    def payload(self):
        """The description as data, in the shape the importer reads and the PDF carries."""
        return {
            "title": self.title, "department": self.department, "code": self.code, "compiled_on": self.compiled_on,
            "summary": self.summary,
            "duties": [{"group": c.group, "number": c.number, "text": c.text} for c in self.clause_list],
            "kpis": self.kpis, "superior": self.superior, "subordinates": self.subordinates,
            "relations": self.relations,
            "qualifications": {key: self.qualifications.get(key) for key in QUALIFICATIONS}
            | {key: self.qualifications.get(key) or [] for key in QUALIFICATION_LISTS},
            "environment": self.environment, "notice": self.notice, "unclassified": self.unclassified,
        }

    @property
    def digest(self):
        """SHA-256 of the text that is signed."""
        return digest(self.payload())

    def _write(self, payload, known, identities=None):
        for name, value in fields_of(payload, self.position.title).items():
            setattr(self, name, value)
        self.save()
        duties = payload.get("duties") or []
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


def fields_of(payload, title):
    """Every field but the duties as it is kept; `title` stands where the payload has none."""
    plain = ("title", "department", "code", "compiled_on", "superior", "subordinates", "environment", "notice")
    fields = {name: payload.get(name) or None for name in plain}
    return fields | {"title": fields["title"] or title, "summary": payload.get("summary") or "",
                     "kpis": payload.get("kpis") or [], "relations": payload.get("relations") or [],
                     "qualifications": payload.get("qualifications") or {},
                     "unclassified": payload.get("unclassified") or []}


def clause_of(duty, identity, origins=None):
    return {"identity": identity, "group": duty.get("group") or "", "number": duty["number"], "text": duty["text"],
            "origins": origins}


def identities_for(duties, known):
    """One identity a duty: the one it brings along, else of the known clause of the same words, else of the same group
    and number, else new. An identity that is not among the known ones counts for nothing."""
    free = {clause.identity: clause for clause in known}
    chosen = [None] * len(duties)
    for same in (lambda d, c: d.get("identity") == c.identity,
                 lambda d, c: d["text"] == c.text and (d.get("group") or "") == c.group,
                 lambda d, c: d["text"] == c.text,
                 lambda d, c: (d.get("group") or "") == c.group and d["number"] == c.number):
        for i, duty in enumerate(duties):
            match = chosen[i] is None and next((key for key, c in free.items() if same(duty, c)), None)
            if match:
                chosen[i] = match
                del free[match]
    return [identity or uuid.uuid4().hex for identity in chosen]
