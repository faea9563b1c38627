"""Duties: one occurrence of a rule on somebody's day, the state it is in, and the moves it makes.

Late and missed are facts beside the state: when it was due, when it was done and when it was missed all stay.
"""

import datetime as dt

import peewee as pw
from playhouse.hybrid import hybrid_property

from db.audit import queue_up, track
from db.base import HERE, N_, Invalid, Moment, NotAllowed, TooLate, database, is_blank, looked_at, now, today
from db.bonds import clauses_bound
from db.descriptions import Clause
from db.lines import Lines
from db.moves import Moving
from db.notices import settle, tell
from db.people import Appointment, Person
from db.positions import Position
from db.rules import CLAIMED, Rule
from db.signatures import Signing

TODO, IN_PROGRESS, SUBMITTED, ACCEPTED, SENT_BACK, REJECTED, MISSED, EXCUSED, MOVED, DROPPED = (
    "todo", "in_progress", "submitted", "accepted", "sent_back", "rejected", "missed", "excused", "moved", "dropped")
AHEAD = (TODO, MOVED, IN_PROGRESS)  # what becomes missed when it is locked
OPEN = (*AHEAD, SENT_BACK)
CARRIED_OUT = (SUBMITTED, ACCEPTED, REJECTED)
OWED_BY_NOBODY = (DROPPED, EXCUSED)  # counted in nobody's day
OVERDUE, FINISHED = "overdue", "finished"  # how one stands, beside its states
DOING = {"start", "submit", "take_back"}
TIMED = {*DOING, "do_for", "move"}   # not before it begins, nor after it is locked
BY_ITSELF = {"count_as_done", "miss", "drop", "restore"}
NOBODY = 0                           # the seat of whoever takes it first
FURTHEST = dt.timedelta(days=31)     # a duty is moved
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class Occurrence(Moving):
    """What `person` owes on a day by a rule. `seat`: whom it was made for, which stays; 0 where the first one takes it.

    `slot`: its time of the day, or the shift. `clause` and `signing`: what it rests on, as of its day.
    """

    series = pw.IntegerField()
    rule = pw.ForeignKeyField(Rule, backref="+", on_delete="RESTRICT")
    position = pw.ForeignKeyField(Position, backref="+", on_delete="RESTRICT")
    work_date = pw.DateField(index=True)
    slot = pw.CharField(20)
    seat = pw.IntegerField()
    person = pw.ForeignKeyField(Person, null=True, backref="+", on_delete="RESTRICT")
    clause = pw.ForeignKeyField(Clause, null=True, backref="+", on_delete="RESTRICT")
    signing = pw.ForeignKeyField(Signing, null=True, backref="+", on_delete="RESTRICT")
    opens_at = Moment()
    due_at = Moment()
    locks_at = Moment()
    state = pw.CharField(12, default=TODO)
    is_directed = pw.BooleanField(default=False)  # somebody chose the person: the roster no longer does
    moved_to = pw.DateField(null=True)
    started_at = Moment(null=True)
    done_at = Moment(null=True)
    done_by = pw.ForeignKeyField(Person, null=True, backref="+", on_delete="RESTRICT")
    first_done_at = Moment(null=True)  # of what was sent back: by this it is judged, however often it is done again
    missed_at = Moment(null=True)
    is_sampled = pw.BooleanField(default=False)
    skip_asked_at = Moment(null=True)
    skip_reason = pw.TextField(null=True)
    explanation = pw.TextField(null=True)
    explained_at = Moment(null=True)
    words_before = pw.JSONField(null=True)  # [{person, on, text}] of those who had it before, for those above alone

    class Meta:
        indexes = ((("series", "work_date", "slot", "seat"), True), (("person", "state", "work_date"), False),
                   (("state", "locks_at"), False), (("state", "skip_asked_at"), False), (("person", "done_at"), False),
                   (("rule", "done_at"), False), (("is_sampled", "done_at"), False))  # and by day, see below

    MOVES = {
        "start": ({TODO, MOVED}, IN_PROGRESS, "duties.do"),
        "submit": (set(OPEN), SUBMITTED, "duties.do"),
        "count_as_done": (set(AHEAD), SUBMITTED, "duties.do"),
        "take_back": ({SUBMITTED}, IN_PROGRESS, "duties.do"),
        "do_for": (set(OPEN), SUBMITTED, "duties.direct"),
        "accept": ({SUBMITTED}, ACCEPTED, "duties.direct"),
        "send_back": ({SUBMITTED}, SENT_BACK, "duties.direct"),
        "fail": ({SUBMITTED}, REJECTED, "duties.direct"),
        "excuse": ({*AHEAD, MISSED}, EXCUSED, "duties.direct"),
        "move": ({TODO, MOVED}, MOVED, "duties.direct"),
        "reopen": ({MISSED}, TODO, "duties.direct"),
        "miss": (set(AHEAD), MISSED, "duties.direct"),
        "drop": ({TODO}, DROPPED, "duties.direct"),
        "restore": ({DROPPED}, TODO, "duties.direct"),
    }

    @classmethod
    def visible_to(cls, person):
        scope, mine = person.scope("duties.read"), person.positions_within("own")
        if scope == "all":
            return cls.select()
        seen = (cls.person == person) | (cls.done_by == person) | (cls.seat == person.id)
        seen |= cls.position.in_(mine) & cls.person.is_null() & (cls.seat == NOBODY)
        return cls.select().where(seen | cls.position.in_(person.positions_led(scope)))

    @classmethod
    def awaiting(cls, person):
        """What somebody asks this person not to have to do, the oldest first."""
        led = cls.position.in_(person.positions_led(person.scope("duties.direct")))
        rows = cls.select(cls, Rule, Person).join(Rule).join_from(cls, Person, on=cls.person).where(
            cls.is_asked, looked_at(led & (cls.person != person)))
        return list(rows.order_by(cls.skip_asked_at))

    # By whoever does it.

    def start(self, *, by):
        self._act("start", by=by, started_at=now())

    def submit(self, *, by, is_sampled, is_failing=False):
        """Say that it is done; what proves it goes with it, see `evidence.submit`. What fails is looked at by others.
        """
        with database.atomic():
            self._act("submit", by=by, done_at=now(), done_by=by,
                      is_sampled=self.is_sampled or is_sampled or is_failing)
            if is_failing:
                tell(Lines().superiors(self.position_id, but={by.id}), "occurrence.failing", self, by=by,
                     day_on=self.day.isoformat())

    def take_back(self, *, by):
        """A slip of the thumb, or something to correct: not done yet after all."""
        self._act("take_back", by=by, done_at=None, done_by=None)

    def claim(self, *, by):
        """Take what nobody has yet."""
        if not self.may_be_claimed_by(by):
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            queue_up()
            self._mark("claim", by=by, still=Occurrence.person.is_null(), person=by, is_directed=True,
                       **self._basis(by), **self.left_behind())

    def ask_to_skip(self, reason, *, by):
        """Ask those above for leave not to do it."""
        _needs_text(reason)
        if by.id != self.person_id or not by.can("duties.do"):
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            self._mark("ask_to_skip", by=by, states=(*AHEAD, MISSED), still=Occurrence.skip_asked_at.is_null(),
                       skip_asked_at=now(), skip_reason=reason.strip())
            superiors = Lines().superiors(self.position_id, but={self.person_id})
            tell(superiors, "occurrence.ask_to_skip", self, by=by, day_on=self.day.isoformat())

    def explain(self, text, *, by):
        """Why it was missed; that it was stays."""
        _needs_text(text, "explanation")
        if by.id != self.person_id:
            raise NotAllowed(N_("You may not do this."))
        self._mark("explain", by=by, states=(MISSED,), still=Occurrence.explained_at.is_null(),
                   explanation=text.strip(), explained_at=now())

    # By whoever directs it.

    def do_for(self, *, by, is_sampled, is_failing=False):
        """Done by somebody above in place of the person, who stays responsible."""
        self._act("do_for", by=by, done_at=now(), done_by=by,
                  is_sampled=self.is_sampled or is_sampled or is_failing)

    def accept(self, *, by):
        return self._act("accept", by=by)

    def send_back(self, *, by):
        with database.atomic():
            entry = self._act("send_back", by=by, first_done_at=self.first_done_at or self.done_at)
            self._tell({self.done_by_id, self.person_id}, "occurrence.sent_back", by)
        return entry

    def fail(self, *, by):
        """Done, but something is wrong: what has to be put right is a task of its own, see `tasks.fail`."""
        return self._act("fail", by=by)

    def excuse(self, reason, *, by):
        """It need not be done, for this reason; for the person's own where none is given."""
        reason = reason if not is_blank(reason or "") else self.skip_reason
        _needs_text(reason)
        with database.atomic():
            self._act("excuse", by=by, skip_reason=reason.strip())
            settle(self)
            self._tell({self.person_id}, "occurrence.excused", by)

    def decline(self, reason, *, by):
        """It has to be done all the same."""
        _needs_text(reason)
        self._must_direct(by)
        with database.atomic():
            self._mark("decline", by=by, states=(*AHEAD, MISSED), still=Occurrence.skip_asked_at.is_null(False),
                       skip_asked_at=None, noted={"reason": reason.strip()})
            settle(self)
            self._tell({self.person_id}, "occurrence.declined", by)

    def reassign(self, person, reason, *, by):
        """Give it to somebody else who holds the position."""
        _needs_text(reason)
        self._must_direct(by)
        before = self.person_id
        with database.atomic():
            queue_up()  # nobody leaves the position, nor is given the same duty, between these questions and the change
            self._check_free(person)
            whose = Occurrence.person == before if before else Occurrence.person.is_null()
            self._mark("reassign", by=by, still=whose, person=person, is_directed=True, **self._basis(person),
                       **self.left_behind(), noted={"before": before, "person": person.id, "reason": reason.strip()})
            settle(self)
            self._tell({person.id}, "occurrence.given", by)
            self._tell({before}, "occurrence.taken", by)

    def move(self, day, *, by):
        """To another day; the day it was for stays with it."""
        if not today() <= day <= self.work_date + FURTHEST or day == self.day:
            raise Invalid(N_("Another day, from today to 31 days after its own."), "day")
        step = day - self.day
        self._act("move", by=by, moved_to=day, opens_at=self.opens_at + step, due_at=self.due_at + step,
                  locks_at=self.locks_at + step, noted={"day": day.isoformat()})

    def reopen(self, reason, *, by):
        """Let it be made up for until tomorrow night; that it was missed stays."""
        _needs_text(reason)
        midnight = dt.datetime.combine(today() + dt.timedelta(days=2), dt.time(), HERE)
        self._act("reopen", by=by, locks_at=midnight, noted={"reason": reason.strip()})

    # By itself.

    def count_as_done(self, at):
        """What proves it was all done elsewhere, the last of it at this moment; see `linking`."""
        self._move("count_as_done", by=None, done_at=at, done_by=self.person_id,
                   is_sampled=self.is_sampled or self.rule.draws())

    def lose_proof(self):
        """What it rests on was undone: it stays done, but somebody above looks at it."""
        with database.atomic():
            queue_up()
            Occurrence.update(is_sampled=True).where(Occurrence.id == self.id, Occurrence.state == SUBMITTED).execute()
            track(self, "occurrence.lose_proof", by=None)

    def miss(self):
        """Locked and not done."""
        self._move("miss", by=None, still=Occurrence.locks_at <= now(), missed_at=self.missed_at or self.locks_at)

    def transfer(self, person_id):
        """Follow the roster although its time has begun; that it did stays in the history."""
        with database.atomic():
            queue_up()
            before = self.person_id
            self._mark("transfer", by=None, states=(TODO,), person=person_id, **self.left_behind(),
                       noted={"before": before, "person": person_id})
            self._tell({person_id}, "occurrence.given", None)
            self._tell({before}, "occurrence.taken", None)

    def left_behind(self):
        """What changes with whose it is: what the person asked or explained stays with those above."""
        row = Occurrence.get_by_id(self.id)
        words = [{"person": row.person_id, "on": at.astimezone(HERE).date().isoformat(), "text": text}
                 for at, text in ((row.skip_asked_at or row.opens_at, row.skip_reason),
                                  (row.explained_at, row.explanation)) if text]
        return {"skip_asked_at": None, "skip_reason": None, "explanation": None, "explained_at": None,
                "words_before": [*(row.words_before or ()), *words] or None}

    # Questions.

    @hybrid_property
    def was_late(self):
        """Done after it was due, the first time."""
        return self.done_at is not None and self.judged_at > self.due_at

    @was_late.expression
    def was_late(cls):  # noqa: N805
        return cls.done_at.is_null(False) & (pw.fn.COALESCE(cls.first_done_at, cls.done_at) > cls.due_at)

    @property
    def judged_at(self):
        """When it was done, the first time where it was sent back since; None where it is not done."""
        return self.done_at and (self.first_done_at or self.done_at)

    @hybrid_property
    def was_missed(self):
        """Locked before it was done, whatever came of it later; what was excused counts as none."""
        return self.missed_at is not None and self.state != EXCUSED

    @was_missed.expression
    def was_missed(cls):  # noqa: N805
        return cls.missed_at.is_null(False) & (cls.state != EXCUSED)

    @hybrid_property
    def day(self):
        """The day it is to be done on."""
        return self.moved_to or self.work_date

    @day.expression
    def day(cls):  # noqa: N805
        return pw.fn.COALESCE(cls.moved_to, cls.work_date)

    @hybrid_property
    def is_asked(self):
        """Whether somebody asks not to have to do it and waits for an answer."""
        return self.skip_asked_at is not None and self.state in (*AHEAD, MISSED)

    @is_asked.expression
    def is_asked(cls):  # noqa: N805
        return cls.state.in_((*AHEAD, MISSED)) & (cls.skip_asked_at > LONG_AGO)  # an index leads to what is greater

    @property
    def standing(self):
        """Its state; of what is open, that it is overdue; of what is done, that nobody will inspect it."""
        if self.state in AHEAD and self.due_at < now():
            return OVERDUE
        return FINISHED if self.state == SUBMITTED and not self.is_sampled else self.state

    @property
    def is_ahead(self):
        """Whether its time has not come yet."""
        return self.opens_at > now()

    @property
    def is_locked(self):
        """Whether it can no longer be done; what was sent back always can."""
        return self.locks_at <= now() and self.state != SENT_BACK

    @property
    def is_untouched(self):
        """Whether only the portal has had to do with it."""
        return self.state == TODO and not self.is_directed and self.skip_asked_at is None and self.missed_at is None

    def may_be_claimed_by(self, person):
        return (self.person_id is None and self.rule.who == CLAIMED and self.state in OPEN and not self.is_locked
                and person.can("duties.do") and self.position_id in person.positions_within("own"))

    def may_be_directed_by(self, person):
        """Whether the person is above it; nobody directs the own duty, nor inspects what he did himself."""
        return (person.id not in (self.person_id, self.done_by_id) and person.leads(self.position_id, "duties.direct")
                and self.position_id not in person.positions_within("own"))

    def may_be_read_into_by(self, person):
        """Whether the person may read why it need not be done or was not: the own words, or those from beneath."""
        return person.id == self.person_id or person.leads(self.position_id, "duties.read")

    def _may_move(self, move, person):
        in_time = move not in TIMED or not (self.is_locked or self.is_ahead and move != "move")
        return in_time and super()._may_move(move, person)

    def _allows(self, move, person):
        if move == "take_back" and self.first_done_at:  # it was looked at: that is no slip of the thumb any more
            return False
        if move in DOING:
            whose = self.done_by_id if move == "take_back" else self.person_id
            return person.id == whose and super()._allows(move, person)
        return move not in BY_ITSELF and self.may_be_directed_by(person)

    def check(self, move, *, by):
        """Whether this person may make the move now, before anything costly is done for it. Raises NotAllowed, TooLate.
        """
        if not self._allows(move, by):
            raise NotAllowed(N_("You may not do this."))
        if move in TIMED and self.is_locked:
            raise TooLate(N_("It is locked and counts as missed. Explain it, or ask your superior to open it again."))
        if move in TIMED and self.is_ahead and move != "move":
            raise TooLate(N_("Its time has not come yet."))

    def _act(self, move, *, by, **changes):
        """A move of a person, and in time where time matters; its entry of the log."""
        self.check(move, by=by)
        open_still = (Occurrence.locks_at > now()) | (Occurrence.state == SENT_BACK)
        return self._move(move, by=by, still=open_still if move in TIMED else True, **changes)

    def _must_direct(self, by):
        if not self.may_be_directed_by(by):
            raise NotAllowed(N_("You may not do this."))

    def _mark(self, action, *, by, states=OPEN, still=True, noted=None, **changes):
        """Change something beside the state, if that still is one of these, and write down who did it."""
        with database.atomic():
            queue_up()
            if not Occurrence.update(**changes).where(
                    Occurrence.id == self.id, Occurrence.state.in_(states), still).execute():
                raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
            track(self, f"occurrence.{action}", by=by, **(noted or {}))
        for name, value in changes.items():
            setattr(self, name, value)
        self._dirty.clear()

    def _check_free(self, person):
        """Whether the person holds the position and does not have this duty, or the same one, already."""
        held = Appointment.current().where(Appointment.person == person, Appointment.position == self.position_id)
        if person.id == self.person_id or not held.exists():
            raise Invalid(N_("Choose somebody else who holds the position."), "person")
        if self._same().where(Occurrence.person == person).exists():
            raise Invalid(N_("%(name)s has this duty already."), "person", name=person.name)

    def _basis(self, person):
        """The clause and the signing by which it would be this person's duty; the clause alone where none is."""
        bound = clauses_bound([self.position_id], self.work_date).get((self.position_id, self.rule.clause), {})
        clause, signing = bound.get(person.id, (self.clause_id, None))
        return {"clause": clause, "signing": signing}

    def _tell(self, people, kind, by):
        tell(people - {None}, kind, self, by=by, day_on=self.day.isoformat())

    def _same(self):
        """The same duty at the same time, of others."""
        return Occurrence.select().where(
            Occurrence.series == self.series, Occurrence.work_date == self.work_date, Occurrence.slot == self.slot,
            Occurrence.id != self.id, Occurrence.state != DROPPED)


Occurrence.add_index(Occurrence.person, Occurrence.day, name="occurrence_person_id_day")
Occurrence.add_index(Occurrence.position, Occurrence.day, name="occurrence_position_id_day")
Occurrence.add_index(Occurrence.day, Occurrence.position, Occurrence.state, name="occurrence_day_position_id_state")


def _needs_text(text, field="reason"):
    if is_blank(text or ""):
        raise Invalid(N_("Give a reason."), field)
