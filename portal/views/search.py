from flask import Blueprint, g, request

from db import search
from portal.auth import SIGNED_IN, needs
from portal.http import render

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("/")
@needs(SIGNED_IN)
def new():
    return render("search/index.html", parts={"results"}, wanted="", found=None)


@bp.post("/")
@needs(SIGNED_IN)
def create():
    """By POST, so that a name looked for stands in no address and no log."""
    wanted = request.form.get("wanted", "").strip()[:80]
    return render("search/index.html", parts={"results"}, wanted=wanted, found=search.find(wanted, g.person))
