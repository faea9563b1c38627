"""Rules: how a clause of a position is done day by day, in versions; or which register shows that it is done."""

import datetime as dt
import secrets
from functools import cached_property

import peewee as pw
from playhouse.hybrid import hybrid_property

from db.audit import queue_up, track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, is_blank, now, today
from db.descriptions import IN_FORCE, Clause, Description
from db.items import of_kept
from db.people import Appointment, Person
from db.positions import Position
from db.recurrence import AS_USUAL, EVENT, OFF_DAYS, SHIFT, read
from db.recurrence import days as days_of

HOLDER, EVERYBODY, IN_TURN, CLAIMED, NAMED = ("holder", "everybody", "in_turn", "claimed", "named")
WHO = {
    HOLDER: N_("Each holder of the position; the deputy when away"),
    EVERYBODY: N_("Everybody on shift"),
    IN_TURN: N_("One on shift, in turn"),
    CLAIMED: N_("One on shift: who takes it first"),
    NAMED: N_("One person; the deputy when away"),
}
SOURCES = {  # the queues and registers of the portal that can show that a clause is done
    "ad-hoc-tasks": N_("Tasks given by the superior"), "announcements": N_("Announcements"),
    "archive": N_("Archives"), "assets": N_("Fixed assets"), "budget": N_("Budget"), "callbacks": N_("Callbacks"),
    "calls": N_("Switchboard and messages"), "cases:complaint": N_("Complaints"),
    "cases:request": N_("Service requests"), "contacts": N_("Customers and merchants"),
    "coordination": N_("Coordination between departments"), "inspection": N_("Patrols"), "keys": N_("Keys and tapes"),
    "mail": N_("Mail"), "meetings": N_("Meetings"), "merchant-visits": N_("Visits to merchants"),
    "plans": N_("Plans"), "promotions": N_("Promotions"), "reception": N_("Reception"),
    "recruitment": N_("Recruitment"), "reports": N_("Reports"), "standards": N_("Standards and policies"),
    "survey": N_("Surveys"), "traffic": N_("Traffic counts"), "training": N_("Training"),
    "vehicles": N_("Guide vehicles"), "visitors": N_("Visitors"),
}
DAY = 24 * 60        # minutes
MOST_TIMES = 8       # a day
LONGEST_LOCK = 31    # days
MOST_MINUTES = 600
FURTHEST = 5         # years a rule may begin from today, either way
BEST_SCORE = 100


