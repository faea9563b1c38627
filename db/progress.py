"""How far the signing of a version has come: who holds the position, who has signed, for whom it can begin."""

from dataclasses import dataclass

from db.base import today
from db.descriptions import IN_FORCE, OPEN
from db.issuing import holders_without_signing, open_signings
from db.lines import Lines, held_on
from db.people import Appointment, Person
from db.prepared import prepared_plain
from db.signatures import LAPSED, SIGNED, WITHDRAWN, Signing

NAMED = (Person.id, Person.number, Person.name, Person.pinyin)
LISTED = (Signing.id, Signing.holder, Signing.state, *NAMED)


@dataclass(frozen=True)
class Unasked:
    """Holders above whom nobody sits who could sign; whether that is because their position stands at the top."""

    people: list
    is_top: bool


def progress(descriptions):
    """{description id: (holders whose signing is complete, holders)} of the versions in force, in two queries."""
    in_force = {row.id: row.position_id for row in descriptions if row.state == IN_FORCE}
    held, signed = {}, {}
    for position, person in held_on(today()):
        held.setdefault(position, set()).add(person)
    for description, holder in _complete(list(in_force)):
        signed.setdefault(description, set()).add(holder)
    return {row: (len(signed.get(row, set()) & held.get(position, set())), len(held.get(position, ())))
            for row, position in in_force.items()}


@prepared_plain
def _complete(descriptions):
    return Signing.select(Signing.description, Signing.holder).where(
        Signing.description.in_(descriptions), Signing.state.in_(SIGNED))


def standing(description, person):
    """[(holder, their newest signing of this version or None)], of the people and signings the person may see."""
    signings = (Signing.visible_to(person).select(*LISTED).join(Person, on=Signing.holder)
                .where(Signing.description == description, Signing.state.not_in((WITHDRAWN, LAPSED)))
                .order_by(Signing.id))
    newest = {signing.holder_id: signing for signing in signings}
    rows = [(signing.holder, signing) for signing in newest.values()]
    if description.state == IN_FORCE:
        current = Appointment.current().where(Appointment.position == description.position_id)
        rows += [(holder, None) for holder in Person.visible_to(person).select(*NAMED).where(
            Person.id.in_(current.select(Appointment.person)), Person.id.not_in(list(newest)))]
    return sorted(rows, key=lambda row: row[0].pinyin)


def waiting_for_a_superior(description):
    """Current holders without a signing of this version above whom nobody sits who could sign.

    Of a version that is not in force yet these are whom bringing it into force will not ask.
    """
    lines = Lines()
    return [person for person in holders_without_signing(description)
            if not lines.superiors(description.position_id, but={person.id})]


def unasked(description, viewer):
    """For HR: the holders nobody can ask to sign this version, because none sits above; None where there are none."""
    if description.state not in (*OPEN, IN_FORCE) or not viewer.can("signatures.manage"):
        return None
    people = waiting_for_a_superior(description)
    return Unasked(people, description.position.superior_id is None) if people else None


def open_for_the_rest(description, *, by, paper):
    """Open the signing for the current holders who have none; where nobody sits above one, that one has to wait."""
    by.check("signatures.manage")
    waiting = {person.id for person in waiting_for_a_superior(description)}
    people = [person for person in holders_without_signing(description) if person.id not in waiting]
    return open_signings(description, people, by=by, paper=paper)
