"""Documents that take longer than a request: who asked for what, how far it has come, and where it can be fetched.

The row is the truth. Whoever works at it commits each step, so that after a kill another goes on where it was.
"""

import peewee as pw

from db import workshop
from db.audit import queue_up, track
from db.base import N_, Invalid, Moment, NotAllowed, TooLate, database, digest, now
from db.documents import Damaged
from db.leases import MOST_TRIES
from db.making import KEPT, Made, ended, hash_of
from db.notices import settle, tell
from db.people import Person

WAITING, RUNNING, DONE, FAILED, CANCELLED, EXPIRED = "waiting", "running", "done", "failed", "cancelled", "expired"
ACTIVE = (WAITING, RUNNING)
MOST_AT_ONCE = 5        # of one person
KINDS = {               # kind -> the ability it takes to have it made, and to fetch it
    "attestation": "signatures.certify",
    "bundle": "signatures.export",
    "day_sheets": "duties.watch",
    "handbook": "handbook.make",
}
_wake = None


def wake_with(function):
    """Name what wakes the workers once something new is in the database; called once, at start."""
    global _wake
    _wake = function


class Job(Made):
    """One document to be made: `plan` has an entry a step, `reach` the ids of the positions it tells of."""

    kind = pw.CharField(20)
    file = pw.CharField(160)  # the name of what comes of it
    arguments = pw.JSONField(default=dict)
    reach = pw.JSONField(default=list)
    asked_by = pw.ForeignKeyField(Person, backref="jobs", on_delete="RESTRICT")
    active_key = pw.CharField(64, null=True, unique=True)  # who asks twice for the same gets the same
    state = pw.CharField(12, default=WAITING, index=True)
    asked_at = Moment(default=now)

    MOVES = {  # begun it is by whoever takes it: that is nobody's deed
        "finish": ({RUNNING}, DONE, "jobs.cancel"),
        "fail": (set(ACTIVE), FAILED, "jobs.cancel"),
        "cancel": (set(ACTIVE), CANCELLED, "jobs.cancel"),
        "try_again": ({FAILED}, WAITING, "jobs.cancel"),
        "expire": ({DONE}, EXPIRED, "jobs.cancel"),
    }

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("jobs.read")
        return cls.select() if scope == "all" else cls.select().where(cls.asked_by == person)

    @classmethod
    def page(cls, person, *, before=None, size=20):
        """Jobs the person may see with who asked for them, newest first, and whether there are more."""
        rows = cls.visible_to(person).select(cls, Person).join(Person).order_by(cls.id.desc()).limit(size + 1)
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def latest(cls, count=20):
        """The newest of everybody's, for the command line."""
        return list(cls.select().order_by(cls.id.desc()).limit(count))

    @classmethod
    def ask(cls, kind, file, *, plan, reach, by, **arguments):
        """Note what is to be made; asked for again while it is under way, it is the same one.

        `file`: what it will be called; `arguments`: what the maker has to know beside the plan.
        """
        scope_of(kind, by)
        key = _key(by.id, kind, arguments)
        with database.atomic():
            queue_up()
            same = cls.get_or_none(cls.active_key == key)
            if same is not None:
                return same
            _check_room(by.id)
            job = cls.create(kind=kind, file=file, arguments=arguments, plan=plan, reach=sorted(reach), asked_by=by,
                             active_key=key)
            track(job, "job.ask", by=by, kind=kind, count=len(plan))
            database.after_commit(_wake_workers)
        return job

    @classmethod
    def next(cls):
        """The job that has waited longest, now held by the caller; None where there is nothing to do."""
        rows = cls.select().where(cls.state.in_(ACTIVE), cls.is_free()).order_by(cls.changed_at, cls.id)
        for job in list(rows):  # read to the end: SQLite lets nobody write on top of an older reading
            if job.tries >= MOST_TRIES:
                job._give_up(still=cls.is_free() & (cls.tries >= MOST_TRIES))
            elif job.take(still=cls.state.in_(ACTIVE), state=RUNNING):
                return job
        return None

    @property
    def is_active(self):
        return self.state in ACTIVE

    @property
    def is_cancelled(self):
        return self.state == CANCELLED

    def cancel(self, *, by):
        self._move("cancel", by=by, **ended())
        workshop.clear(self.id)

    def try_again(self, *, by):
        """All over again, once: what made it fail may lie in the parts that were made."""
        with database.atomic():
            queue_up()
            key = _key(self.asked_by_id, self.kind, self.arguments)
            if Job.select().where(Job.active_key == key).exists():
                raise TooLate(N_("The same document is being made already."))
            _check_room(self.asked_by_id)
            self._move("try_again", by=by, done=0, tries=0, problem=None, ended_at=None, changed_at=now(),
                       active_key=key)
            database.after_commit(_wake_workers)

    def may_be_fetched_by(self, person):
        """Whether the person could have had this made: the ability, and all its positions within reach."""
        scope = person.scope(KINDS[self.kind])
        return scope == "all" or (scope is not None and set(self.reach) <= person.positions_within(scope))

    def fetch(self, *, by):
        """The path of the file, checked against its hash. Who took it away is written down."""
        if not self.may_be_fetched_by(by):
            raise NotAllowed(N_("You may not do this."))
        if self.state != DONE:
            raise TooLate(N_("This file is not there any more; have it made again."))
        path = workshop.of(self.id) / self.sha256
        if not path.exists() or hash_of(path) != self.sha256:
            raise Damaged(N_("The stored file is damaged."))
        with database.atomic():
            track(self, "job.fetch", by=by, sha256=self.sha256)
            settle(self, "job.finish")
        return path

    def _may_move(self, move, person):
        if move not in ("cancel", "try_again") or not super()._may_move(move, person):
            return False
        return self.asked_by_id == person.id or person.scope("jobs.cancel") == "all"

    def _move(self, move, *, by, **more):
        if by is not None and self.asked_by_id != by.id and by.scope("jobs.cancel") != "all":
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            entry = super()._move(move, by=by, **more)
            if move in ("finish", "fail"):
                tell({self.asked_by_id}, f"job.{move}", self, by=None)
        return entry


def scope_of(kind, person):
    """How far the person's right to have such a document made reaches. Raises NotAllowed."""
    scope = person.scope(KINDS[kind])
    if scope is None:
        raise NotAllowed(N_("You may not do this."))
    return scope


def expire():
    """Results that have lain here for their time go, with an entry; so do parts that nobody needs any more."""
    for job in list(Job.select().where(Job.state == DONE, Job.kept_until < now())):
        job._move("expire", by=None, noted={"sha256": job.sha256})
    there = workshop.job_ids()
    needed = Job.state.in_((*ACTIVE, DONE)) | (Job.state == FAILED) & (Job.ended_at > now() - KEPT)
    for job_id in there - {row_id for (row_id,) in Job.select(Job.id).where(needed).tuples()}:
        workshop.clear(job_id)


def _key(person_id, kind, arguments):
    """The same for whoever asks twice for the same."""
    return digest([person_id, kind, arguments])


def _check_room(person_id):
    if Job.select().where(Job.asked_by == person_id, Job.state.in_(ACTIVE)).count() >= MOST_AT_ONCE:
        raise Invalid(N_("You have %(most)s documents being made; wait for one, or cancel one."), most=MOST_AT_ONCE)


def _wake_workers():
    if _wake is not None:
        _wake()
