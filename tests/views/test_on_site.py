
import datetime as dt

import pytest
import time_machine

from db.audit import AuditEntry
from db.base import now
from db.keys import Agreement, Certificate
from db.on_site import OnSite
from db.people import Person
from db.sessions import IDLE_ON_SITE, Session
from db.signatures import AWAITING_SUPERIOR, RETURNED, Signing
from tests import blanks
from tests.codes import arm, code, let_in
from tests.doors import still_in, strayed
from tests.scene import PIN
from tests.world import PASSWORD

OWN = "an own password of 2026"


@pytest.fixture
def scene(scene, world):
    let_in(world.clerk)
    return scene


@pytest.fixture
def paper(scene):
    return Signing.get_by_id(scene.objects["signing"]["clerk"]["id"])


@pytest.fixture
def tablet(world, visit, paper):
    """A browser in which HR was signed in and which was handed over."""
    browser = visit(world.hr)
    assert browser.post(f"/signatures/{paper.id}/on-site").headers["Location"] == "/on-site/"
    return browser


def prove(browser, number="T0004", password=PASSWORD, code=""):  # noqa: S107 - nobody's
    return browser.post("/on-site/enter", data={"number": number, "password": password, "code": code})


def sign(browser, paper, pin=PIN):
    return browser.post(f"/signatures/{paper.id}/sign", data={
        "shown": paper.current.sha256, "read": "y", "method": "typed", "text": "张小燕", "pin": pin})


def without_a_key(person):
    Agreement.delete().where(Agreement.person == person).execute()
    Certificate.delete().where(Certificate.person == person).execute()


def test_on_a_device_that_was_handed_over_nothing_else_opens_or_changes(scene):
    assert list(strayed(scene)) == []


def test_whoever_had_the_device_before_cannot_act_on_it_any_more(scene):
    assert still_in(scene) == []


def test_hr_goes_on_elsewhere(world, visit, paper):
    one, other = visit(world.hr), visit(world.hr)
    one.post(f"/signatures/{paper.id}/on-site")
    assert (one.get("/").headers["Location"], other.get("/").status_code) == ("/on-site/", 200)


def test_the_device_says_for_whom_it_is_and_who_handed_it_over(tablet):
    page = tablet.get("/on-site/").get_data(as_text=True)
    assert ("张小燕" in page, "钱静" in page, 'name="password"' in page, 'class="navbar' in page) == (
        True, True, True, False)


def test_the_holder_reads_signs_and_is_out(world, tablet, paper):
    assert prove(tablet).headers["Location"] == f"/signatures/{paper.id}"
    page = tablet.get(f"/signatures/{paper.id}").get_data(as_text=True)
    assert ("交还设备" in page, 'class="navbar' in page, 'href="/signatures/"' in page) == (True, False, False)
    shown = paper.current.sha256
    assert sign(tablet, paper).headers["Location"] == f"/signatures/{paper.id}"
    paper = world.again(paper)
    assert (paper.state, OnSite.hosts(paper.signature_rows())) == (
        AWAITING_SUPERIOR, {paper.signature_rows()[0].on_site: "钱静"})
    end = tablet.get(f"/signatures/{paper.id}")
    assert (end.status_code, end.headers["Location"]) == (303, "/on-site/")
    assert "请把设备交还" in tablet.get("/on-site/").get_data(as_text=True)
    again = tablet.post(f"/signatures/{paper.id}/sign", data={"shown": shown, "read": "y", "method": "typed",
                                                              "text": "张小燕", "pin": PIN})
    assert (again.status_code, again.headers["Location"], len(paper.signature_rows())) == (303, "/on-site/", 1)


def test_the_register_and_the_log_say_that_it_was_on_site(world, visit, tablet, paper):
    prove(tablet)
    sign(tablet, paper)
    page = visit(world.hr).get(f"/signatures/{paper.id}").get_data(as_text=True)
    assert ("现场签署，设备由钱静交付" in page, "（在人力资源部的设备上现场办理）" in page) == (True, True)


def test_returning_it_ends_the_session_as_well(world, tablet, paper):
    prove(tablet)
    tablet.post(f"/signatures/{paper.id}/hand-back", data={"note": "第二条写错了"})
    assert (world.again(paper).state, tablet.get(f"/signatures/{paper.id}").headers["Location"]) == (
        RETURNED, "/on-site/")


def test_handing_back_without_signing_leaves_everything_as_it_was(world, tablet, paper):
    prove(tablet)
    answer = tablet.post("/on-site/end")
    assert (answer.headers["Location"], answer.headers["Clear-Site-Data"]) == ("/on-site/", '"cache", "storage"')
    assert (world.again(paper).state, tablet.get(f"/signatures/{paper.id}").headers["Location"]) == (
        "awaiting_employee", "/on-site/")
    assert AuditEntry.select().where(AuditEntry.action == "on_site.end").count() == 1


def test_a_device_left_alone_can_be_handed_back_and_hr_signs_in_again(world, tablet, paper):
    prove(tablet)
    with time_machine.travel(now() + IDLE_ON_SITE + dt.timedelta(minutes=1)):
        page = tablet.get("/on-site/").get_data(as_text=True)
        assert ('action="/on-site/end"' in page, tablet.get("/").headers["Location"]) == (True, "/on-site/")
        tablet.post("/on-site/end")
        assert (tablet.get("/session/new").status_code, world.again(paper).state) == (200, "awaiting_employee")


