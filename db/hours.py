"""Hours of a day as ranges of local times: how they are typed, kept and written.

A range ends on its own day; an end of 00:00 is the midnight at its end, and is written 24:00.
"""

import datetime as dt
import re
import unicodedata

from db.base import N_, Invalid

DAY = 24 * 60   # minutes
MOST = 6        # ranges a day
RANGE = re.compile(r"(\d{1,2}):(\d{2})\s*[-–—~至到]\s*(\d{1,2}):(\d{2})")
BEYOND = N_("Hours end on the day they begin: what goes on after midnight belongs to the next day.")
NEEDED = N_("Write the hours here.")
BETWEEN = re.compile(r"[\s,、;]*")


def read(text, field=None):
    """The ranges somebody typed, like 9:00-12:00 13:30-18:00, in full or half width; () for nothing typed."""
    found, place, text = [], 0, unicodedata.normalize("NFKC", text or "").strip()
    while place < len(text):
        match = RANGE.match(text, place)
        if match is None:
            raise Invalid(N_("Write hours like 9:00-12:00 13:30-18:00."), field)
        found.append(_times(*map(int, match.groups()), field=field))
        place = BETWEEN.match(text, match.end()).end()
    return checked(found, field)


def checked(ranges, field=None):
    """The ranges in order, as a tuple. Raises Invalid where they are too many, overlap or reach beyond midnight."""
    ranges = tuple(sorted(ranges))
    if len(ranges) > MOST:
        raise Invalid(N_("At most %(most)s ranges a day."), field, most=MOST)
    spans = [span(each) for each in ranges]
    if any(start >= end for start, end in spans):
        raise Invalid(BEYOND, field)
    if any(before[1] > after[0] for before, after in zip(spans, spans[1:], strict=False)):
        raise Invalid(N_("Two of the ranges overlap."), field)
    return ranges


def span(pair):
    """(first, last) minute of the day of a range; the last one does not belong to it."""
    start, end = pair
    return start.hour * 60 + start.minute, end.hour * 60 + end.minute or DAY


def kept(ranges):
    """What a column of JSON holds: pairs of minutes of the day."""
    return [list(span(pair)) for pair in ranges]


def of_kept(rows):
    """The ranges a column of JSON holds, as pairs of times."""
    return tuple((time(start), time(end)) for start, end in rows)


def time(minute):
    """The time of a minute of the day; the last midnight is 00:00."""
    return dt.time(minute % DAY // 60, minute % 60)


def written(ranges):
    """The ranges as people write them: 09:00–12:00 13:30–18:00."""
    return " ".join("–".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span(pair)) for pair in ranges)


def minutes(ranges):
    """How long the ranges are together."""
    return sum(end - start for start, end in map(span, ranges))


def _times(hour, minute, last_hour, last_minute, *, field):
    start, end = hour * 60 + minute, last_hour * 60 + last_minute
    if minute > 59 or last_minute > 59 or start >= DAY or end > DAY:
        raise Invalid(N_("A time is between 0:00 and 24:00."), field)
    if start >= end:
        raise Invalid(BEYOND, field)
    return time(start), time(end)
