"""The lines of a chart: solid ones over a common bus, dotted ones with round corners along a way around the boxes."""

from dataclasses import dataclass

CORNER = 6  # radius


@dataclass(frozen=True)
class Line:
    """From a position to its superior; `points` are the corners, those of the position first.

    `drawn` are those up to where it joins another line to the same superior.
    """

    position: int
    superior: int
    points: tuple
    drawn: tuple

    @property
    def path(self):
        """As the data of an SVG path."""
        return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in self.drawn)

    @property
    def curve(self):
        """The same with round corners."""
        (x, y), *_ = self.drawn
        parts = [f"M{x:.1f} {y:.1f}"]
        for before, (x, y), after in zip(self.drawn, self.drawn[1:], self.drawn[2:], strict=False):
            (a, b), (c, d) = _towards((x, y), before), _towards((x, y), after)
            parts.append(f"L{a:.1f} {b:.1f} Q{x:.1f} {y:.1f} {c:.1f} {d:.1f}")
        x, y = self.drawn[-1]
        return " ".join([*parts, f"L{x:.1f} {y:.1f}"])


def solid(box, above, bus, stem):
    """To the direct superior. `bus`: the height at which it turns aside; `stem`: x of the line it hangs on; or None."""
    points = [(box.middle, box.top)] if stem is None else [(box.left, box.centre), (stem, box.centre)]
    if bus is None:
        points.append((stem, above.bottom))
    else:
        points += [(points[-1][0], bus), (above.middle, bus), (above.middle, above.bottom)]
    return Line(box.post.id, above.post.id, tuple(points), tuple(points))


def _towards(corner, other):
    """The point at which a round corner begins."""
    (x, y), (a, b) = corner, other
    way = max(abs(a - x) + abs(b - y), .001)
    part = min(CORNER, way / 2) / way
    return x + (a - x) * part, y + (b - y) * part
