"""Tasks given by a superior, and what an inspection found to be put right; forms that were received once."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Position(Base):
        pass

    class Person(Base):
        pass

    class Document(Base):
        pass

    class Inspection(Base):
        class Meta:
            table_name = "duty_inspection"

    class Task(Base):
        position = ForeignKeyField(Position, on_delete="RESTRICT")
        person = ForeignKeyField(Person, on_delete="RESTRICT")
        inspection = ForeignKeyField(Inspection, null=True, unique=True, on_delete="RESTRICT")
        text = TextField()
        given_by = ForeignKeyField(Person, on_delete="RESTRICT")
        given_at = DateTimeField()
        due_at = DateTimeField()
        state = CharField(max_length=12, default="given")
        answered_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("person", "state"), False), (("position", "state"), False))

    class Step(Base):
        task = ForeignKeyField(Task, on_delete="RESTRICT")
        kind = CharField(max_length=12)
        text = TextField(default="")
        photo = ForeignKeyField(Document, null=True, on_delete="RESTRICT")
        is_late = BooleanField(default=False)
        by = ForeignKeyField(Person, on_delete="RESTRICT")
        at = DateTimeField()

        class Meta:
            table_name = "task_step"

    class Receipt(Base):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        key = CharField(max_length=36)
        at = DateTimeField(index=True)

        class Meta:
            indexes = ((("person", "key"), True),)
    db.create_tables([Task, Step, Receipt])


def down(migrator, db):
    migrator.migrate(*(migrator.drop_table(table) for table in ("receipt", "task_step", "task")))
