"""What stands in the sidebar: one table, cut to what the person may open."""

from dataclasses import dataclass

from flask import g, request

from db.base import N_
from db.decisions import decisions
from db.signatures import Signing
from portal.notices import unseen


@dataclass(frozen=True)
class Place:
    endpoint: str
    title: str
    icon: str
    ability: str | None = None  # None: whoever is signed in
    on_phone: bool = False


PLACES = (
    Place("home.index", N_("Today"), "calendar-check", on_phone=True),
    Place("team.index", N_("My team today"), "users-group", "duties.watch"),
    Place("tasks.index", N_("Tasks and rectifications"), "checklist", "duties.do"),
    Place("signatures.index", N_("Signatures"), "writing-sign", "signatures.read", on_phone=True),
    Place("board.index", N_("Unsigned board"), "clipboard-text", "signatures.board"),
    Place("matrix.index", N_("Duty review"), "table", "duties.review"),
    Place("rules.coverage_map", N_("Duties and rules"), "repeat", "duties.watch"),
    Place("sheets.index", N_("Printed sheets"), "printer", "duties.read"),
    Place("delegations.index", N_("Delegations"), "user-share", "delegations.read"),
    Place("descriptions.index", N_("Position descriptions"), "file-text", "descriptions.read", on_phone=True),
    Place("intake.index", N_("Import"), "file-import", "intake.read"),
    Place("positions.index", N_("Positions"), "sitemap", "positions.read"),
    Place("people.index", N_("People"), "users", "people.read"),
    Place("my_month.index", N_("My month"), "calendar-user", "roster.read", on_phone=True),
    Place("roster.index", N_("Roster"), "calendar-week", "roster.edit"),
    Place("calendar.index", N_("Calendar"), "calendar", "calendar.manage"),
    Place("jobs.index", N_("Bulk documents"), "files", "jobs.read"),
    Place("verify.index", N_("Verify a file"), "shield-check"),
    Place("audit.index", N_("Audit log"), "list-search", "audit.read"),
    Place("access.index", N_("Who may do what"), "lock-access", "access.read"),
    Place("letters.index", N_("E-mail"), "mail", "settings.manage"),
    Place("settings.edit", N_("Settings"), "settings", "settings.manage"),
)
PLACE_OF = {place.endpoint.partition(".")[0]: place for place in PLACES}  # by its noun


def init_app(app):
    app.context_processor(lambda: {"places": places, "current_place": current_place, "waiting": waiting,
                                   "deciding": deciding, "unseen": unseen})


def places():
    """The places the signed-in person may open; asked once a page."""
    if "places" not in g:
        person = g.get("person")
        shut = (person is None or person.must_choose_password or person.must_set_second_factor
                or person.on_site is not None)
        g.places = [] if shut else [place for place in PLACES if place.ability is None or g.person.can(place.ability)]
    return g.places


def current_place():
    """The place a page stands in: that of its own noun, else of the noun its address begins with."""
    return PLACE_OF.get(request.blueprint) or PLACE_OF.get(request.path.split("/")[1])


def awaiting():
    """{id of a signing that waits for this person: by which delegation, if by any}; asked once a page."""
    if "awaiting" not in g:
        g.awaiting = Signing.turns_of(g.person) if g.get("person") else {}
    return g.awaiting


def waiting():
    return len(awaiting())


def deciding():
    """What waits for this person's decision, in numbers; asked once a page."""
    if "decisions" not in g:
        g.decisions = decisions(g.person)
    return g.decisions
