"""Forms that are taken once, however often a bad net brings them: the key they carry, the word that they came in.

What a browser keeps of them until the net is back is sealed for whose it is.
"""

import base64
import hashlib
import hmac

from flask import current_app, g, request

from db import receipts
from db.base import digest

OF_THE_PAGE = {"csrf_token", "key"}  # not of what was typed: another page sends the same form with another token


def init_app(app):
    app.jinja_env.globals.update(form_key=receipts.new_key)
    app.context_processor(lambda: {"form_owner": _owner, "form_seal": _seal})
    app.after_request(_say_taken)


def once(verb):
    """Let the verb do what this form asks, unless it came in before. The answer says that it was taken."""
    key = receipts.valid(request.form.get("key"))
    receipts.once(key, verb, asked=_asked(), by=g.person)
    g.taken = key


def _asked():
    """Which row the form is for and what it says, photos and all, however a browser breaks its lines."""
    fields = [[name, value.replace("\r\n", "\n")] for name, value in request.form.items(multi=True)
              if name not in OF_THE_PAGE]
    files = [[name, _sum(file.stream)] for name, file in request.files.items(multi=True) if file.filename]
    return digest([request.endpoint, request.view_args, fields, files])


def _sum(stream):
    """The SHA-256 of a file, which is left as if nobody had read it."""
    stream.seek(0)
    found = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return found


def _say_taken(response):
    if key := g.pop("taken", None):
        response.headers["Form-Taken"] = key
    return response


def _owner():
    """Whose forms a browser keeps, without saying who that is."""
    return hashlib.sha256(f"forms of:{current_app.secret_key}:{g.person.id}".encode()).hexdigest()[:16]


def _seal():
    """The key, base64, that opens the forms a browser keeps for this person; no page of anybody else's has it."""
    told = f"seal of forms of:{g.person.id}".encode()
    return base64.b64encode(hmac.digest(current_app.secret_key.encode(), told, "sha256")).decode()
