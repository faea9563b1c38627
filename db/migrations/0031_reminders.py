"""Who was reminded of which paper on which day, and when the portal reminds by itself."""

from peewee import BooleanField, DateField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Signing(Model):
        class Meta:
            database = db
            table_name = "signing"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Reminder(Model):
        signing = ForeignKeyField(Signing, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        on = DateField()
        at = DateTimeField()
        by = ForeignKeyField(Person, null=True)

        class Meta:
            database = db
            table_name = "reminder"
            indexes = ((("signing", "person", "on"), True),)
    db.create_tables([Reminder])
    migrator.migrate(
        migrator.add_column("organisation", "reminds", BooleanField(default=True)),
        migrator.add_column("organisation", "remind_before", IntegerField(default=3)),
        migrator.add_column("organisation", "remind_every", IntegerField(default=2)),
    )


def down(migrator, db):
    migrator.migrate(*(migrator.drop_column("organisation", name)
                       for name in ("remind_every", "remind_before", "reminds")), migrator.drop_table("reminder"))
