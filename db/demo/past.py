"""The demo's weeks up to this moment: what was due by its rules in three months, and what became of it.

Nobody can have lived through them, so they are written in bulk, in the rows the verbs would have left, and the log says
in one entry that they were made up.
"""

import datetime as dt

from db.assignments import places
from db.audit import track
from db.base import HERE, database, now, today
from db.bonds import clauses_bound
from db.calendar import Calendar
from db.demo.fate import HOUR, PUT_RIGHT, SEEN, dice, fate
from db.demo.pictures import photo
from db.demo.proof import fill_in
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.duties import NOBODY, TODO, Occurrence
from db.evidence import Inspection, Record
from db.generation import DutyDay
from db.items import ATTENTION, OPTIONAL, PHOTO
from db.lines import Lines
from db.people import Appointment
from db.recurrence import MARGIN
from db.roster import Roster
from db.rules import Fulfilment, Rule
from db.signatures import Signing
from db.tasks import CLOSED, Step, Task

DAY, LONGEST, BATCH = dt.timedelta(days=1), dt.timedelta(days=92), 300
STOOD_IN = 0.8  # how often somebody on shift took over what was nobody's
PICTURED = 0.5  # how often a photo nobody has to take is taken
BLANK_RECORD = {"value": None, "note": None, "photo": None}
MADE_AT = dt.time(0, 10, tzinfo=HERE)


class Past:
    """Who was there and bound by what; the rows of each day follow from it as generation would have written them."""

    def __init__(self):
        self.now, self.first, self.last = now(), today() - LONGEST, today() - DAY
        self.rules, self.lines = list(Rule.valid(today())), Lines()
        self.positions = {rule.position_id for rule in self.rules}
        self.calendar = Calendar.between(self.first - MARGIN, today() + MARGIN)
        self.roster = Roster.between(self.first, today())
        self.turns, self.bound = _days_of_change(), {}

    def planned(self):
        """[(rule, row)] of what was due on the days that are over, by who was bound then."""
        return [(rule, self._row(rule, place, seat, person, basis))
                for rule in self.rules for day in rule.days(self.first, self.last, self.calendar)
                for basis in [self._bound(day).get((rule.position_id, rule.clause), {})]
                for place in places(rule, day, self.roster, basis)
                for seat, person in place.seats.items()]

    def superior(self, position, person):
        return min(self.lines.superiors(position, but={person}), default=None)

    def _bound(self, day):
        """`clauses_bound` of the day, asked once for all days between two changes."""
        since = max((turn for turn in self.turns if turn <= day), default=None)
        if since not in self.bound:
            self.bound[since] = clauses_bound(self.positions, day)
        return self.bound[since]

    def _row(self, rule, place, seat, person, basis):
        found, is_directed = person, False
        if seat == NOBODY and dice(rule.title, place.day, place.slot).random() < STOOD_IN:
            on_shift = self.roster.on_shift(place.day, rule.position_id)
            found = on_shift[place.day.toordinal() % len(on_shift)] if on_shift else None
            is_directed = found is not None
        clause, signing = basis.get(found) or basis.get(seat) or (min(basis.values())[0], None)
        return {"series": rule.series, "rule": rule.id, "position": rule.position_id, "work_date": place.day,
                "slot": place.slot, "seat": seat, "person": found, "clause": clause, "signing": signing,
                "is_directed": is_directed, "opens_at": place.opens_at, "due_at": place.due_at,
                "locks_at": place.locks_at}


def tell():
    """Set the rules back to the day their duty came into force, and write what became of it up to now."""
    with database.atomic():
        past = Past()
        _set_back(past)
        past = Past()
        told = [(rule, row, *_fate(past, rule, row)) for rule, row in past.planned()]
        for start in range(0, len(told), BATCH):
            Occurrence.insert_many([row | facts for _rule, row, facts, _seen in told[start:start + BATCH]]).execute()
        for on in {row["work_date"] for _rule, row, *_rest in told}:
            last = DutyDay.create(on=on, made_at=dt.datetime.combine(on, MADE_AT))
        _prove(told, past.first, past.last)
        track(last, "duty_day.tell", by=None, first=past.first.isoformat(), last=past.last.isoformat(),
              count=len(told))


def tell_today():
    """The same of what has been due today by now; what is still to come stays open."""
    with database.atomic():
        past, told = Past(), []
        rows = list(Occurrence.select().where(Occurrence.work_date == today(), Occurrence.state == TODO,
                                              Occurrence.due_at < now()))
        rules = {rule.id: rule for rule in past.rules}
        for occurrence in rows:
            if rules[occurrence.rule_id].registers:
                continue
            row = {**occurrence.__data__}
            facts, seen = _fate(past, rules[occurrence.rule_id], row)
            Occurrence.update(facts).where(Occurrence.id == occurrence.id).execute()
            told.append((rules[occurrence.rule_id], row, facts, seen))
        _prove(told, today(), today())
        if told:
            track(DutyDay.get(DutyDay.on == today()), "duty_day.tell", by=None, first=today().isoformat(),
                  last=today().isoformat(), count=len(told))


