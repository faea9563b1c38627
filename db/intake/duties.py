"""The duties of a position: groups and their clauses, numbered in any style or not at all."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from db.intake import marks
from db.intake.marks import TERMINATORS, sentences, tidy

OUTER = frozenset(("chinese", "chinese brackets", "articles", "duties"))
GROUP = re.compile(r"(?![并且及和与以或而等])[^\s。；;，,:：!！?？\d()（）][^。；;，,:：!！?？\d\n\t]{1,11}")
CONTINUES = 30  # characters from which a line without a full stop is taken to run on


@dataclass
class Duties:
    """What was read: clauses, the marks and group names taken out, and what is neither."""

    clauses: list = field(default_factory=list)
    consumed: list = field(default_factory=list)
    unclassified: list = field(default_factory=list)

    def add(self, group, number, text):
        if tidy(text):
            self.clauses.append({"group": group, "number": number, "text": tidy(text)})

    def took(self, kind, text):
        if text.strip():
            self.consumed.append((kind, text.strip()))


def read(text, group=None):
    """The clauses of one duties section; `group` holds for those before the first group named in the text."""
    duties = Duties()
    lead, found = marks.items(text)
    if found:
        _numbered(duties, lead, found, group)
    else:
        _plain(duties, text, group)
    return duties


def _numbered(duties, lead, found, group):
    rest, first = _trailing_group(lead, True)
    duties.unclassified += sentences(rest)
    terminated = 2 * sum(_ends(item.text) for item in found) > len(found)
    inline_groups = bool(first)
    group = _named(duties, first) or group
    for item, is_last in zip(found, [False] * (len(found) - 1) + [True], strict=True):
        duties.took("number", item.mark)
        text, following = (item.text, "") if is_last else _following_group(item.text, terminated, inline_groups)
        if is_last:
            text, *after = re.split(r"\n[^\S\n]*\n", text.rstrip(), maxsplit=1) if text.strip() else [text]
            duties.unclassified += [line for part in after for line in sentences(part)]
        group = _clause(duties, item, text, group)
        group = _named(duties, following) or group


def _clause(duties, item, text, group):
    """Add one numbered item: a clause, or the name of a group with clauses of its own; the group that now holds."""
    lead, inner = marks.items(text)
    names_group = inner and inner[0].number == 1 and (item.style in OUTER or inner[0].style == "levels")
    if names_group and inner[0].style != item.style and GROUP.fullmatch(lead.strip().rstrip(":：")):
        _numbered(duties, "", inner, _named(duties, lead))
        return None
    if cells := _two_cells(text):
        group, text = _named(duties, cells[0]), cells[1]
    duties.add(group, item.number, text)
    return group


def _two_cells(text):
    """(group, clause) where a row's number is followed by two cells."""
    cells = [cell for cell in text.strip().split("\t") if cell.strip()]
    return cells if len(cells) == 2 and GROUP.fullmatch(cells[0].strip()) and "\n" not in cells[0] else None


def _following_group(text, terminated, inline_groups):
    """(clause, the name of the next group) where a clause's text ends with one."""
    rest, name = _trailing_group(text, inline_groups)
    runs_on = terminated and not _ends(rest) or len(rest.split("\n")[-1]) >= CONTINUES and not _ends(rest)
    in_cell = text.rstrip(" ").endswith("\t")
    return (rest, name) if name and rest.strip() and (in_cell or not runs_on) else (text, "")


def _trailing_group(text, inline):
    """(what comes before, the group named at the end): on a line or in a cell of its own, or after a full stop."""
    ends = "\n\t" + (TERMINATORS if inline else "")
    stripped = text.rstrip()
    cut = max((stripped.rfind(end) for end in ends), default=-1) + 1
    name = stripped[cut:]
    is_name = GROUP.fullmatch(name.strip().rstrip(":：")) and (cut or inline)
    return (text[:cut], name) if is_name else (text, "")


def _plain(duties, text, group):
    """Clauses without numbers: one a line, a group on a line before them or in the cell beside them."""
    lines = [line for line in text.split("\n") if line.strip()]
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        cells = _two_cells(line)
        if cells:
            group, line = _named(duties, cells[0]), cells[1]
        elif _is_group_line(line, below):
            group = _named(duties, line)
            continue
        for part in sentences(line):
            duties.add(group, None, part)


def _is_group_line(line, below):
    name = line.strip()
    if not below or not GROUP.fullmatch(name.rstrip(":：")):
        return False
    return name[-1] in ":：" or len(name) <= 8 and _ends(below) and not _ends(name)


def _named(duties, name):
    """The name of a group, taken out of the text."""
    duties.took("group", name)
    return name.strip().rstrip(":：").strip() or None


def _ends(text):
    return text.rstrip()[-1:] in tuple(TERMINATORS)
