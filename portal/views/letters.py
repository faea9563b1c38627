from flask import Blueprint, current_app, g, request

from db import letters
from db.letters import STATES, Letter
from portal.auth import needs
from portal.http import get_or_404, go, number_arg, render, say

bp = Blueprint("letters", __name__, url_prefix="/letters")


@bp.get("/")
@needs("settings.manage")
def index():
    """What goes out by e-mail, above all what could not be delivered."""
    state = request.args.get("state")
    state = state if state in STATES else None
    rows, more = Letter.page(g.person, state=state, before=number_arg("before"))
    return render("letters/index.html", parts={"letters"}, letters=rows, more=more, state=state, states=STATES,
                  counts=Letter.counts(g.person), server=letters.server(), named=named())


def named():
    """What the server's settings say about e-mail; never the password."""
    return {name: current_app.config[name] for name in ("MAIL_FROM", "SMTP_CA", "URL")}


@bp.post("/<int:id>/again")
@needs("settings.manage")
def send_again(id):
    letter = get_or_404(Letter.visible_to(g.person), id)
    letter.send_again(by=g.person)
    say("It will be sent again within minutes.")
    return go("letters.index")
