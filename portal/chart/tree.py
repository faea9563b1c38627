"""Where the boxes of a chart stand: a tidy tree, of which small ends hang in columns.

Subtrees are set side by side as close as their outlines allow and a superior above the middle of its own, after
Reingold and Tilford (1981), "Tidier Drawings of Trees", with boxes of any size as in van der Ploeg (2014), "Drawing
Non-layered Tidy Trees in Linear Time"; outlines are compared rectangle by rectangle, which a few hundred boxes allow.
Several leaves of one superior hang beneath each other in columns, and so does, further in at each step, everything
from a depth on that the caller chooses. Lengths are in units of the drawing.
"""

from dataclasses import dataclass, field

BESIDE, BENEATH, BETWEEN = 16, 34, 10  # gaps: from subtree to subtree, from level to level, within a column
INDENT, STEM = 16, 6                   # of what hangs, from its line; of that line, from the left of a box above it
FEWEST = 2                             # leaves that make a column


@dataclass
class Places:
    """What the layout found, by id; `superiors` as drawn: where they run in a circle, one link of it is left out."""

    superiors: dict
    lefts: dict
    tops: dict
    stems: dict  # of what hangs: x of the line it hangs on
    buses: dict  # y at which the line to the superior turns aside; not for what hangs on a box that hangs itself

    def move(self, by):
        """To the right and down."""
        for lengths in (self.lefts, self.tops, self.stems, self.buses):
            lengths.update({key: length + by for key, length in lengths.items()})


@dataclass
class Unit:
    """A subtree or a column: where the line from above arrives, what it covers, the left of all that stands in it."""

    anchor: float
    covered: list  # (left, top, right, bottom)
    lefts: dict = field(default_factory=dict)

    def shift(self, by):
        if by:
            self.anchor += by
            self.covered = [(left + by, top, right + by, bottom) for left, top, right, bottom in self.covered]
            self.lefts = {key: left + by for key, left in self.lefts.items()}


def arranged(superiors, heights, wide, *, rows, deep=None):
    """Places of all posts. `superiors`: {id: id or None} in the order of siblings; `wide`: of every box.

    `rows`: how many boxes a column may have; `deep`: from which depth on all hangs, counted from 0.
    """
    tree = Tree(superiors, deep)
    levels = _levels(tree, heights)
    tops, units = {key: levels[tree.depths[key]] for key in tree.order}, {}
    for key in reversed(tree.order):
        if key not in tree.hanging:
            parts = [units.pop(child) for child in tree.children[key] if child not in tree.hanging]
            parts += _columns(tree, key, heights, wide, rows, tops)
            units[key] = _crowned(key, parts, tops[key], heights[key], wide)
    roots = [units[key] for key in tree.children[None] if key not in tree.hanging]
    forest = _side_by_side(roots + _columns(tree, None, heights, wide, rows, tops))
    forest.shift(-min((left for left, *_ in forest.covered), default=0))
    return Places(tree.superiors, forest.lefts, tops,
                  {key: forest.lefts[key] - INDENT for key in tree.hanging},
                  {key: levels[tree.depths[key]] - BENEATH / 2 for key in tree.order
                   if tree.superiors[key] not in tree.hanging})


class Tree:
    """The posts from the top down, each once."""

    def __init__(self, superiors, deep):
        self.superiors = _without_circles(superiors)
        self.children = {key: [] for key in (None, *superiors)}
        for key, superior in self.superiors.items():
            self.children[superior].append(key)
        self.order, self.depths = self.beneath(None), {None: -1}
        for key in self.order:
            self.depths[key] = self.depths[self.superiors[key]] + 1
        leaves = {superior: [key for key in beneath if not self.children[key]]
                  for superior, beneath in self.children.items()}
        self.hanging = {key for some in leaves.values() for key in some if len(some) >= FEWEST}
        self.hanging |= {key for key in self.order if deep is not None and self.depths[key] >= deep}

    def beneath(self, key):
        """Those below, each followed by those below it."""
        found, ahead = [], self.children[key][::-1]
        while ahead:
            found.append(ahead.pop())
            ahead += self.children[found[-1]][::-1]
        return found


def _without_circles(superiors):
    """Who reports to whom, without the link that closes a circle and without superiors that are not there."""
    above = {key: superior if superior in superiors else None for key, superior in superiors.items()}
    safe = {None}
    for key in superiors:
        path = {}
        while key not in safe and key not in path:
            path[key] = None
            last, key = key, above[key]
        if key in path:
            above[last] = None
        safe |= path.keys()
    return above


def _levels(tree, heights):
    """The top of each level; a level is as high as the highest of its boxes that do not hang."""
    highest = {}
    for key in tree.order:
        own = 0 if key in tree.hanging else heights[key]
        highest[tree.depths[key]] = max(highest.get(tree.depths[key], 0), own)
    levels, top = [], 0
    for depth in range(len(highest)):
        levels.append(top)
        top += highest[depth] + BENEATH
    return levels


def _columns(tree, superior, heights, wide, rows, tops):
    """Units of what hangs under the superior, as even as can be; sets the tops of all in them."""
    blocks = [[key, *tree.beneath(key)] for key in tree.children[superior] if key in tree.hanging]
    count = -(-sum(map(len, blocks)) // rows)
    most = max(-(-sum(map(len, blocks)) // count), *map(len, blocks)) if blocks else 0
    columns = []
    for block in blocks:
        if not columns or len(columns[-1]) + len(block) > most:
            columns.append([])
        columns[-1] += block
    return [_column(tree, superior, keys, heights, wide, tops) for keys in columns]


def _column(tree, superior, keys, heights, wide, tops):
    top = bottom = tops[keys[0]]
    lefts = {superior: -STEM}
    for key in keys:
        lefts[key] = lefts[tree.superiors[key]] + STEM + INDENT
        tops[key], bottom = bottom, bottom + heights[key] + BETWEEN
    del lefts[superior]
    return Unit(0, [(0, top - BENEATH, max(lefts.values()) + wide, bottom)], lefts)


def _crowned(key, parts, top, height, wide):
    """The subtree of a post: its box above the middle of what reports to it."""
    subtree = _side_by_side(parts)
    left = subtree.anchor - wide / 2
    subtree.covered.append((left, top - BENEATH, left + wide, top + height))
    subtree.lefts[key] = left
    return subtree


def _side_by_side(parts):
    """The parts as one, each as near to those before it as what they cover allows; its anchor is in their middle."""
    joined, *others = parts or [Unit(0, [])]
    middle = first = joined.anchor
    for part in others:
        part.shift(max(right + BESIDE - left for _, upper, right, lower in joined.covered
                       for left, top, _, bottom in part.covered if upper < bottom and top < lower))
        middle = (first + part.anchor) / 2
        joined.covered += part.covered
        joined.lefts |= part.lefts
    joined.anchor = middle
    return joined
