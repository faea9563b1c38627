"""Devices handed over for signing on site: what they were for, the session bound to one, the signature made on one."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Signing(Model):
        class Meta:
            database = db
            table_name = "signing"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class OnSite(Model):
        signing = ForeignKeyField(Signing, on_delete="RESTRICT")
        host = ForeignKeyField(Person)
        token_hash = CharField(max_length=64, unique=True)
        state = CharField(max_length=12, default="handed_over")
        opened_at = DateTimeField()
        entered_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "on_site"

    db.create_tables([OnSite])
    migrator.migrate(
        migrator.add_column("session", "on_site_id", ForeignKeyField(OnSite, field=OnSite.id, null=True)),
        migrator.add_column("signature", "on_site", IntegerField(null=True)),
    )


def down(migrator, db):
    migrator.migrate(migrator.drop_column("signature", "on_site"), migrator.drop_index("session", "session_on_site_id"),
                     migrator.drop_column("session", "on_site_id"), migrator.drop_table("on_site"))
