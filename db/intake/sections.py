"""One position's tokens into the fields of a draft description."""

import datetime as dt
import re

from db.intake import duties, marks, relations
from db.intake.labels import DUTY_NAMES
from db.intake.marks import sentences, tidy
from db.intake.parts import heading_title, is_name
from db.intake.sense import day_of

WHOLE = ("superior", "subordinates")  # every line up to the next label
BRIEF = ("title", "department", "code", "compiled_on")  # one line
PARAGRAPH = ("summary", "environment", "notice")
NAMED = ("education", "major", "experience", "certificates")
LISTED = ("core_knowledge", "core_abilities", "general_skills", "qualities")
SCOPES = {"department_scope": "department", "company_scope": "company", "outside_scope": "outside"}
DUTIES = ("duties", "direct_duties", "leading_duties")
SECTIONS = frozenset(("identity", *DUTIES, "kpis", "relations", *SCOPES, "signature"))
RELATIONS = frozenset(("relations", *SCOPES))
HEADING_WITH_COLON = re.compile(r"[\u4e00-\u9fff]{2,10}[ \u3000]*[:：]")
SHORT_HEADING = re.compile(r"(?:[一二三四五六七八九十]{1,3}[、.．])?[\u4e00-\u9fff]{2,8}")
OPENING = {"duties": "职能|职责", "relations": "机构|联系|沟通", "signature": "责任人|签"}  # words of column titles


class Draft:
    """A draft description being filled; everything taken out of the text on the way is written down."""

    def __init__(self, heading):
        self.title = self.department = self.code = self.compiled_on = self.summary = None
        self.superior = self.subordinates = self.environment = self.notice = None
        self.duties, self.kpis, self.relations, self.unclassified = [], [], [], []
        self.qualifications = dict.fromkeys(NAMED) | {name: [] for name in LISTED}
        self.consumed, self.section, self.suspects = [], "", []
        mark = marks.leading(heading)
        self.took("number", heading[mark.start:mark.end] if mark else "")
        self.heading = tidy(heading[mark.end:] if mark else heading)

    def as_dict(self):
        """The draft in the shape the pages and the command line share."""
        return {name: getattr(self, name) for name in (
            "title", "department", "code", "compiled_on", "summary", "duties", "kpis", "superior", "subordinates",
            "relations", "qualifications", "environment", "notice", "unclassified")}

    def took(self, kind, text):
        if text.strip():
            self.consumed.append((kind, text.strip()))

    def keep(self, text):
        """What fits no field stays with the position."""
        self.unclassified += [tidy(line) for line in text.split("\n") if line.strip()]

    def trimmed(self, text):
        """The text without the colon before it."""
        colons = re.match(r"[\s:：]*", text)[0]
        self.took("separator", colons)
        return text[len(colons):].rstrip()

    def value(self, text):
        """A short value without the comma or semicolon that parts it from the next."""
        value = text.rstrip("；;，, \t\n\u3000")
        self.took("separator", text[len(value):])
        return tidy(value)

    def put(self, holder, name, value):
        """Set a value once; the same value again is no news, another one is kept aside."""
        present = holder.get(name)
        if not present:
            holder[name] = value
        elif value == present:
            self.took("repeat", value)
        else:
            self.keep(value)


def build(part):
    """The draft of one position."""
    draft = Draft(part.heading)
    for token in part.tokens:
        _read(draft, token)
    _date(draft)
    _entitle(draft)
    return draft


def _read(draft, token):
    """Give one token to the reader of its field."""
    field = _section_of(draft, token) if token.field == "header" else token.field
    if field == "other":
        draft.keep(f"{token.label} {token.text.strip()}")
        return
    if field == "heading":
        _document_name(draft, token)
        return
    draft.took("label", token.label)
    draft.suspects += [(line, token.label.strip(" :：\t")) for line in unlisted_headings(field, token.text)]
    READERS.get(field, _unread)(draft, token, draft.trimmed(token.text))
    draft.section = field if field in SECTIONS else draft.section


def unlisted_headings(field, text):
    """Lines that look like headings no table has: short, without punctuation, after a full stop, with more below."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if field in DUTIES and any(map(marks.leading, lines)):  # above a number, such a line names a group
        return [line for above, line, below in zip(lines, lines[1:], lines[2:], strict=False)
                if above[-1] in marks.TERMINATORS and SHORT_HEADING.fullmatch(line) and not marks.leading(below)]
    if field in DUTIES or field in RELATIONS:  # there such a line names a group, or a party
        return []
    return [line for above, line, below in zip(["", *lines], lines, [*lines[1:], ""], strict=False)
            if below and (HEADING_WITH_COLON.fullmatch(line) or above[-1:] in (*marks.TERMINATORS,) and above
                          and SHORT_HEADING.fullmatch(line))]


def _section_of(draft, token):
    """The section a table's column title stands in; some titles open it by themselves."""
    if draft.section in DUTIES:
        return draft.section
    return next((section for section, words in OPENING.items() if re.search(words, token.label)), draft.section)


