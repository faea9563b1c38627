"""A year of one duty of one person: what became of it day by day, and the rows behind each day."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from db.agenda import listed
from db.base import looked_at, today
from db.calendar import days_of_month
from db.descriptions import FINAL, Clause, Description
from db.duties import DROPPED, Occurrence
from db.outcomes import gravest, sums, tally
from db.rules import Rule, positions_read_by

MONTHS = 12


@dataclass(frozen=True)
class Day:
    """`counts`: {outcome: how many}, the gravest first; empty where nothing was due."""

    on: dt.date
    counts: dict

    @property
    def outcome(self):
        return gravest(self.counts)


@dataclass(frozen=True)
class Year:
    """Twelve months, the last of them the one that was asked for."""

    person: object
    clause: Clause
    first: dt.date
    last: dt.date
    days: tuple

    @cached_property
    def weeks(self):
        """Weeks from Monday, as lists of seven; None before the first and after the last day."""
        cells = [None] * self.first.weekday() + list(self.days)
        cells += [None] * (-len(cells) % 7)
        return [cells[start:start + 7] for start in range(0, len(cells), 7)]

    @cached_property
    def months(self):
        """[(first day, what it adds up to)], the oldest first; nothing is owed of a day ahead."""
        piles = {}
        for day in self.days:
            pile = piles.setdefault(day.on.replace(day=1), {})
            for kind, count in day.counts.items() if day.on <= today() else ():
                pile[kind] = pile.get(kind, 0) + count
        return [(first, sums(pile)) for first, pile in piles.items()]

    @cached_property
    def sums(self):
        return {name: sum(month[name] for _first, month in self.months) for name in sums({})}


def span_of(month):
    """The first and the last day of the twelve months that end with this one."""
    count = month.year * 12 + month.month - MONTHS
    return dt.date(count // 12, count % 12 + 1, 1), days_of_month(month.year, month.month)[-1]


def year_of(viewer, person, identity, month):
    """The Year that ends with a month; None where the viewer may see no such duty. Three queries."""
    clause = _clause(viewer, identity)
    if clause is None:
        return None
    first, last = span_of(month)
    rows = _rows(viewer, person, identity).where(Occurrence.day.between(first, last))
    piles = {}
    for row in rows:
        piles.setdefault(row.day, []).append(row)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    return Year(person, clause, first, last, tuple(Day(on, tally(piles.get(on, ()))) for on in days))


def rows_of(viewer, person, identity, first, last, *, after=None, size=30):
    """The rows of some days, as a list shows them, and whether there are more."""
    rows = _rows(viewer, person, identity).where(Occurrence.day.between(first, last))
    rows = rows.where(looked_at(Occurrence.id > after)) if after else rows
    found = list(listed(rows).order_by(Occurrence.id).limit(size + 1))
    return found[:size], len(found) > size


def _clause(viewer, identity):
    """The duty as the newest version the viewer may see has it."""
    seen = positions_read_by(viewer)
    rows = Clause.visible_to(viewer).select(Clause, Description).join(Description).where(
        Clause.identity == identity, Description.position.in_(seen), Description.state.in_(FINAL))
    return rows.order_by(Description.version.desc()).first()


def _rows(viewer, person, identity):
    """What the person has or had of the duty."""
    rules = Rule.select(Rule.id).where(Rule.clause == identity)
    return Occurrence.visible_to(viewer).where(Occurrence.person == person, Occurrence.rule.in_(rules),
                                               Occurrence.state != DROPPED)
