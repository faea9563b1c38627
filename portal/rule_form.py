"""A rule in plain language as a form: how often, when, who, and what proves it."""

import dataclasses
import datetime as dt

from flask_babel import gettext
from wtforms import (
    FieldList,
    FormField,
    SelectField,
    SelectMultipleField,
    SubmitField,
    TimeField,
    widgets,
)
from wtforms import Form as Part
from wtforms.validators import InputRequired, NumberRange, Optional

from db import coverage
from db.base import Invalid, today
from db.items import format_items, kept, parse_items
from db.people import holders
from db.recurrence import (
    AS_USUAL,
    DATE,
    EVENT,
    LAST,
    MONTH,
    OFF_DAYS,
    QUARTER,
    SHIFT,
    WEEK,
    WEEKDAY,
    YEAR,
    Recurrence,
)
from db.rules import DAY, MOST_TIMES, NAMED, WHO, check_begin
from portal import rhythms
from portal.forms import Choice, Day, Form, LongText, Text, Whole, _

NEW = {"unit": "day", "every": 1, "way": DATE, "number": 1, "weekday": 0, "month": 1, "off_days": "as_usual",
       "who": "holder", "sampling": 0, "top_score": 0, "within": 30, "locked": 240, "lock_days": 0}
PLAIN = ("title", "begins_on", "off_days", "who", "sampling", "minutes")  # of the form as of the rule
RATES = (0, 5, 10, 20, 50, 100)
SCORES = (0, 5, 10, 100)


@dataclasses.dataclass(frozen=True)
class Outlook:
    """A rule before it is one. `unknown`: the first year whose holidays are not entered yet."""

    sentence: str = ""
    days: list = dataclasses.field(default_factory=list)
    unknown: int | None = None
    items: list = dataclasses.field(default_factory=list)
    problem: str | None = None


class TimesForm(Part):
    start = TimeField(_("From"), [Optional()])
    due = TimeField(_("Due by"), [Optional()])
    lock = TimeField(_("Locked from"), [Optional()])


