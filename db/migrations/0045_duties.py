"""The duties of each day, what proves them done, and what inspections found."""

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    TextField,
)


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Position(Base):
        pass

    class Person(Base):
        pass

    class Clause(Base):
        pass

    class Signing(Base):
        pass

    class Document(Base):
        pass

    class Rule(Base):
        class Meta:
            table_name = "duty_rule"

    class Occurrence(Base):
        series = IntegerField()
        rule = ForeignKeyField(Rule, on_delete="RESTRICT")
        position = ForeignKeyField(Position, on_delete="RESTRICT")
        work_date = DateField(index=True)
        slot = CharField(max_length=20)
        seat = IntegerField()
        person = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        clause = ForeignKeyField(Clause, null=True, on_delete="RESTRICT")
        signing = ForeignKeyField(Signing, null=True, on_delete="RESTRICT")
        opens_at = DateTimeField()
        due_at = DateTimeField()
        locks_at = DateTimeField()
        state = CharField(max_length=12, default="todo")
        is_directed = BooleanField(default=False)
        moved_to = DateField(null=True)
        started_at = DateTimeField(null=True)
        done_at = DateTimeField(null=True)
        done_by = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
        missed_at = DateTimeField(null=True)
        is_sampled = BooleanField(default=False)
        skip_asked_at = DateTimeField(null=True)
        skip_reason = TextField(null=True)
        explanation = TextField(null=True)
        explained_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("series", "work_date", "slot", "seat"), True), (("person", "state"), False),
                       (("position", "work_date"), False), (("state", "locks_at"), False))

    class Record(Base):
        occurrence = ForeignKeyField(Occurrence, on_delete="RESTRICT")
        item = CharField(max_length=8)
        value = JSONField(null=True)
        note = TextField(null=True)
        photo = ForeignKeyField(Document, null=True, on_delete="RESTRICT")
        by = ForeignKeyField(Person, on_delete="RESTRICT")
        at = DateTimeField()

        class Meta:
            table_name = "duty_record"

    class Inspection(Base):
        occurrence = ForeignKeyField(Occurrence, on_delete="RESTRICT")
        verdict = CharField(max_length=12)
        score = IntegerField(null=True)
        note = TextField(default="")
        by = ForeignKeyField(Person, on_delete="RESTRICT")
        at = DateTimeField()

        class Meta:
            table_name = "duty_inspection"

    class DutyDay(Base):
        on = DateField(unique=True)
        made_at = DateTimeField()
    db.create_tables([Occurrence, Record, Inspection, DutyDay])


def down(migrator, db):
    migrator.migrate(*(migrator.drop_table(table) for table in
                       ("duty_day", "duty_inspection", "duty_record", "occurrence")))
