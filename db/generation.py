"""The days of duty: what is due today and tomorrow is made as rows, done twice with the effect of once.

The day follows rules, calendar and roster until its time begins; then whoever has a duty keeps it, and what the roster
changes later is a transfer. Days of a standstill are made up for, with what was locked meanwhile as missed.
"""

import datetime as dt

import peewee as pw

from db import linking
from db.assignments import places
from db.audit import queue_up, track
from db.base import HERE, Model, Moment, TooLate, database, now, today
from db.bonds import clauses_bound
from db.calendar import Calendar
from db.duties import AHEAD, DROPPED, MISSED, NOBODY, TODO, Occurrence
from db.prepared import prepared
from db.recurrence import MARGIN
from db.roster import Roster
from db.rules import Rule

DAY = dt.timedelta(days=1)
BATCH = 200  # rows a statement


class DutyDay(Model):
    """A day whose duties were made, and when last."""

    on = pw.DateField(unique=True)
    made_at = Moment()

    @classmethod
    def visible_to(cls, person):
        return cls.select() if person.scope("duties.read") == "all" else cls.select().where(pw.Value(False))


def keep_up():
    """Make every day from the last one that was made to tomorrow, and let what is locked be missed."""
    last = DutyDay.select(pw.fn.MAX(DutyDay.on)).scalar()
    day = min(last or today(), today())
    while day <= today() + DAY:
        make(day)
        day += DAY
    linking.catch_up()  # before it is locked: what was done in time counts, whenever it is found
    lock_up()


def keep_up_today():
    """The same for the first request of a day, where nothing has done it by itself."""
    midnight = dt.datetime.combine(today(), dt.time(), HERE)
    if not _made(today(), midnight):
        keep_up()


@prepared
def _made(on, midnight):
    return DutyDay.select(DutyDay.on).where(DutyDay.on == on, DutyDay.made_at >= midnight).tuples()


def make(day):
    """Bring the rows of a day in line with rules, calendar and roster; in any order, any number of times."""
    with database.atomic():
        queue_up()
        wanted, there, fresh = _wanted(day), _there(day), []
        for place, basis in wanted:
            rows = there.pop((place.rule.series, place.slot), [])
            lacking = _lacking(place, rows, basis)
            if place.due_at >= place.rule.written_at:
                fresh += [_row(place, seat, basis) for seat in lacking]
        for rows in there.values():
            _let_go(rows)
        for start in range(0, len(fresh), BATCH):
            Occurrence.insert_many(fresh[start:start + BATCH]).on_conflict_ignore().execute()
        row, _is_new = DutyDay.get_or_create(on=day, defaults={"made_at": now()})
        DutyDay.update(made_at=now()).where(DutyDay.id == row.id).execute()
        if fresh:
            track(row, "duty_day.make", by=None, on=day.isoformat(), count=len(fresh),
                  missed=sum(each["state"] == MISSED for each in fresh))


def lock_up():
    """What is locked and not done becomes missed; how many."""
    count = 0
    for row in list(Occurrence.select().where(Occurrence.state.in_(AHEAD), Occurrence.locks_at <= now())):
        try:
            row.miss()
        except TooLate:
            continue  # it has just been done, or been missed by somebody else's doing
        count += 1
    return count


def _wanted(day):
    """[(place, {person: (clause, signing)})] of the day."""
    rules = list(Rule.valid(day))
    calendar, roster = Calendar.between(day - MARGIN, day + MARGIN), Roster.between(day, day)
    bound = clauses_bound({rule.position_id for rule in rules}, day)
    return [(place, basis) for rule in rules if rule.days(day, day, calendar)
            for basis in [bound.get((rule.position_id, rule.clause), {})]
            for place in places(rule, day, roster, basis)]


def _there(day):
    """{(series, slot): rows} of the day."""
    rows = {}
    for row in Occurrence.select().where(Occurrence.work_date == day).order_by(Occurrence.id):
        rows.setdefault((row.series, row.slot), []).append(row)
    return rows


def _lacking(place, rows, basis):
    """The seats nobody has yet, after the rows there are have been brought in line."""
    dropped = {row.seat: row for row in rows if row.state == DROPPED}
    placed = [row for row in rows if row.state != DROPPED and row.seat in place.seats]
    others = [row for row in rows if row.state != DROPPED and row.seat not in place.seats]
    for row in placed:
        _follow(row, place, place.seats[row.seat], basis)
    kept = [row for row in others if not row.is_untouched or _is_set(row) and row.person_id in place.fit]
    spare = [row for row in others if row not in kept and _is_set(row)]
    _let_go([row for row in others if row not in kept and row not in spare])
    served = {row.seat for row in placed} | {row.person_id for row in kept}
    lacking = [seat for seat in place.seats if seat not in served]
    lacking = lacking[sum(row.person_id not in place.seats for row in kept):]  # each serves for one of them
    for row in spare[:len(lacking)]:
        seat = lacking.pop(0)
        if place.day >= today():
            row.transfer(place.seats[seat])
    return [seat for seat in lacking if not (seat in dropped and _taken_up(dropped[seat], place, seat, basis))]


def _follow(row, place, person, basis):
    """What nobody has touched follows the plan until its time begins, and from then on only who has to do it."""
    if not row.is_untouched or place.day < today():
        return
    if not _is_set(row):
        facts = _facts(place, row.seat, person, basis)
        if any(getattr(row, column) != value for column, value in facts.items()):
            facts |= row.left_behind() if row.person_id != person else {}
            Occurrence.update(**{column.removesuffix("_id"): value for column, value in facts.items()}).where(
                Occurrence.id == row.id, Occurrence.state == TODO).execute()
    elif row.person_id != person and row.person_id not in place.fit:
        row.transfer(person)


def _taken_up(row, place, seat, basis):
    """A row that had been let go is wanted again."""
    row._move("restore", by=None)
    _follow(row, place, place.seats[seat], basis)
    return True


def _let_go(rows):
    """What is no longer wanted, if nobody has touched it and its time has not begun."""
    for row in rows:
        if row.is_untouched and not _is_set(row):
            row._move("drop", by=None)


def _row(place, seat, basis):
    facts = _facts(place, seat, place.seats[seat], basis)
    is_over = place.locks_at <= now()
    return {column.removesuffix("_id"): value for column, value in facts.items()} | {
        "series": place.rule.series, "position": place.rule.position_id, "work_date": place.day, "slot": place.slot,
        "seat": seat, "state": MISSED if is_over else TODO, "missed_at": place.locks_at if is_over else None}


def _facts(place, seat, person, basis):
    """What follows from the plan, by the names of the row's attributes."""
    clause, signing = basis.get(person) or basis.get(seat) or (min(basis.values())[0], None)
    return {"rule_id": place.rule.id, "person_id": person, "clause_id": clause,
            "signing_id": signing if seat != NOBODY else None, "opens_at": place.opens_at, "due_at": place.due_at,
            "locks_at": place.locks_at}


def _is_set(row):
    """Whether its time has begun: from then on it is whose it is."""
    return row.opens_at <= now()
