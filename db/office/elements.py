"""WordprocessingML, a small vocabulary of it: runs, paragraphs, tables."""

import re

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from db.base import N_, Invalid

UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
BREAKS = {"\n": "w:br", "\t": "w:tab", "\r": "w:cr"}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(tag, *children, **attributes):
    """One element of the main namespace; attributes are given without their prefix."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def run(text, style=None):
    """Text with its line ends and tabs; raises Invalid for a character no Word file can hold."""
    if UNWRITABLE.search(text):
        raise Invalid(N_("This contains characters that a Word file cannot hold."))
    made = element("w:r", *([element("w:rPr", element("w:rStyle", val=style))] if style else []))
    for part in re.split(r"([\n\t\r])", text):
        if part in BREAKS:
            made.append(element(BREAKS[part]))
        elif part:
            made.append(_literal(part))
    return made


def field(instruction):
    """A number Word keeps up to date: PAGE, NUMPAGES."""
    return element("w:fldSimple", run("1"), instr=f" {instruction} ")


def paragraph(style, *content, number=None):
    """A paragraph; `number` is the list it is an item of."""
    properties = element("w:pPr", element("w:pStyle", val=style))
    if number is not None:
        properties.append(element("w:numPr", element("w:ilvl", val=0), element("w:numId", val=number)))
    return element("w:p", properties, *content)


def cell(width, *paragraphs, span=1, merge=None, shaded=False):
    """A cell of a table, `width` in twentieths of a point; `merge`: restart or continue, down the column."""
    properties = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(element("w:gridSpan", val=span))
    if merge:
        properties.append(element("w:vMerge", val=merge))
    if shaded:
        properties.append(element("w:shd", val="clear", color="auto", fill="F2F2F2"))
    properties.append(element("w:vAlign", val="center"))
    return element("w:tc", properties, *paragraphs)


def row(*cells, header=False, height=None):
    """A row that stays on one page; a header row is repeated on each. `height`: at least, in twentieths of a point."""
    properties = element("w:trPr", element("w:cantSplit"))
    if height:
        properties.append(element("w:trHeight", val=height, hRule="atLeast"))
    if header:
        properties.append(element("w:tblHeader"))
    return element("w:tr", properties, *cells)


def table(widths, *rows):
    """A table of fixed columns, `widths` in twentieths of a point."""
    properties = element(
        "w:tblPr", element("w:tblStyle", val="TableGrid"), element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", element("w:top", w=45, type="dxa"), element("w:left", w=100, type="dxa"),
                element("w:bottom", w=45, type="dxa"), element("w:right", w=100, type="dxa")))
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    return element("w:tbl", properties, grid, *rows)


def _literal(text):
    made = element("w:t")
    made.text = text
    made.set(SPACE, "preserve")
    return made
