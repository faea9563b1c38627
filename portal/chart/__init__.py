"""The reporting chart: boxes and lines of the positions, laid out by pure functions. The drawing is a template."""

from dataclasses import dataclass, field

from portal.chart import lines, tree
from portal.chart.boxes import WIDE, Box, lettered
from portal.chart.ways import LANES, Ways

MARGIN = max(LANES) + 3               # a dotted line may run outside of all boxes
ROWS = (6, 9, 14, 22)                 # arrangements to choose from: the most rows of a column,
DEEP = (None, 5, 4, 3, 2, 1)          # and the depth from which on all hangs
SCREEN = (1050, 1300)                 # what a chart should stay within on the screen, if it can


@dataclass
class Arrangement:
    """Where the boxes stand; `width` and `height` of the drawing."""

    boxes: dict
    places: tree.Places
    width: float = field(init=False)
    height: float = field(init=False)

    def __post_init__(self):
        self.width = max((box.right for box in self.boxes.values()), default=0) + MARGIN
        self.height = max((box.bottom for box in self.boxes.values()), default=0) + MARGIN


@dataclass(frozen=True)
class Chart:
    """What is drawn. `outline`: the posts as a nested list, see `outlined`."""

    boxes: tuple
    solid: tuple
    dotted: tuple
    width: float
    height: float


def chart(posts, words, room=SCREEN):
    """(the drawing of these posts, how large it can be drawn in the room: 1 as it is).

    `words` see boxes.people; `room`: (width, height) in units of the drawing.
    """
    found, scale = fitting(posts, words, room)
    boxes, places = found.boxes, found.places
    solid = [lines.solid(boxes[key], boxes[superior], places.buses.get(key), places.stems.get(key))
             for key, superior in places.superiors.items() if superior is not None]
    ways = Ways(boxes.values())
    dotted = [lines.Line(post.id, superior, *ways.find(boxes[post.id], boxes[superior]))
              for post in posts if not post.is_aside for superior in post.dotted
              if superior in boxes and superior != post.id]
    return Chart(tuple(boxes.values()), tuple(solid), tuple(dotted), found.width, found.height), scale


def fitting(posts, words, room):
    """(the arrangement that can be drawn largest in the room, how large)."""
    written = {post.id: lettered(post, words) for post in posts}
    found = [arrangement(posts, written, rows, deep) for deep in DEEP for rows in ROWS]
    scales = [min(room[0] / one.width, room[1] / one.height, 1) for one in found]
    return found[scales.index(max(scales))], max(scales)


def arrangement(posts, written, rows, deep):
    """`written`: see boxes.lettered, by id; `rows` and `deep`: see tree.arranged."""
    heights = {key: height for key, (_lines, height) in written.items()}
    places = tree.arranged({post.id: post.superior for post in posts}, heights, WIDE, rows=rows, deep=deep)
    places.move(MARGIN)
    return Arrangement({post.id: Box(post, places.lefts[post.id], places.tops[post.id], heights[post.id],
                                     tuple(written[post.id][0])) for post in posts}, places)


def outlined(posts):
    """((post, whether a list of those beneath follows, how many lists end after it), ...): a tree without recursion."""
    known, ends = {post.id: post for post in posts}, {}
    found = tree.Tree({post.id: post.superior for post in posts}, None)
    for key in found.order:
        beneath = found.children[key]
        if beneath:
            ends[beneath[-1]] = ends.get(key, 0) + 1
    return tuple((known[key], bool(found.children[key]), 0 if found.children[key] else ends.get(key, 0))
                 for key in found.order)
