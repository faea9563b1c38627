"""Who works at the jobs: a thread in one of the web workers, woken by huey; or a process of its own.

huey only wakes. What there is to do stands in the database, so a wake-up that is lost costs a minute at most.
"""

import fcntl
import logging
import sqlite3
import threading
import time
from functools import partial
from pathlib import Path

from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.exceptions import HueyException

from db import jobs, rounds
from db.attestations import Attestation
from db.base import database
from db.bundles import Bundle
from db.handbook import Handbook
from db.jobs import Job
from db.sheets.department import DaySheets
from portal import books, papers, sheets
from portal.timetable import TIMETABLE

SLICE = 15      # seconds of one job before the next one gets its turn
GRACE = 20      # seconds the step in hand may take when the server is stopped
MAKERS = {      # kind -> who makes it: step(job, folder), finish(job, folder)
    "attestation": Attestation(papers),
    "bundle": Bundle(papers),
    "day_sheets": DaySheets(sheets),
    "handbook": Handbook(books),
}

log = logging.getLogger(__name__)
stopping = threading.Event()
_running = []   # the consumer, in the web worker that has it


class Embedded(Consumer):
    """huey's consumer inside a web worker, where signals are the web server's."""

    def _set_signal_handlers(self):
        pass


def init_app(app):
    """The queue of wake-ups, in a file of its own: its locks must not hold up the portal."""
    huey = SqliteHuey("jobs", filename=str(Path(app.config["DATA"]).resolve() / "queue.db"), results=False)

    @huey.task(name="work")
    def work():
        with app.app_context(), database.connection_context():
            work_off()

    @huey.periodic_task(crontab(minute="*"), name="look_around", priority=1)
    def look_around():
        work.call_local()

    @huey.on_startup()
    def start_at_once():
        work()

    app.extensions["huey"] = huey
    jobs.wake_with(lambda: wake(work))


def wake(work):
    """Best effort: who looks around each minute finds the job in any case."""
    try:
        work()
    except (HueyException, sqlite3.Error) as fault:
        log.warning("nobody was woken: %s", type(fault).__name__)


def work_off():
    """Everything that is due, then the jobs in turns, until nothing is left to do or the server stops."""
    while not stopping.is_set():
        rounds.carry_out_due(TIMETABLE)
        job = Job.next()
        if job is None:
            return
        job.work(MAKERS[job.kind], is_time_up=partial(is_time_up, time.monotonic() + SLICE))


def is_time_up(end):
    return stopping.is_set() or time.monotonic() > end


def start(app):
    """In each web worker: wait to be the one that works at the jobs, and begin at once when that one is gone."""
    if app.config["JOBS"] == "embedded":
        threading.Thread(target=_embed, args=[app], name="jobs", daemon=True).start()


def stop():
    """When a web worker ends: no further step."""
    stopping.set()
    for consumer in _running:
        consumer.stop(graceful=True)


def _embed(app):
    with (Path(app.config["DATA"]) / "queue.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stopping.is_set():
            return
        consumer = Embedded(app.extensions["huey"], max_delay=1.0, shutdown_timeout=GRACE)
        _running.append(consumer)
        consumer.run()
