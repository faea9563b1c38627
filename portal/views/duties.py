"""One duty: what it asks, what was filled in, what became of it; and what its person may do."""

from flask import Blueprint, g, make_response, request

from db import evidence, proof, sheets, tasks
from db.base import Invalid, TooLate
from db.duties import Occurrence
from db.duty_history import history_for
from db.evidence import Record
from db.people import Person
from portal.answering import answer
from portal.auth import needs
from portal.duty_form import (
    DutyForm,
    ExcuseForm,
    ExplainForm,
    InspectForm,
    MoveForm,
    PutRightForm,
    ReasonForm,
    ReassignForm,
)
from portal.http import get_or_404, go, refuse, render, say

bp = Blueprint("duties", __name__, url_prefix="/duties")
FORMS = {"skip": ReasonForm, "explain": ExplainForm, "excuse": ExcuseForm, "decline": ReasonForm, "reopen": ReasonForm,
         "move": MoveForm, "inspect": InspectForm, "reassign": ReassignForm, "putting_right": PutRightForm}


@bp.get("/<int:id>")
@needs("duties.read")
def show(id):
    return draw(id)


@bp.post("/<int:id>/submit")
@needs("duties.do")
def submit(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    return proved(row, lambda *answers: evidence.submit(row, *answers, by=g.person))


@bp.post("/<int:id>/start")
@needs("duties.do")
def start(id):
    get_or_404(Occurrence.visible_to(g.person), id).start(by=g.person)
    return go("duties.show", id=id)


@bp.post("/<int:id>/skip")
@needs("duties.do")
def ask_to_skip(id):
    return said(id, "skip", ReasonForm(request.form), lambda row, form: row.ask_to_skip(form.reason.data, by=g.person))


@bp.post("/<int:id>/explain")
@needs("duties.do")
def explain(id):
    return said(id, "explain", ExplainForm(request.form),
                lambda row, form: row.explain(form.explanation.data, by=g.person))


@bp.get("/<int:id>/photos/<int:record_id>")
@needs("duties.read")
def photo(id, record_id):
    get_or_404(Occurrence.visible_to(g.person), id)
    record = get_or_404(Record.visible_to(g.person).where(Record.occurrence == id, Record.photo.is_null(False)),
                        record_id)
    response = make_response(record.photo.read())
    response.mimetype = record.photo.media_type
    return response


def proved(row, verb):
    """Let the verb take the answers that were sent, and say so."""
    form, status = answer(row, verb)
    if form is not None:
        return draw(row.id, status, answers=form)
    say("It is done.")
    return go("duties.show", id=row.id)


def said(id, name, form, verb):
    """Let the verb do it with what the form says; `name` is the form's on the page."""
    row = get_or_404(Occurrence.visible_to(g.person), id)
    if not form.validate():
        return draw(id, 422, **{name: form})
    try:
        verb(row, form)
    except (Invalid, TooLate) as refusal:
        return draw(id, 409 if isinstance(refusal, TooLate) else 422, **{name: refuse(form, refusal)})
    say("Saved.")
    return go("duties.show", id=id)


def draw(id, status=200, **forms):
    """The page of a duty. `forms`: those that were sent and refused, by their names on the page."""
    row = get_or_404(Occurrence.visible_to(g.person), id)
    records, moves, entries = evidence.latest(row), row.moves_for(g.person), history_for(row, g.person)
    directs = row.may_be_directed_by(g.person)
    nobodys = tasks.nobodys(row) if directs else None
    answers = DutyForm.of(row.rule.item_list, records=records) if moves & {"submit", "do_for"} else None
    forms = {"answers": answers} | {name: form(formdata=None) for name, form in FORMS.items()} | forms
    overtaken = proof.overtaken(row, forms["inspect"].seen.data) if forms["inspect"].seen.data is not None else {}
    if directs:
        forms["reassign"].offer(row)
        forms["inspect"].offer(row, g.person).has_seen(evidence.newest(row))
        forms["putting_right"].offer(row, g.person, nobodys)
    return render("duties/show.html", status=status, row=row, moves=moves, forms=forms, records=records,
                  overtaken=overtaken, photos=evidence.pictures_of(row), inspections=evidence.inspections(row),
                  entries=entries, reads_why=row.may_be_read_into_by(g.person), directs=directs,
                  leads=g.person.leads(row.position_id, "duties.read"), nobodys=nobodys,
                  sent_back=evidence.returned(row),
                  has_year=row.person_id in sheets.among(g.person, [row.person_id], row.day),
                  come_of=tasks.come_of(row), known=evidence.people_around(row, g.person),
                  names=Person.names(entry.actor_id for entry in entries))
