"""Sessions against a model of them: any order of signing in, waiting, leaving and coming back."""

import datetime as dt

import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from db.base import database
from db.sessions import ABSOLUTE, IDLE, Session
from tests.world import START

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
HERE = ("192.0.2.7", "a test")


class Sessions(RuleBasedStateMachine):
    """`open` maps each token that should still work to (whose it is, when it began, when it was last used)."""

    def __init__(self, world):
        super().__init__()
        self.world, self.open, self.closed = world, {}, set()
        self.people = {"clerk": world.clerk, "colleague": world.colleague}
        self.clock = time_machine.travel(NOON, tick=False)
        self.wall = self.clock.start()
        self.change = database.atomic()
        self.transaction = self.change.__enter__()

    def teardown(self):
        self.transaction.rollback()
        self.change.__exit__(None, None, None)
        self.clock.stop()

    @property
    def now(self):
        return dt.datetime.now(dt.UTC)

    @rule(key=st.sampled_from(["clerk", "colleague"]))
    def sign_in(self, key):
        _, token = Session.start(self.world.again(self.people[key]), *HERE)
        self.open[token] = (key, self.now, self.now)

    @rule(minutes=st.sampled_from([1, 10, 25, 29, 31, 200]))
    def wait(self, minutes):
        self.wall.shift(dt.timedelta(minutes=minutes))
        for token, (_, began, used) in list(self.open.items()):
            if self.now - used > IDLE or self.now - began > ABSOLUTE:
                self.close(token)

    @precondition(lambda self: self.open or self.closed)
    @rule(data=st.data())
    def use(self, data):
        token = data.draw(st.sampled_from(sorted(self.open) + sorted(self.closed)))
        session = Session.of(token)
        assert (session is not None) == (token in self.open)
        if session:
            key, began, used = self.open[token]
            assert session.person == self.people[key]
            self.open[token] = (key, began, self.now if self.now - used > dt.timedelta(minutes=1) else used)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def sign_out(self, data):
        token = data.draw(st.sampled_from(sorted(self.open)))
        session = Session.of(token)
        session.end(by=session.person)
        self.close(token)

    @rule(key=st.sampled_from(["clerk", "colleague"]), how=st.sampled_from(["sign_out_everywhere", "give_password"]))
    def end_all(self, key, how):
        getattr(self.world.again(self.people[key]), how)(by=self.world.hr)
        for token in [token for token, (owner, _, _) in self.open.items() if owner == key]:
            self.close(token)

    @rule(key=st.sampled_from(["clerk", "colleague"]))
    def leave_and_come_back(self, key):
        """Somebody leaves and is taken back: the old sessions do not come back with the person."""
        person = self.world.again(self.people[key])
        person.leave(START, by=self.world.hr)
        person.left_on = None
        person.save()
        for token in [token for token, (owner, _, _) in self.open.items() if owner == key]:
            self.close(token)

    @invariant()
    def nobody_is_told_of_a_session_that_is_over(self):
        for key, row in self.people.items():
            person = self.world.again(row)
            alive = sum(owner == key for owner, _, _ in self.open.values())
            assert Session.visible_to(person).count() == alive

    def close(self, token):
        del self.open[token]
        self.closed.add(token)


def test_only_sessions_that_should_work_do(world):
    run_state_machine_as_test(lambda: Sessions(world), settings=settings(
        max_examples=40, stateful_step_count=25, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck)))
