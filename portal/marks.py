"""A drawn or typed signature as it comes from the form; what may stand on paper is for `db.marks` to say."""

import json

from db.base import Invalid
from db.marks import DRAWN, TYPED, UNREADABLE


def mark_of(form):
    """{method, text or strokes} of a signing form; a pad nobody drew on is a name typed."""
    if form.method.data == DRAWN and form.strokes.data:
        return {"method": DRAWN, "strokes": _strokes_of(form.strokes.data)}
    return {"method": TYPED, "text": form.text.data or ""}


def _strokes_of(text):
    """[[(x, y), ...], ...] of the pad's JSON: numbers only."""
    try:
        return [[(round(float(p["x"]), 1), round(float(p["y"]), 1)) for p in stroke["points"]]
                for stroke in json.loads(text) if stroke["points"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Invalid(UNREADABLE, "strokes") from None
