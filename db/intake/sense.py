"""What a description says that cannot be so: days that do not exist, numbers that stand twice."""

import datetime as dt
import re
from collections import Counter

DATE = re.compile(r"(\d{4})[ ]*[年./-][ ]*(\d{1,2})[ ]*[月./-][ ]*(\d{1,2})[ ]*日?")


def day_of(text):
    """The day written in figures; None where it is written otherwise, or where there is no such day."""
    match = DATE.fullmatch(text.strip())
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def is_impossible_date(text):
    """Whether a day is written in figures, but there is none of these."""
    return DATE.fullmatch(text.strip()) is not None and day_of(text) is None


def repeated_numbers(duties):
    """The numbers that stand more than once in one group; `duties`: (group, number), the number None where none is."""
    counted = Counter((group or "", number) for group, number in duties if number)
    return sorted({number for (_group, number), count in counted.items() if count > 1})
