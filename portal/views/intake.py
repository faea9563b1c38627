from flask import Blueprint, g, request
from flask_babel import gettext
from flask_wtf.file import FileField
from wtforms.validators import InputRequired

from db.base import N_, Invalid, TooLate
from db.intake import Unreadable
from db.intake.files import LARGEST
from db.intakes import Intake, IntakeItem
from db.positions import Department, Position
from portal.auth import needs
from portal.description_form import LONGEST, DescriptionForm
from portal.downloads import download
from portal.forms import Choice, Form, LongText, _
from portal.http import get_or_404, go, number_arg, refuse, render, say

bp = Blueprint("intake", __name__, url_prefix="/intake")


class FileForm(Form):
    ALSO = ("csrf_token", "file")
    file = FileField(_("File (.docx, .doc or .txt)"))


class TextForm(Form):
    text = LongText(_("Text of one or more position descriptions"),
                    [InputRequired(_("Paste the text first."))], most=LONGEST)


class ItemForm(DescriptionForm):
    """The description, and the position it is to belong to."""

    position = Choice(_("Belongs to the position"))
    new_department = Choice(_("Department of the new position"))
    new_superior = Choice(_("Superior of the new position"))

    def offer(self):
        positions = Position.choices(g.person)
        self.position.offer(positions, labelled, gettext("A new position …"))
        self.new_superior.offer(positions, labelled, gettext("None"))
        departments = Department.visible_to(g.person).order_by(Department.name)
        self.new_department.offer(departments, lambda row: row.name, gettext("Choose …"))
        return self

    def suggest(self, payload):
        """Which position is meant, by its name; for a new one, where it would go."""
        position = Position.named(payload["title"] or "")
        superior = Position.named(payload["superior"] or "")
        departments = [key for key, row in self.new_department.rows.items() if row.name == payload["department"]]
        self.position.data = str(position.id) if position and str(position.id) in self.position.rows else ""
        self.new_superior.data = str(superior.id) if superior and str(superior.id) in self.new_superior.rows else ""
        self.new_department.data = departments[0] if len(departments) == 1 else ""
        return self


def labelled(position):
    return f"{position.title} · {position.department.name}"


@bp.get("/")
@needs("intake.read")
def index(file=None, text=None, status=200):
    rows, more = Intake.page(g.person, before=number_arg("before"))
    return render("intake/index.html", parts={"intakes"}, status=status, intakes=rows, more=more,
                  counts=Intake.counts(rows), file=file or FileForm(), text=text or TextForm())


@bp.post("/file")
@needs("intake.read")
def upload():
    """Read a file that was chosen; it and what was found in it are kept, or neither."""
    form = FileForm(request.files)
    sent = request.files.get("file")
    try:
        if not sent or not sent.filename:
            raise Invalid(N_("Choose a file."))
        intake = Intake.read_file(short_name(sent.filename), sent.stream.read(LARGEST + 1), by=g.person)
    except (Unreadable, Invalid) as problem:
        problem.field = "file"
        return index(file=refuse(form, problem), status=422)
    return go("intake.show", id=intake.id)


@bp.post("/text")
@needs("intake.read")
def paste():
    form = TextForm(request.form)
    if not form.validate():
        return index(text=form, status=422)
    try:
        intake = Intake.read_pasted(form.text.data, by=g.person)
    except (Unreadable, Invalid) as problem:
        problem.field = "text"
        return index(text=refuse(form, problem), status=422)
    return go("intake.show", id=intake.id)


@bp.get("/<int:id>")
@needs("intake.read")
def show(id):
    intake = get_or_404(Intake.visible_to(g.person), id)
    return render("intake/show.html", parts={"items"}, intake=intake, items=intake.ordered_items,
                  maker=intake.created_by, earlier=intake.earlier)


@bp.get("/<int:id>/source")
@needs("intake.read")
def source(id):
    """The file as it came."""
    intake = get_or_404(Intake.visible_to(g.person), id)
    return download(intake.document.read(), intake.name or f"{id}.txt", intake.document.media_type)


@bp.get("/<int:id>/<int:item_id>")
@needs("intake.read")
def item(id, item_id, form=None, status=200):
    row = the_item(id, item_id)
    if form is None:
        form = ItemForm.of(row.payload, row.edition).offer().suggest(row.payload)
    rival = form.differences(row.payload) if status == 409 else []
    if status == 409:
        form.has_seen(row.edition)
    return render("intake/item.html", status=status, intake=row.intake, item=row, form=form, rival=rival,
                  moves=row.moves_for(g.person), items=row.intake.ordered_items)


@bp.post("/<int:id>/<int:item_id>/keep")
@needs("intake.read")
def keep(id, item_id):
    """Store the corrections; no draft is made of them yet."""
    row, form = the_item(id, item_id), ItemForm(request.form).offer()
    if not form.validate():
        return item(id, item_id, form, 422)
    try:
        row.keep(form.payload(), seen=form.seen.data, by=g.person)
    except TooLate as late:
        return item(id, item_id, refuse(form, late), 409)
    say("Your corrections are kept.")
    return go("intake.item", id=id, item_id=item_id)


@bp.post("/<int:id>/<int:item_id>/save")
@needs("intake.read")
def save(id, item_id):
    """Make it a draft, and go on to the next one that has not been looked at."""
    row, form = the_item(id, item_id), ItemForm(request.form).offer()
    if row.description_id:
        say("This was saved as a draft already.", "info")
        return go("descriptions.show", id=row.description_id)
    if not form.validate():
        return item(id, item_id, form, 422)
    try:
        row.save_as_draft(form.payload(), seen=form.seen.data, by=g.person, position=form.position.row,
                          department=form.new_department.row, superior=form.new_superior.row)
    except TooLate as late:
        return item(id, item_id, refuse(form, late), 409)
    except Invalid as problem:
        return item(id, item_id, refuse(form, problem), 422)
    say("Saved as a draft: %(title)s.", title=form.title.data)
    return to_the_next(row)


@bp.post("/<int:id>/<int:item_id>/leave-out")
@needs("intake.read")
def leave_out(id, item_id):
    row = the_item(id, item_id)
    row.leave_out(by=g.person)
    say("Left out: %(title)s.", title=row.title)
    return to_the_next(row)


@bp.post("/<int:id>/<int:item_id>/take-back")
@needs("intake.read")
def take_back(id, item_id):
    the_item(id, item_id).take_back(by=g.person)
    return go("intake.item", id=id, item_id=item_id)


def the_item(id, item_id):
    intake = get_or_404(Intake.visible_to(g.person), id)
    return get_or_404(IntakeItem.visible_to(g.person).where(IntakeItem.intake == intake), item_id)


def to_the_next(row):
    following = row.intake.next_to_check(after=row.place)
    if following is None:
        return go("intake.show", id=row.intake_id)
    return go("intake.item", id=row.intake_id, item_id=following.id)


def short_name(name):
    """The last part of a file name, printable and of a length that can be kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-200:]
