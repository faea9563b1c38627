"""Remarks on the clauses of a draft, made and settled on the page of the draft or in its editor."""

from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound

from db.base import Invalid, TooLate
from db.descriptions import Description
from db.remarks import Remark
from portal.auth import needs
from portal.http import get_or_404, go, refuse, say
from portal.review_forms import RemarkForm
from portal.views import descriptions, editing

bp = Blueprint("remarks", __name__, url_prefix="/descriptions/<int:id>/remarks")


@bp.post("")
@needs("descriptions.read")
def create(id):
    description = get_or_404(Description.visible_to(g.person), id)
    form = RemarkForm(request.form)
    if not form.validate():
        return again(description, form, 422)
    try:
        Remark.add(description, form.identity.data, form.text.data, by=g.person)
    except (Invalid, TooLate) as refusal:
        return again(description, refuse(form, refusal), 422 if isinstance(refusal, Invalid) else 409)
    say("Your remark stands beside the duty.")
    return back(id, form.place.data, form.identity.data)


@bp.post("/<int:remark_id>/settle")
@needs("descriptions.read")
def settle(id, remark_id):
    remark = get_or_404(Remark.visible_to(g.person), remark_id)
    if remark.description_id != id:
        raise NotFound
    remark.settle(by=g.person)
    say("The remark is settled.")
    return back(id, request.form.get("place"), remark.identity)


def again(description, form, status):
    """The page the remark was written on, with what was typed."""
    if form.place.data == "editor" and description.state == "draft" and description.may_draft(g.person):
        return editing.draw(description.id, status=status, remarking=form)
    return descriptions.show(description.id, form, status)


def back(id, place, identity):
    if place == "editor":
        return go("editing.show", id=id, _anchor=f"row-{identity}")
    return go("descriptions.show", id=id, _anchor=f"c{identity}")
