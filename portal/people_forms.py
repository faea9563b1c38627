"""The forms on the pages about people."""

from flask import g
from flask_babel import gettext
from wtforms import HiddenField, PasswordField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from db.access import GRANTED
from db.base import today
from db.people import EMAIL
from db.positions import Position
from portal.forms import Choice, Day, Form, Text, _
from portal.labels import ROLES

ADDRESS = Regexp(EMAIL, message=_("An address like name@example.com"))


class PersonForm(Form):
    name = Text(_("Name"), [DataRequired()], most=40)
    email = Text(_("E-mail address"), [Optional(), ADDRESS], most=120)


class NewPersonForm(PersonForm):
    number = Text(_("Employee number"), [DataRequired(), Regexp(r"\S+$", message=_("Without spaces"))], most=20)


class AppointForm(Form):
    position = Choice(_("Position"), [InputRequired()])
    starts_on = Day(_("First day"), [InputRequired()])
    ends_on = Day(_("Last day"))

    def offer(self):
        self.position.offer(Position.choices(g.person), lambda row: f"{row.title} · {row.department.name}",
                            gettext("Choose …"))
        return self


class EndForm(Form):
    ends_on = Day(_("Last day"), [InputRequired()], default=today)


class LeaveForm(Form):
    left_on = Day(_("Last working day"), [InputRequired()])


class AbsenceForm(Form):
    note = Text(_("Note of absence"), [Optional()], most=80)


class RoleForm(Form):
    role = SelectField(_("Role"), choices=[SelectChoice(role, ROLES[role]) for role in GRANTED])


class ConfirmForm(Form):
    serial = HiddenField(validators=[InputRequired(), Length(max=40)])
    pin = PasswordField(_("Your own signing PIN"), [InputRequired(), Length(max=100)])


def blank(person):
    """Every form of a person's page, as it is before anybody has typed."""
    return {"appoint": AppointForm().offer(), "end": EndForm(), "ending": None, "leaving": LeaveForm(),
            "absence": AbsenceForm(note=person.absent_note), "granting": RoleForm(),
            "confirming": ConfirmForm(formdata=None)}
