"""How things are written for the reader: dates, badges, masked names, one audit entry as a sentence."""

import datetime as dt
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

from flask import g, session
from flask_babel import get_locale, gettext
from htmx_flask import request
from markupsafe import Markup

from db.base import HERE, today
from portal import assets
from portal.labels import ABILITIES, CHANGES, MADE, ROLES, SCOPES, STATES, STEPS, SUBJECTS
from portal.sentences import SENTENCES

LOCALES = {"zh_Hans": "中文", "en": "English"}
BROWSERS = (("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))
END = Markup("</span>")


def init_app(app):
    env = app.jinja_env
    env.filters.update(absence=absence, day=day, moment=moment, ago=ago, masked=masked, short=short,
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


def absence(last_on):
    """How long somebody is away: to the last day of a leave, or, without one, for nobody knows how long."""
    return gettext("on leave until %(day)s", day=day(last_on)) if last_on else gettext("Absent")


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
    if not label:
        return _bare(name)
    return _boxed(name) + Markup('<span class="visually-hidden">{}</span></span>').format(label)


@cache
def _bare(name):
    return _boxed(name) + END


def state_badge(value):
    """A state as a coloured word."""
    return _badge(get_locale(), value)


@cache
def _badge(_locale, value):
    label, colour = STATES[value]
    return Markup('<span class="status status-{}"><span class="status-dot" aria-hidden="true"></span>{}</span>').format(
        colour, label)
