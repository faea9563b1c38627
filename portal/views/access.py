from flask import Blueprint

from db.access import ABILITIES, ROLES
from portal.auth import needs
from portal.http import render

bp = Blueprint("access", __name__, url_prefix="/access")


@bp.get("/")
@needs("access.read")
def index():
    return render("access/index.html", abilities=ABILITIES, roles=ROLES)
