"""Second factors, their recovery codes, the first step of a sign-in, which roles need one, where one was used."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class SecondFactor(Model):
        person = ForeignKeyField(Person, unique=True)
        secret = TextField(null=True)
        offered = TextField(null=True)
        offered_at = DateTimeField(null=True)
        confirmed_at = DateTimeField(null=True)
        last_step = BigIntegerField(default=0)

        class Meta:
            database = db
            table_name = "second_factor"

    class RecoveryCode(Model):
        factor = ForeignKeyField(SecondFactor, on_delete="CASCADE")
        code_hash = CharField(max_length=64)
        used_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "recovery_code"
            indexes = ((("factor", "code_hash"), True),)

    class FirstStep(Model):
        person = ForeignKeyField(Person)
        token_hash = CharField(max_length=64, unique=True)
        epoch = IntegerField()
        at = DateTimeField()

        class Meta:
            database = db
            table_name = "first_step"

    class Organisation(Model):
        second_factor_roles = JSONField()

        class Meta:
            database = db
            table_name = "organisation"

    db.create_tables([SecondFactor, RecoveryCode, FirstStep])
    migrator.migrate(migrator.add_column("organisation", "second_factor_roles", JSONField(null=True)))
    Organisation.update(second_factor_roles=["hr", "admin"]).execute()
    migrator.migrate(
        migrator.add_not_null("organisation", "second_factor_roles"),
        migrator.add_column("session", "second_factor", BooleanField(default=False)),
        migrator.add_column("session", "lacks_second_factor", BooleanField(default=False)),
        migrator.add_column("signature", "second_factor", BooleanField(default=False)),
    )


def down(migrator, db):
    migrator.migrate(
        migrator.drop_column("signature", "second_factor"), migrator.drop_column("session", "lacks_second_factor"),
        migrator.drop_column("session", "second_factor"), migrator.drop_column("organisation", "second_factor_roles"),
        migrator.drop_table("first_step"), migrator.drop_table("recovery_code"), migrator.drop_table("second_factor"))
