"""The form a slip is corrected in, and the places of a version it is offered for."""

from wtforms.validators import InputRequired

from db.base import digest
from db.contents import payload_of, value_at
from db.corrections import NAMES_IT
from db.editing import FIELDS, written
from portal.description_form import texts_of, value_of
from portal.editor import HEAD, TAIL, Hidden
from portal.forms import Form, LongText, _


class SlipForm(Form):
    """One place as it reads and as it should; a field in the notation of the editor."""

    value = LongText(_("Corrected text"), [InputRequired()])
    reason = LongText(_("Reason"), [InputRequired()], most=500)
    place = Hidden([InputRequired()], most=32)
    seen = Hidden([InputRequired()])

    @classmethod
    def at(cls, place, reading):
        """The form for a place, filled with what stands there; None where it is none to correct."""
        known = {name: text for name, text in places(reading)}
        if place not in known:
            return None
        return cls(formdata=None, data={"value": known[place], "place": place,
                                        "seen": digest(value_at(reading.content, place))})


class TakeBackForm(Form):
    reason = LongText(_("Reason"), [InputRequired()], most=500)


def places(reading):
    """[(place, its text)] of all that may be corrected: fields and clauses that say something, in the order shown."""
    texts = texts_of(payload_of(reading.content))
    named = [(name, texts[name]) for name in (*HEAD, *TAIL) if name not in NAMES_IT and texts[name]]
    return named + [(row["identity"], row["text"]) for row in reading.content["clauses"]]


def typed(place, text):
    """The value a text means in this place."""
    return value_of(place, text or "") if place in FIELDS else written(text)
