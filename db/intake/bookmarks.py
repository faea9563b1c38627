"""The bookmarks of a Word file this portal wrote: its lines, with signs around each value and within it."""

import io
import re
from dataclasses import dataclass

from docx import Document
from docx.oxml.ns import qn

from db.intake import marks, package, word
from db.intake.numbering import Numbering
from db.office.bookmarks import ITEMS, NAME, NOTHING
from db.office.elements import element, run

START, END, NAMED, ID = qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:name"), qn("w:id")
BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\r", qn("w:tab"): "\t"}
SIGNS = range(0xE000, 0xF900)  # private characters; five the document does not use become signs
HEAD = ("title", "department", "code", "compiled_on")  # without one of these it is none of our documents


@dataclass(frozen=True)
class Bookmark:
    """What stands in one bookmark; None where it is but the dash for nothing."""

    field: str
    identity: str | None
    text: str | None
    shown: str


class Signed:
    """The lines of a document; `parts` takes a line or a cell of one apart."""

    def __init__(self, body, numbering, signs):
        self.names, (self.start, self.end, *inner) = [], signs
        self.breaks = dict(zip(BREAKS.values(), inner, strict=True))
        self.pattern = re.compile(rf"{self.start}(\d+){self.start}([^{self.start}{self.end}\n\t]*){self.end}?")
        self._sign(body)
        stray = re.compile(rf"({self.pattern.pattern})|[{''.join(signs)}]")  # where a bookmark lies crosswise
        self.lines = tuple(stray.sub(lambda match: match[1] or "", line) for line in word.lines(body, numbering))

    def parts(self, text):
        """Literal text and bookmarks in turn, beginning and ending with literal text."""
        found, position = [], 0
        for match in self.pattern.finditer(text):
            found += [text[position:match.start()], self._bookmark(*match.groups())]
            position = match.end()
        return [*found, text[position:]]

    def bookmarks_in(self, text):
        return self.parts(text)[1::2]

    def plain(self, text):
        """The text as a reader of the document sees it."""
        return "".join(part.shown if isinstance(part, Bookmark) else part for part in self.parts(text))

    def values(self, cell):
        """([(field, identity, text)], number marks) of a cell; what was typed beside or below a value is more of it.

        A line below one item of a list is another item.
        """
        found, taken, above = [], [], ""
        for line in cell.split("\n"):
            before, *rest = self.parts(line)
            if not rest and found and found[-1][0] in ITEMS:
                found.append([found[-1][0], None, _unnumbered(before, taken)])
            elif not rest and found:
                found[-1][2] = f"{found[-1][2] or ''}\n{before}"
            elif not rest:
                above += f"{before}\n"
            for one, behind in zip(rest[::2], rest[1::2], strict=True):
                before = above + (_unnumbered(before, taken) if one.field in ITEMS else before)
                found.append([one.field, one.identity, _joined(before, one.text, behind)])
                before = above = ""
        return found, taken

    def _bookmark(self, index, shown):
        for written, sign in self.breaks.items():
            shown = shown.replace(sign, written)
        name = NAME.fullmatch(self.names[int(index)])
        identity = name["key"] if len(name["key"]) == 32 else None
        return Bookmark(name["field"], identity, None if name["missing"] and shown == NOTHING else shown, shown)

    def _sign(self, body):
        """Write signs into the text where our bookmarks begin and end, and for the line ends and tabs within."""
        ours, waiting, is_open = set(), [], False
        for node in list(body.iter()):
            if node.tag == word.PARAGRAPH:
                is_open = bool(waiting)
                for sign in waiting:
                    node.insert(1 if node.find(qn("w:pPr")) is not None else 0, sign)
                waiting = []
            elif node.tag == START and NAME.fullmatch(node.get(NAMED) or ""):
                sign = run(f"{self.start}{len(self.names)}{self.start}")
                self.names.append(node.get(NAMED))
                ours.add(node.get(ID))
                if _is_inline(node):
                    is_open = True
                    node.addprevious(sign)
                else:
                    waiting.append(sign)
            elif node.tag == END and node.get(ID) in ours and _is_inline(node):
                is_open = False
                node.addprevious(run(self.end))
            elif is_open and node.tag in BREAKS:
                node.getparent().replace(node, _literal(self.breaks[BREAKS[node.tag]]))


def read(name, data, text):
    """The signed lines of a sound .docx of this text; None without any of the bookmarks our documents begin with."""
    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        named = [NAME.fullmatch(one.get(NAMED) or "") for one in body.iter(START)]
        used = set(text)  # drawn numbers and all
        signs = [chr(code) for code in SIGNS if chr(code) not in used][:5]
        if len(signs) < 5 or not any(name and name["field"] in HEAD for name in named):
            return None
        return Signed(body, Numbering(document), signs)
    except word.BROKEN as error:
        raise package.damaged(name) from error


def _is_inline(node):
    """Within a paragraph; programs also put a bookmark between paragraphs, and then it begins with the next one."""
    return next(node.iterancestors(word.PARAGRAPH), None) is not None


def _literal(sign):
    made = element("w:t")
    made.text = sign
    return made


def _unnumbered(text, taken):
    """An item without the number before it, which is noted."""
    mark = marks.leading(text)
    if mark:
        taken.append(text[mark.start:mark.end])
    return text[mark.end:].lstrip() if mark else text


def _joined(before, value, behind):
    """The value with what was typed around it; blanks there are nobody's."""
    parts = [before if before.strip() else "", value, behind if behind.strip() else ""]
    return None if value is None and not any(parts) else "".join(filter(None, parts))
