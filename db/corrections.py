"""更正: an obvious slip of a version in force put right beside its text. What was signed is never touched."""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

import peewee as pw

from db.audit import queue_up, track
from db.base import HERE, N_, Invalid, Model, Moment, TooLate, database, digest, is_blank, now
from db.comparison import text_of
from db.contents import content_of, corrected, payload_of, value_at
from db.descriptions import IN_FORCE, Description
from db.editing import FIELDS
from db.edits import Collision
from db.line_notation import differing_lines
from db.notices import tell
from db.people import Person, holders
from db.smallness import check_small
from db.wording import DELETED, INSERTED, runs

NAMES_IT = ("title", "code")  # what the document is called by: another one needs a new version
FOR_EVER = 2**31 - 1


class Correction(Model):
    """What stands in one place of the text from now on. Rows are only added: one taken back has a row that says so."""

    description = pw.ForeignKeyField(Description, backref="corrections", on_delete="RESTRICT")
    place = pw.CharField(32)  # the identity of a clause, or the name of a field
    before = pw.JSONField()
    after = pw.JSONField()
    reason = pw.TextField()
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)
    takes_back = pw.ForeignKeyField("self", null=True, unique=True, backref="+", on_delete="RESTRICT")

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.description.in_(Description.visible_to(person).select(Description.id)))

    @classmethod
    def newest(cls, description):
        """The id of the last row about a version, 0 where there is none."""
        return cls.select(pw.fn.MAX(cls.id)).where(cls.description == description).scalar() or 0

    @classmethod
    def newest_of_all(cls):
        return cls.select(pw.fn.MAX(cls.id)).scalar() or 0

    @property
    def runs(self):
        """What it changed, in runs; of several lines those that it changed."""
        lines = differing_lines(text_of(self.place, self.before), text_of(self.place, self.after))
        old, new = ([row[side] for row in lines if not row[2] and row[side] is not None] for side in (0, 1))
        return runs("\n".join(old), "\n".join(new))

    @property
    def old_runs(self):
        return tuple(run for run in self.runs if run[0] != INSERTED)

    @property
    def new_runs(self):
        return tuple(run for run in self.runs if run[0] != DELETED)

    def take_back(self, reason, *, by):
        """What stood there before it stands there again; the last one of a place first."""
        reason = _reason(reason)
        with database.atomic():
            description = _opened(self.description, by)
            standing = [row for row in read(description).standing if row.place == self.place]
            if not standing or standing[-1].id != self.id:
                raise TooLate(N_("Only the last correction of a place can be taken back."))
            row = Correction.create(description=description, place=self.place, before=self.after, after=self.before,
                                    reason=reason, person=by, takes_back=self)
            track(description, "description.take_back_correction", by=by, correction=self.id, row=row.id,
                  text=digest(self.before))
            tell(_whom(description), "description.correction_taken_back", description, by=by)
        return row


@dataclass(frozen=True)
class Reading:
    """A version with its corrections up to some moment: as it was signed, and as it reads."""

    description: Description
    rows: list  # of Correction with their people, in order

    @property
    def last(self):
        """The id of the last row, 0 where there is none."""
        return self.rows[-1].id if self.rows else 0

    @cached_property
    def taken_back(self):
        """Ids of the corrections that no longer stand."""
        return {row.takes_back_id for row in self.rows}

    @cached_property
    def standing(self):
        """The corrections that were not taken back."""
        return [row for row in self.rows if row.takes_back_id is None and row.id not in self.taken_back]

    @cached_property
    def marks(self):
        """{place: its standing corrections}."""
        return _by_place(self.standing)

    def beside(self, printed):
        """{place: corrections} to be marked beside the text of a paper that carries them up to this id, or of none.

        What such a paper carries is marked though it was taken back since.
        """
        carried = self.upto(printed).standing if printed is not None else []
        return _by_place(sorted({row.id: row for row in (*carried, *self.standing)}.values(), key=lambda row: row.id))

    def changed_since(self, printed):
        """The places that read otherwise than on a paper that carries the corrections up to this id."""
        then = self.upto(printed).content
        return {row.place for row in self.rows if value_at(then, row.place) != value_at(self.content, row.place)}

    def upto(self, last):
        return Reading(self.description, [row for row in self.rows if row.id <= last])

    @cached_property
    def signed(self):
        return content_of(self.description)

    @cached_property
    def content(self):
        """The text as it reads: {fields, clauses}."""
        return corrected(self.signed, self.rows)

    @property
    def text(self):
        """The same with what a page asks of a description: its fields, and `groups` of clauses."""
        groups = []
        for row in self.content["clauses"]:
            if not groups or groups[-1][0] != row["group"]:
                groups.append((row["group"], []))
            groups[-1][1].append(SimpleNamespace(**row))
        return SimpleNamespace(**self.content["fields"], groups=groups)

    @property
    def payload(self):
        return payload_of(self.content)

    @property
    def issued(self):
        """What a paper made now says, as data: the text as it was signed first, and the record of its corrections."""
        numbers = {row["identity"]: row["number"] for row in self.signed["clauses"]}
        record = [{"place": row.place, "number": numbers.get(row.place), "before": row.before, "after": row.after,
                   "reason": row.reason, "on": f"{row.at.astimezone(HERE):%Y-%m-%d}"} for row in self.standing]
        return payload_of(self.signed) | ({"corrections": record} if record else {})

    @property
    def digest(self):
        """SHA-256 of what a paper made now says."""
        return digest(self.issued)


