from flask import Blueprint, g, request

from db import team_day
from portal.agenda import make_the_day
from portal.auth import needs
from portal.days import near_day
from portal.forms import _
from portal.http import number_arg, render

bp = Blueprint("team", __name__, url_prefix="/team")
LABELS = {"asked": _("Asked not to do"), "nobodys": _("Nobody has it"), "overdue": _("Overdue"),
          "to_inspect": _("To inspect"), "missed": _("Missed"), "open": _("Open"), "done": _("Done"),
          "excused": _("Excused")}


@bp.get("/")
@needs("duties.watch")
def index():
    """My team today, or on another day: numbers that open, the rows of one kind, and each person's day."""
    make_the_day()
    day = near_day(1)
    numbers = team_day.counts(g.person, day)
    kind = request.args.get("kind")
    kind = kind if kind in LABELS else team_day.first_urgent(numbers)
    person = number_arg("person")
    rows, more = team_day.rows(g.person, day, kind, person=person, after=number_arg("after"))
    return render("team/index.html", parts={"team"}, day=day, numbers=numbers, kind=kind, person=person, rows=rows,
                  more=more, members=team_day.members(g.person, day), labels=LABELS)
