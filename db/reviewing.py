"""A version on its way from draft to force: on whose desk it lies, and which steps it has taken by whom."""

import json
from dataclasses import dataclass, field

import peewee as pw

from db.audit import AuditEntry
from db.descriptions import DISCARDED, DRAFT, FINAL, IN_REVIEW, OPEN, WITH_SUPERIOR, Description
from db.people import Person
from db.review_turns import ReviewTurns

STEPS = {  # step -> (the state in which it is taken, the moves that end it)
    "draft": (DRAFT, ("submit", "submit_as_superior", "submit_without_superior")),
    "superior": (WITH_SUPERIOR, ("agree", "take_over", "submit_as_superior", "submit_without_superior")),
    "hr": (IN_REVIEW, ("publish",)),
    "in_force": (None, ("publish",)),
}
BACK = ("recall", "return", "hand_back")
LISTED = (Description.id, Description.position, Description.version, Description.state, Description.title,
          Description.submitted_at, Description.submitted_by, Description.review_note, Person.id, Person.name)


@dataclass
class Desk:
    """The open versions one person works on, each in one pile."""

    to_review: list = field(default_factory=list)
    came_back: list = field(default_factory=list)
    others: list = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One of the four; `entry` of the log says who ended it, how and when, or who began a draft."""

    name: str
    stands: str  # done, now, ahead
    entry: AuditEntry | None

    @property
    def how(self):
        """The move that ended the step, or None."""
        return self.entry and self.entry.action.removeprefix("description.")

    @property
    def delegation(self):
        """The number of the delegation by which it was ended, or None."""
        return self.entry and json.loads(self.entry.particulars).get("delegation")


def desk(person):
    """What lies on the person's desk, oldest first, in at most five queries."""
    found, turns = Desk(), ReviewTurns()
    if not person.can("descriptions.draft") and not turns.is_entrusted(person):
        return found
    rows = (Description.visible_to(person).select(*LISTED)
            .join(Person, pw.JOIN.LEFT_OUTER, on=Description.submitted_by)
            .where(Description.state.in_(OPEN)).order_by(Description.id))
    for row in rows:
        if row.state == WITH_SUPERIOR and person.id in turns.of(row) \
                or row.state == IN_REVIEW and person.can("descriptions.publish"):
            found.to_review.append(row)
        elif not row.may_draft(person):
            continue
        elif row.state == DRAFT and row.review_note is not None and row.submitted_by_id == person.id:
            found.came_back.append(row)
        else:
            found.others.append(row)
    return found


def awaited(description):
    """Whose agreement it waits for, by name; nobody's where nobody sits above who could give it."""
    if description.state != WITH_SUPERIOR:
        return []
    return list(Person.select().where(Person.id.in_(description.reviewers())).order_by(Person.pinyin))


def steps(description, entries):
    """The four steps as the log tells them; none of a draft that was discarded."""
    if description.state == DISCARDED:
        return []
    last = _since_it_last_came_back(entries)
    reached = [state for state, _moves in STEPS.values()]
    reached = len(reached) if description.state in FINAL else reached.index(description.state)
    found = []
    for place, (name, (_state, moves)) in enumerate(STEPS.items()):
        ended = next((last[move] for move in moves if move in last), None) if place < reached else None
        began = next((entry for entry in entries if entry.action == "description.draft"), None)
        stands = "done" if place < reached else "now" if place == reached else "ahead"
        found.append(Step(name, stands, began if place == reached == 0 else ended))
    return found


def _since_it_last_came_back(entries):
    """{move: the last entry of it}, of what has happened since the version was a draft."""
    found = {}
    for entry in entries:
        move = entry.action.removeprefix("description.")
        found = {} if move in BACK else found | {move: entry}
    return found
