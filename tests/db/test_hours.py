"""Hours as people type them."""

import datetime as dt

import pytest

from db.base import Invalid
from db.hours import kept, minutes, of_kept, read, written


@pytest.mark.parametrize("typed,told,length", [
    ("9:00-18:00", "09:00–18:00", 540),
    ("9:00-12:00 13:30-18:00", "09:00–12:00 13:30–18:00", 450),
    ("13:30-18:00，9:00-12:00", "09:00–12:00 13:30–18:00", 450),
    ("９：００～１８：００", "09:00–18:00", 540),
    ("09:00至12:00、13:00到18:00", "09:00–12:00 13:00–18:00", 480),
    (" 0:00 – 24:00 ", "00:00–24:00", 1440),
    ("22:00-24:00", "22:00–24:00", 120),
    ("9:00-12:00 12:00-18:00", "09:00–12:00 12:00–18:00", 540),
    ("", "", 0), (None, "", 0), ("  ", "", 0)])
def test_hours_are_read_as_people_write_them(typed, told, length):
    ranges = read(typed)
    assert (written(ranges), minutes(ranges), of_kept(kept(ranges))) == (told, length, ranges)


@pytest.mark.parametrize("typed", [
    "9", "9-18", "9:00", "9:00-", "von 9 bis 18", "9:00-18:00 x", "9:60-18:00", "25:00-26:00", "9:00-24:30",
    "24:00-24:00", "18:00-9:00", "22:00-2:00", "9:00-9:00", "9:00-12:00 11:59-18:00", "9:00-18:00 10:00-11:00",
    "0:00-1:00 2:00-3:00 4:00-5:00 6:00-7:00 8:00-9:00 10:00-11:00 12:00-13:00", "²:00-9:00x", "-1:00-2:00"])
def test_what_is_no_hours_is_refused_beside_its_field(typed):
    with pytest.raises(Invalid) as refusal:
        read(typed, "day_3")
    assert refusal.value.field == "day_3"


def test_an_end_at_midnight_belongs_to_the_day_before():
    assert read("20:00-24:00") == ((dt.time(20), dt.time(0)),)
