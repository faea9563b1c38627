"""Files that were shown and not agreed to yet: a day on the disk, apart from the documents, which are kept for ever."""

import datetime as dt
import os
import re
import tempfile
from pathlib import Path

from db.base import digest, now

LIFE = dt.timedelta(days=1)

_folder = None


def keep_in(folder):
    """Name the folder the files wait in; called once, at start."""
    global _folder
    _folder = Path(folder)
    _folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def put(data):
    """Put the bytes aside; returns their SHA-256, by which they are asked for. What has lain here for a day goes."""
    sweep()
    sha256 = digest(data)
    handle, temporary = tempfile.mkstemp(dir=_folder)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(_folder / sha256)
    return sha256


def get(sha256):
    """The bytes of this hash, or None when they are no longer there."""
    path = _folder / sha256
    if not re.fullmatch(r"[0-9a-f]{64}", sha256) or not path.exists():
        return None
    data = path.read_bytes()
    return data if digest(data) == sha256 else None


def sweep():
    """What has lain here for its time goes."""
    oldest = (now() - LIFE).timestamp()
    for path in _folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
