"""Whether a weekly pattern follows the office's holidays and make-up days."""

from peewee import BooleanField


def up(migrator, db):
    migrator.migrate(migrator.add_column("pattern", "follows_office", BooleanField(default=False)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("pattern", "follows_office"))
