"""Reviews of descriptions that were left unchanged, and after how many months the next one is due."""

from peewee import DateTimeField, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Position(Model):
        class Meta:
            database = db
            table_name = "position"

    class Description(Model):
        class Meta:
            database = db
            table_name = "description"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Review(Model):
        position = ForeignKeyField(Position, on_delete="RESTRICT")
        description = ForeignKeyField(Description, on_delete="RESTRICT")
        person = ForeignKeyField(Person)
        at = DateTimeField()
        note = TextField()

        class Meta:
            database = db
            table_name = "review"
    db.create_tables([Review])
    migrator.migrate(migrator.add_column("organisation", "review_months", IntegerField(default=36)))


def down(migrator, db):
    migrator.migrate(migrator.drop_column("organisation", "review_months"), migrator.drop_table("review"))
