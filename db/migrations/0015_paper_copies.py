"""Requests for a stamped paper copy of what was signed online."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Signing(Model):
        class Meta:
            database = db
            table_name = "signing"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class PaperCopy(Model):
        signing = ForeignKeyField(Signing, on_delete="RESTRICT")
        state = CharField(max_length=12, default="asked", index=True)
        open_key = IntegerField(null=True, unique=True)
        asked_at = DateTimeField()
        handed_at = DateTimeField(null=True)
        handed_by = ForeignKeyField(Person, null=True)

        class Meta:
            database = db
            table_name = "paper_copy"
    db.create_tables([PaperCopy])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("paper_copy"))
