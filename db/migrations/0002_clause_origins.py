"""Where a clause comes from when one was split or several were merged."""

from peewee import JSONField


def up(migrator, db):
    migrator.migrate(migrator.add_column("clause", "origins", JSONField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("clause", "origins"))
