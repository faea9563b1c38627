"""The way of a draft: to the superior, to HR, and back to who submitted it."""

from flask import Blueprint, g, request

from db.base import N_, Invalid, TooLate
from db.descriptions import Description
from db.reviewing import awaited
from portal.auth import needs
from portal.http import get_or_404, go, refuse, say
from portal.review_forms import AgreeForm, HandBackForm, TakeOverForm
from portal.views.descriptions import show

bp = Blueprint("reviewing", __name__, url_prefix="/descriptions/<int:id>")


@bp.post("/submit")
@needs("descriptions.draft")
def submit(id):
    description = get_or_404(Description.visible_to(g.person), id)
    try:
        description.submit(by=g.person)
    except Invalid as problem:
        say(problem.message, "danger")
        return show(id, status=422)
    names = "、".join(person.name for person in awaited(description))
    say(N_("Submitted; it now waits for %(names)s.") if names else N_("Submitted; it now waits for HR."), names=names)
    return go("descriptions.show", id=id)


@bp.post("/recall")
@needs("descriptions.draft")
def recall(id):
    description = get_or_404(Description.visible_to(g.person), id)
    description.recall(by=g.person)
    say("Taken back; it is a draft again.")
    return go("descriptions.show", id=id)


@bp.post("/agree")
@needs("descriptions.agree")
def agree(id):
    description = get_or_404(Description.visible_to(g.person), id)
    return decided(description, AgreeForm(request.form), N_("Agreed; it now waits for HR."),
                   lambda form: description.agree(seen=form.seen.data, by=g.person))


@bp.post("/take-over")
@needs("descriptions.publish")
def take_over(id):
    description = get_or_404(Description.visible_to(g.person), id)
    return decided(description, TakeOverForm(request.form), N_("The superior's step is taken over; your reason stands "
                                                               "beside it."),
                   lambda form: description.take_over(form.reason.data, by=g.person))


@bp.post("/hand-back")
@needs("descriptions.agree")
def hand_back(id):
    description = get_or_404(Description.visible_to(g.person), id)
    return decided(description, HandBackForm(request.form), N_("Handed back; it is a draft again."),
                   lambda form: description.hand_back(form.note.data or "", by=g.person))


def decided(description, form, said, verb):
    """Let the verb do what a valid form says; what it refuses stands beside the field, or above the text read anew.

    A delegate sees the version only as long as it waits for the superior, and is led to Today.
    """
    if not form.validate():
        return show(description.id, form, 422)
    try:
        verb(form)
    except Invalid as problem:
        return show(description.id, refuse(form, problem), 422)
    except TooLate as late:
        say(late.message, "danger", **late.params)
        return show(description.id, status=409)
    say(said)
    is_seen = Description.visible_to(g.person).where(Description.id == description.id).exists()
    return go("descriptions.show", id=description.id) if is_seen else go("home.index")
