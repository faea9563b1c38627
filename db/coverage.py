"""Which duties of a position are covered: by rules that bring them to somebody's day, or by a register."""

import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.audit import AuditEntry, name_of
from db.base import now, today
from db.bonds import clauses_bound
from db.calendar import Calendar
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.duties import Occurrence
from db.people import Person
from db.positions import Department, Position
from db.prepared import prepared, prepared_plain
from db.recurrence import AHEAD, next_days
from db.rules import Fulfilment, Rule, clauses_in_force

QUIET = dt.timedelta(days=90)  # without anything done by a rule: then the page says so
IN_NUMBERS = (Rule.id, Rule.position, Rule.clause, Rule.valid_until)  # as much of a rule as a map asks of it


@dataclass(frozen=True)
class Covered:
    """A clause of the version in force, with the rules it has now or will have, and the registers that show it."""

    position_id: int
    clause: object
    rules: list
    sources: list
    is_long_ruled: bool               # whether the oldest of its rules began before the quiet days
    last_done_at: dt.datetime | None  # by a rule, of late
    bound: int                        # how many holders it binds today

    @property
    def is_covered(self):
        """Whether a rule goes on after today, or a register shows it: a rule that ends today covers nothing to come."""
        return bool(self.sources) or any(rule.goes_on for rule in self.rules)

    @property
    def is_quiet(self):
        """Whether it has been ruled for long and nothing was done by it of late."""
        return bool(self.rules) and self.is_long_ruled and self.last_done_at is None

    @property
    def is_nobodys(self):
        """Whether its rules ask for something of nobody, as no holder is bound by it."""
        return bool(self.rules) and self.bound == 0


@dataclass(frozen=True)
class PositionCovered:
    """One position in numbers. `orphans`: rules whose clause the version in force no longer has."""

    position: Position
    lines: list
    orphans: int

    def number(self, question):
        return sum(bool(getattr(line, question)) for line in self.lines)

    @property
    def uncovered(self):
        return sum(not line.is_covered for line in self.lines)


def coverage(position, viewer):
    """([Covered], rules whose clause the version in force no longer has): a fixed number of queries."""
    [lines], [orphans] = _covered([position], viewer)
    return lines, orphans


def coverage_map(viewer):
    """[PositionCovered] of the positions with a version in force that the viewer watches over."""
    scope, rows = viewer.scope("duties.watch"), _with_a_version()
    return _mapped(rows if scope == "all" else rows.where(Position.id.in_(viewer.positions_led(scope))), viewer)


def whole_map():
    """The same of every position, for whoever keeps the server."""
    return _mapped(_with_a_version(), None)


def _with_a_version():
    return (Position.select(Position, Department).join(Department).join_from(Position, Description)
            .where(Description.state == IN_FORCE).order_by(Department.name, Position.title))


def _mapped(rows, viewer):
    positions = list(rows)
    lines, orphans = _covered(positions, viewer, IN_NUMBERS)
    return [PositionCovered(position, *found) for position, *found in
            zip(positions, lines, map(len, orphans), strict=True)]


def _covered(positions, viewer, columns=(Rule,)):
    """([[Covered]], [[orphaned rules]]), an entry a position, in one go; without a viewer of all there is."""
    ids = [position.id for position in positions]
    rules, shown, long = _rules(ids, viewer, columns), {}, set(_long_ruled(ids, today() - QUIET))
    for row in Fulfilment.valid().where(Fulfilment.position.in_(ids)).order_by(Fulfilment.source):
        shown.setdefault((row.position_id, row.clause), []).append(row.source)
    done, bound, found = _last_done(ids), clauses_bound(ids, today()), {row_id: [] for row_id in ids}
    for clause in _in_force(ids):
        key = clause.description.position_id, clause.identity
        found[key[0]].append(Covered(key[0], clause, rules.pop(key, []), shown.get(key, []), key in long,
                                     done.get(key), len(bound.get(key, ()))))
    left = {row_id: [rule for key, some in rules.items() if key[0] == row_id for rule in some] for row_id in ids}
    return list(found.values()), list(left.values())


@prepared
def _in_force(positions):
    """The clauses of the versions in force, as much of them as a list shows."""
    return (Clause.select(Clause.id, Clause.identity, Clause.number, Clause.group, Clause.text, Clause.description,
                          Description.id, Description.position).join(Description)
            .where(Description.position.in_(positions), Description.state == IN_FORCE)
            .order_by(Description.position, Clause.place))


@prepared_plain
def _long_ruled(positions, day):
    """(position, clause) of those with a rule that began before the day."""
    return (Rule.select(Rule.position, Rule.clause).where(Rule.position.in_(positions), Rule.valid_from < day)
            .distinct())


def _rules(ids, viewer, columns):
    """{(position, clause): rules in force now or later}."""
    rules = {}
    rows = (Rule.visible_to(viewer) if viewer else Rule.select()).select(*columns)
    rows = rows.where(Rule.position.in_(ids), Rule.valid_until.is_null() | (Rule.valid_until >= today()), ~Rule.is_void)
    for rule in rows.order_by(Rule.series, Rule.version):
        rules.setdefault((rule.position_id, rule.clause), []).append(rule)
    return rules


def _last_done(ids):
    """{(position, clause): when something was done by one of its rules of late}; asked rule by rule, by the index."""
    last = Occurrence.select(pw.fn.MAX(Occurrence.done_at)).where(Occurrence.rule == Rule.id)
    found, rows = {}, Rule.select(Rule.position, Rule.clause, last).where(Rule.position.in_(ids))
    for position, clause, at in rows.tuples():
        at = Occurrence.done_at.python_value(at)
        if at and at > now() - QUIET:
            found[position, clause] = max(at, found.get((position, clause), at))
    return found


def sources(position, clause):
    """The registers that show the clause now."""
    rows = Fulfilment.valid().where(Fulfilment.position == position, Fulfilment.clause == clause)
    return [row.source for row in rows]


def versions(rule, viewer):
    """All versions of a rule with who wrote them, the newest first."""
    rows = Rule.visible_to(viewer).select(Rule, Person).join(Person, pw.JOIN.LEFT_OUTER, on=Rule.written_by)
    return list(rows.where(Rule.series == rule.series).order_by(Rule.version.desc()))


def may_begin_anew(rule):
    """Whether it has ended although the version in force still has its duty."""
    newest = Rule.newest(rule.series)
    return (newest is None or newest.is_over) and rule.clause in clauses_in_force(rule.position)


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
