"""Remarks on clauses of versions that are not in force yet."""

from peewee import CharField, DateTimeField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Description(Model):
        class Meta:
            database = db
            table_name = "description"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Remark(Model):
        description = ForeignKeyField(Description, on_delete="CASCADE")
        identity = CharField(max_length=32)
        quoted = TextField()
        text = TextField()
        person = ForeignKeyField(Person)
        at = DateTimeField()
        settled_at = DateTimeField(null=True)
        settled_by = ForeignKeyField(Person, null=True)

        class Meta:
            database = db
            table_name = "remark"
    db.create_tables([Remark])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("remark"))
