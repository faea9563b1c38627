"""The roster: who works which shift on which day. Made from patterns, edited by hand, read as one snapshot."""

import datetime as dt

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, NotAllowed, TooLate, database, today
from db.calendar import Calendar, days_of_month
from db.leaves import Leave
from db.notices import tell
from db.people import Appointment, Person
from db.shifts import Shift
from db.teams import arranged_by, employed, reached_by
from db.weeks import Patterns

MOST_DAYS = 92   # made at one time
BATCH = 500      # rows a statement
GONE = "gone"    # what becomes of a day that is emptied


class RosterDay(Model):
    """What one person does on one day: a shift, or without one a day off. No row: nothing is planned."""

    person = pw.ForeignKeyField(Person, backref="roster_days", on_delete="RESTRICT")
    on = pw.DateField(index=True)
    shift = pw.ForeignKeyField(Shift, null=True, backref="roster_days", on_delete="RESTRICT")
    is_edited = pw.BooleanField(default=False)  # by hand or by a swap: the pattern no longer touches it

    class Meta:
        indexes = ((("person", "on"), True),)

    @classmethod
    def visible_to(cls, person):
        """One's own days, the team's, and those of whom one leads."""
        return cls.select().where((cls.person == person) | cls.person.in_(reached_by(person, "roster.read")))

    @classmethod
    def of(cls, person_ids, first, last):
        """{(person id, day): row}."""
        rows = cls.select().where(cls.person.in_(person_ids), cls.on.between(first, last))
        return {(row.person_id, row.on): row for row in rows}

    @classmethod
    def make(cls, person_ids, first, last, *, by):
        """Make the days of these people from their patterns; how many were made, changed or taken away.

        Done twice it has the effect of once. What was edited stays, and so does every day that is over.
        """
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Invalid(N_("From the first to the last day, at most %(most)s days."), "last", most=MOST_DAYS)
        _check_reach(person_ids, first, last, by)
        with database.atomic():
            queue_up()
            plan, there = _planned(person_ids, first, last), cls.of(person_ids, first, last)
            fresh = {key: shift for key, shift in plan.items() if key not in there}
            stale = {key for key, row in there.items() if not row.is_edited and key[1] >= today()}
            other = {key: plan.get(key, GONE) for key in stale if plan.get(key, GONE) != there[key].shift_id}
            cls._write(fresh, other, there, is_edited=False)
            if fresh or other:
                track(by, "roster_day.make", by=by, count=len(fresh) + len(other), people=sorted(person_ids),
                      first=first.isoformat(), last=last.isoformat())
        return len(fresh) + len(other)

    @classmethod
    def put(cls, days, *, seen, by, tells=True):
        """Write days by hand, all or none: {(person id, day): id of a shift, None for off, GONE for nothing planned}.

        `seen` has what stood there when somebody decided so; where that has changed since, TooLate. `tells`: the
        people whose days they are get a notice.
        """
        days = {key: shift for key, shift in days.items() if shift != seen.get(key, GONE)}
        if not days:
            return 0
        dates = [on for _person, on in days]
        _check_open(min(dates))
        people = {person for person, _on in days}
        _check_reach(people, min(dates), max(dates), by)
        with database.atomic():
            queue_up()
            there = cls.of(people, min(dates), max(dates))
            _check_seen(days, seen, there)
            _check_employed(days)
            cls._write({key: shift for key, shift in days.items() if key not in there},
                       {key: shift for key, shift in days.items() if key in there}, there, is_edited=True)
            _note(days, there, tells, by)
        return len(days)

    @classmethod
    def _write(cls, fresh, other, there, *, is_edited):
        """New rows and changed ones, a few statements however many there are."""
        rows = [{"person": person, "on": on, "shift": shift, "is_edited": is_edited}
                for (person, on), shift in fresh.items() if shift != GONE]
        for start in range(0, len(rows), BATCH):
            cls.insert_many(rows[start:start + BATCH]).execute()
        wanted = {}
        for key, shift in other.items():
            wanted.setdefault(shift, []).append(there[key].id)
        for shift, ids in wanted.items():
            for start in range(0, len(ids), BATCH):
                some = cls.id.in_(ids[start:start + BATCH])
                if shift == GONE:
                    cls.delete().where(some).execute()
                else:
                    cls.update(shift=shift, is_edited=is_edited).where(some).execute()


