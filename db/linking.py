"""Items that tick themselves: what a person did in a register fills an item of the own duty, and with the last item
that is needed the duty is done, as of that moment.
"""

import datetime as dt

from db import deeds
from db.audit import queue_up
from db.base import HERE, database, looked_at, now, today
from db.duties import AHEAD, FURTHEST, OPEN, SENT_BACK, SUBMITTED, Occurrence
from db.items import REQUIRED
from db.proof import Record, latest
from db.rules import Rule

LOOKED_BACK = dt.timedelta(days=7)  # for what was undone


def follow(entry):
    """What this entry of the log proves of the duties of whoever acted, or proves no longer; in its own transaction."""
    _undo(entry)
    done = [(register, entry) for register in deeds.made_by(entry)]
    if done:
        for row in _rows(entry.actor_id, entry.at):
            _fill(row, done)


def catch_up():
    """The same for what was done before its duty was there, or where no verb said so; twice has the effect of once."""
    for entry in deeds.undoings(now() - LOOKED_BACK):
        with database.atomic():
            queue_up()
            _undo(entry)
    rules = [rule.id for rule in Rule.valid(today() - FURTHEST, today()) if rule.registers]
    rows = Occurrence.select(Occurrence, Rule).join(Rule).where(
        looked_at(Occurrence.rule.in_(rules)), Occurrence.state.in_(OPEN), Occurrence.person.is_null(False))
    for row in list(rows.order_by(Occurrence.due_at, Occurrence.id)) if rules else ():
        done = deeds.of(row.person_id, row.rule.registers, row.opens_at, now())
        if _fillings(row, done, row.person_id, _fits):
            with database.atomic():
                queue_up()
                _fill(rows.where(Occurrence.id == row.id).first() or row, done)


def proven(row, by):
    """The keys of the items that what this person did fills, or would fill now, whatever its day."""
    if not row.rule.registers:
        return set()
    return _standing(row, by.id) | {item.key for item, *_deed in _fillings(row, _done(row, by), by.id, _since)}


def prove(row, by):
    """Fill these items, and return their keys; for whoever says that it is done."""
    if not row.rule.registers:
        return set()
    for filling in _fillings(row, _done(row, by), by.id, _since):
        _link(row, *filling)
    return _standing(row, by.id)


def _rows(person_id, at):
    """The duties the person has around that moment which ask something of a register, by the time they are due."""
    rows = Occurrence.select(Occurrence, Rule).join(Rule).where(
        Occurrence.person == person_id, Occurrence.state.in_((*OPEN, SUBMITTED)),
        Occurrence.work_date >= at.astimezone(HERE).date() - FURTHEST)
    return [row for row in rows.order_by(Occurrence.due_at, Occurrence.id) if row.rule.registers]


def _done(row, by):
    return deeds.of(by.id, row.rule.registers, row.opens_at, now())


def _fill(row, done):
    """Fill what fits, and say that it is done where nothing that is needed is lacking any more."""
    fillings = _fillings(row, done, row.person_id, _fits)
    for filling in fillings:
        _link(row, *filling)
    needed = {item.key for item in row.rule.item_list if item.need == REQUIRED}
    if fillings and needed and row.state in AHEAD and needed <= _standing(row, row.person_id):
        row.count_as_done(max(_moment(record) for key, record in latest(row).items() if key in needed))


def _fillings(row, done, whose, fits):
    """[(item, register, entry)]: each deed fills one item of one duty of a rule, and each item takes one deed."""
    lacking = [item for item in row.rule.item_list if item.register and item.key not in _standing(row, whose)]
    fitting = [(register, entry) for register, entry in done if fits(row, entry.at)] if lacking else []
    used, found = _used(row, [entry.id for _register, entry in fitting]), []
    for item in lacking:
        free = [entry for register, entry in fitting if register == item.register and entry.id not in used]
        if free:
            found.append((item, item.register, free[0]))
            used.add(free[0].id)
    return found


def _fits(row, at):
    """Whether what was done then was done for this duty: from its beginning on, on its day, before it was locked."""
    in_time = at < row.locks_at or row.state in (SENT_BACK, SUBMITTED)
    return _since(row, at) and in_time and (at.astimezone(HERE).date() == row.day or at <= row.due_at)


def _since(row, at):
    return row.opens_at <= at


def _standing(row, whose):
    """The keys of the items filled by what this person did and is not undone."""
    return {key for key, record in latest(row).items() if record.register and record.value and record.by_id == whose}


def _used(row, entries):
    """Those of the entries that fill an item of the same rule already."""
    if not entries:
        return set()
    rows = Record.select(Record.entry).join(Occurrence).where(Record.entry.in_(entries),
                                                              Occurrence.series == row.series)
    return {entry for (entry,) in rows.tuples()}


def _link(row, item, register, entry):
    Record.create(occurrence=row, item=item.key, by=entry.actor_id, value=entry.at.isoformat(), register=register,
                  subject=entry.subject, entry=entry.id)


def _moment(record):
    return dt.datetime.fromisoformat(record.value)


def _undo(entry):
    """What rested on what is undone says so; the row that said otherwise stays."""
    registers = deeds.undone_by(entry)
    rows = Record.select(Record, Occurrence).join(Occurrence).where(
        Record.subject == entry.subject, Record.register.in_(registers),
        Record.entry < entry.id).order_by(Record.id) if registers else ()
    newest = {(record.occurrence_id, record.item): record for record in rows}
    for record in newest.values():
        if record.value and latest(record.occurrence)[record.item] == record:
            Record.create(occurrence=record.occurrence, item=record.item, by=entry.actor_id or record.by_id,
                          register=record.register, subject=record.subject, entry=entry.id)
            record.occurrence.lose_proof()
