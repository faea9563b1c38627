from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from db import directory
from db.base import Invalid
from db.positions import Position
from db.upkeep import ORDERS, Review, standings
from portal.auth import needs
from portal.forms import Form, LongText, Whole, _
from portal.http import BIGGEST_ID, get_or_404, go, number_arg, refuse, render, say

bp = Blueprint("upkeep", __name__, url_prefix="/upkeep")


class ReviewForm(Form):
    seen = Whole(validators=[InputRequired(), NumberRange(1, BIGGEST_ID)], widget=HiddenInput())
    note = LongText(_("What the review found"), [InputRequired()], most=2000)


@bp.get("/")
@needs("duties.review")
def index():
    order, department = request.args.get("order"), number_arg("department")
    order = order if order in ORDERS else "due"
    rows = standings(g.person, department=department, order=order)
    return render("upkeep/index.html", parts={"upkeep"}, rows=rows, order=order, department=department,
                  departments=directory.departments(g.person))


@bp.get("/<int:id>")
@needs("duties.review")
def show(id, form=None, status=200):
    """What is known of the reviews of one position."""
    position = get_or_404(Position.visible_to(g.person), id)
    standing = next(iter(standings(g.person, position=id)), None)
    if standing is None:
        raise NotFound
    return render("upkeep/show.html", parts={"review"}, status=status, position=position, standing=standing,
                  may_note=standing.description_id is not None and g.person.can("upkeep.note"),
                  reviews=Review.of(position, g.person), form=form or ReviewForm(seen=standing.description_id))


@bp.post("/<int:id>/unchanged")
@needs("upkeep.note")
def create(id):
    """Reviewed without change."""
    position = get_or_404(Position.visible_to(g.person), id)
    form = ReviewForm(request.form)
    if not form.validate():
        return show(id, form, 422)
    try:
        Review.note_unchanged(position, form.note.data, seen=form.seen.data, by=g.person)
    except Invalid as problem:
        return show(id, refuse(form, problem), 422)
    say("The review is written down.")
    return go("upkeep.show", id=id)
