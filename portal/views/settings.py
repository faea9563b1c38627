from flask import Blueprint, g, redirect, request, session
from wtforms import BooleanField, SelectMultipleField, widgets
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp

from db.base import Invalid
from db.organisation import GUARDED, Organisation
from portal.auth import PUBLIC, needs, safe_next
from portal.filters import LOCALES
from portal.forms import Form, Text, Whole, _
from portal.http import go, refuse, render, say
from portal.labels import ROLES

bp = Blueprint("settings", __name__, url_prefix="/settings")

ADDRESS = _("An address starting with https://; http:// only of a service on this machine.")


class SettingsForm(Form):
    name = Text(_("Name of the organisation"), [DataRequired()])
    timestamp_url = Text(_("Address of a timestamp authority (RFC 3161)"),
                         [Optional(), Regexp(r"https?://\S+$", message=ADDRESS)], most=200)
    review_months = Whole(_("Months from one review of a description to the next"),
                          [InputRequired(), NumberRange(1, 120)])


class SigningForm(Form):
    days_to_sign = Whole(_("Days to sign"), [InputRequired(), NumberRange(1, 180)])
    reminds = BooleanField(_("Remind by itself those a paper waits for"))
    remind_before = Whole(_("First reminder, days before the deadline"), [InputRequired(), NumberRange(0, 60)])
    remind_every = Whole(_("After the deadline, every so many days"), [InputRequired(), NumberRange(0, 60)])


class SecondFactorForm(Form):
    required = SelectMultipleField(_("Required of"), choices=[SelectChoice(role, ROLES[role]) for role in GUARDED],
                                widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput())


@bp.get("/")
@needs("settings.manage")
def edit(form=None, signing=None, guarded=None, status=200):
    kept = Organisation.the()
    return render("settings/edit.html", parts={"settings"}, status=status, form=form or SettingsForm(obj=kept),
                  signing=signing or SigningForm(obj=kept),
                  guarded=guarded or SecondFactorForm(formdata=None, required=kept.second_factor_roles))


@bp.post("/")
@needs("settings.manage")
def update():
    form = SettingsForm(request.form)
    if not form.validate():
        return edit(form, status=422)
    try:
        Organisation.the().change(name=form.name.data, timestamp_url=form.timestamp_url.data,
                                  review_months=form.review_months.data, by=g.person)
    except Invalid as refusal:
        return edit(refuse(form, refusal), status=422)
    say("Saved.")
    return go("settings.edit")


@bp.post("/signing")
@needs("settings.manage")
def update_signing():
    form = SigningForm(request.form)
    if not form.validate():
        return edit(signing=form, status=422)
    try:
        Organisation.the().set_deadlines(
            days_to_sign=form.days_to_sign.data, reminds=form.reminds.data, remind_before=form.remind_before.data,
            remind_every=form.remind_every.data, by=g.person)
    except Invalid as refusal:
        return edit(signing=refuse(form, refusal), status=422)
    say("Saved.")
    return go("settings.edit")


@bp.post("/second-factor")
@needs("settings.manage")
def update_second_factor():
    form = SecondFactorForm(request.form)
    if not form.validate():
        return edit(guarded=form, status=422)
    Organisation.the().require_second_factor(form.required.data, by=g.person)
    say("Saved.")
    return go("settings.edit")


@bp.post("/locale")
@needs(PUBLIC)
def locale():
    """Switch the language, for the person where one is signed in, else for this browser."""
    chosen = request.form.get("locale")
    if chosen in LOCALES:
        session["locale"] = chosen
        if g.person:
            g.person.choose_locale(chosen)
    return redirect(safe_next(request.form.get("next")), 303)
