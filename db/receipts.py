"""Receipts: a form that comes again, from a net that failed or a second touch, is taken once.

Each form carries a key of its own, made when it is drawn; what it did and the receipt are one transaction.
"""

import datetime as dt
import re
import secrets

import peewee as pw

from db.base import Model, Moment, TooLate, database, now
from db.people import Person

KEPT = dt.timedelta(days=62)  # longer than any form waits in a telephone
LONGEST = 36
KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}")


class Receipt(Model):
    """That a form of this person was taken."""

    person = pw.ForeignKeyField(Person, backref="+", on_delete="CASCADE")
    key = pw.CharField(LONGEST)
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


def once(key, verb, *, by):
    """Let the verb do what a form asks, unless that form was taken before; whether it did. No key: always."""
    key = valid(key)
    if key and _is_taken(key, by):
        return False
    try:
        with database.atomic():
            verb()
            if key:
                Receipt.create(person=by, key=key)
    except (TooLate, pw.IntegrityError):
        if key and _is_taken(key, by):  # the same form at the same time, on another line
            return False
        raise
    return True


def forget_old():
    """What no telephone can still be waiting with."""
    return Receipt.delete().where(Receipt.at < now() - KEPT).execute()


def _is_taken(key, by):
    return Receipt.select(Receipt.id).where(Receipt.person == by, Receipt.key == key).exists()
