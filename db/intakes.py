"""Imports: a source that was read, and what was found in it, checked by a person before it becomes a draft."""

import re

import peewee as pw

from db import intake
from db.audit import track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, now
from db.contents import identities_for
from db.descriptions import Clause, Description
from db.documents import Document
from db.intake import parts, segments
from db.intake.reading import plain_lines
from db.moves import Moving
from db.people import Person
from db.positions import Position

TO_CHECK, SAVED, LEFT_OUT = "to_check", "saved", "left_out"
PASTED = "text/plain; charset=utf-8"


class Intake(Model):
    """One source as it came, and what the reading of it has to say as a whole."""

    document = pw.ForeignKeyField(Document, backref="+", on_delete="RESTRICT")
    name = pw.CharField(200, default="")  # of the file; empty where the text was pasted
    remarks = pw.JSONField(default=list)  # [{message, params}] that belong to no single position
    created_by = pw.ForeignKeyField(Person, null=True, backref="+")  # None: read at the command line
    created_at = Moment(default=now)

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.can("intake.read") else cls.select().where(pw.Value(False))

    @classmethod
    def page(cls, person, *, before=None, size=20):
        """Imports with the people who made them, newest first, and whether there are more."""
        rows = (cls.visible_to(person).select(cls, Person).join(Person, pw.JOIN.LEFT_OUTER)
                .order_by(cls.id.desc()).limit(size + 1))
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def read_file(cls, name, data, *, by):
        """Read a file's bytes; Unreadable says why not, and then nothing is kept."""
        return cls._keep(name, data, "application/octet-stream", intake.read_document(name, data), by)

    @classmethod
    def read_pasted(cls, text, *, by):
        return cls._keep("", text.encode(), PASTED, intake.read_text(text), by)

    @classmethod
    def _keep(cls, name, data, media_type, reading, by):
        if by is not None and not by.can("intake.read"):
            raise NotAllowed(N_("You may not do this."))
        if not reading.descriptions:
            raise Invalid(reading.warnings[0].message)
        remarks = [{"message": one.message, "params": one.params} for one in reading.warnings]
        shares = reading.shares or sources_of(reading.source)
        document = Document.keep(data, media_type)
        with database.atomic():
            made = cls.create(document=document, name=name, created_by=by,
                              remarks=[one for one in remarks if "position" not in one["params"]])
            for place, (found, source) in enumerate(zip(reading.descriptions, shares, strict=True), start=1):
                known_as = found["title"] or f"#{place}"
                IntakeItem.create(intake=made, place=place, found=found, source=source, remarks=[
                    one for one in remarks if one["params"].get("position") == known_as])
            track(made, "intake.read", by=by, document=document.sha256, found=len(reading.descriptions))
        return made

    @property
    def ordered_items(self):
        return list(self.items.order_by(IntakeItem.place))

    def next_to_check(self, after=0):
        """The next item nobody has decided on yet, round from the last one to the first."""
        is_passed = pw.Case(None, ((IntakeItem.place <= after, 1),), 0)
        return self.items.where(IntakeItem.state == TO_CHECK).order_by(is_passed, IntakeItem.place).first()

    @property
    def earlier(self):
        """An import of the very same bytes made before this one."""
        return Intake.select().where(Intake.document == self.document_id, Intake.id < self.id).first()

    @classmethod
    def counts(cls, intakes):
        """{intake id: {state: how many items}}, for a page that shows many."""
        counted = {row.id: dict.fromkeys((TO_CHECK, SAVED, LEFT_OUT), 0) for row in intakes}
        rows = (IntakeItem.select(IntakeItem.intake, IntakeItem.state, pw.fn.COUNT(IntakeItem.id))
                .where(IntakeItem.intake.in_(list(counted))).group_by(IntakeItem.intake, IntakeItem.state))
        for intake_id, state, count in rows.tuples():
            counted[intake_id][state] = count
        return counted


class IntakeItem(Moving):
    """One description found in a source: as read, as corrected, and the draft it became."""

    intake = pw.ForeignKeyField(Intake, backref="items", on_delete="CASCADE")
    place = pw.IntegerField()
    state = pw.CharField(12, default=TO_CHECK, index=True)
    source = pw.JSONField(default=list)  # [[label as written, text under it]]
    found = pw.JSONField(default=dict)
    corrected = pw.JSONField(null=True)
    remarks = pw.JSONField(default=list)
    edition = pw.IntegerField(default=0)  # counts the corrections: what a form saw is what it may replace
    description = pw.ForeignKeyField(Description, null=True, backref="+", on_delete="RESTRICT")

    class Meta:
        indexes = ((("intake", "place"), True),)

    MOVES = {
        "save": ({TO_CHECK}, SAVED, "intake.read"),
        "leave_out": ({TO_CHECK}, LEFT_OUT, "intake.read"),
        "take_back": ({LEFT_OUT}, TO_CHECK, "intake.read"),
    }

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.intake.in_(Intake.visible_to(person).select(Intake.id)))

    @property
    def payload(self):
        """The description as it stands now: as corrected, else as read."""
        return self.corrected or self.found

    @property
    def title(self):
        return self.payload["title"] or f"#{self.place}"

    def keep(self, payload, *, seen, by):
        """Store corrections without making a draft of them yet; `seen` is the edition the form was drawn from."""
        by.check("intake.read")
        with database.atomic():
            mine = IntakeItem.update(corrected=payload, edition=seen + 1).where(
                IntakeItem.id == self.id, IntakeItem.state == TO_CHECK, IntakeItem.edition == seen)
            if not mine.execute():
                raise TooLate(N_("Somebody else has changed this in the meantime."))
            track(self, "intake_item.keep", by=by, edition=seen + 1)
        self.corrected, self.edition = payload, seen + 1

    def save_as_draft(self, payload, *, seen, by, position=None, department=None, superior=None):
        """Make it the draft of a position: one that is there, or a new one in a department, under a superior."""
        with database.atomic():
            self._move("save", by=by, still=IntakeItem.edition == seen, corrected=payload, edition=seen + 1)
            position = position or _new_position(payload["title"], department, superior, by)
            duties = recognised(payload["duties"], self.found["duties"])
            description = Description.draft(position, payload | {"duties": duties}, by=by)
            self.description = description
            self.save()
        return description

    def leave_out(self, *, by):
        self._move("leave_out", by=by)

    def take_back(self, *, by):
        self._move("take_back", by=by)


def recognised(duties, found):
    """The duties a form sent, each with the identity that the file brought for it, if it brought one."""
    brought = [Clause(identity=one["identity"], group=one["group"] or "", number=one["number"], text=one["text"])
               for one in found if one.get("identity")]
    known = {clause.identity for clause in brought}
    return [duty | {"identity": identity} if identity in known else duty
            for duty, identity in zip(duties, identities_for(duties, brought), strict=True)]


def sources_of(text):
    """The share of each description in a text, as [[label, text]], in the order the reading has them."""
    found, _ = parts.split(segments.join(plain_lines(text)).body)
    return [[["", part.heading.strip()]] * bool(part.heading.strip())
            + [[token.label.strip(), _lined(token.text)] for token in part.tokens] for part in found]


def _lined(text):
    """Running text with a line break before each number, so that an eye finds its place; no character changes."""
    return re.sub(r"(?<=[;；。])[ \t]*(?=\d{1,3}[.．、)）])", "\n", text.strip())


def _new_position(title, department, superior, by):
    if department is None:
        raise Invalid(N_("Choose a position, or the department of a new one."), "position")
    return Position.add(title, department, superior, by=by)
