"""The demo's duties brought to somebody's day: rules and registers of every clause, and a few duties done already."""

import datetime as dt

from db import evidence, generation
from db.base import HERE, today
from db.demo.descriptions import DESCRIPTIONS
from db.demo.duties import RULES, SOURCES
from db.descriptions import Clause, Description
from db.duties import TODO, Occurrence
from db.people import Person
from db.rules import Fulfilment, Rule, clauses_in_force

RULER = "K1001"  # who writes the rules of HR's own manager
BUSY = ("K1011", "K1014", "K1016", "K1020")  # have done what takes one touch


def rule(positions, people, hr):
    """Write every rule and register of the demo, make the first days, and have some of it done."""
    for key, position in positions.items():
        if key in RULES:
            by = Person.get_by_id(people[RULER].id) if key == "hr_manager" else hr
            _rule_position(key, position, by)
    midnight = dt.datetime.combine(today(), dt.time(), HERE)
    Rule.update(written_at=midnight).execute()  # as if they had been there in the morning: the whole day is asked for
    generation.keep_up()
    for number in BUSY:
        person = Person.get_by_id(people[number].id)
        for row in Occurrence.select().where(Occurrence.person == person, Occurrence.state == TODO,
                                             Occurrence.work_date == today()):
            if row.rule.is_tick and "submit" in row.moves_for(person):
                evidence.submit(row, by=person)


def _rule_position(key, position, by):
    identities, in_force = _identities(key, position), clauses_in_force(position)
    for number, facts in RULES[key]:
        if identities[number] in in_force:
            Rule.write(position, identities[number], facts | {"begins_on": today()}, today(), by=by)
    for number, sources in SOURCES[key].items():
        if identities[number] in in_force:
            Fulfilment.set(position, identities[number], sources.split(), by=by)


def _identities(key, position):
    """{number in the data: identity}, by the words the clause had in any version."""
    rows = Clause.select(Clause.text, Clause.identity).join(Description).where(Description.position == position)
    known = dict(rows.order_by(Clause.id).tuples())
    return {duty["number"]: known[duty["text"]] for duty in DESCRIPTIONS[key]["duties"]}
