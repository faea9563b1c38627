from flask import Blueprint, g, request
from wtforms import BooleanField
from wtforms.validators import InputRequired, Optional

from db.base import Invalid, today
from db.patterns import Sheaf, people, with_patterns
from db.weeks import MOST_WEEKS
from portal.auth import needs
from portal.forms import Day, Form, LongText, _
from portal.http import get_or_404, go, number_arg, refuse, render, say

bp = Blueprint("patterns", __name__, url_prefix="/patterns")


class PatternForm(Form):
    weeks = LongText(_("The weeks, a line each"), [Optional()], most=500)
    follows_office = BooleanField(_("Off on holidays, at work on make-up days"))
    starts_on = Day(_("From this day on"), [InputRequired()], default=today)


@bp.get("/")
@needs("roster.edit")
def index():
    """Whose roster one makes, and how their weeks go round at present."""
    return render("patterns/index.html", sheaf=Sheaf(g.person, after=number_arg("after")))


@bp.get("/<int:id>")
@needs("roster.edit")
def edit(id, form=None, status=200):
    person = get_or_404(people(g.person), id)
    sheaf = Sheaf(g.person, person=person)
    [line] = sheaf.lines
    return render("patterns/edit.html", status=status, person=person, sheaf=sheaf, line=line, most=MOST_WEEKS,
                  form=form or PatternForm(formdata=None, **suggested(sheaf)),
                  colleagues=with_patterns(g.person, but=person))


def suggested(sheaf):
    """What the form begins with: the weeks in force; if the address asks for it a colleague's, or days off stepping on.
    """
    [line], text = sheaf.lines, None
    if number_arg("like"):
        other = Sheaf(g.person, person=get_or_404(people(g.person), number_arg("like")))
        [line], text = other.lines, sheaf.like(other, number_arg("later") or 0)
    elif request.args.get("step") == "1":
        text = sheaf.stepping()
    return {"weeks": text or sheaf.text(line), "follows_office": bool(line.now and line.now.follows_office)}


@bp.post("/<int:id>")
@needs("roster.edit")
def update(id):
    person = get_or_404(people(g.person), id)
    form = PatternForm(request.form)
    if not form.validate():
        return edit(id, form, 422)
    try:
        Sheaf(g.person, person=person).set(form.weeks.data or "", form.starts_on.data,
                                           follows_office=form.follows_office.data, by=g.person)
    except Invalid as refusal:
        return edit(id, refuse(form, refusal), 422)
    say("The pattern is saved. Now make the month from it.")
    return go("roster.index", month=f"{form.starts_on.data:%Y-%m}")
