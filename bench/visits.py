"""A portal with the demo's story and a company of 500 beside it, and what a page of it costs.

The CPU of a request is held against the same bytes served from memory: same process, same gate, same session. Bursts
alternate, so that a machine that slows down slows both; the medians of the bursts and of their ratios are given.
"""

import statistics
import tempfile
import time
from contextlib import contextmanager
from typing import NamedTuple

from playhouse.test_utils import count_queries

from bench import company
from db import demo, schema
from db.base import database
from db.people import Person
from db.sessions import Session
from portal import create_app, papers
from portal.auth import SIGNED_IN, needs

ROUNDS = 9


class Figures(NamedTuple):
    size: int       # bytes
    queries: int
    cpu: float      # ms a request
    memory: float   # the same bytes from memory, ms
    ratio: float


class Portal:
    def __init__(self, app):
        self.app, self.page = app, ""

        @app.get("/from-memory")
        @needs(SIGNED_IN)
        def from_memory():
            return self.page

    @contextmanager
    def connected(self):
        with self.app.app_context(), database.connection_context():
            yield

    def figures(self, number, path, burst):
        """The Figures of a page for whoever has the number, in bursts of so many requests."""
        client = self._signed_in(number)
        for _ in range(2):
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status}")
        self.page = answer.data.decode()
        with self.connected(), count_queries() as counter:
            client.get(path)
        pairs = [(_cpu(client, path, burst), _cpu(client, "/from-memory", burst)) for _ in range(ROUNDS)]
        return Figures(len(answer.data), counter.count, *map(statistics.median, zip(*pairs, strict=True)),
                       statistics.median(page / copy for page, copy in pairs))

    def _signed_in(self, number):
        with self.connected():
            person = Person.get(Person.number == number)
            _, token = Session.start(person, "127.0.0.1", "bench")
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return client


@contextmanager
def portal():
    """The Portal, in a folder that goes with it."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        opened = Portal(create_app(DATA=folder))
        with opened.connected():
            schema.upgrade()
            for _ in demo.tell(papers):
                pass
            company.grow()
        yield opened
        database.close_all()


def _cpu(client, path, times):
    """CPU milliseconds a request, over so many of them."""
    start = time.process_time()
    for _ in range(times):
        client.get(path)
    return (time.process_time() - start) / times * 1000
