"""Leave: days somebody is away, who stands in, and who approved it."""

import datetime as dt
from types import SimpleNamespace

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Moment, NotAllowed, database, is_blank, now, today
from db.linking import follow
from db.moves import Moving
from db.notices import settle, tell
from db.people import Appointment, Person
from db.prepared import prepared, prepared_plain
from db.teams import colleagues, leads, led_by, superiors

ASKED, APPROVED, REFUSED = "awaiting_approval", "approved", "turned_down"
WITHDRAWN, CANCELLED = "taken_back", "called_off"
KINDS = ("annual", "personal", "sick", "marriage", "maternity", "bereavement", "injury", "business", "training",
         "other")
LONGEST = 366  # days
EARLIEST = dt.timedelta(days=62)  # before today: what was told late is still entered


def away():
    """{id of whoever is on leave today, or noted as absent: the last day of the leave; None where nobody knows it}."""
    on = today()
    leaves = {leave.person_id: leave.ends_on for leave in _running(on)}
    return leaves | dict.fromkeys(row_id for (row_id,) in _absent())


class Leave(Moving):
    """One leave of one person, both days included. Why somebody is away is for that person and the superiors alone."""

    person = pw.ForeignKeyField(Person, backref="leaves", on_delete="RESTRICT")
    kind = pw.CharField(12)
    starts_on = pw.DateField(index=True)
    ends_on = pw.DateField(index=True)
    deputy = pw.ForeignKeyField(Person, null=True, backref="+", on_delete="RESTRICT")
    note = pw.CharField(200, default="")
    reason = pw.CharField(200, default="")  # of a refusal
    state = pw.CharField(20, default=ASKED, index=True)
    asked_at = Moment(default=now)
    asked_by = pw.ForeignKeyField(Person, backref="+")
    decided_at = Moment(null=True)
    decided_by = pw.ForeignKeyField(Person, null=True, backref="+")

    MOVES = {
        "approve": ({ASKED}, APPROVED, "leaves.approve"),
        "refuse": ({ASKED}, REFUSED, "leaves.approve"),
        "withdraw": ({ASKED}, WITHDRAWN, "leaves.ask"),
        "shorten": ({APPROVED}, APPROVED, "leaves.approve"),
        "cancel": ({APPROVED}, CANCELLED, "leaves.approve"),
    }

    @classmethod
    def visible_to(cls, person):
        """One's own, those one stands in at, and those of the people beneath."""
        mine = (cls.person == person) | (cls.deputy == person) & (cls.state == APPROVED)
        return cls.select().where(mine | cls.person.in_(led_by(person, "leaves.approve")))

    @classmethod
    def running(cls, first, last):
        """The approved leaves of everybody that touch these days."""
        return cls.select().where(cls.state == APPROVED, cls.starts_on <= last, cls.ends_on >= first)

    @classmethod
    def awaiting(cls, person):
        """What waits for this person's decision, the earliest first."""
        rows = cls.with_people(cls.select().where(cls._to_decide(person)))
        return list(rows.order_by(cls.starts_on, cls.id))

    @classmethod
    def page(cls, viewer, *, waiting=False, before=None, size=30):
        """The leaves somebody may see, or is to decide on, newest first, and whether there are more."""
        seen = cls.visible_to(viewer).where(cls._to_decide(viewer)) if waiting else cls.visible_to(viewer)
        rows = cls.with_people(seen).order_by(cls.id.desc()).limit(size + 1)
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def with_people(cls, rows):
        deputy = Person.alias()
        return (rows.select(cls, Person, deputy).join(Person, on=cls.person)
                .join_from(cls, deputy, pw.JOIN.LEFT_OUTER, on=cls.deputy == deputy.id, attr="deputy"))

    @classmethod
    def deputies(cls, person, by):
        """Who may be named as standing in: colleagues in the same position; by a superior whoever is beneath, or he."""
        found = Person.id.in_(colleagues(person))
        if leads(by, "leaves.approve", person.id):
            found |= Person.id.in_(led_by(by, "leaves.approve")) | (Person.id == by.id)
        return list(Person.select().where(found, Person.id != person.id).order_by(Person.pinyin, Person.id))

    @classmethod
    def people_beneath(cls, person):
        """Those for whom a superior may enter leave."""
        beneath = Person.id.in_(led_by(person, "leaves.approve"))
        return list(Person.select().where(beneath).order_by(Person.pinyin, Person.id))

    @classmethod
    def told_why(cls, reader, leaves):
        """Ids of the leaves whose kind and notes are for this reader."""
        people = {leave.person_id for leave in leaves}
        beneath = {row_id for (row_id,) in led_by(reader, "leaves.approve").where(
            Appointment.person.in_(people)).tuples()} | {reader.id}
        return {leave.id for leave in leaves if leave.person_id in beneath}

    @classmethod
    def ask(cls, person, kind, starts_on, ends_on, *, deputy, note, by):
        """Ask for leave; what a superior enters for somebody beneath is approved by that."""
        entered = by.id != person.id
        if entered and not leads(by, "leaves.approve", person.id) or not by.can("leaves.ask"):
            raise NotAllowed(N_("You may not do this."))
        cls._check(kind, starts_on, ends_on)
        with database.atomic():
            queue_up()
            cls._check_deputy(deputy, person, by)
            cls._check_free(person, starts_on, ends_on)
            leave = cls.create(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, deputy=deputy,
                               note=note.strip(), asked_by=by)
            track(leave, "leave.ask", by=by, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat())
            if entered:
                leave.approve(deputy=deputy, by=by)
            else:
                tell(superiors(person.id), "leave.ask", leave, by=by)
        return leave

    def approve(self, *, deputy, by):
        """Let somebody go; the deputy may be another one than was asked for."""
        with database.atomic():
            queue_up()
            self._check_deputy(deputy, self.person, by)
            follow(self._move("approve", by=by, deputy=deputy, decided_at=now(), decided_by=by))
            self._tell("leave.approve", by, first_on=self.starts_on.isoformat())
            if deputy:
                tell([deputy.id], "leave.deputy", self, by=by, first_on=self.starts_on.isoformat(),
                     last_on=self.ends_on.isoformat())

    def refuse(self, reason, *, by):
        if is_blank(reason):
            raise Invalid(N_("Give a reason."), "reason")
        with database.atomic():
            follow(self._move("refuse", by=by, reason=reason.strip(), decided_at=now(), decided_by=by))
            self._tell("leave.refuse", by)

    def withdraw(self, *, by):
        with database.atomic():
            self._move("withdraw", by=by)
            settle(self)

    def shorten(self, ends_on, *, by):
        """Back earlier: another last day, before the one it had."""
        if not self.starts_on <= ends_on < self.ends_on:
            raise Invalid(N_("A day of the leave before its last one."), "ends_on")
        with database.atomic():
            self._move("shorten", by=by, still=Leave.ends_on > ends_on, noted={"ends_on": ends_on.isoformat()},
                       ends_on=ends_on)
            self._tell("leave.change", by)

    def cancel(self, *, by):
        with database.atomic():
            follow(self._move("cancel", by=by))
            self._tell("leave.change", by)

    def tells_why(self, person):
        """Whether kind and notes are for this reader."""
        return person.id == self.person_id or leads(person, "leaves.approve", self.person_id)

    @property
    def days(self):
        return (self.ends_on - self.starts_on).days + 1

    def _allows(self, move, person):
        """One withdraws one's own; a superior decides, never on the own leave."""
        if move == "withdraw":
            return super()._allows(move, person) and person.id == self.person_id
        return leads(person, self.MOVES[move][2], self.person_id)

    @classmethod
    def _to_decide(cls, person):
        return (cls.state == ASKED) & cls.person.in_(led_by(person, "leaves.approve"))

    def _tell(self, kind, by, **dates):
        settle(self)
        tell({self.person_id, *([self.deputy_id] if kind == "leave.change" and self.deputy_id else [])}, kind, self,
             by=by, **dates)

    @staticmethod
    def _check(kind, starts_on, ends_on):
        if kind not in KINDS:
            raise Invalid(N_("Choose a kind of leave."), "kind")
        if ends_on < starts_on:
            raise Invalid(N_("It cannot end before it starts."), "ends_on")
        if (ends_on - starts_on).days >= LONGEST:
            raise Invalid(N_("At most %(most)s days."), "ends_on", most=LONGEST)
        if starts_on < today() - EARLIEST:
            raise Invalid(N_("That is too long ago."), "starts_on")

    @classmethod
    def _check_free(cls, person, starts_on, ends_on):
        """Whether no other leave is on these days; asked for by two at once, one is refused."""
        overlap = cls.select().where(cls.person == person, cls.state.in_((ASKED, APPROVED)),
                                     cls.starts_on <= ends_on, cls.ends_on >= starts_on)
        if overlap.exists():
            raise Invalid(N_("There is a leave on some of these days already."), "starts_on")

    @classmethod
    def _check_deputy(cls, deputy, person, by):
        if deputy and deputy.id not in {row.id for row in cls.deputies(person, by)}:
            raise Invalid(N_("Choose somebody from the list."), "deputy")


@prepared
def _running(on):
    return Leave.running(on, on).select(Leave.person.alias("person_id"), Leave.ends_on).objects(SimpleNamespace)


@prepared_plain
def _absent():
    return Person.select(Person.id).where(Person.absent_note.is_null(False))
