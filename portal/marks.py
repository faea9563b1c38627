"""A drawn or typed signature as it came from the form, made safe to draw on paper."""

import json

from db.base import N_, Invalid

SHORTEST_STROKE = 60      # in units of the pad: a dot or a tick is no signature
MOST_POINTS = 6000
UNREADABLE = N_("The drawn signature could not be read. Draw it again or type your name.")


def mark_of(form, signer):
    """{method, text or strokes} of a signing form. Raises Invalid for a name not the signer's own or a scribble."""
    if form.method.data == "drawn" and form.strokes.data:
        return {"method": "drawn", "strokes": strokes_of(form.strokes.data)}
    if not (form.text.data or "").strip():
        raise Invalid(N_("Type your name, or draw your signature."), "text")
    if "".join(form.text.data.split()) != "".join(signer.name.split()):
        raise Invalid(N_("Type your own name as the portal knows it: %(name)s."), "text", name=signer.name)
    return {"method": "typed", "text": form.text.data.strip()}


def strokes_of(text):
    """[[(x, y), ...], ...] of the pad's JSON: numbers only, bounded, long enough to be a signature."""
    try:
        strokes = [[(round(float(p["x"]), 1), round(float(p["y"]), 1)) for p in stroke["points"]]
                   for stroke in json.loads(text) if stroke["points"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise Invalid(UNREADABLE, "strokes") from None
    points = [point for stroke in strokes for point in stroke]
    if len(points) > MOST_POINTS or any(not -1 <= c <= 4000 for point in points for c in point):
        raise Invalid(UNREADABLE, "strokes")
    if sum(map(length, strokes)) < SHORTEST_STROKE:
        raise Invalid(N_("This is too short to be a signature. Draw it again or type your name."), "strokes")
    return strokes


def length(stroke):
    """How far the pen went, in units of the pad."""
    return sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in zip(stroke, stroke[1:], strict=False))
