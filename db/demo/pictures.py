"""The demo's pictures, which are drawings and say so: photos of what was done, and pages signed by hand."""

import io
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from db.documents import Document

FOLDER = Path(__file__).parent / "images"
SHOWN = {"车": "vehicle", "牌": "sign", "架": "rack", "资料": "rack"}  # by a word of what was to be done
STAMP_AT, STAMP_SIZE, INK = (90, 650), 22, (176, 42, 32)


def photo(title):
    """A kept photo that goes with a duty of this title."""
    name = next((name for word, name in SHOWN.items() if word in title), "counter")
    return Document.keep((FOLDER / f"{name}.jpg").read_bytes(), "image/jpeg")


def signed_page(*stamped):
    """The scan (JPEG) of the page with the signatures; what HR stamps on it makes it the page of one paper."""
    with Image.open(FOLDER / "signature-page.jpg") as page:
        ImageDraw.Draw(page).text(STAMP_AT, "  /  ".join(stamped), INK, ImageFont.load_default(STAMP_SIZE))
        out = io.BytesIO()
        page.save(out, "JPEG", quality=70)
    return out.getvalue()
