"""The calendar: hours of a week, single days, years whose holidays are there."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, JSONField, Model


def up(migrator, db):
    class Base(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Base):
        pass

    class WeekHours(Base):
        place = CharField(max_length=8)
        starts_on = DateField()
        week = JSONField()

        class Meta:
            indexes = ((("place", "starts_on"), True),)

    class CalendarDay(Base):
        on = DateField(unique=True)
        is_working = BooleanField(null=True)
        ranges = JSONField(null=True)
        name = CharField(max_length=40, default="")
        is_edited = BooleanField(default=False)

    class CalendarYear(Base):
        year = IntegerField(unique=True)
        is_official = BooleanField()
        at = DateTimeField()
        by = ForeignKeyField(Person, null=True)
    db.create_tables([WeekHours, CalendarDay, CalendarYear])


def down(migrator, db):
    migrator.migrate(*[migrator.drop_table(table) for table in ("calendar_year", "calendar_day", "week_hours")])
