"""How one text became another, in runs of characters that read naturally in Chinese and in Latin script."""

import re
from difflib import SequenceMatcher

KEPT, DELETED, INSERTED = "kept", "deleted", "inserted"
CHARACTERS = re.compile(r"[A-Za-z0-9]+|.", re.DOTALL)      # a Latin word or a number is changed as a whole
SENTENCES = re.compile(r"[^。；;\n]*[。；;\n]|[^。；;\n]+")
FEWEST_KEPT = 2    # a single character kept between two changes is a coincidence and hinders reading
MOST = 200  # pieces that differ on either side; comparing takes up to their cube: longer texts are cut more coarsely


def runs(old, new):
    """((KEPT | DELETED | INSERTED, text), ...): kept and deleted make the old text, kept and inserted the new one."""
    if old == new:
        return ((KEPT, old),) if old else ()
    cut = next((pattern for pattern in (CHARACTERS, SENTENCES)
                if max(len(pattern.findall(text)) for text in _middles(old, new)) <= MOST), None)
    if cut is None:
        return tuple((tag, text) for tag, text in ((DELETED, old), (INSERTED, new)) if text)
    before, after = cut.findall(old), cut.findall(new)
    pieces = []
    for tag, i, j, k, m in _opcodes(before, after):
        _add(pieces, tag == "equal", "".join(before[i:j]), "".join(after[k:m]))
    return tuple(_flat(_without_crumbs(pieces)))


def old_text(found):
    return "".join(text for tag, text in found if tag != INSERTED)


def new_text(found):
    return "".join(text for tag, text in found if tag != DELETED)


def characters_changed(old, new, most):
    """How many characters have to be put in, taken out or replaced to make one text the other; past `most`, one more.

    Levenshtein's distance within a band of `most` to either side, so that long texts cost no more than they have to.
    """
    old, new = _middles(old, new)
    beyond, band = most + 1, range(2 * most + 1)
    if abs(len(old) - len(new)) > most:
        return beyond
    row = [max(place - most, 0) if place >= most else beyond for place in band]  # of no character of the old text
    for i, character in enumerate(old, start=1):
        last, row = row, []
        for place in band:
            j = i + place - most
            ways = [last[place + 1] + 1 if place + 1 < len(last) else beyond]            # taken out
            if 1 <= j <= len(new):
                ways += [last[place] + (character != new[j - 1]), row[-1] + 1 if row else beyond]  # kept, put in
            row.append(min(*ways, beyond) if 0 <= j <= len(new) else beyond)
        if min(row) == beyond:
            return beyond
    return row[len(new) - len(old) + most]


def _middles(old, new):
    """The two texts without what they begin and end with in common, as far as it can make them shorter."""
    start = _common(old, new)
    end = _common(old[:start - len(old) - 1:-1], new[:start - len(new) - 1:-1])
    return old[start:len(old) - end], new[start:len(new) - end]


def _common(one, other):
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _opcodes(before, after):
    """As difflib gives them; the common start and end are found apart, so that only the middle is compared."""
    start = _common(before, after)
    end = _common(before[:start - len(before) - 1:-1], after[:start - len(after) - 1:-1])
    left, right = before[start:len(before) - end], after[start:len(after) - end]
    yield "equal", 0, start, 0, start
    for tag, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        yield tag, i + start, j + start, k + start, m + start
    yield "equal", len(before) - end, len(before), len(after) - end, len(after)


def _add(pieces, is_kept, gone, come):
    """Append (is it kept, old, new), to the last piece if that is of the same sort."""
    if pieces and pieces[-1][0] == is_kept:
        _, earlier_gone, earlier_come = pieces.pop()
        gone, come = earlier_gone + gone, earlier_come + come
    if gone or come:
        pieces.append((is_kept, gone, come))


def _without_crumbs(pieces):
    """Kept pieces of next to nothing between two changes become part of one change."""
    joined = []
    for place, (is_kept, gone, come) in enumerate(pieces):
        is_inner = 0 < place < len(pieces) - 1
        is_crumb = is_inner and len(re.findall(r"\w", gone)) < FEWEST_KEPT
        _add(joined, is_kept and not is_crumb, gone, come)
    return joined


def _flat(pieces):
    for is_kept, gone, come in pieces:
        sides = ((KEPT, gone),) if is_kept else ((DELETED, gone), (INSERTED, come))
        yield from ((tag, text) for tag, text in sides if text)
