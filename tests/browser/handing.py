"""Duties of this hour put into the data of a served portal, at whatever hour of whatever day; and what became of them.

    python -P -m tests.browser.handing hand K1017 "items, a line each" TITLE ...
    python -P -m tests.browser.handing tell K1017 TITLE ...
"""

import datetime as dt
import json
import sys

from db.audit import history
from db.base import database, now, today
from db.duties import Occurrence
from db.items import kept, parse_items
from db.people import Person
from db.rules import NAMED, Rule, clauses_in_force
from portal import create_app

HOUR = dt.timedelta(hours=1)


def hand(number, items, *titles):
    """A duty of each title, begun an hour ago and due in two; nothing but this makes it."""
    person = Person.get(Person.number == number)
    [position] = person.held_positions
    clause = next(iter(clauses_in_force(position).values()))
    for title in titles:
        rule = Rule.create(position=position, clause=clause.identity, title=title, recurrence="", times=[],
                           who=NAMED, person=person, items=kept(parse_items(items)), begins_on=today(),
                           valid_from=today())
        Rule.update(series=rule.id).where(Rule.id == rule.id).execute()
        Occurrence.create(series=rule.id, rule=rule, position=position, work_date=today(), slot="now", seat=person.id,
                          person=person, clause=clause, opens_at=now() - HOUR, due_at=now() + 2 * HOUR,
                          locks_at=now() + 6 * HOUR)


def tell(number, *titles):
    """{title: [its state, how often it was done, how many answers and photos there are]}."""
    rows = Occurrence.select().join(Rule).where(Rule.title.in_(titles), Occurrence.person == Person.get(
        Person.number == number))
    return {row.rule.title: [row.state, sum(entry.action == "occurrence.submit" for entry in history(row)),
                             row.records.count()] for row in rows}


if __name__ == "__main__":
    create_app()
    with database.connection_context():
        print(json.dumps({"hand": hand, "tell": tell}[sys.argv[1]](*sys.argv[2:])))
