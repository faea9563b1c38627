from flask import Blueprint, g, request
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Regexp

from db import roster_files, workbooks
from db.base import N_, Invalid, TooLate
from portal.auth import needs
from portal.days import MONTH, month_arg
from portal.forms import Form, _
from portal.http import go, refuse, render, say

bp = Blueprint("roster_upload", __name__, url_prefix="/roster/upload")


class UploadForm(Form):
    ALSO = ("csrf_token", "file", "month")
    file = FileField(_("Excel file (.xlsx or .xls)"))


class ApplyForm(Form):
    month = HiddenField(validators=[InputRequired(), Regexp(MONTH)])
    sha256 = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])
    shown = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


@bp.get("/")
@needs("roster.edit")
def new(form=None, first=None, status=200):
    return render("roster/upload.html", status=status, form=form or UploadForm(formdata=None),
                  first=first or month_arg())


@bp.post("/check")
@needs("roster.edit")
def check():
    """Read the file and show what it would change. It is kept on this side only where every cell is good."""
    form, sent, first = UploadForm(request.files), request.files.get("file"), month_arg(request.form)
    try:
        if not sent or not sent.filename:
            raise Invalid(N_("Choose a file."), "file")
        data = sent.stream.read(workbooks.LARGEST + 1)
        plan = roster_files.plan(data, first, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), first, 422)
    return preview(plan, first, roster_files.put_aside(data, by=g.person) if plan.is_clean else None,
                   200 if plan.is_clean else 422)


@bp.post("/apply")
@needs("roster.edit")
def apply():
    form, first = ApplyForm(request.form), month_arg(request.form)
    try:
        if not form.validate():
            raise Invalid(N_("Choose a file."), "file")
        data = roster_files.shown_before(form.sha256.data)
    except Invalid as refusal:
        return new(refuse(UploadForm(formdata=None), refusal), first, 422)
    try:
        changed = roster_files.apply(data, first, shown=form.shown.data, by=g.person)
    except TooLate as late:
        return preview(roster_files.plan(data, first, by=g.person), first, form.sha256.data, 409, late)
    say("Saved: %(count)s days changed.", count=changed)
    return go("roster.index", month=f"{first:%Y-%m}")


def preview(plan, first, sha256, status, late=None):
    form = ApplyForm(formdata=None, month=f"{first:%Y-%m}", sha256=sha256, shown=plan.digest)
    return render("roster/preview.html", status=status, plan=plan, first=first, late=late,
                  form=form if sha256 and plan.is_clean else None)
