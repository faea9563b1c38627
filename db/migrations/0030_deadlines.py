"""The deadline of a signing is kept with it; so far it was seven days after it was opened, wherever it was shown."""

import datetime as dt

from peewee import DateField, DateTimeField, IntegerField, Model, TextField

DAYS = 7
HERE = dt.timedelta(hours=8)  # the times are in UTC, the days those of Shanghai


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("organisation", "days_to_sign", IntegerField(default=DAYS)),
        migrator.add_column("signing", "due_on", DateField(null=True)),
        migrator.add_column("signing", "due_days", IntegerField(null=True)),
        migrator.add_column("signing", "due_reason", TextField(null=True)),
    )

    class Signing(Model):
        opened_at = DateTimeField()
        due_on = DateField(null=True)
        due_days = IntegerField(null=True)

        class Meta:
            database = db
            table_name = "signing"
    for row_id, opened_at in list(Signing.select(Signing.id, Signing.opened_at).tuples()):
        due_on = (opened_at + HERE).date() + dt.timedelta(days=DAYS)
        Signing.update(due_on=due_on, due_days=DAYS).where(Signing.id == row_id).execute()


def down(migrator, db):
    migrator.migrate(*(migrator.drop_column("signing", name) for name in ("due_reason", "due_days", "due_on")),
                     migrator.drop_column("organisation", "days_to_sign"))
