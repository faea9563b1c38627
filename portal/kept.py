"""What somebody had typed when the session was over: it rides through the sign-in, sealed, and can then be sent."""

from flask import current_app, session
from htmx_flask import request
from itsdangerous import BadData, URLSafeTimedSerializer

from db.sessions import Session

SECONDS = 3600
MOST = 1_000_000  # characters, sealed: half of what a form may hold
NEVER = {"csrf_token", "password", "current", "again", "pin", "code"}  # of its session, or nobody's to keep


def pack():
    """The form of this request, for the person whose session it was; None where nothing was typed or nobody known."""
    owner = Session.owner(session.get("_user_id"))
    if owner is None or not (fields := typed()):
        return None
    sealed = _seal().dumps({"owner": owner, "address": request.full_path.rstrip("?"), "fields": fields})
    return sealed if len(sealed) <= MOST else None


def unpack(sealed, person):
    """(address, fields) of what this person had typed; None of somebody else's, of what is stale or not ours."""
    try:
        found = _seal().loads(sealed or "", max_age=SECONDS)
    except BadData:
        return None
    return (found["address"], found["fields"]) if found["owner"] == person.id else None


def typed():
    """[[name, value]] of the form, without what must not be kept."""
    return [[name, value] for name, value in request.form.items(multi=True) if name not in NEVER]


def _seal():
    return URLSafeTimedSerializer(current_app.secret_key, salt="what was typed")
