"""What no page may contain, read from the templates themselves."""

import re
from pathlib import Path

import pytest

from portal import assets, navigation
from portal.http import error_page

TEMPLATES = Path(__file__).parent.parent / "portal" / "templates"
FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*"))
FORBIDDEN = {
    "unescaped text": r"\|\s*safe\b|autoescape\s+false",
    "inline style": r"<[^>]*\sstyle\s*=",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\bsrc=)|<style\b(?![^>]*\bdata-paper\b)|javascript:",
    "another host": r"(?:src|href|action|hx-\w+)\s*=\s*[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//",
}


@pytest.mark.parametrize("name", FILES)
def test_a_template_compiles(app, name):
    assert app.jinja_env.get_template(name).name == name


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_template_contains(fault):
    pages = {name: (TEMPLATES / name).read_text() for name in FILES}
    assert [name for name, text in pages.items() if re.search(FORBIDDEN[fault], text, re.IGNORECASE)] == []


def test_every_icon_in_use_is_in_the_list():
    sources = [*TEMPLATES.rglob("*.html"), *(TEMPLATES.parent).glob("*.py")]
    named = r"(?:\bicon\(|\bsymbol\s*=\s*)\s*\"([a-z0-9-]+)\"(?:\s+if\b[^\"]*\belse\s+\"([a-z0-9-]+)\")?"
    used = {name for path in sources for pair in re.findall(named, path.read_text()) for name in pair if name}
    assert used - set(assets.icon_names()) == set()


def test_every_place_of_the_sidebar_has_an_icon_of_the_list():
    assert {place.icon for place in navigation.PLACES} - set(assets.icon_names()) == set()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_a_refusal_is_put_where_every_page_has_room_whatever_part_was_asked_for(app, status):
    """A form's own hx-target and hx-select would take nothing out of it, and put that in the place of the page."""
    asked = {"HX-Request": "true", "HX-Target": "main#content"}
    with app.test_request_context("/", headers=asked):
        app.preprocess_request()
        answer, layout = error_page(status), (TEMPLATES / "layout.html").read_text()
    goal, part = answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]
    assert [page.count(f'id="{name.lstrip("#")}"') for page, name in (
        (layout, goal), (answer.get_data(as_text=True), part))] == [1, 1]
