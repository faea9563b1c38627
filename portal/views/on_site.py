from flask import Blueprint, g, session
from htmx_flask import request
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length, Optional

from db.brakes import TooManyTries
from db.on_site import OnSite
from db.sessions import SignInFailed, enter_on_site
from db.signatures import Signing
from portal.auth import PUBLIC, device, enter, leave, needs, trail
from portal.forms import Code, Form, Text, _
from portal.http import get_or_404, go, refuse, render, say

bp = Blueprint("on_site", __name__)


class HolderForm(Form):
    number = Text(_("Employee number"), [InputRequired()], most=20)
    password = PasswordField(_("Password"), [InputRequired(), Length(max=200)])
    code = Code(_("Code of the second factor"), [Optional()])


@bp.post("/signatures/<int:id>/on-site")
@needs("signatures.hand_over")
def hand_over(id):
    """HR's session on this device is over; what the device is good for now is this one paper."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    _on_site, token = OnSite.hand_over(signing, by=g.person)
    leave()
    session["on_site"] = token
    return go("on_site.show")


@bp.get("/on-site/")
@needs(PUBLIC)
def show(form=None, status=200):
    """Before the paper: who are you? After it: hand the device back."""
    if g.person and g.person.on_site:
        return go("signatures.show", id=g.person.on_site.signing_id)
    return render("on_site/show.html", status=status, on_site=device(), form=form or HolderForm(formdata=None))


@bp.post("/on-site/enter")
@needs(PUBLIC)
def prove():
    on_site, form = device(), HolderForm(request.form)
    if on_site is None or not on_site.waits_for_holder:
        return go("on_site.show")
    if not form.validate():
        return show(form, 422)
    try:
        row, token = enter_on_site(on_site, form.number.data, form.password.data, form.code.data or "", **trail())
    except (SignInFailed, TooManyTries) as refusal:
        return show(refuse(form, refusal), 429 if isinstance(refusal, TooManyTries) else 422)
    enter(row, token)
    return go("signatures.show", id=on_site.signing_id)


@bp.post("/on-site/end")
@needs(PUBLIC)
def end():
    """Hand the device back, or take it back: nobody is signed in on it any more."""
    on_site, token = device(), session.get("on_site")
    if on_site is None:
        return go("on_site.show")
    if not on_site.is_over:
        on_site.end(by=g.person)
    leave()
    session["on_site"] = token
    say("Thank you.")
    response = go("on_site.show")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
