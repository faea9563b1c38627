"""What somebody asked or explained stays with those above when the duty goes to somebody else."""

from peewee import JSONField


def up(migrator, db):
    migrator.migrate(migrator.add_column("occurrence", "words_before", JSONField(null=True)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("occurrence", "words_before"))
