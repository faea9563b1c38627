"""One duty of one person over a year, day by day, and the rows behind each day."""

from flask import Blueprint, g, request
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from db import duty_year, sheets
from db.base import today
from db.calendar import days_of_month
from db.outcomes import AHEAD, DONE, EXCUSED, LATE, MADE_UP, MISSED, REJECTED, SENT_BACK
from portal.auth import needs
from portal.days import day_arg, month_arg, weekday
from portal.filters import day as written
from portal.http import get_or_404, number_arg, render

bp = Blueprint("duty_year", __name__, url_prefix="/duties/year")
OUTCOMES = {DONE: _("Done in time"), LATE: _("Done late"), MADE_UP: _("Missed, made up for"), MISSED: _("Missed"),
            SENT_BACK: _("Sent back"), REJECTED: _("Failed inspection"),
            EXCUSED: _("Excused"), AHEAD: _("Not done yet")}


@bp.get("/<int:id>/<identity>")
@needs("duties.read")
def show(id, identity):
    """Twelve months as a calendar, and below it the rows of the day, or of the month, that was chosen."""
    month = min(month_arg(), today().replace(day=1))
    person = get_or_404(sheets.people(g.person, *duty_year.span_of(month)), id)
    year = duty_year.year_of(g.person, person, identity, month)
    if year is None:
        raise NotFound
    first, last = chosen(year)
    rows, more = duty_year.rows_of(g.person, person, identity, first, last, after=number_arg("after"))
    return render("duty_year/show.html", year=year, month=month, first=first, last=last, rows=rows, more=more,
                  outcomes=OUTCOMES, told=told, month_names=get_locale().months["stand-alone"]["abbreviated"])


def chosen(year):
    """The first and the last day whose rows are listed: one day, or a month of the year; its last one unless chosen."""
    day = day_arg("day")
    if day and year.first <= day <= year.last:
        return day, day
    first = month_arg({"month": request.args["of"]}) if "of" in request.args else year.last.replace(day=1)
    first = max(min(first, year.last.replace(day=1)), year.first)
    return first, days_of_month(first.year, first.month)[-1]


def told(day):
    """A day of the calendar in words: 2026年11月24日 周二: 按时完成 2, 漏做 1."""
    said = gettext(", ").join(f"{OUTCOMES[kind]} {count}" for kind, count in day.counts.items())
    return gettext("%(day)s: %(what)s", day=f"{written(day.on)} {weekday(day.on)}",
                   what=said or gettext("nothing was due"))
