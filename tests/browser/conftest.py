"""A portal of its own, served as it is in earnest, and Chromium looking at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from db.demo.people import DEMO_PASSWORD

ROOT = Path(__file__).parent.parent.parent
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
def base_url(tmp_path_factory):
    """The address of a portal that has been told the demo story."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    folder = tmp_path_factory.mktemp("portal")
    environment = {**os.environ, "PORTAL_DATA": str(folder), "PORTAL_BIND": bind, "PORTAL_URL": f"http://{bind}"}
    environment.pop("DATABASE_URL", None)
    for words in (["db", "upgrade"], ["demo", "load"]):
        subprocess.run([sys.executable, "-m", "portal.cli", *words], cwd=ROOT, env=environment, check=True,
                       capture_output=True)
    log = (folder / "log").open("wb")
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment, stdout=log,
                              stderr=log)
    try:
        wait_for(f"http://{bind}/healthz", server)
        yield f"http://{bind}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(address, server):
    """Until the portal answers; a server that has died is a failure at once."""
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError("the portal did not start")
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the portal does not answer")


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


def leave(page):
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
