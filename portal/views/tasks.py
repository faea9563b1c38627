"""Tasks given by somebody above, and what inspections found to be put right: the list, and one with its answers."""

from flask import Blueprint, g, make_response, request
from werkzeug.exceptions import NotFound

from db import audit, tasks
from db.base import N_, Invalid, TooLate
from db.people import Person
from db.tasks import Step, Task
from portal.auth import needs
from portal.forms import _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.receipts import once
from portal.task_form import AnswerForm, CloseForm, GiveForm, HandBackForm, WithdrawForm

bp = Blueprint("tasks", __name__, url_prefix="/tasks")
LABELS = {"open": _("To be answered"), "to_check": _("To look at"), "ended": _("Ended")}
SAID = {"close": N_("The task is closed."), "hand_back": N_("Handed back."), "withdraw": N_("Withdrawn.")}


@bp.get("/")
@needs("duties.read")
def index():
    numbers = tasks.counts(g.person)
    kind = request.args.get("kind")
    kind = kind if kind in LABELS else next((one for one in ("to_check", "open") if numbers[one]), "open")
    rows, more = tasks.page(g.person, kind, after=number_arg("after"))
    return render("tasks/index.html", parts={"tasks"}, kind=kind, numbers=numbers, rows=rows, more=more, labels=LABELS)


@bp.get("/new")
@needs("duties.direct")
def new(form=None, status=200):
    return render("tasks/form.html", status=status, form=form or GiveForm(formdata=None).offer(g.person))


@bp.post("/new")
@needs("duties.direct")
def create():
    form = GiveForm(request.form).offer(g.person)
    if not form.validate():
        return new(form, 422)
    row = form.holding.row
    try:
        task = Task.give(row.person, row.position, form.text.data, form.due_at, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say("The task is given; the person has been told.")
    return go("tasks.show", id=task.id)


@bp.get("/<int:id>")
@needs("duties.read")
def show(id, status=200, **forms):
    task = get_or_404(Task.visible_to(g.person), id)
    entries, steps = list(audit.history(task)), task.step_list
    blank = {"answering": AnswerForm(formdata=None), "closing": CloseForm(formdata=None),
             "returning": HandBackForm(formdata=None), "withdrawing": WithdrawForm(formdata=None)}
    names = Person.names([*(entry.actor_id for entry in entries), task.person_id, task.given_by_id])
    return render("tasks/show.html", status=status, task=task, steps=steps, moves=task.moves_for(g.person),
                  entries=entries, names=names, origin=tasks.origin(task, g.person), **(blank | forms))


@bp.post("/<int:id>/answer")
@needs("duties.do")
def answer(id):
    task, form = get_or_404(Task.visible_to(g.person), id), AnswerForm(request.form)
    if not form.validate():
        return show(id, 422, answering=form)
    pictures = [file.read() for file in request.files.getlist("photos") if file.filename]
    try:
        once(lambda: task.answer(form.text.data, pictures, by=g.person))
    except (Invalid, TooLate) as refusal:
        return show(id, 409 if isinstance(refusal, TooLate) else 422, answering=refuse(form, refusal))
    say("Your answer is there to be looked at.")
    return go("tasks.show", id=id)


@bp.post("/<int:id>/close")
@needs("duties.direct")
def close(id):
    return decided(id, "close", "closing", CloseForm(request.form),
                   lambda task, form: task.close(form.text.data, by=g.person))


@bp.post("/<int:id>/back")
@needs("duties.direct")
def hand_back(id):
    return decided(id, "hand_back", "returning", HandBackForm(request.form),
                   lambda task, form: task.hand_back(form.text.data, form.due_at, by=g.person))


@bp.post("/<int:id>/withdraw")
@needs("duties.direct")
def withdraw(id):
    return decided(id, "withdraw", "withdrawing", WithdrawForm(request.form),
                   lambda task, form: task.withdraw(form.text.data, by=g.person))


@bp.get("/<int:id>/photos/<int:step_id>")
@needs("duties.read")
def photo(id, step_id):
    step = get_or_404(Step.visible_to(g.person).where(Step.photo.is_null(False)), step_id)
    if step.task_id != id:
        raise NotFound
    response = make_response(step.photo.read())
    response.mimetype = step.photo.media_type
    return response


def decided(id, move, name, form, verb):
    """Let the verb do it with what the form says; `name` is the form's on the page."""
    task = get_or_404(Task.visible_to(g.person), id)
    if not form.validate():
        return show(id, 422, **{name: form})
    try:
        verb(task, form)
    except Invalid as refusal:
        return show(id, 422, **{name: refuse(form, refusal)})
    say(SAID[move])
    return go("tasks.show", id=id)
