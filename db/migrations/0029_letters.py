"""The outbox of notices by e-mail, and who wants none."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Letter(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        state = CharField(max_length=12, default="to_send", index=True)
        message_id = CharField(max_length=200, unique=True)
        at = DateTimeField()
        due_at = DateTimeField()
        claimed_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)
        tries = IntegerField(default=0)
        error = CharField(max_length=240, null=True)

        class Meta:
            database = db
            table_name = "letter"
    db.create_tables([Letter])
    migrator.migrate(
        migrator.add_column("person", "by_mail", BooleanField(default=True)),
        migrator.add_column("notice", "letter_id",
                            ForeignKeyField(Letter, field=Letter.id, null=True, on_delete="SET NULL")),
    )


def down(migrator, db):
    migrator.migrate(migrator.drop_index("notice", "notice_letter_id"), migrator.drop_column("notice", "letter_id"),
                     migrator.drop_column("person", "by_mail"), migrator.drop_table("letter"))