class Rule(Model):
    """One version of one rule of a clause; `series` is the number all its versions share.

    `times`: [[start, due, lock], ...] in minutes since midnight of its day, or since the beginning of the shift.
    """

    series = pw.IntegerField(default=0, index=True)
    version = pw.IntegerField(default=1)
    position = pw.ForeignKeyField(Position, backref="+", on_delete="RESTRICT")
    clause = pw.CharField(32)  # its identity
    title = pw.CharField(60)
    recurrence = pw.CharField(120)
    begins_on = pw.DateField()
    off_days = pw.CharField(10, default=AS_USUAL)
    times = pw.JSONField()
    who = pw.CharField(12, default=HOLDER)
    person = pw.ForeignKeyField(Person, null=True, backref="+")
    items = pw.JSONField(default=list)
    sampling = pw.IntegerField(default=0)      # percent of what is submitted that is to be inspected
    top_score = pw.IntegerField(null=True)     # of an inspection; none: it is not scored
    minutes = pw.IntegerField(null=True)       # one time takes, as estimated
    valid_from = pw.DateField()
    valid_until = pw.DateField(null=True)
    written_by = pw.ForeignKeyField(Person, null=True, backref="+")
    written_at = Moment(default=now)

    class Meta:
        table_name = "duty_rule"
        indexes = ((("position", "clause"), False),)

    FACTS = ("title", "recurrence", "begins_on", "off_days", "times", "who", "person", "items", "sampling",
             "top_score", "minutes")

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.position.in_(positions_read_by(person).select(Position.id)))

    @classmethod
    def valid(cls, first, last=None):
        """The versions in force on some day from one to another."""
        return cls.select().where(cls.valid_from <= (last or first),
                                  cls.valid_until.is_null() | (cls.valid_until >= first), ~cls.is_void)

    @classmethod
    def newest(cls, series):
        """The last of its versions that held, holds or will hold; None where none ever did."""
        return cls.select().where(cls.series == series, ~cls.is_void).order_by(cls.version.desc()).first()

    @classmethod
    def write(cls, position, clause, facts, valid_from, *, by):
        """A first rule, or one more, of a clause of the version in force. `facts`: {name of FACTS: value}."""
        _plans(by, position.id)
        if valid_from < today():
            raise Invalid(N_("A rule begins today or later; what is past stays as it was."), "valid_from")
        if clause not in clauses_in_force(position):
            raise Invalid(N_("The version in force has no such duty."))
        check(facts, position)
        with database.atomic():
            queue_up()
            rule = cls.create(position=position, clause=clause, valid_from=valid_from, written_by=by, **facts)
            cls.update(series=rule.id).where(cls.id == rule.id).execute()
            rule.series = rule.id
            track(rule, "duty_rule.write", by=by, position=position.id, clause=clause, **rule._noted())
        return rule

    def change(self, facts, valid_from, *, by):
        """The next version, from a day to come, as long as the rule was to hold; nothing changes: None.

        Nothing of before holds from then on; from a day after its end the rule begins anew.
        """
        _plans(by, self.position_id)
        check_begin(valid_from, "valid_from")
        if valid_from <= today():
            raise Invalid(N_("A change takes effect from tomorrow on, or later; what is past stays as it was."),
                          "valid_from")
        check(facts, self.position)
        if self._holds_on(valid_from) and all(getattr(self, name) == value for name, value in facts.items()):
            return None
        ends_on = self.valid_until if self._holds_until(valid_from) else None
        with database.atomic():
            queue_up()
            self._must_be_newest()
            self._cut(valid_from - dt.timedelta(days=1))
            last = Rule.select(pw.fn.MAX(Rule.version)).where(Rule.series == self.series).scalar()
            rule = Rule.create(series=self.series, version=last + 1, position=self.position, clause=self.clause,
                               valid_from=valid_from, valid_until=ends_on, written_by=by, **facts)
            track(rule, "duty_rule.change", by=by, before=self.id, **rule._noted())
        return rule

    def end(self, on, *, by):
        """The last day of all its versions: today or later, and no later than it ends already."""
        _plans(by, self.position_id)
        check_begin(on, "valid_until")
        if on < today():
            raise Invalid(N_("A rule ends today or later; what is past stays as it was."), "valid_until")
        with database.atomic():
            queue_up()
            self._must_be_newest()
            if not self._holds_until(on):
                raise Invalid(N_("It ends before that already, on %(day)s. To let it go on, change it from a later "
                                 "day."), "valid_until", day=self.valid_until.isoformat())
            self._cut(on)
            track(self, "duty_rule.end", by=by, on=on.isoformat())

    @cached_property
    def rhythm(self):
        return read(self.recurrence)

    @cached_property
    def item_list(self):
        return of_kept(self.items)

    @cached_property
    def registers(self):
        """The registers in which something has to be done for it."""
        return {item["register"] for item in self.items if "register" in item}

    @property
    def ticks_itself(self):
        """Whether there is nothing to fill in but what registers show."""
        return bool(self.items) and all("register" in item for item in self.items)

    @property
    def is_tick(self):
        """Whether nothing has to be filled in: one touch says that it is done."""
        return not self.items

    @hybrid_property
    def is_void(self):
        """Whether it was replaced or ended before it had begun."""
        return self.valid_until is not None and self.valid_until < self.valid_from

    @is_void.expression
    def is_void(cls):  # noqa: N805
        return cls.valid_until.is_null(False) & (cls.valid_until < cls.valid_from)

    @property
    def is_over(self):
        """Whether it holds neither today nor later."""
        return self.is_void or not self._holds_until(today())

    @property
    def goes_on(self):
        """Whether this version still holds after today."""
        return self.valid_until is None or self.valid_until > today()

    def days(self, first, last, calendar):
        """The days from one to another on which it is due while this version is in force."""
        first, last = max(first, self.valid_from), min(last, self.valid_until or last)
        return days_of(self.rhythm, self.begins_on, first, last, calendar, self.off_days)

    def draws(self):
        """Whether chance picks one for inspection; nobody can know before it is submitted."""
        return secrets.randbelow(100) < self.sampling

    def may_be_planned_by(self, person):
        return plans(person, self.position_id)

    def _holds_until(self, day):
        return self.valid_until is None or day <= self.valid_until

    def _holds_on(self, day):
        return self.valid_from <= day and self._holds_until(day)

    def _must_be_newest(self):
        """Raise TooLate for whoever does not know the newest version as it is, or comes after its end."""
        newest = Rule.newest(self.series)
        if newest is not None and (newest.id, newest.valid_until) != (self.id, self.valid_until):
            raise TooLate(N_("Somebody else has changed this rule in the meantime."))
        if newest is None or newest.is_over:
            raise TooLate(N_("This rule has ended; it can only be begun anew, as a rule of its own."))

    def _cut(self, on):
        """Let no version hold after this day, and those never that have not begun by then; what ended sooner stays."""
        Rule.update(valid_until=on).where(
            Rule.series == self.series, Rule.valid_until.is_null() | (Rule.valid_until > on)).execute()
        self.valid_until = on if self.valid_until is None else min(on, self.valid_until)
        self._dirty.clear()

    def _noted(self):
        return {"title": self.title, "recurrence": self.recurrence, "who": self.who, "version": self.version,
                "valid_from": self.valid_from.isoformat()}


