"""The table of changes a version came into force with, as a sealed paper."""

from peewee import ForeignKeyField, Model


def up(migrator, db):
    class Document(Model):
        pass

    migrator.migrate(migrator.add_column("description", "annex_id",
                                         ForeignKeyField(Document, field=Document.id, null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("description", "description_annex_id"),
                     migrator.drop_column("description", "annex_id"))
