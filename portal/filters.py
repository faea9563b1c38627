"""How things are written for the reader: dates, states, masked names, one audit entry as a sentence."""

import datetime as dt
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

from flask import g, session
from flask_babel import get_locale, gettext, lazy_gettext
from htmx_flask import request
from markupsafe import Markup

from db.base import HERE, today
from portal import assets
from portal.sentences import SENTENCES

LOCALES = {"zh_Hans": "中文", "en": "English"}
_ = lazy_gettext
STATES = {  # state -> (label, colour of its badge)
    "draft": (_("Draft"), "secondary"),
    "with_superior": (_("With the superior"), "orange"),
    "in_review": (_("With HR"), "azure"),
    "in_force": (_("In force"), "green"),
    "superseded": (_("Superseded"), "secondary"),
    "discarded": (_("Discarded"), "secondary"),
    "awaiting_employee": (_("Waiting for the holder"), "orange"),
    "awaiting_superior": (_("Waiting for the superior"), "orange"),
    "awaiting_hr": (_("Waiting for HR"), "orange"),
    "complete": (_("Signed by all three"), "green"),
    "returned": (_("Returned for correction"), "red"),
    "refused": (_("Refused"), "red"),
    "withdrawn": (_("Withdrawn"), "secondary"),
    "on_paper": (_("Signed on paper"), "green"),
    "not_opened": (_("Not opened"), "secondary"),
    "lapsed": (_("Ended with the appointment"), "secondary"),
    "waiting": (_("Waiting its turn"), "secondary"),
    "running": (_("Being made"), "azure"),
    "done": (_("Ready"), "green"),
    "failed": (_("Could not be made"), "red"),
    "cancelled": (_("Cancelled"), "secondary"),
    "expired": (_("Removed after its time"), "secondary"),
    "to_come": (_("To come"), "secondary"),
    "under_way": (_("Under way"), "azure"),
    "carried_out": (_("Carried out"), "green"),
    "given_up": (_("Given up"), "red"),
    "to_send": (_("To be sent"), "azure"),
    "sending": (_("Being sent"), "azure"),
    "sent": (_("Sent"), "green"),
    "unsent": (_("Not sent"), "red"),
    "unsure": (_("Perhaps sent"), "orange"),
    "needless": (_("No longer needed"), "secondary"),
    "ahead": (_("Not begun yet"), "azure"),
    "in_effect": (_("In effect"), "green"),
    "over": (_("Over"), "secondary"),
    "ended": (_("Ended early"), "secondary"),
    "awaiting_colleague": (_("Waiting for the colleague"), "orange"),
    "awaiting_approval": (_("Waiting for approval"), "orange"),
    "approved": (_("Approved"), "green"),
    "declined": (_("Declined by the colleague"), "red"),
    "turned_down": (_("Not approved"), "red"),
    "taken_back": (_("Taken back"), "secondary"),
    "called_off": (_("Called off"), "secondary"),
    "todo": (_("To do"), "secondary"),
    "in_progress": (_("In progress"), "azure"),
    "submitted": (_("Done, to be inspected"), "azure"),
    "finished": (_("Done"), "green"),
    "accepted": (_("Passed inspection"), "green"),
    "sent_back": (_("Sent back"), "red"),
    "rejected": (_("Failed inspection"), "red"),
    "given": (_("To be answered"), "azure"),
    "answered": (_("Answered, to be looked at"), "orange"),
    "closed": (_("Closed"), "green"),
    "overdue": (_("Overdue"), "orange"),
    "missed": (_("Missed"), "red"),
    "excused": (_("Excused"), "secondary"),
    "moved": (_("Moved to another day"), "azure"),
    "dropped": (_("No longer planned"), "secondary"),
    "run_out": (_("Not decided in time"), "secondary"),
}
CHANGES = {  # what became of a clause -> (label, colour of its badge)
    "added": (_("Added"), "green"),
    "reworded": (_("Reworded"), "orange"),
    "reworded_and_moved": (_("Reworded and moved"), "orange"),
    "moved": (_("Moved"), "azure"),
    "split": (_("Split off"), "azure"),
    "merged": (_("Merged"), "azure"),
    "removed": (_("Removed"), "red"),
    "unchanged": (_("Unchanged"), "secondary"),
}
ROLES = {
    "employee": _("Employee"), "supervisor": _("Supervisor"), "head": _("Head of department"), "hr": _("HR"),
    "hr_manager": _("HR manager"), "auditor": _("Auditor"), "admin": _("Administrator"),
}
SUBJECTS = {
    "agreement": _("Agreement"), "calendar_day": _("Day of the calendar"), "calendar_year": _("Year of the calendar"),
    "certificate": _("Certificate"), "delegation": _("Delegation"), "department": _("Department"),
    "duty_day": _("Duties of a day"), "duty_rule": _("Rule"), "occurrence": _("Duty"),
    "description": _("Description"), "intake": _("Import"), "intake_item": _("Imported description"),
    "job": _("Document being made"), "leave": _("Leave"), "letter": _("E-mail"), "organisation": _("Settings"),
    "on_site": _("Signing on site"),
    "paper_copy": _("Paper copy"), "pattern": _("Weekly pattern"), "person": _("Person"), "position": _("Position"),
    "round": _("Work by itself"), "shift": _("Shift"), "signing": _("Signing"), "swap": _("Swap of shifts"),
    "task": _("Task"), "week_hours": _("Hours of the week"),
}
MADE = {  # in the background
    "attestation": _("Certificate of signing status"),
    "bundle": _("Signed papers of a department"),
    "day_sheets": _("Day's duties of a department"),
    "handbook": _("Position handbook"),
}
BROWSERS = (("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))
END = Markup("</span>")
STEPS = {"employee": _("Holder"), "superior": _("Direct superior"), "hr": _("HR manager")}
SCOPES = {"own": _("Own"), "team": _("Own and team"), "department": _("Own department"), "all": _("Everything")}
ABILITIES = {
    "access.read": _("Read who may do what"),
    "audit.read": _("Read and verify the audit log"),
    "calendar.manage": _("Change opening hours and the calendar"),
    "delegations.end": _("End delegations early"),
    "delegations.give": _("Delegate one's signing; record delegations for the absent"),
    "delegations.read": _("Read delegations"),
    "descriptions.agree": _("Agree to drafts as the superior"),
    "descriptions.correct": _("Correct slips in versions in force"),
    "descriptions.draft": _("Write drafts of position descriptions"),
    "descriptions.publish": _("Bring position descriptions into force"),
    "descriptions.read": _("Read position descriptions"),
    "duties.direct": _("Direct and inspect duties"),
    "duties.do": _("Do the own duties"),
    "duties.plan": _("Write the rules of duties"),
    "duties.read": _("Read duties and their rules"),
    "duties.review": _("See who is bound by which duty"),
    "duties.watch": _("See what the team has done"),
    "handbook.make": _("Have the position handbook made"),
    "intake.read": _("Import position descriptions"),
    "jobs.cancel": _("Cancel documents being made"),
    "jobs.read": _("See documents being made"),
    "leaves.approve": _("Decide on leave"),
    "leaves.ask": _("Ask for leave"),
    "people.manage": _("Add, change and appoint people"),
    "people.read": _("Read who is who"),
    "positions.manage": _("Change departments and positions"),
    "positions.read": _("Read departments and positions"),
    "roles.grant": _("Grant and revoke roles"),
    "roster.edit": _("Make and change the roster"),
    "roster.read": _("Read the roster"),
    "second_factors.reset": _("Reset somebody's second factor"),
    "settings.manage": _("Change the settings"),
    "shifts.manage": _("Add and change shifts"),
    "signatures.board": _("See the unsigned board"),
    "signatures.certify": _("Have it certified who has signed what"),
    "signatures.confirm": _("Confirm new signing keys"),
    "signatures.export": _("Take away the signed papers of a department"),
    "signatures.hand_over": _("Hand over a device for signing on site"),
    "signatures.manage": _("Withdraw and reopen signings"),
    "signatures.read": _("Read signings"),
    "signatures.remind": _("Remind those a paper waits for"),
    "signatures.sign": _("Sign where it is one's turn"),
    "swaps.approve": _("Decide on swaps of shifts"),
    "swaps.ask": _("Ask to swap shifts"),
    "upkeep.note": _("Record that a description was reviewed"),
}


def init_app(app):
    env = app.jinja_env
    env.filters.update(day=day, moment=moment, ago=ago, masked=masked, short=short,
                       sentence=sentence, subject=subject, browser=browser)
    env.globals.update(icon=icon, state_badge=state_badge, vendor=assets.url, locales=LOCALES, STATES=STATES,
                       CHANGES=CHANGES, ROLES=ROLES, STEPS=STEPS, SCOPES=SCOPES, ABILITIES=ABILITIES, MADE=MADE,
                       today=today, current_locale=lambda: str(get_locale()))
    app.context_processor(lambda: {"me": g.get("person")})
    with app.app_context():
        env.globals["ui"] = env.get_template("ui.html").module  # blocks drawn alone see globals, not imports


def chosen_locale():
    """The signed-in person's choice, else this browser's, else Chinese."""
    person = g.get("person")
    chosen = (person.locale if person else None) or (session.get("locale") if request else None)
    return chosen if chosen in LOCALES else "zh_Hans"


def day(value):
    """A date in the reader's way: 2026年3月1日, or 1 Mar 2026."""
    if value is None:
        return "—"
    value = value.astimezone(HERE).date() if isinstance(value, dt.datetime) else value
    if get_locale().language == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%b %Y}"


def moment(value, zone=False):
    """A time in Shanghai to the minute; with `zone`, to the second and with its offset."""
    if value is None:
        return "—"
    return f"{value.astimezone(HERE):%Y-%m-%d %H:%M:%S +08:00}" if zone else f"{value.astimezone(HERE):%Y-%m-%d %H:%M}"


def ago(value):
    """How many days since, in words."""
    days = (today() - value.astimezone(HERE).date()).days
    return gettext("today") if days <= 0 else gettext("%(n)s days ago", n=days)


def masked(name):
    """A name for those who may not know it: the surname, then asterisks."""
    return name[:1] + "*" * max(len(name) - 1, 1)


def subject(name):
    """What an audit entry is about, for the reader: `description:12` as 说明书 12."""
    table, _colon, row = name.partition(":")
    return f"{SUBJECTS.get(table, table)} {row}"


def browser(agent):
    """Browser and system of a user agent string, as far as it tells."""
    names = [next((name for sign, name in known if sign in agent), None) for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, names)) or agent[:40]


