"""Items and answers in the words of the reader."""

import datetime as dt

from flask import g, url_for
from flask_babel import gettext

from db import inbox
from db.base import HERE, N_
from db.deeds import REGISTERS
from db.items import (
    ATTENTION,
    CHOICE,
    CHOICES,
    FAIL,
    NUMBER,
    ON_FAILURE,
    OPTIONAL,
    PASS,
    PHOTO,
    RECORD,
    TEXT,
    TICK,
    VERDICT,
)
from portal.auth import may_open
from portal.filters import moment
from portal.notices import PAGES

KINDS = {TICK: N_("to tick"), NUMBER: N_("a number"), VERDICT: N_("passed, attention or failed"), CHOICE: N_("one of"),
         CHOICES: N_("some of"), TEXT: N_("a text"), PHOTO: N_("photos"), RECORD: N_("the number of a document")}
NEEDS = {OPTIONAL: N_("may be left out"), ON_FAILURE: N_("needed where something fails")}
PLACES = {"inspection": "team.index", "task": "tasks.index", "rectification": "tasks.index", "recheck": "tasks.index",
          "leave": "leaves.index", "swap": "swaps.index", "signature": "signatures.index"}  # where it is done
VERDICTS = {PASS: N_("Passed"), ATTENTION: N_("Attention"), FAIL: N_("Failed")}


def init_app(app):
    app.jinja_env.filters.update(asked=asked, limits=limits, needed=needed, answered=answered, hour=hour,
                                 pages_of=pages_of, place=place)
    app.jinja_env.globals.update(basis=basis)
    app.jinja_env.globals.update(VERDICTS=VERDICTS)


def asked(item):
    """What an item asks for, in brackets behind its label."""
    if item.register:
        parts = [gettext("ticks itself by: %(what)s", what=gettext(REGISTERS[item.register].label))]
    else:
        parts = [gettext(KINDS[item.kind]), limits(item), "/".join(item.choices)]
    if item.kind == PHOTO and item.least > 1:
        parts.append(gettext("at least %(n)s", n=item.least))
    said = " ".join(filter(None, parts))
    return gettext(", ").join([said, gettext(NEEDS[item.need])]) if item.need in NEEDS else said


def answered(item, record):
    """An answer as it is read again."""
    if record is not None and record.register:
        return _deed(record)
    if record is None or record.value is None:
        return "—"
    if item.kind == TICK:
        return "✓"
    if item.kind == VERDICT:
        return gettext(VERDICTS[record.value])
    if item.kind == CHOICES:
        return gettext(", ").join(record.value)
    return f"{record.value} {item.unit}".strip()


def pages_of(records):
    """{row as the log calls it: address} of what these records rest on, as far as the reader may see it."""
    resting = [record for record in records if record.subject]
    known = inbox.about(g.person, resting) if resting else {}
    split = {subject: subject.partition(":") for subject in known}
    return {subject: url_for(PAGES[table], id=int(row_id)) for subject, (table, _colon, row_id) in split.items()}


def place(item):
    """The page where what ticks the item is done, for whoever may open it; else None."""
    endpoint = PLACES.get(item.register)
    return url_for(endpoint) if endpoint and may_open(endpoint) else None


def _deed(record):
    """What was done in a register, and when; or that it was undone."""
    what = gettext(REGISTERS[record.register].label)
    if record.value is None:
        return gettext("%(what)s, undone on %(at)s", what=what, at=moment(record.at))
    return gettext("%(what)s, %(at)s", what=what, at=moment(dt.datetime.fromisoformat(record.value)))


def basis(row, me):
    """What a duty rests on: the version, the clause, and by whom and when it was signed."""
    if row.clause is None:
        return ""
    said = gettext("position description %(version)s, duty %(n)s", version=row.clause.description.version_label,
                   n=row.clause.number)
    if row.signing is None:
        return said
    signed_on = row.signing.signed_on or row.signing.completed_at.astimezone(HERE).date()
    if row.signing.holder_id == me.id:
        return gettext("%(basis)s (signed by you on %(day)s)", basis=said, day=signed_on.isoformat())
    if row.signing.holder_id != row.person_id:
        return gettext("%(basis)s (done for whoever signed it on %(day)s)", basis=said, day=signed_on.isoformat())
    return gettext("%(basis)s (signed on %(day)s)", basis=said, day=signed_on.isoformat())


def hour(moment):
    """A moment of a day as a time."""
    return f"{moment.astimezone(HERE):%H:%M}"


def needed(item):
    """What is said beside the label where the item is filled in: how many photos, and whether it may be left out."""
    parts = [gettext("at least %(n)s", n=item.least)] if item.kind == PHOTO and item.least > 1 else []
    return gettext(", ").join(parts + ([gettext(NEEDS[item.need])] if item.need in NEEDS else []))


def limits(item):
    """The limits of a number with its unit: 0–5000 人, ≥ 20 %."""
    if item.low is not None and item.high is not None:
        return f"{item.low}–{item.high} {item.unit}".strip()
    if item.low is not None:
        return f"≥ {item.low} {item.unit}".strip()
    return f"≤ {item.high} {item.unit}".strip() if item.high is not None else item.unit
