"""The chart on paper: on one sheet while its text stays legible, else cut by departments onto several."""

from dataclasses import dataclass

from db.chart import beside, within
from portal.chart import Chart, chart, fitting, outlined
from portal.chart.boxes import SMALLEST

PAPERS = {"a4": (297, 210), "a3": (420, 297)}  # landscape, in millimetres
MARGINS = (20, 42)                             # both sides; above and below, with the heading and the key of the lines
POINTS = 72 / 25.4                             # a millimetre
LEGIBLE = 6.5                                  # points, of the smallest text
LARGEST = 9.5                                  # a small chart is not blown up beyond this


@dataclass(frozen=True)
class Sheet:
    """`departments`: names of those on it, empty where all are; `part`: which of several sheets of one department."""

    departments: tuple
    part: int | None
    chart: Chart
    scale: float  # points a unit of the drawing


def sheets(posts, departments, paper, words):
    """[Sheet] of the posts. `departments`: [(department, depth)] from the top down; `paper`: of PAPERS."""
    return list(Cutting(posts, departments, paper, words).sheets())


class Cutting:
    """One chart on its way onto sheets of one size."""

    def __init__(self, posts, departments, paper, words):
        self.posts, self.departments, self.words = posts, departments, words
        self.room = tuple((side - margin) * POINTS * SMALLEST / LARGEST
                          for side, margin in zip(PAPERS[paper], MARGINS, strict=True))

    def sheets(self):
        if self._fits(self.posts):
            yield self._sheet((), None, self.posts)
            return
        for group in self._groups():
            parts = self._parts(within(self.posts, {department.id for department in group}))
            for place, part in enumerate(parts, 1):
                yield self._sheet(group, place if len(parts) > 1 else None, part)

    def _fits(self, posts):
        """Whether a sheet holds them and they stay legible."""
        return fitting(posts, self.words, self.room)[1] >= LEGIBLE / LARGEST

    def _sheet(self, group, part, posts):
        drawn, scale = chart(posts, self.words, self.room)
        return Sheet(tuple(department.name for department in group), part, drawn, scale * LARGEST / SMALLEST)

    def _groups(self):
        """[[department]], each group for one sheet: neighbours in the tree together while they fit."""
        occupied = {post.department_id for post in self.posts if not post.is_aside}
        groups, current, place = [], [], 0
        while place < len(self.departments):
            block = self._block(place)
            wanted = [department for department in block if department.id in occupied]
            if not wanted:
                place += len(block)
            elif self._fits(within(self.posts, {department.id for department in current + wanted})):
                current, place = current + wanted, place + len(block)
            elif current:
                groups, current = [*groups, current], []
            else:
                current, place = [department for department in block[:1] if department.id in occupied], place + 1
        return [*groups, current] if current else groups

    def _block(self, place):
        """The department at this place of the list and those within it."""
        end = place + 1
        while end < len(self.departments) and self.departments[end][1] > self.departments[place][1]:
            end += 1
        return [department for department, _depth in self.departments[place:end]]

    def _parts(self, cut):
        """[posts]: the cut, or where even one department is too much for a sheet, so many at a time as fit."""
        if self._fits(cut):
            return [cut]
        rest, parts = [post for post, *_ in outlined(cut) if not post.is_aside], []
        while rest:
            size = len(rest)
            while size > 1 and not self._fits(beside(self.posts, rest[:size])):
                size -= max(size // 4, 1)
            parts.append(beside(self.posts, rest[:size]))
            rest = rest[size:]
        return parts
