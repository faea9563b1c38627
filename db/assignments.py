"""Who has which duty on a day, and from when to when: worked out from rules, roster and who is bound.

Nothing is written here. A seat is a duty made for one person; the seat of nobody is for whoever takes it first.
"""

import datetime as dt
from dataclasses import dataclass

from db.base import HERE
from db.duties import NOBODY
from db.hours import span
from db.recurrence import DAY, SHIFT, turn
from db.rules import CLAIMED, EVERYBODY, IN_TURN, NAMED, clock

MINUTE = dt.timedelta(minutes=1)
ITS_END = MINUTE - dt.timedelta(microseconds=1)  # what is due at 18:00 is in time until that minute is over
ON_SHIFT = (EVERYBODY, IN_TURN, CLAIMED)


@dataclass(frozen=True)
class Place:
    """One time of one rule on a day: {seat: person or None}, and who may keep a seat that is taken already."""

    rule: object
    day: dt.date
    slot: str
    opens_at: dt.datetime
    due_at: dt.datetime
    locks_at: dt.datetime
    seats: dict
    fit: frozenset


def places(rule, day, roster, bound):
    """The times of a rule on a day it is due, with whose duty each is; none where it binds nobody.

    `bound`: ids of those whom its clause binds on the day.
    """
    if not bound:
        return []
    return [_place(rule, day, *time, roster) for time in
            (_shifts if rule.rhythm.unit == SHIFT else _times)(rule, day, roster, sorted(bound))]


def _place(rule, day, n, slot, minutes, people, roster):
    midnight = dt.datetime.combine(day, dt.time(), HERE)
    opens, due, locks = (midnight + count * MINUTE for count in minutes)
    seats, fit = _seats(rule, day, n, people, roster)
    return Place(rule, day, slot, opens, due + ITS_END, locks + ITS_END, seats, frozenset(fit) - {None})


def _times(rule, day, roster, bound):
    """(number, slot, minutes, people) of each time of the day; of those on shift, whoever is in the house then."""
    for n, minutes in enumerate(rule.times):
        people = bound
        if rule.who in ON_SHIFT:
            on_shift = roster.on_shift(day, rule.position_id)
            people = [one for one in bound if one in on_shift and _is_there(roster.hours(one, day), minutes)]
        yield n, clock(minutes[1]), minutes, people


def _shifts(rule, day, roster, bound):
    """The same of each shift that somebody of the position works; its times count from the shift's beginning."""
    teams = {}
    for person in bound:
        shift = roster.shift_of(person, day)
        if shift is not None and (rule.who not in ON_SHIFT or not roster.is_away(person, day)):
            teams.setdefault(shift.id, (shift, []))[1].append(person)
    begun = sorted((span(shift.ranges(day)[0])[0], shift.id, people) for shift, people in teams.values())
    for n, (begins, shift, people) in enumerate(begun):
        yield n, f"shift:{shift}", [begins + minutes for minutes in rule.times[0]], people


def _seats(rule, day, n, people, roster):
    """({seat: person}, who may keep one) among these people."""
    if rule.who == EVERYBODY:
        return {person: person for person in people}, people
    if rule.who == IN_TURN and people:
        chosen = people[(turn(rule.rhythm, day) * max(len(rule.times), 1) + n) % len(people)]
        return {chosen: chosen}, people
    if rule.who in ON_SHIFT:
        return {NOBODY: None}, people
    seats = {person: roster.deputy(person, day) if roster.is_away(person, day) else person for person in people
             if (rule.who != NAMED or person == rule.person_id) and not _is_off(rule, day, person, roster)}
    return seats, seats.values()


def _is_off(rule, day, person, roster):
    """Whether a duty of every day falls away because the roster gives the person the day off."""
    return (rule.rhythm.unit == DAY and roster.is_planned(person, day) and roster.shift_of(person, day) is None
            and not roster.is_away(person, day))


def _is_there(hours, minutes):
    """Whether these working hours meet the time between when something begins and when it is due."""
    start, due, _lock = minutes
    return any(first <= due and start < last for first, last in map(span, hours))
