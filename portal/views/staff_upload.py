from flask import Blueprint, g, request
from flask_babel import gettext
from flask_wtf.file import FileField
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from db import staff_upload, workbooks
from db.base import N_, Invalid, TooLate
from portal.auth import needs
from portal.downloads import download
from portal.forms import Form, _
from portal.http import go, refuse, render, say

bp = Blueprint("staff_upload", __name__, url_prefix="/people/upload")
HEADINGS = (_("Employee number"), _("Name"), _("Department"), _("Position"), _("Start date"), _("End date"),
            _("E-mail address"))


class UploadForm(Form):
    ALSO = ("csrf_token", "file")
    file = FileField(_("Excel file (.xlsx or .xls)"))


class ApplyForm(Form):
    sha256 = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])
    shown = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])


@bp.get("")
@needs("people.manage")
def new(form=None, status=200):
    return render("people/upload.html", status=status, form=form or UploadForm(), columns=headings(),
                  most=staff_upload.MOST_ROWS)


@bp.post("")
@needs("people.manage")
def check():
    """Read the list and show what it would do. It is kept on this side only where every row is good."""
    form = UploadForm(request.files)
    sent = request.files.get("file")
    try:
        if not sent or not sent.filename:
            raise Invalid(N_("Choose a file."), "file")
        data = sent.stream.read(workbooks.LARGEST + 1)
        plan = staff_upload.plan(data, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    return preview(plan, staff_upload.put_aside(data, by=g.person) if plan.is_clean else None,
                   200 if plan.is_clean else 422)


@bp.post("/apply")
@needs("people.manage")
def apply():
    form = ApplyForm(request.form)
    try:
        if not form.validate():
            raise Invalid(N_("Choose a file."), "file")
        data = staff_upload.shown_before(form.sha256.data, by=g.person)
    except Invalid as refusal:
        return new(refuse(UploadForm(), refusal), 422)
    try:
        added = staff_upload.apply(data, shown=form.shown.data, by=g.person)
    except TooLate as late:
        return preview(staff_upload.plan(data, by=g.person), form.sha256.data, 409, late)
    if added:
        return render("people/passwords.html", issued=added)
    say("The list has been taken over.")
    return go("people.index")


@bp.get("/template.xlsx")
@needs("people.manage")
def template():
    example = ("K2001", gettext("Example person"), gettext("Market centre/Customer service"), gettext("Clerk"),
               "2026-03-01", "", "name@example.com")
    return download(staff_upload.template(headings(), example), gettext("Staff list") + ".xlsx", workbooks.XLSX)


def preview(plan, sha256, status, late=None):
    form = ApplyForm(formdata=None, sha256=sha256, shown=plan.digest) if sha256 and plan.is_clean else None
    return render("people/preview.html", status=status, plan=plan, form=form, late=late, count=plan.count)


def headings():
    """The columns of a list in the reader's language; a list is read in either."""
    return [str(heading) for heading in HEADINGS]
