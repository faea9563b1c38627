"""Item numbers in their many styles, found by the number expected next rather than at every digit."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice, takewhile

CHINESE = "一二三四五六七八九十"
ORDINAL = rf"[{CHINESE}]{{1,3}}"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
BULLETS = "●•◆■▲★※◎○□➢◇▪·"

# style -> pattern; one group holds the number. `points` never cuts a decimal such as 2.5 apart.
STYLES = {
    "cells": r"(?<![^\n\t])(\d{1,3})(?=[ ]*\t)",
    "levels": r"(?<![\d.．])\d{1,2}[.．](\d{1,3})(?:[、.．](?!\d)|[ \u3000]+(?=[^\d\s]))",
    "points": r"(?<![\d.．])(\d{1,3})[ ]*(?:[.．](?!\d)|、)",
    "brackets": r"[(（][ ]*(\d{1,3})[ ]*[)）]",
    "halves": r"(?<![\d.．(（])(\d{1,3})[ ]*[)）]",
    "circles": rf"([{CIRCLED}{BRACKETED}{DOTTED}])",
    "chinese brackets": rf"[(（][ ]*({ORDINAL})[ ]*[)）]",
    "articles": rf"第({ORDINAL}|\d{{1,3}})[条项][:：、.．]?",
    "duties": rf"职责({ORDINAL}|\d{{1,3}})[:：、.．]?",
    "chinese": rf"({ORDINAL})[、.．]",
    "bullets": rf"([{BULLETS}])",
}
NEED_BOUNDARY = frozenset(("chinese", "articles", "duties", "bullets", "levels"))
ANY_MARK = re.compile("|".join(f"(?:{pattern})" for pattern in STYLES.values()))
_COMPILED = {style: re.compile(pattern) for style, pattern in STYLES.items()}
TERMINATORS = "。；;!！?？."


@dataclass(frozen=True)
class Mark:
    """A number as it stands in the text; weight 3 begins a line or cell, 2 follows a sentence, 1 a space, 0 neither."""

    start: int
    end: int
    style: str
    number: int
    weight: int


@dataclass(frozen=True)
class Item:
    """One item of a list: its number mark as written, the number (None for a bullet or none), its raw text."""

    mark: str
    style: str
    number: int | None
    text: str


def items(text):
    """(text before the first item, items); no items when the text is not numbered. Nothing of the text is dropped."""
    chosen = _chosen(text)
    if not chosen:
        return text, []
    ends = [mark.start for mark in chosen[1:]] + [len(text)]
    found = [Item(text[mark.start:mark.end], mark.style, None if mark.style == "bullets" else mark.number,
                  text[mark.end:end]) for mark, end in zip(chosen, ends, strict=True)]
    return text[:chosen[0].start], found


def leading(text):
    """The mark a text begins with, or None."""
    stripped = len(text) - len(text.lstrip())
    at_start = [mark for style in STYLES for mark in _marks(text[:stripped + 12], style) if mark.start == stripped]
    return at_start[0] if at_start else None


def value(written):
    """The number a mark is written with: 3, ３, ③, ⑶, 三, 十三."""
    for row in (CIRCLED, BRACKETED, DOTTED):
        if written in row:
            return row.index(written) + 1
    if written in BULLETS:
        return 1
    return int(written) if written.isdecimal() else _chinese(written)


def _chinese(written):
    """一 to 九十九; a sequence that is no number counts as 0, which nothing expects."""
    tens, ten, units = written.partition("十")
    if not ten:
        return CHINESE.index(written) + 1 if len(written) == 1 else 0
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return 0
    return (CHINESE.index(tens) + 1 if tens else 1) * 10 + (CHINESE.index(units) + 1 if units else 0)


def _chosen(text):
    """The marks that form the list: the first style that begins at 1 (or opens the text), followed number by number."""
    by_style = {style: _marks(text, style) for style in STYLES}
    firsts = [first for marks in by_style.values() if (first := _first(marks, text))]
    if not firsts:
        return []
    first = min(firsts, key=lambda mark: mark.start)
    marks = [mark for mark in by_style[first.style] if mark.start >= first.start]
    return marks if first.style == "bullets" else _followed(marks)


def _first(marks, text):
    opening = len(text) - len(text.lstrip())
    return next((mark for mark in marks if mark.number == 1 or mark.start == opening), None)


def _followed(marks):
    """From the first mark on: the expected next number, or a new 1 where the numbering starts again."""
    starts = [mark.start for mark in marks]
    by_number = {}
    for mark in marks:
        by_number.setdefault(mark.number, []).append(mark)
    restarts = [mark for mark in by_number.get(1, []) if mark.weight >= 2 or _follows_heading(mark, marks, starts)]
    chosen = [marks[0]]
    plain = [mark for mark in marks if mark.weight == 3]
    while following := _next(chosen[-1], by_number, restarts) or _out_of_turn(chosen[-1], plain):
        chosen.append(following)
    return chosen


def _next(last, by_number, restarts):
    """The heaviest mark of the next number before the numbering starts again, else that new start."""
    first = _after(restarts, last.start)
    for new in [*restarts[first:first + 2], None][:2]:
        if within := _between(by_number.get(last.number + 1, []), last, new):
            return max(within, key=lambda mark: (mark.weight, -mark.start))
        if new and (new.weight >= 2 or last.number >= 2):
            return new
    return None


def _between(marks, last, new):
    """Those of the marks that stand after the last one and before the new start, if there is one."""
    ahead = islice(marks, _after(marks, last.start), None)
    return list(takewhile(lambda mark: new is None or mark.start < new.start, ahead))


def _out_of_turn(last, plain):
    """Where no number follows in turn, the next one that begins a line: writers miscount."""
    index = _after(plain, last.start)
    return plain[index] if index < len(plain) else None


def _after(marks, position):
    return bisect_right(marks, position, key=lambda mark: mark.start)


def _follows_heading(mark, marks, starts):
    """A light 1 starts the numbering again only where its 2 comes before any number it would have to continue."""
    index = bisect_right(starts, mark.start)
    return index < len(marks) and marks[index].number == 2


def _marks(text, style):
    found = []
    for match in _COMPILED[style].finditer(text):
        weight = _weight(text, match.start())
        if _is_mark(text, match, style, weight):
            found.append(Mark(match.start(), match.end(), style, value(match[1]), weight))
    return found


def _is_mark(text, match, style, weight):
    if style in NEED_BOUNDARY and weight == 0:
        return False
    if style == "bullets":
        return weight == 3
    followed_by_digit = text[match.end():match.end() + 1].isdecimal()
    return not (followed_by_digit and weight < 2)


def _weight(text, start):
    before = text[:start].rstrip(" \u3000\xa0") if start < 4 else text[max(0, start - 40):start].rstrip(" \u3000\xa0")
    if not before or before[-1] in "\n\t":
        return 3
    if before[-1] in TERMINATORS:
        return 2
    return 1 if text[start - 1] in " \u3000\xa0" else 0


def sentences(text):
    """Unnumbered text by line and by semicolon; the semicolon stays with its part."""
    parts = [part for line in text.split("\n") for part in re.split(r"(?<=[;；])", line)]
    return [part for part in parts if part.strip()]


def tidy(text):
    """One value: outer blanks gone, runs of blanks one space, lines joined unless the next begins an item."""
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        gap = "\n" if leading(line) else " " if joined[-1:].isascii() and line[0].isascii() else ""
        joined += (gap if joined else "") + line
    return joined