def test_hr_gets_in_again_only_by_proving_who_it_is(world, tablet, paper):
    tablet.post("/on-site/end")
    assert tablet.get(f"/signatures/{paper.id}").headers["Location"] == "/on-site/"
    assert tablet.get("/session/new").status_code == 200
    let_in(world.hr)
    path = f"/signatures/{paper.id}"
    answer = tablet.post("/session/new", data={"number": "T0009", "password": PASSWORD, "next": path})
    assert (answer.headers["Location"], tablet.get(path).status_code, tablet.get("/on-site/").status_code) == (
        path, 200, 200)
    assert "没有交给任何人签署" in tablet.get("/on-site/").get_data(as_text=True)


@pytest.mark.parametrize("form,status", [
    ({"password": "wrong"}, 422), ({"number": "T0005"}, 422), ({"number": ""}, 422), ({"number": "T0000"}, 422)])
def test_a_wrong_proof_is_refused_in_the_same_words(tablet, form, status):
    page = prove(tablet, **form)
    assert (page.status_code, 'role="alert"' in page.text, Session.select().where(
        Session.on_site.is_null(False)).count()) == (status, True, 0)


def test_with_a_second_factor_it_takes_its_code(world, tablet):
    secret = arm(world.clerk)
    assert (prove(tablet).status_code, prove(tablet, code=code(secret)).status_code) == (422, 303)


def test_a_holder_without_a_key_makes_it_there_and_signs(world, tablet, paper):
    without_a_key(world.clerk)
    prove(tablet)
    assert 'href="/keys/"' in tablet.get(f"/signatures/{paper.id}").text
    answer = tablet.post("/keys/", data={"pin": "kestrel-47", "again": "kestrel-47", "password": PASSWORD,
                                         "agreed": "y"})
    assert (answer.status_code, f'href="/signatures/{paper.id}"' in tablet.get("/keys/").text) == (303, True)
    sign(tablet, paper, "kestrel-47")
    assert world.again(paper).state == AWAITING_SUPERIOR


def test_an_initial_password_is_replaced_there_and_the_session_stays_bound(world, tablet, paper):
    initial = world.clerk.give_password(by=world.hr_manager)
    prove(tablet, password=initial)
    assert tablet.get(f"/signatures/{paper.id}").headers["Location"] == "/password/"
    tablet.post("/password/", data={"current": initial, "password": OWN, "again": OWN})
    assert (tablet.get("/").headers["Location"], tablet.get(f"/signatures/{paper.id}").status_code) == (
        f"/signatures/{paper.id}", 200)
    assert Session.select().order_by(Session.id.desc()).get().on_site.signing == paper


def test_a_form_of_hr_s_other_tab_is_not_offered_to_the_holder(app, tablet, monkeypatch):
    prove(tablet)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = tablet.post("/people/1/edit", data={"name": "改名的人", "email": "", "csrf_token": "of before"},
                         headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"], "改名" in answer.text) == (303, "/on-site/", False)


def test_htmx_is_told_where_to_go(tablet, paper):
    before = tablet.get("/people/", headers={"HX-Request": "true"})
    prove(tablet)
    after = tablet.get("/people/", headers={"HX-Request": "true"})
    assert (before.headers["HX-Redirect"], after.headers["HX-Redirect"]) == ("/on-site/", f"/signatures/{paper.id}")


def test_nothing_that_opens_anything_stands_in_the_pages(tablet, paper):
    pages = tablet.get("/on-site/").text
    prove(tablet)
    pages += tablet.get(f"/signatures/{paper.id}").text
    hashes = [row.token_hash for row in (*OnSite.select(), *Session.select())]
    assert [word for word in (PASSWORD, PIN, *hashes) if word in pages] == []


def test_the_button_stands_where_hr_can_use_it(world, visit, paper):
    shown = {key: f'action="/signatures/{paper.id}/on-site"' in visit(person).get(f"/signatures/{paper.id}").text
             for key, person in world.everybody.items()}
    assert {key for key, is_there in shown.items() if is_there} == {"hr", "hr_manager"}


def test_hr_hands_over_from_the_board_as_well(world, visit):
    blanks.in_force(world.drafts.clerk)
    paper = blanks.signing(world.drafts.clerk, world.clerk, "awaiting_employee")
    button = f'action="/signatures/{paper.id}/on-site"'
    shown = {key: button in visit(getattr(world, key)).get("/signatures/board/").text for key in ("hr", "supervisor")}
    assert shown == {"hr": True, "supervisor": False}


def test_the_whole_way_is_open_to_somebody_who_has_never_signed_in(world, tablet, paper):
    """Hired this morning: initial password, own password, key, signature; and out."""
    Person.update(password_hash=None).where(Person.id == world.clerk.id).execute()
    without_a_key(world.clerk)
    initial = world.again(world.clerk).give_password(by=world.hr_manager)
    prove(tablet, password=initial)
    tablet.post("/password/", data={"current": initial, "password": OWN, "again": OWN})
    tablet.post("/keys/", data={"pin": "kestrel-47", "again": "kestrel-47", "password": OWN, "agreed": "y"})
    sign(tablet, paper, "kestrel-47")
    assert (world.again(paper).state, tablet.get("/").headers["Location"]) == (AWAITING_SUPERIOR, "/on-site/")
