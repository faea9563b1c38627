"""A week of one person: duties down, seven days across; what has not been made yet as it is planned."""

import datetime as dt
from dataclasses import dataclass, field

from db import sheets
from db.agenda import listed
from db.assignments import places
from db.base import today
from db.bonds import clauses_bound
from db.calendar import Calendar
from db.descriptions import Clause
from db.directory import titles_held
from db.duties import DROPPED, Occurrence
from db.generation import DutyDay
from db.outcomes import gravest, tally
from db.recurrence import MARGIN, SHIFT
from db.roster import Roster
from db.rules import Rule

PLANNED = "planned"


@dataclass
class Line:
    """One duty at one time of the day; `cells`: {day: outcome or PLANNED}. `due`: empty where the shift says it."""

    title: str
    number: int | None
    due: str
    cells: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Week:
    person: object
    titles: tuple
    days: tuple
    shifts: dict   # {day: letter of the shift}
    off: frozenset
    away: frozenset
    lines: tuple


def of_person(viewer, person, day):
    """The week, from Monday, that a day lies in."""
    monday = day - dt.timedelta(days=day.weekday())
    days = tuple(monday + dt.timedelta(days=n) for n in range(7))
    roster = Roster.between(days[0], days[-1])
    lines = _made(viewer, person, days)
    for place, number in _planned(viewer, person, _not_made(days), roster):
        _line(lines, place.rule, place.slot, number).cells.setdefault(place.day, PLANNED)
    shifts = {each: roster.shift_of(person.id, each) for each in days}
    return Week(person, tuple(titles_held([person])[person.id]), days,
                {each: shift.letter for each, shift in shifts.items() if shift},
                frozenset(each for each in days if roster.is_planned(person.id, each) and shifts[each] is None),
                frozenset(each for each in days if roster.is_away(person.id, each)),
                tuple(sorted(lines.values(), key=lambda line: (line.due == "", line.due, line.number or 0))))


def _made(viewer, person, days):
    """{(series, slot): Line} of what stands there."""
    lines, piles = {}, {}
    rows = Occurrence.visible_to(viewer).where(Occurrence.person == person, Occurrence.state != DROPPED,
                                               Occurrence.day.between(days[0], days[-1]))
    for row in listed(rows).order_by(Occurrence.due_at, Occurrence.id):
        line = _line(lines, row.rule, row.slot, row.clause and row.clause.number)
        piles.setdefault((id(line), row.day), (line, []))[1].append(row)
    for (_line_id, day), (line, pile) in piles.items():
        line.cells[day] = gravest(tally(pile))
    return lines


def _planned(viewer, person, days, roster):
    """[(place, number of the clause)] of what the rules have in store for the person on days that were not made yet."""
    if not days:
        return []
    posts = _posts(viewer, person, days, roster)
    rules, calendar = list(Rule.valid(days[0], days[-1]).where(Rule.position.in_(posts))), Calendar.between(
        days[0] - MARGIN, days[-1] + MARGIN)
    due = [(rule, set(rule.days(days[0], days[-1], calendar))) for rule in rules]
    found = []
    for day in days:
        bound = clauses_bound(posts, day)
        for rule, on in due:
            basis = bound.get((rule.position_id, rule.clause), {}) if day in on else {}
            found += [(place, min(basis.values())[0]) for place in places(rule, day, roster, basis)
                      if person.id in place.seats.values()]
    clauses = Clause.select(Clause.id, Clause.number).where(Clause.id.in_({clause for _place, clause in found}))
    numbers = dict(clauses.tuples())
    return [(place, numbers[clause]) for place, clause in found]


def _posts(viewer, person, days, roster):
    """Positions the person may owe something by: the own ones, and those of whoever the person stands in for."""
    people = {person.id} | {leave.person_id for leaves in roster.leaves.values() for leave in leaves
                            if leave.deputy_id == person.id}
    held = {post for one in people for post, first, last in roster.posts.get(one, ())
            if first <= days[-1] and last >= days[0]}
    beneath = sheets.posts_beneath(viewer, "duties.read")
    return held if person.id == viewer.id or beneath is None else held & set(beneath)


def _not_made(days):
    """Those of the days nobody has made the duties of yet, and that are not over."""
    made = {on for (on,) in DutyDay.select(DutyDay.on).where(DutyDay.on.between(days[0], days[-1])).tuples()}
    return [day for day in days if day not in made and day >= today()]


def _line(lines, rule, slot, number):
    """The line of a duty; those of each shift share one, since the shift changes from day to day."""
    due = "" if rule.rhythm.unit == SHIFT else slot
    line = lines.setdefault((rule.series, due), Line(rule.title, None, due))
    line.title, line.number = rule.title, line.number or number
    return line
