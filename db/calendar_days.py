"""What the calendar is made of: hours of a week from a day on, single days, years whose holidays are complete."""

import datetime as dt

import chinese_calendar
import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, Moment, TooLate, database, digest, now, today
from db.hours import checked, kept, of_kept
from db.people import Person
from db.prepared import prepared_plain

MALL, OFFICE = PLACES = ("mall", "office")
DEFAULTS = {MALL: ([[540, 1080]],) * 7, OFFICE: ([[510, 720], [810, 1050]],) * 5 + ([], [])}  # until somebody sets them
MOST_DAYS = 31       # set at one time
DUE_FROM_MONTH = 11  # when the State Council has published the next year's holidays
EARLIEST, LATEST = 2000, 2100
OFFICIAL = {day.year for day in chinese_calendar.holidays}  # years the installed list knows


class WeekHours(Model):
    """The hours of a week at a place, from a day on until the next such row."""

    place = pw.CharField(8)
    starts_on = pw.DateField()
    week = pw.JSONField()  # seven lists of pairs of minutes, Monday first

    class Meta:
        indexes = ((("place", "starts_on"), True),)

    @classmethod
    def visible_to(cls, person):
        """Opening hours hang on the door."""
        return cls.select()

    @classmethod
    def set(cls, place, week, starts_on, *, by):
        """Other hours from a day on; `week` are the ranges of seven days. What has been in force stays as it was."""
        by.check("calendar.manage")
        week = [checked(ranges, f"day_{n}") for n, ranges in enumerate(week)]
        if not any(week):
            raise Invalid(N_("On one day at least there have to be hours."), "day_0")
        if starts_on < today() and cls.select().where(cls.place == place).exists():
            raise Invalid(N_("Hours change from today on, or from a later day."), "starts_on")
        with database.atomic():
            row, _ = cls.get_or_create(place=place, starts_on=starts_on, defaults={"week": []})
            row.week = [kept(ranges) for ranges in week]
            row.save()
            track(row, "week_hours.set", by=by, place=place, starts_on=starts_on.isoformat())
        return row

    @classmethod
    def listed(cls, person):
        """The rows the person may see, those of a place together, the latest first."""
        return list(cls.visible_to(person).order_by(cls.place, cls.starts_on.desc()))

    def cancel(self, *, by):
        """Take back hours that are not in force yet."""
        by.check("calendar.manage")
        if self.starts_on <= today():
            raise Invalid(N_("These hours are in force already; set others from a day on."))
        with database.atomic():
            track(self, "week_hours.cancel", by=by, place=self.place, starts_on=self.starts_on.isoformat())
            self.delete_instance()

    @property
    def days(self):
        """The ranges of each weekday, Monday first."""
        return [of_kept(ranges) for ranges in self.week]


class CalendarDay(Model):
    """One date that is not as its weekday says: for the office, for the mall, or for both."""

    on = pw.DateField(unique=True)
    is_working = pw.BooleanField(null=True)  # the office's; None: as the weekday says
    ranges = pw.JSONField(null=True)         # the mall's, as pairs of minutes; None: as the weekday says
    name = pw.CharField(40, default="")
    is_edited = pw.BooleanField(default=False)  # by hand: the official list no longer touches it

    @classmethod
    def visible_to(cls, person):
        """The calendar hangs on the wall."""
        return cls.select()

    @classmethod
    def set(cls, first, last, *, is_working, hours, name, by, seen=None):
        """Make the days from one to another what they are; `hours` are the mall's ranges, None: as on the weekday.

        `seen`: the `state` of the first day's year on which this was decided; TooLate where it has changed since.
        """
        by.check("calendar.manage")
        ranges = None if hours is None else kept(checked(hours, "hours"))
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Invalid(N_("From the first to the last day, at most %(most)s days."), "last", most=MOST_DAYS)
        if not (EARLIEST <= first.year and last.year <= LATEST):
            raise Invalid(N_("A year between %(first)s and %(last)s."), "first", first=EARLIEST, last=LATEST)
        with database.atomic():
            queue_up()
            if seen is not None and seen != cls.state(first.year):
                raise TooLate(N_("Somebody else has changed the calendar of %(year)s since: look at it again."),
                              year=first.year)
            rows = {row.on: row for row in cls.select().where(cls.on.between(first, last))}
            before = {on.isoformat(): row.facts for on, row in sorted(rows.items())}
            for on in (first + dt.timedelta(days=n) for n in range((last - first).days + 1)):
                row = rows.get(on) or cls(on=on)
                row.is_working, row.ranges, row.name, row.is_edited = is_working, ranges, name.strip(), True
                row.save()
                rows[on] = row
            track(rows[first], "calendar_day.set", by=by, first=first.isoformat(), last=last.isoformat(),
                  before=before, after=rows[first].facts)

    @classmethod
    def state(cls, year):
        """A word that changes whenever a day of the year does."""
        rows = cls.select().where(cls.on.between(*_ends(year))).order_by(cls.on)
        return digest([[row.on.isoformat(), *row.facts] for row in rows])

    @property
    def facts(self):
        return [self.is_working, self.ranges, self.name]


