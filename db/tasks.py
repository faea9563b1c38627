"""Tasks: what somebody above hands out, to be answered by a time; or what an inspection found, to be put right.

Each answer, each finding on it and each photo is a row of its own. That an answer came late stays, whatever comes next.
"""

import datetime as dt

import peewee as pw
from playhouse.hybrid import hybrid_property

from db import evidence, linking, photos
from db.audit import queue_up, track
from db.base import N_, Invalid, Model, Moment, NotAllowed, TooLate, database, is_blank, now
from db.documents import PHOTO, Document
from db.duties import REJECTED, Occurrence
from db.evidence import Inspection
from db.items import MOST_PHOTOS
from db.moves import Moving
from db.notices import settle, tell
from db.people import Appointment, Person
from db.positions import Position
from db.prepared import prepared
from db.rules import Rule

GIVEN, ANSWERED, CLOSED, WITHDRAWN = ("given", "answered", "closed", "withdrawn")
OVERDUE = "overdue"
FURTHEST = dt.timedelta(days=366)  # ahead, a task is due
LONGEST = 1000                     # characters


class Task(Moving):
    """What `person` has to answer by `due_at`. `position`: by which it is theirs; those above it look after it."""

    position = pw.ForeignKeyField(Position, backref="+", on_delete="RESTRICT")
    person = pw.ForeignKeyField(Person, backref="+", on_delete="RESTRICT")
    inspection = pw.ForeignKeyField(Inspection, null=True, backref="+", on_delete="RESTRICT")
    text = pw.TextField()
    given_by = pw.ForeignKeyField(Person, backref="+", on_delete="RESTRICT")
    given_at = Moment(default=now)
    due_at = Moment()
    state = pw.CharField(12, default=GIVEN)
    answered_at = Moment(null=True)
    closed_at = Moment(null=True)
    was_late = pw.BooleanField(default=False)  # with any of its answers: it stays, whatever comes next

    class Meta:
        indexes = ((("person", "state"), False), (("position", "state"), False))

    MOVES = {
        "answer": ({GIVEN}, ANSWERED, "duties.do"),
        "close": ({ANSWERED}, CLOSED, "duties.direct"),
        "hand_back": ({ANSWERED}, GIVEN, "duties.direct"),
        "withdraw": ({GIVEN}, WITHDRAWN, "duties.direct"),
    }

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("duties.read")
        if scope == "all":
            return cls.select()
        own = (cls.person == person) | (cls.given_by == person)
        return cls.select().where(own | cls.position.in_(person.positions_led(scope)))

    @classmethod
    def to_check(cls, person):
        """What was answered and waits for somebody above, this person, to look at it."""
        led = cls.position.in_(person.positions_led(person.scope("duties.direct")))
        return list(cls.select().where(cls.state == ANSWERED, led, cls.person != person))

    @classmethod
    def give(cls, person, position, text, due_at, *, by, inspection=None):
        """Hand it out to who holds the position and is beneath."""
        if person.id == by.id or not _directs(by, position.id):
            raise NotAllowed(N_("You may not do this."))
        _check_text(text)
        _check_due(due_at)
        with database.atomic():
            queue_up()
            held = Appointment.current().where(Appointment.person == person, Appointment.position == position)
            if not held.exists():
                raise Invalid(N_("%(name)s does not hold this position."), "person", name=person.name)
            task = cls.create(person=person, position=position, text=text.strip(), due_at=due_at, given_by=by,
                              inspection=inspection)
            track(task, "task.give", by=by, person=person.id, due_at=due_at.isoformat())
            tell({person.id}, "task.given", task, by=by)
        return task

    def answer(self, text, pictures=(), *, by):
        """Say what was done about it. `pictures`: bytes of photos."""
        if not self._allows("answer", by):
            raise NotAllowed(N_("You may not do this."))
        if self.state not in self.MOVES["answer"][0]:  # before photos are decoded and kept
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        _check_text(text)
        if len(pictures) > MOST_PHOTOS:
            raise Invalid(N_("At most %(most)s photos."), "photos", most=MOST_PHOTOS)
        kept = [Document.keep(photos.shrink(data, "photos"), PHOTO) for data in pictures]
        with database.atomic():
            noted = {"inspection": self.inspection_id} if self.inspection_id else {}
            is_late = now() > self.due_at
            entry = self._move("answer", by=by, noted=noted, answered_at=now(), was_late=self.was_late or is_late)
            self._note("answer", text, by, is_late=is_late)
            for document in kept:
                self._note("photo", "", by, photo=document)
            settle(self)
            tell({self.given_by_id}, "task.answered", self, by=by)
            linking.follow(entry)

    def close(self, text="", *, by):
        """Looked at, and well."""
        with database.atomic():
            linking.follow(self._move("close", by=by, closed_at=now()))
            self._note("close", text, by)
            settle(self)
            tell({self.person_id}, "task.closed", self, by=by)

    def hand_back(self, text, due_at, *, by):
        """Looked at, and not well: once more, by another time."""
        _check_text(text)
        _check_due(due_at)
        with database.atomic():
            before = self.due_at
            linking.follow(self._move("hand_back", by=by, due_at=due_at, noted={
                "due": before.isoformat(), "due_at": due_at.isoformat()}))
            self._note("hand_back", text, by)
            settle(self)
            tell({self.person_id}, "task.handed_back", self, by=by)

    def withdraw(self, text, *, by):
        _check_text(text)
        with database.atomic():
            self._move("withdraw", by=by)
            self._note("withdraw", text, by)
            settle(self)
            tell({self.person_id}, "task.withdrawn", self, by=by)

    @hybrid_property
    def is_overdue(self):
        """Not answered although its time is over."""
        return self.state == GIVEN and self.due_at < now()

    @is_overdue.expression
    def is_overdue(cls):  # noqa: N805
        return (cls.state == GIVEN) & (cls.due_at < now())

    @property
    def title(self):
        """Its first line, shortened, without the full stop: it is quoted in sentences."""
        return shorten(self.text, 40).rstrip("。.")

    @property
    def standing(self):
        return OVERDUE if self.is_overdue else self.state

    @property
    def step_list(self):
        """What was said about it, the oldest first."""
        return list(self.steps.select(Step, Person).join(Person).order_by(Step.id))

    def _allows(self, move, person):
        if move == "answer":
            return person.id == self.person_id and super()._allows(move, person)
        return person.id != self.person_id and _directs(person, self.position_id)

    def _note(self, kind, text, by, **facts):
        Step.create(task=self, kind=kind, text=(text or "").strip(), by=by, **facts)