def _document_name(draft, token):
    """A line that names position and document: its first part is the heading, a word for duties opens them."""
    name = heading_title(token.label, token.word)
    draft.took("label", token.label.replace(name, "", 1) if name else token.label)
    if name and draft.heading:
        draft.keep(name)
    draft.heading = draft.heading or name
    text = draft.trimmed(token.text)
    if token.word in DUTY_NAMES:
        _duties(draft, token, text)
        draft.section = "duties"
    elif draft.heading:
        draft.keep(text)
    else:
        first, _, rest = text.partition("\n")
        draft.heading = tidy(first) if is_name(first) else ""
        draft.keep(rest if draft.heading else text)


def _date(draft):
    """Bring a full date into ISO form; anything else stays as written."""
    if day := day_of(draft.compiled_on or ""):
        draft.took("date", draft.compiled_on)
        draft.compiled_on = day.isoformat()


def _entitle(draft):
    """The labelled name is the title; a heading that reads otherwise is kept, as another name."""
    if not draft.heading:
        return
    name = draft.heading
    if draft.title is None:
        draft.title = name
    elif re.sub(r"\s", "", name) == re.sub(r"\s", "", draft.title):
        draft.took("heading", name)
    else:
        draft.unclassified.insert(0, name)


def _brief(draft, token, text):
    """The value beside the label; an empty cell or an empty place after a colon stays empty."""
    beside = token.text.split("\n")[0].strip(" \t:：")
    is_open = token.label.rstrip()[-1:] in (":", "：") or "\t" in token.text.split("\n")[0]
    if not beside and is_open:
        draft.keep(text)
        return
    value, _, rest = text.partition("\n")
    if value:
        draft.put(vars(draft), token.field, draft.value(value))
    draft.keep(rest)


def _whole(draft, token, text):
    if value := draft.value(text):
        draft.put(vars(draft), token.field, value)


def _paragraph(draft, token, text):
    """A text of one or more lines; the closing parts end at an empty line, for what follows them is not theirs."""
    if token.field != "summary":
        text, *rest = re.split(r"\n[^\S\n]*\n", text, maxsplit=1)
        draft.keep("".join(rest))
    if text.strip():
        draft.put(vars(draft), token.field, tidy(text))


def _qualification(draft, token, text):
    if value := draft.value(text):
        draft.put(draft.qualifications, token.field, value)


def _list(draft, text):
    """The items of a numbered or unnumbered list; lines after an empty line at its end are none of it."""
    lead, found = marks.items(text)
    values = sentences(lead)
    for item in found:
        draft.took("number", item.mark)
        body = item.text
        if item is found[-1]:
            body, *rest = re.split(r"\n[^\S\n]*\n", body.rstrip(), maxsplit=1)
            draft.keep("".join(rest))
        values.append(body)
    return [tidy(value) for value in values if value.strip()]


def _listed(draft, token, text):
    draft.qualifications[token.field] += _list(draft, text)


def _kpis(draft, token, text):
    draft.kpis += _list(draft, text)


def _duties(draft, token, text):
    group = token.word if token.field in ("direct_duties", "leading_duties") else None
    found = duties.read(text, group)
    draft.duties += found.clauses
    draft.consumed += found.consumed
    draft.keep("\n".join(found.unclassified))


def _relations(draft, token, text):
    found, consumed = relations.read(text, SCOPES.get(token.field if token.field != "header" else draft.section))
    draft.relations += found
    draft.consumed += consumed


def _unread(draft, token, text):
    draft.keep(text)


READERS = (dict.fromkeys(BRIEF, _brief) | dict.fromkeys(WHOLE, _whole) | dict.fromkeys(PARAGRAPH, _paragraph)
           | dict.fromkeys(NAMED, _qualification) | dict.fromkeys(LISTED, _listed)
           | dict.fromkeys(DUTIES, _duties)
           | dict.fromkeys(("relations", *SCOPES), _relations) | {"kpis": _kpis})


def is_full_date(value):
    """Whether this is a date in ISO form, which `_date` made of what was written."""
    try:
        return bool(value) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
