"""How a document comes to be made: step by step, by whoever holds it, until it is there or given up."""

import datetime as dt
import hashlib
import logging

import peewee as pw

from db import disk, workshop
from db.base import N_, Moment, Refused, TooLate, now
from db.leases import MOST_TRIES, Leased, Lost
from db.moves import Moving

KEPT = dt.timedelta(days=14)
PAUSE = 10              # seconds after the first failed try; twice as many after the second, and so on
GAVE_UP = N_("It could not be made in %(tries)s tries. The administrator finds the reason in the server's log, under "
             "job %(id)s.")

log = logging.getLogger(__name__)


class Made(Moving, Leased):
    """The part of a job that is worked at: `plan` has an entry a step, of which so many are `done`."""

    plan = pw.JSONField(default=list)
    done = pw.IntegerField(default=0)  # steps
    problem = pw.JSONField(null=True)  # {message, params}
    changed_at = Moment(default=now)
    ended_at = Moment(null=True)
    kept_until = Moment(null=True)
    sha256 = pw.CharField(64, null=True)
    size = pw.BigIntegerField(null=True)

    @property
    def total(self):
        return len(self.plan)

    def work(self, maker, *, is_time_up):
        """Go on where it was, until it is finished or the time is up. Whatever goes wrong is noted on the row.

        `maker.step(job, folder)` does what `plan[job.done]` asks for, and perhaps some entries more, and returns how
        many; `maker.finish(job, folder)` returns the path of what came of them all, and may `job.keep()` the row
        where it takes long. Either may be done twice and must then have the same effect.
        """
        try:
            self._go_on(maker, is_time_up)
        except Lost:
            self._leave_no_parts()
        except Refused as refusal:
            self._fail(refusal.message, refusal.params)
        except Exception:
            log.exception("job %s, step %s, try %s", self.id, self.done, self.tries)
            self._stumble()

    def _go_on(self, maker, is_time_up):
        folder = workshop.of(self.id)
        while self.done < self.total:
            self.keep(done=self.done + maker.step(self, folder), tries=1, changed_at=now())
            if is_time_up():
                self.give_back(tries=0)
                return
        self._finish(maker.finish(self, folder))

    def _finish(self, path):
        """The result lies under its hash: whoever was overtaken and is late cannot write into what was finished."""
        disk.sync(path)
        sha256, size = hash_of(path), path.stat().st_size
        made = path.rename(path.with_name(sha256))
        disk.sync(path.parent)
        try:
            self._move("finish", by=None, still=self.is_mine(), sha256=sha256, size=size, kept_until=now() + KEPT,
                       noted={"kind": self.kind, "count": self.total, "sha256": sha256}, **ended())
        except TooLate:
            raise Lost from None
        workshop.leave_only(self.id, made.name)

    def _stumble(self):
        """After a fault: the same step again a little later, by whoever is free then; not for ever."""
        if self.tries >= MOST_TRIES:
            self._give_up(still=self.is_mine())
            return
        try:
            self.give_back(for_seconds=PAUSE * self.tries)
        except Lost:
            self._leave_no_parts()

    def _give_up(self, *, still):
        self._fail(GAVE_UP, {"tries": MOST_TRIES, "id": self.id}, still=still)

    def _fail(self, message, params, *, still=None):
        still = self.is_mine() if still is None else still
        try:
            self._move("fail", by=None, still=still, problem={"message": message, "params": params}, **ended())
        except TooLate:
            self._leave_no_parts()

    def _leave_no_parts(self):
        """Where it was cancelled meanwhile; where somebody else works at it, the parts are theirs."""
        if type(self).get_by_id(self.id).is_cancelled:
            workshop.clear(self.id)


def ended():
    return {"active_key": None, "worker": None, "lease_until": None, "ended_at": now(), "changed_at": now()}


def hash_of(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
