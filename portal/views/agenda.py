"""The list of the day, worked off where it stands: a touch for what needs no proof, else a form in its line."""

from flask import Blueprint, g, request

from db import evidence
from db.agenda import missed
from db.base import N_, Invalid, NotAllowed, TooLate
from db.duties import Occurrence
from portal.agenda import on_the_list
from portal.answering import answer
from portal.auth import needs
from portal.duty_form import ExplainForm
from portal.http import get_or_404, go, number_arg, refuse, render, say, target

bp = Blueprint("agenda", __name__, url_prefix="/today")


@bp.get("/")
@needs("duties.do")
def index():
    return draw(opened=number_arg("open"), explained=number_arg("explain"))


@bp.post("/<int:id>")
@needs("duties.do")
def submit(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    form, status = answer(row, lambda *answers: evidence.submit(row, *answers, by=g.person))
    return drawn_again() if form is None else draw(opened=id, form=form, status=status)


@bp.post("/<int:id>/claim")
@needs("duties.do")
def claim(id):
    return tried(id, lambda row: row.claim(by=g.person))


@bp.post("/<int:id>/back")
@needs("duties.do")
def take_back(id):
    return tried(id, lambda row: row.take_back(by=g.person))


@bp.post("/<int:id>/explain")
@needs("duties.do")
def explain(id):
    """One explanation for all the times this duty was missed."""
    row, form = get_or_404(Occurrence.visible_to(g.person), id), ExplainForm(request.form)
    rows = missed(g.person, row.series)
    if row not in rows:
        raise NotAllowed(N_("You may not do this."))
    if not form.validate():
        return draw(explained=id, form=form, status=422)
    try:
        evidence.explain(rows, form.explanation.data, by=g.person)
    except Invalid as refusal:
        return draw(explained=id, form=refuse(form, refusal), status=422)
    return drawn_again()


def tried(id, verb):
    """Let the verb do it; what came too late is said above the list."""
    row = get_or_404(Occurrence.visible_to(g.person), id)
    try:
        verb(row)
    except TooLate as refusal:
        say(refusal.message, "danger", **refusal.params)
        return draw(status=409)
    return drawn_again()


def drawn_again():
    """The list after something was done on it."""
    return draw() if target() else go("agenda.index")


def draw(*, opened=None, explained=None, form=None, status=200):
    """The list of the day; `opened` is the duty whose form stands open, `explained` the missed one."""
    return render("agenda/index.html", parts={"duties"}, status=status, **on_the_list(opened, explained, form))
