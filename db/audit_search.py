"""Finding entries of the audit log by who acted, what was done, what it was about, and when."""

import datetime as dt
from dataclasses import asdict, dataclass
from functools import reduce

import peewee as pw

from db.audit import AuditEntry, track
from db.base import HERE, N_, Invalid, Model, database, digest
from db.delegations import Delegation
from db.descriptions import Description
from db.duties import Occurrence
from db.intakes import Intake
from db.jobs import Job
from db.leaves import Leave
from db.people import Person
from db.positions import Position
from db.rules import Rule
from db.signatures import Signing
from db.swaps import Swap

PORTAL = 0        # as who acted: nobody, but the portal by itself
MOST = 20_000     # entries a file holds
LINKED = {model._meta.table_name: model for model in (
    Delegation, Description, Intake, Job, Leave, Occurrence, Person, Position, Rule, Signing, Swap)}


@dataclass(frozen=True)
class Wanted:
    """What to look for; None: whatever it is. `actor`, `number`: ids, of a person and of the row it was about."""

    actor: int | None = None
    action: str | None = None
    table: str | None = None
    number: int | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    def __bool__(self):
        return any(value is not None for value in asdict(self).values())

    def entries_for(self, person):
        """What of it the person may read, newest first."""
        return AuditEntry.visible_to(person).where(*self._conditions()).order_by(AuditEntry.id.desc())

    def _conditions(self):
        if self.actor is not None:
            yield AuditEntry.actor_id.is_null() if self.actor == PORTAL else AuditEntry.actor_id == self.actor
        if self.action:
            yield AuditEntry.action == self.action
        if self.table and self.number is not None:
            yield AuditEntry.subject == f"{self.table}:{self.number}"
        elif self.table:
            yield AuditEntry.subject.startswith(f"{self.table}:")
        elif self.number is not None:
            yield AuditEntry.subject.endswith(f":{self.number}")
        if self.first:
            yield AuditEntry.at >= _midnight(self.first)
        if self.last:
            yield AuditEntry.at < _midnight(self.last) + dt.timedelta(days=1)
        yield pw.Value(True)


def page(person, wanted, *, before=None, size):
    """The newest entries found, or those before an id."""
    rows = wanted.entries_for(person).limit(size)
    return list(rows.where(AuditEntry.id < before) if before else rows)


def actors(person):
    """{id: (name, number)} of those who stand in the log, by name."""
    acted = AuditEntry.visible_to(person).select(AuditEntry.actor_id).distinct()
    rows = Person.select(Person.id, Person.name, Person.number).where(Person.id.in_(acted))
    return {row_id: (name, number) for row_id, name, number in rows.order_by(Person.pinyin, Person.id).tuples()}


def reachable(person, entries):
    """Those of what the entries are about that the person may see: {name of the row}, in one query."""
    ids = {table: set() for table in LINKED}
    for entry in entries:
        table, _colon, number = entry.subject.partition(":")
        if table in ids and number.isdecimal():
            ids[table].add(int(number))
    found = reduce(pw.ModelSelect.union_all, (_visible(person, table, wanted) for table, wanted in ids.items()))
    return {f"{table}:{row_id}" for table, row_id in found.tuples()}


def export(person, wanted):
    """All entries found, oldest first, for a file that `note_export` is told of."""
    entries = list(wanted.entries_for(person).limit(MOST + 1))
    if len(entries) > MOST:
        raise Invalid(N_("That is more than %(most)s entries. Narrow it down, for example by the dates."), most=MOST)
    return entries[::-1]


def note_export(person, data, *, count, wanted):
    """Write down that a part of the log left the portal: which part, and which bytes."""
    chosen = {name: str(value) for name, value in asdict(wanted).items() if value is not None}
    with database.atomic():
        track(person, "person.export_log", by=person, count=count, sha256=digest(data), chosen=chosen)


def _visible(person, table, ids):
    model: type[Model] = LINKED[table]
    seen = model.visible_to(person).select(model.id)
    return model.select(pw.Value(table), model.id).where(model.id.in_(ids), model.id.in_(seen))


def _midnight(day):
    return dt.datetime.combine(day, dt.time(), HERE)
