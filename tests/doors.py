"""Ways in that must stay shut, tried with a browser: which were open? A list of lines, empty when all is well."""

from contextlib import contextmanager

from db.base import database
from db.on_site import OnSite
from db.people import Person
from db.second_factors import SecondFactor
from db.sessions import FirstStep, Session, enter_on_site
from db.signatures import AWAITING_SUPERIOR, Signing
from tests import policy
from tests.codes import arm, code, let_in
from tests.scene import cookie
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


def strayed(scene):
    """Of a device of HR's, before and after its holder has proved who it is: what else opened on it, or changed.

    Before that the gate asks for nothing but the page: one address of a route stands for all.
    """
    with rolled_back():
        let_in(scene.people["employee"])
        id = scene.objects["signing"]["clerk"]["id"]
        device, bound = on_a_device(scene, id)
        scene.settle()
        for route in scene.app.url_map.iter_rules():
            paths = list(scene.addresses(route).values())
            for method in sorted(route.methods & {"GET", "POST"}):
                form = scene.form(route.endpoint) if method == "POST" else None
                for stage, kept, goal, asked in (("before", device, "/on-site/", paths[:1]),
                                                 ("after", bound, f"/signatures/{id}", paths[:3])):
                    for path in asked:
                        if not is_left_open(route.endpoint, path, stage, id):
                            answer, same = scene.ask(None, method, path, form=form, cookie=kept)
                            if answer.headers.get("Location") != goal or not same:
                                yield f"{stage}: {method} {path}: {answer.status_code}"


def is_left_open(endpoint, path, stage, id):
    if stage == "before":
        return endpoint in policy.ON_SITE
    is_the_paper = endpoint in policy.AT_THE_PAPER and path.split("/")[2].partition(".")[0] == str(id)
    return is_the_paper or endpoint in policy.ON_SITE | policy.WITH_A_KEY


def on_a_device(scene, id):
    """The cookies of two devices handed over for the signing: one that waits, one whose holder is at the paper."""
    hr, holder = scene.people["hr"], scene.people["employee"]
    (_, waiting), (_, token) = (OnSite.hand_over(Signing.get_by_id(id), by=hr) for _ in range(2))
    _, entry = enter_on_site(OnSite.of(token), holder.number, PASSWORD, "", "192.0.2.7", "a test")
    return (cookie(scene.app, None, on_site=waiting),
            cookie(scene.app, None, on_site=token, _user_id=entry, _fresh=True))


def still_in(scene):
    """Who can still act on a device after it went from hand to hand."""
    found, id = [], scene.objects["signing"]["clerk"]["id"]
    with rolled_back():
        let_in(scene.people["employee"])
        of_hr = scene.cookies["hr"]
        answer = scene.client.post(f"/signatures/{id}/on-site", headers={"Cookie": of_hr})
        found += ["HR, after handing over"] * (look(scene, of_hr) == 200)
        device = answer.headers["Set-Cookie"].partition(";")[0]
        entered = scene.client.post("/on-site/enter", headers={"Cookie": device}, data={
            "number": scene.people["employee"].number, "password": PASSWORD, "code": ""})
        bound = entered.headers["Set-Cookie"].partition(";")[0]
        if look(scene, bound, f"/signatures/{id}") != 200:
            found.append("nobody: the holder does not get in")
        scene.client.post("/on-site/end", headers={"Cookie": bound})
        for name, kept in (("the holder", bound), ("HR", of_hr), ("whoever has the device", device)):
            opened = 200 in (look(scene, kept), look(scene, kept, f"/signatures/{id}"))
            found += [f"{name}, after handing back"] * opened
        again = scene.client.post("/on-site/enter", headers={"Cookie": device}, data={
            "number": scene.people["employee"].number, "password": PASSWORD, "code": ""})
        found += ["the holder once more"] * (again.headers.get("Location") != "/on-site/")
        _waiting, at_the_paper = on_a_device(scene, id)
        Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == id).execute()
        found += ["the holder, after signing"] * (look(scene, at_the_paper, f"/signatures/{id}") == 200)
    return found


def look(scene, kept, path="/menu"):
    return scene.client.get(path, headers={"Cookie": kept}).status_code


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
