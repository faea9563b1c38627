"""The access matrix as a question: what happens against the policy? A list of lines, empty when all is well."""

from tests import policy
from tests.scene import essence

READ, SIGN_IN, CHOOSE = {"GET", "HEAD", "OPTIONS"}, "/session/new", "/password/"


def violations(scene, endpoint):
    """Walk the routes of one endpoint with every method, role and object."""
    found = []
    for rule in scene.app.url_map.iter_rules(endpoint):
        for method in sorted(rule.methods):
            for role in policy.ROLES:
                found += _cell(scene, rule, method, role)
    return found


def _cell(scene, rule, method, role):
    found, refusals = [], {}
    for name, path in list(scene.addresses(rule).items())[:None if method in ("GET", "POST") else 2]:
        permitted, expected = expectation(rule.endpoint, method, role, name)
        response, same = scene.ask(role, method, path, form=scene.form(rule.endpoint) if method == "POST" else None,
                                   look=method in READ or not permitted)
        where = f"{role}: {method} {rule.endpoint} of {name}"
        if outcome(response) != expected:
            found.append(f"{where}: {outcome(response)}, not {expected}")
        if not same and (method in READ or not permitted):
            found.append(f"{where}: changed {changed(scene)}")
        if expected == 404:
            refusals[str(essence(response, path))] = where
        if method == "POST" and permitted:
            found += _empty(scene, rule, role, path)
    if len(refusals) > 1:
        found.append(f"what is hidden and what is not there differ: {sorted(refusals.values())}")
    return found


def _empty(scene, rule, role, path):
    """The same with nothing in the form: taken or refused, but never an accident."""
    response, same = scene.ask(role, "POST", path, form={})
    if response.status_code not in (200, 303, 404, 409, 422):
        return [f"{role}: an empty form to {rule.endpoint}: {response.status_code}"]
    if response.status_code == 422 and not same:
        return [f"{role}: an empty form to {rule.endpoint}: refused, yet changed {changed(scene)}"]
    return []


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
