"""Documents made in the background, and the work that comes by itself."""

from peewee import BigIntegerField, CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        pass

    class Job(Base):
        worker = CharField(max_length=100, null=True)
        lease_until = DateTimeField(null=True)
        tries = IntegerField(default=0)
        interruptions = IntegerField(default=0)
        kind = CharField(max_length=20)
        file = CharField(max_length=160)
        arguments = JSONField(default=dict)
        plan = JSONField(default=list)
        reach = JSONField(default=list)
        asked_by = ForeignKeyField(Person, on_delete="RESTRICT")
        active_key = CharField(max_length=64, null=True, unique=True)
        state = CharField(max_length=12, default="waiting", index=True)
        done = IntegerField(default=0)
        problem = JSONField(null=True)
        asked_at = DateTimeField()
        changed_at = DateTimeField()
        ended_at = DateTimeField(null=True)
        kept_until = DateTimeField(null=True)
        sha256 = CharField(max_length=64, null=True)
        size = BigIntegerField(null=True)

    class Round(Base):
        worker = CharField(max_length=100, null=True)
        lease_until = DateTimeField(null=True)
        tries = IntegerField(default=0)
        interruptions = IntegerField(default=0)
        task = CharField(max_length=40)
        due_at = DateTimeField()
        done_at = DateTimeField(null=True)
        failed_at = DateTimeField(null=True)

        class Meta:
            indexes = ((("task", "due_at"), True),)
    db.create_tables([Job, Round])


def down(migrator, db):
    migrator.migrate(migrator.drop_table("round"), migrator.drop_table("job"))
