"""A form that arrives after its session is over: what was typed is there after signing in, for the same person only."""

import base64
import datetime as dt
import html
import inspect
import re

import pytest
import time_machine
from wtforms import PasswordField

from db.base import now
from db.descriptions import Description
from db.sessions import IDLE
from portal import kept
from portal.forms import Code, Form
from tests.world import PASSWORD

TYPED = {"name": "改名的人", "email": ""}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def late(app, world, visit):
    """late(person, path, form): the answer to a form sent after half an hour, and the browser it was sent from."""
    with time_machine.travel(now()) as clock:
        def send(person, path, form, headers=None):
            browser = visit(person)
            clock.shift(IDLE + dt.timedelta(minutes=1))
            return browser.post(path, data=form, headers=headers), browser
        yield send


def sealed(answer):
    found = re.search(r'name="kept" value="([^"]+)"', answer.get_data(as_text=True))
    return found and html.unescape(found[1])


def enter(browser, person, answer):
    person.password_hash = type(person).get(type(person).number == "T0000").password_hash
    person.save()
    below = re.findall(r'name="next" value="([^"]+)"', answer.get_data(as_text=True))
    return browser.post("/session/new", data={"number": person.number, "password": PASSWORD, "kept": sealed(answer),
                                              "next": below[-1] if below else ""})


def hidden(page):
    action, text = re.search(r'<form class="card-body" method="post" action="([^"]+)">(.*?)</form>',
                             page.get_data(as_text=True), re.DOTALL).groups()
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text)
    return action, {name: html.unescape(value) for name, value in fields if name != "csrf_token"}


def test_what_was_typed_can_be_sent_after_signing_in_again(world, late):
    path = f"/people/{world.clerk.id}/edit"
    answer, browser = late(world.hr, path, TYPED)
    assert (answer.status_code, world.again(world.clerk).name) == (401, "张小燕")
    page = enter(browser, world.hr, answer)
    assert (page.status_code, hidden(page)) == (200, (path, TYPED))
    assert (browser.post(path, data=TYPED).status_code, world.again(world.clerk).name) == (303, "改名的人")


def test_somebody_else_who_signs_in_sees_nothing_of_it(world, late):
    answer, browser = late(world.hr, f"/people/{world.clerk.id}/edit", TYPED)
    page = enter(browser, world.hr_manager, answer)
    assert (page.status_code, page.headers["Location"], "改名" in page.get_data(as_text=True)) == (
        303, f"/people/{world.clerk.id}", False)


def test_passwords_and_pins_are_not_kept(world, late):
    form = {"pin": "246810", "again": "246810", "password": PASSWORD, "read": "y"}
    assert sealed(late(world.clerk, "/keys/", form)[0]) is None
    answer, browser = late(world.clerk, "/signatures/1/sign", form)
    assert hidden(enter(browser, world.clerk, answer))[1] == {"read": "y"}


def test_a_button_without_anything_typed_just_leads_to_its_page(world, late):
    answer, browser = late(world.hr, f"/descriptions/{world.drafts.clerk.id}/submit", {"csrf_token": "x"})
    assert (sealed(answer), f'name="next" value="/descriptions/{world.drafts.clerk.id}"' in answer.text) == (None, True)


def test_whoever_comes_next_reads_nothing_of_it_in_the_page(world, late):
    answer, _ = late(world.hr, f"/people/{world.clerk.id}/edit", TYPED)
    inside = base64.urlsafe_b64decode(sealed(answer))
    assert ("改名" in answer.text, "改名".encode() in inside, rb"\u6539" in inside) == (False, False, False)


def test_a_wrong_password_on_the_way_loses_nothing(world, late):
    answer, browser = late(world.hr, f"/people/{world.clerk.id}/edit", TYPED)
    refused = browser.post("/session/new", data={"number": "T0009", "password": "wrong", "kept": sealed(answer)})
    assert (refused.status_code, sealed(refused)) == (422, sealed(answer))


@pytest.mark.parametrize("change", [lambda word: word[:-2] + "xx", lambda word: "x" + word, lambda word: ""])
def test_what_somebody_made_up_is_not_offered(world, late, change):
    answer, browser = late(world.hr, f"/people/{world.clerk.id}/edit", TYPED)
    answer.set_data(f'name="kept" value="{change(sealed(answer)) or "-"}"')
    assert enter(browser, world.hr, answer).status_code == 303


