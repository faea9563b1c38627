"""Which position the words of a staff list mean: a department by path or name, a position by title or other name."""

import re

from db.base import N_, Invalid
from db.positions import Alias, Department, Position
from db.staff_columns import key

SEPARATORS = re.compile(r"[/>\\»→]+")  # of a path, after full-width ones have become half-width


class Places:
    """The departments and positions of this moment, found by the words people use."""

    def __init__(self):
        self.departments = {row.id: row for row in Department.select()}
        self.paths = {department: self._path(department) for department in self.departments}
        self.positions = list(Position.select())
        self.other_names = {}
        for position, name in Alias.select(Alias.position, Alias.name).tuples():
            self.other_names.setdefault(position, set()).add(key(name))

    def position(self, department, title):
        """The one position that is meant; None where none is named. Raises Invalid with the column it is about."""
        if not title:
            if department:
                raise Invalid(N_("There is a department, but no position."), "department")
            return None
        inside = self._department(department) if department else None
        wanted = key(title)
        here = [row for row in self.positions if inside is None or row.department_id == inside]
        found = ([row for row in here if key(row.title) == wanted]
                 or [row for row in here if wanted in self.other_names.get(row.id, ())])
        if not found:
            raise Invalid(N_("There is no position “%(title)s” in %(place)s.") if inside else
                          N_("There is no position “%(title)s”."), "position", title=title[:40], place=department[:80])
        if len(found) > 1:
            raise Invalid(N_("Several departments have a position “%(title)s”; name the department too.") if not inside
                          else N_("“%(title)s” means more than one position here."), "position", title=title[:40])
        return found[0]

    def _department(self, text):
        """The id of the department whose path ends with this one."""
        wanted = [part for part in SEPARATORS.split(key(text)) if part]
        whole = [place for place, path in self.paths.items() if path[-1] == key(text)]
        found = whole or [place for place, path in self.paths.items() if wanted and path[-len(wanted):] == wanted]
        if not found:
            raise Invalid(N_("There is no department “%(text)s”."), "department", text=text[:80])
        if len(found) > 1:
            raise Invalid(N_("There are several departments “%(text)s”; write the path, like %(path)s."), "department",
                          text=text[:80], path=self._written(found[0]))
        return found[0]

    def _path(self, department):
        return [key(self.departments[place].name) for place in self._line(department)]

    def _written(self, department):
        return "/".join(self.departments[place].name for place in self._line(department))

    def _line(self, department):
        """Ids from the top down to this one."""
        line = []
        while department is not None and department not in line:
            line.insert(0, department)
            department = self.departments[department].parent_id
        return line
