"""Several at the same moment, with real commits and threads: what may happen once does, and the log stays whole."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from db import acts, audit, base, schema
from db.base import Refused, database
from db.issuing import bring_into_force
from db.keys import Certificate
from db.people import Person
from db.signatures import AWAITING_SUPERIOR, Signing
from portal import papers
from tests.conftest import new_database
from tests.world import build, in_review

PIN = "kestrel-47"
TRAIL = {"address": "192.0.2.7", "agent": "a test"}
AT_ONCE = 6


@pytest.fixture(scope="module")
def scene(app, tmp_path_factory):
    """A database of its own, in which things are committed; the clerk's signing is open."""
    before = database.obj
    with new_database(tmp_path_factory.mktemp("races")) as url:
        real = base.connect(url)
        with real.connection_context(), app.test_request_context():
            schema.upgrade()
            world = build().fresh()
            Certificate.enrol(PIN, by=world.clerk, paper=papers, trail=TRAIL)
            in_review(world.drafts.clerk, by=world.hr_manager)
            bring_into_force(world.drafts.clerk, by=world.hr_manager, paper=papers)
            yield world
        real.close_all()
    database.initialize(before)


def at_once(app, action):
    """What each of AT_ONCE threads got: its answer, or the kind of refusal."""
    def one(n):
        with database.connection_context(), app.test_request_context():
            try:
                return action(n)
            except Refused as refusal:
                return type(refusal).__name__
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_a_signature_sent_many_times_at_once_is_made_once(app, scene):
    signing = Signing.get(Signing.holder == scene.clerk)
    shown = signing.current.sha256

    def sign(_n):
        mine = Signing.get_by_id(signing.id)
        acts.sign(mine, PIN, shown=shown, mark={"method": "typed", "text": "张小燕"}, trail=TRAIL, paper=papers,
                  by=Person.get_by_id(scene.clerk.id))
        return "signed"

    answers = at_once(app, sign)
    after = Signing.get_by_id(signing.id)
    assert answers.count("signed") == 1
    assert (after.state, len(after.signature_rows())) == (AWAITING_SUPERIOR, 1)
    assert after.current.sha256 == after.signature_rows()[0].hash_after
    assert audit.verify(Signing.anchors()).is_whole


def test_wrong_pins_at_once_are_counted_one_by_one(app, scene):
    certificate = Certificate.of(scene.clerk)

    def guess(n):
        return Certificate.get_by_id(certificate.id).unlock(f"wrong-pin-{n}", by=Person.get_by_id(scene.clerk.id))

    answers = at_once(app, guess)
    after = Certificate.get_by_id(certificate.id)
    assert answers.count("PinRefused") == 5
    assert (after.state, after.wrong_pins) == ("locked", 5)


def test_entries_written_at_once_stay_one_chain(app, scene):
    before = audit.head()[0]

    def write(n):
        return [audit.track(scene.clerk, "test.race", by=scene.hr, n=n).id for _ in range(20)]

    ids = sorted(row_id for rows in at_once(app, write) for row_id in rows)
    assert ids == list(range(before + 1, before + 1 + 20 * AT_ONCE))
    assert audit.verify().is_whole
