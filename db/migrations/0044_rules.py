"""Rules of duties, and the registers that show a duty is done."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model


def up(migrator, db):
    class Position(Model):
        class Meta:
            database = db
            table_name = "position"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Rule(Model):
        series = IntegerField(default=0, index=True)
        version = IntegerField(default=1)
        position = ForeignKeyField(Position, on_delete="RESTRICT")
        clause = CharField(max_length=32)
        title = CharField(max_length=60)
        recurrence = CharField(max_length=120)
        begins_on = DateField()
        off_days = CharField(max_length=10, default="as_usual")
        times = JSONField()
        who = CharField(max_length=12, default="holder")
        person = ForeignKeyField(Person, null=True)
        items = JSONField(default=list)
        sampling = IntegerField(default=0)
        top_score = IntegerField(null=True)
        minutes = IntegerField(null=True)
        valid_from = DateField()
        valid_until = DateField(null=True)
        written_by = ForeignKeyField(Person, null=True)
        written_at = DateTimeField()

        class Meta:
            database = db
            table_name = "duty_rule"
            indexes = ((("position", "clause"), False),)

    class Fulfilment(Model):
        position = ForeignKeyField(Position, on_delete="RESTRICT")
        clause = CharField(max_length=32)
        source = CharField(max_length=40)
        valid_from = DateField()
        valid_until = DateField(null=True)
        written_by = ForeignKeyField(Person, null=True)
        written_at = DateTimeField()

        class Meta:
            database = db
            table_name = "fulfilment"
            indexes = ((("position", "clause"), False),)
    db.create_tables([Rule, Fulfilment])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("fulfilment"), migrator.drop_table("duty_rule"))
