import runpy

import pytest
from argon2 import Type

from db import passwords
from db.audit import AuditEntry
from db.passwords import matches
from db.sessions import Session
from tests.world import PASSWORD

NEW = "海内存知己 天涯若比邻"


def send(browser, current=PASSWORD, password=NEW, again=None):
    return browser.post("/password/", data={"current": current, "password": password,
                                            "again": password if again is None else again})


def test_a_person_chooses_another_password(visit, world):
    answer = send(visit(world.admin))
    stored = world.again(world.admin).password_hash
    assert (answer.status_code, matches(stored, NEW), matches(stored, PASSWORD)) == (303, True, False)
    assert AuditEntry.select().where(AuditEntry.action == "person.choose_password").count() == 1


def test_this_browser_stays_and_every_other_one_goes(visit, world):
    here, there = visit(world.admin), visit(world.admin)
    send(here)
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)


def test_the_session_of_the_old_password_is_not_the_session_of_the_new_one(visit, world):
    browser = visit(world.admin)
    before = browser.get_cookie("sid").value
    send(browser)
    browser.set_cookie("sid", before)
    assert browser.get("/").headers["Location"] == "/session/new"


@pytest.mark.parametrize("current,password,again,told", [
    ("wrong", NEW, NEW, "当前密码"), (PASSWORD, "short", "short", "10"), (PASSWORD, NEW, NEW + "x", "不一致"),
    (PASSWORD, PASSWORD, PASSWORD, "不能与当前密码相同"), (PASSWORD, "aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "容易"),
    ("", NEW, NEW, ""), (PASSWORD, "", "", ""), (PASSWORD, "长" * 201, "长" * 201, "200"),
])
def test_what_is_wrong_is_said_and_nothing_is_kept(visit, world, current, password, again, told):
    page = send(visit(world.admin), current, password, again)
    text = page.get_data(as_text=True)
    assert (page.status_code, told in text, 'role="alert"' in text) == (422, True, True)
    assert matches(world.again(world.admin).password_hash, PASSWORD)


def test_guessing_the_current_password_inside_a_session_is_braked_like_signing_in(visit, world):
    browser = visit(world.admin)
    assert [send(browser, f"guess {n}").status_code for n in range(5)] == [422] * 5
    assert (send(browser).status_code, matches(world.again(world.admin).password_hash, PASSWORD)) == (429, True)
    assert visit(None).post("/session/new", data={"number": "T0000", "password": PASSWORD}).status_code == 429
    assert AuditEntry.select().where(AuditEntry.action == "person.wrong_password").count() == 5


def test_no_password_comes_back_to_the_page(visit, world):
    text = send(visit(world.admin), "my old secret one", "my new secret one", "another one").get_data(as_text=True)
    assert [word for word in ("my old secret one", "my new secret one", "another one") if word in text] == []


def test_an_initial_password_leads_to_this_page_and_to_no_other(visit, world):
    initial = world.clerk.give_password(by=world.hr)
    browser = visit(None)
    answer = browser.post("/session/new", data={"number": "T0004", "password": initial})
    assert browser.get(answer.headers["Location"]).headers["Location"] == "/password/"
    assert {browser.get(path).headers.get("Location") for path in ("/menu", "/people/", "/keys/")} == {"/password/"}
    assert browser.post("/search/", data={"wanted": "张"}).headers["Location"] == "/password/"
    assert (send(browser, initial).status_code, browser.get("/").status_code) == (303, 200)


def test_an_initial_password_cannot_be_kept(visit, world):
    initial = world.clerk.give_password(by=world.hr)
    browser = visit(None)
    browser.post("/session/new", data={"number": "T0004", "password": initial})
    assert (send(browser, initial, initial).status_code, world.again(world.clerk).must_choose_password) == (422, True)


def test_the_page_lists_the_own_sessions_only(visit, world):
    visit(world.colleague)
    text = visit(world.clerk).get("/password/").get_data(as_text=True)
    assert text.count("192.0.2.7") == Session.visible_to(world.clerk).count() == 1


def test_the_part_of_the_page_alone_is_the_part(visit, world):
    part = visit(world.clerk).get("/password/", headers={"HX-Request": "true", "HX-Target": "section#password"})
    assert part.get_data(as_text=True).strip().startswith("<form")


def test_a_guess_costs_19_mib_and_two_passes():
    in_earnest = runpy.run_path(passwords.__file__)["_hasher"]
    assert (in_earnest.type, in_earnest.memory_cost, in_earnest.time_cost) == (Type.ID, 19 * 1024, 2)
