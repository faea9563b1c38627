"""Documents: bytes by their SHA-256, written once, kept for ever."""

import hashlib
from pathlib import Path

import peewee as pw

from db import disk
from db.base import N_, Model, Moment, Refused, now

_folder = None


class Damaged(Refused):
    """The bytes on the disk are not the bytes that were kept."""


class Document(Model):
    """One row a distinct file; the bytes lie in the data folder under their hash."""

    sha256 = pw.CharField(64, unique=True)
    size = pw.IntegerField()
    media_type = pw.CharField(80)
    kept_at = Moment(default=now)

    @classmethod
    def keep(cls, data, media_type="application/pdf"):
        """Write the bytes to the disk, durably, and return their row. Keeping the same bytes twice keeps one."""
        sha256 = hashlib.sha256(data).hexdigest()
        _write(_path(sha256), data)
        cls.insert(sha256=sha256, size=len(data), media_type=media_type).on_conflict_ignore().execute()
        document = cls.get(cls.sha256 == sha256)
        document.read()
        return document

    def read(self):
        """The bytes, checked against their hash."""
        try:
            data = _path(self.sha256).read_bytes()
        except FileNotFoundError:
            raise Damaged(N_("The stored file is missing.")) from None
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise Damaged(N_("The stored file is damaged."))
        return data


def keep_in(folder):
    """Name the folder the bytes live in; called once, at start."""
    global _folder
    _folder = Path(folder)
    _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    disk.sync(_folder.parent)


def _path(sha256):
    return _folder / sha256[:2] / sha256


def _write(path, data):
    if not path.exists() or path.stat().st_size != len(data):
        disk.write(path, data)
    else:
        disk.sync(path.parent)  # where somebody else wrote the file: that one may not have come so far yet
    disk.sync(_folder)          # the folder of the first two digits may be new itself
