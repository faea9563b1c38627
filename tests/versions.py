"""Two versions of the clerks' description, and signings of them in any state, without real papers."""

from db import editing
from db.base import digest, now
from db.documents import Document
from db.signatures import COMPLETE, ON_PAPER, REFUSED, RETURNED, SUPERSEDED, WITHDRAWN, Signing
from tests.world import in_review


def in_force(draft, by):
    in_review(draft, by=by)
    draft.publish(by=by)
    return draft


def two(world):
    """(superseded, in force): in the second one clause is reworded."""
    first = in_force(world.drafts.clerk, world.hr)
    second = first.revise(by=world.hr)
    clause = second.clause_list[0]
    editing.reword(second, clause.identity, "接待来访的商户并登记", seen=digest(clause.text), by=world.hr)
    in_force(second, world.hr)
    return world.again(first), second


def paper(description, holder, state):
    """A signing in the state."""
    document, has_ended = Document.keep(b"no paper"), state in (RETURNED, REFUSED, WITHDRAWN)
    return Signing.create(
        description=description, holder=holder, position=description.position, state=state, digest=description.digest,
        token=f"{description.id}-{holder.id}-{state}", anchor_id=0, anchor_hash="0" * 64, base=document,
        current=document, revisions=1, active_key=None if has_ended else f"{description.id}:{holder.id}",
        completed_at=now() if state in (COMPLETE, ON_PAPER, SUPERSEDED) else None)