class Step(Model):
    """One answer, photo or finding; what corrects it is a new row."""

    task = pw.ForeignKeyField(Task, backref="steps", on_delete="RESTRICT")
    kind = pw.CharField(12)  # the move it was, or a photo of the answer before it
    text = pw.TextField(default="")
    photo = pw.ForeignKeyField(Document, null=True, backref="+", on_delete="RESTRICT")
    is_late = pw.BooleanField(default=False)
    by = pw.ForeignKeyField(Person, backref="+", on_delete="RESTRICT")
    at = Moment(default=now)

    class Meta:
        table_name = "task_step"

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.task.in_(Task.visible_to(person).select(Task.id)))


def fail(occurrence, what, person, due_at, score=None, *, by, seen=None):
    """The inspection finds something wrong: this person puts it right by then, and is looked at again."""
    with database.atomic():
        found = evidence.inspect(occurrence, "fail", what, score, by=by, seen=seen)
        return Task.give(person, occurrence.position, what, due_at, by=by, inspection=found)


def fail_anew(occurrence, what, person, due_at, *, by):
    """What was to be put right was withdrawn: this person puts it right after all, and is looked at again."""
    with database.atomic():
        queue_up()
        if not occurrence.may_be_directed_by(by):
            raise NotAllowed(N_("You may not do this."))
        found = nobodys(occurrence)
        if found is None:
            raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
        return Task.give(person, occurrence.position, what, due_at, by=by, inspection=found)


def nobodys(occurrence):
    """The inspection that found it wrong, where nobody has to put that right any more; else None."""
    if occurrence.state != REJECTED:
        return None
    found = occurrence.inspections.where(Inspection.verdict == "fail").order_by(Inspection.id.desc()).first()
    kept = Task.select().where(Task.inspection == found, Task.state != WITHDRAWN)
    return found if found and not kept.exists() else None


@prepared
def owed_by(person):
    """What one person has to answer, by the time it is due."""
    return Task.select().where(Task.person == person, Task.state == GIVEN).order_by(Task.due_at, Task.id)


def beneath(person):
    """Appointments of those one may give a task to, by name."""
    led = person.positions_led(person.scope("duties.direct"))
    rows = Appointment.current().where(Appointment.position.in_(led), Appointment.person != person)
    return list(rows.select(Appointment, Person, Position).join(Person).switch(Appointment).join(Position)
                .order_by(Person.pinyin, Person.id))


KINDS = {
    "to_check": Task.state == ANSWERED,
    "open": Task.state == GIVEN,
    "ended": Task.state.in_((CLOSED, WITHDRAWN)),
}


def page(viewer, kind, *, after=None, size=20):
    """The tasks of a kind that the viewer may see, by the time they are due, and whether there are more."""
    rows = (Task.visible_to(viewer).where(KINDS[kind]).select(Task, Person).join(Person, on=Task.person))
    last = Task.visible_to(viewer).where(Task.id == after).first() if after else None
    if last:
        rows = rows.where((Task.due_at > last.due_at) | (Task.due_at == last.due_at) & (Task.id > last.id))
    found = list(rows.order_by(Task.due_at, Task.id).limit(size + 1))
    return found[:size], len(found) > size


def counts(viewer):
    """{kind: how many tasks there are of it}, and how many of the open ones are overdue."""
    kinds = KINDS | {OVERDUE: Task.is_overdue}
    numbers = Task.visible_to(viewer).select(*(pw.fn.SUM(pw.Case(None, [(kind, 1)], 0)) for kind in kinds.values()))
    return {kind: number or 0 for kind, number in zip(kinds, numbers.tuples().get(), strict=True)}


def origin(task, viewer):
    """The occurrence whose inspection it came of, where the viewer may see it; None also if somebody above gave it."""
    return (Occurrence.visible_to(viewer).select(Occurrence, Rule).join(Rule).switch(Occurrence).join(Inspection)
            .where(Inspection.id == task.inspection_id).first())


def come_of(occurrence):
    """{inspection id: the task that came of it, the last one where others were withdrawn}."""
    rows = Task.select().join(Inspection).where(Inspection.occurrence == occurrence).order_by(Task.id)
    return {row.inspection_id: row for row in rows}


def shorten(text, most):
    """The first line, in at most so many characters."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= most else line[:most - 1] + "…"


def _directs(person, position_id):
    """Whether the position is beneath the person; never an own one."""
    return position_id not in person.positions_within("own") and person.leads(position_id, "duties.direct")


def _check_text(text):
    if is_blank(text or ""):
        raise Invalid(N_("Say it in a few words."), "text")
    if len(text) > LONGEST:
        raise Invalid(N_("At most %(most)s characters."), "text", most=LONGEST)


def _check_due(due_at):
    if not now() < due_at < now() + FURTHEST:
        raise Invalid(N_("A time to come, at most a year ahead."), "day")
