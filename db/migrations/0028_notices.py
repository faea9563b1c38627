"""What people are told on the portal."""

from peewee import CharField, DateTimeField, ForeignKeyField, JSONField, Model


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Notice(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=40)
        subject = CharField(max_length=64, index=True)
        particulars = JSONField(default=dict)
        at = DateTimeField()
        seen_at = DateTimeField(null=True)
        by = ForeignKeyField(Person, null=True)

        class Meta:
            database = db
            table_name = "notice"
            indexes = ((("person", "seen_at"), False),)
    db.create_tables([Notice])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("notice"))