class Roster:
    """Who works, who is off and who is away in a span of days, as it stands at this moment: four queries."""

    def __init__(self, first, last, days, shifts, leaves, posts):
        self.first, self.last = first, last
        self.days, self.shifts, self.leaves, self.posts = days, shifts, leaves, posts
        self.working = {}
        for person, on in sorted(key for key, shift in days.items() if shift is not None):
            self.working.setdefault(on, []).append(person)

    @classmethod
    def between(cls, first, last, people=None):
        """The roster from a day to a day, of everybody or of these people (rows or ids)."""
        ids = None if people is None else [getattr(person, "id", person) for person in people]
        days = RosterDay.select(RosterDay.person, RosterDay.on, RosterDay.shift).where(
            RosterDay.on.between(first, last), True if ids is None else RosterDay.person.in_(ids))
        posts, leaves = {}, {}
        for person, position, starts_on, ends_on in Appointment.select(
                Appointment.person, Appointment.position, Appointment.starts_on, Appointment.ends_on).where(
                Appointment.starts_on <= last, Appointment.ends_on.is_null() | (Appointment.ends_on >= first),
                True if ids is None else Appointment.person.in_(ids)).tuples():
            posts.setdefault(person, []).append((position, starts_on, ends_on or dt.date.max))
        for leave in Leave.running(first, last):  # of everybody: a deputy may be away too
            leaves.setdefault(leave.person_id, []).append(leave)
        return cls(first, last, {(person, on): shift for person, on, shift in days.tuples()},
                   {shift.id: shift for shift in Shift.select()}, leaves, posts)

    def on_shift(self, day, position=None):
        """Ids of those who work a shift on the day and are not away; of a position only who holds it that day."""
        position = getattr(position, "id", position)
        return [person for person in self.working.get(day, ()) if not self.is_away(person, day)
                and any(start <= day <= end and position in (None, held)
                        for held, start, end in self.posts.get(person, ()))]

    def shift_of(self, person_id, day):
        """The shift planned for a person on a day; None on a day off, and where nothing is planned."""
        return self.shifts.get(self.days.get((person_id, day)))

    def hours(self, person_id, day):
        """When the person works on the day, as pairs of times; () who is off, away or not planned."""
        shift = self.shift_of(person_id, day)
        return shift.ranges(day) if shift and not self.is_away(person_id, day) else ()

    def is_planned(self, person_id, day):
        """Whether the roster says anything of the person on the day; office staff may be on none."""
        return (person_id, day) in self.days

    def is_away(self, person_id, day):
        """Whether an approved leave covers the day."""
        return self.leave(person_id, day) is not None

    def leave(self, person_id, day):
        """The approved leave that covers the day; None where there is none."""
        found = self.leaves.get(person_id, ())
        return next((leave for leave in found if leave.starts_on <= day <= leave.ends_on), None)

    def positions(self, person_id, day):
        """Ids of the positions the person holds on the day."""
        return {held for held, start, end in self.posts.get(person_id, ()) if start <= day <= end}

    def deputy(self, person_id, day):
        """The id of who stands in for somebody away; where that one is away too, the next. None where nobody does."""
        passed = {person_id}
        while leave := self.leave(person_id, day):
            person_id = leave.deputy_id
            if person_id is None or person_id in passed:
                return None
            passed.add(person_id)
        return person_id if len(passed) > 1 else None


def first_open_day():
    """The earliest day whose roster may still be corrected: the first one of last month."""
    return (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _planned(person_ids, first, last):
    """{(person id, day): id of a shift or None} as the patterns say, as long as somebody holds a position."""
    patterns, spans = Patterns(person_ids, last), employed(person_ids, first, last)
    calendar = Calendar.between(first, last)
    plan = {}
    for person_id, held in spans.items():
        for n in range((last - first).days + 1):
            day = first + dt.timedelta(days=n)
            pattern = patterns.on(person_id, day)
            if pattern and any(start <= day <= end for start, end in held):
                plan[person_id, day] = pattern.shift_on(day, calendar)
    return plan


def _note(days, there, tells, by):
    """An entry, and of what lies ahead a notice, for each person whose days were changed."""
    changed = {}
    for person, on in sorted(days):
        changed.setdefault(person, []).append(on)
    names = {person.id: person for person in Person.select().where(Person.id.in_(list(changed)))}
    for person, dates in changed.items():
        track(names[person], "roster_day.put", by=by, days={
            on.isoformat(): [there[person, on].shift_id if (person, on) in there else GONE, days[person, on]]
            for on in dates})
        ahead = [on for on in dates if on >= today()]
        if ahead and tells:
            tell([person], "roster_day.put", names[person], by=by, first_on=ahead[0].isoformat())


def _check_reach(person_ids, first, last, by):
    """Whose roster of a month one may make is settled by the month, not by the day."""
    month_ends = days_of_month(last.year, last.month)[-1]
    reached = arranged_by(by, first.replace(day=1), month_ends).where(Appointment.person.in_(list(person_ids)))
    if {person for (person,) in reached.tuples()} != set(person_ids):
        raise NotAllowed(N_("You may not do this."))


def _check_open(day):
    if day < first_open_day():
        raise TooLate(N_("The roster before %(day)s is closed."), day=first_open_day().isoformat())


def _check_seen(days, seen, there):
    for key in days:
        now = there[key].shift_id if key in there else GONE
        if now != seen.get(key, GONE):
            raise TooLate(N_("Somebody else has changed the roster of %(day)s since."), day=key[1].isoformat())


def _check_employed(days):
    dates = [on for _person, on in days]
    spans = employed({person for person, _on in days}, min(dates), max(dates))
    for (person, on), shift in days.items():
        if shift != GONE and not any(start <= on <= end for start, end in spans.get(person, ())):
            raise Invalid(N_("Nobody is on the roster on a day without a position."), "days")
