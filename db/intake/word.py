"""Text of a .docx: paragraphs and tables in document order, nested tables and automatic numbers included.

Headers, footers, footnotes and comments are not read: they are not part of the description.
"""

import io
import zipfile
import zlib

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from db.intake import package
from db.intake.numbering import Numbering

BROKEN = (OpcError, LxmlError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
          KeyError, IndexError, ValueError, AttributeError, TypeError)  # the last five: unexpected XML
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
TEXT, BOX = qn("w:t"), qn("w:txbxContent")
BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-", qn("w:ptab"): " "}
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # repeats what stands before it
UNREAD = (qn(tag) for tag in "w:del w:moveFrom w:pPr w:rPr w:sectPr w:instrText".split())
PASSED_OVER = frozenset((FALLBACK, *UNREAD))


def text(name, data):
    """The document's text; raises Unreadable for anything but a sound, open, honest .docx."""
    package.check(name, data)
    try:
        document = Document(io.BytesIO(data))
        return "\n".join(lines(document.element.body, Numbering(document)))
    except BROKEN as error:
        raise package.damaged(name) from error


def lines(container, numbering):
    """Lines of the paragraphs and table rows in this container; content controls and the like are looked into."""
    for element in container.iterchildren("*"):
        if element.tag == PARAGRAPH:
            yield numbering.mark(element) + _inline(element).strip()
            for box in _boxes(element):
                yield from lines(box, numbering)
        elif element.tag == TABLE:
            yield from _rows(element, numbering)
        elif element.tag not in PASSED_OVER:
            yield from lines(element, numbering)


def _rows(table, numbering):
    """A line a row, cells separated by tabs; a merged cell stands once, its other rows begin with an empty cell."""
    for row in _within(table, ROW):
        yield "\t".join(_cell(cell, numbering) for cell in _within(row, CELL))


def _within(parent, tag):
    """Elements of this tag below the parent, through content controls but not into nested tables."""
    for element in parent.iterchildren("*"):
        if element.tag == tag:
            yield element
        elif element.tag not in PASSED_OVER and element.tag not in (TABLE, PARAGRAPH):
            yield from _within(element, tag)


def _cell(cell, numbering):
    return "\n".join(line for line in lines(cell, numbering) if line.strip())


def _inline(element):
    """The text of a paragraph's runs, links, insertions and fields, without its text boxes."""
    parts = []
    for child in element.iterchildren("*"):
        if child.tag == TEXT:
            parts.append(child.text or "")
        elif child.tag in BREAKS:
            parts.append(BREAKS[child.tag])
        elif child.tag not in PASSED_OVER and child.tag != BOX:
            parts.append(_inline(child))
    return "".join(parts)


def _boxes(element):
    """Outermost text boxes of a paragraph, each once."""
    for child in element.iterchildren("*"):
        if child.tag == BOX:
            yield child
        elif child.tag not in PASSED_OVER:
            yield from _boxes(child)
