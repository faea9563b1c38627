"""Answers that are something done in a register: which one, which row, and which entry of the log."""

from peewee import CharField, IntegerField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("duty_record", "register", CharField(max_length=20, null=True)),
        migrator.add_column("duty_record", "subject", CharField(max_length=64, null=True)),
        migrator.add_column("duty_record", "entry", IntegerField(null=True)),
        migrator.add_index("duty_record", ("subject",), False),
        migrator.add_index("duty_record", ("entry",), False))


def down(migrator, db):
    migrator.migrate(
        migrator.drop_index("duty_record", "duty_record_subject"),
        migrator.drop_index("duty_record", "duty_record_entry"),
        *(migrator.drop_column("duty_record", column) for column in ("entry", "subject", "register")))
