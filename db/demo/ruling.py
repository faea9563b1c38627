"""The demo's duties brought to somebody's day: rules and registers of every clause."""

from db.base import today
from db.demo.descriptions import DESCRIPTIONS
from db.demo.duties import ADDED_RULES, ADDED_SOURCES, RULES, SOURCES
from db.descriptions import Clause, Description
from db.people import Person
from db.rules import Fulfilment, Rule, clauses_in_force

RULER = "K1001"  # who writes the rules of HR's own manager


def rule(positions, people, hr):
    """Write every rule and register of the demo."""
    for key, position in positions.items():
        if key in RULES:
            by = Person.get_by_id(people[RULER].id) if key == "hr_manager" else hr
            _rule(position, _identities(key, position), RULES[key], SOURCES[key], by)
            numbered = {clause.number: identity for identity, clause in clauses_in_force(position).items()}
            _rule(position, numbered, ADDED_RULES.get(key, []), ADDED_SOURCES.get(key, {}), by)


def _rule(position, identities, rules, sources, by):
    in_force = clauses_in_force(position)
    for number, facts in rules:
        if identities[number] in in_force:
            Rule.write(position, identities[number], facts | {"begins_on": today()}, today(), by=by)
    for number, names in sources.items():
        if identities[number] in in_force:
            Fulfilment.set(position, identities[number], names.split(), by=by)


def _identities(key, position):
    """{number in the data: identity}, by the words the clause had in any version."""
    rows = Clause.select(Clause.text, Clause.identity).join(Description).where(Description.position == position)
    known = dict(rows.order_by(Clause.id).tuples())
    return {duty["number"]: known[duty["text"]] for duty in DESCRIPTIONS[key]["duties"]}
