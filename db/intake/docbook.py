"""The DocBook antiword prints: paragraphs as lines, table rows as lines with tabs between the cells."""

from xml.etree.ElementTree import ParseError  # noqa: S405 - only the name of the error; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring


def lines(xml):
    """The lines of a document that has tables; None when it has none or is not well formed."""
    try:
        book = fromstring(xml)
    except (ParseError, DefusedXmlException):
        return None
    return list(_lines(book)) if book.find(".//row") is not None else None


def _lines(element):
    if element.tag == "row":
        yield "\t".join("\n".join(_inner(entry)) for entry in element.iter("entry"))
        return
    yield from _stripped(element.text)
    for child in element:
        yield from _lines(child)
        yield from _stripped(child.tail)


def _inner(entry):
    return _stripped("".join(entry.itertext()))


def _stripped(text):
    return [line.strip() for line in (text or "").split("\n") if line.strip()]
