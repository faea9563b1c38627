"""Receipts: a form that comes again, from a net that failed or a second touch, is taken once.

Each form carries a key of its own, made when it is drawn; what it did and the receipt are one transaction. A receipt
is for the key and for what was asked under it: it answers no other form, nor the same one with something else in it.
"""

import datetime as dt
import re
import secrets

import peewee as pw

from db.base import Model, Moment, TooLate, database, digest, now
from db.people import Person

KEPT = dt.timedelta(days=62)  # longer than any form waits in a telephone
LONGEST = 36
KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}")


class Receipt(Model):
    """That a form of this person was taken."""

    person = pw.ForeignKeyField(Person, backref="+", on_delete="CASCADE")
    key = pw.CharField(LONGEST)  # a digest: of the form's key and of what it asked
    at = Moment(default=now, index=True)

    class Meta:
        indexes = ((("person", "key"), True),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person)


def new_key():
    return secrets.token_urlsafe(18)


def valid(key):
    """The key if it is one, else None: it goes back in a header, so it is letters and digits every header can hold."""
    return key if KEY.fullmatch(key or "") else None


def once(key, verb, *, asked="", by):
    """Let the verb do what a form asks, unless that form was taken before; whether it did. No key: always.

    `asked` tells what the form asks from whatever else might come under its key.
    """
    mark = digest([key, asked])[:LONGEST] if valid(key) else None
    if mark and _is_taken(mark, by):
        return False
    try:
        with database.atomic():
            verb()
            if mark:
                Receipt.create(person=by, key=mark)
    except (TooLate, pw.IntegrityError):
        if mark and _is_taken(mark, by):  # the same form at the same time, on another line
            return False
        raise
    return True


def forget_old():
    """What no telephone can still be waiting with."""
    return Receipt.delete().where(Receipt.at < now() - KEPT).execute()


def _is_taken(mark, by):
    return Receipt.select(Receipt.id).where(Receipt.person == by, Receipt.key == mark).exists()
