from flask import Blueprint, g, request
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from db.base import Invalid
from db.passwords import SHORTEST
from db.sessions import Session
from portal.auth import SIGNED_IN, enter_anew, needs, trail
from portal.forms import Form, _
from portal.http import go, refuse, render, say

bp = Blueprint("passwords", __name__, url_prefix="/password")


class PasswordForm(Form):
    current = PasswordField(_("Current password"), [InputRequired(), Length(max=200)])
    password = PasswordField(_("New password"), [InputRequired(), Length(max=200)])
    again = PasswordField(_("New password again"), [EqualTo("password", _("The two entries differ."))])


@bp.get("/")
@needs(SIGNED_IN)
def edit(form=None, status=200):
    return render("passwords/edit.html", parts={"password"}, status=status, form=form or PasswordForm(),
                  shortest=SHORTEST, sessions=Session.visible_to(g.person).order_by(Session.id.desc()))


@bp.post("/")
@needs(SIGNED_IN)
def update():
    form = PasswordForm(request.form)
    if not form.validate():
        return edit(form, 422)
    try:
        g.person.choose_password(form.current.data, form.password.data, address=trail()["address"])
    except Invalid as refusal:
        return edit(refuse(form, refusal), 422)
    enter_anew()
    say("Your password has been changed. Every other session has ended.")
    return go("home.index")
