"""Labels that stand on lines and in cells of their own, and the text cut up by the labels found."""

import re
from dataclasses import dataclass

from db.intake import marks
from db.intake.labels import ANY, DOCUMENT_NAMES, HEADERS, Label, look_up, pattern

LISTS = frozenset(("duties", "direct_duties", "leading_duties", "kpis"))
DECOR = rf"(?:[#*>{marks.BULLETS}\-–—]+[ ]*)*(?P<number>{marks.ANY_MARK.pattern}|第[一二三四五六七八九十\d]+(?:部分|章|节)[、:：]?" \
        r"|\d{1,2}(?:[.．]\d{1,2})*[.．、]?)?[ \u3000\xa0*]*"
CELL = re.compile(rf"{DECOR}[【\[〖《<]?[ ]*(?P<word>{ANY})[ \u3000\xa0]*[】\]〗》>]?[ \u3000\xa0*]*(?P<colon>[:：][*]*|$|(?=[ \u3000\xa0]))")
WITHIN = re.compile(rf"(?<=[ \u3000\xa0;；。,，])(?P<word>{ANY})[ \u3000]*[:：]")
SPACED = re.compile(rf"(?<=[ \u3000\xa0])(?P<word>{ANY})(?=[ \u3000\xa0]|$)")
HEADING = re.compile(rf"{DECOR}[【《]?(?P<title>[^\t。；;，,：:!！?？]{{0,30}}?)[ \u3000]*[-—]*[ ]*"
                     rf"(?P<name>{pattern(DOCUMENT_NAMES)})[】》]?(?:\.docx?)?[:：]?$")


@dataclass(frozen=True)
class Found:
    """A label in the text; `start` includes its number or bullet, `end` its colon."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True)
class Token:
    """A label as written and the text up to the next one; `field` is empty for what stands before the first label."""

    field: str
    rank: int
    label: str
    text: str
    word: str = ""


def cut(text, found):
    """The text as tokens: joined again they are the text."""
    starts = [one.start for one in found] + [len(text)]
    tokens = [Token("", -1, "", text[:starts[0]])]
    for one, end in zip(found, starts[1:], strict=True):
        tokens.append(Token(one.label.field, one.label.rank, text[one.start:one.end], text[one.end:end], one.label.word))
    return tokens


def standing_labels(text):
    """Labels that fill a line or cell, or begin one and are set off by a colon or a space."""
    found, section, last, position = [], "", None, 0
    for line in text.split("\n"):
        row = _row(line, position, section, last)
        found += row
        if sections := [one.label.field for one in row if one.label.field != "header"]:
            section, last = sections[-1], None
        elif not row:
            last = _last_mark(line) or last
        position += len(line) + 1
    return found


def _row(line, position, section, last):
    """The labels of one line."""
    cells = line.split("\t")
    if _is_header(cells):
        return [Found(position + start, position + start + len(cell), Label(cell.strip(), "header", -1, False))
                for start, cell in _placed(cells) if cell.strip()]
    if heading := _heading(line, position):
        return [heading]
    return [one for start, cell in _placed(cells) for one in _cell(cell, position + start, section, last)]


def _placed(cells):
    start = 0
    for cell in cells:
        yield start, cell
        start += len(cell) + 1


def _is_header(cells):
    words = [re.sub(r"\s", "", cell).replace("／", "/") for cell in cells if cell.strip()]
    return len(words) >= 2 and all(word in HEADERS for word in words)


def _heading(line, position):
    """A line such as `Front desk clerk: position description`, whose first part is the name of the position."""
    match = HEADING.match(line.strip())
    if not match or not match["title"].strip() and look_up_or_none(match["name"]):
        return None
    start = position + len(line) - len(line.lstrip())
    return Found(start, start + len(line.strip()), Label(match["name"], "heading", -1, False))


def look_up_or_none(word):
    """The label of this name of a document, when it is a label as well."""
    try:
        return look_up(word)
    except KeyError:
        return None


def _cell(cell, position, section, last):
    start = len(cell) - len(cell.lstrip())
    match = CELL.match(cell.rstrip(), start)
    if not match or _is_item(match, cell, section, last):
        return []
    first = Found(position + start, position + match.end(), look_up(match["word"]))
    return [first, *_others(cell, match.end(), position)]


def _others(cell, start, position):
    """Further labels in a cell that began with one."""
    spaced = SPACED if ":" not in cell and "：" not in cell else WITHIN
    return [Found(position + match.start(), position + match.end(), look_up(match["word"]))
            for match in spaced.finditer(cell.rstrip(), start) if len(match["word"]) >= 2]


def _is_item(match, cell, section, last):
    """A numbered line that continues the list it stands in is an item, even when it begins with a label's word."""
    if not match["number"] or section not in LISTS or not cell[match.end():].strip():
        return False
    mark = marks.leading(match["number"].strip() + " ")
    expected = (last.style, last.number + 1) if last else (mark and mark.style, 1)
    return mark is not None and (mark.style, mark.number) == expected


def _last_mark(line):
    for cell in reversed(line.split("\t")):
        if mark := marks.leading(cell):
            return mark
    return None
