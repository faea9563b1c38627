"""What travels beside the page: headers on every answer, the cookie, where a redirect may lead, which host is ours."""

import logging

import pytest
from flask import request

from db import documents, keys, previews, schema, workshop
from db.base import database
from db.people import Person
from portal import assets, create_app, flask_settings, pdf
from portal.auth import PUBLIC, safe_next
from tests import policy
from tests.scene import cookie
from tests.trespass import ELSEWHERE, bare_answers, led_astray
from tests.world import PASSWORD


@pytest.fixture
def over_https(app, monkeypatch):
    for name, value in flask_settings({"HTTPS": "1", "TRUSTED_HOSTS": None}).items():
        monkeypatch.setitem(app.config, name, value)


@pytest.fixture
def another_portal(tmp_path):
    """A portal of its own with other settings; afterwards the models are bound to the old one again."""
    bound, folders = database.obj, {room: room._folder for room in (documents, keys, previews, workshop)}
    yield lambda **settings: create_app(DATA=str(tmp_path), **settings)
    database.initialize(bound)
    for room, folder in folders.items():
        room.keep_in(folder)


def test_every_answer_carries_every_header(scene):
    assert list(bare_answers(scene)) == []


def test_an_accident_carries_them_too_and_tells_nothing(app, scene, monkeypatch, caplog):
    def broken():
        raise RuntimeError("at line 7 of T0004 张小燕")
    broken.ability = "signed in"
    monkeypatch.setitem(app.view_functions, "home.menu", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response, _ = scene.ask(policy.SUPERVISOR, "GET", "/menu")
    text = response.get_data(as_text=True)
    assert (response.status_code, response.headers["Cache-Control"]) == (500, "no-store")
    assert [word for word in ("Traceback", "RuntimeError", "line 7", "张小燕") if word in text] == []
    assert [record.levelname for record in caplog.records if record.name == "portal"] == ["ERROR"]


@pytest.mark.parametrize("owner,folder", [(assets, "VENDOR"), (assets, "ICONS"), (pdf, "FONTS")])
def test_without_the_files_of_the_set_up_no_portal_starts(another_portal, monkeypatch, tmp_path, owner, folder):
    monkeypatch.setattr(owner, folder, tmp_path / "nothing")
    with pytest.raises(SystemExit, match="Run bin/setup first: .* missing below"):
        another_portal()


def test_static_files_are_never_sniffed(app):
    response = app.test_client().get("/static/css/tokens.css")
    assert (response.status_code, response.headers.get("X-Content-Type-Options")) == (200, "nosniff")
    response.close()


def test_a_request_leaves_no_connection_open(another_portal):
    app = another_portal()
    with database.connection_context(), app.test_request_context():
        schema.upgrade()
        signed_in = cookie(app, Person.first("T0000", "管理员", PASSWORD, organisation="青禾", guarded=False))
    answers = {}
    for path in ("/", "/settings/", "/no-such-page"):
        status = app.test_client(use_cookies=False).get(path, headers={"Cookie": signed_in}).status_code
        answers[path] = (status, database.is_closed())
    assert answers == {"/": (200, True), "/settings/": (200, True), "/no-such-page": (404, True)}


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app, world):
    answer = app.test_client().post("/session/new", data={"number": "T0000", "password": PASSWORD})
    assert sorted(answer.headers["Set-Cookie"].split("; ")[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_over_https_the_cookie_is_bound_to_host_and_tls(app, world, over_https):
    answer = app.test_client().post("/session/new", data={"number": "T0000", "password": PASSWORD})
    name, *flags = answer.headers["Set-Cookie"].split("; ")
    assert (name.partition("=")[0], sorted(flags)) == ("__Host-sid", ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"])


@pytest.mark.parametrize("path", ["/session/new", "/no-such-page", "/healthz", "/menu"])
def test_over_https_the_browser_is_told_to_stay_there(app, world, over_https, path):
    answer = app.test_client().get(path)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_without_tls_nothing_is_promised(app, world):
    assert app.test_client().get("/session/new").headers.get("Strict-Transport-Security") is None


@pytest.mark.parametrize("path", [*ELSEWHERE, None])
def test_nothing_but_a_path_of_ours_is_gone_on_to(app, path):
    with app.test_request_context():
        assert safe_next(path) == "/"


@pytest.mark.parametrize("path", [ELSEWHERE[0], ELSEWHERE[1], ELSEWHERE[2]])
def test_signing_in_leads_to_no_other_site(app, world, path):
    answer = app.test_client().post("/session/new", data={"number": "T0000", "password": PASSWORD, "next": path})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_changing_the_language_leads_to_no_other_site(scene):
    assert led_astray(scene) == []


def test_signing_in_leads_on_to_the_page_that_was_asked_for(app, world):
    client = app.test_client()
    first = client.get("/signatures/?state=complete")
    page = client.get(first.headers["Location"]).get_data(as_text=True)
    assert 'name="next" value="/signatures/?state=complete"' in page
    answer = client.post("/session/new", data={"number": "T0000", "password": PASSWORD,
                                               "next": "/signatures/?state=complete"})
    assert answer.headers["Location"] == "/signatures/?state=complete"


def test_htmx_with_an_ended_session_is_sent_to_sign_in(app, scene):
    for role in policy.STRANGERS:
        response, same = scene.ask(role, "GET", "/menu", headers={"HX-Request": "true"})
        assert (response.status_code, response.headers["HX-Redirect"], same) == (401, "/session/new", True)


def test_htmx_before_the_first_password_is_sent_to_choose_one(app, scene):
    response, same = scene.ask(policy.MUST_CHOOSE, "GET", "/menu", headers={"HX-Request": "true"})
    assert (response.headers["HX-Redirect"], response.get_data(as_text=True), same) == ("/password/", "", True)


def test_what_a_fragment_says_is_not_kept_for_a_page(scene):
    for path in ("/", "/people/2147483646"):
        assert {"HX-Request"} <= set(scene.ask(policy.HR, "GET", path)[0].vary)


@pytest.mark.parametrize("host,status", [("portal.example", 303), ("evil.example", 400), ("portal.example.evil", 400)])
def test_only_our_own_host_name_is_answered(app, world, monkeypatch, host, status):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["portal.example"])
    answer = app.test_client().get("/menu", headers={"Host": host})
    assert (answer.status_code, "evil.example" in answer.get_data(as_text=True)) == (status, False)


def test_redirects_name_no_host(app, world):
    for path in ("/menu", "/", "/settings/"):
        assert app.test_client().get(path, headers={"Host": "evil.example"}).headers["Location"][0] == "/"


@pytest.mark.parametrize("proxies,seen", [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_where_a_request_comes_from_is_believed_only_from_our_proxy(another_portal, proxies, seen):
    app = another_portal(PROXIES=proxies)
    app.view_functions["home.health"] = told_address
    answer = app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert answer.get_data(as_text=True) == seen


def test_the_secret_is_made_once_and_for_its_owner_only(another_portal, tmp_path):
    first, second = another_portal().secret_key, another_portal().secret_key
    secret = next(path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == first.encode())
    assert (first == second, len(first), oct(secret.stat().st_mode)[-3:]) == (True, 64, "600")


def test_an_error_page_names_nobody_but_its_reader(scene, caplog):
    caplog.set_level(logging.INFO)
    for role, path in ((policy.EMPLOYEE, "/settings/"), (policy.HR, "/people/2147483646"), (policy.ANONYMOUS, "/x")):
        text = scene.ask(role, "GET", path)[0].get_data(as_text=True)
        others = [person for key, person in scene.people.items() if person and key != role]
        assert [p.number for p in others if p.number in text or p.name in text] == []


def told_address():
    return request.remote_addr


told_address.ability = PUBLIC
