"""Handing out a file: as an attachment, under a name of ours, never sniffed or run."""

from urllib.parse import quote

from flask import make_response


def download(data, name, media_type="application/pdf"):
    """A response that saves `data` as `name`; the name is encoded by RFC 6266, with an ASCII one beside it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    response = make_response(data)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
