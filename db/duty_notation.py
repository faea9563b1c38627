"""Duties as text a person edits: 【group】 on a line, then one clause a line, "1. text"; and back."""

import re

from db.base import N_, Invalid
from db.line_notation import CONTINUED, INDENT

GROUP = re.compile(r"[【\[](?P<name>.*)[】\]]")
CLAUSE = re.compile(r"[(（]?(?P<number>\d{1,4})\s*[.．、)）:：]\s*(?P<text>.*)")
LONGEST_GROUP = 80  # characters, as wide as the column


def format_duties(duties):
    """The notation of [{group, number, text}]; a duty without a number gets the next one."""
    lines, group, number = [], "", 0
    for duty in duties:
        if (duty.get("group") or "") != group:
            group = duty.get("group") or ""
            lines += ([""] if lines else []) + [f"【{group}】"]
        number = duty.get("number") or number + 1
        lines.append(f"{number}. {duty['text']}".replace("\n", "\n" + INDENT))
    return "\n".join(lines)


def parse_duties(text):
    """[{group, number, text}] of the notation; Invalid names the first line that is neither group nor clause.

    An indented line goes on with the clause above it; 【】 ends a group.
    """
    duties, group, opened = [], "", None
    for place, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if duties and opened is None and line.startswith(CONTINUED):
            duties[-1]["text"] += "\n" + line.strip()
        elif match := GROUP.fullmatch(line.strip()):
            _refuse_empty(opened, group)
            group, opened = _name(match, place), place
        else:
            duties.append({"group": group, **_clause(line.strip(), place)})
            opened = None
    _refuse_empty(opened, group)
    return duties


def _name(match, place):
    name = match["name"].strip()
    if len(name) > LONGEST_GROUP:
        raise Invalid(N_("Line %(line)s: the name of a group has at most %(most)s characters."), "duties",
                      line=place, most=LONGEST_GROUP)
    return name


def _clause(line, place):
    match = CLAUSE.fullmatch(line)
    if not match:
        raise Invalid(N_("Line %(line)s begins with no number: %(text)s"), "duties", line=place, text=line[:20])
    if not match["text"]:
        raise Invalid(N_("Line %(line)s has a number but no text."), "duties", line=place)
    return {"number": int(match["number"]), "text": match["text"]}


def _refuse_empty(opened, group):
    """A group that nothing stands under would vanish without a word."""
    if opened is not None and group:
        raise Invalid(N_("Line %(line)s: no duty stands under %(group)s."), "duties", line=opened, group=group)
