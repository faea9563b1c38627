"""What somebody had typed when the session was over: it rides through the sign-in, sealed, and can then be sent."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app, session
from htmx_flask import request

from db.sessions import Session

SECONDS = 3600
MOST = 1_000_000  # characters, sealed: half of what a form may hold
NEVER = {"csrf_token", "password", "current", "again", "pin"}  # of its session, or nobody's to keep
ABOUT_SECRETS = {  # forms of which nothing is kept, whatever their fields are called
    "keys.create", "on_site.prove", "passwords.update", "people.confirm_key", "second_factor.confirm",
    "second_factor.offer", "second_factor.renew_codes", "second_factor.switch_off", "session.create", "session.prove",
    "setup.create"}


def pack():
    """The form of this request, for the person whose session it was; None where nothing was typed or nobody known."""
    owner = Session.owner(session.get("_user_id"))
    if owner is None or not (fields := typed()):
        return None
    told = {"owner": owner, "address": request.full_path.rstrip("?"), "fields": fields}
    sealed = _seal().encrypt(json.dumps(told).encode()).decode()
    return sealed if len(sealed) <= MOST else None


def unpack(sealed, person):
    """(address, fields) of what this person had typed; None of somebody else's, of what is stale or not ours."""
    try:
        found = json.loads(_seal().decrypt((sealed or "").encode(), ttl=SECONDS))
    except InvalidToken:
        return None
    return (found["address"], found["fields"]) if found["owner"] == person.id else None


def typed():
    """[[name, value]] of the form, without what must not be kept."""
    if request.endpoint in ABOUT_SECRETS:
        return []
    return [[name, value] for name, value in request.form.items(multi=True) if name not in NEVER]


def _seal():
    """Nobody who comes to this browser next reads it, nor does anybody change it."""
    key = hashlib.sha256(b"what was typed:" + current_app.secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
