"""Ways in that must stay shut, tried with a browser: which were open? A list of lines, empty when all is well."""

from contextlib import contextmanager

from db.base import database
from db.people import Person
from db.second_factors import SecondFactor
from db.sessions import FirstStep, Session
from tests.codes import arm, code
from tests.world import PASSWORD

NUMBER = "T0000"  # the administrator, who alone has the password of the tests


def open_doors(scene):
    """Of whoever has a second factor."""
    found = []
    with rolled_back():
        secret = arm(scene.people["admin"])
        used = code(secret)
        SecondFactor.of(scene.people["admin"]).takes(used)
        for name, sent in {"the password alone": None, "no code": "", "a wrong code": "000000",
                           "a code used before": used, "a code older than one used": code(secret, -1)}.items():
            browser = scene.app.test_client()
            send(browser, "/session/new", number=NUMBER, password=PASSWORD)
            if sent is not None:
                send(browser, "/session/new/code", code=sent)
            found += [f"in with {name}"] * (is_in(browser) or Session.select().where(
                Session.person == scene.people["admin"], Session.second_factor).exists())
        _, token = FirstStep.take(Person.get_by_id(scene.people["admin"].id))
        browser = scene.app.test_client()
        with browser.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = token, True
        found += ["in with the first step's token"] * is_in(browser)
    return found


def send(browser, path, **form):
    return browser.post(path, data=form)


def is_in(browser):
    """Whether a page of those who are signed in opens."""
    return browser.get("/menu").status_code == 200


@contextmanager
def rolled_back():
    with database.atomic() as change:
        try:
            yield
        finally:
            change.rollback()
