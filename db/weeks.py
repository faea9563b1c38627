"""The patterns of weeks by which a roster is made."""

import datetime as dt

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, NotAllowed, database
from db.people import Appointment, Person
from db.shifts import Shift
from db.teams import arranged_by, reached_by

MOST_WEEKS = 8


class Pattern(Model):
    """How the weeks of one person go round, from a day on until the next pattern. No weeks: from then on no pattern."""

    person = pw.ForeignKeyField(Person, backref="patterns", on_delete="RESTRICT")
    starts_on = pw.DateField()
    weeks = pw.JSONField()  # of seven ids of shifts, None for a day off, Monday first; the first one has `starts_on`
    follows_office = pw.BooleanField(default=False)  # off on holidays, at work on make-up days

    class Meta:
        indexes = ((("person", "starts_on"), True),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person.in_(reached_by(person, "roster.read")))

    @classmethod
    def set(cls, person, weeks, starts_on, *, follows_office=False, by):
        """Another pattern from a day on; `weeks` are lists of seven ids of shifts, None for a day off."""
        if not arranged_by(by, starts_on, dt.date.max).where(Appointment.person == person.id).exists():
            raise NotAllowed(N_("You may not do this."))
        if len(weeks) > MOST_WEEKS:
            raise Invalid(N_("At most %(most)s weeks."), "weeks", most=MOST_WEEKS)
        if any(len(week) != 7 for week in weeks):
            raise Invalid(N_("A week has seven days."), "weeks")
        with database.atomic():
            queue_up()
            cls._check_offered({shift for week in weeks for shift in week} - {None})
            pattern, _ = cls.get_or_create(person=person, starts_on=starts_on, defaults={"weeks": weeks})
            pattern.weeks, pattern.follows_office = weeks, follows_office
            pattern.save()
            track(pattern, "pattern.set", by=by, person=person.id, starts_on=starts_on.isoformat())
        return pattern

    @staticmethod
    def _check_offered(ids):
        """Whether these are shifts one may still choose."""
        if Shift.select().where(Shift.id.in_(ids), ~Shift.is_ended).count() != len(ids):
            raise Invalid(N_("One of these shifts is no longer offered."), "weeks")

    def shift_on(self, day, calendar):
        """The id of the shift of a day the pattern holds on; None for a day off."""
        monday = self.starts_on - dt.timedelta(days=self.starts_on.weekday())
        week = self.weeks[(day - monday).days // 7 % len(self.weeks)]
        kind = calendar.kind(day) if self.follows_office else None
        if kind == "holiday":
            return None
        return week[day.weekday()] or (next(filter(None, week), None) if kind == "make_up" else None)


def later(weeks, count):
    """The same weeks, begun so many weeks further on: how colleagues take turns."""
    count %= len(weeks) or 1
    return weeks[count:] + weeks[:count]


def stepping(week):
    """Seven weeks like this one in which each day off, and each shift, comes a weekday later than the week before."""
    return [week[7 - n:] + week[:7 - n] for n in range(7)]


class Patterns:
    """The patterns of some people up to a day, each with the days it holds on; one query."""

    def __init__(self, person_ids, last):
        self.rows = {}
        rows = Pattern.select().where(Pattern.person.in_(person_ids), Pattern.starts_on <= last)
        for row in rows.order_by(Pattern.starts_on):
            self.rows.setdefault(row.person_id, []).append(row)

    def on(self, person_id, day):
        """The pattern that holds for a person on a day; None where there is none."""
        found = next((row for row in reversed(self.rows.get(person_id, [])) if row.starts_on <= day), None)
        return found if found and found.weeks else None
