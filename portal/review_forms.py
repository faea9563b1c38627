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


def forms_for(description, sent=None):
    """{verb: its form}, filled for this text; the one that was sent as it was sent."""
    seen = description.digest
    fresh = (AgreeForm(data={"seen": seen}), PublishForm(data={"seen": seen, "effective_on": today()}), HandBackForm(),
             TakeOverForm())
    return {form.verb: form for form in (*fresh, *filter(None, [sent]))}
