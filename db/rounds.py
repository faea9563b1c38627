"""Work that comes by itself: a row for each time it was due, so that it is done once however many there are to do it.

After a standstill only the latest time is made up for: each piece of work looks at everything that has become due.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

import peewee as pw

from db.audit import track
from db.base import HERE, N_, Moment, database, now
from db.leases import MOST_TRIES, Leased, Lost

TO_COME, UNDER_WAY, CARRIED_OUT, GIVEN_UP = "to_come", "under_way", "carried_out", "given_up"
KEPT = dt.timedelta(days=60)
PAUSE = 60  # seconds after the first failed try; twice as many after the second, and so on

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Daily:
    """At a time of the clock on the wall in the mall."""

    hour: int
    minute: int = 0

    def last(self, at):
        """The latest moment due, not after `at`."""
        wall = at.astimezone(HERE)
        due = wall.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return (due if due <= wall else due - dt.timedelta(days=1)).astimezone(dt.UTC)

    def told(self):
        return N_("daily at %(time)s"), {"time": f"{self.hour:02}:{self.minute:02}"}


@dataclass(frozen=True)
class Every:
    """Each time so many minutes have gone by; they divide a day."""

    minutes: int

    def last(self, at):
        """The latest moment due, not after `at`."""
        wall = at.astimezone(HERE).replace(second=0, microsecond=0)
        return (wall - dt.timedelta(minutes=(wall.hour * 60 + wall.minute) % self.minutes)).astimezone(dt.UTC)

    def told(self):
        return N_("every %(minutes)s minutes"), {"minutes": self.minutes}


@dataclass(frozen=True)
class Task:
    """A line of the timetable: `do` takes nothing, and done twice has the effect of once. `title` is for the reader."""

    name: str
    rhythm: Daily | Every
    title: str
    do: Callable


class Round(Leased):
    """One time a task was due."""

    task = pw.CharField(40)
    due_at = Moment()
    done_at = Moment(null=True)
    failed_at = Moment(null=True)

    class Meta:
        indexes = ((("task", "due_at"), True),)

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.can("settings.manage") else cls.select().where(pw.Value(False))

    @classmethod
    def latest(cls):
        """{task: its latest round}"""
        newest = cls.select(pw.fn.MAX(cls.id)).group_by(cls.task)
        return {row.task: row for row in cls.select().where(cls.id.in_(newest))}

    @classmethod
    def standing(cls, timetable, person):
        """[(task, its latest round or None)] for those who look after them; nothing for others."""
        newest = cls.latest() if person.can("settings.manage") else None
        return [] if newest is None else [(task, newest.get(task.name)) for task in timetable]

    @property
    def state(self):
        if self.is_over:
            return GIVEN_UP if self.failed_at else CARRIED_OUT
        return UNDER_WAY if self.worker else TO_COME

    @property
    def is_over(self):
        return self.done_at is not None or self.failed_at is not None

    def carry_out(self, task):
        """The work itself, once the row is held. What goes wrong is tried again later, not for ever."""
        try:
            self._try(task)
        except Lost:
            pass  # it took so long that somebody else has begun

    def give_up(self):
        """Too often begun and never finished: it waits for its next time, and the log says so."""
        with database.atomic():
            self.give_back(failed_at=now())
            track(self, "round.fail", by=None, task=self.task)

    def _try(self, task):
        try:
            task.do()
        except Exception:
            log.exception("%s, due %s, try %s", self.task, self.due_at.isoformat(), self.tries)
            if self.tries < MOST_TRIES:
                self.give_back(for_seconds=PAUSE * self.tries)
            else:
                self.give_up()
        else:
            self.give_back(done_at=now())


def carry_out_due(timetable):
    """What has become due and nobody has done. Each row is made by whoever comes first, and held by one at a time."""
    still = Round.done_at.is_null() & Round.failed_at.is_null()
    for task in timetable:
        due = {"task": task.name, "due_at": task.rhythm.last(now())}
        Round.insert(due).on_conflict_ignore().execute()
        row = Round.get(Round.task == task.name, Round.due_at == due["due_at"])
        if row.is_over or not row.take(still=still):
            continue
        if row.tries > MOST_TRIES:
            row.give_up()
        else:
            row.carry_out(task)


def forget():
    """Rounds of long ago; those that failed stand in the log."""
    Round.delete().where(Round.due_at < now() - KEPT).execute()
