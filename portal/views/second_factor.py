import segno
from flask import Blueprint, g, request
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length, Optional

from db.base import Invalid
from db.second_factors import SecondFactor, is_required
from portal.auth import SIGNED_IN, enter_anew, needs, trail
from portal.forms import Code, Form, _
from portal.http import go, refuse, render, say

bp = Blueprint("second_factor", __name__, url_prefix="/second-factor")


class FirstCodeForm(Form):
    code = Code(_("Code the app shows now"), [InputRequired()])


class PasswordForm(Form):
    password = PasswordField(_("Your sign-in password"), [InputRequired(), Length(max=200)])
    code = Code(_("Code of the second factor"), [Optional()])


@bp.get("/")
@needs(SIGNED_IN)
def edit(form=None, first=None, status=200):
    """My second factor: none, one whose app waits for its first code, or one in use."""
    offered, factor = SecondFactor.of_setting_up(g.person), SecondFactor.of(g.person)
    return render("second_factor/edit.html", status=status, factor=factor, offered=offered,
                  form=form or PasswordForm(formdata=None), first=first or FirstCodeForm(formdata=None),
                  required=is_required(g.person), picture=picture(offered.address) if offered else None)


@bp.post("/")
@needs(SIGNED_IN)
def offer():
    """With the password, and where there is a second factor already with its code: a new one to set up."""
    form = PasswordForm(request.form)
    if not form.validate():
        return edit(form, status=422)
    try:
        SecondFactor.offer(form.password.data, form.code.data, address=trail()["address"], by=g.person)
    except Invalid as refusal:
        return edit(refuse(form, refusal), status=422)
    return go("second_factor.edit")


@bp.post("/confirm")
@needs(SIGNED_IN)
def confirm():
    """The answer itself tells the recovery codes: they stand in no address, no cookie and no log."""
    form, offered = FirstCodeForm(request.form), SecondFactor.of_setting_up(g.person)
    if offered is None:
        say("Too much time has passed. Begin again.", "warning")
        return go("second_factor.edit")
    if not form.validate():
        return edit(first=form, status=422)
    try:
        codes = offered.confirm(form.code.data, by=g.person)
    except Invalid as refusal:
        return edit(first=refuse(form, refusal), status=422)
    enter_anew(second_factor=True)
    g.person.must_set_second_factor = False
    return render("second_factor/codes.html", codes=codes)


@bp.post("/codes")
@needs(SIGNED_IN)
def renew_codes():
    return proven(lambda factor, **facts: render("second_factor/codes.html", codes=factor.renew_codes(**facts)))


@bp.post("/off")
@needs(SIGNED_IN)
def switch_off():
    return proven(switched_off)


def switched_off(factor, **facts):
    factor.switch_off(**facts)
    say("The second factor is switched off.")
    return go("second_factor.edit")


def proven(act):
    """Do something to the second factor in use, with password and code; where there is none, to its page."""
    form, factor = PasswordForm(request.form), SecondFactor.of(g.person)
    if factor is None:
        return go("second_factor.edit")
    if not form.validate():
        return edit(form, status=422)
    try:
        return act(factor, password=form.password.data, code=form.code.data, address=trail()["address"], by=g.person)
    except Invalid as refusal:
        return edit(refuse(form, refusal), status=422)


def picture(address):
    """The address as a picture for the camera of the phone."""
    return segno.make(address, error="m", micro=False).png_data_uri(scale=5, border=4)
