from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from db import audit, clause_sheets, directory, editing, issuing, offers, office, workbooks
from db.base import N_, Invalid, TooLate, now, today
from db.corrections import read
from db.descriptions import Description
from db.differences import under_review
from db.people import Person
from db.progress import open_for_the_rest, progress, standing, unasked, waiting_for_a_superior
from db.remarks import Remark, margin
from db.reviewing import awaited, steps
from db.sanity import doubts
from portal import papers
from portal.auth import needs
from portal.description_form import DescriptionForm
from portal.downloads import download
from portal.filters import moment
from portal.forms import Form, Whole, _
from portal.http import BIGGEST_ID, get_or_404, go, number_arg, refuse, render, say
from portal.review_forms import PublishForm, forms_for

bp = Blueprint("descriptions", __name__, url_prefix="/descriptions")
COLUMNS = (_("Department"), _("Position"), _("Version"), _("Function group"), _("Number"), _("Duty"),
           _("Number of holders"))


class ExportForm(Form):
    department = Whole(validators=[Optional(), NumberRange(1, BIGGEST_ID)], widget=HiddenInput())


@bp.get("/")
@needs("descriptions.read")
def index(exporting=None, status=200):
    state, department = request.args.get("state") or None, number_arg("department")
    exporting = exporting or ExportForm(formdata=None, department=department)
    rows, more = Description.page(g.person, state=state, department=department, before=number_arg("before"))
    return render("descriptions/index.html", parts={"descriptions"}, status=status, exporting=exporting,
                  descriptions=rows, more=more, state=state, department=department, signed=progress(rows),
                  unsettled=Remark.unsettled(rows), states=Description.states_seen_by(g.person),
                  departments=directory.departments(g.person))


@bp.get("/<int:id>")
@needs("descriptions.read")
def show(id, sent=None, status=200):
    """The text, and what can be done with it next; `sent` is the form of a step that was refused."""
    description = get_or_404(Description.visible_to(g.person), id)
    entries, versions = list(audit.history(description)), description.versions(g.person)
    moves = description.moves_for(g.person)
    stands, nobody_above = standing(description, g.person), unasked(description, g.person)
    return render("descriptions/show.html", parts={"description"}, status=status, description=description,
                  comments={}, reading=read(description), printed=None, moves=moves,
                  versions=versions, standing=stands, forms=forms_for(description, moves, sent),
                  may=offers.of_version(description, stands, nobody_above, g.person), steps=steps(description, entries),
                  difference=under_review(description), labels=DescriptionForm(),
                  doubts=doubts(description), unasked=nobody_above,
                  awaited=awaited(description), delegation=description.turn().get(g.person.id), entries=entries,
                  margin=None if description.is_final else margin(description, description.clause_list),
                  names=Person.names(entry.actor_id for entry in entries))


@bp.get("/<int:id>/whole")
@needs("descriptions.draft")
def edit(id, form=None, status=200):
    description = get_or_404(Description.visible_to(g.person), id)
    description.check_reach(g.person)
    if form is None:
        if description.state != "draft":
            raise TooLate(N_("Only a draft can be edited."))
        form = DescriptionForm.of(description.payload(), description.edition)
    rival = form.differences(description.payload()) if status == 409 else []
    if status == 409:
        form.has_seen(description.edition)
    return render("descriptions/form.html", status=status, description=description, form=form, rival=rival)


@bp.post("/<int:id>/whole")
@needs("descriptions.draft")
def update(id):
    description = get_or_404(Description.visible_to(g.person), id)
    form = DescriptionForm(request.form)
    if not form.validate():
        return edit(id, form, 422)
    try:
        editing.rewrite(description, form.payload(), seen=form.seen.data, by=g.person)
    except TooLate as late:
        return edit(id, refuse(form, late), 409)
    say("The draft is saved.")
    return go("editing.show", id=id)


