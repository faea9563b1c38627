"""What may stand on a paper as somebody's signature: the own name, typed, or a drawing long enough to be one."""

from db.base import N_, Invalid

TYPED, DRAWN = "typed", "drawn"
SHORTEST_STROKE = 60      # in units of the pad: a dot or a tick is no signature
MOST_POINTS = 6000
FARTHEST = 4000           # units of the pad, to the right and down
UNREADABLE = N_("The drawn signature could not be read. Draw it again or type your name.")


def checked(mark, signer):
    """The mark, {method, text or strokes}, and nothing else of it. Raises Invalid for another's name or a scribble."""
    if mark["method"] == DRAWN:
        return {"method": DRAWN, "strokes": _drawn(mark["strokes"])}
    return {"method": TYPED, "text": _own_name(mark["text"].strip(), signer)}


def _own_name(text, signer):
    if not text:
        raise Invalid(N_("Type your name, or draw your signature."), "text")
    if "".join(text.split()) != "".join(signer.name.split()):
        raise Invalid(N_("Type your own name as the portal knows it: %(name)s."), "text", name=signer.name)
    return text


def _drawn(strokes):
    """Strokes, lists of points (x, y), that lie on the pad and are neither endless nor a mere dot."""
    points = [point for stroke in strokes for point in stroke]
    if len(points) > MOST_POINTS or any(not -1 <= c <= FARTHEST for point in points for c in point):
        raise Invalid(UNREADABLE, "strokes")
    if sum(map(_length, strokes)) < SHORTEST_STROKE:
        raise Invalid(N_("This is too short to be a signature. Draw it again or type your name."), "strokes")
    return strokes


def _length(stroke):
    """How far the pen went, in units of the pad."""
    return sum(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 for a, b in zip(stroke, stroke[1:], strict=False))
