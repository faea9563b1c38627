"""The reporting lines as they run today: who sits above whom, read in two queries."""

from db.base import today
from db.people import Appointment, Grant, Person
from db.positions import heads, solid_lines
from db.prepared import prepared_plain


class Lines:
    """A snapshot of the tree and of who holds what; one per question, so that a list asks the database only once."""

    def __init__(self, on=None):
        self.above = dict(solid_lines())
        self.holders = {}
        for position, person in held_on(on or today()):
            self.holders.setdefault(position, set()).add(person)

    def superiors(self, position_id, *, but=frozenset()):
        """Ids of who holds the position above; where nobody does, of who holds the next one up."""
        above = self.above.get(position_id)
        while above is not None:
            people = self.holders.get(above, set()) - but
            if people:
                return people
            above = self.above.get(above)
        return set()


def hr_people():
    """(ids of the HR managers, ids of everybody in HR): two queries."""
    everybody = {row_id for (row_id,) in _in_hr(today())}
    return {row_id for (row_id,) in _heading(today())} & everybody, everybody


@prepared_plain
def _in_hr(on):
    stays = Person.left_on.is_null() | (Person.left_on >= on)
    return Person.select(Person.id).join(Grant).where(Grant.role == "hr", Grant.ended_at.is_null(), stays)


@prepared_plain
def _heading(on):
    return Appointment.current(on).select(Appointment.person).where(Appointment.position.in_(heads()))


@prepared_plain
def held_on(on):
    """(position, holder) of every appointment on a day."""
    return Appointment.current(on).select(Appointment.position, Appointment.person)
