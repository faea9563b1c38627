"""Ways around the policy, each as a question: what got through? A list of lines, empty when all is well."""

import html
import re
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from itsdangerous import URLSafeTimedSerializer
from peewee import ForeignKeyField
from werkzeug.exceptions import HTTPException

from db.descriptions import Description
from tests import canaries, policy
from tests.matrix import CHOOSE, SIGN_IN, changed, outcome
from tests.scene import KEPT, columns, cookie

RAW_TOKEN = "0" * 40
FOREIGN = {name: "1" for name in (
    "is_admin", "admin", "by", "by_id", "person_id", "holder", "holder_id", "department_id", "position_id", "state",
    "created_by", "created_at", "signed_at", "digest", "password_hash", "password_expires_at", "session_epoch",
    "session_id", "serial", "locked_key", "active_key", "anchor_hash", "version", "edition")} | {"roles": "admin"}
CHANGES_EACH_TIME = {"token", "token_hash", "password_hash", "hash", "prev", "pem", "locked_key", "serial", "sha256",
                     "size", "account", "identity", "particulars", "subject"}
AGAIN = {"session.create", "session.prove"}  # answer with their own form, whoever asks
HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
           "Cross-Origin-Opener-Policy": "same-origin"}
SHUT = ("default-src 'none'", "script-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
        "frame-ancestors 'none'")
ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "",
             "/\n//evil.example", "javascript:alert(1)", "evil.example", "data:text/html,x", "/\x00", "/a\\..\\b",
             "http:/evil.example", "///evil.example", "/\x7f/evil.example", "/\u2028/evil.example")
ADDRESS = r'\b(?:href|src|action|formaction|hx-get|hx-post|data-[a-z-]+)="([^"]*)"'


def forgeries(scene, endpoint):
    """Posts that another site could make a browser send."""
    with switched(scene.app.config, "WTF_CSRF_ENABLED", True):
        yield from _forgeries(scene, endpoint)


def _forgeries(scene, endpoint):
    role, path = scene.entitled(endpoint)
    mine = cookie(scene.app, scene.people[role], csrf_token=RAW_TOKEN)
    scene.settle()
    signer = URLSafeTimedSerializer(scene.app.secret_key, salt="wtf-csrf-token")
    good, foreign = ({"csrf_token": signer.dumps(raw)} for raw in (RAW_TOKEN, "1" * 40))
    attempts = {
        "no token": ({}, {}, 400), "an empty token": ({"csrf_token": ""}, {}, 400),
        "a token of another session": (foreign, {}, 400), "a token that is none": ({"csrf_token": "密"}, {}, 400),
        "no token, as htmx": ({}, {"HX-Request": "true"}, 400 if endpoint in AGAIN else 401),
        "another site": (good, {"Sec-Fetch-Site": "cross-site"}, 403),
        "a neighbouring host": (good, {"Sec-Fetch-Site": "same-site"}, 403),
    }
    for name, (token, headers, status) in attempts.items():
        response, same = scene.ask(role, "POST", path, form=scene.form(endpoint) | token, headers=headers, cookie=mine)
        if (response.status_code, same) != (status, True):
            yield f"{endpoint} with {name}: {response.status_code}, changed {changed(scene)}"
    response, _ = scene.ask(role, "POST", path, form=scene.form(endpoint) | good, cookie=mine,
                            headers={"Sec-Fetch-Site": "same-origin"})
    if outcome(response) != policy.POLICY[endpoint].answer:
        yield f"{endpoint} from our own page: {outcome(response)}"


def skipped(scene):
    """Drafts that reach HR although somebody sits above who has not agreed."""
    path = f"/descriptions/{scene.objects['draft']['clerk']['id']}/submit"
    states = {}
    for role in (policy.SUPERVISOR, policy.HEAD, policy.HR, policy.HR_MANAGER):
        scene.ask(role, "POST", path)
        states[role] = dict(zip([column.name for column in columns(Description)], next(
            row for row in scene.after["description"] if row[0] == scene.objects["draft"]["clerk"]["id"]),
            strict=True))["state"]
    right = dict.fromkeys(states, "with_superior") | {policy.SUPERVISOR: "in_review"}
    return [f"{role}: {state}" for role, state in states.items() if state != right[role]]


def undeclared(scene):
    """Who gets into a view that does not say what it takes."""
    with switched(scene.app.view_functions, "home.menu", lambda: "open to all"):
        answers = {role: outcome(scene.ask(role, "GET", "/menu")[0]) for role in policy.ROLES}
    return [f"{role}: {answer}" for role, answer in answers.items() if answer not in (403, SIGN_IN, CHOOSE)]


def led_astray(scene):
    """Where a `next` of somebody else's making leads a browser to."""
    answers = {path: scene.ask(policy.ANONYMOUS, "POST", "/settings/locale", form={"locale": "en", "next": path})[0]
               for path in ELSEWHERE}
    return [f"{path!r}: {answer.status_code} {answer.headers.get('Location')}" for path, answer in answers.items()
            if (answer.status_code, answer.headers.get("Location")) != (303, "/")]


@contextmanager
def switched(mapping, key, value):
    before = mapping[key]
    mapping[key] = value
    try:
        yield
    finally:
        mapping[key] = before


