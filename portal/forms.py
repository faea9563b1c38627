"""Fields and checks that several forms share."""

import datetime as dt

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from db.office.elements import UNWRITABLE
from portal.language import of_forms


class Form(FlaskForm):
    """A form that takes only what it declares: a field it does not know is a mistake or an attempt."""

    ALSO = ("csrf_token",)

    class Meta(FlaskForm.Meta):
        def get_translations(self, form):
            return of_forms(get_locale())

    def validate(self, extra_validators=None):
        known = {field.name for field in self} | set(self.ALSO)
        foreign = [name for name in (self._sent or {}) if name not in known and not self.knows(name)]
        valid = super().validate(extra_validators)
        if foreign:
            self.form_errors.append(_("The form has a field it should not have."))
        return valid and not foreign

    def __init__(self, formdata=None, **kwargs):
        super().__init__(formdata=formdata, **kwargs)
        self._sent = formdata

    def knows(self, name):
        """Whether a name that is no field may come all the same; none, unless a form says so."""
        return False


class Text(StringField):
    """One line of at most `most` characters, trimmed; control characters are refused."""

    def __init__(self, label, validators=(), most=80, **kwargs):
        super().__init__(label, [*validators, Length(max=most), plain], filters=[trimmed], **kwargs)


class Code(Text):
    """A code of the second factor, or one to recover with: as secret as a password, see portal.kept."""

    def __init__(self, label, validators=(), **kwargs):
        super().__init__(label, validators, most=40, **kwargs)


class LongText(TextAreaField):
    """Several lines of at most `most` characters."""

    def __init__(self, label, validators=(), most=20_000, **kwargs):
        super().__init__(label, [*validators, Length(max=most), plain], filters=[trimmed], **kwargs)


class Whole(IntegerField):
    """A whole number that both databases hold; a longer one is none."""

    def process_formdata(self, valuelist):
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) >= 2**31:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))


class Day(DateField):
    """A date of somebody's working life; a slip of the keyboard, as the year 1 or 20206, is none."""

    FIRST, LAST = dt.date(1950, 1, 1), dt.date(2099, 12, 31)

    def __init__(self, label, validators=(), **kwargs):
        super().__init__(label, validators or [Optional()], **kwargs)

    def pre_validate(self, form):
        if self.data and not self.FIRST <= self.data <= self.LAST:
            raise ValidationError(_("Give a date between 1950 and 2099."))


class Choice(SelectField):
    """One of `rows`, by id; none is the empty string. Only rows that were given can be chosen."""

    def __init__(self, label, validators=(), **kwargs):
        super().__init__(label, validators, validate_choice=True, **{"default": ""} | kwargs)  # a page may leave it out

    def offer(self, rows, label, none=None):
        self.rows = {str(row.id): row for row in rows}
        self.choices = ({"": none} if none is not None else {}) | {key: label(row) for key, row in self.rows.items()}
        return self

    @property
    def row(self):
        return self.rows.get(self.data or "")


def trimmed(value):
    return value.replace("\r\n", "\n").strip() if value else value


def plain(form, field):
    """NUL and other characters that are none reach neither database nor paper nor Word file."""
    if UNWRITABLE.search(field.data or "") or "\r" in (field.data or ""):
        raise ValidationError(_("This contains characters that cannot be kept."))