class RuleForm(Form):
    title = Text(_("Short name"), [InputRequired()], most=60)
    unit = SelectField(_("How often"))
    every = Whole(_("Every so many days, weeks or months"), [Optional()])
    weekdays = SelectMultipleField(_("Weekdays"), coerce=int, widget=widgets.ListWidget(prefix_label=False),
                                   option_widget=widgets.CheckboxInput())
    way = SelectField(_("Day of the month by"))
    number = SelectField(_("Which"), coerce=int, validate_choice=False)
    weekday = SelectField(_("On which weekday"), coerce=int)
    month = SelectField(_("In which month"), coerce=int)
    begins_on = Day(_("First on, or counted from"), [InputRequired()])
    off_days = SelectField(_("On days off"))
    times = FieldList(FormField(TimesForm), _("Times"), min_entries=MOST_TIMES, max_entries=MOST_TIMES)
    lock_days = Whole(_("Locked so many days later"), [Optional(), NumberRange(0, 31)])
    within = Whole(_("Due so many minutes after the shift begins"), [Optional(), NumberRange(0, 720)])
    locked = Whole(_("Locked so many minutes after the shift begins"), [Optional(), NumberRange(0, 2880)])
    who = SelectField(_("Who does it"))
    person = Choice(_("The person"))
    items = LongText(_("What proves it, an item a line"), [Optional()], most=4000)
    sampling = SelectField(_("Inspected"), coerce=int)
    top_score = SelectField(_("Scored in inspections"), coerce=int)
    minutes = Whole(_("Minutes it takes"), [Optional()])
    valid_from = Day(_("Takes effect on"))
    preview = SubmitField(_("Preview"))

    def knows(self, name):
        return name in TIMES

    def offer(self, position):
        """The choices in the reader's language; the people are those who hold the position."""
        for field, labels in ((self.unit, rhythms.UNITS), (self.way, rhythms.WAYS), (self.off_days, rhythms.OFF_DAYS),
                              (self.who, WHO)):
            field.choices = {value: gettext(label) for value, label in labels.items()}
        self.weekdays.choices = self.weekday.choices = dict(rhythms.weekdays())
        self.number.choices = {n: str(n) for n in range(1, 29)} | {LAST: gettext("last")}
        self.month.choices = {n: str(n) for n in range(1, 13)}
        self.person.offer(holders(position), lambda person: f"{person.name} {person.number}", gettext("Nobody by name"))
        self.sampling.choices = {n: f"{n} %" for n in RATES}
        self.top_score.choices = {n: gettext("out of %(n)s", n=n) if n else gettext("Without a score")
                                  for n in SCORES}
        return self

    @classmethod
    def of(cls, rule):
        """The form as the rule fills it, the change to begin tomorrow."""
        return cls(formdata=None, data=_given(rule) | {"valid_from": today() + dt.timedelta(days=1)})

    @classmethod
    def anew(cls, rule):
        """A form for a rule like one that has ended."""
        return cls(formdata=None, data=_given(rule))

    @classmethod
    def new(cls, clause):
        times = [{"start": dt.time(9), "due": dt.time(18), "lock": None}]
        return cls(formdata=None, data=NEW | {"title": clause.text[:20].rstrip("，；。、,;"), "begins_on": today(),
                                              "times": times})

    @property
    def recurrence(self):
        """What was chosen of how often; not checked yet."""
        unit, is_monthly = self.unit.data, self.unit.data in (MONTH, QUARTER, YEAR)
        return Recurrence(
            unit, every=(self.every.data if unit in ("day", WEEK, MONTH) else 1),
            weekdays=tuple(sorted(self.weekdays.data or ())) if unit == WEEK else (),
            way=self.way.data if is_monthly else None, number=self.number.data if is_monthly else None,
            weekday=self.weekday.data if is_monthly and self.way.data == WEEKDAY else None,
            month=self.month.data if unit in (QUARTER, YEAR) else None)

    def facts(self):
        """What the form says, as Rule.write takes it. Raises Invalid beside a field."""
        return {"title": self.title.data, "recurrence": self.recurrence.check().text, "begins_on": self.begins_on.data,
                "off_days": self.off_days.data, "times": self._times(), "who": self.who.data,
                "person": self.person.row if self.who.data == NAMED else None,
                "items": kept(parse_items(self.items.data)), "sampling": self.sampling.data,
                "top_score": self.top_score.data or None, "minutes": self.minutes.data}

    def outlook(self):
        """What the form would mean: the recurrence, the items and the next days, or the reason why it means nothing."""
        try:
            rhythm, items = self.recurrence.check(), parse_items(self.items.data)
            off_days = self.off_days.data if self.off_days.data in OFF_DAYS else AS_USUAL
            begins_on = self.begins_on.data
            for day in (begins_on, self.valid_from.data or begins_on):
                check_begin(day)
        except Invalid as refusal:
            return Outlook(problem=gettext(refusal.message, **refusal.params))
        starts = max(today(), begins_on, self.valid_from.data or begins_on)
        days, unknown = coverage.ahead(rhythm, begins_on, off_days, starts)
        return Outlook(rhythms.sentence(rhythm, begins_on, off_days), days, unknown, items)

    def _times(self):
        """[[start, due, lock]] in minutes; what ends before it begins goes on after midnight."""
        if self.unit.data == EVENT:
            return []
        if self.unit.data == SHIFT:
            return [[0, self.within.data or 0, max(self.locked.data or 0, self.within.data or 0)]]
        rows = [(row.start.data, row.due.data, row.lock.data) for row in self.times if row.due.data]
        return sorted((self._minutes(*row) for row in rows), key=lambda row: row[1])

    def _minutes(self, start, due, lock):
        start, due, lock = ((time.hour * 60 + time.minute if time else None) for time in (start, due, lock))
        start = start or 0
        due += DAY if due < start else 0
        lock = due // DAY * DAY + (DAY - 1 if lock is None else lock)
        return [start, due, lock + (DAY if lock < due else 0) + (self.lock_days.data or 0) * DAY]


TIMES = {f"times-{n}-{name}" for n in range(MOST_TIMES) for name in ("start", "due", "lock")}


def _given(rule):
    """What the form says where the rule fills it."""
    rhythm, times = rule.rhythm, rule.times
    given = NEW | {name: value for name, value in vars(rhythm).items() if value not in (None, ())}
    given |= {name: getattr(rule, name) for name in PLAIN}
    given |= {"items": format_items(rule.item_list), "person": str(rule.person_id or ""),
              "top_score": rule.top_score or 0}
    if rhythm.unit == SHIFT:
        [[_start, given["within"], given["locked"]]] = times
    else:
        given["times"] = [dict(zip(("start", "due", "lock"), map(_time, row), strict=True)) for row in times]
        given["lock_days"] = max((lock - due) // DAY for _start, due, lock in times) if times else 0
    return given


def _time(minutes):
    return dt.time(minutes % DAY // 60, minutes % 60)
