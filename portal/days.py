"""How days, months and hours are written for the reader, and what the marks on a calendar mean."""

import datetime as dt
import re

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from db.base import today
from db.calendar_days import EARLIEST, LATEST
from db.hours import written

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
MONTH = re.compile(r"(\d{4})-(\d{1,2})")


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
    year = request.args.get("year", type=int)
    return year if year and EARLIEST <= year <= LATEST else today().year


def month_arg(given=None):
    """The first day of the month in the address, or in the form that is given; else of this month."""
    found = MONTH.fullmatch((request.args if given is None else given).get("month", ""))
    year, number = map(int, found.groups()) if found else (0, 0)
    return dt.date(year, number, 1) if EARLIEST <= year <= LATEST and 1 <= number <= 12 else today().replace(day=1)


def day_arg(name):
    """The date of the address; None where it is none of a calendar."""
    try:
        day = dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def turned(first, months):
    """The first day of the month so many months after; None far from today, where a month is chosen by its field."""
    count = first.year * 12 + first.month - 1 + months
    near = abs(count - today().year * 12 - today().month + 1) <= MONTHS_AROUND
    return dt.date(count // 12, count % 12 + 1, 1) if near else None
