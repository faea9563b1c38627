"""The papers somebody looks at: those that wait for a signature, the own ones, and all there are to see."""

from db.prepared import prepared
from db.signatures import WITHDRAWN, Signing


def awaiting(person):
    """The signings that wait for this person's signature, oldest first, as a list shows them."""
    return with_turns(Signing.turns_of(person))


def with_turns(turns):
    """The signings of these turns as a list shows them, oldest first, each with the delegation, if any."""
    rows = _these(list(turns)) if turns else []
    for row in rows:
        row.delegation = turns[row.id]
    return rows


def own(person):
    """The person's own signings, newest first."""
    return _own(person.id)


def page(person, *, state=None, only=None, before=None, size=50):
    """Signings the person may see, newest first, and whether there are more; `only` those with these ids."""
    rows = Signing.listed(Signing.visible_to(person)).order_by(Signing.id.desc()).limit(size + 1)
    rows = rows.where(Signing.id.in_(only)) if only is not None else rows
    rows = rows.where(Signing.state == state) if state else rows
    found = list(rows.where(Signing.id < before) if before else rows)
    return found[:size], len(found) > size


@prepared
def _own(person):
    rows = Signing.select().where(Signing.holder == person, Signing.state != WITHDRAWN)
    return Signing.listed(rows).order_by(Signing.id.desc())


@prepared
def _these(ids):
    return Signing.listed(Signing.select().where(Signing.id.in_(ids))).order_by(Signing.id)
