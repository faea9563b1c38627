"""Whether a zipped Office file may be opened: its size unpacked, its entries, its XML, none of it taken on trust."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import ParseError  # noqa: S405 - only the name of the error; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from db.base import N_
from db.intake.unreadable import Unreadable

MOST_ENTRIES = 2000
MOST_UNPACKED = 64 * 1024 * 1024  # bytes in all
MOST_XML = 16 * 1024 * 1024  # bytes in one XML part
HIGHEST_RATIO = 200  # unpacked to packed, of one entry; a repetitive table reaches some 50
RATIO_FROM = 1024 * 1024  # bytes unpacked, below which no ratio is suspicious
CHUNK = 64 * 1024
OTHERS = (  # what other zipped files have within
    ("xl/", N_("%(name)s is an Excel workbook, not a Word document; copy the description into Word, or paste its "
               "text.")),
    ("ppt/", N_("%(name)s is a PowerPoint presentation, not a Word document; copy the description into Word, or paste "
                "its text.")),
    ("mimetype", N_("%(name)s is an OpenDocument file; open it in Word or WPS and save it as .docx.")),
)
ARCHIVE = N_("%(name)s is a packed archive, not a Word document; unpack it and choose the document within.")
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


def check(name, data):
    """Raise Unreadable unless every entry unpacks within the limits and every XML part is well formed, without DTD."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(name, entries)
            left = MOST_UNPACKED
            for entry in entries:
                left -= _check_entry(name, archive, entry, left)
    except DAMAGED as error:
        raise damaged(name) from error


def damaged(name):
    """The refusal of a file that breaks off or contradicts itself."""
    return Unreadable(N_("%(name)s is damaged; open it in Word, save it again and try once more."), name=name)


def encrypted(name):
    """The refusal of a file locked by a password."""
    return Unreadable(N_("%(name)s is protected by a password; save it without one and try again."), name=name)


def _check_directory(name, entries):
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise _bomb(name)
    if len(set(names)) != len(names):
        raise damaged(name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise encrypted(name)
    if not any(entry.startswith("word/") for entry in names) or "[Content_Types].xml" not in names:
        raise Unreadable(next((message for start, message in OTHERS if any(entry.startswith(start) for entry in names)),
                              ARCHIVE), name=name)


def _check_entry(name, archive, entry, left):
    """The bytes the entry unpacks to, counted; its XML checked."""
    is_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
    limit = min(left, MOST_XML) if is_xml else left
    kept, counted = bytearray(), 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            counted += len(chunk)
            if counted > limit or counted > RATIO_FROM and counted > HIGHEST_RATIO * max(entry.compress_size, 1):
                raise _bomb(name)
            kept += chunk if is_xml else b""
    if is_xml:
        _check_xml(name, bytes(kept))
    return counted


def _check_xml(name, xml):
    try:
        fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable(N_("%(name)s contains XML entities or a document type, which no Word document needs; "
                            "it was not opened."), name=name) from error
    except (ParseError, LookupError) as error:
        raise damaged(name) from error


def _bomb(name):
    return Unreadable(N_("%(name)s unpacks to far more than a document holds; it was not opened."), name=name)
