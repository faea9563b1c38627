from flask import Blueprint, g, request
from flask_babel import gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from db import acts, audit, deadlines, issuing, offers, scans, signing_lists
from db.base import N_, Invalid
from db.binding import bound_until, signed_before
from db.comments import Comment
from db.corrections import read
from db.differences import between
from db.keys import Certificate, PinRefused
from db.on_site import OnSite
from db.paper_copies import PaperCopy
from db.people import Person
from db.reopening import anew
from db.signatures import AWAITING_EMPLOYEE, Signing
from portal import papers
from portal.auth import needs, trail
from portal.description_form import DescriptionForm
from portal.downloads import download
from portal.forms import Day, Form, LongText, Text, _
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.marks import mark_of
from portal.navigation import awaiting

bp = Blueprint("signatures", __name__, url_prefix="/signatures")
MINE = "mine"  # no state, but what waits for the reader
SIGNED = {      # whose signature is next -> what is said after one
    "superior": N_("You have signed. Next signs the direct superior: %(names)s."),
    "hr": N_("You have signed. Next signs the HR manager: %(names)s."),
    None: N_("You have signed. All three have: the signed PDF can be downloaded."),
}


class SignForm(Form):
    shown = HiddenField(validators=[InputRequired(), Length(max=64)])
    read = BooleanField(_("I have read every clause."), [InputRequired(_("Please confirm that you have read it."))])
    method = RadioField(_("Your signature"), default="typed",
                        choices=[SelectChoice("typed", _("Typed")), SelectChoice("drawn", _("Drawn"))])
    text = Text(_("Your name as you sign it"), [Optional()], most=40)
    strokes = HiddenField(validators=[Length(max=200_000)])
    pin = PasswordField(_("Signing PIN"), [InputRequired(), Length(max=100)])


class HandBackForm(Form):
    note = LongText(_("What should be corrected?"), [Optional()], most=2000)

    def comments(self):
        return {name[8:]: value[:2000] for name, value in request.form.items() if name.startswith("comment-")}

    def knows(self, name):
        return name.startswith("comment-")


class ScanForm(Form):
    ALSO = ("csrf_token", "file")
    file = FileField(_("Scan (PDF, PNG or JPEG)"), [FileRequired(_("Choose a file."))])
    signed_on = Day(_("Signed on"), [InputRequired()])


class DeadlineForm(Form):
    due_on = Day(_("New deadline"), [InputRequired()])
    reason = Text(_("Reason"), [DataRequired()], most=200)


class ReasonForm(Form):
    reason = LongText(_("Reason"), [DataRequired()], most=2000)


@bp.get("/")
@needs("signatures.read")
def index():
    state = request.args.get("state") or None
    before = number_arg("before")
    mine = {"only": list(awaiting())} if state == MINE else {"state": state}
    rows, more = signing_lists.page(g.person, before=before, **mine)
    return render("signatures/index.html", parts={"signings"}, signings=rows, more=more, state=state,
                  awaiting=awaiting())


@bp.get("/<int:id>")
@needs("signatures.read")
def show(id, form=None, back=None, refusal=None, scan=None, deadline=None, status=200):
    signing = get_or_404(Signing.visible_to(g.person), id)
    entries, before, signatures = list(audit.history(signing)), signed_before(signing), signing.signature_rows()
    difference = between(before.description, signing.description) if before and signing.is_open else None
    found = anew(signing)
    return render("signatures/show.html", parts={"signing"}, status=status, signing=signing, difference=difference,
                  turn=signing.turn(), before=before, anew=found,
                  may=offers.of_signing(signing, found, g.person), labels=DescriptionForm(),
                  bound=bound_until([signing, *([before] if before else [])]),
                  reading=read(signing.description), printed=signing.correction_id or 0,
                  description=signing.description, moves=signing.moves_for(g.person), signers=signing.signers(),
                  signatures=signatures, hosts=OnSite.hosts(signatures), comments=Comment.on(signing),
                  certificate=Certificate.of(g.person), copy=PaperCopy.latest(signing),
                  form=form or SignForm(shown=signing.current.sha256, text=g.person.name),
                  back=back or HandBackForm(), refusal=refusal or ReasonForm(), scan=scan or ScanForm(),
                  deadline=deadline or DeadlineForm(due_on=signing.due_on),
                  entries=entries, names=Person.names(entry.actor_id for entry in entries))


@bp.post("/<int:id>/sign")
@needs("signatures.sign")
def sign(id):
    signing = get_or_404(Signing.visible_to(g.person), id)
    form = SignForm(request.form)
    if not form.validate():
        return show(id, form=form, status=422)
    try:
        acts.sign(signing, form.pin.data, shown=form.shown.data, mark=mark_of(form), trail=trail(),
                  paper=papers, by=g.person)
    except (Invalid, PinRefused) as problem:
        return show(id, form=refuse(form, problem), status=422)
    say_next(signing)
    return go_on(id)


