"""Who verified how often: the brake on public verification."""

from peewee import CharField, DateTimeField, Model


def up(migrator, db):
    class VerificationAttempt(Model):
        network = CharField(max_length=45)
        at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "verification_attempt"
            indexes = ((("network", "at"), False),)
    db.create_tables([VerificationAttempt])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("verification_attempt"))