class Fulfilment(Model):
    """That a clause is shown to be done by a queue or register, from a day on."""

    position = pw.ForeignKeyField(Position, backref="+", on_delete="RESTRICT")
    clause = pw.CharField(32)
    source = pw.CharField(40)
    valid_from = pw.DateField()
    valid_until = pw.DateField(null=True)
    written_by = pw.ForeignKeyField(Person, null=True, backref="+")
    written_at = Moment(default=now)

    class Meta:
        indexes = ((("position", "clause"), False),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.position.in_(positions_read_by(person).select(Position.id)))

    @classmethod
    def valid(cls, on=None):
        on = on or today()
        return cls.select().where(cls.valid_from <= on, cls.valid_until.is_null() | (cls.valid_until >= on))

    @classmethod
    def set(cls, position, clause, sources, *, by):
        """Say which registers show that the clause is done, from today on: all of them, none where none are given."""
        _plans(by, position.id)
        if set(sources) - set(SOURCES):
            raise Invalid(N_("Choose one of those offered."), "sources")
        if clause not in clauses_in_force(position):
            raise Invalid(N_("The version in force has no such duty."))
        with database.atomic():
            queue_up()
            there = {row.source: row for row in cls.valid().where(cls.position == position, cls.clause == clause)}
            if set(there) == set(sources):
                return
            yesterday = today() - dt.timedelta(days=1)
            gone = [row.id for source, row in there.items() if source not in sources]
            cls.update(valid_until=yesterday).where(cls.id.in_(gone)).execute()
            for source in dict.fromkeys(sources):
                if source not in there:
                    cls.create(position=position, clause=clause, source=source, valid_from=today(), written_by=by)
            track(position, "position.fulfil", by=by, clause=clause, sources=sorted(set(sources)))


def clock(minutes):
    """Minutes of a day as a time: 09:30."""
    return f"{minutes % DAY // 60:02}:{minutes % 60:02}"


def positions_read_by(person):
    """The positions whose rules the person may read."""
    scope = person.scope("duties.read")
    return Position.select() if scope == "all" else Position.select().where(
        Position.id.in_(person.positions_within(scope)))


def reads(person, position_id):
    """Whether the person may read the rules of the position."""
    scope = person.scope("duties.read")
    return scope == "all" or scope is not None and position_id in person.positions_within(scope)


def plans(person, position_id):
    """Whether the person may write the rules of the position; nobody writes those of the own one."""
    return position_id not in person.positions_within("own") and person.leads(position_id, "duties.plan")


def clauses_in_force(position):
    """{identity: Clause} of the version in force, in the order of the paper."""
    rows = (Clause.select(Clause, Description).join(Description)
            .where(Description.position == position, Description.state == IN_FORCE).order_by(Clause.place))
    return {row.identity: row for row in rows}


def check_begin(day, field="begins_on"):
    """Raise Invalid for a day nobody means."""
    if day is None or abs(day.year - today().year) > FURTHEST:
        raise Invalid(N_("A day at most %(years)s years from now."), field, years=FURTHEST)


def _plans(by, position_id):
    if not plans(by, position_id):
        raise NotAllowed(N_("You may not do this."))


def check(facts, position):
    """Raise Invalid for what cannot be a rule."""
    if is_blank(facts["title"]):
        raise Invalid(N_("Give it a short name."), "title")
    rhythm = read(facts["recurrence"]).check()
    check_begin(facts["begins_on"])
    if facts["off_days"] not in OFF_DAYS:
        raise Invalid(N_("Choose one of those offered."), "off_days")
    _check_times(facts["times"], rhythm)
    if facts["who"] not in WHO:
        raise Invalid(N_("Choose who does it."), "who")
    if (facts["who"] == NAMED) != (facts["person"] is not None):
        raise Invalid(N_("Choose the person, where one person does it, and only there."), "person")
    if facts["person"] and not Appointment.current().where(
            Appointment.person == facts["person"], Appointment.position == position).exists():
        raise Invalid(N_("%(name)s does not hold this position."), "person", name=facts["person"].name)
    if not 0 <= facts["sampling"] <= 100:
        raise Invalid(N_("A number from 0 to %(most)s."), "sampling", most=100)
    if facts["top_score"] is not None and not 2 <= facts["top_score"] <= BEST_SCORE:
        raise Invalid(N_("A number from 2 to %(most)s."), "top_score", most=BEST_SCORE)
    if facts["minutes"] is not None and not 1 <= facts["minutes"] <= MOST_MINUTES:
        raise Invalid(N_("A number from 1 to %(most)s."), "minutes", most=MOST_MINUTES)


def _check_times(times, rhythm):
    if rhythm.unit == EVENT:
        return
    if not 1 <= len(times) <= (1 if rhythm.unit == SHIFT else MOST_TIMES):
        raise Invalid(N_("Say when it is due."), "times")
    if len({due for _start, due, _lock in times}) < len(times):
        raise Invalid(N_("Two of the times are the same."), "times")
    for start, due, lock in times:
        if not 0 <= start <= due <= lock or due >= 2 * DAY or lock >= (LONGEST_LOCK + 2) * DAY:
            raise Invalid(N_("Each time begins before it is due, and is due before it is locked."), "times")
