"""The database, what every model shares, and how a model refuses."""

import datetime as dt
import hashlib
import json
import unicodedata
from pathlib import Path
from zoneinfo import ZoneInfo

import peewee as pw
from playhouse import db_url
from playhouse.pool import PooledSqliteDatabase

database = pw.DatabaseProxy()
HERE = ZoneInfo("Asia/Shanghai")
PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "cache_size": -16000,
           "trusted_schema": 0}  # synchronous=FULL: NORMAL can lose acknowledged rows at a power cut


def N_(message):  # noqa: N802 - the customary name of a marker for translation
    """Mark a message for the catalogues; the web translates it when it is shown."""
    return message


class Refused(Exception):
    """A request the domain turns down; `message` is for the reader, in the catalogue's language."""

    def __init__(self, message, **params):
        super().__init__(message % params if params else message)
        self.message, self.params = message, params


class NotAllowed(Refused):
    """The person may not do this."""


class TooLate(Refused):
    """It no longer is in the state this starts from."""


class Invalid(Refused):
    """What was given cannot be taken; `field` names the place in the form, where there is one."""

    def __init__(self, message, field=None, **params):
        super().__init__(message, **params)
        self.field = field


class Moment(pw.DateTimeField):
    """An aware time, kept in UTC."""

    def db_value(self, value):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def python_value(self, value):
        value = dt.datetime.fromisoformat(value) if isinstance(value, str) else value  # several times as fast
        return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


class Model(pw.Model):
    class Meta:
        database = database
        legacy_table_names = False
        only_save_dirty = True

    @classmethod
    def visible_to(cls, person):
        """The rows this person may see. Every model says so itself; silence means nobody."""
        raise NotImplementedError(f"{cls.__name__}.visible_to is not written yet")


def connect(url):
    """Bind the models to the database at `url`, with the settings nothing acknowledged can be lost under."""
    if url.startswith("sqlite"):
        path = url.partition(":///")[2]
        Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        real = PooledSqliteDatabase(path, lock_type="IMMEDIATE", check_same_thread=False, max_connections=32,
                                    pragmas=PRAGMAS)
    else:
        real = db_url.connect(url, max_connections=16, stale_timeout=300, timeout=5)
    database.initialize(real)
    return real


def looked_at(condition):
    """The condition as something no index serves: asked of the rows that what stands beside it has found."""
    return pw.Case(None, [(condition, 1)], 0) == 1


def is_sqlite():
    return isinstance(database.obj, pw.SqliteDatabase)


def now():
    return dt.datetime.now(dt.UTC)


def today():
    """The date on the wall in the mall."""
    return now().astimezone(HERE).date()


def is_blank(text):
    """Whether a reader would see nothing: white space, or characters without a shape."""
    return not any(unicodedata.category(c)[0] not in "CZ" for c in text)


def canonical(value):
    """One spelling of a JSON value, so that its hash is the hash of its meaning."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value):
    """SHA-256 (hex) of bytes, or of a JSON value in its canonical spelling."""
    data = value if isinstance(value, bytes) else canonical(value).encode()
    return hashlib.sha256(data).hexdigest()
