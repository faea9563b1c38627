"""How small a slip is: the one measure that tells a correction of a text from a new version of it."""

from db.base import N_, Invalid, is_blank
from db.comparison import text_of
from db.wording import characters_changed

MOST = 6  # characters that may differ from the signed text in one place, all its corrections together


def check_small(place, signed, before, value):
    """Refuse what is no correction of a slip: `signed` is what was signed there, `before` what reads there now."""
    old, new = text_of(place, signed), text_of(place, value)
    if value == before:
        raise Invalid(N_("This is what stands there already."), "value")
    if value == signed:
        raise Invalid(N_("This is the signed text. Take the correction back instead."), "value")
    if is_blank(old) or is_blank(new) or _shape(signed) != _shape(value):
        raise Invalid(N_("A correction neither adds nor removes anything as a whole. That takes a new version."),
                      "value")
    if characters_changed(old, new, MOST) > MOST:
        raise Invalid(N_("More than %(most)s characters would differ from the signed text. That is no slip: make a new "
                         "version."), "value", most=MOST)


def _shape(value):
    """How many entries a list has, and of relations how far each reaches."""
    return [one["scope"] if isinstance(one, dict) else None for one in value] if isinstance(value, list) else None
