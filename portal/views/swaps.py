from flask import Blueprint, g, request
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from db import audit
from db.base import Invalid
from db.people import Person
from db.shifts import Letters
from db.swaps import Swap
from portal.auth import SIGNED_IN, needs
from portal.days import weekday
from portal.filters import day
from portal.forms import Choice, Form, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.roster_words import read_day

bp = Blueprint("swaps", __name__, url_prefix="/swaps")


class SwapForm(Form):
    other = Choice(_("With whom"), [InputRequired()])
    given_on = SelectField(_("The shift I give"), [InputRequired()], coerce=read_day, validate_choice=True)
    taken_on = SelectField(_("The shift I take"), [InputRequired()], coerce=read_day, validate_choice=True)
    note = Text(_("Why"), [Optional()], most=200)

    def offer(self, other):
        self.other.offer(Swap.partners(g.person), lambda row: row.name)
        if self._sent is None:
            self.other.data = str(other.id)
        for field, person in ((self.given_on, g.person), (self.taken_on, other)):
            field.choices = [(row.on, shift_label(row)) for row in Swap.shifts_ahead(person)]
        return self


class ReasonForm(Form):
    reason = Text(_("Reason"), [InputRequired()], most=200)


def shift_label(row):
    """A day with its shift, as a list to choose from shows it."""
    return f"{day(row.on)} {weekday(row.on)} · {row.shift.letter} {row.shift.name}"


@bp.get("/")
@needs(SIGNED_IN)
def index():
    waiting = request.args.get("waiting") == "1"
    rows, more = Swap.page(g.person, waiting=waiting, before=number_arg("before"))
    return render("swaps/index.html", parts={"swaps"}, swaps=rows, more=more, only=waiting)


@bp.get("/new")
@needs("swaps.ask")
def new(form=None, status=200):
    """First with whom, then which days: only colleagues in the same position, only days with a shift."""
    partners = Swap.partners(g.person)
    wanted = number_arg("other")
    other = next((row for row in partners if row.id == wanted), partners[0] if len(partners) == 1 else None)
    if form is None and other is not None:
        form = SwapForm(formdata=None).offer(other)
    return render("swaps/form.html", status=status, partners=partners, other=other, form=form)


@bp.post("/new")
@needs("swaps.ask")
def create():
    other = next((row for row in Swap.partners(g.person) if row.id == number_arg("other", request.form)), None)
    if other is None:
        say("Choose somebody from the list.", "danger")
        return new(status=422)
    form = SwapForm(request.form).offer(other)
    if not form.validate():
        return new(form, 422)
    try:
        swap = Swap.ask(other, form.given_on.data, form.taken_on.data, note=form.note.data or "", by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say("Your colleague has been asked.")
    return go("swaps.show", id=swap.id)


@bp.get("/<int:id>")
@needs(SIGNED_IN)
def show(id, form=None, status=200):
    swap = get_or_404(Swap.visible_to(g.person), id)
    entries = list(audit.history(swap))
    return render("swaps/show.html", status=status, swap=swap, moves=swap.moves_for(g.person), letters=Letters(),
                  obstacle=swap.obstacle(),
                  form=form or ReasonForm(formdata=None), entries=entries,
                  names=Person.names([*(entry.actor_id for entry in entries), swap.asker_id, swap.other_id]))


@bp.post("/<int:id>/agree")
@needs("swaps.ask")
def agree(id):
    get_or_404(Swap.visible_to(g.person), id).agree(by=g.person)
    say("You agreed; your superior decides.")
    return go("swaps.show", id=id)


@bp.post("/<int:id>/decline")
@needs("swaps.ask")
def decline(id):
    get_or_404(Swap.visible_to(g.person), id).decline(by=g.person)
    say("You declined.")
    return go("swaps.show", id=id)


@bp.post("/<int:id>/withdraw")
@needs("swaps.ask")
def withdraw(id):
    get_or_404(Swap.visible_to(g.person), id).withdraw(by=g.person)
    say("Taken back.")
    return go("swaps.show", id=id)


@bp.post("/<int:id>/approve")
@needs("swaps.approve")
def approve(id):
    get_or_404(Swap.visible_to(g.person), id).approve(by=g.person)
    say("Approved; the roster is changed.")
    return go("swaps.show", id=id)


@bp.post("/<int:id>/refuse")
@needs("swaps.approve")
def turn_down(id):
    swap, form = get_or_404(Swap.visible_to(g.person), id), ReasonForm(request.form)
    if not form.validate():
        return show(id, form, 422)
    try:
        swap.refuse(form.reason.data, by=g.person)
    except Invalid as refusal:
        return show(id, refuse(form, refusal), 422)
    say("Not approved.")
    return go("swaps.show", id=id)
