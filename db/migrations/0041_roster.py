"""Shifts, patterns, the roster, leave and swaps."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, JSONField, Model


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        pass

    class Department(Base):
        pass

    class Shift(Base):
        name = CharField(max_length=20)
        letter = CharField(max_length=2)
        colour = CharField(max_length=12, default="blue")
        department = ForeignKeyField(Department, null=True, on_delete="RESTRICT")
        hours = JSONField()
        is_ended = BooleanField(default=False)

    class Pattern(Base):
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        starts_on = DateField()
        weeks = JSONField()

        class Meta:
            indexes = ((("person", "starts_on"), True),)

    class RosterDay(Base):
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        on = DateField(index=True)
        shift = ForeignKeyField(Shift, null=True, on_delete="RESTRICT")
        is_edited = BooleanField(default=False)

        class Meta:
            indexes = ((("person", "on"), True),)

    class Leave(Base):
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        kind = CharField(max_length=12)
        starts_on = DateField(index=True)
        ends_on = DateField(index=True)
        deputy = ForeignKeyField(Person, null=True, on_delete="RESTRICT", backref="deputised")
        note = CharField(max_length=200, default="")
        reason = CharField(max_length=200, default="")
        state = CharField(max_length=20, default="awaiting_approval", index=True)
        asked_at = DateTimeField()
        asked_by = ForeignKeyField(Person, backref="asked")
        decided_at = DateTimeField(null=True)
        decided_by = ForeignKeyField(Person, null=True, backref="decided")

    class Swap(Base):
        asker = ForeignKeyField(Person, on_delete="RESTRICT", backref="swaps_asked")
        other = ForeignKeyField(Person, on_delete="RESTRICT", backref="swaps_offered")
        given_on = DateField(index=True)
        taken_on = DateField()
        was = JSONField()
        note = CharField(max_length=200, default="")
        reason = CharField(max_length=200, default="")
        state = CharField(max_length=20, default="awaiting_colleague", index=True)
        asked_at = DateTimeField()
        decided_at = DateTimeField(null=True)
        decided_by = ForeignKeyField(Person, null=True, backref="swaps_decided")
    db.create_tables([Shift, Pattern, RosterDay, Leave, Swap])


def down(migrator, db):
    migrator.migrate(*[migrator.drop_table(table) for table in ("swap", "leave", "roster_day", "pattern", "shift")])
