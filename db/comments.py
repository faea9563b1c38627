"""What was said about the clauses of a paper by whoever returned it."""

import peewee as pw

from db.base import Model, Moment, now
from db.people import Person
from db.signatures import Signing


class Comment(Model):
    """What somebody who returned a paper said about one clause."""

    signing = pw.ForeignKeyField(Signing, backref="comments", on_delete="CASCADE")
    identity = pw.CharField(32)
    text = pw.TextField()
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.signing.in_(Signing.visible_to(person).select(Signing.id)))

    @classmethod
    def on(cls, signing):
        """{clause identity: [comments with their people]}."""
        comments = {}
        for comment in cls.select(cls, Person).join(Person).where(cls.signing == signing).order_by(cls.id):
            comments.setdefault(comment.identity, []).append(comment)
        return comments
