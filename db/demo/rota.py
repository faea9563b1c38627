"""The demo's calendar, shifts and roster: when the mall is open, how everybody's weeks go round, who is away."""

import datetime as dt

from db.audit import track
from db.base import HERE, Invalid, today
from db.calendar_days import MALL, OFFICE, OFFICIAL, CalendarDay, CalendarYear, WeekHours
from db.hours import read
from db.leaves import Leave
from db.people import Person
from db.positions import Department
from db.roster import RosterDay
from db.shifts import Letters, Shift
from db.swaps import APPROVED, Swap
from db.teams import employed
from db.weeks import Pattern

OPENED_ON = dt.date(2020, 1, 1)
MALL_WEEK = ("9:00-18:00",) * 4 + ("9:00-20:00",) * 3
OFFICE_WEEK = ("8:30-12:00 13:30-17:30",) * 5 + ("",) * 2
OTHERWISE = [  # (first day, last day, the office's, the mall's hours, name)
    ("2026-02-16", "2026-02-18", False, "", "春节闭店"),
    ("2026-10-01", "2026-10-05", False, "9:00-21:00", "国庆家装节"),
    ("2026-11-11", "2026-11-11", None, "9:00-22:00", "双十一大促"),
    ("2026-12-12", "2026-12-13", None, "9:00-21:00", "年终盛典"),
]
SHIFTS = [  # (name, letter, hours, colour)
    ("早班", "A", "8:30-11:30 12:30-17:30", "blue"),
    ("晚班", "B", "11:00-15:00 16:00-20:00", "orange"),
    ("中班", "C", "9:00-12:00 13:00-18:00", "green"),
    ("行政班", "D", "8:30-12:00 13:30-17:30", "secondary"),
    ("出车早班", "G", "8:30-12:00 12:30-17:00", "azure"),
    ("出车晚班", "H", "11:30-15:30 16:00-20:00", "red"),
]
OFFICE_HOURS = "D D D D D 休 休"  # and off on holidays
# Weeks from Monday on; people of one rotation begin a week apart, so that their days off go round.
ROTATIONS = [
    (("A A A 休 休 A A", "C 休 休 A A B B", "休 C C C B 休 C"), ("K1020", "K1021", "K1023")),
    (("A A A 休 休 A A", "C 休 休 A A B B", "休 C C C B 休 C"), ("K1024", "K1025", "K1026")),
    (("A A A 休 休 A B", "休 休 C A B B A"), ("K1027", "K1028")),
    (("G G G 休 休 H H", "休 G G G H H 休", "H H 休 休 G G G", "休 休 H H G G G"),
     ("K1016", "K1017", "K1018", "K1019")),
    (("G G G 休 休 G G",), ("K1015",)),
    ((OFFICE_HOURS,), ("K1007", "K1008", "K1009", "K1010", "K1011", "K1012", "K1013", "K1014")),
]
MANAGER = "K1007"
DAY = dt.timedelta(days=1)
LEAVES = [  # (who, kind, first and last day from today, deputy, note, who entered and so approved it)
    ("K1022", "maternity", -45, 110, "K1021", "", "K1009"),
    ("K1016", "sick", -1, 1, "K1017", "感冒发烧，附病假条", "K1009"),
    ("K1014", "annual", -30, -28, "K1011", "", "K1009"),
    ("K1020", "personal", -24, -24, "K1023", "家里有事", "K1009"),
    ("K1023", "annual", -38, -35, "K1020", "", "K1009"),
    ("K1010", "training", -17, -16, "K1024", "集团客服培训", "K1007"),
    ("K1024", "annual", -52, -49, "K1025", "", "K1010"),
]
SWAPPED = [("K1021", "K1023", "要去医院复查"), ("K1017", "K1018", "家里装修，约了师傅上门")]  # in the last weeks


def keep_calendar(people):
    """Hours of mall and office, the holidays that are known, days of promotion."""
    hr = _fresh(people["K1003"])
    for place, week in ((MALL, MALL_WEEK), (OFFICE, OFFICE_WEEK)):
        WeekHours.set(place, [read(text) for text in week], OPENED_ON, by=hr)
    for year in sorted({today().year - 1, today().year, today().year + 1} & OFFICIAL):
        CalendarYear.seed(year, by=hr)
    for first, last, is_working, hours, name in OTHERWISE:
        CalendarDay.set(_day(first), _day(last), is_working=is_working, hours=read(hours), name=name, by=hr)


