"""Previews: unsigned, but with a mark of the portal's in them, so that verification can say what they are.

The mark is a comment before the end of the file, which no reader shows: the version, the moment, and an HMAC over both
and every other byte. It proves where the file comes from, and nothing else.
"""

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass

from db.base import now
from db.descriptions import Description
from db.keys import authority, is_founded

END = b"startxref"
MARK = re.compile(rb"%unsigned-print:1 (\d{1,9}) (\d{10}) ([0-9a-f]{64})\n(?=startxref)")


@dataclass(frozen=True)
class Print:
    """A preview as it was given out."""

    description: Description
    at: dt.datetime


def marked(pdf, description):
    """The PDF with the mark; unchanged where no key of the portal's is there yet."""
    end = pdf.rfind(END)
    if end < 0 or not is_founded():
        return pdf
    row_id, at = b"%d" % description.id, b"%d" % now().timestamp()
    line = b" ".join((b"%unsigned-print:1", row_id, at, _mac(row_id, at, pdf).encode())) + b"\n"
    return pdf[:end] + line + pdf[end:]


def read(data):
    """The Print the file is, byte for byte; None for every other file."""
    found = next(reversed(list(MARK.finditer(data))), None)
    if found is None:
        return None
    row_id, at, mac = found.groups()
    expected = _mac(row_id, at, data[:found.start()] + data[found.end():])
    description = Description.get_or_none(Description.id == int(row_id))
    if description is None or not hmac.compare_digest(expected.encode(), mac):
        return None
    return Print(description, dt.datetime.fromtimestamp(int(at), dt.UTC))


def _mac(row_id, at, rest):
    key = hmac.new(authority().pepper, b"unsigned print", hashlib.sha256).digest()
    return hmac.new(key, b"%s %s " % (row_id, at) + rest, hashlib.sha256).hexdigest()
