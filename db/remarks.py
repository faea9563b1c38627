"""Remarks on single clauses of a version that is not in force yet, kept beside the text until they are settled."""

from dataclasses import dataclass

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, is_blank, now
from db.descriptions import FINAL, OPEN, Description
from db.people import Person
from db.prepared import prepared_plain

LONGEST = 2000  # characters


class Remark(Model):
    """What somebody says about one clause; `quoted` is what the clause said then."""

    description = pw.ForeignKeyField(Description, backref="remarks", on_delete="CASCADE")
    identity = pw.CharField(32)
    quoted = pw.TextField()
    text = pw.TextField()
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)
    settled_at = Moment(null=True)
    settled_by = pw.ForeignKeyField(Person, null=True, backref="+")

    @classmethod
    def visible_to(cls, person):
        """Whoever may read the draft reads what is said of it; a version in force stands without remarks."""
        drafts = Description.visible_to(person).where(Description.state.not_in(FINAL))
        return cls.select().where(cls.description.in_(drafts.select(Description.id)))

    @classmethod
    def add(cls, description, identity, text, *, by):
        text = (text or "").strip()
        if is_blank(text):
            raise Invalid(N_("Write your remark."), "text")
        if len(text) > LONGEST:
            raise Invalid(N_("A remark has at most %(most)s characters."), "text", most=LONGEST)
        with database.atomic():
            queue_up()
            fresh = Description.visible_to(by).where(Description.id == description.id).first()
            if fresh is None:
                raise NotAllowed(N_("You may not do this."))
            if fresh.state not in OPEN:
                raise TooLate(N_("Remarks are made before a version comes into force."))
            clause = next((clause for clause in fresh.clause_list if clause.identity == identity), None)
            if clause is None:
                raise TooLate(N_("This duty is no longer there; somebody removed it or merged it with another."))
            remark = cls.create(description=fresh, identity=identity, quoted=clause.text, text=text, person=by)
            track(fresh, "description.remark", by=by, remark=remark.id)
        return remark

    def settle(self, *, by):
        """Nothing is left to be done about it: for who made it, or who works on the draft, to say."""
        if by.id != self.person_id and not self.description.may_draft(by):
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            queue_up()
            still_open = Description.select(Description.id).where(Description.state.in_(OPEN))
            if not Remark.update(settled_at=now(), settled_by=by).where(
                    Remark.id == self.id, Remark.settled_at.is_null(), Remark.description.in_(still_open)).execute():
                raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
            track(self.description, "description.settle_remark", by=by, remark=self.id)

    @classmethod
    def unsettled(cls, descriptions):
        """{description id: how many remarks wait to be settled}, of those that are not in force; one query."""
        ids = [row.id for row in descriptions if row.state in OPEN]
        return dict(_unsettled(ids))


@prepared_plain
def _unsettled(descriptions):
    return (Remark.select(Remark.description, pw.fn.COUNT(Remark.id)).group_by(Remark.description)
            .where(Remark.description.in_(descriptions), Remark.settled_at.is_null()))


@dataclass(frozen=True)
class Margin:
    """The remarks on one version: by the clause they stand beside, and those whose clause is no longer there."""

    beside: dict
    astray: list

    @property
    def unsettled(self):
        rows = [*self.astray, *(row for rows in self.beside.values() for row in rows)]
        return sum(row.settled_at is None for row in rows)


def margin(description, clauses):
    """What is written beside these clauses, oldest first. A clause that took another one in has its remarks, too."""
    place = {origin: clause.identity for clause in clauses for origin in clause.origins or []}
    place |= {clause.identity: clause.identity for clause in clauses}
    settler = Person.alias()
    rows = (Remark.select(Remark, Person, settler).join(Person, on=Remark.person)
            .join_from(Remark, settler, pw.JOIN.LEFT_OUTER, on=Remark.settled_by == settler.id)
            .where(Remark.description == description).order_by(Remark.id))
    found = Margin({}, [])
    for row in rows:
        where = place.get(row.identity)
        (found.beside.setdefault(where, []) if where else found.astray).append(row)
    return found
