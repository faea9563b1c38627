from flask import Blueprint, g, request
from flask_babel import gettext

from db import audit, audit_search, lists
from db.audit_search import Wanted
from db.base import HERE, Invalid
from db.people import Person
from db.signatures import Signing
from portal.auth import may_open, needs
from portal.days import day_arg
from portal.downloads import download
from portal.filters import sentence
from portal.forms import _
from portal.http import number_arg, render
from portal.labels import SUBJECTS
from portal.notices import PAGES
from portal.sentences import SENTENCES, by_subject

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE = 50
PAGES_OF = PAGES | {"duty_rule": "rules.show", "intake": "intake.show", "position": "positions.show"}
HEADINGS = (_("No."), _("When"), _("Employee number"), _("Who"), _("Action"), _("What"), _("Subject"),
            _("Recorded details"), _("Hash before"), _("Hash"))


@bp.get("/")
@needs("audit.read")
def index(verdict=None, refusal=None, status=200):
    wanted = choice()
    entries = audit_search.page(g.person, wanted, before=number_arg("before"), size=PAGE + 1)
    return render("audit/index.html", parts={"entries"}, status=status, entries=entries[:PAGE],
                  more=len(entries) > PAGE, head=audit.head(), verdict=verdict, refusal=refusal, wanted=wanted,
                  address=address(), actors=audit_search.actors(g.person), actions=by_subject(), kinds=SUBJECTS,
                  names=Person.names(entry.actor_id for entry in entries), pages=pages_of(entries))


@bp.post("/verify")
@needs("audit.read")
def verify():
    """Walk the whole chain now."""
    return index(audit.verify(Signing.anchors()))


@bp.post("/export")
@needs("audit.read")
def export():
    """The entries found as a list for Excel, to the last character that the hashes are made of; by POST, as it is
    written down."""
    wanted = choice()
    try:
        entries = audit_search.export(g.person, wanted)
    except Invalid as refusal:
        return index(refusal=gettext(refusal.message, **refusal.params), status=422)
    people = audit_search.actors(g.person)
    data = lists.written([str(heading) for heading in HEADINGS], [row(entry, people) for entry in entries])
    audit_search.note_export(g.person, data.encode(), count=len(entries), wanted=wanted)
    return download(data, gettext("Audit log") + ".csv", "text/csv; charset=utf-8")


def row(entry, people):
    name, number = people.get(entry.actor_id, (gettext("the portal"), ""))
    at = f"{entry.at.astimezone(HERE):%Y-%m-%d %H:%M:%S}"
    return [str(entry.id), at, number, name, entry.action, str(sentence(entry)), entry.subject, entry.particulars,
            entry.prev, entry.hash]


def pages_of(entries):
    """{what an entry is about: (endpoint, id)} of what the reader may open."""
    found = (name.partition(":") for name in audit_search.reachable(g.person, entries))
    return {f"{table}:{number}": (PAGES_OF[table], int(number)) for table, _colon, number in found
            if may_open(PAGES_OF[table])}


def choice():
    """What the address asks for; what is nobody, no action and no day asks for nothing."""
    action, table = request.args.get("action"), request.args.get("about")
    actor = audit_search.PORTAL if request.args.get("who") == "0" else number_arg("who")
    return Wanted(actor, action if action in SENTENCES else None, table if table in SUBJECTS else None,
                  number_arg("number"), day_arg("first"), day_arg("last"))


def address():
    """The same as it stands in an address: ids, words of ours and days, nothing about a person."""
    wanted = choice()
    return {"who": wanted.actor, "action": wanted.action, "about": wanted.table, "number": wanted.number,
            "first": wanted.first, "last": wanted.last}
