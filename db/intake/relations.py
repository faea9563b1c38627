"""Whom a position works with: parties and what passes between them, split by a fixed vocabulary, longest first."""

import re

from db.intake.marks import leading, tidy

# A phrase is one or more of these, joined by commas, as many as follow each other; none of them begins another.
WORDS = ("业务信息交流", "进行导购与引导", "接受汇报", "接受指导", "接受咨询", "信息传递", "意见征求", "经验交流",
         "开展合作", "维护权益", "接听来电", "指导", "汇报", "配合", "公关", "来访")
WORD = "(?:" + "|".join(WORDS) + ")"
PHRASE = re.compile(rf"(?>{WORD}(?:[、,，]{WORD})*)(?![部室处组科岗])")


def read(text, scope):
    """(relations, consumed): one relation a party; a party whose content is not given has None."""
    relations, consumed = [], []
    for line in filter(str.strip, text.split("\n")):
        if mark := leading(line):
            consumed.append(("number", line[mark.start:mark.end]))
            line = line[mark.end:]
        relations += [{"scope": scope, "party": party, "content": content} for party, content in _line(line, consumed)]
    return relations, consumed


def _line(line, consumed):
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    if len(cells) >= 2:
        return [(tidy(cells[0]), tidy(" ".join(cells[1:])))]
    party, colon, content = (part.strip() for part in re.match(r"([^:：]*)([:：]?)(.*)", line).groups())
    if party and colon and content:
        consumed.append(("separator", colon))
        return [(tidy(party), tidy(content))]
    return _phrases(line)


def _phrases(line):
    """Party and phrase in turn; what follows the last phrase is a party without one."""
    pairs, start = [], 0
    for match in PHRASE.finditer(line):
        party = line[start:match.start()]
        if party.strip(" 、,，"):
            pairs.append((tidy(party), match[0]))
            start = match.end()
    if line[start:].strip():
        pairs.append((tidy(line[start:]), None))
    return pairs
