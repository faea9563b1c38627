"""更正: HR puts an obvious slip of a version in force right, beside the text that was signed."""

from flask import Blueprint, g, request

from db import corrections
from db.base import N_, Invalid, TooLate, digest
from db.corrections import Correction, read
from db.descriptions import IN_FORCE, Description
from db.edits import Collision
from db.smallness import MOST
from portal.auth import needs
from portal.corrector import SlipForm, TakeBackForm, places, typed
from portal.description_form import DescriptionForm
from portal.http import get_or_404, go, refuse, render, say

bp = Blueprint("corrections", __name__, url_prefix="/descriptions/<int:id>/corrections")


@bp.get("")
@needs("descriptions.correct")
def index(id, form=None, back=None, status=200):
    """What was corrected, the place that is being corrected, and the text to choose a place in."""
    description = get_or_404(Description.visible_to(g.person), id)
    if description.state != IN_FORCE:
        raise TooLate(N_("Only the version in force can be corrected."))
    reading = read(description)
    return render("corrections/index.html", status=status, description=description, reading=reading,
                  form=form or SlipForm.at(request.args.get("place"), reading), choices=places(reading),
                  last=[found[-1] for found in reading.marks.values()], back=back,
                  take_back=TakeBackForm(formdata=None), most=MOST, labels=DescriptionForm())


@bp.post("")
@needs("descriptions.correct")
def create(id):
    description = get_or_404(Description.visible_to(g.person), id)
    form = SlipForm(request.form)
    if not form.validate():
        return index(id, form, status=422)
    try:
        corrections.correct(description, form.place.data, typed(form.place.data, form.value.data), by=g.person,
                            reason=form.reason.data, seen=form.seen.data)
    except Collision as late:
        form.seen.put(digest(late.theirs))
        return index(id, refuse(form, late), status=409)
    except Invalid as problem:
        return index(id, refuse(form, problem), status=422)
    say("Corrected. Everybody who holds the position has been told.")
    return go("descriptions.show", id=id)


@bp.post("/<int:correction_id>/take-back")
@needs("descriptions.correct")
def take_back(id, correction_id):
    get_or_404(Description.visible_to(g.person), id)
    correction = get_or_404(Correction.visible_to(g.person).where(Correction.description == id), correction_id)
    form = TakeBackForm(request.form)
    if not form.validate():
        return index(id, back=(correction_id, form), status=422)
    correction.take_back(form.reason.data, by=g.person)
    say("The correction is taken back.")
    return go("descriptions.show", id=id)
