from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from db import hours
from db.base import Invalid, today
from db.shifts import LONGEST_LETTER, Shift
from portal.auth import SIGNED_IN, needs
from portal.forms import Choice, Day, Form, Text, _
from portal.http import get_or_404, go, refuse, render, say
from portal.roster_words import COLOURS

bp = Blueprint("shifts", __name__, url_prefix="/shifts")


class ShiftForm(Form):
    name = Text(_("Name of the shift"), [DataRequired()], most=20)
    letter = Text(_("Letter on the roster"), [DataRequired()], most=LONGEST_LETTER)
    hours = Text(_("Hours of the shift"), [DataRequired()], most=120)
    colour = SelectField(_("Colour"), choices=[SelectChoice(colour, name) for colour, name in COLOURS.items()])


class NewShiftForm(ShiftForm):
    department = Choice(_("For whom"))

    def offer(self):
        none = gettext("Everybody") if g.person.scope("shifts.manage") == "all" else None
        self.department.offer(Shift.places(g.person), lambda row: row.name, none)
        return self


class ChangeForm(ShiftForm):
    starts_on = Day(_("New hours from this day on"), [InputRequired()], default=today)


@bp.get("/")
@needs(SIGNED_IN)
def index():
    return render("shifts/index.html", shifts=Shift.listed(g.person), managed=Shift.managed_ids(g.person))


@bp.get("/new")
@needs("shifts.manage")
def new(form=None, status=200):
    return render("shifts/form.html", status=status, shift=None, form=form or NewShiftForm().offer())


@bp.post("/new")
@needs("shifts.manage")
def create():
    form = NewShiftForm(request.form).offer()
    if not form.validate():
        return new(form, 422)
    try:
        Shift.add(form.name.data, form.letter.data, hours.read(form.hours.data, "hours"), colour=form.colour.data,
                  department=form.department.row, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say("The shift is added.")
    return go("shifts.index")


@bp.get("/<int:id>/edit")
@needs("shifts.manage")
def edit(id, form=None, status=200):
    shift = get_or_404(Shift.managed_by(g.person), id)
    known = {"name": shift.name, "letter": shift.letter, "colour": shift.colour}
    first, ranges = shift.decided()
    known |= {"hours": hours.written(ranges), "starts_on": first or today()}
    return render("shifts/form.html", status=status, shift=shift, form=form or ChangeForm(formdata=None, **known))


@bp.post("/<int:id>/edit")
@needs("shifts.manage")
def update(id):
    shift = get_or_404(Shift.managed_by(g.person), id)
    form = ChangeForm(request.form)
    if not form.validate():
        return edit(id, form, 422)
    try:
        shift.change(form.name.data, form.letter.data, hours.read(form.hours.data, "hours"), form.starts_on.data,
                     colour=form.colour.data, by=g.person)
    except Invalid as refusal:
        return edit(id, refuse(form, refusal), 422)
    say("Saved.")
    return go("shifts.index")


@bp.post("/<int:id>/end")
@needs("shifts.manage")
def end(id):
    get_or_404(Shift.managed_by(g.person), id).end(by=g.person)
    say("The shift is no longer offered.")
    return go("shifts.index")
