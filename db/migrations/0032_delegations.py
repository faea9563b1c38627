"""Delegations of a superior's and of HR's signing, and by which of them a signature was made."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Delegation(Model):
        number = CharField(max_length=16, unique=True)
        giver = ForeignKeyField(Person)
        delegate = ForeignKeyField(Person)
        as_superior = BooleanField(default=False)
        as_hr = BooleanField(default=False)
        starts_on = DateField(index=True)
        ends_on = DateField(index=True)
        reason = TextField()
        state = CharField(max_length=8, default="given")
        given_by = ForeignKeyField(Person)
        given_at = DateTimeField()
        ended_by = ForeignKeyField(Person, null=True)
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "delegation"

    db.create_tables([Delegation])
    migrator.migrate(migrator.add_column("signature", "delegation_id",
                                         ForeignKeyField(Delegation, field=Delegation.id, null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_index("signature", "signature_delegation_id"),
                     migrator.drop_column("signature", "delegation_id"), migrator.drop_table("delegation"))
