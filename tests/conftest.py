"""The world: a few named people, built once, put back after each test. On SQLite, or on TEST_DATABASE_URL."""

import os
import uuid
from contextlib import contextmanager

import psycopg
import pytest

from db import schema
from db.base import database
from portal import create_app
from tests import quick
from tests.scene import Scene
from tests.world import build

ON_POSTGRES = "TEST_DATABASE_URL" in os.environ
LEG = os.environ.get("TEST_LEG")  # of bin/test; without one, whatever was asked for


def pytest_collection_modifyitems(items):
    """Browser tests last: their event loop stays behind in the main thread, where others start one of their own."""
    items.sort(key=in_browser)
    items[:] = [item for item in items if belongs(item)]


def in_browser(item):
    return "browser" in item.path.parts


def belongs(item):
    """Whether the leg that runs is the one, or one of the two, that this test is for."""
    return {"Chromium": in_browser(item), "SQLite": not in_browser(item),
            "PostgreSQL": "database_url" in item.fixturenames and not in_browser(item)}.get(LEG, True)


@contextmanager
def new_database(folder):
    """The address of an empty database: a file, or a new one in the PostgreSQL cluster that was named."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield f"sqlite+pool:///{folder / 'portal.db'}"
        return
    name = f"t_{uuid.uuid4().hex}"
    root, _, _ = server.replace("postgresql+pool://", "postgresql://").rpartition("/")
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{root.replace('postgresql://', 'postgresql+pool://')}/{name}"
    database.obj.close_all()
    with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session", autouse=True)
def _quick_locks():
    with pytest.MonkeyPatch.context() as patch:
        quick.locks(patch.setattr)
        yield


@pytest.fixture(scope="session")
def database_url(tmp_path_factory):
    with new_database(tmp_path_factory.mktemp("db")) as url:
        yield url


@pytest.fixture(scope="session")
def app(database_url, tmp_path_factory):
    app = create_app(DATA=str(tmp_path_factory.mktemp("data")), DATABASE_URL=database_url, SECRET_KEY="tests")
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with database.connection_context():
        schema.upgrade()
    return app


@pytest.fixture(scope="session")
def _built(app):
    with database.connection_context(), app.test_request_context():
        return build()


@pytest.fixture
def world(_built):
    """The named people, as the database holds them; whatever the test does to it is rolled back."""
    opened = database.connect(reuse_if_open=True)
    with database.atomic() as transaction:
        yield _built.fresh()
        transaction.rollback()
    if opened:
        database.close()


@pytest.fixture(scope="module")
def stage(app, _built):
    """The scene of a module that is about nothing else: built once, in a transaction each of its tests goes back to."""
    with database.connection_context(), database.atomic() as transaction, pytest.MonkeyPatch.context() as patch:
        yield Scene(app, _built.fresh(), patch)
        transaction.rollback()


@pytest.fixture
def scene(stage, world):
    return stage.fresh(world)


@pytest.fixture
def visit(app, world):
    """visit(person) is a browser in which that person is signed in; visit(None) one in which nobody is."""
    return lambda person: world.browser(app, person)
