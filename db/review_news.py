"""Who is told what when a description moves between draft and force."""

from db.lines import hr_people
from db.notices import settle, tell


def spread(description, move, *, by):
    """After the move, in its transaction: nobody is asked any longer for what was wanted before; whoever is next is."""
    settle(description)
    for kind, whom in NEWS.get(move, ()):
        tell(whom(description), kind, description, by=by)


def superiors(description):
    return description.turn()


def personnel(_description):
    return hr_people()[1]


def submitter(description):
    return {description.submitted_by_id} - {None}


TO_HR = ("description.to_hr", personnel)
NEWS = {
    "submit": (("description.to_superior", superiors),),
    "submit_as_superior": (TO_HR,),
    "submit_without_superior": (TO_HR,),
    "agree": (TO_HR,),
    "take_over": (TO_HR, ("description.taken_over", superiors)),
    "return": (("description.returned", submitter),),
    "hand_back": (("description.returned", submitter),),
    "publish": (("description.published", submitter),),
}
