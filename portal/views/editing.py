"""A draft, edited where it stands: every form on the page saves one thing at once, and the page is drawn again."""

import re

from flask import Blueprint, g, request
from flask_babel import gettext

from db import editing
from db.base import N_, Invalid, TooLate, digest
from db.descriptions import DRAFT, Description
from db.edits import Collision, Edit
from db.edits import undo as undo_last
from db.line_notation import differing_lines
from db.remarks import margin
from db.sanity import doubts
from portal.auth import needs
from portal.description_form import texts_of
from portal.editor import (
    HEAD,
    TAIL,
    FieldForm,
    GroupForm,
    MoveForm,
    NewForm,
    SeenForm,
    UndoForm,
    WordsForm,
    form_of,
    found_again,
    grouped,
    typed,
)
from portal.http import get_or_404, go, refuse, render, say, target
from portal.sentences import SENTENCES

bp = Blueprint("editing", __name__, url_prefix="/descriptions/<int:id>/edit")


@bp.get("")
@needs("descriptions.draft")
def show(id):
    kind, _colon, key = request.args.get("open", "").partition(":")
    draft = get_or_404(Description.visible_to(g.person), id)
    draft.check_reach(g.person)
    if draft.state != DRAFT:
        raise TooLate(N_("Only a draft can be edited."))
    return draw(id, (kind, key))


def draw(id, opened=("", ""), form=None, status=200, theirs=None, here=None, remarking=None, offered=()):
    """The whole editor. `opened` is the (kind, key) of the form that is open; `here` what has just been changed."""
    draft = get_or_404(Description.visible_to(g.person), id)
    clauses, texts, last = draft.clause_list, texts_of(draft.payload()), Edit.last(draft)
    opened, form = found_again(opened, form, clauses) if form else (opened, form_of(*opened, clauses, draft.payload()))
    return render("editing/show.html", parts={"draft"}, status=status, description=draft, groups=grouped(clauses),
                  opened=opened if form else ("", ""), form=form, here=here, theirs=theirs,
                  is_draft=draft.state == DRAFT, last=last,
                  last_said=last and gettext(SENTENCES[f"description.{last.action}"]),
                  head=HEAD, tail=TAIL, texts=texts, labels=FieldForm(), margin=margin(draft, clauses),
                  doubts={doubt.place: doubt for doubt in doubts(draft)}, remarking=remarking, offered=offered)


def tried(id, verb, form, opened, said, *args, here=None, **kwargs):
    """Let the verb do it and draw the page; what is refused is said in the form that was sent, typed text and all."""
    draft = get_or_404(Description.visible_to(g.person), id)
    if not form.validate():
        return draw(id, opened, form, 422)
    try:
        verb(draft, *args, by=g.person, **kwargs)
    except Collision as collision:
        return collided(id, form, opened, collision)
    except (Invalid, TooLate) as refusal:
        if opened[0] in ("row", ""):
            say(refusal.message, "danger", **refusal.params)
        return draw(id, opened, refuse(form, refusal), 409 if isinstance(refusal, TooLate) else 422)
    say(said)
    if target():
        return draw(id, here=here)
    return go("editing.show", id=id, _anchor=here and f"row-{here}")


def collided(id, form, opened, collision):
    """Both texts side by side; from here on the form replaces the other one, for its reader has seen it."""
    kind, key = opened
    if kind == "row":
        say(N_("Somebody else has just changed this duty. Look at it again; nothing was done."), "danger")
        return draw(id, status=409, here=key)
    field = form[key] if kind == "field" else form.text
    theirs = texts_of({key: collision.theirs, "qualifications": {key: collision.theirs}})[key] if kind == "field" \
        else collision.theirs
    form.seen.put(digest(collision.theirs))
    return draw(id, opened, form, 409, [(field, differing_lines(field.data or "", theirs))])


@bp.post("/duties")
@needs("descriptions.draft")
def add(id):
    form = NewForm(request.form)
    return tried(id, editing.add_clause, form, ("new", form.after.data or ""), N_("The duty is added."),
                 form.text.data, group=form.group.data, after=form.after.data or None, identity=form.identity.data,
                 here=form.identity.data)


@bp.post("/duties/<identity>")
@needs("descriptions.draft")
def reword(id, identity):
    form = WordsForm(request.form)
    return tried(id, editing.reword, form, ("words", identity), N_("The duty is reworded."), identity,
                 form.text.data, seen=form.seen.data, here=identity)


@bp.post("/duties/<identity>/split")
@needs("descriptions.draft")
def split(id, identity):
    form = WordsForm(request.form)
    parts = re.split(r"\n\s*\n", form.text.data or "")
    return tried(id, editing.split, form, ("split", identity), N_("The duty is split."), identity, parts,
                 seen=form.seen.data, here=identity)


@bp.post("/duties/<identity>/merge")
@needs("descriptions.draft")
def merge(id, identity):
    form = SeenForm(request.form)
    return tried(id, editing.merge, form, ("row", identity), N_("The two duties are merged."), identity,
                 form.other.data, seen=form.seen.data, here=identity)


@bp.post("/duties/<identity>/remove")
@needs("descriptions.draft")
def remove(id, identity):
    form = SeenForm(request.form)
    return tried(id, editing.remove, form, ("row", identity), N_("The duty is removed."), identity,
                 seen=form.seen.data)


@bp.post("/move")
@needs("descriptions.draft")
def move(id):
    form = MoveForm(request.form)
    return tried(id, editing.move, form, ("row", form.identity.data or ""), N_("The duty is moved."),
                 form.identity.data, after=form.after.data or None, group=form.group.data, here=form.identity.data)


@bp.post("/groups/<identity>")
@needs("descriptions.draft")
def rename_group(id, identity):
    form = GroupForm(request.form)
    return tried(id, editing.rename_group, form, ("group", identity), N_("The group is renamed."),
                 form.group.data or "", form.name.data, here=identity)


@bp.post("/fields/<name>")
@needs("descriptions.draft")
def write_field(id, name):
    get_or_404(Description.visible_to(g.person), id)
    if name not in (*HEAD, *TAIL):
        raise Invalid(N_("There is no such field."))
    form = FieldForm.of(name, request.form)
    value = typed(form, name) if form.validate() else None
    return tried(id, editing.write_field, form, ("field", name), N_("Saved."), name, value, seen=form.seen.data,
                 here=name)


@bp.post("/undo")
@needs("descriptions.draft")
def undo(id):
    form = UndoForm(request.form)
    last = int(form.last.data) if (form.last.data or "").isascii() and (form.last.data or "").isdigit() else 0
    return tried(id, undo_last, form, ("", ""), N_("The last change is undone."), last)