def test_after_an_hour_it_is_stale(app, world, late):
    answer, _ = late(world.hr, f"/people/{world.clerk.id}/edit", TYPED)
    with app.test_request_context():
        fresh = kept.unpack(sealed(answer), world.hr)
        with time_machine.travel(now() + dt.timedelta(minutes=61)):
            assert (fresh is None, kept.unpack(sealed(answer), world.hr)) == (False, None)


def test_htmx_puts_the_whole_page_there(world, late):
    draft = world.drafts.clerk
    answer, _ = late(world.hr, f"/descriptions/{draft.id}/edit/fields/summary", {"summary": "新的"},
                     {"HX-Request": "true", "HX-Target": "section#draft"})
    assert (answer.status_code, answer.headers["HX-Retarget"], "<html" in answer.text) == (401, "body", True)
    assert Description.get_by_id(draft.id).summary == draft.summary


def test_a_form_of_an_earlier_session_can_be_sent_again_from_our_own_page_only(app, world, visit, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    path = f"/people/{world.clerk.id}/edit"
    ours = visit(world.hr).post(path, data=TYPED | {"csrf_token": "of before"}, headers=OURS)
    assert (ours.status_code, hidden(ours)) == (400, (path, TYPED))
    silent = visit(world.hr).post(path, data=TYPED | {"csrf_token": "of before"})
    assert (silent.status_code, "改名" in silent.text, world.again(world.clerk).name) == (400, False, "张小燕")


def forms_read_by(view, seen=()):
    """The forms a view takes: those its code names, and those of the functions of its module it calls."""
    named = [view.__globals__.get(name) for name in view.__code__.co_names]
    found = {one for one in named if inspect.isclass(one) and issubclass(one, Form)}
    calls = [one for one in named if inspect.isfunction(one) and one.__module__ == view.__module__ and one not in seen]
    return found.union(*(forms_read_by(one, (*seen, view)) for one in calls))


def secret_fields(form):
    fields = {name: getattr(getattr(form, name), "field_class", type(None)) for name in dir(form)}
    return {name for name, kind in fields.items() if issubclass(kind, PasswordField | Code)}


def test_no_form_of_the_portal_has_a_secret_kept(app):
    """Every address that takes a form is sent the secrets of the forms it reads: passwords, PINs and codes."""
    asked, leaking = set(), set()
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods:
            continue
        secrets = set().union(*map(secret_fields, forms_read_by(app.view_functions[rule.endpoint])))
        address = app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1), method="POST")
        with app.test_request_context(address, method="POST", data=dict.fromkeys(secrets, "T0p-secret")):
            asked |= {rule.endpoint} if secrets else set()
            leaking |= {rule.endpoint} if any(name in secrets for name, _ in kept.typed()) else set()
    assert (leaking, kept.ABOUT_SECRETS - asked, "signatures.sign" in asked) == (set(), set(), True)


def test_the_code_of_a_position_is_no_secret_and_is_kept(app):
    with app.test_request_context("/positions/new", method="POST", data={"title": "总台", "code": "KF-07"}):
        assert kept.typed() == [["title", "总台"], ["code", "KF-07"]]


@pytest.mark.parametrize("path", ["/session/new", "/session/new/code"])
def test_the_sign_in_form_of_another_tab_is_shown_again_and_nothing_of_it_kept(app, world, visit, monkeypatch, path):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    typed = {"number": "T0004", "password": PASSWORD, "code": "123456", "csrf_token": "of before", "next": "/people/"}
    answer = visit(None).post(path, data=typed, headers=OURS)
    assert (answer.status_code, "来自之前的会话" in answer.text) == (400, True)
    assert ('value="T0004"' in answer.text, PASSWORD in answer.text, "123456" in answer.text) == (True, False, False)
    assert 'name="next" value="/people/"' in answer.text
    inside = visit(world.clerk).post(path, data=typed, headers=OURS)
    assert (inside.status_code, inside.headers["Location"]) == (303, "/")
