"""Documents: bytes by their SHA-256, written once; what anything refers to is kept for ever."""

import datetime as dt
import hashlib
from pathlib import Path

import peewee as pw

from db import disk
from db.base import N_, Model, Moment, Refused, database, now

PHOTO = "image/jpeg"
UNUSED = dt.timedelta(days=1), dt.timedelta(days=60)  # how old a photo is that is asked whether anything rests on it

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


def sweep():
    """Remove photos of forms that were refused after all: a day later nothing refers to them. How many."""
    youngest, oldest = (now() - age for age in UNUSED)
    unused = [~pw.fn.EXISTS(field.model.select(field.model.id).where(field == Document.id))
              for field in Document._meta.backrefs]
    rows = list(Document.select().where(Document.media_type == PHOTO, Document.kept_at < youngest,
                                        Document.kept_at > oldest, *unused))
    return sum(_removed(row, unused) for row in rows)


def _removed(document, unused):
    """The file goes before its row is gone for good: whoever keeps the same bytes meanwhile finds out."""
    try:
        with database.atomic():
            gone = Document.delete().where(Document.id == document.id, *unused).execute()
            if gone:
                _path(document.sha256).unlink(missing_ok=True)
    except pw.IntegrityError:
        return 0  # something has just come to rest on it
    return gone


def _path(sha256):
    return _folder / sha256[:2] / sha256


def _write(path, data):
    if not path.exists() or path.stat().st_size != len(data):
        disk.write(path, data)
    else:
        disk.sync(path.parent)  # where somebody else wrote the file: that one may not have come so far yet
    disk.sync(_folder)          # the folder of the first two digits may be new itself
