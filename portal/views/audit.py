from flask import Blueprint, g

from db import audit
from db.audit import AuditEntry
from db.people import Person
from db.signatures import Signing
from portal.auth import needs
from portal.http import number_arg, render

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE = 50


@bp.get("/")
@needs("audit.read")
def index():
    before = number_arg("before")
    entries = AuditEntry.page(g.person, before=before, size=PAGE + 1)
    return render("audit/index.html", parts={"entries"}, entries=entries[:PAGE], more=len(entries) > PAGE,
                  names=Person.names(entry.actor_id for entry in entries), head=audit.head(), verdict=None)


@bp.post("/verify")
@needs("audit.read")
def verify():
    """Walk the whole chain now."""
    entries = AuditEntry.page(g.person, size=PAGE + 1)
    return render("audit/index.html", entries=entries[:PAGE], more=len(entries) > PAGE, head=audit.head(),
                  names=Person.names(entry.actor_id for entry in entries), verdict=audit.verify(Signing.anchors()))
