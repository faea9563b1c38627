from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound
from wtforms.validators import InputRequired, ValidationError

from db import clauses, sheets
from db.base import today
from portal.auth import needs
from portal.forms import Day, Form, _
from portal.http import render

bp = Blueprint("clauses", __name__, url_prefix="/clauses")


class DayForm(Form):
    class Meta:
        csrf = False  # it only asks

    on = Day(_("On the day"), [InputRequired()])

    def validate_on(self, field):
        if field.data and field.data > today():
            raise ValidationError(_("This day is still to come."))


@bp.get("/<identity>")
@needs("descriptions.read")
def show(identity):
    """The page of a duty: its wordings, where it comes from, and whom it binds, today or on the day asked for."""
    duty = clauses.life(identity, g.person)
    if duty is None:
        raise NotFound
    form = DayForm(request.args) if "on" in request.args else DayForm(formdata=None, on=today())
    valid = "on" not in request.args or form.validate()
    on = form.on.data if valid else today()
    binding, missing = clauses.bound(duty, g.person, on)
    return render("clauses/show.html", status=200 if valid else 422, duty=duty, form=form, on=on, binding=binding,
                  missing=missing, with_year=sheets.among(g.person, [one.holder.id for one in binding], today()))
