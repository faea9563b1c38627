"""How wide a text will be in a font that is not at hand, and where its lines break."""

import re
import unicodedata

NARROW, BROAD = set("fijlI|.'` \u00a0"), set("mwMW@%&")
OPENS, ENDS = "（([《“‘「『【〈", "）)]》”’」』】〉"
CLOSES = ENDS + "，。、；：？！,.;:?!…%"
STAYS = "\u00a0"  # a space at which no line breaks
_WORD = re.compile(r"[^\W\u2e80-\U0003ffff]+|\u00a0|\s+|.", re.DOTALL)


def width(text, size):
    """Width in the units of `size`, which is the em: no less than in the common sans-serif fonts."""
    return size * sum(map(_ems, text))


def wrapped(text, size, room):
    """The lines of the text, none wider than `room`; a word longer than a line breaks, nothing is left out."""
    lines = [""]
    for piece in _pieces(text, size, room):
        if lines[-1] and width((lines[-1] + piece).rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _ems(character):
    """Ems of one character; those of Inter, Noto Sans and their like, rounded up."""
    if unicodedata.east_asian_width(character) in "WF" or character in ",;:?!()":  # a paper sets these full-width
        return 1
    if unicodedata.combining(character):
        return 0
    if character in NARROW:
        return .4
    if character in BROAD:
        return 1
    if not character.isascii():
        return 1.3
    return .8 if character.isupper() else .68


def _pieces(text, size, room):
    """What stays together on a line: a Latin word, what stands in brackets, a mark and what it closes."""
    pieces = []
    for word in _WORD.findall(text):
        joined = pieces and (word in CLOSES + STAYS or pieces[-1][-1] == STAYS or _is_open(pieces[-1]))
        if joined and width(pieces[-1] + word, size) <= room:
            pieces[-1] += word
        else:
            pieces.append(word)
    return [part for piece in pieces for part in (_cut(piece, size, room) if width(piece, size) > room else [piece])]


def _is_open(piece):
    """Whether a bracket was opened in it and not closed."""
    return sum(c in OPENS for c in piece) > sum(c in ENDS for c in piece)


def _cut(piece, size, room):
    parts = [""]
    for character in piece:
        if parts[-1] and width(parts[-1] + character, size) > room:
            parts.append("")
        parts[-1] += character
    return parts