def short(value, length=12):
    """The head of a long hash."""
    return value[:length]


def sentence(entry):
    """What an entry of the audit log says; an action nobody has put into words is called by its name."""
    if entry.action not in SENTENCES:
        return entry.action
    params = defaultdict(lambda: "—", json.loads(entry.particulars))
    if "role" in params:
        params["role"] = ROLES.get(params["role"], params["role"])
    if "kind" in params:
        params["kind"] = MADE.get(params["kind"], params["kind"])
    said = gettext(SENTENCES[entry.action]) % params
    if "delegation" in params:
        said = gettext("%(said)s, by delegation %(number)s", said=said, number=params["delegation"])
    return gettext("%(said)s, on site on a device of HR", said=said) if "on_site" in params else said


@cache
def _boxed(name):
    """An icon up to where its label stands."""
    path = Path(assets.ICONS) / f"{name}.svg"
    svg = path.read_text() if path.exists() else ""
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return Markup(f'<span class="icon-box">{svg}')  # noqa: S704 - our own files


def icon(name, label=None):
    """An icon of the list; decoration unless it has a label."""
    text = Markup('<span class="visually-hidden">{}</span></span>').format(label) if label else END
    return _boxed(name) + text


def state_badge(value):
    """A state as a coloured word."""
    return _badge(get_locale(), value)


@cache
def _badge(_locale, value):
    label, colour = STATES[value]
    return Markup('<span class="status status-{}"><span class="status-dot" aria-hidden="true"></span>{}</span>').format(
        colour, label)
