"""Every change of a draft with what stood there before, for undoing the last one."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model


def up(migrator, db):
    class Description(Model):
        class Meta:
            database = db
            table_name = "description"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Edit(Model):
        description = ForeignKeyField(Description, on_delete="CASCADE")
        edition = IntegerField()
        person = ForeignKeyField(Person)
        at = DateTimeField()
        action = CharField(max_length=20)
        before = JSONField()

        class Meta:
            database = db
            table_name = "edit"
    db.create_tables([Edit])


def down(migrator, db):
    db.execute_sql('DROP TABLE "edit"')
