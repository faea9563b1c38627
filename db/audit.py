"""The audit log: one chained row an action, written in the action's own transaction."""

from dataclasses import dataclass

import peewee as pw

from db.base import Model, Moment, canonical, database, digest, is_sqlite, now

FORMAT = "portal-audit-v1"
ZERO = "0" * 64
LOCK = 7_206_841  # any number, the same everywhere: PostgreSQL's writers queue up behind it


class AuditEntry(Model):
    """Who did what to which row, and the hash that ties it to the entry before. Ids and hashes only, no names."""

    id = pw.IntegerField(primary_key=True)
    at = Moment(index=True)
    actor_id = pw.IntegerField(null=True, index=True)
    session_id = pw.IntegerField(null=True)
    action = pw.CharField(64, index=True)
    subject = pw.CharField(64, index=True)
    particulars = pw.TextField()
    prev = pw.CharField(64)
    hash = pw.CharField(64)

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.can("audit.read") else cls.select().where(pw.Value(False))

    def computed_hash(self):
        return digest([FORMAT, self.id, self.prev, self.at.isoformat(), self.actor_id, self.session_id,
                       self.action, self.subject, self.particulars])


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found: `bad_id` is the first entry that does not fit, None when all do."""

    count: int
    head: str
    head_id: int
    bad_id: int | None

    @property
    def is_whole(self):
        return self.bad_id is None


def track(subject, action, *, by, **particulars):
    """Append one entry. `by` is the person who acts, or None where the portal itself does."""
    with database.atomic():
        last_id, last_hash, last_at = _last()
        entry = AuditEntry(
            id=last_id + 1, at=max(now(), last_at) if last_at else now(), actor_id=by and by.id,
            session_id=getattr(by, "session_id", None), action=action, subject=name_of(subject),
            particulars=canonical(particulars), prev=last_hash,
        )
        entry.hash = entry.computed_hash()
        entry.save(force_insert=True)
    return entry


def name_of(subject):
    """How a row is called in the log: `description:12`."""
    return f"{subject._meta.table_name}:{subject.get_id()}"


def history(subject):
    """The entries about one row, oldest first."""
    return AuditEntry.select().where(AuditEntry.subject == name_of(subject)).order_by(AuditEntry.id)


def head():
    """(id, hash) of the newest entry: what a signed paper prints as its witness."""
    last_id, last_hash, _ = _last(lock=False)
    return last_id, last_hash


def verify(anchors=()):
    """Walk the whole chain; `anchors` are (id, hash) pairs known from outside the database."""
    wanted = dict(anchors)
    prev, count, bad = ZERO, 0, None
    for entry in AuditEntry.select().order_by(AuditEntry.id).iterator():
        count += 1
        known = wanted.pop(entry.id, entry.hash)
        if bad is None and (entry.id != count or entry.prev != prev
                            or entry.hash != entry.computed_hash() or entry.hash != known):
            bad = entry.id
        prev = entry.hash
    missing = [i for i, h in wanted.items() if i > 0 or h != ZERO]
    if bad is None and missing:
        bad = count + 1
    return Verdict(count, prev, count, bad)


def holds(anchor):
    """Whether the log has the entry of this (id, hash); the one before the first is there always."""
    row_id, expected = anchor
    return (row_id, expected) == (0, ZERO) or AuditEntry.select().where(
        AuditEntry.id == row_id, AuditEntry.hash == expected).exists()


def queue_up():
    """Take the writers' turn before the first row is touched, so that no two wait for each other crosswise."""
    if not is_sqlite():  # SQLite's BEGIN IMMEDIATE already lets one writer in at a time
        database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def _last(lock=True):
    if lock:
        queue_up()
    last = AuditEntry.select(AuditEntry.id, AuditEntry.hash, AuditEntry.at).order_by(AuditEntry.id.desc()).first()
    return (last.id, last.hash, last.at) if last else (0, ZERO, None)
