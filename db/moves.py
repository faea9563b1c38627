"""How a row with a state changes it: one table of moves, one guarded update, one audit entry."""

from db.audit import queue_up, track
from db.base import N_, Model, NotAllowed, TooLate, database


class Moving(Model):
    """A row whose `state` changes only by its MOVES: name -> (states it starts from, goal, ability it takes)."""

    MOVES = {}

    def moves_for(self, person):
        """The moves this person may make on this row now; what a page offers as buttons."""
        return {move for move in self.MOVES if self._may_move(move, person)}

    def _may_move(self, move, person):
        return self.state in self.MOVES[move][0] and self._allows(move, person)

    def _allows(self, move, person):
        """Whether the move is this person's to make on this row, whatever state it is in."""
        return person.can(self.MOVES[move][2])

    def _move(self, move, *, by, noted=None, still=True, **changes):
        """Change state only if it still is what the move starts from, and write down who did it.

        `noted` goes into the audit entry; `still` is a further condition the row must meet in the same update.
        """
        sources, goal, _ability = self.MOVES[move]
        if by is not None and not self._allows(move, by):
            raise NotAllowed(N_("You may not do this."))
        cls = type(self)
        with database.atomic():
            queue_up()
            before = self.state
            query = cls.update(state=goal, **changes).where((cls.id == self.id) & cls.state.in_(sources) & still)
            if not query.execute():
                raise TooLate(N_("Somebody was faster: this has changed in the meantime."))
            entry = track(self, f"{cls._meta.table_name}.{move}", by=by, before=before, **(noted or {}))
        for name, value in (changes | {"state": goal}).items():
            setattr(self, name, value)
        self._dirty.clear()
        return entry
