"""Which two versions of a position are held against each other, and what became of each clause between them."""

from dataclasses import dataclass

from db.base import N_, Invalid
from db.comparison import Comparison, ancestry, compare
from db.corrections import read
from db.descriptions import DISCARDED, Clause, Description


@dataclass(frozen=True)
class Difference:
    """`old` and `new` are the versions in their order, whichever of them was asked about."""

    old: Description
    new: Description
    comparison: Comparison
    old_corrections: tuple = ()  # both texts are compared as corrected
    new_corrections: tuple = ()

    @property
    def corrected(self):
        """(places of the old version, places of the new one) where a correction stands."""
        return tuple({row.place for row in found} for found in (self.old_corrections, self.new_corrections))

    def is_annexed(self, versions):
        """Whether this is the difference whose table is kept with the new version."""
        return self.new.annex_id is not None and earlier(self.new, versions) == self.old


def between(one, other):
    """The Difference of two versions of the same position."""
    if one.position_id != other.position_id:
        raise Invalid(N_("Only versions of the same position can be compared."))
    old, new = sorted((one, other), key=lambda description: description.version)
    before, after = read(old), read(new)
    return Difference(old, new, compare(before.content, after.content, _ancestry(old, new)),
                      tuple(before.standing), tuple(after.standing))


def earlier(description, versions):
    """Of these versions, the one that was in force last before this one, if any."""
    final = [row for row in versions if row.is_final and row.version < description.version]
    return max(final, key=lambda row: row.version, default=None)


def under_review(description):
    """While it is in review: the Difference to the version in force, for whoever decides; None where there is none."""
    before = Description.in_force(description.position_id) if description.is_in_review else None
    return before and between(before, description)


def neighbour(description, versions):
    """What a version is compared with by itself: the one before it that was in force, else the next one, if any."""
    later = [row for row in versions if row.version > description.version]
    return earlier(description, versions) or min(later, key=lambda row: row.version, default=None)


def _ancestry(old, new):
    """Where the clauses of the versions between the two come from."""
    between_them = (Clause.select(Clause.identity, Clause.origins).join(Description)
                    .where(Description.position == new.position_id, Description.state != DISCARDED,
                           Description.version > old.version, Description.version < new.version)
                    .order_by(Description.version, Clause.place).dicts())
    return ancestry([{"clauses": list(between_them)}])
