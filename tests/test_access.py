"""Every route, every role, every object: what policy.py says is what happens, and a refusal changes nothing."""

import logging
import re
from pathlib import Path

import pytest
import time_machine

from db.access import ABILITIES
from db.base import now
from tests import canaries, policy
from tests.conftest import ON_POSTGRES
from tests.forgery import forged_signatures, unsaid
from tests.matrix import violations
from tests.trespass import dead_ends, forgeries, leaks, skipped, smuggled, undeclared

ROOT = Path(__file__).parent.parent
WALKERS = (policy.HEAD, policy.HR_MANAGER, policy.ADMIN) if ON_POSTGRES else policy.SIGNED_IN
READERS = [role for role in policy.ROLES if role != policy.MUST_CHOOSE]


@pytest.fixture(scope="module")
def stage(stage):
    """Here nothing is broken on purpose: what a page answers it answers to every test."""
    stage.answers = {}
    return stage


def posts(app):
    return sorted({rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods})


def test_every_route_has_its_line_in_the_policy_and_every_line_its_route(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(policy.POLICY)


def test_every_ability_of_the_table_guards_something(app):
    of_views = {getattr(view, "ability", None) for view in app.view_functions.values()}
    in_verbs = {word for path in ROOT.glob("db/**/*.py") if path.name != "access.py"
                for word in re.findall(r'"(\w+\.\w+)"', path.read_text())}
    assert set(ABILITIES) - of_views - in_verbs == set()


@pytest.mark.parametrize("endpoint", sorted(policy.POLICY))
def test_whoever_may_is_let_in_and_nobody_else(scene, endpoint):
    assert list(violations(scene, endpoint)) == []


def test_no_draft_reaches_hr_past_whoever_sits_above(scene):
    assert skipped(scene) == []


def test_a_view_that_says_nothing_is_closed_to_everybody(scene):
    assert undeclared(scene) == []


def test_only_the_person_whose_turn_it_is_signs_with_the_own_key(scene):
    assert list(forged_signatures(scene)) == []


def test_a_superseded_paper_says_so(scene):
    assert unsaid(scene) == []


def test_other_methods_are_no_way_in(app, scene):
    closed = {(method, scene.ask(policy.ADMIN, method, "/settings/")) for method in ("PUT", "PATCH", "DELETE", "TRACE")}
    assert {(response.status_code, same) for _, (response, same) in closed} == {(405, True)}


def test_no_other_site_can_post_for_somebody(app, scene):
    assert [line for endpoint in posts(app) for line in forgeries(scene, endpoint)] == []


def test_fields_that_no_form_has_do_nothing(app, scene):
    with time_machine.travel(now(), tick=False):
        assert [line for endpoint in posts(app) for line in smuggled(scene, endpoint)] == []


@pytest.mark.parametrize("role", READERS)
def test_no_page_tells_a_role_what_it_may_not_know(scene, role):
    assert list(leaks(scene, role)) == []


@pytest.mark.parametrize("role", WALKERS)
def test_every_link_and_button_a_role_is_shown_works_for_it(scene, role):
    assert list(dead_ends(scene, role)) == []


def test_no_log_line_names_anybody(app, scene, caplog):
    caplog.set_level(logging.INFO)
    readers = {path: role for role in policy.ROLES for _, path in scene.pages(role)}
    for path, role in readers.items():
        scene.ask(role, "GET", path)
    for endpoint in posts(app):
        role, path = scene.entitled(endpoint)
        scene.ask(role, "POST", path, form=scene.form(endpoint))
    said = caplog.text
    people = [word for person in scene.people.values() if person for word in (person.name, person.number)]
    assert [word for word in (*canaries.CANARIES, *people, "246810", "correct horse") if word in said] == []
