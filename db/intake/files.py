"""A file's bytes into plain text: what kind it is, and who reads that kind."""

import unicodedata

from db.base import N_
from db.intake import legacy, package, word
from db.intake.unreadable import Unreadable

LARGEST = 10 * 1024 * 1024  # bytes
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
OTHERS = (  # how other kinds of files begin, whatever they are called, and what to do with each
    ((b"%pdf",), N_("%(name)s is a PDF. Open the Word file it was made of; of a scanned page the text must be typed.")),
    ((b"{\\rtf",), N_("%(name)s is a rich text file (RTF), whatever its name says; open it in Word or WPS and save it "
                      "as .docx.")),
    ((b"<!doctype html", b"<html", b"mime-version:"),
     N_("%(name)s is a web page, whatever its name says, as mail and office systems export them; open it in Word or "
        "WPS and save it as .docx.")),
    ((b"<?xml", b"<w:worddocument"),
     N_("%(name)s is an XML file, whatever its name says; open it in Word or WPS and save it as .docx.")),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"ii*\x00", b"mm\x00*"),
     N_("%(name)s is a picture; the text on it must be typed.")),
    ((b"rar!", b"7z\xbc\xaf", b"\x1f\x8b"), package.ARCHIVE),
)
ODD_SHARE = 0.02  # of characters no Chinese or English text uses, above which decoding guessed wrong


def read_file(name, data):
    """The plain text of a .docx, .doc or .txt file, told apart by content, not by name; raises Unreadable.

    Cells of a table row are separated by tabs, rows and paragraphs by line ends. At most LARGEST bytes.
    """
    if not data.strip():
        raise Unreadable(N_("%(name)s is empty."), name=name)
    if len(data) > LARGEST:
        raise Unreadable(N_("%(name)s is too large: %(size)s MB; at most %(limit)s MB can be read."),
                         name=name, size=-(-len(data) // 1024**2), limit=LARGEST // 1024**2)
    text = _text(name, data)
    if not text.strip():
        raise Unreadable(N_("%(name)s contains no text; a scanned page must be typed or read by eye."), name=name)
    return text


def _text(name, data):
    if data.startswith(ZIP):
        return word.text(name, data)
    if data.startswith(OLE):
        return legacy.text(name, data)
    _check_kind(name, data)
    decoded = _decoded(data)
    if decoded is None:
        raise Unreadable(N_("%(name)s is not a document this page can read; save it as .docx, .doc or plain text."),
                         name=name)
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


def _check_kind(name, data):
    """Say of a file of another kind what it is and what to do."""
    begins = data[:400].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signs, message in OTHERS:
        if begins.startswith(signs):
            raise Unreadable(message, name=name)


def _decoded(data):
    """The text in the first encoding that yields plausible text; None when none does."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030", "utf-16-le", "utf-16-be")
    for encoding in encodings:
        try:
            decoded = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(decoded):
            return decoded
    return None


def _is_text(decoded):
    """No control characters, and hardly a character that neither Chinese nor English text uses."""
    if any(unicodedata.category(character) in ("Cc", "Cn", "Cs") for character in set(decoded) - set("\t\n\r\f\v")):
        return False
    return sum(not _is_usual(ord(character)) for character in decoded) <= ODD_SHARE * len(decoded)


def _is_usual(code):
    """ASCII, Latin-1, punctuation, symbols and numbers in circles, kana, common Han, full-width forms."""
    return (code < 0x250 or 0x2000 <= code < 0x2800 or 0x2E80 <= code < 0x3400 or 0x4E00 <= code < 0xA000
            or 0xF900 <= code < 0xFB00 or 0xFE30 <= code < 0xFE50 or 0xFF00 <= code < 0xFFF0)
