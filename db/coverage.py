"""Which duties of a position are covered: by rules that bring them to somebody's day, or by a register."""

from dataclasses import dataclass

import peewee as pw

from db.audit import AuditEntry, name_of
from db.base import today
from db.calendar import Calendar
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.people import Person
from db.recurrence import AHEAD, next_days
from db.rules import Fulfilment, Rule, clauses_in_force


@dataclass(frozen=True)
class Covered:
    """A clause of the version in force, with the rules it has now or will have, and the registers that show it."""

    clause: object
    rules: list
    sources: list

    @property
    def is_covered(self):
        return bool(self.rules or self.sources)


def coverage(position, viewer):
    """([Covered], rules whose clause the version in force no longer has): a fixed number of queries."""
    rules, sources = {}, {}
    newest = Rule.visible_to(viewer).where(
        Rule.position == position, Rule.valid_until.is_null() | (Rule.valid_until >= today()))
    for rule in newest.order_by(Rule.series, Rule.version):
        rules.setdefault(rule.clause, []).append(rule)
    for row in Fulfilment.valid().where(Fulfilment.position == position).order_by(Fulfilment.source):
        sources.setdefault(row.clause, []).append(row.source)
    clauses = clauses_in_force(position)
    lines = [Covered(clause, rules.pop(identity, []), sources.get(identity, []))
             for identity, clause in clauses.items()]
    return lines, [rule for left in rules.values() for rule in left]


def sources(position, clause):
    """The registers that show the clause now."""
    rows = Fulfilment.valid().where(Fulfilment.position == position, Fulfilment.clause == clause)
    return [row.source for row in rows]


def versions(rule, viewer):
    """All versions of a rule with who wrote them, the newest first."""
    rows = Rule.visible_to(viewer).select(Rule, Person).join(Person, pw.JOIN.LEFT_OUTER, on=Rule.written_by)
    return list(rows.where(Rule.series == rule.series).order_by(Rule.version.desc()))


def record(versions):
    """What the log says of these versions, oldest first."""
    names = [name_of(version) for version in versions]
    return list(AuditEntry.select().where(AuditEntry.subject.in_(names)).order_by(AuditEntry.id))


def doer(rule, viewer):
    """The one person the rule names, for whoever may know."""
    return Person.visible_to(viewer).where(Person.id == rule.person_id).first() if rule.person_id else None


def wording(rule):
    """The newest wording of the clause the rule belongs to, of the versions that were in force."""
    rows = Clause.select(Clause, Description).join(Description).where(
        Clause.identity == rule.clause, Description.position == rule.position,
        Description.state.in_((IN_FORCE, SUPERSEDED)))
    return rows.order_by(Description.version.desc()).first()


def ahead(rhythm, begins_on, off_days, on=None, until=None):
    """([(day, kind of day)], first year whose holidays are not known or None) of the next ten times from a day."""
    on = on or today()
    calendar = Calendar.between(on, on.replace(year=on.year + AHEAD, day=1))
    days = [day for day in next_days(rhythm, begins_on, on, calendar, off_days) if until is None or day <= until]
    unknown = next((day.year for day in days if not calendar.is_known(day.year)), None)
    return [(day, calendar.kind(day)) for day in days], unknown
