from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from db import audit
from db.base import N_, Invalid
from db.leaves import Leave
from db.people import Person
from portal.auth import SIGNED_IN, needs
from portal.forms import Choice, Day, Form, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.roster_words import LEAVES

bp = Blueprint("leaves", __name__, url_prefix="/leaves")
SAID = {True: N_("Your superior has been asked."), False: N_("The leave is entered and approved.")}


class LeaveForm(Form):
    person = Choice(_("Who"))
    kind = SelectField(_("Kind of leave"), choices=[SelectChoice(kind, name) for kind, name in LEAVES.items()])
    starts_on = Day(_("Begins on"), [InputRequired()])
    ends_on = Day(_("Ends on"), [InputRequired()])
    deputy = Choice(_("Who stands in"))
    note = Text(_("Note"), [Optional()], most=200)

    def offer(self):
        """Oneself, and for a superior whoever is beneath; as deputies whoever one of these may name."""
        beneath = Leave.people_beneath(g.person)
        self.person.offer(beneath, lambda row: row.name, gettext("Myself"))
        mine = Leave.deputies(g.person, g.person)
        offered = {row.id: row for row in (*mine, *beneath, *([g.person] if beneath else []))}
        self.deputy.offer(offered.values(), lambda row: row.name, gettext("Nobody in particular"))
        return self


class DeputyForm(Form):
    deputy = Choice(_("Who stands in"))

    def offer(self, leave):
        self.deputy.offer(Leave.deputies(leave.person, g.person), lambda row: row.name, gettext("Nobody in particular"))
        if self._sent is None:
            self.deputy.data = str(leave.deputy_id or "")
        return self


class ReasonForm(Form):
    reason = Text(_("Reason"), [InputRequired()], most=200)


class ShortenForm(Form):
    ends_on = Day(_("Back after this day"), [InputRequired()])


@bp.get("/")
@needs(SIGNED_IN)
def index():
    waiting = request.args.get("waiting") == "1"
    rows, more = Leave.page(g.person, waiting=waiting, before=number_arg("before"))
    return render("leaves/index.html", parts={"leaves"}, leaves=rows, more=more, only=waiting,
                  told=Leave.told_why(g.person, rows))


@bp.get("/new")
@needs("leaves.ask")
def new(form=None, status=200):
    return render("leaves/form.html", status=status, form=form or LeaveForm(formdata=None).offer())


@bp.post("/new")
@needs("leaves.ask")
def create():
    form = LeaveForm(request.form).offer()
    if not form.validate():
        return new(form, 422)
    try:
        leave = Leave.ask(form.person.row or g.person, form.kind.data, form.starts_on.data, form.ends_on.data,
                          deputy=form.deputy.row, note=form.note.data or "", by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say(SAID[leave.person_id == g.person.id])
    return go("leaves.show", id=leave.id)


@bp.get("/<int:id>")
@needs(SIGNED_IN)
def show(id, status=200, **forms):
    leave = get_or_404(Leave.visible_to(g.person), id)
    entries, moves = list(audit.history(leave)), leave.moves_for(g.person)
    blank = {"approving": DeputyForm(formdata=None).offer(leave) if "approve" in moves else None,
             "refusing": ReasonForm(formdata=None), "shortening": ShortenForm(formdata=None)}
    return render("leaves/show.html", status=status, leave=leave, moves=moves, why=leave.tells_why(g.person),
                  entries=entries, names=Person.names([*(entry.actor_id for entry in entries), leave.person_id,
                                                       leave.deputy_id, leave.decided_by_id]), **(blank | forms))


@bp.post("/<int:id>/approve")
@needs("leaves.approve")
def approve(id):
    leave = get_or_404(Leave.visible_to(g.person), id)
    form = DeputyForm(request.form).offer(leave)
    if not form.validate():
        return show(id, 422, approving=form)
    try:
        leave.approve(deputy=form.deputy.row, by=g.person)
    except Invalid as refusal:
        return show(id, 422, approving=refuse(form, refusal))
    say("Approved.")
    return go("leaves.show", id=id)


@bp.post("/<int:id>/refuse")
@needs("leaves.approve")
def turn_down(id):
    leave, form = get_or_404(Leave.visible_to(g.person), id), ReasonForm(request.form)
    if not form.validate():
        return show(id, 422, refusing=form)
    try:
        leave.refuse(form.reason.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, refusing=refuse(form, refusal))
    say("Not approved.")
    return go("leaves.show", id=id)


@bp.post("/<int:id>/withdraw")
@needs("leaves.ask")
def withdraw(id):
    get_or_404(Leave.visible_to(g.person), id).withdraw(by=g.person)
    say("Taken back.")
    return go("leaves.show", id=id)


@bp.post("/<int:id>/shorten")
@needs("leaves.approve")
def shorten(id):
    leave, form = get_or_404(Leave.visible_to(g.person), id), ShortenForm(request.form)
    if not form.validate():
        return show(id, 422, shortening=form)
    try:
        leave.shorten(form.ends_on.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, shortening=refuse(form, refusal))
    say("Saved.")
    return go("leaves.show", id=id)


@bp.post("/<int:id>/cancel")
@needs("leaves.approve")
def cancel(id):
    get_or_404(Leave.visible_to(g.person), id).cancel(by=g.person)
    say("The leave is called off.")
    return go("leaves.show", id=id)
