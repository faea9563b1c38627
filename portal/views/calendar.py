import datetime as dt

from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound
from wtforms import HiddenField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from db import hours
from db.base import Invalid, TooLate, today
from db.calendar import Calendar, months
from db.calendar_days import EARLIEST, LATEST, OFFICIAL, PLACES, CalendarDay, CalendarYear, WeekHours, missing_year
from portal import days
from portal.auth import SIGNED_IN, needs
from portal.forms import Day, Form, Text, _
from portal.http import get_or_404, go, refuse, render, say

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
YEARS_AROUND = 2  # that buttons lead to
OFFICE = {"": None, "off": False, "working": True}


class DaysForm(Form):
    first = Day(_("Begins on"), [InputRequired()])
    last = Day(_("Ends on"))
    name = Text(_("What the day is called"), [Optional()], most=40)
    office = SelectField(_("The office"), choices=[
        SelectChoice("", _("As on the weekday")), SelectChoice("off", _("Day off")),
        SelectChoice("working", _("Working day"))])
    mall = SelectField(_("The mall"), choices=[
        SelectChoice("", _("Open as on the weekday")), SelectChoice("shut", _("Shut all day")),
        SelectChoice("hours", _("Other hours:"))])
    hours = Text(_("Opening hours of these days"), [Optional()], most=120)
    shown = HiddenField(validators=[Optional(), Length(max=64)])  # the year the form stood beside
    seen = HiddenField(validators=[Optional(), Length(max=64)])   # and how that was

    @property
    def state_seen(self):
        """How the year of the first day was, if that is the one that was shown."""
        return self.seen.data if self.shown.data == str(self.first.data.year) else None

    @property
    def ranges(self):
        """The mall's hours as the form says them; None for as on the weekday."""
        if self.mall.data != "hours":
            return () if self.mall.data == "shut" else None
        ranges = hours.read(self.hours.data, "hours")
        if not ranges:
            raise Invalid(hours.NEEDED, "hours")
        return ranges


class HoursForm(Form):
    place = SelectField(_("Whose hours"), choices=[SelectChoice(place, days.PLACES[place]) for place in PLACES])
    starts_on = Day(_("From this day on"), [InputRequired()], default=today)
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (Text(name, [Optional()], most=120) for name in days.WEEKDAYS)

    @property
    def week(self):
        return [hours.read(self[f"day_{n}"].data, f"day_{n}") for n in range(7)]


@bp.get("/")
@needs(SIGNED_IN)
def index(year=None, form=None, status=200):
    """The twelve months of a year; who keeps the calendar edits a day or several on the same page."""
    year, on = year or days.year_arg(), days.day_arg("on")
    calendar, manages = Calendar.between(dt.date(year, 1, 1), dt.date(year, 12, 31)), g.person.can("calendar.manage")
    form = form or filled(calendar, on)
    form.shown.data, form.seen.data = str(year), CalendarDay.state(year) if manages else ""
    return render("calendar/index.html", status=status, year=year, months=months(year), calendar=calendar,
                  otherwise=calendar.otherwise(year), manages=manages, form=form,
                  years=[other for other in (year - 1, year + 1) if abs(other - today().year) <= YEARS_AROUND],
                  is_official=year in OFFICIAL, missing=missing_year() if manages else None)


@bp.post("/days")
@needs("calendar.manage")
def update():
    form = DaysForm(request.form)
    if not form.validate():
        return index(form=form, status=422)
    year = form.first.data.year
    try:
        CalendarDay.set(form.first.data, form.last.data or form.first.data, is_working=OFFICE[form.office.data],
                        hours=form.ranges, name=form.name.data or "", seen=form.state_seen, by=g.person)
    except (Invalid, TooLate) as refusal:
        status = 409 if isinstance(refusal, TooLate) else 422
        return index(year if EARLIEST <= year <= LATEST else None, refuse(form, refusal), status)
    say("Saved.")
    return go("calendar.index", year=year)


@bp.post("/years/<int:year>/seed")
@needs("calendar.manage")
def seed(year):
    known(year)
    CalendarYear.seed(year, by=g.person)
    say("The official holidays of %(year)s are entered.", year=year)
    return go("calendar.index", year=year)


@bp.post("/years/<int:year>/confirm")
@needs("calendar.manage")
def confirm(year):
    known(year)
    CalendarYear.confirm(year, by=g.person)
    say("The holidays of %(year)s count as complete.", year=year)
    return go("calendar.index", year=year)


@bp.get("/hours")
@needs(SIGNED_IN)
def weeks(form=None, status=200):
    """The hours of mall and office: those in force, those to come, those that were."""
    rows = WeekHours.listed(g.person)
    present = Calendar.between(today(), today())
    return render("calendar/hours.html", status=status, rows=rows, present=present,
                  manages=g.person.can("calendar.manage"), form=form or HoursForm(**week_of(present, PLACES[0])))


@bp.post("/hours/new")
@needs("calendar.manage")
def set_hours():
    form = HoursForm(request.form)
    if not form.validate():
        return weeks(form, 422)
    try:
        WeekHours.set(form.place.data, form.week, form.starts_on.data, by=g.person)
    except Invalid as refusal:
        return weeks(refuse(form, refusal), 422)
    say("Saved.")
    return go("calendar.weeks")


@bp.post("/hours/<int:id>/cancel")
@needs("calendar.manage")
def cancel(id):
    get_or_404(WeekHours.visible_to(g.person), id).cancel(by=g.person)
    say("Taken back.")
    return go("calendar.weeks")


def known(year):
    """There is a calendar of some years only."""
    if not EARLIEST <= year <= LATEST:
        raise NotFound


def filled(calendar, on):
    """The form for a day as it is now; an empty one where no day was chosen."""
    row = calendar.row(on) if on and calendar.first <= on <= calendar.last else None
    if row is None:
        return DaysForm(formdata=None, first=on, last=on)
    ranges = calendar.hours(on) if calendar.is_special(on) else ()
    office = next(word for word, value in OFFICE.items() if value is row.is_working)
    mall = "hours" if ranges else "shut" if calendar.is_special(on) else ""
    return DaysForm(formdata=None, first=on, last=on, name=row.name, office=office, mall=mall,
                    hours=hours.written(ranges))


def week_of(calendar, place):
    """What stands in the form of a place's hours at first: those of now."""
    return {"place": place} | {f"day_{n}": hours.written(ranges)
                               for n, ranges in enumerate(calendar.week(place, today()))}
