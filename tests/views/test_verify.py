from io import BytesIO

import pytest

from db.documents import Document
from db.schema import MODELS
from tests import policy
from tests.scene import Scene, snapshot

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
    assert (snapshot() == before, len(before) == len(MODELS)) == (True, True)


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
