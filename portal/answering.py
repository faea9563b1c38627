"""The answers that were sent for a duty, taken in one way wherever they were typed."""

from flask import request

from db.base import TooLate
from db.evidence import Unanswered
from portal.duty_form import DutyForm
from portal.http import say
from portal.receipts import once


def answer(row, verb):
    """Let the verb take what was sent: (None, 303); or the form with all that was typed, and why not: (form, status).

    What is wrong with an answer is said beside it, that it came too late above the page.
    """
    form = DutyForm.of(row.rule.item_list, request.form)
    if not form.validate():
        return form, 422
    try:
        once(lambda: verb(form.given, form.notes, form.pictures(request.files), form.remedy.data or ""))
    except Unanswered as refusal:
        return form.refuse(refusal), 422
    except TooLate as refusal:
        say(refusal.message, "danger", **refusal.params)
        return form, 409
    return None, 303
