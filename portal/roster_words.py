"""How shifts and leave are written for the reader, and the grid of a month as a form."""

import datetime as dt
import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from db.base import N_, Invalid
from db.shifts import OFF_LETTER
from portal.forms import Form

LEAVES = {
    "annual": _("Annual leave"), "personal": _("Personal leave"), "sick": _("Sick leave"),
    "marriage": _("Marriage leave"), "maternity": _("Maternity or parental leave"),
    "bereavement": _("Bereavement leave"), "injury": _("Leave after an injury at work"),
    "business": _("Business trip"), "training": _("Training elsewhere"), "other": _("Other leave"),
}
COLOURS = {"blue": _("Blue"), "green": _("Green"), "orange": _("Orange"), "red": _("Red"), "azure": _("Light blue"),
           "secondary": _("Grey")}
CELL = re.compile(r"d-(\d{1,9})-(\d{1,2})")
SEEN = re.compile(r"seen-(\d{1,9})")
LONGEST = 10  # characters of a cell


def init_app(app):
    app.jinja_env.filters.update(letter=lettered, duration=duration)
    app.jinja_env.globals.update(LEAVES=LEAVES, SHIFT_COLOURS=COLOURS)


def lettered(text):
    """What a cell says; a day off in the reader's language."""
    return gettext("×") if text == OFF_LETTER else text


def read_day(text):
    """A date of a list to choose from. Raises ValueError for anything else."""
    return text if isinstance(text, dt.date) else dt.date.fromisoformat(text)


def duration(minutes):
    """Minutes as hours, with a half where there is one: 8, 7.5."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


class GridForm(Form):
    """The cells of a month: `d-PERSON-DAY` is what was typed, `seen-PERSON` what stood there when it was drawn."""

    def knows(self, name):
        return bool(CELL.fullmatch(name) or SEEN.fullmatch(name))

    def typed(self, sheet):
        """{(person id, day): text} of the cells of this sheet. Raises Invalid where they are of another one."""
        found = {}
        for name, text in self._sent.items():
            if match := CELL.fullmatch(name):
                person, number = map(int, match.groups())
                if f"seen-{person}" not in self._sent or not 1 <= number <= len(sheet.days):
                    raise Invalid(N_("The form does not belong to this month."))
                found[person, sheet.days[number - 1]] = text[:LONGEST]
        return found

    def seen(self, sheet):
        """{(person id, day): what stood there}. Raises Invalid where it is of other people or another month."""
        words = {int(match[1]): text for name, text in self._sent.items() if (match := SEEN.fullmatch(name))}
        if not words.keys() <= sheet.by_id.keys():
            raise Invalid(N_("The form does not belong to this month."))
        return {(person, day): shift for person, text in words.items() for day, shift in sheet.read_seen(text).items()}
