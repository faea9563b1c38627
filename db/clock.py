"""The clock over opening hours: how many minutes were used, and when so many will be. Pure functions.

`hours` leads from a local date to its ranges of times, as Calendar.hours does; `pauses` are pairs of moments, the
second one None while a pause lasts. All is counted in whole minutes of Asia/Shanghai: seconds are left away.
"""

import datetime as dt
from dataclasses import dataclass

from db.base import HERE
from db.hours import DAY, span, time

FURTHEST = 3653   # days a deadline is looked for
ENDLESS = 10**12  # minutes: when a pause ends that lasts


@dataclass(frozen=True)
class Line:
    """What one day has to do with it: the ranges that lie between, how many of their minutes count and how many do not.

    A day without ranges is one on which nothing is open.
    """

    day: dt.date
    ranges: tuple  # ((time, time), ...)
    minutes: int   # that count
    paused: int    # that pauses took off


def used(start, end, hours, pauses=()):
    """Opening minutes between two moments, without the pauses; none where the end comes before the start."""
    return sum(line.minutes for line in account(start, end, hours, pauses))


def account(start, end, hours, pauses=()):
    """How these minutes come together, a line a day. Of a deadline: account(start, deadline(start, n), ...)."""
    first, last, stops = _minute(start), _minute(end), _stops(pauses)
    days = range(first // DAY, (last - 1) // DAY + 1) if first < last else ()
    return [_line(day, _spans(day, hours, first, last), stops) for day in days]


def deadline(start, minutes, hours, pauses=()):
    """The moment at which so many opening minutes after `start` are used; None when a pause that lasts comes first.

    Raises ValueError where there are not so many within ten years.
    """
    if minutes < 0:
        raise ValueError("a deadline lies ahead of its start")
    first, left, stops = _minute(start), minutes, _stops(pauses)
    if not left:
        return _moment(first)
    stands_from = next((start for start, end in stops if end == ENDLESS), ENDLESS)
    for day in range(first // DAY, first // DAY + FURTHEST):
        for start, end in _without(_spans(day, hours, first, ENDLESS), stops):
            if left <= end - start:
                return _moment(start + left)
            left -= end - start
        if (day + 1) * DAY > stands_from:
            return None
    raise ValueError("there are not so many opening hours within ten years")


def _line(day, spans, stops):
    counted = sum(end - start for start, end in _without(spans, stops))
    ranges = tuple((time(start % DAY), time(end % DAY)) for start, end in spans)
    return Line(dt.date.fromordinal(day), ranges, counted, sum(end - start for start, end in spans) - counted)


def _spans(day, hours, first, last):
    """The ranges of a day as minutes of all time, as far as they lie between two of them."""
    spans = [(day * DAY + start, day * DAY + end) for start, end in map(span, hours(dt.date.fromordinal(day)))]
    return [(max(start, first), min(end, last)) for start, end in spans if max(start, first) < min(end, last)]


def _without(spans, stops):
    """What is left of the spans between the stops."""
    for start, end in spans:
        for stop, on in stops:
            if on > start and stop < end:
                if stop > start:
                    yield start, stop
                start = on
        if start < end:
            yield start, end


def _stops(pauses):
    """The pauses as spans of minutes, in the order they begin; they may overlap."""
    spans = ((_minute(start), _minute(end) if end else ENDLESS) for start, end in pauses)
    return sorted((start, end) for start, end in spans if start < end)


def _minute(moment):
    """The number of a minute, counted on the wall clock from the first day there is."""
    local = moment.astimezone(HERE)
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def _moment(minute):
    day, rest = divmod(minute, DAY)
    return dt.datetime.combine(dt.date.fromordinal(day), time(rest), HERE)
