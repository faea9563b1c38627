"""Labels that stand on lines and in cells of their own, and the text cut up by the labels found."""

import re
from dataclasses import dataclass, replace

from db.intake import marks
from db.intake.labels import ANY, DOCUMENT_NAMES, HEADERS, Label, is_label, look_up, pattern

BESIDE = frozenset(("title", "department", "code", "compiled_on", "superior", "subordinates", "education", "major",
                    "experience", "certificates"))
LISTS = frozenset(("duties", "direct_duties", "leading_duties", "kpis"))
BLANK = r"[ \u3000\xa0*]*+"  # possessive, here and below, so that a long run of blanks costs linear time
CHAPTER = rf"第[{marks.CHINESE}\d]+(?:部分|章|节)[、:：]?"
DECOR = (rf"[#*>{marks.BULLETS}\-–— ]*+"
         rf"(?P<number>{marks.ANY_MARK.pattern}|{CHAPTER}|\d{{1,2}}(?:[.．]\d{{1,2}})*[.．、]?)?{BLANK}")
SET_OFF = r"(?:[:：][*]*|$|(?<=[ \u3000\xa0]))"
CELL = re.compile(rf"{DECOR}[【\[〖《<]?[ ]*(?P<word>{ANY}){BLANK}[】\]〗》>]?{BLANK}{SET_OFF}")
WITHIN = re.compile(rf"(?<=[ \u3000\xa0;；。,，])(?P<word>{ANY})[ \u3000]*[:：]")
SPACED = re.compile(rf"(?<=[ \u3000\xa0])(?P<word>{ANY})(?=[ \u3000\xa0]|$)")
HEADING = re.compile(rf"{DECOR}[【《]?(?P<title>[^\t。；;，,：:!！?？]{{0,30}}?)[ \u3000]*+[-—]*+[ ]*+"
                     rf"(?P<name>{pattern(DOCUMENT_NAMES)})[】》]?(?:\.docx?)?[:：]?$")
VERBS = re.compile("负责|督导|协助|落实|履行|认真|完成|制定|制订|编制|执行|组织|明确|熟悉|遵守|按照|了解")
BRACKETED = re.compile(r"[【〖][^】〗]{1,20}[】〗][:：]?$")
UNKNOWN = re.compile(r"[ ]*[^\s。；;，,：:\d]{2,12}[ ]*[:：]?$")


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
        written, following = text[one.start:one.end], text[one.end:end]
        tokens.append(Token(one.label.field, one.label.rank, written, following, one.label.word))
    return tokens


def spread(tokens):
    """Where a row of labels stands above a row of values, each value to its label."""
    tokens, row = list(tokens), []
    for index, token in enumerate(tokens):
        row = [*row, index] if token.field in BESIDE else []
        if row and token.text != "\t":
            _spread_row(tokens, row)
            row = []
    return tokens


def _spread_row(tokens, row):
    values, _, rest = tokens[row[-1]].text.removeprefix("\n").partition("\n")
    cells = values.split("\t")
    if len(row) < 2 or len(cells) != len(row) or not tokens[row[-1]].text.startswith("\n"):
        return
    for index, cell in zip(row, cells, strict=True):
        tokens[index] = replace(tokens[index], text="\t" + cell)
    tokens[row[-1]] = replace(tokens[row[-1]], text=f"\t{cells[-1]}\n{rest}")


def standing_labels(text):
    """Labels that fill a line or cell, or begin one and are set off by a colon or a space."""
    found, scan, position = [], Scan(), 0
    for line in text.split("\n"):
        row = _row(line, position, scan) if line.strip() else []
        found += row
        scan.pass_by(line, row)
        position += len(line) + 1
    return found


class Scan:
    """What the lines above say about the next: the section, its list's last number, the last numbered section."""

    def __init__(self):
        self.section, self.last, self.outline = "", None, None

    def pass_by(self, line, row):
        fields = [one.label.field for one in row if one.label.field != "header"]
        if not fields:
            self.last = self.last if row else _last_mark(line) or self.last
            return
        mark = marks.leading(line)
        self.outline = mark or self.outline
        self.section, self.last = fields[-1], None

    def continues_list(self, mark):
        expected = (self.last.style, self.last.number + 1) if self.last else (mark.style, 1)
        return (mark.style, mark.number) == expected

    def continues_outline(self, mark):
        outline = self.outline
        return (outline is not None and outline.style != "bullets" and not self.continues_list(mark)
                and (mark.style, mark.number) == (outline.style, outline.number + 1))


def _row(line, position, scan):
    """The labels of one line."""
    cells = line.split("\t")
    if _is_header(cells):
        return [Found(position + start, position + start + len(cell), Label(cell.strip(), "header", -1, False))
                for start, cell in _placed(cells) if cell.strip()]
    if heading := _heading(line, position, scan):
        return [heading]
    labels = [one for start, cell in _placed(cells) for one in _cell(cell, position + start, scan)]
    return labels or _unknown(line, position, scan)


def _placed(cells):
    start = 0
    for cell in cells:
        yield start, cell
        start += len(cell) + 1


def _is_header(cells):
    words = [re.sub(r"\s", "", cell).replace("／", "/") for cell in cells if cell.strip()]
    return len(words) >= 2 and all(word in HEADERS for word in words)


def _heading(line, position, scan):
    """A line such as `Front desk clerk: position description`, whose first part is the name of the position."""
    match = HEADING.match(line.strip())
    if not match or is_label(match["title"] + match["name"]):
        return None
    if scan.section in LISTS and (VERBS.match(match["title"]) or match["number"] and _is_next(match["number"], scan)):
        return None
    start = position + len(line) - len(line.lstrip())
    return Found(start, start + len(line.strip()), Label(match["name"], "heading", -1, False))


def _cell(cell, position, scan):
    """The labels of one cell, when it begins with one."""
    start = len(cell) - len(cell.lstrip())
    match = CELL.match(cell.rstrip(), start)
    if not match or _is_item(match, cell, scan):
        return []
    pattern_within = WITHIN if re.search("[:：]", cell) else SPACED
    others = [Found(position + other.start(), position + other.end(), look_up(other["word"]))
              for other in pattern_within.finditer(cell.rstrip(), match.end())]
    return [Found(position + start, position + match.end(), look_up(match["word"])), *others]


def _is_item(match, cell, scan):
    """A numbered line that continues the list it stands in is an item, even when it begins with a label's word."""
    return bool(match["number"] and scan.section in LISTS and cell[match.end():].strip()
                and _is_next(match["number"], scan))


def _is_next(number, scan):
    mark = marks.leading(number.strip() + " ")
    return mark is not None and scan.continues_list(mark)


def _unknown(line, position, scan):
    """A section whose name is in no table: in heavy brackets, or numbered as the sections before it."""
    mark, start = marks.leading(line), position + len(line) - len(line.lstrip())
    if BRACKETED.match(line.strip()) or mark and UNKNOWN.match(line[mark.end:]) and scan.continues_outline(mark):
        return [Found(start, start + len(line.strip()), Label(line.strip(), "other", -1, False))]
    return []


def _last_mark(line):
    return next((mark for cell in reversed(line.split("\t")) if (mark := marks.leading(cell))), None)
