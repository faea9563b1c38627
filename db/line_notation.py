"""Lists and relations as text a person edits, one a line; and how two such texts differ."""

import re
from difflib import SequenceMatcher

from db.base import N_, Invalid

INDENT = "    "    # written before a line that goes on with the one above
CONTINUED = "  "   # read as such
SCOPES = {"department": "部门内", "company": "公司内", "outside": "公司外"}
READ_AS = {name: scope for scope, name in SCOPES.items()} | {f"本{name}": scope for scope, name in SCOPES.items()}
READ_AS |= {scope: scope for scope in SCOPES} | {"": None}


def format_lines(values):
    return "\n".join(value.replace("\n", "\n" + INDENT) for value in values or [])


def parse_lines(text):
    """The entries of a text, one a line; a line indented by blanks goes on with the one above."""
    return [value for _, value in _entries(text)]


def format_relations(relations):
    """One relation a line: 部门内 | party | content."""
    return format_lines([f"{SCOPES.get(one['scope'], '')} | {one['party']} | {one['content'] or ''}".strip(" ")
                         for one in relations or []])


def parse_relations(text):
    """[{scope, party, content}] of lines such as 部门内 | party | content; Invalid names the first that is not one."""
    return [_relation(place, value) for place, value in _entries(text)]


def differing_lines(mine, theirs):
    """[(mine, theirs, same)] line by line; None where a side has no such line."""
    ours, others = mine.split("\n"), theirs.split("\n")
    rows = []
    for tag, i, j, k, m in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        left, right = ours[i:j], others[k:m]
        for n in range(max(len(left), len(right))):
            rows.append((left[n] if n < len(left) else None, right[n] if n < len(right) else None, tag == "equal"))
    return rows


def _entries(text):
    """[(number of the line it begins on, entry)]."""
    entries = []
    for place, line in enumerate(text.split("\n"), start=1):
        if entries and line.strip() and line.startswith(CONTINUED):
            entries[-1][1] += "\n" + line.strip()
        elif line.strip():
            entries.append([place, line.strip()])
    return entries


def _relation(place, value):
    cells = [cell.strip() for cell in re.split(r"[|｜]", value, maxsplit=2)]
    if len(cells) < 2 or not cells[1]:
        raise Invalid(N_("Line %(line)s: write scope | party | content, parted by upright bars."), "relations",
                      line=place)
    if cells[0] not in READ_AS:
        raise Invalid(N_("Line %(line)s: %(scope)s is no scope; use 部门内, 公司内 or 公司外."), "relations",
                      line=place, scope=cells[0][:20])
    return {"scope": READ_AS[cells[0]], "party": cells[1], "content": cells[2] or None if len(cells) == 3 else None}
