from flask import Blueprint, g

from db.calendar import months
from db.leaves import Leave
from db.roster_sheet import Sheet
from db.swaps import Swap
from portal.auth import SIGNED_IN, needs
from portal.days import month_arg, turned
from portal.http import render

bp = Blueprint("my_month", __name__, url_prefix="/roster/mine")


@bp.get("/")
@needs(SIGNED_IN)
def index():
    """One's own month, for a phone: what is worked when, and what waits for an answer."""
    first = month_arg()
    sheet = Sheet(g.person, first, person=g.person)
    return render("my_month/index.html", sheet=sheet, line=sheet.lines[0], weeks=months(first.year)[first.month - 1],
                  swaps=Swap.awaiting(g.person), leaves=Leave.awaiting(g.person), turned=turned)
