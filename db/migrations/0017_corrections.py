"""Corrections of obvious slips beside a version in force, and up to which one a paper carries them."""

from peewee import CharField, DateTimeField, ForeignKeyField, JSONField, Model, TextField


def up(migrator, db):
    class Description(Model):
        class Meta:
            database = db
            table_name = "description"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Correction(Model):
        description = ForeignKeyField(Description, on_delete="RESTRICT")
        place = CharField(max_length=32)
        before = JSONField()
        after = JSONField()
        reason = TextField()
        person = ForeignKeyField(Person)
        at = DateTimeField()
        takes_back = ForeignKeyField("self", null=True, unique=True, on_delete="RESTRICT")

        class Meta:
            database = db
            table_name = "correction"
    db.create_tables([Correction])
    migrator.migrate(migrator.add_column("signing", "correction_id",
                                         ForeignKeyField(Correction, field=Correction.id, null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("signing", "signing_correction_id"),
                     migrator.drop_column("signing", "correction_id"))
    migrator.migrate(migrator.drop_table("correction"))
