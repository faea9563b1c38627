"""What waits for somebody's decision about the people beneath, in numbers: swaps, leave, requests to be excused.

Asked on every page; the rows themselves are `awaiting` of each.
"""

from dataclasses import dataclass

import peewee as pw

from db import leaves, swaps
from db.base import looked_at, today
from db.duties import Occurrence
from db.leaves import Leave
from db.people import Appointment
from db.prepared import prepared_plain
from db.swaps import Swap


@dataclass(frozen=True)
class Decisions:
    swaps: int = 0
    leaves: int = 0
    excuses: int = 0

    def __len__(self):
        return self.swaps + self.leaves + self.excuses


def decisions(person):
    """How much of each this person is to decide; no query for what is not his to decide. At most three of them."""
    return Decisions(_number(_swaps, person, "swaps.approve"), _number(_leaves, person, "leaves.approve"),
                     _number(_excuses, person, "duties.direct"))


def _number(count, person, ability):
    scope = person.scope(ability)
    led = None if scope == "all" else sorted(person.positions_led(scope))
    if led == []:
        return 0
    [(number,)] = count(person.id, led, today())
    return number


@prepared_plain
def _swaps(person, led, on):
    return Swap.select(pw.fn.COUNT(Swap.id)).where(Swap.state == swaps.AGREED, Swap.asker.in_(_beneath(led, on)),
                                                   Swap.asker != person, Swap.other != person)


@prepared_plain
def _leaves(person, led, on):
    return Leave.select(pw.fn.COUNT(Leave.id)).where(Leave.state == leaves.ASKED, Leave.person.in_(_beneath(led, on)),
                                                     Leave.person != person)


@prepared_plain
def _excuses(person, led, _on):
    return Occurrence.select(pw.fn.COUNT(Occurrence.id)).where(
        Occurrence.is_asked, looked_at((Occurrence.person != person) & (
            True if led is None else Occurrence.position.in_(led))))


def _beneath(led, on):
    """Ids of who holds one of the positions today; of all where that is None."""
    rows = Appointment.current(on).select(Appointment.person)
    return rows if led is None else rows.where(Appointment.position.in_(led))
