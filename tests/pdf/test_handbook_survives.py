"""The server is killed while it makes a handbook. Started again, it goes on where it was, ends once, and says so."""

import http.cookiejar
import re
import sqlite3
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.served import Served
from tests.world import PASSWORD

CHAPTERS = 10
OFFICE = f"""
import datetime as dt
from db import passwords, schema
from db.base import database, today
from db.descriptions import IN_FORCE, Description
from db.people import Person
from db.positions import Position
from portal import create_app
from tests import world

app = create_app()
with app.app_context(), database.connection_context():
    schema.upgrade()
    with app.test_request_context():
        office = world.build().fresh()
    Person.update(password_hash=passwords.hashed("{PASSWORD}")).where(Person.id == office.hr.id).execute()
    duties = [f"第{{n}}项职责，按计划核对当日登记" for n in range(30)]
    for n in range({CHAPTERS}):
        position = Position.create(title=f"岗位{{n}}", department=office.positions.clerk.department)
        version = Description.create(position=position, version=1, title=position.title, state=IN_FORCE,
                                     effective_on=today(), created_by=office.hr)
        version._write(world.payload(position.title, duties), [])
"""


@pytest.fixture
def portal(tmp_path):
    portal = Served(tmp_path)
    portal.run("-c", OFFICE)
    yield portal
    portal.stop()


class Browser:
    """Signed in as HR."""

    def __init__(self, url):
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.post("/session/new", "/session/new", number="T0009", password=PASSWORD)

    def get(self, path):
        return self.opener.open(f"{self.url}{path}", timeout=20).read()

    def post(self, page, path, **fields):
        """Send a form of a page; the answer's bytes and address."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.get(page).decode()).group(1)
        data = urllib.parse.urlencode(fields | {"csrf_token": token}).encode()
        answer = self.opener.open(f"{self.url}{path}", data, timeout=20)
        return answer.read(), urllib.parse.urlsplit(answer.url).path


def asked(portal, question):
    with sqlite3.connect(f"file:{portal.folder / 'portal.db'}?mode=ro", uri=True) as database:
        return database.execute(question).fetchone()


def wait_until(portal, condition, seconds=60):
    """The first (state, done) of the job that meets it."""
    for _ in range(seconds * 20):
        if condition(*(found := asked(portal, "SELECT state, done FROM job"))):
            return found
        time.sleep(0.05)
    raise AssertionError(f"still {found}")


def test_a_killed_server_goes_on_where_it_was_and_finishes_once(portal):
    portal.start()
    browser = Browser(portal.url)
    _, page = browser.post("/jobs/", "/jobs/handbook", department="")
    wait_until(portal, lambda state, done: done >= 3)
    portal.kill()
    state, done = asked(portal, "SELECT state, done FROM job")
    parts = {path.name: path.stat().st_mtime_ns for path in Path(portal.folder / "jobs" / "1").glob("00*.pdf")}
    portal.start()
    assert (state, 3 <= done < CHAPTERS, wait_until(portal, lambda state, _: state != "waiting")[1] >= done) == (
        "running", True, True)
    kept = {path.name: path.stat().st_mtime_ns for path in Path(portal.folder / "jobs" / "1").glob("00*.pdf")}
    wait_until(portal, lambda state, _: state == "done")
    assert [name for name in sorted(parts)[:done] if kept.get(name, parts[name]) != parts[name]] == []
    assert "生成曾被中断，已从中断处继续（累计 1 次）" in browser.get(page).decode()
    book, _ = browser.post(page, f"{page}/file")
    assert book.startswith(b"%PDF-")
    assert asked(portal, "SELECT COUNT(*) FROM audit_entry WHERE action = 'job.finish'") == (1,)
    assert [path.name for path in Path(portal.folder / "jobs" / "1").iterdir()] == list(
        asked(portal, "SELECT sha256 FROM job"))
