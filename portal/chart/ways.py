"""A way around the boxes for each dotted line: the shortest along the gaps, by A* (Hart, Nilsson and Raphael, 1968)."""

import heapq
from bisect import bisect_left, bisect_right
from itertools import pairwise, product

LANES = (5, 11)        # how far from the boxes a line may run
BEND = 30              # length of detour a corner is worth
THROUGH, UPON = 1000, 4  # how many times its length a stretch counts that runs through a box, or upon another line
PORT = 30              # from the corner of a box, where a line leaves its upper or lower edge
SHARED = .9            # what a stretch counts that another line to the same superior runs already
NEAR = 4               # lines closer than this look like one
STILL, ALONG, ACROSS, JOINED = range(4)  # how a way came to a place; JOINED: it needs to go no farther


class Ways:
    """The grid beside all boxes. Ways to one superior run together once they meet, those to others keep apart."""

    def __init__(self, boxes):
        boxes = list(boxes)
        self.xs = _grid(boxes, lambda box: (box.left, box.right), lambda box: (box.left + PORT, box.right - PORT))
        self.ys = _grid(boxes, lambda box: (box.top, box.bottom), lambda box: (box.centre,))
        self.inside = {place for box in boxes for place in product(_between(self.xs, box.left, box.right),
                                                                   _between(self.ys, box.top, box.bottom))}
        self.taken = {}   # stretch of the grid -> the superior whose lines run there or close by
        self.onward = {}  # superior -> {place at which a way to it can be joined: the points from there}

    def find(self, box, above):
        """(points of the way from an edge of the one box to an edge of the other, those until it joins another way)."""
        superior = above.post.id
        starts = {self._place(out): edge for edge, out in _ports(box, box.top, -LANES[0])}
        ends = {self._place(into): [into, edge] for edge, into in _ports(above, above.bottom, LANES[0])}
        known = self.onward.setdefault(superior, {})
        goals = ends | known
        places = self._search(starts, goals, superior)
        way = [starts[places[0]], *(self._point(place) for place in places)]
        points = [*way[:-1], *goals[places[-1]]]
        own = way if places[-1] in known else points
        for number, place in enumerate(places[1:], 2):
            known.setdefault(place, points[number:])
        for stretch in pairwise(places):
            self._take(*stretch, superior)
        return _straightened(points), _straightened(own)

    def _take(self, place, beside, superior):
        """This stretch, and those beside it in the same lane of another box, are for lines to this superior."""
        across = 0 if place[0] == beside[0] else 1
        steps = (self.xs, self.ys)[across]
        for number in _between(steps, steps[place[across]] - NEAR, steps[place[across]] + NEAR):
            moved = [(number, end[1]) if across == 0 else (end[0], number) for end in (place, beside)]
            self.taken.setdefault(frozenset(moved), superior)

    def _search(self, starts, goals, superior):
        """The places from one of the starts to one of the goals that cost least; there always is a way."""
        ends = [points[-1] for points in goals.values()]
        nearest, farthest = (tuple(map(side, zip(*ends, strict=True))) for side in (min, max))
        ahead = [(0, 0, start, STILL) for start in starts]
        before, settled, spent = {}, set(), {(start, STILL): 0 for start in starts}
        while ahead:
            _, cost, place, way = heapq.heappop(ahead)
            if way == JOINED:
                return _traced(before, before[place, way])
            if (place, way) in settled:
                continue
            settled.add((place, way))
            for beside, turn, more in self._steps(place, way, goals, superior):
                if cost + more < spent.get((beside, turn), float("inf")):
                    spent[beside, turn] = cost + more
                    before[beside, turn] = (place, way)
                    left = 0 if turn == JOINED else self._least(beside, nearest, farthest)
                    heapq.heappush(ahead, (cost + more + left, cost + more, beside, turn))
        raise AssertionError("the grid is in one piece")

    def _steps(self, place, way, goals, superior):
        """[(place, how one comes there, what it costs)]"""
        joins = [(place, JOINED, SHARED * _length(goals[place]))] if place in goals else []
        return joins + [(beside, turn, self._cost(place, beside, superior) + (BEND if way not in (STILL, turn) else 0))
                        for beside, turn in self._beside(place)]

    def _least(self, place, nearest, farthest):
        """What it takes at least from the place to the box around all ends."""
        point = self._point(place)
        return SHARED * _length([point, tuple(map(_within, nearest, point, farthest))])

    def _beside(self, place):
        i, j = place
        along = [((a, j), ALONG) for a in (i - 1, i + 1) if 0 <= a < len(self.xs)]
        return along + [((i, b), ACROSS) for b in (j - 1, j + 1) if 0 <= b < len(self.ys)]

    def _cost(self, place, beside, superior):
        length = _length([self._point(place), self._point(beside)])
        if place in self.inside or beside in self.inside:
            return length * THROUGH
        return length * UPON if self.taken.get(frozenset((place, beside)), superior) != superior else length

    def _point(self, place):
        return self.xs[place[0]], self.ys[place[1]]

    def _place(self, point):
        return self.xs.index(point[0]), self.ys.index(point[1])


def _grid(boxes, sides, middles):
    lanes = {side + sign * lane for box in boxes for side, sign in zip(sides(box), (-1, 1), strict=True)
             for lane in LANES}
    return sorted(lanes | {middle for box in boxes for middle in middles(box)})


def _between(steps, low, high):
    """Numbers of the steps between the two, neither included."""
    return range(bisect_right(steps, low), bisect_left(steps, high))


def _length(points):
    return sum(abs(a - c) + abs(b - d) for (a, b), (c, d) in pairwise(points))


def _within(low, value, high):
    return min(max(value, low), high)


def _ports(box, edge, off):
    """[(a point of the box's edge, the point of the grid outside of it)]: the edge that faces, and both sides."""
    return [*(((x, edge), (x, edge + off)) for x in (box.left + PORT, box.right - PORT)),
            ((box.left, box.centre), (box.left - LANES[0], box.centre)),
            ((box.right, box.centre), (box.right + LANES[0], box.centre))]


def _traced(before, step):
    places = [step[0]]
    while step in before:
        step = before[step]
        places.append(step[0])
    return places[::-1]


def _straightened(points):
    """Without the points that are no corners."""
    kept = points[:1]
    for point, after in pairwise(points[1:]):
        if not (kept[-1][0] == point[0] == after[0] or kept[-1][1] == point[1] == after[1]):
            kept.append(point)
    return (*kept, points[-1])
