"""Whose turn it is to decide the superior's step of a draft: whoever sits above it, or whom one of them lets decide."""

from functools import cached_property

from db.delegations import Delegation
from db.lines import Lines


class ReviewTurns:
    """A snapshot of lines and delegations, each read when first asked for; one for all versions of a list."""

    @cached_property
    def lines(self):
        return Lines()

    @cached_property
    def delegations(self):
        return [row for row in Delegation.all_running() if row.as_superior]

    def of(self, description):
        """{id of who may decide it now: the delegation it would be by, None for the own turn}.

        Neither who submitted it nor who holds the position decides, not even in somebody's place.
        """
        own = description.reviewers(self.lines)
        found = dict.fromkeys(own)
        barred = own | {description.submitted_by_id} | self.lines.holders.get(description.position_id, set())
        for delegation in self.delegations if own else ():
            if delegation.giver_id in own and delegation.delegate_id not in barred:
                found.setdefault(delegation.delegate_id, delegation)
        return found

    def is_entrusted(self, person):
        """Whether somebody lets the person decide in the own place at all."""
        return any(row.delegate_id == person.id for row in self.delegations)


def noted(delegation):
    """What the log says of how somebody came to decide; it names nobody."""
    return {"delegation": delegation.number} if delegation else {}
