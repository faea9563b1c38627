import datetime as dt
from io import BytesIO

import pytest
import time_machine

from db import brakes
from db.base import now
from db.brakes import VerificationAttempt
from db.documents import Document
from db.signatures import AWAITING_HR, COMPLETE, ON_PAPER, WITHDRAWN
from tests import policy, versions
from tests.scene import KEPT, Scene, snapshot
from tests.versions import paper

JUNK = [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"not a file of ours", b"\x00" * 5000, b"PK\x03\x04rest",
        b"%PDF-" + b"\xff" * 300]


def send(browser, data, name="a.pdf"):
    return browser.post("/verify/", data={"file": (BytesIO(data), name)})


def text(response):
    return response.get_data(as_text=True)


@pytest.mark.parametrize("reader", [None, "clerk", "admin"])
def test_the_page_is_open_to_everybody(visit, world, reader):
    assert visit(reader and getattr(world, reader)).get("/verify/").status_code == 200


@pytest.mark.parametrize("data", JUNK[1:])
def test_what_is_no_paper_of_ours_is_called_unknown(visit, world, data):
    answer = send(visit(None), data)
    assert (answer.status_code, "finding-unknown" in text(answer)) == (200, True)


def test_nothing_that_is_brought_is_kept(visit, world):
    browser, before = visit(None), snapshot()
    for data in JUNK:
        send(browser, data)
    assert (snapshot() == before, len(before) == len(KEPT)) == (True, True)


@pytest.mark.parametrize("sent", [{}, {"file": ""}, {"file": (BytesIO(b""), "a.pdf")}, {"file": (BytesIO(b"x"), "")}])
def test_no_file_and_an_empty_one_are_said(visit, world, sent):
    answer = visit(None).post("/verify/", data=sent)
    assert (answer.status_code, 'role="alert"' in text(answer)) == (422, True)


def test_a_file_that_is_too_large_is_refused(visit, world):
    assert send(visit(None), b"%PDF-1.7" + b"0" * (10 * 1024 * 1024)).status_code == 422
    assert send(visit(None), b"%PDF-1.7" + b"0" * (13 * 1024 * 1024)).status_code == 413


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00", "..%2f..%2fetc", "😀", "' OR 1=1 --"])
def test_a_code_of_no_paper_leads_nowhere(visit, world, token):
    assert visit(None).get(f"/verify/{token}").status_code in (404, 422)


@pytest.mark.parametrize("reader", [None, "clerk"])
def test_a_wrong_code_is_told_with_what_to_do(visit, world, reader):
    answer = visit(reader and world.clerk).get("/verify/no-such-code")
    said = text(answer)
    assert (answer.status_code, "此验证码不在登记簿中" in said, 'href="/verify/"' in said) == (404, True, True)


def test_an_unknown_file_is_called_so_once(visit, world):
    assert text(send(visit(None), b"not a file of ours")).count("登记簿中没有这份文件") == 1


@pytest.mark.parametrize("state, said", [
    (COMPLETE, "现行有效"), (ON_PAPER, "现行有效"), (AWAITING_HR, "尚未生效"), (WITHDRAWN, "尚未生效")])
def test_a_code_says_plainly_what_the_paper_counts_for(visit, world, state, said):
    signed = paper(versions.two(world)[1], world.clerk, state)
    page = text(visit(None).get(f"/verify/{signed.token}"))
    assert {word for word in ("现行有效", "尚未生效", "已失效") if word in page} == {said}


def test_a_replaced_paper_says_by_which_version_and_when(visit, world):
    first, second = versions.two(world)
    old = paper(first, world.clerk, COMPLETE)
    paper(second, world.clerk, COMPLETE).supersede_earlier(by=world.hr)
    page = text(visit(None).get(f"/verify/{old.token}"))
    assert ("已失效" in page, f"签署新版本 {second.version_label}" in page, "现行有效" in page) == (True, True, False)


@pytest.fixture
def scene(app, world, monkeypatch):
    return Scene(app, world, monkeypatch)


def test_a_code_names_the_holder_to_those_inside_only(scene):
    path = f"/verify/{scene.objects['token']['clerk']['token']}"
    shown = {role: "张小燕" in text(scene.ask(role, "GET", path)[0]) for role in policy.ROLES}
    assert shown == {role: role not in policy.STRANGERS for role in policy.ROLES}
    assert "张**" in text(scene.ask(policy.ANONYMOUS, "GET", path)[0])


def test_a_paper_not_everybody_has_signed_is_not_called_genuine(scene):
    path = f"/verify/{scene.objects['token']['clerk']['token']}"
    assert "finding-genuine" not in text(scene.ask(policy.ANONYMOUS, "GET", path)[0])


def test_a_paper_of_the_register_whose_bytes_are_gone_is_told_and_no_accident(scene, monkeypatch):
    Document.update(sha256="0" * 64).where(Document.sha256 == scene.names["paper"]).execute()
    path = f"/verify/{scene.objects['token']['clerk']['token']}"
    assert scene.ask(policy.ANONYMOUS, "GET", path)[0].status_code < 500


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(brakes, "CHECKS_A_NETWORK", 2)


def ask(browser, address="192.0.2.7", **more):
    return browser.get("/verify/no-such-code", environ_base={"REMOTE_ADDR": address}, **more).status_code


def test_a_network_that_asks_too_often_is_told_to_wait_in_the_language_of_the_reader(visit, world, impatient):
    browser = visit(None)
    browser.post("/settings/locale", data={"locale": "en"})
    send(browser, b"not a file of ours")
    assert ask(browser, "127.0.0.1") == 404
    answer = send(browser, b"not a file of ours")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Too many papers were checked from your network." in text(answer)
    assert ask(browser, "127.0.0.1") == 429


def test_another_network_need_not_wait_and_neither_need_who_is_signed_in(visit, world, impatient):
    assert [ask(visit(None), f"192.0.2.{n}") for n in (1, 2, 3)] == [404, 404, 429]
    assert (ask(visit(None), "198.51.100.1"), ask(visit(world.clerk), "192.0.2.1")) == (404, 404)


def test_after_a_quarter_of_an_hour_it_may_ask_again_and_nothing_of_before_is_kept(visit, world, impatient):
    assert [ask(visit(None)) for _ in range(3)] == [404, 404, 429]
    with time_machine.travel(now() + dt.timedelta(minutes=16)):
        assert (ask(visit(None)), VerificationAttempt.select().count()) == (404, 1)


def test_a_form_without_a_file_costs_no_patience(visit, world, impatient):
    assert [visit(None).post("/verify/", data={}).status_code for _ in range(3)] == [422, 422, 422]
