"""What the list of the day is drawn from, on its own page and on Today."""

from flask import g

from db import evidence, generation
from db.agenda import agenda
from portal.duty_form import DutyForm, ExplainForm


def on_the_list(opened=None, explained=None, form=None):
    """The list of the signed-in person. `opened`: the duty whose form stands open; `explained`: the one missed that is

    explained; `form`: what was sent and refused. Makes the day where nothing has made it yet.
    """
    generation.keep_up_today()
    day = agenda(g.person)
    row = next((row for row in day.open if row.id == opened), None)
    if row and form is None:
        form = DutyForm.of(row.rule.item_list, records=evidence.latest(row))
    if explained and form is None:
        form = ExplainForm(formdata=None)
    return {"day": day, "opened": row, "explained": explained, "duty_form": form,
            "unsaved": form.typed if isinstance(form, DutyForm) and row is None else [],
            "photos": evidence.pictures_of(row) if row else {}}
