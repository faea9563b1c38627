"""What a notice is about, as far as the person who was told may still see it."""

from peewee import JOIN

from db.audit import name_of
from db.delegations import Delegation
from db.descriptions import Description
from db.duties import Occurrence
from db.jobs import Job
from db.keys import Certificate
from db.leaves import Leave
from db.notices import DUTY, KINDS, LEAVE, REVIEW, SIGNATURE, SWAP, TASK
from db.people import Person
from db.reviewing import desk
from db.rules import Rule
from db.signatures import Signing
from db.swaps import Swap
from db.tasks import Task, owed_by


def about(person, notices):
    """{name of the row: what it is called} of what these notices are about; one query a table.

    A row the person may not see, or no longer, is not among them: nothing is said about it.
    """
    ids = {}
    for notice in notices:
        table, _colon, row_id = notice.subject.partition(":")
        ids.setdefault(table, set()).add(int(row_id))
    return {f"{table}:{row_id}": facts for table, wanted in ids.items() if table in CALLED
            for row_id, facts in CALLED[table](person, wanted)}


def still_of_use(person, notices):
    """Those about what the person may still see and, where something is asked, of which it is still wanted."""
    facts = about(person, notices)
    asked = {KINDS[notice.kind].asks for notice in notices if notice.kind in KINDS} & STILL_ASKED.keys()
    wanted = {kind: STILL_ASKED[kind](person) for kind in asked}

    def is_of_use(notice):
        kind = KINDS.get(notice.kind)
        if kind is None or notice.subject not in facts:
            return False
        return not kind.asks or notice.seen_at is None and notice.subject in wanted.get(kind.asks, facts)
    return [notice for notice in notices if is_of_use(notice)]


def _signings(person, ids):
    rows = Signing.listed(Signing.visible_to(person)).where(Signing.id.in_(ids))
    return [(row.id, {"title": row.description.title, "version": row.description.version_label,
                      "holder": row.holder_id, "whose": row.holder.name if row.holder_id != person.id else ""})
            for row in rows]


def _delegations(person, ids):
    rows = Delegation.with_people(Delegation.visible_to(person).where(Delegation.id.in_(ids)))
    others = [(row, row.giver if row.delegate_id == person.id else row.delegate) for row in rows]
    return [(row.id, {"number": row.number, "whose": other.name}) for row, other in others]


def _descriptions(person, ids):
    rows = Description.visible_to(person).select(Description.id, Description.title, Description.version)
    return [(row.id, {"title": row.title, "version": row.version_label}) for row in rows.where(Description.id.in_(ids))]


def _people(person, ids):
    return [(row.id, {"whose": row.name if row.id != person.id else ""})
            for row in Person.visible_to(person).select(Person.id, Person.name).where(Person.id.in_(ids))]


def _certificates(person, ids):
    return [(row.id, {}) for row in
            Certificate.visible_to(person).select(Certificate.id).where(Certificate.id.in_(ids))]


def _jobs(person, ids):
    return [(row.id, {"title": row.file}) for row in Job.visible_to(person).where(Job.id.in_(ids))]


def _leaves(person, ids):
    rows = Leave.visible_to(person).select(Leave.id, Leave.person, Person.id, Person.name).where(Leave.id.in_(ids))
    return [(row.id, {"whose": row.person.name if row.person_id != person.id else ""})
            for row in rows.join(Person, on=Leave.person)]


def _swaps(person, ids):
    rows = Swap.visible_to(person).select(Swap.id, Swap.asker, Swap.given_on, Swap.taken_on, Person.id, Person.name)
    return [(row.id, {"whose": row.asker.name if row.asker_id != person.id else "", "days_on": row.dates})
            for row in rows.where(Swap.id.in_(ids)).join(Person, on=Swap.asker)]


def _occurrences(person, ids):
    rows = Occurrence.select(Occurrence.id, Occurrence.person, Rule.id, Rule.title, Person.id, Person.name).join(
        Rule).join_from(Occurrence, Person, JOIN.LEFT_OUTER, on=Occurrence.person)
    rows = rows.where(Occurrence.id.in_(ids), Occurrence.id.in_(Occurrence.visible_to(person).select(Occurrence.id)))
    known = {row_id for (row_id,) in Person.visible_to(person).select(Person.id).tuples()}
    known -= {person.id}
    return [(row.id, {"title": row.rule.title, "whose": row.person.name if row.person_id in known else ""})
            for row in rows]


def _tasks(person, ids):
    rows = Task.visible_to(person).select(Task.id, Task.text, Task.person, Person.id, Person.name)
    rows = rows.where(Task.id.in_(ids)).join(Person, on=Task.person)
    return [(row.id, {"title": row.title, "whose": row.person.name if row.person_id != person.id else ""})
            for row in rows]


def _papers_to_sign(person):
    return {f"{Signing._meta.table_name}:{row_id}" for row_id in Signing.turns_of(person)}


def _versions_to_work_on(person):
    found = desk(person)
    return {name_of(description) for description in (*found.to_review, *found.came_back)}


CALLED = {"signing": _signings, "delegation": _delegations, "description": _descriptions, "person": _people,
          "certificate": _certificates, "job": _jobs, "leave": _leaves, "occurrence": _occurrences, "swap": _swaps,
          "task": _tasks}
# What is asked for -> names of the rows of which it is, now.
STILL_ASKED = {SIGNATURE: _papers_to_sign, REVIEW: _versions_to_work_on,
               LEAVE: lambda person: set(map(name_of, Leave.awaiting(person))),
               DUTY: lambda person: set(map(name_of, Occurrence.awaiting(person))),
               SWAP: lambda person: set(map(name_of, Swap.awaiting(person))),
               TASK: lambda person: set(map(name_of, [*owed_by(person.id), *Task.to_check(person)]))}
