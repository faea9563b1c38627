from flask import Blueprint, g, request
from flask_babel import gettext

from db import directory, workbooks
from db.matrix import ANY, OLDER, PROBLEMS, SIGNED, UNSIGNED, VACANT, matrix, note_export
from db.positions import Position
from portal.auth import needs
from portal.downloads import download
from portal.forms import _
from portal.http import number_arg, render

bp = Blueprint("matrix", __name__, url_prefix="/matrix")
MARKS = {  # where a clause and a holder meet: the sign, and the same in words
    SIGNED: ("√", _("Signed and binding")), OLDER: ("△", _("An older version still binds; the new one is not signed")),
    UNSIGNED: ("○", _("Not signed")), VACANT: ("×", _("Not signed: nobody holds a position above")),
}
SHOWN = {ANY: _("Only problems"), **dict(zip(PROBLEMS, (
    _("Not signed"), _("Nobody above to sign"), _("Nobody holds it"), _("Held twice")), strict=True))}
HEADINGS = (_("Department"), _("Position"), _("Version"), _("Function group"), _("Number"), _("Duty"),
            _("Number of holders"), _("Signed and binding"), _("Bound by an older version"), _("Not signed"),
            _("Nobody above to sign"), _("Held twice, with"))
WIDTHS = (22, 24, 8, 16, 8, 70, 10, 36, 24, 30, 24, 36)


@bp.get("/")
@needs("duties.review")
def index():
    chosen = choice()
    found = matrix(g.person, **chosen)
    blocks, more = found.page(number_arg("after"))
    return render("matrix/index.html", parts={"matrix"}, found=found, blocks=blocks, more=more, chosen=chosen,
                  marks=MARKS, problems=SHOWN, departments=directory.departments(g.person),
                  positions=Position.choices(g.person))


@bp.post("/export")
@needs("duties.review")
def export():
    """The duties of the filter as an Excel file, a line each; by POST, as it is written down."""
    chosen = choice()
    rows = [line(block, row) for block in matrix(g.person, **chosen).blocks for row in block.rows]
    data = workbooks.write([str(heading) for heading in HEADINGS], rows, WIDTHS)
    note_export(g.person, data, count=len(rows), chosen=chosen)
    return download(data, gettext("Duty review") + ".xlsx", workbooks.XLSX)


def line(block, row):
    """A duty as a line of the Excel file: whom it binds, and whom not yet and for whom that waits, by name."""
    names = {state: [] for state in MARKS}
    for column in block.columns:
        if mark := block.mark(row, column):
            names[mark].append(named(column.line))
    twins = [gettext("%(title)s, duty %(n)s", title=title, n=number) for _position, title, number in row.twins]
    return (block.department, block.title, block.version, row.group, row.number, row.text, len(block.columns),
            *("、".join(names[state]) for state in MARKS), "；".join(twins))


def named(line):
    """A holder, with whom his paper waits for."""
    if not line.waits_for:
        return line.holder
    waits = gettext("waits for the holder") if line.holder_id in line.waits_for else gettext(
        "waits for %(names)s", names="、".join(line.waits_for.values()))
    return f"{line.holder}（{waits}）"


def choice():
    """The filter in the address; what is no number and no problem is no filter."""
    problem = request.args.get("problem")
    return {"department": number_arg("department"), "position": number_arg("position"),
            "problem": problem if problem in SHOWN else None}
