from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms import SelectMultipleField, widgets
from wtforms.validators import DataRequired, InputRequired, Optional

from db import directory, rules
from db.base import Invalid
from db.people import Person
from db.positions import Department, Position
from portal.auth import needs
from portal.forms import Choice, Form, LongText, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say

bp = Blueprint("positions", __name__, url_prefix="/positions")


class DepartmentForm(Form):
    name = Text(_("Name of the department"), [DataRequired()])
    parent = Choice(_("Lies within"))

    def offer(self):
        rows = directory.departments(g.person)
        self.parent.offer([row for row, _depth in rows], indented(rows), gettext("Nothing: it is at the top"))
        return self


class PositionForm(Form):
    title = Text(_("Title"), [DataRequired()])
    code = Text(_("Code"), [Optional()], most=40)
    department = Choice(_("Department"), [InputRequired()])
    superior = Choice(_("Direct superior"))
    dotted = SelectMultipleField(_("Dotted-line superiors"), widget=widgets.ListWidget(prefix_label=False),
                                 option_widget=widgets.CheckboxInput())
    aliases = LongText(_("Other names"), [Optional()], most=2000)

    def offer(self):
        rows = directory.departments(g.person)
        self.department.offer([row for row, _depth in rows], indented(rows), gettext("Choose …"))
        self.superior.offer(Position.choices(g.person), labelled, gettext("None: it is at the top"))
        self.dotted.choices = {key: labelled(row) for key, row in self.superior.rows.items()}
        return self

    @property
    def facts(self):
        """What the form says of the position."""
        return {"title": self.title.data, "code": self.code.data, "department": self.department.row,
                "superior": self.superior.row, "dotted": [self.superior.rows[key] for key in self.dotted.data or []],
                "aliases": (self.aliases.data or "").splitlines()}


def labelled(position):
    return f"{position.title} · {position.department.name}"


def indented(rows):
    depths = {row.id: depth for row, depth in rows}
    return lambda row: "　" * depths[row.id] + row.name


@bp.get("/")
@needs("positions.read")
def index():
    return render("positions/index.html", tree=directory.tree(g.person), manages=g.person.can("positions.manage"))


@bp.get("/<int:id>")
@needs("positions.read")
def show(id):
    position = get_or_404(Position.visible_to(g.person), id)
    dotted, beneath = directory.around(position, g.person)
    entries = directory.record(position, g.person, "positions.manage")
    return render("positions/show.html", position=position, dotted=dotted, beneath=beneath,
                  linked=directory.visible_positions(g.person), aliases=position.other_names,
                  holders=directory.visible_holders(position, g.person),
                  description=directory.description_in_force(position, g.person),
                  manages=g.person.can("positions.manage"), reads_rules=rules.reads(g.person, id), entries=entries,
                  names=Person.names(entry.actor_id for entry in entries))


@bp.get("/new")
@needs("positions.manage")
def new(form=None, status=200):
    form = form or PositionForm(department=str(number_arg("department") or "")).offer()
    return render("positions/form.html", status=status, position=None, form=form)


@bp.post("/new")
@needs("positions.manage")
def create():
    form = PositionForm(request.form).offer()
    if not form.validate():
        return new(form, 422)
    try:
        position = Position.add(**form.facts, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say("The position is there.")
    return go("positions.show", id=position.id)


@bp.get("/<int:id>/edit")
@needs("positions.manage")
def edit(id, form=None, status=200):
    position = get_or_404(Position.visible_to(g.person), id)
    if form is None:
        dotted, _beneath = directory.around(position, g.person)
        form = PositionForm(title=position.title, code=position.code, department=str(position.department_id),
                            superior=str(position.superior_id or ""), dotted=[str(row.id) for row in dotted],
                            aliases="\n".join(position.other_names)).offer()
    return render("positions/form.html", status=status, position=position, form=form)


@bp.post("/<int:id>/edit")
@needs("positions.manage")
def update(id):
    position = get_or_404(Position.visible_to(g.person), id)
    form = PositionForm(request.form).offer()
    if not form.validate():
        return edit(id, form, 422)
    try:
        position.change(**form.facts, by=g.person)
    except Invalid as refusal:
        return edit(id, refuse(form, refusal), 422)
    say("Saved.")
    return go("positions.show", id=id)


@bp.get("/departments/new")
@needs("positions.manage")
def new_department(form=None, status=200):
    form = form or DepartmentForm(parent=str(number_arg("parent") or "")).offer()
    return render("positions/department.html", status=status, department=None, form=form)


@bp.post("/departments/new")
@needs("positions.manage")
def create_department():
    form = DepartmentForm(request.form).offer()
    if not form.validate():
        return new_department(form, 422)
    try:
        Department.add(form.name.data, form.parent.row, by=g.person)
    except Invalid as refusal:
        return new_department(refuse(form, refusal), 422)
    say("The department is there.")
    return go("positions.index")


@bp.get("/departments/<int:id>/edit")
@needs("positions.manage")
def edit_department(id, form=None, status=200):
    department = get_or_404(Department.visible_to(g.person), id)
    form = form or DepartmentForm(name=department.name, parent=str(department.parent_id or "")).offer()
    entries = directory.record(department, g.person, "positions.manage")
    return render("positions/department.html", status=status, department=department, form=form, entries=entries,
                  names=Person.names(entry.actor_id for entry in entries))


@bp.post("/departments/<int:id>/edit")
@needs("positions.manage")
def update_department(id):
    department = get_or_404(Department.visible_to(g.person), id)
    form = DepartmentForm(request.form).offer()
    if not form.validate():
        return edit_department(id, form, 422)
    try:
        department.change(name=form.name.data, parent=form.parent.row, by=g.person)
    except Invalid as refusal:
        return edit_department(id, refuse(form, refusal), 422)
    say("Saved.")
    return go("positions.index")
