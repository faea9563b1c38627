"""Sheets of duties to print: the day's list, the week, the month, what inspections found."""

from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms.validators import InputRequired

from db import sheets
from db.base import Invalid, today
from db.directory import departments_within, titles_held
from db.duties import Occurrence
from db.sheets import day as one_day
from db.sheets import department, inspections, month, week
from db.shifts import Shift
from portal import sheets as paper
from portal.agenda import make_the_day
from portal.auth import needs
from portal.days import day_arg, month_arg, near_day
from portal.downloads import download
from portal.forms import Choice, Day, Form, _
from portal.http import get_or_404, go, number_arg, refuse, render

bp = Blueprint("sheets", __name__, url_prefix="/sheets")


class DepartmentForm(Form):
    department = Choice(_("Department"))
    on = Day(_("Day"), [InputRequired()])

    def offer(self):
        reached = departments_within(g.person)
        depths = {row.id: depth for row, depth in reached}
        self.department.offer([row for row, _depth in reached], lambda row: "\u3000" * depths[row.id] + row.name,
                              gettext("Everybody beneath me"))
        return self


@bp.get("/")
@needs("duties.read")
def index(form=None, status=200):
    """Everything the reader may print, for a day: one's own, and of those beneath."""
    make_the_day()
    on, watches = near_day(sheets.FURTHEST), g.person.can("duties.watch")
    people, more = sheets.people_page(g.person, on, after=number_arg("after"))
    places, more_places = sheets.positions_page(g.person, after=number_arg("place")) if watches else ([], False)
    form = form or (DepartmentForm(formdata=None, on=on).offer() if watches else None)
    return render("sheets/index.html", status=status, on=on, people=people, more=more, held=titles_held(people),
                  positions=places, more_positions=more_places, shifts=sheets.shifts(g.person) if watches else [],
                  form=form, span=span())


@bp.get("/people/<int:id>/day.pdf")
@needs("duties.read")
def person_day(id):
    make_the_day()
    on = near_day(sheets.FURTHEST)
    person = get_or_404(sheets.people(g.person, on), id)
    return download(paper.day(one_day.of_person(g.person, person, on)), f"当日职责清单_{person.number}_{on:%Y%m%d}.pdf")


@bp.get("/people/<int:id>/week.pdf")
@needs("duties.read")
def person_week(id):
    on = near_day(sheets.FURTHEST)
    person = get_or_404(sheets.people(g.person, on), id)
    made = week.of_person(g.person, person, on)
    return download(paper.week(made), f"一周职责表_{person.number}_{made.days[0]:%Y%m%d}.pdf")


@bp.get("/people/<int:id>/month.pdf")
@needs("duties.read")
def person_month(id):
    first = month_arg()
    person = get_or_404(sheets.people(g.person, first, month.last_day(first)), id)
    made = month.of_person(g.person, person, first)
    return download(paper.month(made), f"职责完成情况_{person.number}_{first:%Y%m}.pdf")


@bp.get("/positions/<int:id>/month.pdf")
@needs("duties.watch")
def position_month(id):
    first, position = month_arg(), get_or_404(sheets.positions(g.person), id)
    made = month.of_position(g.person, position, first)
    return download(paper.month(made), f"职责完成情况_{position.title}_{first:%Y%m}.pdf")


@bp.get("/shifts/<int:id>/day.pdf")
@needs("duties.watch")
def shift_day(id):
    make_the_day()
    on, shift = near_day(sheets.FURTHEST), get_or_404(Shift.visible_to(g.person), id)
    return download(paper.day(one_day.of_shift(g.person, shift, on)), f"当日职责清单_{shift.name}_{on:%Y%m%d}.pdf")


@bp.get("/duties/<int:id>/inspections.pdf")
@needs("duties.read")
def duty_inspections(id):
    row = get_or_404(Occurrence.visible_to(g.person), id)
    return download(paper.inspections(inspections.of_duty(row)), f"检查报告_{row.day:%Y%m%d}_{row.id}.pdf")


@bp.get("/inspections.pdf")
@needs("duties.watch")
def team_inspections():
    """Of those beneath, from a day to a day."""
    first, last = span()
    report = inspections.of_team(g.person, first, last)
    return download(paper.inspections(report), f"检查报告_{first:%Y%m%d}-{last:%Y%m%d}.pdf")


@bp.post("/department")
@needs("duties.watch")
def make():
    """The day's lists of a department, made in the background."""
    form = DepartmentForm(request.form).offer()
    if not form.validate():
        return index(form, 422)
    try:
        job = department.ask(form.department.row, form.on.data, by=g.person)
    except Invalid as refusal:
        return index(refuse(form, refusal), 422)
    return go("jobs.show", id=job.id)


def span():
    """The days of the address, else the last two weeks."""
    last = day_arg("last") or today()
    return day_arg("first") or last - inspections.USUAL, last
