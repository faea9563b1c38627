"""Who submitted a version: the one person who cannot agree to it."""

from peewee import ForeignKeyField, Model


def up(migrator, db):
    class Person(Model):
        pass

    migrator.migrate(migrator.add_column("description", "submitted_by_id",
                                         ForeignKeyField(Person, field=Person.id, null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("description", "description_submitted_by_id"),
                     migrator.drop_column("description", "submitted_by_id"))