def smuggled(scene, endpoint):
    """Fields that no form has, and that would be columns; the clock must stand still."""
    role, path = scene.entitled(endpoint)
    plain, _ = scene.ask(role, "POST", path, form=scene.form(endpoint))
    wanted = without_chance(scene)
    extra = {name: value for name, value in FOREIGN.items() if name not in scene.form(endpoint)}
    response, same = scene.ask(role, "POST", path, form=scene.form(endpoint) | extra)
    if response.status_code == 422:
        return [] if same else [f"{endpoint}: refused, yet changed {changed(scene)}"]
    effect = [table for table, rows in without_chance(scene).items() if rows != wanted[table]]
    return [f"{endpoint}: fields of nobody's form changed {effect}"] * bool(effect)


def without_chance(scene):
    """The rows as they are now, without what is drawn by lot; a new row is called new, whatever its number is."""
    known = {table: {row[0] for row in rows} for table, rows in scene.before.items()}
    return {model._meta.table_name: [[settled(column, value, known) for column, value in
                                      zip(columns(model), row, strict=True) if column.name not in CHANGES_EACH_TIME]
                                     for row in scene.after[model._meta.table_name]] for model in KEPT}


def settled(column, value, known):
    table = column.rel_model._meta.table_name if isinstance(column, ForeignKeyField) else column.model._meta.table_name
    is_key = column.primary_key or isinstance(column, ForeignKeyField)
    return "new" if is_key and value is not None and value not in known[table] else value


def leaks(scene, role):
    """What stands on the pages of a role that the role may not know; names in addresses, whoever reads them."""
    for endpoint, path in scene.pages(role):
        response, _ = scene.read(role, path)
        text = response.get_data().decode(errors="replace")
        linked = " ".join(addresses(text, response))
        for word, knowing in canaries.CANARIES.items():
            if (word in text and role not in knowing and endpoint not in canaries.BY_PAPER
                    and not (word in canaries.TEAM and endpoint in canaries.BY_TEAM)
                    and not (word == canaries.GIVER and endpoint in canaries.BY_TASK)):
                yield f"{role} reads {word} on {endpoint}"
            if word in linked:
                yield f"{endpoint} has {word} in an address"
    for wanted in canaries.CANARIES:
        response, _ = scene.ask(role, "POST", "/search/", form={"wanted": wanted[:-1]})
        if wanted in response.get_data(as_text=True) and role not in canaries.CANARIES[wanted]:
            yield f"{role} finds {wanted} by searching"


def bare_answers(scene):
    """Answers that lack one of the headers every answer has to carry."""
    asked = [(role, "GET", path) for role in (policy.ANONYMOUS, policy.EMPLOYEE) for _, path in scene.pages(role)]
    asked += [(policy.EMPLOYEE, "GET", "/settings/"), (policy.EMPLOYEE, "GET", "/no-such-page"),
              (policy.ANONYMOUS, "GET", "/menu"), (policy.MUST_CHOOSE, "GET", "/"), (policy.ADMIN, "PUT", "/settings/"),
              (policy.ADMIN, "POST", "/settings/"), (policy.ADMIN, "OPTIONS", "/settings/"), (policy.HR, "HEAD", "/")]
    for role, method, path in asked:
        response, _ = scene.ask(role, method, path)
        policy_of_content = response.headers.get("Content-Security-Policy", "")
        lacking = [name for name, value in HEADERS.items() if response.headers.get(name) != value]
        lacking += [part for part in SHUT if part not in policy_of_content and response.mimetype == "text/html"]
        lacking += [word for word in ("unsafe-", "*", "http:") if word in policy_of_content] + [
            name for name in response.headers.keys() if name.startswith("Access-Control-") or name == "Server"]
        if lacking:
            yield f"{method} {path} as {role}: {lacking}"


def dead_ends(scene, role):
    """Links a role is shown that lead nowhere, and buttons that offer what the policy refuses."""
    seen, ahead = set(), ["/"]
    while ahead:
        path = ahead.pop()
        response, _ = scene.read(role, path)
        if response.status_code not in (200, 303):
            yield f"{role}: {path} is linked and answers {response.status_code}"
        if response.mimetype != "text/html":
            continue
        text = response.get_data(as_text=True)
        for action in re.findall(r'<form[^>]*\bmethod="post"[^>]*\baction="([^"]*)"', text):
            if role not in policy.POLICY[endpoint_of(scene, html.unescape(action), "POST")].callers:
                yield f"{role}: {path} offers {action}"
        links = {html.unescape(link).partition("#")[0] for link in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text)}
        fresh = {likeness(link): link for link in sorted(links) if link.startswith("/") and likeness(link) not in seen}
        seen |= set(fresh)
        ahead += fresh.values()


def likeness(link):
    """What one link of many alike stands for: with a question it is asked once, whatever the numbers in it."""
    path, mark, question = link.partition("?")
    alike = re.sub(r"[0-9a-f]{32}|[0-9]+", "N", question)
    return re.sub(r"[0-9]+", "N", path) + mark + re.sub(r"(open=\w+):.*", r"\1", unquote(alike)) if mark else link


def addresses(text, response):
    """Every address on a page or in its headers, decoded."""
    found = re.findall(ADDRESS, text) + [response.headers.get(name, "") for name in ("Location", "HX-Redirect")]
    return [unquote(html.unescape(address)) for address in found]


def endpoint_of(scene, address, method):
    try:
        return scene.app.url_map.bind("localhost").match(urlsplit(address).path, method=method)[0]
    except HTTPException:
        return "no such route"
