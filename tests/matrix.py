"""The access matrix as a question: what happens against the policy? A list of lines, empty when all is well."""

from db.base import is_sqlite
from tests import policy
from tests.scene import MISSING, essence

READ, SIGN_IN, CHOOSE = {"GET", "HEAD", "OPTIONS"}, "/session/new", "/password/"


def violations(scene, endpoint):
    """Walk the routes of one endpoint with every method, role and object."""
    for rule in scene.app.url_map.iter_rules(endpoint):
        addresses, emptied = scene.addresses(rule), set()
        for method in sorted(rule.methods):
            for role in policy.ROLES:
                asked = {name: addresses[name] for name in _worth_asking(endpoint, method, role, list(addresses))}
                yield from _cell(scene, rule, method, role, asked, emptied)


def _worth_asking(endpoint, method, role, names):
    """The objects at which an answer can differ.

    HEAD and OPTIONS are answered by the view of GET, or by none: one of those who may tries them, and all who may not.
    Whom the gate stops, it stops at what is there and at what is not; it knows nothing of rows, and PostgreSQL is not
    asked. A number no database holds is refused before anybody's rows are looked for: one role tries it.
    """
    callers = policy.POLICY[endpoint].callers
    if not is_sqlite() and (role not in callers or method not in ("GET", "POST")):
        return []
    if method not in ("GET", "POST"):
        return names[:role not in callers or role == callers[0]]
    if role not in callers:
        return [name for name in names if name in (names[0], MISSING[0])]
    return [name for name in names if role == callers[0] or name not in MISSING[1:]]


def _cell(scene, rule, method, role, asked, emptied):
    """`emptied`: the objects at which somebody has sent an empty form already; it is the same for all who may."""
    refusals = {}
    for name, path in asked.items():
        permitted, expected = expectation(rule.endpoint, method, role, name)
        looked = method in READ or not permitted
        response, same = scene.read(role, path) if method == "GET" else scene.ask(
            role, method, path, form=scene.form(rule.endpoint) if method == "POST" else None, look=looked)
        where = f"{role}: {method} {rule.endpoint} of {name}"
        if outcome(response) != expected:
            yield f"{where}: {outcome(response)}, not {expected}"
        if not same and looked:
            yield f"{where}: changed {changed(scene)}"
        if expected == 404:
            refusals[str(essence(response, path))] = where
        if method == "POST" and permitted and name not in emptied:
            emptied.add(name)
            yield from _empty(scene, rule, role, path)
    if len(refusals) > 1:
        yield f"what is hidden and what is not there differ: {sorted(refusals.values())}"


def _empty(scene, rule, role, path):
    """The same with nothing in the form: taken or refused, but never an accident."""
    response, same = scene.ask(role, "POST", path, form={})
    if response.status_code not in (200, 303, 404, 409, 422):
        yield f"{role}: an empty form to {rule.endpoint}: {response.status_code}"
    if response.status_code == 422 and not same:
        yield f"{role}: an empty form to {rule.endpoint}: refused, yet changed {changed(scene)}"


def expectation(endpoint, method, role, name):
    """(whether the policy lets this through, the status it promises or the page it leads to)."""
    rule = policy.POLICY[endpoint]
    if role not in rule.callers and role in policy.STRANGERS:
        return False, SIGN_IN if method in READ else 401  # a form is kept on the page that asks to sign in
    if role == policy.MUST_CHOOSE and policy.ANONYMOUS not in rule.callers:
        if endpoint not in policy.OPEN_BEFORE_THE_FIRST_PASSWORD:
            return False, CHOOSE
    elif role not in rule.callers:
        return False, 403
    if method == "OPTIONS":
        return True, 200
    if rule.kind and role not in rule.sees.get(name, ()):
        return False, 404
    if rule.acts is not None and role not in rule.acts[name]:
        return False, 403
    return True, rule.to_strangers if rule.to_strangers and role in policy.STRANGERS else rule.answer


def outcome(response):
    """The status; of a redirect to the sign-in or to the choice of a password, that page."""
    target = response.headers.get("Location", "").partition("?")[0]
    return target if response.status_code == 303 and target in (SIGN_IN, CHOOSE) else response.status_code


def changed(scene):
    return sorted(table for table, rows in scene.after.items() if rows != scene.before[table])
