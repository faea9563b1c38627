"""How days, months and hours are written for the reader, and what the marks on a calendar mean."""

import datetime as dt
import re

from flask import g, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound

from db.base import today
from db.calendar_days import EARLIEST, LATEST
from db.hours import written
from portal.filters import day
from portal.http import say

WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
KINDS = {  # of a day of the office -> (what it means, the mark on its cell)
    "working": (_("Working day"), ""),
    "off": (_("Day off as each week"), ""),
    "holiday": (_("Holiday"), _("H")),
    "make_up": (_("Make-up working day"), _("W")),
}
SPECIAL = (_("Special opening hours"), _("S"))
PLACES = {"mall": _("Opening hours of the mall"), "office": _("Working hours of the office")}
MONTHS_AROUND = 3  # that buttons lead to
FURTHEST_BACK = 366  # days for which there are lists of duties
MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)


def init_app(app):
    app.jinja_env.filters.update(hours=written, month=month, weekday=weekday)
    app.jinja_env.globals.update(WEEKDAYS=WEEKDAYS, DAY_KINDS=KINDS, SPECIAL=SPECIAL, PLACES=PLACES)


def weekday(day):
    return WEEKDAYS[day.weekday()]


def month(day):
    """The month of a date in the reader's way."""
    return f"{day.year}年{day.month}月" if str(get_locale()).startswith("zh") else f"{day:%B %Y}"


def year_arg():
    """The year of the address, else this one."""
    return asked(request.args.get("year"), _number, EARLIEST, LATEST, today().year, str)


def month_arg(given=None):
    """The first day of the month in the address, or in the form that is given; else of this month."""
    text = (request.args if given is None else given).get("month")
    return asked(text, _month, dt.date(EARLIEST, 1, 1), dt.date(LATEST, 12, 1), today().replace(day=1), month)


def near_day(ahead):
    """The day of the address, of the last year or at most so many days ahead; else today."""
    ends = [today() + dt.timedelta(days=days) for days in (-FURTHEST_BACK, ahead)]
    return asked(request.args.get("day"), _date, *ends, today(), day)


def asked(text, read, first, last, usual, written):
    """What the address asks for, read; the usual where it asks for nothing, or, said in a line, for nothing there is.

    No file is made of, and nothing is changed in, anything else than was asked for.
    """
    found = read(text or "")
    if not text or found and first <= found <= last:
        return found or usual
    if request.method == "POST" or request.path.endswith(".pdf"):
        raise NotFound
    if not g.get("said_span"):
        g.said_span = True
        say("There is nothing for “%(asked)s”: it goes from %(first)s to %(last)s. Shown is %(usual)s.", "warning",
            asked=text[:20], first=written(first), last=written(last), usual=written(usual))
    return usual


def day_arg(name):
    """The date of the address; None where it is none of a calendar."""
    found = _date(request.args.get(name, ""))
    return found if found and EARLIEST <= found.year <= LATEST else None


def turned(first, months):
    """The first day of the month so many months after; None far from today, where a month is chosen by its field."""
    count = first.year * 12 + first.month - 1 + months
    near = abs(count - today().year * 12 - today().month + 1) <= MONTHS_AROUND
    return dt.date(count // 12, count % 12 + 1, 1) if near else None


def _date(text):
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text):
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def _month(text):
    """The first day of a month written as 2026-11; None for what is none."""
    found = MONTH.fullmatch(text)
    year, number = map(int, found.groups()) if found else (0, 0)
    return dt.date(year, number, 1) if year and 1 <= number <= 12 else None
