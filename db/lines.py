"""The reporting lines as they run today: who sits above whom, read in two queries."""

from db.base import today
from db.people import Appointment, Grant, Person
from db.positions import Position, heads


class Lines:
    """A snapshot of the tree and of who holds what; one per question, so that a list asks the database only once."""

    def __init__(self, on=None):
        self.above = dict(Position.select(Position.id, Position.superior).tuples())
        self.holders = {}
        for position, person in Appointment.current(on).select(Appointment.position, Appointment.person).tuples():
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
    stays = Person.left_on.is_null() | (Person.left_on >= today())
    granted = Person.select(Person.id).join(Grant).where(Grant.role == "hr", Grant.ended_at.is_null(), stays)
    everybody = {row_id for (row_id,) in granted.tuples()}
    heading = Appointment.current().select(Appointment.person).where(
        Appointment.person.in_(everybody), Appointment.position.in_(heads()))
    return {row_id for (row_id,) in heading.tuples()}, everybody
