import datetime as dt
import re

import pytest
import time_machine

from db.organisation import Organisation
from db.second_factors import CODES, SecondFactor
from db.sessions import Session
from tests.codes import arm, code
from tests.world import PASSWORD

NOON = dt.datetime(2026, 6, 22, 4, 0, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(world):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def enter(browser, **more):
    return browser.post("/session/new", data={"number": "T0000", "password": PASSWORD} | more)


def secret_of(page):
    return re.search(r'class="key-to-type">([^<]+)<', page.get_data(as_text=True))[1].replace(" ", "")


def set_up(browser):
    """Through the pages; the answer with the recovery codes."""
    assert browser.post("/second-factor/", data={"password": PASSWORD, "code": ""}).status_code == 303
    secret = secret_of(browser.get("/second-factor/"))
    return secret, browser.post("/second-factor/confirm", data={"code": code(secret)})


def recovery_codes(page):
    return re.findall(r"<li><code>([a-z2-9]{5}-[a-z2-9]{5})</code>", page.get_data(as_text=True))


def test_the_second_page_asks_for_the_code_and_leads_to_where_one_wanted_to_go(visit, world):
    secret, browser = arm(world.admin), visit(None)
    page = enter(browser, next="/people/")
    assert (page.status_code, 'name="code"' in page.text, Session.select().count()) == (200, True, 0)
    answer = browser.post("/session/new/code", data={"code": code(secret), "next": "/people/"})
    assert (answer.status_code, answer.headers["Location"], browser.get("/people/").status_code) == (
        303, "/people/", 200)


def test_a_wrong_code_is_refused_on_its_page_and_keeps_where_one_wanted_to_go(visit, world):
    arm(world.admin)
    browser = visit(None)
    enter(browser, next="/people/")
    page = browser.post("/session/new/code", data={"code": "000000", "next": "/people/"})
    assert (page.status_code, "验证码不正确" in page.text, 'name="next" value="/people/"' in page.text) == (
        422, True, True)
    assert browser.get("/").headers["Location"] == "/session/new"


def test_a_code_without_a_first_step_leads_to_that(visit, world):
    secret = arm(world.admin)
    answer = visit(None).post("/session/new/code", data={"code": code(secret)})
    assert (answer.status_code, answer.headers["Location"], Session.select().count()) == (303, "/session/new", 0)


def test_the_sixth_wrong_code_is_not_even_looked_at(visit, world):
    secret, browser = arm(world.admin), visit(None)
    enter(browser)
    answers = [browser.post("/session/new/code", data={"code": "000000"}).status_code for _ in range(5)]
    assert (answers, browser.post("/session/new/code", data={"code": code(secret)}).status_code) == ([422] * 5, 429)


def test_the_page_of_the_code_is_the_same_for_everybody(visit, world):
    """It names nobody, so that a password tried at it tells nothing more."""
    arm(world.admin)
    page = enter(visit(None)).get_data(as_text=True)
    assert ("T0000" in page, "管理员" in page.replace("请管理员重置", "")) == (False, False)


def test_setting_up_through_the_pages_tells_the_recovery_codes_once(visit, world):
    browser = visit(world.admin)
    secret, page = set_up(browser)
    codes = recovery_codes(page)
    assert (page.status_code, len(set(codes))) == (200, CODES)
    again = browser.get("/second-factor/").get_data(as_text=True)
    assert (secret in again.replace(" ", ""), codes[0] in again, browser.get("/").status_code) == (False, False, 200)
    other = visit(None)
    enter(other)
    assert other.post("/session/new/code", data={"code": codes[0]}).status_code == 303


@pytest.mark.parametrize("form,status", [({"password": "wrong"}, 422), ({"password": ""}, 422), ({}, 422)])
def test_nothing_is_offered_without_the_password(visit, world, form, status):
    page = visit(world.admin).post("/second-factor/", data=form)
    assert (page.status_code, SecondFactor.select().count(), "key-to-type" in page.text) == (status, 0, False)


def test_a_wrong_first_code_is_refused_beside_its_field_and_the_picture_stays(visit, world):
    browser = visit(world.admin)
    browser.post("/second-factor/", data={"password": PASSWORD})
    page = browser.post("/second-factor/confirm", data={"code": "000000"})
    assert (page.status_code, "data:image/png" in page.text, 'role="alert"' in page.text) == (422, True, True)
    assert SecondFactor.of(world.admin) is None


def test_other_sessions_end_when_it_is_set_up(visit, world):
    one, other = visit(world.admin), visit(world.admin)
    set_up(one)
    assert (one.get("/").status_code, other.get("/").headers["Location"]) == (200, "/session/new")


def test_whoever_has_to_have_one_is_led_to_set_it_up_before_anything_else_opens(app, visit, world):
    Organisation.the().require_second_factor(["admin"], by=world.admin)
    browser = visit(None)
    enter(browser)
    led = {browser.get(path).headers.get("Location") for path in ("/", "/people/", "/settings/", "/keys/", "/menu")}
    assert led == {"/second-factor/"}
    assert browser.post("/settings/second-factor", data={"required": []}).headers["Location"] == "/second-factor/"
    page = browser.get("/second-factor/").get_data(as_text=True)
    assert ("您的角色须使用两步验证" in page, 'class="navbar' in page) == (True, False)
    set_up(browser)
    assert (browser.get("/people/").status_code, world.again(Session.select().order_by(Session.id.desc()).get())
            .second_factor) == (200, True)


def test_htmx_is_told_to_go_there(visit, world):
    Organisation.the().require_second_factor(["admin"], by=world.admin)
    answer = visit(world.admin).get("/people/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (403, "/second-factor/")


def test_a_new_password_comes_first_and_then_the_second_factor(visit, world):
    Organisation.the().require_second_factor(["hr"], by=world.admin)
    password = world.hr.give_password(by=world.admin)
    browser = visit(None)
    browser.post("/session/new", data={"number": "T0009", "password": password})
    first = browser.get("/").headers["Location"]
    browser.post("/password/", data={"current": password, "password": "海内存知己天涯若比邻呀",
                                     "again": "海内存知己天涯若比邻呀"})
    assert (first, browser.get("/").headers["Location"]) == ("/password/", "/second-factor/")


def test_a_session_keeps_that_it_took_a_second_factor_when_the_password_is_changed(visit, world):
    secret, browser = arm(world.admin), visit(None)
    enter(browser)
    browser.post("/session/new/code", data={"code": code(secret)})
    browser.post("/password/", data={"current": PASSWORD, "password": "a perfectly fine new one",
                                     "again": "a perfectly fine new one"})
    assert Session.select().order_by(Session.id.desc()).get().second_factor


def test_new_recovery_codes_and_switching_off_take_password_and_code(visit, world, clock):
    secret, _ = set_up(browser := visit(world.admin))
    for path in ("codes", "off"):
        wrong = browser.post(f"/second-factor/{path}", data={"password": PASSWORD, "code": "000000"})
        assert (wrong.status_code, SecondFactor.of(world.admin) is None) == (422, False)
    clock.shift(30)
    page = browser.post("/second-factor/codes", data={"password": PASSWORD, "code": code(secret)})
    assert len(recovery_codes(page)) == CODES
    clock.shift(30)
    off = browser.post("/second-factor/off", data={"password": PASSWORD, "code": code(secret)})
    assert (off.status_code, SecondFactor.select().count()) == (303, 0)


def test_where_it_is_required_there_is_no_button_to_switch_it_off_and_no_way_either(visit, world, clock):
    secret, _ = set_up(browser := visit(world.admin))
    Organisation.the().require_second_factor(["admin"], by=world.admin)
    clock.shift(30)
    assert 'formaction="/second-factor/off"' not in browser.get("/second-factor/").text
    answer = browser.post("/second-factor/off", data={"password": PASSWORD, "code": code(secret)})
    assert (answer.status_code, SecondFactor.of(world.admin) is None) == (403, False)


def test_an_administrator_resets_it_on_the_person_s_page(visit, world):
    arm(world.clerk), arm(world.admin)
    browser, path = visit(world.admin), f"/people/{world.clerk.id}/second-factor/reset"
    assert f'action="{path}"' in browser.get(f"/people/{world.clerk.id}").text
    assert "second-factor/reset" not in browser.get(f"/people/{world.admin.id}").text
    assert "second-factor/reset" not in visit(world.hr).get(f"/people/{world.clerk.id}").text
    assert (browser.post(path).status_code, SecondFactor.of(world.clerk)) == (303, None)


def test_the_settings_say_of_which_roles_it_is_required(visit, world):
    browser = visit(world.admin)
    assert "没有要求任何人使用两步验证" in browser.get("/").text
    answer = browser.post("/settings/second-factor", data={"required": ["hr", "auditor"]})
    assert (answer.status_code, Organisation.the().second_factor_roles) == (303, ["hr", "auditor"])
    checked = re.findall(r'<input checked [^>]*name="required"[^>]*value="(\w+)"', browser.get("/settings/").text)
    assert (checked, "没有要求任何人使用两步验证" in browser.get("/").text) == (["hr", "auditor"], False)
    assert browser.post("/settings/second-factor", data={"required": "king"}).status_code == 422


def test_what_was_typed_before_the_session_ended_rides_through_both_steps(visit, world, clock):
    secret, browser = arm(world.admin), visit(world.admin)
    clock.shift(dt.timedelta(minutes=31))
    path = f"/people/{world.clerk.id}/edit"
    late = browser.post(path, data={"name": "改名的人", "email": ""})
    kept = re.search(r'name="kept" value="([^"]+)"', late.text)[1]
    step = enter(browser, kept=kept)
    assert re.search(r'name="kept" value="([^"]+)"', step.text)[1] == kept
    page = browser.post("/session/new/code", data={"code": code(secret), "kept": kept})
    assert (page.status_code, "改名的人" in page.text) == (200, True)
