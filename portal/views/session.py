from flask import Blueprint, g, redirect, request, url_for
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from db.brakes import TooManyTries
from db.people import Person
from db.sessions import SignInFailed, sign_in
from portal.auth import PUBLIC, SIGNED_IN, enter, leave, needs, safe_next, trail
from portal.forms import Form, Text, _
from portal.http import go, refuse, render, say

bp = Blueprint("session", __name__, url_prefix="/session")


class SignInForm(Form):
    ALSO = ("csrf_token", "next")
    number = Text(_("Employee number"), [InputRequired()], most=20)
    password = PasswordField(_("Password"), [InputRequired(), Length(max=200)])


@bp.get("/new")
@needs(PUBLIC)
def new(form=None, status=200):
    if g.person:
        return redirect(url_for("home.index"), 303)
    if not Person.is_anybody():
        return redirect(url_for("setup.new"), 303)
    return render("session/new.html", status=status, form=form or SignInForm(),
                  next=safe_next(request.args.get("next") or request.form.get("next")))


@bp.post("/new")
@needs(PUBLIC)
def create():
    form = SignInForm(request.form)
    if not form.validate():
        return new(form, 422)
    try:
        row, token = sign_in(form.number.data, form.password.data, **trail())
    except (SignInFailed, TooManyTries) as refusal:
        return new(refuse(form, refusal), 429 if isinstance(refusal, TooManyTries) else 422)
    enter(row, token)
    return redirect(safe_next(request.form.get("next")), 303)


@bp.post("/end")
@needs(SIGNED_IN)
def destroy():
    leave()
    response = go("session.new")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.post("/end-all")
@needs(SIGNED_IN)
def destroy_all():
    g.person.sign_out_everywhere(by=g.person)
    leave()
    say("Signed out everywhere.")
    return go("session.new")
