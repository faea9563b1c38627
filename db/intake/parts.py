"""One text into positions: where a new description begins and which words before it are its heading."""

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from db.intake import chain, marks, tokens
from db.intake.labels import DUTY_NAMES, LABELS

LATER = frozenset(label.field for label in LABELS.values() if label.rank >= LABELS["工作职责"].rank)
LATER -= {"superior", "subordinates", "other"}
CONTENT = LATER | {"summary"}
ORGANISATIONS = ("部", "部门", "部门内", "公司", "集团", "中心", "商场", "卖场", "门店", "各")
ENOUGH_RUNNING = 6  # labels running text must hold to be read as such
LONGEST_NAME = 40  # characters of a heading
ALIKE = 0.7  # difflib ratio from which a heading is another spelling of the name


@dataclass
class Part:
    """One position's share of the text: its heading as written and its tokens."""

    heading: str
    tokens: list = field(default_factory=list)
    fields: set = field(default_factory=set)
    title: str = ""

    def add(self, token):
        """Take in the next token; the first name found is the title, a labelled one before that of a heading."""
        labelled = token.field == "title" and "title" not in self.fields and first_cell(token.text)
        headed = heading_title(token.label, token.word) if token.field == "heading" else ""
        self.title = labelled or self.title or headed
        self.tokens.append(token)
        self.fields.add(token.field)

    def end_with(self, text):
        """What follows the last label, once the next position's heading is known not to belong to it."""
        self.tokens[-1] = replace(self.tokens[-1], text=text)


def split(text):
    """(parts, texts that stand in none of them)."""
    cut = tokens.spread(tokens.cut(text, _labels(text)))
    if len(cut) == 1:
        return [], [text]
    parts, outside, before = [], [], cut[0].text
    for index, token in enumerate(cut[1:], start=1):
        title = _title_ahead(cut, index)
        if not parts or _begins(token, parts[-1], title):
            heading, rest = _heading(before, title, token.field == "heading" and token.word)
            if parts:
                parts[-1].end_with(rest)
            else:
                outside.append(rest)
            parts.append(Part(heading, title=_bare(heading).strip()))
        parts[-1].add(token)
        before = token.text
    return _settled(parts, outside)


def _labels(text):
    standing, running = tokens.standing_labels(text), chain.running_labels(text)
    return running if len(running) >= ENOUGH_RUNNING and 2 * len(standing) < len(running) else standing


def _settled(parts, outside):
    """A part of nothing but a heading, such as the title of the whole file, is no position."""
    kept = []
    for part in parts:
        if part.fields <= {"heading"} and not any(token.word in DUTY_NAMES for token in part.tokens):
            outside += [part.heading, *(token.label + token.text for token in part.tokens)]
        else:
            kept.append(part)
    return kept, [text for text in outside if text.strip()]


def _begins(token, part, title):
    """Whether a new position begins with this label."""
    seen = part.fields
    if token.field == "heading":
        return _heading_begins(token, part)
    if token.field in ("identity", "title", "summary", "duties") and seen == {"heading"}:
        return not _fits(part, title)
    if token.field == "identity":
        return bool(seen & CONTENT) or "identity" in seen
    if token.field == "title":
        return "title" in seen or bool(seen & CONTENT)
    return token.field == "summary" and "summary" in seen and bool(seen & LATER)


def _heading_begins(token, part):
    """A second heading begins a position unless it only names the duties of the one being read."""
    name, title = heading_title(token.label, token.word), part.title
    names_duties = token.word in DUTY_NAMES and "duties" not in part.fields
    return not (names_duties and title and (not name or alike(name, title)))


def _fits(part, title):
    """Whether a lone heading names this position; else it names a department, and the line below it the position."""
    lines = [line for line in part.tokens[-1].text.split("\n") if line.strip()]
    if not lines:
        return not part.title or not title or alike(part.title, title)
    return not (part.title.endswith(ORGANISATIONS) and is_name(lines[-1]))


def heading_title(written, name):
    """What a heading line says before the name of the document."""
    match = tokens.HEADING.match(written.strip())
    return match["title"].strip(" 　-—《【") if match and name else ""


def first_cell(text):
    """The value beside a label, where there is one."""
    return re.split(r"[\n\t]", text.strip(" \t\n:："))[0].strip()


def _title_ahead(cut, index):
    """The labelled name that follows within the next labels."""
    return next((first_cell(token.text) for token in cut[index:index + 3] if token.field == "title"), "")


def _heading(before, title, document_name):
    """(heading, rest): the last line before a position, or its end, where that is the position's name."""
    stripped = before.rstrip()
    line = stripped.rfind("\n") + 1
    if not title:
        named = not document_name and is_name(stripped[line:])
        return (stripped[line:], before[:line]) if named else ("", before)
    sentence = max(stripped.rfind(end) for end in "\n\t。；;!！") + 1
    exact = [start for start in (line, len(stripped) - len(title))
             if start >= 0 and _letters(_bare(stripped[start:])) == _letters(title)]
    near = [start for start in (line, sentence)
            if len(stripped) - start <= LONGEST_NAME and alike(_bare(stripped[start:]), title)]
    start = (exact + near + [None])[0]
    return ("", before) if start is None else (stripped[start:], before[:start])


def _bare(name):
    """A heading without its number."""
    mark = marks.leading(name)
    return name[mark.end:] if mark else name


def is_name(line):
    """Whether a line could be the name of a position: short, and no sentence."""
    return bool(re.fullmatch(r"[^\s。；;，,：:!！?？\d][^。；;，,：:!！?？\t]{1,19}", _bare(line.strip())))


def alike(name, other):
    """Whether two names differ by no more than spelling: equal, one within the other, or nearly so."""
    name, other = _letters(name), _letters(other)
    if not name or not other:
        return False
    return name in other or other in name or SequenceMatcher(None, name, other, autojunk=False).ratio() >= ALIKE


def _letters(name):
    return re.sub(r"[\W_]", "", name)
