"""Forms that are taken once, however often a bad net brings them: the key they carry, the word that they came in."""

import hashlib

from flask import current_app, g, request

from db import receipts


def init_app(app):
    app.jinja_env.globals.update(form_key=receipts.new_key)
    app.context_processor(lambda: {"form_owner": _owner})
    app.after_request(_say_taken)


def once(verb):
    """Let the verb do what this form asks, unless it came in before. The answer says that it was taken."""
    key = receipts.valid(request.form.get("key"))
    receipts.once(key, verb, by=g.person)
    g.taken = key


def _say_taken(response):
    if key := g.pop("taken", None):
        response.headers["Form-Taken"] = key
    return response


def _owner():
    """Whose forms a browser keeps, without saying who that is."""
    return hashlib.sha256(f"forms of:{current_app.secret_key}:{g.person.id}".encode()).hexdigest()[:16]
