"""The first steps on Today: what each is, and where it is taken."""

from typing import NamedTuple

from flask import g
from flask_babel import lazy_gettext as _

from db.first_steps import first_steps
from portal.auth import may_open


class Step(NamedTuple):
    """`pages`: (label, endpoint) of where the step is taken, as far as the reader may open them."""

    title: str
    hint: str
    pages: tuple
    is_done: bool = False
    is_next: bool = False


STEPS = {
    "departments": Step(
        _("Create the departments"), _("From the top down: the company first, then what lies within it."),
        ((_("Add a department"), "positions.new_department"),)),
    "positions": Step(
        _("Create the positions"),
        _("From the top down, each with its direct superior: who holds that one signs after the holder."),
        ((_("Add a position"), "positions.new"),)),
    "people": Step(
        _("Add the people"),
        _("One by one, then appointed to a position on their page; or all at once from an Excel file. Their one-time "
          "passwords are shown once: print them or write them down."),
        ((_("Upload a staff list"), "staff_upload.new"), (_("Add a person"), "people.new"))),
    "hr": Step(
        _("Grant the HR role"),
        _("On the page of whoever writes and publishes descriptions. HR manager, who signs last, is who has this role "
          "and heads a department: others report to the position, and its own superior is not of the department."),
        ((_("Choose the person"), "people.index"), (_("Who may do what"), "access.index"))),
    "drafts": Step(
        _("Import the descriptions"), _("HR reads in the Word files and makes drafts of them."),
        ((_("Import"), "intake.index"),)),
    "publish": Step(
        _("Bring one into force"),
        _("HR submits a draft, the superior agrees, HR publishes it: that opens a signing for everybody who holds the "
          "position."),
        ((_("Position descriptions"), "descriptions.index"),)),
    "sign": Step(
        _("The first signed paper"),
        _("Holder, direct superior and HR manager each make a signing key and sign in this order. Then this list is "
          "gone."),
        ((_("Signatures"), "signatures.index"), (_("My signing key"), "keys.index"))),
}


def steps():
    """What is left to do and what is done, for who sets the portal up; nothing for others, and nothing afterwards."""
    done = first_steps(g.person)
    if not done:
        return []
    coming = next((name for name in STEPS if not done.get(name)), None)
    return [step._replace(is_done=done.get(name, False), is_next=name == coming,
                          pages=[page for page in step.pages if may_open(page[1])]) for name, step in STEPS.items()]
