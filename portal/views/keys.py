from flask import Blueprint, g, request
from wtforms import BooleanField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from db.base import Invalid
from db.keys import AGREEMENT, Agreement, Certificate
from portal import papers
from portal.auth import SIGNED_IN, needs, trail
from portal.downloads import download
from portal.forms import Form, _
from portal.http import get_or_404, go, refuse, render, say

bp = Blueprint("keys", __name__, url_prefix="/keys")


class PinForm(Form):
    pin = PasswordField(_("New signing PIN"), [InputRequired(), Length(min=6, max=100,
                        message=_("At least six characters."))])
    again = PasswordField(_("New signing PIN again"), [EqualTo("pin", _("The two entries differ."))])
    password = PasswordField(_("Your sign-in password"), [InputRequired(), Length(max=200)])


class EnrolForm(PinForm):
    agreed = BooleanField(_("I have read the agreement and sign it."), [InputRequired(_("Please confirm."))])


@bp.get("/")
@needs(SIGNED_IN)
def index(form=None, status=200):
    """My signing key: the first one with the agreement, later another one for a forgotten PIN."""
    certificate = Certificate.of(g.person)
    return render("keys/index.html", parts={"key"}, status=status, certificate=certificate, edition=AGREEMENT,
                  form=form or (PinForm() if certificate else EnrolForm()),
                  certificates=Certificate.visible_to(g.person).order_by(Certificate.id.desc()),
                  agreement=Agreement.of(g.person))


@bp.post("/")
@needs(SIGNED_IN)
def create():
    certificate = Certificate.of(g.person)
    form = PinForm(request.form) if certificate else EnrolForm(request.form)
    if not form.validate():
        return index(form, 422)
    try:
        g.person.prove_password(form.password.data, address=trail()["address"])
        if certificate:
            Certificate.renew(form.pin.data, by=g.person)
        else:
            Certificate.enrol(form.pin.data, by=g.person, paper=papers, trail=trail())
    except Invalid as problem:
        return index(refuse(form, problem), 422)
    say("Your signing key is ready.")
    return go("keys.index")


@bp.get("/agreements/<int:id>.pdf")
@needs(SIGNED_IN)
def agreement(id):
    row = get_or_404(Agreement.visible_to(g.person), id)
    return download(row.document.read(), papers.agreement_name(row))
