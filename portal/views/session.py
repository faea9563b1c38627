from flask import Blueprint, g, redirect, session, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from htmx_flask import make_response, request
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from db.base import N_, Refused
from db.brakes import TooManyTries
from db.people import Person
from db.sessions import FirstStep, SignInFailed, sign_in
from portal import kept
from portal.auth import PUBLIC, SIGNED_IN, device, enter, leave, needs, safe_next, trail
from portal.forms import Code, Form, Text, _
from portal.http import error_page, go, page_above, refuse, render, say

bp = Blueprint("session", __name__, url_prefix="/session")
STALE = N_("This form is no longer valid. Reload the page and send it again.")


class CodeForm(Form):
    ALSO = ("csrf_token", "next", "kept")
    code = Code(_("Code of the second factor"), [InputRequired()])


class SignInForm(Form):
    ALSO = ("csrf_token", "next", "kept")
    number = Text(_("Employee number"), [InputRequired()], most=20)
    password = PasswordField(_("Password"), [InputRequired(), Length(max=200)])


@bp.get("/new")
@needs(PUBLIC)
def new(form=None, status=200):
    if g.person:
        return redirect(url_for("home.index"), 303)
    if not Person.is_anybody():
        return redirect(url_for("setup.new"), 303)
    if status == 401:  # a form of a session that is over
        return _instead_of_the_page(render(
            "session/new.html", status=401, form=SignInForm(formdata=None), kept=kept.pack(),
            next=page_above(request.path) or url_for("home.index")))
    return render("session/new.html", status=status, form=form or SignInForm(), kept=request.form.get("kept"),
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
        return new(refuse(form, refusal), status_of(refusal))
    if isinstance(row, FirstStep):
        session["first_step"] = token
        return second_step()
    return entered(row, token)


def second_step(form=None, status=200):
    """In the answer to the first one: what was typed before, and where to go on, rides along."""
    return _instead_of_the_page(render(
        "session/code.html", status=status, form=form or CodeForm(formdata=None), kept=request.form.get("kept"),
        next=safe_next(request.form.get("next"))))


@bp.post("/new/code")
@needs(PUBLIC)
def prove():
    """The second step; the session begins here. Without a first one it leads back to that."""
    step, form = FirstStep.of(session.get("first_step")), CodeForm(request.form)
    if step is None:
        return go("session.new")
    if not form.validate():
        return second_step(form, 422)
    try:
        return entered(*step.finish(form.code.data, **trail()))
    except (SignInFailed, TooManyTries) as refusal:
        return second_step(refuse(form, refusal), status_of(refusal))


def entered(row, token):
    """Signed in: to the form that arrived too late, or to where one wanted to go."""
    enter(row, token)
    found = kept.unpack(request.form.get("kept"), row.person)
    if found and not row.person.must_choose_password and not row.lacks_second_factor:
        g.person = row.person
        return again(*found)
    return redirect(safe_next(request.form.get("next")), 303)


def status_of(refusal):
    return 429 if isinstance(refusal, TooManyTries) else 422


def again(address, fields, status=200):
    """A form that arrived too late, to be sent once more."""
    return _instead_of_the_page(render("session/again.html", status=status, address=address, fields=fields,
                                       back=page_above(address.partition("?")[0]) or url_for("home.index")))


@bp.app_errorhandler(CSRFError)
def stale(_error):
    """A form of an earlier session in this browser; sent from our own page, whoever is signed in may send it again."""
    g.person = current_user.person if current_user.is_authenticated else None
    if g.person.on_site if g.person else device():
        return go("on_site.show")
    if request.endpoint in ("session.create", "session.prove"):
        return new(from_an_earlier_page(), 400)
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if g.person and is_ours and (fields := kept.typed()):
        return again(request.full_path.rstrip("?"), fields, 400)
    if request.htmx:
        return make_response("", 401, redirect=url_for("session.new"))
    return error_page(400, Refused(STALE))


def from_an_earlier_page():
    """The sign-in form once more, with the number that was typed; it was not tried."""
    form = SignInForm(request.form)
    form.form_errors.append(gettext("This page was from an earlier session. Sign in once more."))
    return form


def _instead_of_the_page(response):
    """Also where htmx asked for a part of it."""
    response.headers["HX-Retarget"] = "body"
    return response


@bp.post("/end")
@needs(SIGNED_IN)
def destroy():
    """The browser forgets all there was, but for sealed forms of others, which wait in it for whose they are."""
    leave()
    response = go("session.new")
    response.headers["Clear-Site-Data"] = '"cache"' if "others" in request.form else '"cache", "storage"'
    return response


@bp.post("/end-all")
@needs(SIGNED_IN)
def destroy_all():
    g.person.sign_out_everywhere(by=g.person)
    leave()
    say("Signed out everywhere.")
    response = go("session.new")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