@bp.post("/<int:id>/publish")
@needs("descriptions.publish")
def publish(id):
    """Bring it into force, and tell whose signing began and whose cannot."""
    description = get_or_404(Description.visible_to(g.person), id)
    form = PublishForm(request.form)
    if not form.validate():
        return show(id, form, 422)
    try:
        opened = issuing.bring_into_force(description, form.effective_on.data, seen=form.seen.data,
                                          why=form.why.data or "", by=g.person, paper=papers)
    except Invalid as problem:
        return show(id, refuse(form, problem), 422)
    except TooLate as late:
        say(late.message, "danger", **late.params)
        form.seen.data = description.digest  # the page that answers shows this text
        return show(id, form, 409)
    say(N_("In force. Signings opened: %(count)s.") if opened else N_("In force. No signing could begin yet."),
        count=len(opened))
    tell_who_waits(description, opened)
    return go("descriptions.show", id=id)


@bp.post("/<int:id>/open-signings")
@needs("signatures.manage")
def open_signings(id):
    """For those who took up the position since it came into force."""
    description = get_or_404(Description.visible_to(g.person), id)
    opened = open_for_the_rest(description, by=g.person, paper=papers)
    if opened:
        say("Signings opened: %(count)s.", count=len(opened))
    tell_who_waits(description, opened)
    return go("descriptions.show", id=id)


@bp.post("/<int:id>/discard")
@needs("descriptions.draft")
def discard(id):
    description = get_or_404(Description.visible_to(g.person), id)
    description.discard(by=g.person)
    say("Discarded.")
    return go("descriptions.index")


@bp.post("/<int:id>/revise")
@needs("descriptions.draft")
def revise(id):
    """A draft of the next version, from this text; where there is one already, that one."""
    description = get_or_404(Description.visible_to(g.person), id)
    try:
        draft = description.revise(by=g.person)
    except Invalid as problem:
        say(problem.message, "danger", **problem.params)
        return go("descriptions.show", id=id)
    say("A draft of the next version has been made.")
    return go("editing.show", id=draft.id)


@bp.get("/<int:id>/preview.pdf")
@needs("descriptions.read")
def preview(id):
    description = get_or_404(Description.visible_to(g.person), id)
    label = description.version_label.replace("/", "")
    return download(papers.preview(description), f"{description.title}_{label}_预览.pdf")


@bp.get("/<int:id>/description.docx")
@needs("descriptions.read")
def word(id):
    description = get_or_404(Description.visible_to(g.person), id)
    return download(papers.word(description), papers.description_name(description, "岗位说明书", "docx"), office.DOCX)


@bp.get("/<int:id>/clauses.xlsx")
@needs("descriptions.read")
def clauses(id):
    description = get_or_404(Description.visible_to(g.person), id)
    data = clause_sheets.of_one(description, columns())
    return download(data, papers.description_name(description, "职责条款", "xlsx"), workbooks.XLSX)


@bp.post("/clauses.xlsx")
@needs("descriptions.read")
def export():
    """Every clause in force that the person may see; who took it away stands in the log and in the file."""
    form = ExportForm(request.form)
    try:
        if not form.validate():
            raise Invalid(N_("No clause is in force here."))
        about = ((gettext("Exported by"), f"{g.person.name} {g.person.number}"), (gettext("When"), moment(now())))
        data = clause_sheets.of_all(columns(), about, department=form.department.data, by=g.person)
    except Invalid as problem:
        return index(refuse(form, problem), 422)
    return download(data, f"职责条款_{today():%Y%m%d}.xlsx", workbooks.XLSX)


def columns():
    return [str(title) for title in COLUMNS]


def tell_who_waits(description, opened):
    """Who could not be asked to sign, and why nobody was; what HR can do about it stands on the page."""
    if waiting := waiting_for_a_superior(description):
        names = "、".join(person.name for person in waiting)
        say("Not opened, because nobody can sign as superior: %(names)s.", "warning", names=names)
    elif not opened:
        say("Nobody who holds this position has still to be asked.", "info")
