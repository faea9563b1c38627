"""What those above decide about a duty: on its page, each with a small form."""

from flask import Blueprint, g, request

from db import evidence, tasks
from db.base import N_, NotAllowed
from db.duties import Occurrence
from portal.auth import needs
from portal.duty_form import ExcuseForm, InspectForm, MoveForm, PutRightForm, ReasonForm, ReassignForm
from portal.http import get_or_404
from portal.views.duties import proved, said

bp = Blueprint("directing", __name__, url_prefix="/duties")


@bp.post("/<int:id>/excuse")
@needs("duties.direct")
def excuse(id):
    return said(id, "excuse", ExcuseForm(request.form), lambda row, form: row.excuse(form.reason.data, by=g.person))


@bp.post("/<int:id>/decline")
@needs("duties.direct")
def decline(id):
    return said(id, "decline", ReasonForm(request.form), lambda row, form: row.decline(form.reason.data, by=g.person))


@bp.post("/<int:id>/reassign")
@needs("duties.direct")
def reassign(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    if not row.may_be_directed_by(g.person):
        raise NotAllowed(N_("You may not do this."))
    return said(id, "reassign", ReassignForm(request.form).offer(row),
                lambda row, form: row.reassign(form.person.row, form.reason.data, by=g.person))


@bp.post("/<int:id>/move")
@needs("duties.direct")
def move(id):
    return said(id, "move", MoveForm(request.form), lambda row, form: row.move(form.day.data, by=g.person))


@bp.post("/<int:id>/reopen")
@needs("duties.direct")
def reopen(id):
    return said(id, "reopen", ReasonForm(request.form), lambda row, form: row.reopen(form.reason.data, by=g.person))


@bp.post("/<int:id>/for")
@needs("duties.direct")
def do_for(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    return proved(row, lambda *answers: evidence.submit(row, *answers, by=g.person, instead=True))


@bp.post("/<int:id>/inspect")
@needs("duties.direct")
def inspect(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    return said(id, "inspect", InspectForm(request.form).offer(row, g.person), found)


@bp.post("/<int:id>/right")
@needs("duties.direct")
def put_right(id):
    """What an inspection found, once more to somebody, after the first one to put it right was let off."""
    row = get_or_404(Occurrence.visible_to(g.person), id)
    if not row.may_be_directed_by(g.person):
        raise NotAllowed(N_("You may not do this."))
    return said(id, "putting_right", PutRightForm(request.form).offer(row, g.person, None),
                lambda row, form: tasks.fail_anew(row, form.text.data, form.person.row, form.due_at, by=g.person))


def found(row, form):
    """What the inspection found, and where something is wrong the task to put it right."""
    if form.verdict.data == "fail":
        return tasks.fail(row, form.note.data, form.person.row, form.due_at, form.score.data, by=g.person,
                          seen=form.seen.data)
    return evidence.inspect(row, form.verdict.data, form.note.data, form.score.data, by=g.person, seen=form.seen.data)