def make_roster(people):
    """Shifts, patterns, the months from three back to the next one, and what people asked for."""
    manager = _fresh(people[MANAGER])
    place = Department.get(Department.name == "客户服务部")
    for name, letter, hours, colour in SHIFTS:
        Shift.add(name, letter, read(hours), colour=colour, department=place, by=manager)
    first, last = _months()
    letters = Letters()
    for weeks, numbers in ROTATIONS:
        rows = letters.read_weeks("\n".join(weeks), place.id)
        for turn, number in enumerate(numbers):
            by = manager if number != MANAGER else _fresh(people["K1003"])
            turned = rows[turn % len(rows):] + rows[:turn % len(rows)]
            Pattern.set(people[number], turned, first, follows_office=weeks == (OFFICE_HOURS,), by=by)
    ids = [people[number].id for _weeks, numbers in ROTATIONS for number in numbers]
    while first <= last:
        until = min(last, first + dt.timedelta(days=60))
        RosterDay.make(list(employed(ids, first, until)), first, until, by=_fresh(people["K1003"]))
        first = until + dt.timedelta(days=1)
    _ask(people)


def _ask(people):
    """Leave that is approved and that waits, a swap that waits for a colleague and one that waits for a superior."""
    for number, kind, first, last, deputy, note, by in LEAVES:
        Leave.ask(people[number], kind, today() + first * DAY, today() + last * DAY, deputy=people[deputy], note=note,
                  by=_fresh(people[by]))
    Leave.ask(people["K1021"], "annual", today() + 14 * DAY, today() + 16 * DAY, deputy=people["K1020"], note="回老家",
              by=_fresh(people["K1021"]))
    _swap(people["K1023"], people["K1020"], "家里有事，想换个班", agrees=False)
    _swap(people["K1025"], people["K1024"], "周末孩子有比赛", agrees=True)
    for asker, other, note in SWAPPED:
        _swapped(people[asker], people[other], note, by=_fresh(people[MANAGER]))


def _swapped(asker, other, note, *, by):
    """An exchange of the last weeks as it was approved then; the roster has read so since."""
    days = RosterDay.of([asker.id, other.id], today() - 21 * DAY, today() - 4 * DAY)
    works = {person.id: {on for (row_id, on), row in days.items() if row_id == person.id and row.shift_id}
             for person in (asker, other)}
    given, taken = (min(works[one.id] - works[two.id], default=None) for one, two in ((asker, other), (other, asker)))
    if not (given and taken):
        return
    was = [[person.id, on.isoformat(), days[person.id, on].shift_id] for person in (asker, other)
           for on in sorted({given, taken}) if (person.id, on) in days]
    asked = dt.datetime.combine(min(given, taken) - 4 * DAY, dt.time(10, 20), HERE)
    swap = Swap.create(asker=asker, other=other, given_on=given, taken_on=taken, was=sorted(was), note=note,
                       state=APPROVED, asked_at=asked, decided_at=asked + dt.timedelta(hours=5), decided_by=by)
    track(swap, "swap.tell", by=None)
    RosterDay.put(swap.days_after, seen=swap.days_before, by=by, tells=False)


def _swap(asker, other, note, *, agrees):
    """The first exchange of two days that is possible."""
    asker, other = _fresh(asker), _fresh(other)
    mine, theirs = Swap.shifts_ahead(asker)[1:], Swap.shifts_ahead(other)[1:]
    for given, taken in ((given, taken) for given in mine for taken in theirs if given.on != taken.on):
        try:
            swap = Swap.ask(other, given.on, taken.on, note=note, by=asker)
        except Invalid:
            continue
        if agrees:
            swap.agree(by=other)
        return swap
    return None


def _months():
    """From the first day three months ago to the last one of next month."""
    count = today().year * 12 + today().month - 1
    first, after = (dt.date(n // 12, n % 12 + 1, 1) for n in (count - 3, count + 2))
    return first, after - dt.timedelta(days=1)


def _fresh(person):
    """As the next request would read the person."""
    return Person.get_by_id(person.id)


def _day(text):
    return dt.date.fromisoformat(text)
