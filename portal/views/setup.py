from flask import Blueprint, redirect, request, url_for
from werkzeug.exceptions import NotFound
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from db.base import Invalid
from db.passwords import SHORTEST
from db.people import Person
from db.sessions import Session
from portal.auth import PUBLIC, enter, needs, trail
from portal.forms import Form, Text, _
from portal.http import refuse, render, say

bp = Blueprint("setup", __name__, url_prefix="/setup")


class SetupForm(Form):
    organisation = Text(_("Name of the organisation"), [DataRequired()])
    number = Text(_("Your employee number"), [DataRequired()], most=20)
    name = Text(_("Your name"), [DataRequired()], most=40)
    password = PasswordField(_("Password"), [InputRequired(), Length(max=200)])
    guarded = BooleanField(_("Require a second factor (a code of a phone app) of HR and administrators"), default=True)
    again = PasswordField(_("Password again"), [EqualTo("password", _("The two entries differ."))])


@bp.get("/")
@needs(PUBLIC)
def new(form=None, status=200):
    """The first page of an empty portal."""
    if Person.is_anybody():
        raise NotFound
    return render("setup/new.html", status=status, form=form or SetupForm(), shortest=SHORTEST)


@bp.post("/")
@needs(PUBLIC)
def create():
    form = SetupForm(request.form)
    if Person.is_anybody():
        raise NotFound
    if not form.validate():
        return new(form, 422)
    try:
        person = Person.first(form.number.data, form.name.data, form.password.data,
                              organisation=form.organisation.data, guarded=form.guarded.data)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    enter(*Session.start(person, **trail()))
    say("The portal is set up. The first steps stand below.")
    return redirect(url_for("home.index"), 303)
