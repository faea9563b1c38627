"""The strokes of a pen, from a signature pad, as a line to draw on paper."""

import itertools


class Drawing:
    """The strokes of a pen as one smooth path and the box around it."""

    def __init__(self, strokes):
        points = [point for stroke in strokes for point in stroke]
        left, top = min(x for x, _ in points), min(y for _, y in points)
        right, bottom = max(x for x, _ in points), max(y for _, y in points)
        self.width = max(right - left, bottom - top, 1) / 70   # of the pen: alike on a small and on a large pad
        self.box = (left - 2 * self.width, top - 2 * self.width,
                    right - left + 4 * self.width, bottom - top + 4 * self.width)
        self.path = " ".join(map(self._curve, strokes))

    @staticmethod
    def _curve(stroke):
        """Through the middles between points, each point pulling the curve towards it."""
        (x, y), *rest = stroke
        middles = [f"Q{a:.1f} {b:.1f} {(a + c) / 2:.1f} {(b + d) / 2:.1f}"
                   for (a, b), (c, d) in itertools.pairwise(rest)]
        end = rest[-1] if rest else (x, y)
        return f"M{x:.1f} {y:.1f} {' '.join(middles)} L{end[0]:.1f} {end[1]:.1f}"
