from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound

from db import directory, second_factors, slips
from db.base import Invalid, TooLate
from db.delegations import Delegation
from db.handover import handover
from db.issuing import follow_appointments
from db.keys import Certificate, PinRefused
from db.people import Appointment, Person
from db.second_factors import SecondFactor
from portal import papers
from portal.auth import needs
from portal.downloads import download
from portal.http import get_or_404, go, number_arg, refuse, render, say
from portal.people_forms import (
    AbsenceForm,
    AppointForm,
    ConfirmForm,
    EndForm,
    LeaveForm,
    NewPersonForm,
    PersonForm,
    RoleForm,
    blank,
)

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@needs("people.read")
def index():
    department, has_left = number_arg("department"), request.args.get("left") == "1"
    people, more = directory.people_page(g.person, department=department, has_left=has_left, after=number_arg("after"))
    return render("people/index.html", parts={"people"}, people=people, more=more, has_left=has_left,
                  held=directory.titles_held(people), department=department,
                  departments=directory.departments(g.person), manages=g.person.can("people.manage"))


@bp.get("/<int:id>")
@needs("people.read")
def show(id, status=200, **forms):
    person = get_or_404(Person.visible_to(g.person), id)
    certificate, entries = Certificate.of(person), directory.record(person, g.person, "people.manage")
    return render("people/show.html", status=status, person=person, appointments=directory.appointments(person),
                  linked=directory.visible_positions(g.person), delegations=Delegation.of(person, g.person),
                  certificate=certificate, may_confirm=certificate is not None and certificate.may_confirm(g.person),
                  manages=g.person.can("people.manage"),
                  may_reset=g.person.can("people.manage") and not person.outranks(g.person),
                  may_grant=g.person.can("roles.grant"), entries=entries, factor=SecondFactor.of(person),
                  may_reset_factor=g.person.can("second_factors.reset") and person.id != g.person.id,
                  names=Person.names(entry.actor_id for entry in entries), **(blank(person) | forms))


@bp.post("/<int:id>/confirm-key")
@needs("signatures.confirm")
def confirm_key(id):
    """A second pair of eyes on a key made after somebody else had set the password."""
    person = get_or_404(Person.visible_to(g.person), id)
    certificate, form = Certificate.of(person), ConfirmForm(request.form)
    if certificate is None or certificate.serial != form.serial.data:
        raise NotFound
    if not form.validate():
        return show(id, 422, confirming=form)
    try:
        certificate.confirm(form.pin.data, by=g.person)
    except PinRefused as problem:
        return show(id, 422, confirming=refuse(form, problem))
    say("The signing key is confirmed.")
    return go("people.show", id=id)


@bp.get("/new")
@needs("people.manage")
def new(form=None, status=200):
    return render("people/form.html", status=status, person=None, form=form or NewPersonForm())


@bp.post("/new")
@needs("people.manage")
def create():
    form = NewPersonForm(request.form)
    if not form.validate():
        return new(form, 422)
    try:
        person, password = Person.add(form.number.data, form.name.data, email=form.email.data, by=g.person)
    except Invalid as refusal:
        return new(refuse(form, refusal), 422)
    return render("people/passwords.html", issued=[(person, password)])


@bp.get("/<int:id>/edit")
@needs("people.manage")
def edit(id, form=None, status=200):
    person = get_or_404(Person.visible_to(g.person), id)
    return render("people/form.html", status=status, person=person, form=form or PersonForm(obj=person))


