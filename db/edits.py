"""One saved change of a draft after the other, each with what stood there before, so that the last can be undone."""

import copy

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Model, Moment, NotAllowed, TooLate, canonical, database, now
from db.contents import content_of
from db.descriptions import DRAFT, Description
from db.people import Person

ACTIONS = ("add_clause", "reword_clause", "move_clause", "split_clause", "merge_clauses", "remove_clause",
           "rename_group", "write_field", "rewrite")


class Collision(TooLate):
    """Somebody else changed the same thing after the form was drawn; `theirs` is what stands there now."""

    def __init__(self, theirs):
        super().__init__(N_("Somebody else has changed this in the meantime."))
        self.theirs = theirs


class Edit(Model):
    """One change of a draft, until it is undone; `before` is the draft as it was."""

    description = pw.ForeignKeyField(Description, backref="edits", on_delete="CASCADE")
    edition = pw.IntegerField()  # the draft's, after the change
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)
    action = pw.CharField(20)
    before = pw.JSONField()

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.description.in_(Description.visible_to(person).select(Description.id)))

    @classmethod
    def last(cls, description):
        """The newest change with its person, or None."""
        return (cls.select(cls, Person).join(Person).where(cls.description == description)
                .order_by(cls.id.desc()).first())


def change(draft, action, alter, *, seen=None, by):
    """Let `alter` change the content of the draft, at once and for good; the Edit, or None where nothing changed.

    With `seen`, only if the draft still is of that edition.
    """
    if action not in ACTIONS:
        raise ValueError(action)
    with database.atomic() as transaction:
        fresh = _opened(draft, by)
        if seen is not None and fresh.edition != seen + 1:
            raise TooLate(N_("Somebody else has changed this draft in the meantime."))
        before = content_of(fresh)
        after = copy.deepcopy(before)
        alter(after)
        if canonical(after) == canonical(before):
            transaction.rollback()
            return None
        _put(fresh, after)
        edit = Edit.create(description=fresh, edition=fresh.edition, person=by, action=action, before=before)
        track(fresh, f"description.{action}", by=by, edition=fresh.edition, digest=fresh.digest)
    _keep_up(draft, fresh)
    return edit


def undo(draft, last, *, by):
    """Take back the newest change, the one with the id `last`; only whoever made it can."""
    with database.atomic():
        fresh = _opened(draft, by)
        edit = Edit.last(fresh)
        if edit is None or edit.id != last:
            raise TooLate(N_("There has been another change since. Look at it first."))
        if edit.person_id != by.id:
            raise NotAllowed(N_("The last change is %(name)s's; only its author can undo it."), name=edit.person.name)
        _put(fresh, edit.before)
        edit.delete_instance()
        track(fresh, "description.undo", by=by, edition=fresh.edition, digest=fresh.digest)
    _keep_up(draft, fresh)
    return edit


def _opened(draft, by):
    """The draft as it is now, with its next edition; other writers wait until this change is through."""
    draft.check_reach(by)
    queue_up()
    if not Description.update(edition=Description.edition + 1).where(
            Description.id == draft.id, Description.state == DRAFT).execute():
        raise TooLate(N_("Only a draft can be edited."))
    return Description.get_by_id(draft.id)


def _put(description, after):
    for name, value in after["fields"].items():
        setattr(description, name, value)
    description.save()
    description._write_clauses(after["clauses"])


def _keep_up(draft, fresh):
    """The row in the caller's hands says what the database says."""
    draft.__data__.update(fresh.__data__)
    draft._dirty.clear()
