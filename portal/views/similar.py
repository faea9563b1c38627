"""Duties worded alike: offered while one is written, and listed for whoever writes them."""

from flask import Blueprint, g, request, url_for

from db import similar
from db.base import N_, Invalid
from db.descriptions import Clause, Description
from portal.auth import needs
from portal.editor import NewForm, WordsForm
from portal.http import get_or_404, render, target
from portal.views.editing import draw

bp = Blueprint("similar", __name__, url_prefix="/descriptions")
FORMS = {"words": WordsForm, "new": NewForm}
BIGGEST = 50  # families on one page


@bp.get("/similar")
@needs("descriptions.draft")
def index():
    found = similar.families(g.person)
    return render("similar/index.html", families=found[:BIGGEST], count=len(found))


@bp.post("/<int:id>/edit/similar")
@needs("descriptions.draft")
def offer(id):
    """What is worded much like the text of the open form; with `take`, that wording in the form. Nothing is saved."""
    draft = get_or_404(Description.visible_to(g.person), id)
    draft.check_reach(g.person)
    kind, _colon, key = request.args.get("open", "").partition(":")
    if kind not in FORMS:
        raise Invalid(N_("This form is no longer valid. Reload the page and send it again."))
    form = FORMS[kind](request.form)
    if taken := request.form.get("take", type=int):
        form.text.data = get_or_404(Clause.visible_to(g.person), taken).text
    offered = similar.offers(form.text.data or "", g.person, position=draft.position_id)
    if target() == "similar":
        return render("similar/_offers.html", offered=offered, address=url_for(".offer", id=id, open=f"{kind}:{key}"))
    return draw(id, (kind, key), form, offered=offered)
