"""What a Word file holds beside the description: counted and shown, so that nothing is left out in silence."""

import io
import zipfile

from defusedxml.ElementTree import fromstring

from db.base import N_
from db.intake.reading import Remark

SHOWN = 200  # characters of each
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TEXT, STRUCK, MOVED = f"{WORD}t", f"{WORD}delText", f"{WORD}moveFrom"
PICTURES = (f"{DRAWING}blip", "{urn:schemas-microsoft-com:vml}imagedata")
MAIN = "word/document.xml"
BESIDE = (  # how the parts begin, and what is said of them
    (("word/header", "word/footer"), N_("Headers and footers are not read (%(count)s characters): %(words)s")),
    (("word/footnotes", "word/endnotes"), N_("Footnotes and endnotes are not read (%(count)s characters): %(words)s")),
    (("word/comments.",), N_("Comments are not read (%(count)s characters): %(words)s")),
    (("word/diagrams/data", "word/charts/chart"), N_("Diagrams are not read (%(count)s characters): %(words)s")),
)
WANTED = tuple(start for starts, _message in BESIDE for start in starts)
STRUCK_OUT = N_("What tracked changes have struck out is not read (%(count)s characters): %(words)s")
ON_PICTURES = N_("Pictures are not read: %(count)s. Text on them must be typed.")


def left_out(data):
    """The Remarks about a sound .docx; none where all its text was read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: fromstring(archive.read(name)) for name in archive.namelist()
                 if name == MAIN or name.endswith(".xml") and name.startswith(WANTED)}
    said = [(message, [_words(parts[name], (TEXT, f"{DRAWING}t")) for name in sorted(parts) if name.startswith(starts)])
            for starts, message in BESIDE]
    body = parts.get(MAIN)
    if body is not None:
        said.append((STRUCK_OUT, [_words(body, (STRUCK,)), *(_words(one, (TEXT,)) for one in body.iter(MOVED))]))
    pictures = sum(1 for one in (body.iter() if body is not None else ()) if one.tag in PICTURES)
    return [*(_remark(message, texts) for message, texts in said if any(texts)),
            *([Remark(ON_PICTURES, {"count": pictures})] if pictures else [])]


def _words(part, tags):
    return "".join(one.text or "" for one in part.iter() if one.tag in tags).strip()


def _remark(message, texts):
    """The same words in several parts, as a header of each section, are said once."""
    words = " / ".join(dict.fromkeys(filter(None, texts)))
    count = sum(not character.isspace() for text in dict.fromkeys(texts) for character in text)
    return Remark(message, {"count": count, "words": words if len(words) <= SHOWN else words[:SHOWN] + "…"})