def _fate(past, rule, row):
    return fate(row, rule, past.superior(row["position"], row["person"]), past.now,
                dice(rule.title, row["work_date"], row["slot"], row["seat"]))


def _set_back(past):
    """Rules and registers hold since the first version with their duty, as if they had been written that morning."""
    begun = _in_force_since()
    lived = [rule for rule in past.rules if not rule.registers]  # what others rest on cannot be made up
    for row in [*lived, *Fulfilment.select()]:
        since = max(begun[row.position_id, row.clause], past.first)
        facts = {"valid_from": since, "written_at": dt.datetime.combine(since, dt.time(8), HERE)}
        more = {"begins_on": since} if isinstance(row, Rule) else {}
        type(row).update(**facts, **more).where(type(row).id == row.id).execute()


def _prove(told, first, last):
    """The answers and photos of what was done, its inspections, and the tasks that came of them."""
    ids = {key: row_id for row_id, *key_ in Occurrence.select(
        Occurrence.id, Occurrence.series, Occurrence.work_date, Occurrence.slot, Occurrence.seat).where(
        Occurrence.work_date.between(first, last)).tuples() for key in [tuple(key_)]}
    records, inspections = [], []
    for rule, row, facts, seen in told:
        row_id = ids[row["series"], row["work_date"], row["slot"], row["seat"]]
        inspections += [{"occurrence": row_id, **one} for one in seen]
        if facts["done_at"]:
            thrown = dice("proof", rule.title, row["work_date"], row["slot"])
            records += [{"occurrence": row_id, **BLANK_RECORD, **one, "by": facts["done_by"], "at": facts["done_at"]}
                        for one in _records(rule, row["work_date"], thrown)]
    for model, rows in ((Record, records), (Inspection, inspections)):
        for start in range(0, len(rows), BATCH):
            model.insert_many(rows[start:start + BATCH]).execute()
    for found in Inspection.select(Inspection, Occurrence).join(Occurrence).where(
            Inspection.verdict == "fail", Occurrence.work_date.between(first, last)):
        _put_right(found)


def _records(rule, day, thrown):
    """The answers to the items of a rule; a photo beside what needed attention, and now and then of its own."""
    answers = fill_in(rule, day, thrown)
    found = [{"item": key, "value": answer["value"], "note": answer.get("note")} for key, answer in answers.items()]
    noticed = any(one["value"] == ATTENTION for one in found)
    return found + [{"item": item.key, "photo": photo(rule.title)} for item in rule.item_list
                    if item.kind == PHOTO and (noticed or item.need == OPTIONAL and thrown.random() < PICTURED)]


def _put_right(found):
    """What an inspection had found was put right within the time for it, or a little later, and looked at again."""
    row, thrown = found.occurrence, dice("task", found.occurrence_id)
    due = dt.datetime.combine(found.at.astimezone(HERE).date() + DAY, dt.time(18), HERE)
    answered, closed = found.at + thrown.uniform(2, 38) * HOUR, found.at + 44 * HOUR
    task = Task.create(position=row.position_id, person=row.person_id, inspection=found, text=found.note,
                       given_by=found.by_id, given_at=found.at, due_at=due, state=CLOSED, answered_at=answered,
                       closed_at=closed, was_late=answered > due)
    for kind, text, picture, by, at in (("answer", thrown.choice(PUT_RIGHT), None, row.person_id, answered),
                                        ("photo", "", photo(row.rule.title), row.person_id, answered),
                                        ("close", SEEN, None, found.by_id, closed)):
        Step.create(task=task, kind=kind, text=text, photo=picture, is_late=kind == "answer" and task.was_late,
                    by=by, at=at)


def _days_of_change():
    """The days on which somebody begins or ceases to hold a position, or to be bound by another paper."""
    posts = Appointment.select(Appointment.starts_on, Appointment.ends_on).tuples()
    papers = Signing.select(Signing.signed_on, Signing.completed_at).where(Signing.completed_at.is_null(False)).tuples()
    return ({first for first, _last in posts} | {last + DAY for _first, last in posts if last}
            | {by_hand or at.astimezone(HERE).date() for by_hand, at in papers})


def _in_force_since():
    """{(position, identity): the first day a version with this duty was in force}."""
    found = {}
    for position, identity, effective_on in Clause.select(
            Description.position, Clause.identity, Description.effective_on).join(Description).where(
            Description.state.in_((IN_FORCE, SUPERSEDED))).tuples():
        found[position, identity] = min(effective_on, found.get((position, identity), effective_on))
    return found