class CalendarYear(Model):
    """A year whose holidays are all there: from the official list, or entered by hand and said to be complete."""

    year = pw.IntegerField(unique=True)
    is_official = pw.BooleanField()
    at = Moment(default=now)
    by = pw.ForeignKeyField(Person, null=True, backref="+")

    @classmethod
    def visible_to(cls, person):
        return cls.select()

    @classmethod
    def seed(cls, year, *, by):
        """Enter the official holidays and make-up days; what somebody has decided about a day stays as it is.

        Of a day that was only given a name or other hours of the mall, the office's side is still to be entered.
        """
        if by is not None:
            by.check("calendar.manage")
        if year not in OFFICIAL:
            raise Invalid(N_("The installed list of holidays does not know %(year)s: enter them by hand."), year=year)
        with database.atomic():
            there = {row.on: row for row in CalendarDay.select().where(CalendarDay.on.between(*_ends(year)))}
            for on, is_working, name in _official(year):
                row = there.get(on) or CalendarDay(on=on)
                if not row.is_edited or row.is_working is None:
                    row.is_working, row.name = is_working, row.name if row.is_edited and row.name else name
                    row.save()
            row = cls._know(year, is_official=True, by=by)
            track(row, "calendar_year.seed", by=by, year=year)
        return row

    @classmethod
    def confirm(cls, year, *, by):
        """Say that what was entered by hand is the whole year."""
        by.check("calendar.manage")
        if not CalendarDay.select().where(CalendarDay.on.between(*_ends(year)), ~CalendarDay.is_working).exists():
            raise Invalid(N_("No holiday of %(year)s has been entered yet."), year=year)
        with database.atomic():
            row = cls._know(year, is_official=False, by=by)
            track(row, "calendar_year.confirm", by=by, year=year)
        return row

    @classmethod
    def _know(cls, year, *, is_official, by):
        return cls.get_or_create(year=year, defaults={"is_official": is_official, "by": by})[0]


def missing_year(on=None):
    """The year whose holidays should be there by now and are not: this one, from November on the next; else None."""
    on = on or today()
    due = [on.year, on.year + 1] if on.month >= DUE_FROM_MONTH else [on.year]
    known = {year for (year,) in _known(due)}
    return next((year for year in due if year not in known), None)


@prepared_plain
def _known(years):
    return CalendarYear.select(CalendarYear.year).where(CalendarYear.year.in_(years))


def follow_official_list():
    """Enter this year and the next as soon as the installed list knows them; what is there already stays."""
    for year in {today().year, today().year + 1} & OFFICIAL:
        if not CalendarYear.select().where(CalendarYear.year == year).exists():
            CalendarYear.seed(year, by=None)


def _official(year):
    """(date, whether it is worked on, name) of the published holidays and make-up days."""
    names = {holiday.value: holiday.chinese for holiday in chinese_calendar.Holiday}
    for table, is_working in ((chinese_calendar.holidays, False), (chinese_calendar.workdays, True)):
        yield from ((on, is_working, names[name]) for on, name in table.items() if on.year == year)


def _ends(year):
    return dt.date(year, 1, 1), dt.date(year, 12, 31)
