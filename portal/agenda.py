"""What the list of the day is drawn from, on its own page and on Today."""

from traceback import extract_tb

from flask import current_app, g
from peewee import InterfaceError, OperationalError

from db import evidence, generation
from db.agenda import agenda
from db.tasks import owed_by
from portal.duty_form import DutyForm, ExplainForm


def on_the_list(opened=None, explained=None, form=None):
    """The list of the signed-in person. `opened`: the duty whose form stands open; `explained`: the one missed that is

    explained; `form`: what was sent and refused.
    """
    make_the_day()
    day = agenda(g.person)
    row = next((row for row in day.open if row.id == opened), None)
    records = evidence.latest(row) if row else {}
    if row and form is None:
        form = DutyForm.of(row.rule.item_list, records=records)
    if explained and form is None:
        form = ExplainForm(formdata=None)
    return {"day": day, "opened": row, "explained": explained, "duty_form": form,
            "unsaved": form.typed if isinstance(form, DutyForm) and row is None else [],
            "records": records, "sent_back": evidence.returned(row) if row else None,
            "photos": evidence.pictures_of(row) if row else {},
            "owed": owed_by(g.person.id)}


def make_the_day():
    """Where the timetable has not made it yet. What goes wrong is for the log: the page shows what there is.

    A database that cannot be reached has a page of its own. The log gets no message of the error: rows stand in those.
    """
    try:
        generation.keep_up_today()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not the reader's
        places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(extract_tb(error.__traceback__)))
        current_app.logger.error("the duties of today could not be made: %s in %s", type(error).__name__, places)
