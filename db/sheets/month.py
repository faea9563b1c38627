"""A month as a matrix: duties down, days across, in each cell what became of the duty; of a person or of a position."""

import datetime as dt
from dataclasses import dataclass, field

from db import sheets
from db.agenda import listed
from db.base import today
from db.calendar import Calendar, days_of_month
from db.directory import titles_held
from db.duties import DROPPED, Occurrence
from db.outcomes import sums, tally


@dataclass
class Line:
    """One duty: {day: {outcome: how many}}, and what they add up to."""

    title: str
    number: int | None
    cells: dict = field(default_factory=dict)
    sums: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Month:
    """`whose`: a person or a position; `to_come`: days that nothing can be said of yet."""

    whose: object
    titles: tuple
    days: tuple
    off: frozenset      # when the office does not work
    to_come: frozenset
    lines: tuple
    sums: dict


def of_person(viewer, person, first):
    return _month(viewer, person, tuple(titles_held([person])[person.id]), Occurrence.person == person, first)


def of_position(viewer, position, first):
    """What became of the duties of a position, whoever had them."""
    sheets.watched(viewer)
    return _month(viewer, position, (), Occurrence.position == position, first)


def last_day(first):
    return days_of_month(first.year, first.month)[-1]


def _month(viewer, whose, titles, condition, first):
    days = tuple(days_of_month(first.year, first.month))
    calendar, tomorrow = Calendar.between(days[0], days[-1]), today() + dt.timedelta(days=1)
    rows = Occurrence.visible_to(viewer).where(condition, Occurrence.state != DROPPED,
                                               Occurrence.day.between(days[0], days[-1]))
    found, lines = list(listed(rows).order_by(Occurrence.work_date, Occurrence.id)), {}
    for row in found:
        lines.setdefault(row.series, []).append(row)
    return Month(whose, titles, days, frozenset(day for day in days if not calendar.is_working(day)),
                 frozenset(day for day in days if day >= tomorrow),
                 tuple(sorted(map(_line, lines.values()), key=lambda line: (line.number or 0, line.title))),
                 sums(tally(_come(found))))


def _line(rows):
    """Called as the rule was called last."""
    by_day = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return Line(rows[-1].rule.title, rows[-1].clause and rows[-1].clause.number,
                {day: tally(pile) for day, pile in by_day.items()}, sums(tally(_come(rows))))


def _come(rows):
    """Those whose day has come: nothing is owed of a day ahead."""
    return [row for row in rows if row.day <= today()]
