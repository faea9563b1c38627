"""One box of the chart: what is written in it, and how high that makes it. Lengths in units of the drawing."""

from dataclasses import dataclass

from portal.chart.lettering import wrapped

WIDE = 152
PAD, BAR = 9, 4              # white at the sides; the bar at the left
SMALLEST = 11                # size of the smallest text
STYLES = {"title": (13, 17), "department": (SMALLEST, 15), "people": (SMALLEST, 15), "vacant": (SMALLEST, 15)}
MOST_NAMES = 3


@dataclass(frozen=True)
class Box:
    """`lines`: (text, kind, size, baseline below the top of the box)."""

    post: object
    left: float
    top: float
    height: float
    lines: tuple

    right = property(lambda self: self.left + WIDE)
    bottom = property(lambda self: self.top + self.height)
    middle = property(lambda self: self.left + WIDE / 2)    # from side to side
    centre = property(lambda self: self.top + self.height / 2)


def people(post, words):
    """What the chart says of the holders; nothing where the position is there by its title alone.

    `words`: {"vacant", "more" of names and n, "count" of n} in the reader's language.
    """
    if not post.is_open:
        return ""
    if not post.count:
        return words["vacant"]
    names = "、".join(post.names[:MOST_NAMES])
    if not names:
        return words["count"] % {"n": post.count}
    is_all = post.count <= min(len(post.names), MOST_NAMES)
    return names if is_all else words["more"] % {"names": names, "n": post.count}


def lettered(post, words):
    """([(text, kind, size, baseline below the box's top)], height of the box)."""
    kind = "people" if post.count else "vacant"
    texts = [(post.title, "title"), (post.department, "department"), (people(post, words), kind)]
    lines, y = [], PAD - 2
    for text, kind in texts:
        size, leading = STYLES[kind]
        for line in wrapped(text, size, WIDE - 2 * PAD - BAR) if text else ():
            y += leading
            lines.append((line, kind, size, y - (leading - size) / 2 - 2))
    return lines, y + PAD
