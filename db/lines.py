"""The reporting lines as they run today: who sits above whom, read in two queries."""

from db.people import Appointment, Grant, Person
from db.positions import Position


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
    """(ids of the HR managers, ids of everybody in HR)."""
    granted = Person.select().join(Grant).where(Grant.role == "hr", Grant.ended_at.is_null())
    people = [person for person in granted if person.is_active]
    return {person.id for person in people if "hr_manager" in person.roles}, {person.id for person in people}
