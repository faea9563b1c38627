import datetime as dt

import pytest
import time_machine

from db.audit import AuditEntry
from db.brakes import TRIES_AN_ACCOUNT, SignInAttempt
from db.sessions import Session
from tests.world import PASSWORD

NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)


def send(client, number="T0000", password=PASSWORD, **more):
    return client.post("/session/new", data={"number": number, "password": password} | more)


def newest():
    return AuditEntry.select().order_by(AuditEntry.id.desc()).get()


def test_the_right_number_and_password_lead_to_today(visit, world):
    browser = visit(None)
    answer = send(browser)
    assert (answer.status_code, answer.headers["Location"], browser.get("/").status_code) == (303, "/", 200)
    assert (newest().action, newest().actor_id) == ("session.start", world.admin.id)


@pytest.mark.parametrize("number,password", [("T0000", "wrong"), ("T9999", PASSWORD), ("T0000 ", PASSWORD + " ")])
def test_a_wrong_try_is_told_the_same_whatever_was_wrong(visit, world, number, password):
    page = send(visit(None), number, password)
    text = page.get_data(as_text=True)
    assert (page.status_code, "工号或密码不正确" in text, password in text) == (422, True, False)
    assert (f'value="{number.strip()}"' in text, Session.select().count()) == (True, 0)


def test_an_empty_form_names_what_is_missing(visit, world):
    page = send(visit(None), "", "")
    assert (page.status_code, page.get_data(as_text=True).count('role="alert"')) == (422, 2)
    assert SignInAttempt.select().count() == 0


def test_after_five_wrong_tries_the_door_stays_shut_for_a_while(visit, world):
    with time_machine.travel(NOON) as clock:
        browser = visit(None)
        for _ in range(TRIES_AN_ACCOUNT):
            send(browser, password="wrong")
        answer = send(browser)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
        clock.shift(dt.timedelta(minutes=16))
        assert send(browser).status_code == 303


def test_signing_in_again_ends_the_session_before(visit, world):
    browser = visit(world.clerk)
    before = Session.get(Session.person == world.clerk)
    assert send(browser).status_code == 303
    ended = (world.again(before).ended_at, Session.get(Session.person == world.admin).ended_at)
    assert (ended[0] is None, ended[1] is None) == (False, True)


def test_signing_in_gives_a_new_token(visit, world):
    browser = visit(world.clerk)
    before = browser.get_cookie("sid").value
    send(browser)
    assert browser.get_cookie("sid").value != before


def test_a_token_somebody_made_up_opens_nothing(app, world):
    for token in ("", "x" * 43, "\u202e", None):
        browser = app.test_client()
        with browser.session_transaction() as kept:
            kept["_user_id"] = token
        assert browser.get("/").headers["Location"] == "/session/new"


def test_a_cookie_with_a_foreign_seal_opens_nothing(app, visit, world):
    genuine = visit(world.admin).get_cookie("sid").value
    browser = app.test_client()
    browser.set_cookie("sid", genuine[:-3] + "AAA")
    assert browser.get("/").headers["Location"] == "/session/new"


def test_signing_out_ends_the_session_on_this_side(visit, world):
    browser = visit(world.clerk)
    cookie = browser.get_cookie("sid").value
    answer = browser.post("/session/end")
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    browser.set_cookie("sid", cookie)
    assert browser.get("/").headers["Location"] == "/session/new"
    assert newest().action == "session.end"


def test_signing_out_everywhere_ends_the_other_browsers_too(visit, world):
    one, other, stranger = visit(world.clerk), visit(world.clerk), visit(world.colleague)
    one.post("/session/end-all")
    assert [browser.get("/").status_code for browser in (one, other, stranger)] == [303, 303, 200]
    assert AuditEntry.select().where(AuditEntry.action == "person.sign_out_everywhere").count() == 1


def test_whoever_is_signed_in_is_not_asked_again(visit, world):
    assert visit(world.clerk).get("/session/new").headers["Location"] == "/"


@pytest.mark.parametrize("change", [
    lambda world: world.clerk.leave(dt.date(2026, 1, 31), by=world.hr),
    lambda world: world.clerk.sign_out_everywhere(by=world.hr),
    lambda world: world.clerk.give_password(by=world.hr),
])
def test_what_ends_an_account_ends_its_open_pages(visit, world, change):
    browser = visit(world.clerk)
    assert browser.get("/").status_code == 200
    change(world)
    assert browser.get("/").headers["Location"] == "/session/new"


def test_a_role_that_is_revoked_is_gone_with_the_next_request(visit, world):
    browser = visit(world.auditor)
    assert browser.get("/audit/").status_code == 200
    world.auditor.revoke("auditor", by=world.admin)
    assert browser.get("/audit/").status_code == 403


def test_whoever_moves_to_another_department_loses_sight_of_the_old_one(visit, world):
    browser = visit(world.supervisor)
    assert browser.get(f"/people/{world.clerk.id}").status_code == 200
    world.supervisor.appointments.get().end(dt.date(2026, 1, 31), by=world.hr)
    assert browser.get(f"/people/{world.clerk.id}").status_code == 404


@pytest.mark.parametrize("minutes,status", [(29, 200), (31, 303)])
def test_a_page_left_alone_asks_to_sign_in_after_half_an_hour(app, world, minutes, status):
    with time_machine.travel(NOON) as clock:
        browser = world.browser(app, world.clerk)
        clock.shift(dt.timedelta(minutes=minutes))
        assert browser.get("/").status_code == status
