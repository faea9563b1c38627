"""Who is told what when a signing moves."""

from db.lines import hr_people
from db.notices import settle, tell
from db.turns import Turns


def spread(signing, move, *, by):
    """After the move, in its transaction: nobody is asked any longer for what was wanted before; whoever is next is."""
    settle(signing)
    for kind, whom in NEWS.get(move, ()):
        tell(whom(signing, by), kind, signing, by=by)


def holder(signing, _by):
    return {signing.holder_id}


def next_signers(signing, by):
    """Whose turn it is now; the signature that led here may not be written down yet."""
    signed = {row.person_id for row in signing.signatures} | {by.id}
    return Turns().of(signing, signed | {signing.delegation.giver_id} if signing.delegation else signed)


def personnel(_signing, _by):
    return hr_people()[1]


def holder_and_personnel(signing, by):
    return holder(signing, by) | personnel(signing, by)


NEWS = {
    "sign_as_employee": (("signing.turn", next_signers),),
    "sign_as_superior": (("signing.turn", next_signers),),
    "sign_as_hr": (("signing.completed", holder),),
    "hand_back": (("signing.returned", holder_and_personnel),),
    "refuse": (("signing.refused", personnel),),
    "withdraw": (("signing.withdrawn", holder),),
    "file_scan": (("signing.filed", holder),),
    "supersede": (("signing.superseded", holder),),
}
