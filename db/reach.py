"""What somebody's roles and positions let them do, and which positions each ability is about."""

from functools import cached_property

from db import access
from db.base import N_, NotAllowed
from db.positions import above, beneath, departments_beneath, positions_inside


class Reach:
    """Of whoever has `roles` and `held_positions`; worked out once a request."""

    @cached_property
    def headed_departments(self):
        """Departments whose topmost position this person holds: its superior, if any, sits elsewhere."""
        return [p.department_id for p in self.held_positions if p.leads and p.above_in != p.department_id]

    @property
    def stands_alone(self):
        """Whether a position of the person's is all there is of its department, and its superior sits elsewhere."""
        return any(p.is_alone and p.above_in != p.department_id for p in self.held_positions)

    def can(self, ability):
        return access.scope(ability, self.roles) is not None

    def check(self, ability):
        """Refuse whoever lacks the ability."""
        if not self.can(ability):
            raise NotAllowed(N_("You may not do this."))

    def scope(self, ability):
        return access.scope(ability, self.roles)

    def positions_within(self, scope):
        """Ids of the positions the scope reaches: own, those beneath, those of the headed departments."""
        own = {position.id for position in self.held_positions}
        if scope == "team":
            return self._positions_beneath
        if scope == "department":
            return self._positions_beneath | self._positions_in_departments
        return own if scope == "own" else set()

    def reach(self, ability):
        """Ids of the positions the ability reaches; None where it reaches all there are."""
        scope = self.scope(ability)
        return None if scope == "all" else self.positions_within(scope)

    def positions_led(self, scope):
        """Ids of the positions the scope reaches that are neither the person's own nor above those."""
        own = self.positions_within("own")
        return self.positions_within(scope) - own - (self._positions_above - self._positions_beneath)

    def leads(self, position_id, ability):
        """Whether the ability reaches the position; short of everything, never one's own."""
        scope = self.scope(ability)
        return scope == "all" or position_id in self.positions_led(scope)

    @cached_property
    def _positions_above(self):
        return above(position.id for position in self.held_positions)

    @cached_property
    def _positions_in_departments(self):
        return {row_id for (row_id,) in positions_inside(departments_beneath(self.headed_departments))}

    @cached_property
    def _positions_beneath(self):
        return beneath(position.id for position in self.held_positions)
