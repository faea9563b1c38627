"""How a notice reads, and where it leads."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from flask import g
from flask_babel import gettext

from db import inbox
from db.notices import KINDS, Notice
from db.people import Person
from portal.filters import day

PAGES = {"signing": "signatures.show", "delegation": "delegations.show", "description": "descriptions.show",
         "occurrence": "duties.show", "person": "people.show", "job": "jobs.show",
         "certificate": "keys.index", "leave": "leaves.show", "swap": "swaps.show",
         "task": "tasks.show"}  # of what a notice is about
ELSEWHERE = {"roster_day.put": "my_month.index"}  # kinds that lead to a page of the reader's own
OWN = {"certificate"}  # each person has one such page: its address has no number


@dataclass(frozen=True)
class Line:
    """A notice as a list shows it. `page`: (endpoint, values); None: what it was about may no longer be seen."""

    id: int
    text: str
    whose: str
    by: str
    at: dt.datetime
    is_seen: bool
    page: tuple | None


def unseen():
    """How many notices the signed-in person has not read; asked once a page."""
    if "unseen" not in g:
        g.unseen = Notice.count_unseen(g.person) if g.get("person") else 0
    return g.unseen


def lines(notices, person):
    """The notices in the words of the reader, in a fixed number of queries."""
    facts = inbox.about(person, notices)
    names = Person.names(notice.by_id for notice in notices)
    return [_line(notice, facts.get(notice.subject), names) for notice in notices]


def sentence(notice, facts):
    """What the notice says; nothing of a row that may no longer be seen, nor of a kind no longer known."""
    if facts is None or notice.kind not in KINDS:
        return gettext("What this was about is no longer shown to you.")
    dates = {name: day(dt.date.fromisoformat(value)) for name, value in notice.particulars.items()
             if name.endswith("_on") and value}
    dates |= {name: " ⇄ ".join(map(day, value)) for name, value in facts.items() if name.endswith("_on")}
    return gettext(KINDS[notice.kind].sentence) % defaultdict(lambda: "—", notice.particulars | facts | dates)


def _line(notice, facts, names):
    text, is_seen = sentence(notice, facts), notice.seen_at is not None
    if facts is None:
        return Line(notice.id, text, "", "", notice.at, is_seen, None)
    by = names.get(notice.by_id, "") if notice.by_id != facts.get("holder") else ""
    return Line(notice.id, text, facts.get("whose", ""), by, notice.at, is_seen, page_of(notice))


def page_of(notice):
    table, _colon, row_id = notice.subject.partition(":")
    if notice.kind in ELSEWHERE:
        return ELSEWHERE[notice.kind], {}
    return PAGES[table], {} if table in OWN else {"id": int(row_id)}
