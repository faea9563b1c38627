"""The paper path: a copy printed, signed by hand by all three, and its scan filed as the signed copy."""

import io

import pikepdf
from PIL import Image, UnidentifiedImageError

from db.base import N_, Invalid, NotAllowed, TooLate, database, digest, now, today
from db.documents import Document
from db.signatures import AWAITING_EMPLOYEE, Signing

LARGEST = 10 * 1024 * 1024   # bytes of a scan: no more than the page takes that verifies it
MOST_PIXELS = 120_000_000    # of an image: an A3 sheet at 600 dpi has about 70 million
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
UNREADABLE = N_("Only a PDF, a PNG or a JPEG that can be opened is taken.")


def file_scan(signing, data, signed_on, *, by):
    """Take the scan of a hand-signed copy as this signing's result. Nobody's signature stands in the portal then.

    `signed_on`: the day written on it, perhaps before the portal came, but not before the version was in force. Only
    while nobody has signed online, and never one's own paper.
    """
    if by.id == signing.holder_id:
        raise NotAllowed(N_("Somebody else has to file your own paper."))
    if signing.state != AWAITING_EMPLOYEE:
        raise TooLate(N_("Somebody has signed online already; a paper is signed in one way only."))
    if not signing.description.effective_on <= signed_on <= today():
        raise Invalid(N_("The day lies between the day the version came into force and today."), "signed_on")
    kind = _kind(data)
    _check_new(digest(data))
    scan = Document.keep(data, kind)
    with database.atomic():
        signing._move("file_scan", by=by, scan=scan, signed_on=signed_on, filed_by=by, completed_at=now(),
                      changed_at=now(), noted={"scan": scan.sha256, "signed_on": signed_on.isoformat()})
        signing.supersede_earlier(by=by)


def _check_new(sha256):
    """One file is the scan of one paper, and a paper of the portal is no scan of it."""
    kept = Document.select(Document.id).where(Document.sha256 == sha256)
    if Signing.select().where(Signing.scan.in_(kept)).exists():
        raise Invalid(N_("This very file is filed already, as the scan of another paper."), "file")
    if Signing.select().where(Signing.base.in_(kept) | Signing.current.in_(kept) | Signing.evidence.in_(kept)).exists():
        raise Invalid(N_("This is the file the portal made, not a scan of the paper that was signed."), "file")


def _kind(data):
    """The media type of a scan that really opens; what it is called does not count."""
    if not data or len(data) > LARGEST:
        raise Invalid(N_("The file is empty or larger than 10 MB."), "file")
    try:
        if data.startswith(b"%PDF-"):
            with pikepdf.open(io.BytesIO(data)) as pdf:
                if len(pdf.pages):
                    return "application/pdf"
        else:
            with Image.open(io.BytesIO(data), formats=list(KINDS)) as image:
                if image.width * image.height <= MOST_PIXELS:
                    image.load()
                    return KINDS[image.format]
    except (pikepdf.PdfError, UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        pass
    raise Invalid(UNREADABLE, "file")
