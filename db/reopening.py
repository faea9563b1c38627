"""A paper that came back: which newer one has taken its place, or what keeps its signing from beginning anew."""

from dataclasses import dataclass

import peewee as pw

from db.base import N_, TooLate
from db.descriptions import IN_FORCE, Description
from db.lines import Lines
from db.people import Appointment
from db.signatures import LAPSED, REFUSED, RETURNED, WITHDRAWN, Signing

CAME_BACK = (RETURNED, REFUSED, WITHDRAWN)


@dataclass(frozen=True)
class Anew:
    """What can become of it: `signing` is the newer one there is; else `description` is signed, but for `obstacle`."""

    description: Description | None
    signing: Signing | None
    obstacle: TooLate | None


def anew(signing):
    """The Anew of a paper that came back; None of any other."""
    if signing.state not in CAME_BACK:
        return None
    in_force, newer = Description.in_force(signing.position), newest_after(signing)
    return Anew(in_force, newer, _obstacle(signing, in_force, newer))


def newest_after(signing):
    """The holder's newest signing of this position that was begun after this one and neither withdrawn nor lapsed."""
    return (Signing.select(Signing, Description).join(Description).where(_follows(Signing, signing))
            .order_by(Signing.id.desc()).first())


def to_mend(person):
    """Papers that wait for an answer of who can give it: of the version in force, of its holder, the last there is."""
    if not person.can("signatures.manage"):
        return []
    later = Signing.alias()
    followed = pw.fn.EXISTS(later.select(later.id).where(_follows(later, Signing)))
    held = pw.fn.EXISTS(Appointment.current().where(
        Appointment.person == Signing.holder, Appointment.position == Signing.position))
    rows = Signing.listed(Signing.visible_to(person).where(Signing.state.in_((RETURNED, REFUSED)), held, ~followed))
    return list(rows.where(Description.state == IN_FORCE).order_by(Signing.id))


def _follows(later, earlier):
    return ((later.holder == earlier.holder) & (later.position == earlier.position) & (later.id > earlier.id)
            & later.state.not_in((WITHDRAWN, LAPSED)))


def _obstacle(signing, in_force, newer):
    if newer is not None:
        return TooLate(N_("A newer signing of %(name)s has taken the place of this one."), name=signing.holder.name)
    if in_force is None:
        return TooLate(N_("Only the version in force can be signed."))
    lines = Lines()
    if signing.holder_id not in lines.holders.get(signing.position_id, ()):
        return TooLate(N_("%(name)s no longer holds this position."), name=signing.holder.name)
    if not lines.superiors(signing.position_id, but={signing.holder_id}):
        return TooLate(N_("Nobody holds a position above; a superior has to be appointed first."))
    return None
