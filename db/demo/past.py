"""The demo's weeks up to this moment: what was due by its rules since the descriptions are in force, and what became

of it. Nobody can have lived through them, so they are written in bulk, in the rows the verbs would have left, and the
log says in one entry that they were made up.
"""

import datetime as dt

from db.assignments import places
from db.audit import track
from db.base import HERE, database, now, today
from db.bonds import clauses_bound
from db.calendar import Calendar
from db.demo.fate import dice, fate
from db.demo.proof import fill_in
from db.descriptions import IN_FORCE, SUPERSEDED, Clause, Description
from db.duties import NOBODY, TODO, Occurrence
from db.evidence import Inspection, Record
from db.generation import DutyDay
from db.lines import Lines
from db.people import Appointment
from db.recurrence import MARGIN
from db.roster import Roster
from db.rules import Fulfilment, Rule

DAY, LONGEST, BATCH = dt.timedelta(days=1), dt.timedelta(days=92), 300
STOOD_IN = 0.8  # how often somebody on shift took over what was nobody's
MADE_AT = dt.time(0, 10, tzinfo=HERE)


class Past:
    """Who was there, by what and since when; the rows of each day follow from it."""

    def __init__(self):
        self.wordings, self.now = _wordings(), now()
        self.first = max(today() - LONGEST, min(rows[0][0] for rows in self.wordings.values()))
        self.last = today() - DAY
        self.rules = list(Rule.valid(today()))
        positions = {rule.position_id for rule in self.rules}
        self.bound, self.lines = clauses_bound(positions, today()), Lines()
        self.calendar = Calendar.between(self.first - MARGIN, today() + MARGIN)
        self.roster = Roster.between(self.first, today())
        self.since = {}
        for person, position, starts_on in Appointment.select(
                Appointment.person, Appointment.position, Appointment.starts_on).tuples():
            self.since[person, position] = min(starts_on, self.since.get((person, position), starts_on))

    def planned(self):
        """[(rule, row)] of what was due on the days that are over, by who is bound today and was in office then."""
        return [(rule, self._row(rule, place, seat, person, clause))
                for rule in self.rules for day in rule.days(self.first, self.last, self.calendar)
                for clause in [self._wording(rule, day)] if clause
                for place in places(rule, day, self.roster, self._bound(rule, day))
                for seat, person in place.seats.items()]

    def superior(self, position, person):
        return min(self.lines.superiors(position, but={person}), default=None)

    def _bound(self, rule, day):
        held = self.bound.get((rule.position_id, rule.clause), ())
        return [person for person in held if self.since[person, rule.position_id] <= day]

    def _wording(self, rule, day):
        """The clause as the version in force on the day had it; nobody had signed it yet."""
        rows = self.wordings.get((rule.position_id, rule.clause), ())
        return next((clause for effective_on, clause in reversed(rows) if effective_on <= day), None)

    def _row(self, rule, place, seat, person, clause):
        found, is_directed = person, False
        if seat == NOBODY and dice(rule.title, place.day, place.slot).random() < STOOD_IN:
            on_shift = self.roster.on_shift(place.day, rule.position_id)
            found = on_shift[place.day.toordinal() % len(on_shift)] if on_shift else None
            is_directed = found is not None
        return {"series": rule.series, "rule": rule.id, "position": rule.position_id, "work_date": place.day,
                "slot": place.slot, "seat": seat, "person": found, "clause": clause, "signing": None,
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
    lived = [rule for rule in past.rules if not rule.registers]  # what others rest on cannot be made up
    for row in [*lived, *Fulfilment.select()]:
        since = max(past.wordings[row.position_id, row.clause][0][0], past.first)
        facts = {"valid_from": since, "written_at": dt.datetime.combine(since, dt.time(8), HERE)}
        more = {"begins_on": since} if isinstance(row, Rule) else {}
        type(row).update(**facts, **more).where(type(row).id == row.id).execute()


def _prove(told, first, last):
    """The answers and the inspections of what was done."""
    ids = {key: row_id for row_id, *key_ in Occurrence.select(
        Occurrence.id, Occurrence.series, Occurrence.work_date, Occurrence.slot, Occurrence.seat).where(
        Occurrence.work_date.between(first, last)).tuples() for key in [tuple(key_)]}
    records, inspections = [], []
    for rule, row, facts, seen in told:
        row_id = ids[row["series"], row["work_date"], row["slot"], row["seat"]]
        inspections += [{"occurrence": row_id, **one} for one in seen]
        if facts["done_at"]:
            answers = fill_in(rule, row["work_date"], dice("proof", rule.title, row["work_date"], row["slot"]))
            records += [{"occurrence": row_id, "item": key, "value": answer["value"], "note": answer.get("note"),
                         "by": facts["done_by"], "at": facts["done_at"]} for key, answer in answers.items()]
    for model, rows in ((Record, records), (Inspection, inspections)):
        for start in range(0, len(rows), BATCH):
            model.insert_many(rows[start:start + BATCH]).execute()


def _wordings():
    """{(position, identity): [(effective on, clause id)]} of every version that is or was in force, oldest first."""
    found = {}
    for position, identity, effective_on, clause in Clause.select(
            Description.position, Clause.identity, Description.effective_on, Clause.id).join(Description).where(
            Description.state.in_((IN_FORCE, SUPERSEDED))).order_by(Description.effective_on).tuples():
        found.setdefault((position, identity), []).append((effective_on, clause))
    return found
