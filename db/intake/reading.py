"""What a text was read as, and the account that nothing of it was lost."""

import re
from collections import Counter
from dataclasses import dataclass

from db.base import N_
from db.intake import parts, sections, segments
from db.intake.marks import TERMINATORS, leading
from db.intake.sections import is_full_date
from db.intake.sense import is_impossible_date, repeated_numbers
from db.intake.unreadable import Unreadable

NOTHING = N_("No position description was found in this text.")
TRADITIONAL = N_("The headings of this text are in traditional characters, which are not read. Convert it to "
                 "simplified ones in Word or WPS, under Review, and try again.")
LONGEST = 200_000  # characters; the founding document of ten positions has 13,000


@dataclass(frozen=True)
class Remark:
    """Something the reader should look at; `message` and `params` are for the catalogues."""

    message: str
    params: dict

    def __str__(self):
        return self.message % self.params


@dataclass(frozen=True)
class Reading:
    """Draft descriptions; `outside` is text of no position, `consumed` (kind, text) of labels and numbers taken out."""

    source: str
    descriptions: list
    warnings: list
    outside: tuple
    consumed: tuple
    shares: tuple = ()  # [[heading, text]] of each description as it stood in the source, where that is known already

    @classmethod
    def of(cls, source, drafts, outside, consumed=(), shares=()):
        """What was read into these drafts, with the warnings it takes."""
        consumed = [*consumed, *(taken for draft in drafts for taken in draft.consumed)]
        return cls(source, [draft.as_dict() for draft in drafts], _warnings(drafts, outside), outside, tuple(consumed),
                   shares)

    def as_json(self):
        """The reading as plain data, ready for JSON."""
        return {"descriptions": self.descriptions, "warnings": [str(remark) for remark in self.warnings]}

    @property
    def lost(self):
        """Characters of the source that stand nowhere in the reading, as a count of each; empty when all is kept."""
        return _letters([self.source]) - _letters(self._texts())

    @property
    def invented(self):
        """Characters of the reading that are not in the source, as a count of each; empty when nothing was made up."""
        return _letters(self._texts()) - _letters([self.source])

    def _texts(self):
        return [*self.outside, *(text for _, text in self.consumed),
                *(text for description in self.descriptions for text in _values(description))]


def read_text(text):
    """Draft descriptions from pasted text or a file's; raises Unreadable past LONGEST characters."""
    check_length(text)
    joined = segments.join(plain_lines(text))
    found, outside = parts.split(joined.body)
    outside = tuple(text.strip() for text in (joined.before, *outside, joined.after) if text.strip())
    return Reading.of(text, [sections.build(part) for part in found], outside,
                      [("segment", mark) for mark in joined.marks])


def check_length(text):
    if len(text) > LONGEST:
        raise Unreadable(N_("The text has %(length)s characters; at most %(limit)s can be read at once."),
                         length=len(text), limit=LONGEST)


def plain_lines(text):
    """The text with one kind of line end; a new page or a tab downwards ends a line, too."""
    return re.sub("\r\n|[\r\f\v]", "\n", text)


def summarise(reading):
    """One row a draft for a list: title, clauses, KPIs, relations and passages that fit no field."""
    return [{"title": one["title"], "duties": len(one["duties"]), "kpis": len(one["kpis"]),
             "relations": len(one["relations"]), "unclassified": len(one["unclassified"])}
            for one in reading.descriptions]


def _warnings(drafts, outside):
    remarks = [] if drafts else [Remark(TRADITIONAL if _is_traditional(outside) else NOTHING, {})]
    for number, draft in enumerate(drafts, start=1):
        name = draft.title or f"#{number}"
        remarks += [Remark(message, {"position": name} | params) for message, params in _doubts(draft)]
    remarks += [Remark(N_("Text that belongs to no position: %(text)s"), {"text": text}) for text in outside]
    return remarks


def _doubts(draft):
    """What a person should check in one draft."""
    if not draft.title:
        yield N_("%(position)s: no name of the position was found."), {}
    if not draft.duties:
        yield N_("%(position)s: no duties were found."), {}
    elif _is_cut_off(draft.duties):
        yield N_("%(position)s: the last duty may be cut off: %(text)s"), {"text": draft.duties[-1]["text"]}
    for last, number in _jumps(draft.duties):
        yield N_("%(position)s: a duty numbered %(number)s follows %(last)s."), {"last": last, "number": number}
    if repeated := repeated_numbers((duty["group"], duty["number"]) for duty in draft.duties):
        yield N_("%(position)s: duty numbers that stand more than once: %(numbers)s."), {
            "numbers": "、".join(map(str, repeated))}
    for number, line in _swallowed(draft.duties):
        yield N_("%(position)s: duty %(number)s seems to hold another one of the same number: %(text)s"), {
            "number": number, "text": line}
    if is_impossible_date(draft.compiled_on or ""):
        yield N_("%(position)s: there is no such day as %(text)s."), {"text": draft.compiled_on}
    for line, label in draft.suspects:
        yield N_("%(position)s: “%(text)s” may be a heading of its own; it was read as part of “%(label)s”."), {
            "text": line, "label": label}
    if draft.unclassified:
        yield N_("%(position)s: %(count)s passages fit no field."), {"count": len(draft.unclassified)}


def _is_traditional(texts):
    """Whether one of the commonest words of a description stands in it in traditional characters."""
    return any(re.search("崗位|職位|職責|職務", text) for text in texts)


def _is_cut_off(duties):
    """The last duty has no full stop though most have one."""
    ended = [duty["text"][-1:] in (*TERMINATORS,) for duty in duties]
    return not ended[-1] and 2 * sum(ended) > len(ended)


def _swallowed(duties):
    """(number, line) where a line within a duty begins with the number of that very duty."""
    lines = ((duty["number"], line) for duty in duties for line in duty["text"].split("\n")[1:])
    return [(number, line) for number, line in lines if (mark := leading(line)) and mark.number == number]


def _jumps(duties):
    numbers = [duty["number"] for duty in duties if duty["number"]]
    return [(last, number) for last, number in zip(numbers, numbers[1:], strict=False) if number not in (1, last + 1)]


def _values(description):
    """Every text of a draft that stands so in the source; groups, scopes, numbers and full dates are in `consumed`."""
    as_written = {} if is_full_date(description["compiled_on"]) else {"compiled_on": description["compiled_on"]}
    yield from _texts_of(description | {"compiled_on": None} | as_written)


def _texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("group", "number", "scope", "identity"):
                yield from _texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_of(inner)


def _letters(texts):
    return Counter(character for text in texts for character in text if not character.isspace())
