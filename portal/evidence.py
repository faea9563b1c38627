"""Items and answers in the words of the reader."""

from flask_babel import gettext

from db.base import N_
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

KINDS = {TICK: N_("to tick"), NUMBER: N_("a number"), VERDICT: N_("passed, attention or failed"), CHOICE: N_("one of"),
         CHOICES: N_("some of"), TEXT: N_("a text"), PHOTO: N_("photos"), RECORD: N_("the number of a document")}
NEEDS = {OPTIONAL: N_("may be left out"), ON_FAILURE: N_("needed where something fails")}
VERDICTS = {PASS: N_("Passed"), ATTENTION: N_("Attention"), FAIL: N_("Failed")}


def init_app(app):
    app.jinja_env.filters.update(asked=asked, limits=limits)
    app.jinja_env.globals.update(VERDICTS=VERDICTS)


def asked(item):
    """What an item asks for, in brackets behind its label."""
    parts = [gettext(KINDS[item.kind]), limits(item), "/".join(item.choices)]
    if item.kind == PHOTO and item.least > 1:
        parts.append(gettext("at least %(n)s", n=item.least))
    said = " ".join(filter(None, parts))
    return gettext(", ").join([said, gettext(NEEDS[item.need])]) if item.need in NEEDS else said


def limits(item):
    """The limits of a number with its unit: 0–5000 人, ≥ 20 %."""
    if item.low is not None and item.high is not None:
        return f"{item.low}–{item.high} {item.unit}".strip()
    if item.low is not None:
        return f"≥ {item.low} {item.unit}".strip()
    return f"≤ {item.high} {item.unit}".strip() if item.high is not None else item.unit
