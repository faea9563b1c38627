"""Files that a PDF carries inside."""

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader

from db.pades.checking import BROKEN


def attached(pdf, name):
    """The bytes of the embedded file of this name; None without one, and for bytes that are no PDF."""
    try:
        tree = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
        files = {str(tree[place]): tree[place + 1] for place in range(0, len(tree), 2)}
        return files[name]["/EF"]["/F"].data
    except BROKEN:
        return None