@bp.post("/<int:id>/edit")
@needs("people.manage")
def update(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = PersonForm(request.form)
    if not form.validate():
        return edit(id, form, 422)
    person.change(name=form.name.data, email=form.email.data, by=g.person)
    say("Saved.")
    return go("people.show", id=id)


@bp.post("/<int:id>/password")
@needs("people.manage")
def give_password(id):
    """The answer itself tells the password: it stands in no address, no cookie and no log."""
    person = get_or_404(Person.visible_to(g.person), id)
    return render("people/passwords.html", issued=[(person, person.give_password(by=g.person))])


@bp.post("/<int:id>/second-factor/reset")
@needs("second_factors.reset")
def reset_second_factor(id):
    person = get_or_404(Person.visible_to(g.person), id)
    second_factors.reset(person, by=g.person)
    say("The second factor is reset; every session of this account has ended.")
    return go("people.show", id=id)


@bp.post("/<int:id>/leave")
@needs("people.manage")
def leave(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = LeaveForm(request.form)
    if not form.validate():
        return show(id, 422, leaving=form)
    try:
        person.leave(form.left_on.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, leaving=refuse(form, refusal))
    say("The last day is recorded.")
    tell_what_follows(person)
    return go("people.show", id=id)


@bp.post("/<int:id>/absence")
@needs("people.manage")
def note_absence(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = AbsenceForm(request.form)
    if not form.validate():
        return show(id, 422, absence=form)
    person.note_absence(form.note.data, by=g.person)
    say("Saved.")
    return go("people.show", id=id)


@bp.post("/<int:id>/appointments")
@needs("people.manage")
def appoint(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = AppointForm(request.form).offer()
    if not form.validate():
        return show(id, 422, appoint=form)
    try:
        person.appoint(form.position.row, form.starts_on.data, form.ends_on.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, appoint=refuse(form, refusal))
    say("The appointment is recorded.")
    tell_what_follows(person)
    return go("people.show", id=id)


@bp.post("/<int:id>/appointments/<int:appointment_id>/end")
@needs("people.manage")
def end_appointment(id, appointment_id):
    person = get_or_404(Person.visible_to(g.person), id)
    appointment = get_or_404(Appointment.visible_to(g.person).where(Appointment.person == person), appointment_id)
    form = EndForm(request.form)
    if not form.validate():
        return show(id, 422, end=form, ending=appointment_id)
    try:
        appointment.end(form.ends_on.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, end=refuse(form, refusal), ending=appointment_id)
    say("The end of the appointment is recorded.")
    tell_what_follows(person)
    return go("people.show", id=id)


@bp.post("/<int:id>/appointments/<int:appointment_id>/undo")
@needs("people.manage")
def undo_appointment(id, appointment_id):
    """One that was noted by mistake."""
    person = get_or_404(Person.visible_to(g.person), id)
    appointment = get_or_404(Appointment.visible_to(g.person).where(Appointment.person == person), appointment_id)
    try:
        slips.undo_appointment(appointment, by=g.person)
    except TooLate as late:
        say(late.message, "danger")
        return show(id, 409)
    say("The appointment is undone.")
    tell_what_follows(person)
    return go("people.show", id=id)


@bp.post("/<int:id>/leave/undo")
@needs("people.manage")
def undo_leaving(id):
    """A last day that was noted by mistake."""
    person = get_or_404(Person.visible_to(g.person), id)
    try:
        slips.undo_leaving(person, by=g.person)
    except TooLate as late:
        say(late.message, "danger")
        return show(id, 409)
    say("The last day is undone.")
    tell_what_follows(person)
    return go("people.show", id=id)


@bp.post("/<int:id>/roles")
@needs("roles.grant")
def grant(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = RoleForm(request.form)
    if not form.validate():
        return show(id, 422, granting=form)
    person.grant(form.role.data, by=g.person)
    say("The role is granted.")
    return go("people.show", id=id)


@bp.post("/<int:id>/roles/revoke")
@needs("roles.grant")
def revoke(id):
    person = get_or_404(Person.visible_to(g.person), id)
    form = RoleForm(request.form)
    if not form.validate():
        return show(id, 422, granting=form)
    try:
        person.revoke(form.role.data, by=g.person)
    except Invalid as refusal:
        return show(id, 422, granting=refuse(form, refusal))
    say("The role is revoked.")
    return go("people.show", id=id)


@bp.get("/<int:id>/handover.pdf")
@needs("people.read")
def hand_over(id):
    """The sheet for the day somebody leaves a position."""
    person = get_or_404(Person.visible_to(g.person), id)
    return download(papers.handover(handover(person, g.person)), f"离岗交接单-{person.number}.pdf")


@bp.post("/<int:id>/sign-out")
@needs("people.manage")
def sign_out(id):
    person = get_or_404(Person.visible_to(g.person), id)
    person.sign_out_everywhere(by=g.person)
    say("Every session of this account has ended.")
    return go("people.show", id=id)


def tell_what_follows(person):
    """The signings that begin or end with an appointment; one of a later day follows on that day."""
    opened, ended = follow_appointments([person], paper=papers)
    if opened:
        say("Opened for signing: %(titles)s.", titles="、".join(signing.description.title for signing in opened))
    if ended:
        say("Ended, no longer to be signed: %(titles)s.", titles="、".join(one.description.title for one in ended))
