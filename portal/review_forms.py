"""The small forms by which a version is moved on or back; each is called by the verb it is for."""

from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Optional

from db.base import today
from db.remarks import LONGEST
from portal.forms import Day, Form, LongText, _


class AgreeForm(Form):
    """`seen` is the digest of the text that was on the screen."""

    verb = "agree"
    seen = HiddenField(validators=[InputRequired(), Length(max=64)])


class PublishForm(AgreeForm):
    verb = "publish"
    effective_on = Day(_("In force from"), [InputRequired()])
    why = LongText(_("Why it comes into force without a change"), [Optional()], most=500)


class HandBackForm(Form):
    verb = "hand_back"
    note = LongText(_("What should be changed?"), [Optional()], most=2000)


class TakeOverForm(Form):
    verb = "take_over"
    reason = LongText(_("Why does HR decide without the superior?"), [InputRequired()], most=500)


class RemarkForm(Form):
    """What to say of one clause, and whether that was said in the editor or on the page."""

    verb = "remark"
    identity = HiddenField(validators=[InputRequired(), Length(max=64)])
    place = HiddenField(validators=[Optional(), Length(max=10)])
    text = LongText(_("Your remark"), [InputRequired()], most=LONGEST)


FORMS = (AgreeForm, PublishForm, HandBackForm, TakeOverForm)


def forms_for(description, moves, sent=None):
    """{verb: its form} of what can be done now, filled for this text; the one that was sent as it was sent."""
    verbs = {"hand_back" if move == "return" else move for move in moves}
    wanted = [form for form in FORMS if form.verb in verbs]
    filled = {"seen": description.digest, "effective_on": today()} if wanted else {}
    return {form.verb: form for form in (*(form(data=filled) for form in wanted), *filter(None, [sent]))}
