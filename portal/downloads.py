"""Handing out a file: as an attachment, under a name of ours, never sniffed or run."""

import mimetypes
from urllib.parse import quote

from flask import make_response, send_file


def download(data, name, media_type="application/pdf"):
    """A response that saves `data` as `name`; the name is encoded by RFC 6266, with an ASCII one beside it."""
    return _as_attachment(make_response(data), name, media_type)


def hand_out(path, name):
    """The same of a file on the disk, which is read as it is sent; its kind follows from the ending of the name."""
    return _as_attachment(send_file(path, conditional=False, etag=False, last_modified=None), name,
                          mimetypes.guess_type(name)[0] or "application/octet-stream")


def _as_attachment(response, name, media_type):
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
