"""The text of a description as a form: what a draft and an imported item are edited in."""

from flask_babel import gettext
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from db.base import Invalid
from db.contents import QUALIFICATION_LISTS, QUALIFICATIONS
from db.duty_notation import format_duties, parse_duties
from db.line_notation import differing_lines, format_lines, format_relations, parse_lines, parse_relations
from portal.forms import Form, LongText, Text, Whole, _
from portal.http import BIGGEST_ID

PLAIN = ("title", "department", "code", "compiled_on", "summary", "superior", "subordinates", "environment", "notice")
LISTS = ("kpis", "unclassified")
LONGEST = 200_000  # characters; as much as one import may read


class DescriptionForm(Form):
    """Every field of a description; lists, duties and relations in a notation of lines."""

    seen = Whole(validators=[InputRequired(), NumberRange(0, BIGGEST_ID - 1)], widget=HiddenInput())
    title = Text(_("Position title"), [InputRequired()])
    department = Text(_("Department"), [Optional()])
    code = Text(_("Position code"), [Optional()], most=40)
    compiled_on = Text(_("Compiled on"), [Optional()], most=40)
    summary = LongText(_("Summary"), [Optional()])
    duties = LongText(_("Duties"), [Optional()], most=LONGEST)
    kpis = LongText(_("Key performance indicators"), [Optional()])
    superior = LongText(_("Direct superior"), [Optional()])
    subordinates = LongText(_("Direct subordinates"), [Optional()])
    relations = LongText(_("Working relations"), [Optional()])
    education = LongText(_("Education"), [Optional()])
    major = LongText(_("Major"), [Optional()])
    experience = LongText(_("Experience"), [Optional()])
    certificates = LongText(_("Certificates of qualification"), [Optional()])
    core_knowledge = LongText(_("Core knowledge"), [Optional()])
    core_abilities = LongText(_("Core abilities"), [Optional()])
    general_skills = LongText(_("General skills"), [Optional()])
    qualities = LongText(_("Qualities"), [Optional()])
    environment = LongText(_("Working environment"), [Optional()])
    notice = LongText(_("Notice"), [Optional()])
    unclassified = LongText(_("Not classified yet"), [Optional()], most=LONGEST)

    @classmethod
    def of(cls, payload, seen):
        return cls(data=texts_of(payload) | {"seen": seen})

    def has_seen(self, edition):
        """From here on the form may replace this edition: its reader is shown it."""
        self.seen.data, self.seen.raw_data = edition, None

    def payload(self):
        """The description as data; call it on a form that validated."""
        value = {name: value_of(name, self[name].data or "") for name in self._fields
                 if name not in ("seen", "duties", "csrf_token")}
        qualifications = {name: value.pop(name) for name in QUALIFICATIONS + QUALIFICATION_LISTS}
        return {name: value[name] for name in (*PLAIN, *LISTS, "relations")} | {
            "duties": parse_duties(self.duties.data or ""), "qualifications": qualifications}

    def differences(self, saved):
        """[(field, rows of lines)] where what was typed here and the saved payload differ."""
        theirs = texts_of(saved)
        return [(self[name], differing_lines(self[name].data or "", text)) for name, text in theirs.items()
                if (self[name].data or "") != text]

    def validate_duties(self, field):
        readable(parse_duties, field)

    def validate_relations(self, field):
        readable(parse_relations, field)


def value_of(name, text):
    """The value a field's text means; Invalid where it cannot be read."""
    if name in LISTS + QUALIFICATION_LISTS:
        return parse_lines(text)
    if name == "relations":
        return parse_relations(text)
    return text if name == "summary" else text or None


def texts_of(payload):
    """{field: text} of a payload, as it stands in the form."""
    qualifications = payload.get("qualifications") or {}
    return ({name: payload.get(name) or "" for name in PLAIN}
            | {name: format_lines(payload.get(name)) for name in LISTS}
            | {"duties": format_duties(payload.get("duties") or []),
               "relations": format_relations(payload.get("relations"))}
            | {name: qualifications.get(name) or "" for name in QUALIFICATIONS}
            | {name: format_lines(qualifications.get(name)) for name in QUALIFICATION_LISTS})


def readable(parse, field):
    """Say beside the field which of its lines cannot be read."""
    try:
        parse(field.data or "")
    except Invalid as problem:
        raise ValidationError(gettext(problem.message, **problem.params)) from None
