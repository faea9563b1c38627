"""What proves a duty done, row by row and for ever: an answer, a photo, or what its person did in a register."""

import peewee as pw

from db.base import Model, Moment, now
from db.documents import Document
from db.duties import Occurrence
from db.people import Person

REMEDY = "remedy"  # an item of its own: what was put right of what was sent back


class Record(Model):
    """One answer to one item; what corrects it is a new row.

    Of a deed, `register`, `subject` and `entry` say which one, and the value when it was done; a row without a value
    says that it was undone, and by which entry.
    """

    occurrence = pw.ForeignKeyField(Occurrence, backref="records", on_delete="RESTRICT")
    item = pw.CharField(8)  # its key in the rule
    value = pw.JSONField(null=True)
    note = pw.TextField(null=True)
    photo = pw.ForeignKeyField(Document, null=True, backref="+", on_delete="RESTRICT")
    register = pw.CharField(20, null=True)
    subject = pw.CharField(64, null=True, index=True)  # the row, as the log calls it
    entry = pw.IntegerField(null=True, index=True)     # of the log
    by = pw.ForeignKeyField(Person, backref="+", on_delete="RESTRICT")
    at = Moment(default=now)

    class Meta:
        table_name = "duty_record"

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.occurrence.in_(Occurrence.visible_to(person).select(Occurrence.id)))


def latest(occurrence):
    """{key: the newest answer}, photos left out."""
    rows = occurrence.records.where(Record.photo.is_null()).order_by(Record.id)
    return {row.item: row for row in rows}


def newest(occurrence):
    """The id of the last row there is of it, 0 where there is none: what somebody has seen who has seen all."""
    return occurrence.records.select(pw.fn.MAX(Record.id)).scalar() or 0


def overtaken(occurrence, seen):
    """{key: the answer there was, or None} of each item with a newer one since the row with the id `seen`."""
    before = {row.item: row for row in occurrence.records.where(Record.photo.is_null(), Record.id <= seen).order_by(
        Record.id)}
    return {key: before.get(key) for key, row in latest(occurrence).items() if row.id > seen}


def pictures_of(occurrence):
    """{key: [rows that carry a photo]}."""
    found = {}
    for row in occurrence.records.where(Record.photo.is_null(False)).order_by(Record.id):
        found.setdefault(row.item, []).append(row)
    return found
