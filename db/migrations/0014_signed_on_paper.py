"""A signing may be completed on paper: the scan of the copy signed by hand, its day, and who filed it."""

from peewee import DateField, ForeignKeyField, Model


def up(migrator, db):
    class Document(Model):
        pass

    class Person(Model):
        pass

    migrator.migrate(
        migrator.add_column("signing", "scan_id", ForeignKeyField(Document, field=Document.id, null=True)),
        migrator.add_column("signing", "signed_on", DateField(null=True)),
        migrator.add_column("signing", "filed_by_id", ForeignKeyField(Person, field=Person.id, null=True)),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.drop_index("signing", "signing_filed_by_id"), migrator.drop_index("signing", "signing_scan_id"),
        migrator.drop_column("signing", "filed_by_id"), migrator.drop_column("signing", "signed_on"),
        migrator.drop_column("signing", "scan_id"))
