"""What a duty asks to be filled in, as a form made of its items; and the small forms around it."""

from flask_babel import gettext
from wtforms import BooleanField, RadioField, SelectChoice, SelectMultipleField, TimeField, widgets
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from db.base import today
from db.items import (
    CHOICE,
    CHOICES,
    LONGEST_ANSWER,
    NUMBER,
    PHOTO,
    RECORD,
    TEXT,
    TICK,
    VERDICT,
)
from db.people import holders
from db.tasks import LONGEST
from portal.evidence import VERDICTS
from portal.forms import Choice, Day, Form, LongText, Text, Whole, _
from portal.http import BIGGEST_ID
from portal.task_form import EVENING, FIRST, DueForm

NOTED = (NUMBER, VERDICT)  # kinds with a remark beside the answer


class DutyForm(Form):
    """One field an item, under its key; the remark beside it under `i1_note`. Photos are files beside the form.

    What ticks itself has no field.
    `key` says which form it was, however often it comes.
    """

    ALSO = ("csrf_token", "key")
    remedy = LongText(_("What was put right"), [Optional()], most=500)

    @classmethod
    def of(cls, items, formdata=None, records=None):
        """The form of these items, empty, as sent, or with the answers there are: {key: record}."""
        fields = {item.key: FIELDS[item.kind](item) for item in items if _is_typed(item)}
        fields |= {f"{item.key}_note": Text(_("A word on it"), [Optional()], most=200) for item in items
                   if item.kind in NOTED}
        data = {key: _shown(record.value) for key, record in (records or {}).items()}
        data |= {f"{key}_note": record.note for key, record in (records or {}).items()}
        form = type("DutyFormOfItems", (cls,), fields)(formdata, data=data)
        form.asked_items, form.unfielded_errors = items, {}
        return form

    @property
    def given(self):
        return {item.key: self[item.key].data for item in self.asked_items if _is_typed(item)}

    @property
    def notes(self):
        return {item.key: self[f"{item.key}_note"].data for item in self.asked_items if item.kind in NOTED}

    @property
    def typed(self):
        """[(label, words)] of what was filled in; photos are chosen anew."""
        remedy = [(gettext("What was put right"), self.remedy.data)] if self.remedy.data else []
        filled = [(item, self[item.key].data) for item in self.asked_items if _is_typed(item)]
        noted = {key: note for key, note in self.notes.items() if note}
        return [(item.label, " · ".join(filter(None, (_words(item, value), noted.get(item.key)))))
                for item, value in filled if value or item.key in noted] + remedy

    def pictures(self, files):
        """{key: [bytes]} of the photos that came with the form."""
        sent = {item.key: files.getlist(item.key) for item in self.asked_items if item.kind == PHOTO}
        return {key: [file.read() for file in pile if file.filename] for key, pile in sent.items()}

    def refuse(self, unanswered):
        """Put what is wrong or lacking beside its item."""
        for key, (message, params) in unanswered.problems.items():
            said = gettext(message, **params)
            if key in self:
                self[key].errors = [*self[key].errors, said]
            else:
                self.unfielded_errors[key] = said
        return self


class ReasonForm(Form):
    reason = LongText(_("Reason"), [InputRequired()], most=500)


class ExcuseForm(Form):
    reason = LongText(_("Reason"), [Optional()], most=500)


class ExplainForm(Form):
    explanation = LongText(_("Explanation"), [InputRequired()], most=500)


class MoveForm(Form):
    day = Day(_("To the day"), [InputRequired()])


class ReassignForm(Form):
    person = Choice(_("To whom"), [InputRequired()])
    reason = LongText(_("Reason"), [InputRequired()], most=500)

    def offer(self, row):
        people = [person for person in holders(row.position) if person.id != row.person_id]
        self.person.offer(people, lambda person: f"{person.name} {person.number}", gettext("Choose …"))
        return self


class PutRightForm(DueForm):
    text = LongText(_("What is to be done"), [InputRequired()], most=LONGEST)
    person = Choice(_("Who puts it right"), [InputRequired()])

    def offer(self, row, inspector, found):
        people = [person for person in holders(row.position) if person.id != inspector.id]
        self.person.offer(people, lambda person: f"{person.name} {person.number}", gettext("Choose …"))
        if self._sent is None and found:
            self.text.data, self.person.data = found.note, str(row.person_id or "")
        return self


class InspectForm(DueForm):
    """What is found wrong is put right by somebody, until a day and time; else these are left alone.

    `seen`: the last row of evidence that stands on the page.
    """

    seen = Whole(validators=[InputRequired(), NumberRange(0, BIGGEST_ID)], widget=HiddenInput())
    verdict = RadioField(_("Finding"), [InputRequired()], choices=[
        SelectChoice("accept", _("Accept")), SelectChoice("send_back", _("Send back to be done again")),
        SelectChoice("fail", _("Failed: to be put right"))])
    score = Whole(_("Score"), [Optional()])
    note = LongText(_("A word on it"), [Optional()], most=500)
    person = Choice(_("Who puts it right"))
    day = Day(_("To be done by the day"), [Optional()], default=lambda: today() + FIRST)
    time = TimeField(_("Time"), [Optional()], default=EVENING)

    def offer(self, row, inspector):
        people = [person for person in holders(row.position) if person.id != inspector.id]
        self.person.offer(people, lambda person: f"{person.name} {person.number}", gettext("Choose …"))
        if self._sent is None and row.person_id:
            self.person.data = str(row.person_id)
        return self

    def has_seen(self, newest):
        self.seen.data, self.seen.raw_data = newest, None

    def validate_person(self, field):
        if self.verdict.data == "fail" and not (field.row and self.day.data and self.time.data):
            raise ValidationError(gettext("Say who puts it right, and by when."))


def _is_typed(item):
    return item.kind != PHOTO and not item.register


def _tick(item):
    return BooleanField(item.label)


def _number(item):
    return Text(item.label, [Optional()], most=20, render_kw={"inputmode": "decimal", "autocomplete": "off"})


def _verdict(item):
    return RadioField(item.label, [Optional()], validate_choice=False,
                      choices=[SelectChoice(key, _(label)) for key, label in VERDICTS.items()])


def _choice(item):
    return RadioField(item.label, [Optional()], choices=list(item.choices), validate_choice=False)


def _choices(item):
    return SelectMultipleField(item.label, choices=list(item.choices), validate_choice=False,
                               widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput())


def _text(item):
    return LongText(item.label, [Optional()], most=LONGEST_ANSWER)


def _record(item):
    return Text(item.label, [Optional()], most=40)


def _words(item, value):
    """An answer as it was typed, in words."""
    if isinstance(value, list):
        return gettext(", ").join(value)
    return "✓" if value is True else gettext(VERDICTS[value]) if item.kind == VERDICT and value in VERDICTS else value


def _shown(value):
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


FIELDS = {TICK: _tick, NUMBER: _number, VERDICT: _verdict, CHOICE: _choice, CHOICES: _choices, TEXT: _text,
          RECORD: _record}
