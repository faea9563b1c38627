"""The small forms a draft is edited in, and what each row of its duties offers."""

import uuid
from dataclasses import dataclass

from wtforms import StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from db.base import digest
from db.descriptions import Clause
from portal.description_form import DescriptionForm, texts_of, value_of
from portal.forms import Form, LongText, Text, _

HEAD = ("title", "department", "code", "compiled_on", "summary")
TAIL = ("kpis", "superior", "subordinates", "relations", "education", "major", "experience", "certificates",
        "core_knowledge", "core_abilities", "general_skills", "qualities", "environment", "notice", "unclassified")


class Hidden(StringField):
    """What the page already knew when the form was drawn."""

    def __init__(self, validators=(), most=64, **kwargs):
        super().__init__("", [*validators, Length(max=most)], widget=HiddenInput(), **kwargs)

    def put(self, value):
        self.data, self.raw_data = value, None


class WordsForm(Form):
    """The words of one duty; to be cut, an empty line stands between its parts."""

    text = LongText(_("Text of the duty"), [InputRequired()])
    seen = Hidden([InputRequired()])


class NewForm(Form):
    """One more duty; `identity` makes a form that is sent twice add it once."""

    group = Text(_("Function group"), [Optional()])
    text = LongText(_("Text of the duty"), [InputRequired()])
    after = Hidden()
    identity = Hidden([InputRequired()])


class MoveForm(Form):
    identity, after, group = Hidden([InputRequired()]), Hidden(), Hidden(most=80)


class SeenForm(Form):
    seen, other = Hidden([InputRequired()]), Hidden()


class GroupForm(Form):
    name = Text(_("Name of the group"), [InputRequired()])
    group = Hidden(most=80)


class UndoForm(Form):
    last = Hidden([InputRequired()], most=12)


class FieldForm(DescriptionForm):
    """One field of a description, in the notation of the whole form."""

    seen = Hidden([InputRequired()])

    @classmethod
    def of(cls, name, formdata=None, **kwargs):
        form = cls(formdata, **kwargs)
        for other in [field.name for field in form if field.name not in (name, "seen", "csrf_token")]:
            del form[other]
        return form


@dataclass(frozen=True)
class Row:
    """One duty as the page shows it: `up` and `down` are where those buttons put it, (after, group) or None."""

    clause: Clause
    up: tuple | None
    down: tuple | None
    next: Clause | None  # the one it could be merged with
    groups: list         # [(after, group)] of the other groups: behind their last duty

    @property
    def seen(self):
        return digest(self.clause.text)

    @property
    def seen_with_next(self):
        return digest([self.clause.text, self.next.text])


def grouped(clauses):
    """[(group, rows)] in the order of the paper."""
    last_of = {clause.group: clause.identity for clause in clauses}
    found = []
    for i, clause in enumerate(clauses):
        following = clauses[i + 1] if i + 1 < len(clauses) else None
        row = Row(clause, _up(clauses, i), _down(clause, following),
                  following if following and following.group == clause.group else None,
                  [(after, group) for group, after in last_of.items() if group != clause.group])
        if not found or found[-1][0] != clause.group:
            found.append((clause.group, []))
        found[-1][1].append(row)
    return found


def form_of(kind, key, clauses, payload):
    """The form that is open in the page, filled with what stands there; None for what is not there."""
    clause = next((clause for clause in clauses if clause.identity == key), None)
    if kind == "field" and key in (*HEAD, *TAIL):
        return FieldForm.of(key, data={key: texts_of(payload)[key], "seen": digest(saved(payload, key))})
    if kind == "new":
        return NewForm(data={"after": clause.identity if clause else "", "group": clause.group if clause else "",
                             "identity": uuid.uuid4().hex})
    if clause and kind in ("words", "split"):
        return WordsForm(data={"text": clause.text, "seen": digest(clause.text)})
    if clause and kind == "group":
        return GroupForm(data={"group": clause.group, "name": clause.group})
    return None


def found_again(opened, form, clauses):
    """Where a form that was sent stands now; the words for a duty that is gone go into the form for a new one."""
    kind, key = opened
    if kind not in ("words", "split", "new") or not key or key in {clause.identity for clause in clauses}:
        return opened, form
    kept = NewForm(data={"text": form.text.data, "identity": uuid.uuid4().hex})
    kept.form_errors += form.form_errors
    return ("new", ""), kept


def saved(payload, name):
    """The value of a field as it is kept."""
    return payload["qualifications"][name] if name in payload["qualifications"] else payload[name]


def typed(form, name):
    """The value a valid field form gives."""
    return value_of(name, form[name].data or "")


def _up(clauses, i):
    if i == 0:
        return None
    before, clause = clauses[i - 1], clauses[i]
    if before.group != clause.group:
        return before.identity, before.group
    above = clauses[i - 2] if i > 1 else None
    return (above.identity if above and above.group == clause.group else ""), clause.group


def _down(clause, following):
    if following is None:
        return None
    return (following.identity if following.group == clause.group else ""), following.group