@bp.post("/<int:id>/hand-back")
@needs("signatures.sign")
def hand_back(id):
    signing = get_or_404(Signing.visible_to(g.person), id)
    form = HandBackForm(request.form)
    if not form.validate():
        return show(id, back=form, status=422)
    try:
        acts.hand_back(signing, form.comments(), form.note.data or "", by=g.person)
    except Invalid as problem:
        return show(id, back=refuse(form, problem), status=422)
    say("Returned for correction. HR will see your remarks.")
    return go_on(id)


@bp.post("/<int:id>/refuse")
@needs("signatures.sign")
def decline(id):
    signing = get_or_404(Signing.visible_to(g.person), id)
    form = ReasonForm(request.form)
    if not form.validate():
        return show(id, refusal=form, status=422)
    acts.refuse(signing, form.reason.data, by=g.person)
    say("Refused. HR will see your reason.")
    return go("signatures.show", id=id)


@bp.post("/<int:id>/withdraw")
@needs("signatures.manage")
def withdraw(id):
    signing = get_or_404(Signing.visible_to(g.person), id)
    signing.withdraw("", by=g.person)
    say("Withdrawn.")
    return go("signatures.show", id=id)


@bp.post("/<int:id>/open-again")
@needs("signatures.manage")
def open_again(id):
    """Let a returned or refused signing begin anew, with the version that is in force."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    anew = issuing.open_again(signing, by=g.person, paper=papers)
    say("A new signing has been opened.")
    return go("signatures.show", id=anew.id)


@bp.post("/<int:id>/deadline")
@needs("signatures.manage")
def move_deadline(id):
    signing = get_or_404(Signing.visible_to(g.person), id)
    form = DeadlineForm(request.form)
    if not form.validate():
        return show(id, deadline=form, status=422)
    try:
        deadlines.move(signing, form.due_on.data, form.reason.data, by=g.person)
    except Invalid as problem:
        return show(id, deadline=refuse(form, problem), status=422)
    say("The deadline has been moved.")
    return go("signatures.show", id=id)


@bp.get("/<int:id>/to-sign.pdf")
@needs("signatures.manage")
def to_sign(id):
    """The sealed paper without signatures, to be printed and signed by hand."""
    signing = get_or_404(Signing.visible_to(g.person).where(Signing.state == AWAITING_EMPLOYEE), id)
    return download(signing.base.read(), papers.file_name(signing, "to-sign"))


@bp.post("/<int:id>/scan")
@needs("signatures.manage")
def file_scan(id):
    """The scan of the copy signed by hand becomes the signed copy."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    form = ScanForm(request.form | request.files)
    if not form.validate():
        return show(id, scan=form, status=422)
    try:
        scans.file_scan(signing, form.file.data.read(scans.LARGEST + 1), form.signed_on.data, by=g.person)
    except Invalid as problem:
        return show(id, scan=refuse(form, problem), status=422)
    say("The scan is filed as the signed copy.")
    return go("signatures.show", id=id)


@bp.get("/<int:id>/paper.pdf")
@needs("signatures.read")
def paper(id):
    """The signed paper; before it is complete only a preview with a watermark."""
    signing = get_or_404(Signing.visible_to(g.person), id)
    if signing.is_final:
        signed = signing.scan or signing.current
        return download(signed.read(), papers.file_name(signing, "signed"), signed.media_type)
    return download(papers.preview(signing.description, signing), papers.file_name(signing, "preview"))


@bp.get("/<int:id>/evidence.pdf")
@needs("signatures.read")
def evidence(id):
    signing = get_or_404(Signing.visible_to(g.person).where(Signing.evidence.is_null(False)), id)
    return download(signing.evidence.read(), papers.file_name(signing, "evidence"))


def say_next(signing):
    """What the signature has brought about, and who signs next."""
    turn = signing.turn()
    names = [f"{person.name}{for_whom(turn[person.id])}" for person in signing.signers()]
    say(SIGNED[signing.step], names=gettext(", ").join(names) or gettext("nobody holds this office"))


def for_whom(delegation):
    return gettext(" (for %(name)s)", name=delegation.giver.name) if delegation else ""


def go_on(id):
    """To the paper; to Today where it is out of sight now: a delegate sees it only as long as he may sign it."""
    is_seen = Signing.visible_to(g.person).where(Signing.id == id).exists()
    return go("signatures.show", id=id) if is_seen else go("home.index")
