from flask import Blueprint, g, request
from flask_wtf.file import FileField, FileRequired

from db.binding import standing
from db.brakes import VerificationAttempt
from db.signatures import Signing
from db.verification import check_file, check_signing
from portal.auth import PUBLIC, needs, trail
from portal.forms import Form, _
from portal.http import render

bp = Blueprint("verify", __name__, url_prefix="/verify")
BIGGEST = 10 * 1024 * 1024


class FileForm(Form):
    ALSO = ("csrf_token", "file")
    file = FileField(_("Signed PDF or scan"), [FileRequired(_("Choose a file."))])


@bp.get("/")
@needs(PUBLIC)
def index(form=None, status=200):
    return render("verify/index.html", status=status, form=form or FileForm(), finding=None)


@bp.post("/")
@needs(PUBLIC)
def create():
    """Check a file somebody brought; it is read, compared and forgotten."""
    form = FileForm(request.files)
    data = form.file.data.read(BIGGEST + 1) if form.validate() else b""
    if not data or len(data) > BIGGEST:
        form.file.errors = [*form.file.errors] or [_("The file is empty or larger than 10 MB.")]
        return index(form, 422)
    brake()
    return render("verify/index.html", form=FileForm(), finding=check_file(data), signing=None)


@bp.get("/<token>")
@needs(PUBLIC)
def show(token):
    """What the QR code on each page opens: what the register says of this paper."""
    brake()
    signing = Signing.by_token(token)
    if signing is None:
        return render("verify/unknown.html", status=404)
    return render("verify/show.html", signing=signing, finding=check_signing(signing) if signing.evidence_id else None,
                  standing=standing(signing), signatures=signing.signature_rows())


def brake():
    """Visitors who have not signed in share the patience for their network; colleagues are known by name."""
    if g.person is None:
        VerificationAttempt.count(trail()["address"])
