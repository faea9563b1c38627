"""A row that one process at a time works at, and that another takes over when that one is gone."""

import datetime as dt
import secrets

import peewee as pw

from db import workers
from db.base import Model, Moment, now

LEASE = dt.timedelta(minutes=3)  # longer than any one step takes
MOST_TRIES = 5


class Lost(Exception):
    """Somebody else works at the row by now, or it has ended: whoever hears this stops."""


class Leased(Model):
    """`worker` holds the row until `lease_until`; without a worker, that is when it may be taken again.

    `tries` counts how often the present step was begun, `interruptions` how often a worker was gone before its time.
    """

    worker = pw.CharField(100, null=True)
    lease_until = Moment(null=True)
    tries = pw.IntegerField(default=0)
    interruptions = pw.IntegerField(default=0)

    @classmethod
    def is_free(cls):
        """The condition that nobody holds the row: never held, given back, run out, or its holder known to be gone."""
        held = cls.select(cls.worker).where(cls.worker.is_null(False)).distinct().tuples()
        gone = [worker for (worker,) in held if workers.is_gone(worker.partition("/")[0])]
        return cls.lease_until.is_null() | (cls.lease_until < now()) | cls.worker.in_(gone)

    def take(self, *, still=True, **changes):
        """Hold the row, if nobody does and it `still` is as said. Whether it worked."""
        cls, worker = type(self), f"{workers.here()}/{secrets.token_hex(4)}"
        changes |= {"worker": worker, "lease_until": now() + LEASE, "tries": cls.tries + 1,
                    "interruptions": cls.interruptions + pw.Case(None, [(cls.worker.is_null(), 0)], 1)}
        if not cls.update(**changes).where(cls.id == self.id, cls.is_free(), still).execute():
            return False
        self.__data__.update(cls.get_by_id(self.id).__data__)
        self._dirty.clear()
        return True

    def keep(self, **changes):
        """Write something down and go on holding the row. Raises Lost."""
        self._write(lease_until=now() + LEASE, **changes)

    def give_back(self, *, for_seconds=0, **changes):
        """Let go of the row; nobody takes it before these seconds have gone by. Raises Lost."""
        self._write(worker=None, lease_until=now() + dt.timedelta(seconds=for_seconds) if for_seconds else None,
                    **changes)

    def is_mine(self):
        """The condition that the row is held by whoever took this very object."""
        return type(self).worker == self.worker

    def _write(self, **changes):
        cls = type(self)
        if not cls.update(**changes).where(cls.id == self.id, self.is_mine()).execute():
            raise Lost
        self.__data__.update(changes)
        self._dirty.clear()
