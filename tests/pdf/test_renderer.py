"""The render process: it fetches nothing, its children end within their limits, and it survives them."""

import base64
import http.server
import io
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest

from portal import pdf
from portal.renderers import PROGRAM, PdfFailed, Pool, Renderer
from tests.pdf import sheets

SECRET = "the-secret-of-the-house"
VECTORS = {
    "picture by http": '<img src="{http}">',
    "picture from the disk": '<img src="{file}">',
    "attachment of the page": '<link rel="attachment" href="{file}">',
    "attachment of a link": '<a rel="attachment" href="{file}">x</a>',
    "stylesheet": '<link rel="stylesheet" href="{http}">',
    "imported stylesheet": '<style>@import url("{http}");</style>',
    "stylesheet from the disk": '<style>@import url("{file}");</style>',
    "background": '<p style="background: url({http})">x</p>',
    "list mark": '<ul style="list-style-image: url({http})"><li>x</ul>',
    "content": '<style>p::before {{ content: url({http}) }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: x; src: url({http}) }} p {{ font-family: x }}</style><p>x</p>',
    "font of the system": "<style>@font-face {{ font-family: x; src: local('Noto Sans CJK SC') }}</style><p>x</p>",
    "object": '<object data="{file}"></object>',
    "embed": '<embed src="{http}">',
    "base": '<base href="{http}"><img src="picture.png">',
    "picture in a drawing": '<svg width="9" height="9"><image href="{http}" width="9" height="9"/></svg>',
    "use in a drawing": '<svg width="9" height="9"><use href="{file}#x"/></svg>',
    "drawing in an address": '<img src="data:image/svg+xml;base64,{drawing}">',
    "outside of the assets": '<link rel="attachment" href="asset:static/../../{file}">',
    "another kind of data": '<link rel="attachment" href="data:text/plain,{secret}">',
    "frame": '<iframe src="{file}"></iframe>',
}
BOMBS = {
    "nested blocks": "<div>" * 3000 + "x",
    "a cell over a thousand million columns": "<table><tr><td colspan=1000000000>x",
    "doubling variables": "<style>:root { --a0: xxxxxxxx; " + "".join(
        f"--a{n}: var(--a{n - 1}) var(--a{n - 1}) var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 16))
        + "} p::before { content: var(--a15) }</style><p>x",
    "too many rows": "<table>" + "<tr><td>行<td>行<td>行" * 60_000,
    "thousands of tiny pages": "<style>@page { size: 3mm; margin: 0 }</style>" + "<p>x" * 20_000,
    "too many floats": "<div>" + "<span style='float: left'>x</span>" * 20_000,
}
STRICT = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("renderer", {program!r})
renderer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(renderer)
renderer.SECONDS_CPU, renderer.SECONDS_WALL, renderer.MEMORY = 1, 5, 700 * 1024**2
sys.exit(renderer.main())
"""


@pytest.fixture(scope="module")
def listener():
    """(address, requests): a server that writes down whoever comes."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            """Keep quiet."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", seen
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def strict(tmp_path_factory):
    """A render process whose limits are tight, so that a bomb takes a second instead of twenty."""
    program = tmp_path_factory.mktemp("strict") / "strict.py"
    program.write_text(STRICT.format(program=str(PROGRAM)))
    renderer = Renderer(lambda: "<p>sample", program)
    yield renderer
    renderer.stop()


@pytest.fixture
def fresh():
    renderer = Renderer(pdf.sample)
    yield renderer
    renderer.stop()


def test_the_listener_would_hear_a_request(listener):
    address, seen = listener
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(address)  # noqa: S310 - our own listener
    assert seen.pop() == "/x"


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_is_fetched_and_nothing_leaks(vector, listener, tmp_path):
    address, seen = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    inner = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>'
    page = VECTORS[vector].format(http=address, file=secret.as_uri(), secret=SECRET,
                                  drawing=base64.b64encode(inner.encode()).decode())
    made = pdf.render(f"<body class='sheet'>{page}<p>ready</p>")
    assert "ready" in sheets.pages_of(made)[0]
    assert SECRET.encode() not in sheets.streams_of(made)
    assert seen == []


def test_a_page_with_a_foreign_colour_profile_is_refused(listener):
    address, seen = listener
    with pytest.raises(PdfFailed, match="papers fetch nothing from elsewhere"):
        pdf.render(f"<style>@color-profile --x {{ src: url({address}) }}</style><p>x</p>")
    assert seen == []


def test_a_small_picture_inside_the_page_is_drawn():
    dot = base64.b64encode(sheets.dot()).decode()
    page = "<body class='sheet'>{}<p>ready</p>"
    with_dot = pdf.render(page.format(f'<img src="data:image/png;base64,{dot}" width="100" height="100">'))
    without = pdf.render(page.format('<img src="data:image/png;base64," width="100" height="100">'))
    assert sheets.pictures_of(with_dot) != sheets.pictures_of(without)


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_fails_and_the_next_paper_is_made_by_the_same_process(bomb, strict):
    assert len(strict.answer(*pdf.job("<p>before"))) == 1
    process = strict.pid
    with pytest.raises(PdfFailed) as failure:
        strict.answer(*pdf.job(BOMBS[bomb]))
    assert failure.value.reason
    assert len(strict.answer(*pdf.job("<p>after"))) == 1
    assert strict.pid == process


def test_a_page_that_is_too_long_is_not_even_sent():
    with pytest.raises(PdfFailed):
        pdf.render("x" * (pdf.BIGGEST + 1))


def test_a_process_that_died_is_started_again(fresh):
    fresh.answer(*pdf.job("<p>one"))
    first = fresh.pid
    os.kill(first, signal.SIGKILL)
    assert len(fresh.answer(*pdf.job("<p>two"))) == 1
    assert fresh.pid != first


def test_two_processes_make_the_same_bytes(fresh):
    job = pdf.job(pdf.sheet(sheets.paper()), at=sheets.AT)
    assert fresh.answer(*job) == [pdf.render(pdf.sheet(sheets.paper()), at=sheets.AT)]


def test_papers_asked_for_at_once_do_not_mix():
    titles = [f"甲乙丙{n}" for n in range(8)]
    answers = {}

    def ask(title):
        answers[title] = sheets.pages_of(pdf.render(f"<body class='sheet'><p>{title}"))[0].strip()
    threads = [threading.Thread(target=ask, args=(title,)) for title in titles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answers[title].splitlines()[0] for title in titles] == titles


def test_the_identifier_that_was_given_is_the_one_of_the_file():
    with pikepdf.open(io.BytesIO(pdf.render("<p>x", identifier=b"of this paper"))) as file:
        assert bytes(file.trailer.ID[0]) == b"of this paper"


def test_the_start_is_refused_without_fonts(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "FONTS", tmp_path)
    with pytest.raises(SystemExit, match="bin/setup"):
        pdf.check()


def test_the_start_is_refused_without_the_subsetter(monkeypatch):
    monkeypatch.setattr(pdf, "SUBSETTER", "libharfbuzz-subset-missing.so.0")
    with pytest.raises(SystemExit, match="libharfbuzz-subset0"):
        pdf.check()


def test_the_start_is_allowed_with_both():
    assert pdf.check() is None


class Slow:
    """A render process that takes its time: until it is let go."""

    def __init__(self):
        self.lock, self.go, self.heads = threading.Lock(), threading.Event(), []

    def answer(self, head, blobs):
        with self.lock:
            self.heads.append(head)
            assert self.go.wait(5)
            return [b"made"]


def test_whoever_waits_for_a_paper_goes_before_what_is_made_in_the_background():
    pool = Pool(pdf.sample)
    pool.renderers = quick, slow = Slow(), Slow()
    quick.go.set()
    bulk = [threading.Thread(target=pool.behind, args=[({"title": "bulk"}, [])]) for _ in range(3)]
    for thread in bulk:
        thread.start()
    while not slow.lock.locked():
        pass
    assert [pool.one(({"title": "a signature"}, [])) for _ in range(5)] == [[b"made"]] * 5
    slow.go.set()
    for thread in bulk:
        thread.join()
    assert ({head["title"] for head in quick.heads}, slow.heads) == (
        {"a signature"}, [{"title": "bulk", "patient": True}] * 3)


def test_what_is_made_in_the_background_is_made_at_a_low_priority(fresh):
    head, blobs = pdf.job("<p>甲" * 300)
    busy = threading.Thread(target=fresh.answer, args=(head | {"patient": True}, blobs))
    busy.start()
    seen = set()
    while busy.is_alive():
        seen |= niceness_of_children(fresh.pid)
        time.sleep(0.01)
    busy.join()
    assert os.nice(0) + 10 in seen


def niceness_of_children(pid):
    found = set()
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if pid else ():
        with suppress(ProcessLookupError):
            found.add(os.getpriority(os.PRIO_PROCESS, int(child)))
    return found
