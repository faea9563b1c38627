"""The small forms around a task: to hand it out, to answer, and to look at what was answered."""

import datetime as dt

from flask_babel import gettext
from wtforms import TimeField
from wtforms.validators import InputRequired, Optional

from db import tasks
from db.base import HERE, today
from portal.forms import Choice, Day, Form, LongText, _

FIRST = dt.timedelta(days=1)
EVENING = dt.time(18)


class DueForm(Form):
    """A day and a time of the mall's clock; tomorrow evening unless somebody says otherwise."""

    day = Day(_("To be done by the day"), [InputRequired()], default=lambda: today() + FIRST)
    time = TimeField(_("Time"), [InputRequired()], default=EVENING)

    @property
    def due_at(self):
        return dt.datetime.combine(self.day.data, self.time.data, HERE)


class GiveForm(DueForm):
    holding = Choice(_("To whom"), [InputRequired()])
    text = LongText(_("What is to be done"), [InputRequired()], most=tasks.LONGEST)

    def offer(self, person):
        self.holding.offer(tasks.beneath(person), lambda row: f"{row.person.name} · {row.position.title}",
                           gettext("Choose …"))
        return self


class AnswerForm(Form):
    """Photos are files beside it; `key` says which form it was, however often it comes."""

    ALSO = ("csrf_token", "key")
    text = LongText(_("What was done"), [InputRequired()], most=tasks.LONGEST)


class CloseForm(Form):
    text = LongText(_("A word on it"), [Optional()], most=tasks.LONGEST)


class HandBackForm(DueForm):
    text = LongText(_("What is still lacking"), [InputRequired()], most=tasks.LONGEST)


class WithdrawForm(Form):
    text = LongText(_("Reason"), [InputRequired()], most=tasks.LONGEST)
