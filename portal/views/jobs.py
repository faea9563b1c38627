from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired

from db import attestations, audit, bundles, directory, handbook
from db.base import Invalid, today
from db.jobs import KEPT, Job
from db.people import Person
from db.rounds import Round
from portal import papers
from portal.auth import needs
from portal.downloads import hand_out
from portal.forms import Choice, Day, Form, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.timetable import TIMETABLE

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


class HandbookForm(Form):
    department = Choice(_("Department"), id="handbook-department")

    def offer(self):
        return offer_departments(self, gettext("All that I may see"))


class BundleForm(Form):
    department = Choice(_("Department"), id="bundle-department")
    superseded = BooleanField(_("With papers that a newer one has replaced"))
    reason = Text(_("What they are needed for"), [DataRequired()], most=200)

    def offer(self):
        return offer_departments(self)


class AttestationForm(Form):
    department = Choice(_("Department"), id="attestation-department")
    on = Day(_("As of the end of"), [InputRequired()])

    def offer(self):
        return offer_departments(self, gettext("All within my reach"))


def offer_departments(form, everything=None):
    """The departments the person may choose from, as they lie within each other; `everything` names all of them."""
    reached = directory.departments_within(g.person)
    depths = {department.id: depth for department, depth in reached}
    form.department.offer([department for department, _depth in reached],
                          lambda row: "\u3000" * depths[row.id] + row.name, everything)
    return form


@bp.get("/")
@needs("jobs.read")
def index(status=200, **forms):
    rows, more = Job.page(g.person, before=number_arg("before"))
    forms = {"handbook": HandbookForm().offer(), "bundle": BundleForm().offer(),
             "attestation": AttestationForm(data={"on": today()}).offer()} | forms
    return render("jobs/index.html", parts={"jobs"}, status=status, jobs=rows, more=more, days=KEPT.days, **forms,
                  rounds=Round.standing(TIMETABLE, g.person))


@bp.get("/<int:id>")
@needs("jobs.read")
def show(id):
    job = get_or_404(Job.visible_to(g.person), id)
    entries = list(audit.history(job))
    return render("jobs/show.html", parts={"job"}, job=job, moves=job.moves_for(g.person),
                  may_fetch=job.may_be_fetched_by(g.person), entries=entries,
                  names=Person.names(entry.actor_id for entry in entries))


@bp.post("/handbook")
@needs("handbook.make")
def make_handbook():
    form = HandbookForm(request.form).offer()
    if not form.validate():
        return index(422, handbook=form)
    try:
        job = handbook.ask(form.department.row, by=g.person)
    except Invalid as problem:
        return index(422, handbook=refuse(form, problem))
    return go("jobs.show", id=job.id)


@bp.post("/signed-papers")
@needs("signatures.export")
def make_bundle():
    form = BundleForm(request.form).offer()
    if not form.validate():
        return index(422, bundle=form)
    try:
        job = bundles.ask(form.department.row, form.reason.data, superseded=form.superseded.data, by=g.person)
    except Invalid as problem:
        return index(422, bundle=refuse(form, problem))
    return go("jobs.show", id=job.id)


@bp.post("/certificate")
@needs("signatures.certify")
def make_attestation():
    form = AttestationForm(request.form).offer()
    if not form.validate():
        return index(422, attestation=form)
    try:
        job = attestations.ask(form.department.row, form.on.data, by=g.person)
    except Invalid as problem:
        return index(422, attestation=refuse(form, problem))
    return go("jobs.show", id=job.id)


@bp.post("/<int:id>/file")
@needs("jobs.read")
def fetch(id):
    """The file itself; by POST, as it is written down."""
    job = get_or_404(Job.visible_to(g.person), id)
    return hand_out(job.fetch(by=g.person), papers.safe(job.file))


@bp.post("/<int:id>/cancel")
@needs("jobs.cancel")
def cancel(id):
    job = get_or_404(Job.visible_to(g.person), id)
    job.cancel(by=g.person)
    say("Cancelled.")
    return go("jobs.show", id=id)


@bp.post("/<int:id>/again")
@needs("jobs.cancel")
def try_again(id):
    job = get_or_404(Job.visible_to(g.person), id)
    job.try_again(by=g.person)
    say("It is tried again.")
    return go("jobs.show", id=id)
