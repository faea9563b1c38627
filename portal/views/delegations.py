from flask import Blueprint, g, request
from flask_babel import gettext
from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired

from db import audit
from db.base import Invalid, today
from db.delegations import LONGEST, Delegation, absent_signers, delegable
from db.people import Person
from db.signatures import Signature
from portal.auth import SIGNED_IN, needs
from portal.forms import Choice, Day, Form, LongText, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say

bp = Blueprint("delegations", __name__, url_prefix="/delegations")
GIVEN = ("as_superior", "as_hr", "starts_on", "ends_on", "reason", "is_meant")


class DelegationForm(Form):
    giver = Choice(_("Whose signing"))
    number = Text(_("Employee number of the delegate"), [DataRequired()], most=20)
    name = Text(_("Name of the delegate"), [DataRequired()], most=40)
    as_superior = BooleanField(_("As superior: signing papers, deciding on drafts"))
    as_hr = BooleanField(_("Signing for HR"))
    starts_on = Day(_("Begins on"), [InputRequired()], default=today)
    ends_on = Day(_("Ends on"), [InputRequired()])
    reason = LongText(_("Reason"), [DataRequired()], most=500)
    is_meant = BooleanField(_("This is meant: somebody beneath signs as superior"))

    def offer(self):
        """Whose signing it can be, and, where nothing was sent, what one has to delegate at all."""
        self.giver.offer(absent_signers(g.person), lambda row: f"{row.name} · {row.number} · {row.absent_note}",
                         gettext("My own"))
        if not self.is_submitted():
            self.as_superior.data = delegable(g.person) == ("as_superior",)
        return self


@bp.get("/")
@needs(SIGNED_IN)
def index():
    """Those one has given or received; all of them for HR."""
    rows, more = Delegation.page(g.person, before=number_arg("before"))
    return render("delegations/index.html", parts={"delegations"}, delegations=rows, more=more,
                  may_give=g.person.can("delegations.give"))


@bp.get("/new")
@needs("delegations.give")
def new(form=None, status=200):
    return render("delegations/form.html", status=status, form=form or DelegationForm().offer(), longest=LONGEST,
                  offered=delegable(g.person), colleagues=Person.visible_to(g.person).order_by(Person.pinyin))


@bp.post("/new")
@needs("delegations.give")
def create():
    form = DelegationForm(request.form).offer()
    if not form.validate():
        return new(form, 422)
    try:
        delegation = Delegation.give(
            Person.named(form.number.data, form.name.data), giver=form.giver.row or g.person, by=g.person,
            **{name: form[name].data for name in GIVEN})
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    say("Delegation %(number)s is recorded.", number=delegation.number)
    return go("delegations.show", id=delegation.id)


@bp.get("/<int:id>")
@needs(SIGNED_IN)
def show(id):
    delegation = get_or_404(Delegation.visible_to(g.person), id)
    entries = list(audit.history(delegation))
    return render("delegations/show.html", delegation=delegation, moves=delegation.moves_for(g.person),
                  signatures=Signature.by_delegation(delegation, g.person), entries=entries,
                  names=Person.names(entry.actor_id for entry in entries))


@bp.post("/<int:id>/end")
@needs("delegations.end")
def end(id):
    delegation = get_or_404(Delegation.visible_to(g.person), id)
    delegation.end(by=g.person)
    say("The delegation has ended.")
    return go("delegations.show", id=id)
