from flask import Blueprint, g, request
from flask_babel import gettext

from db import directory, workbooks
from db.board import STATES, board, note_export, waited_for
from portal import filters
from portal.auth import needs
from portal.downloads import download
from portal.forms import _
from portal.http import number_arg, render

bp = Blueprint("board", __name__, url_prefix="/signatures/board")
MOST = 200  # lines on the page; the file has all
HEADINGS = (_("Department"), _("Position"), _("Employee number"), _("Name"), _("State"), _("Waits for"),
            _("Days waiting"), _("Deadline"), _("Overdue"))
WIDTHS = (22, 26, 12, 12, 18, 24, 10, 14, 8)


@bp.get("/")
@needs("signatures.board")
def index():
    chosen = choice()
    lines = board(g.person, **chosen)
    return render("board/index.html", parts={"board"}, lines=lines[:MOST], count=len(lines), chosen=chosen,
                  overdue=sum(line.is_overdue for line in lines), people=waited_for(lines), states=STATES,
                  departments=directory.departments(g.person))


@bp.post("/export")
@needs("signatures.board")
def export():
    """The lines of the filter as an Excel file; by POST, as it is written down."""
    chosen = choice()
    lines = board(g.person, **chosen)
    labels, yes = {state: str(filters.STATES[state][0]) for state in STATES}, gettext("Yes")
    rows = [(line.department, line.title, line.number, line.holder, labels[line.state],
             "、".join(waiting(line)), "" if line.days is None else str(line.days),
             line.due_on.isoformat() if line.due_on else "", yes if line.is_overdue else "") for line in lines]
    data = workbooks.write([str(heading) for heading in HEADINGS], rows, WIDTHS)
    note_export(g.person, data, count=len(rows), chosen=chosen)
    return download(data, gettext("Unsigned board") + ".xlsx", workbooks.XLSX)


def waiting(line):
    """Names of those it waits for; of a delegate, for whom."""
    return [name + gettext(" (for %(name)s)", name=line.delegates[row_id]) if row_id in line.delegates else name
            for row_id, name in line.waits_for.items()]


def choice():
    """The filter in the address; what is no state or no number is no filter."""
    state = request.args.get("state")
    return {"department": number_arg("department"), "state": state if state in STATES else None,
            "waits_for": number_arg("waits_for"), "overdue": request.args.get("overdue") == "1"}
