"""The numbers Word draws before paragraphs and does not store as text."""

import re
from collections import Counter

from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from db.intake.marks import CHINESE, CIRCLED

VALUE = qn("w:val")
CHINESE_FORMATS = frozenset(("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting",
                             "ideographTraditional", "taiwaneseCountingThousand"))
CIRCLED_FORMATS = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))


class Numbering:
    """Counters of a document's lists, moved on by each numbered paragraph."""

    def __init__(self, document):
        self.lists, self.levels, self.counts = {}, {}, Counter()
        self.styles = {style.get(qn("w:styleId")): style for style in document.styles.element.findall(qn("w:style"))}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError, OpcError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            for level in abstract.findall(qn("w:lvl")):
                self.levels[abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl")))] = level
        for one in root.findall(qn("w:num")):
            self.lists[one.get(qn("w:numId"))] = _value(one, "w:abstractNumId")

    def mark(self, paragraph):
        """The number before this paragraph as text, with a space after it; empty where there is none."""
        number, depth = self._list_of(paragraph)
        level = self.levels.get((self.lists.get(number), depth))
        if level is None or not "".join(paragraph.itertext()).strip():
            return ""
        self.counts[number, depth] += 1
        for deeper in range(depth + 1, 9):
            self.counts[number, deeper] = 0
        return self._drawn(number, level)

    def _list_of(self, paragraph):
        """(list, depth) from the paragraph itself or its style; (None, 0) for none."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for element in (paragraph, self.styles.get(style.get(VALUE)) if style is not None else None):
            properties = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if element is not None else None
            if properties is not None:
                return _value(properties, "w:numId"), int(_value(properties, "w:ilvl") or 0)
        return None, 0

    def _drawn(self, number, level):
        if _value(level, "w:numFmt") in ("bullet", "none"):
            return ""
        drawn = re.sub(r"%(\d)", lambda match: self._count(number, int(match[1]) - 1), _value(level, "w:lvlText") or "")
        return drawn + " " if drawn.strip() else ""

    def _count(self, number, depth):
        level = self.levels.get((self.lists.get(number), depth))
        start = int(_value(level, "w:start") or 1) if level is not None else 1
        count = max(self.counts[number, depth], 1) + start - 1
        return _written(count, _value(level, "w:numFmt") if level is not None else "decimal")


def _value(element, tag):
    child = element.find(qn(tag))
    return child.get(VALUE) if child is not None else None


def _written(count, style):
    """The count in Chinese, circled, or plain digits; letters and Roman numbers are written as digits, too."""
    if style in CIRCLED_FORMATS and 1 <= count <= len(CIRCLED):
        return CIRCLED[count - 1]
    if style in CHINESE_FORMATS and 1 <= count < 100:
        tens, units = divmod(count, 10)
        return (CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (CHINESE[units - 1] if units else "")
    return str(count)