def read(description, upto=FOR_EVER):
    """The Reading of a version, as of the correction with this id; 0: as it came into force."""
    rows = (Correction.select(Correction, Person).join(Person)
            .where(Correction.description == description, Correction.id <= upto).order_by(Correction.id))
    return Reading(description, list(rows) if upto else [])


def latest(descriptions):
    """{(description id, place): what stands there since its last correction} of some versions, by id; in one query."""
    rows = (Correction.select(Correction.description, Correction.place, Correction.after)
            .where(Correction.description.in_(descriptions)).order_by(Correction.id).tuples())
    return {(description, place): after for description, place, after in rows}


def latest_texts():
    """{(description id, place): the text that stands there now} of every text that a correction is about."""
    rows = Correction.select(Correction.description, Correction.place, Correction.after).order_by(Correction.id)
    return {(description, place): after for description, place, after in rows.tuples() if isinstance(after, str)}


def standing_at(place, descriptions):
    """{description id: its standing corrections of one place} of some versions, by id; in one query."""
    rows = (Correction.select(Correction, Person).join(Person)
            .where(Correction.place == place, Correction.description.in_(descriptions)).order_by(Correction.id))
    found = {}
    for row in rows:
        found.setdefault(row.description_id, []).append(row)
    return {description: Reading(None, rows).standing for description, rows in found.items()}


def correct(description, place, value, *, reason, seen, by):
    """Note what stands in a place from now on; `seen` is the digest of what the form was drawn from.

    Only a slip: at most MOST characters differ from the signed text, nothing is added where nothing stood or taken out
    altogether, and a list keeps its entries.
    """
    reason = _reason(reason)
    with database.atomic():
        fresh = _opened(description, by)
        reading = read(fresh)
        signed, before = _value(reading.signed, place), _value(reading.content, place)
        if digest(before) != seen:
            raise Collision(before)
        check_small(place, signed, before, value)
        row = Correction.create(description=fresh, place=place, before=before, after=value, reason=reason, person=by)
        track(fresh, "description.correct", by=by, correction=row.id, place=place, before=digest(before),
              after=digest(value))
        tell(_whom(fresh), "description.corrected", fresh, by=by)
    return row


def _opened(description, by):
    """The version as it is now; other writers wait until this is through."""
    by.check("descriptions.correct")
    queue_up()
    fresh = Description.get_by_id(description.id)
    if fresh.state != IN_FORCE:
        raise TooLate(N_("Only the version in force can be corrected."))
    return fresh


def _value(content, place):
    if place in NAMES_IT or place not in FIELDS and place not in {row["identity"] for row in content["clauses"]}:
        raise Invalid(N_("This place cannot be corrected."))
    return value_at(content, place)


def _by_place(rows):
    found = {}
    for row in rows:
        found.setdefault(row.place, []).append(row)
    return found


def _reason(text):
    if is_blank(text or ""):
        raise Invalid(N_("Give a reason."), "reason")
    return text.strip()


def _whom(description):
    return [person.id for person in holders(description.position)]
