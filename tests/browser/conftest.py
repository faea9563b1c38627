"""A portal of its own, served as it is in earnest, and Chromium looking at it."""

import json
from pathlib import Path

import pytest

from db.demo.people import DEMO_PASSWORD
from tests.served import Served

CHROMIUM = Path("/usr/bin/chromium")


def pytest_collection_modifyitems(items):
    if CHROMIUM.exists():
        return
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return browser_type_launch_args | {"executable_path": str(CHROMIUM), "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai",
                                   "viewport": {"width": 1440, "height": 900}}


@pytest.fixture(scope="session")
def portal(tmp_path_factory):
    """A portal that has been told the demo story."""
    portal = Served(tmp_path_factory.mktemp("portal"))
    for words in (["db", "upgrade"], ["demo", "load"]):
        portal.run("-m", "tests.quick", *words)
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def base_url(portal):
    return portal.url


@pytest.fixture
def clean(context, base_url):
    """What no page may do, whatever the test is about: errors, refused content, requests to anybody else."""
    complaints = []
    context.add_init_script("""
        document.addEventListener("securitypolicyviolation",
                                  (e) => console.error("CSP " + e.violatedDirective + " " + e.blockedURI));
    """)
    context.on("console", lambda message: complaints.append(message.text)
               if message.type == "error" and "Failed to load resource" not in message.text else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda request: complaints.append(request.url)
               if not request.url.startswith((base_url, "data:", "blob:", "about:")) else None)
    yield complaints
    assert complaints == []


@pytest.fixture
def enter(base_url, clean):
    """enter(page, number) signs a person of the demo in."""
    def enter(page, number, password=DEMO_PASSWORD):
        page.goto(f"{base_url}/session/new")
        page.get_by_label("工号").fill(number)
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录", exact=True).click()
        return page
    return enter


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.fixture
def hand(portal):
    return lambda *words: portal.run("-m", "tests.browser.handing", "hand", *words)


@pytest.fixture
def became(portal):
    """became(person, titles) is {title: [state, times done, answers and photos]}."""
    return lambda number, titles: json.loads(portal.run("-m", "tests.browser.handing", "tell", number, *titles))


def leave(page):
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
