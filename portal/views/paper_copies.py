from flask import Blueprint, g

from db.paper_copies import PaperCopy
from db.signatures import Signing
from portal.auth import needs
from portal.http import get_or_404, go, say

bp = Blueprint("paper_copies", __name__, url_prefix="/paper-copies")


@bp.post("/of/<int:id>")
@needs("signatures.read")
def ask(id):
    """The holder asks for a stamped paper copy of a paper signed online."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    PaperCopy.ask(signing, by=g.person)
    say("HR will print the paper, stamp it and hand it to you.")
    return go("signatures.show", id=id)


@bp.post("/<int:id>/hand-over")
@needs("signatures.manage")
def hand_over(id):
    copy = get_or_404(PaperCopy.visible_to(g.person), id)
    copy.hand_over(by=g.person)
    say("Noted as handed over.")
    return go("home.index")
