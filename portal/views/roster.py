from flask import Blueprint, g, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from db import directory, roster_files, workbooks
from db.base import Invalid, TooLate
from db.roster_sheet import Misread, Sheet
from portal import papers
from portal.auth import needs
from portal.days import month_arg, turned
from portal.downloads import download
from portal.http import go, number_arg, refuse, render, say
from portal.roster_words import GridForm

bp = Blueprint("roster", __name__, url_prefix="/roster")


@bp.get("/")
@needs("roster.read")
def index(sheet=None, form=None, typed=None, problems=None, status=200):
    """A month of the people within reach; with `edit` a grid of fields for those whose roster the reader makes."""
    sheet = sheet or sheet_of(address())
    edits = sheet.is_arranged and (typed is not None or request.args.get("edit") == "1")
    return render("roster/index.html", status=status, sheet=sheet, chosen=address(), edits=edits, typed=typed or {},
                  problems=problems or {}, form=form or GridForm(formdata=None), counts=sheet.counts(),
                  departments=directory.departments(g.person), turned=turned)


@bp.post("/save")
@needs("roster.edit")
def update():
    """Everything that was changed in the grid, or nothing of it."""
    sheet, form, typed = sheet_of(address()), GridForm(request.form), {}
    try:
        if not form.validate():
            return index(sheet, form, {}, status=422)
        typed = form.typed(sheet)
        changed = sheet.put(typed, form.seen(sheet), by=g.person)
    except Misread as refusal:
        return index(sheet, refuse(form, refusal), typed, refusal.problems, 422)
    except (Invalid, TooLate) as refusal:
        return index(sheet, refuse(form, refusal), typed, status=409 if isinstance(refusal, TooLate) else 422)
    say("Saved: %(count)s days changed.", count=changed)
    return go("roster.index", **address())


@bp.post("/make")
@needs("roster.edit")
def make():
    count = sheet_of(address()).make(by=g.person)
    say("The month is made from the patterns: %(count)s days.", count=count)
    return go("roster.index", **address())


@bp.get("/print.pdf")
@needs("roster.read")
def paper():
    """The month on A4, across."""
    chosen = address()
    sheet = sheet_of(chosen, size=roster_files.MOST_PEOPLE)
    if not sheet.lines:
        raise NotFound
    names = {row.id: row.name for row, _depth in directory.departments(g.person)}
    return download(papers.roster(sheet, names.get(chosen["department"])), f"排班表_{sheet.first:%Y%m}.pdf")


@bp.post("/export")
@needs("roster.read")
def export():
    """The month as an Excel file that can be filled in and brought back; by POST, as it is written down."""
    sheet = sheet_of(address(), size=roster_files.MOST_PEOPLE)
    data = roster_files.write(sheet, by=g.person)
    return download(data, f"{gettext('Roster')}_{sheet.first:%Y%m}.xlsx", workbooks.XLSX)


def address():
    """The month, the department and the page of the address."""
    return {"month": f"{month_arg():%Y-%m}", "department": number_arg("department"), "after": number_arg("after")}


def sheet_of(chosen, **whole):
    """The page of the sheet that was chosen, or all of it, with a size."""
    after = None if whole else chosen["after"]
    return Sheet(g.person, month_arg(), department=chosen["department"], after=after, **whole)
