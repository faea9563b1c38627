"""What a page offers a person beside the moves of the row it shows; what it does not offer, the verbs refuse."""

from db.descriptions import IN_FORCE
from db.signatures import REFUSED, RETURNED
from db.turns import AWAITING_EMPLOYEE


def of_signing(signing, anew, person):
    """Names of what may be done about a signing; `anew`: see db.reopening."""
    manages = person.can("signatures.manage")
    return _those(
        move_deadline=manages and signing.is_open,
        open_again=manages and anew and not anew.obstacle,
        revise=(manages and signing.state in (RETURNED, REFUSED) and signing.description.state == IN_FORCE
                and signing.description.may_draft(person)),
        hand_over=(person.can("signatures.hand_over") and signing.state == AWAITING_EMPLOYEE
                   and signing.holder_id != person.id))


def of_version(description, standing, unasked, person):
    """Names of what may be done about a version; `standing` and `unasked`: see db.progress."""
    in_force = description.state == IN_FORCE
    lacking = sum(signing is None for _holder, signing in standing)
    return _those(
        revise=in_force and description.may_draft(person),
        edit=description.state == "draft" and description.may_draft(person),
        correct=in_force and person.can("descriptions.correct"),
        open_signings=(in_force and person.can("signatures.manage")
                       and lacking > len(unasked.people if unasked else ())),
        appoint=in_force and person.can("signatures.manage"))


def _those(**offers):
    return {name for name, is_so in offers.items() if is_so}
