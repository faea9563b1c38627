"""One duty under its identity: found by its words in any version, its wordings, where it comes from, whom it binds."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from types import SimpleNamespace

import peewee as pw

from db.base import today
from db.board import Line, holdings
from db.bonds import bonds, in_force
from db.corrections import latest_texts, standing_at
from db.descriptions import DISCARDED, IN_FORCE, Clause, Description
from db.people import Person
from db.positions import Department, Position
from db.wording import runs


@dataclass(frozen=True)
class Hit:
    """A duty that was found: `wordings` are the rows of the versions in which it has the words, the newest first."""

    identity: str
    title: str  # of the position
    wordings: tuple


@dataclass(frozen=True)
class Step:
    """A clause split off from one, or merged of several: `row` as it was then, `sources` as they were before."""

    row: SimpleNamespace
    sources: tuple
    is_split: bool


@dataclass(frozen=True)
class Life:
    """All that became of one duty, as far as the reader may see it."""

    identity: str
    position: Position
    wordings: tuple    # (row, runs from the wording before it; none where it stayed the same), the newest first
    origins: tuple     # of Step: what it comes from, and what that came from, the latest first
    offspring: tuple   # of Step: what was made of it
    texts: dict        # {description id: {identity: text}} of the position's versions
    labels: dict       # {description id: version label} of the same
    corrections: dict  # {description id: what was put right in its wording there}

    @property
    def latest(self):
        return self.wordings[0][0]


@dataclass(frozen=True)
class Bound:
    """A holder whom the duty binds, or who should sign for it and has not (`since` is None then)."""

    holder: Person
    since: dt.date | None         # the duty, in whatever wording
    worded_since: dt.date | None  # in the wording that binds
    signing_id: int | None        # that binds
    version_label: str | None     # of what it binds to
    is_current: bool              # what he signed is the version in force on that day
    is_present_wording: bool      # what binds reads as that version does; no: the duty reads otherwise or has gone
    line: Line | None             # today: how his signing of the version in force stands


def find(words, person, most):
    """At most so many duties that have all of the words, those in force first, and whether there are more.

    Three queries: the words are looked for as they are, which up to some 20,000 clauses needs no index; in the text
    as it was signed, and as it reads corrected.
    """
    reads = latest_texts()
    fits = reduce(and_, (Clause.text.contains(word) for word in words.split()))
    fits |= _any_of(key for key, text in reads.items() if all(word.lower() in text.lower() for word in words.split()))
    fits &= Description.id.in_(_seen_by(person).select(Description.id))
    is_live = pw.fn.MAX(pw.Case(None, ((Description.state == IN_FORCE, 1),), 0))
    best = [identity for (identity,) in Clause.select(Clause.identity).join(Description).where(fits).group_by(
        Clause.identity).order_by(is_live.desc(), pw.fn.MAX(Description.id).desc(), pw.fn.MIN(Clause.place),
                                  Clause.identity).limit(most + 1).tuples()]
    rows = defaultdict(list)
    for row in _listed(_rows().where(fits, Clause.identity.in_(best[:most]))):
        row.text = reads.get((row.description, row.identity), row.text)
        rows[row.identity].insert(0, row)
    return [Hit(identity, rows[identity][0].title, tuple(rows[identity])) for identity in best[:most]], len(best) > most


def life(identity, viewer):
    """The Life of the duty, None where the viewer sees no version that has it."""
    seen = _seen_by(viewer)
    here = Clause.select(Description.position).join(Description).where(
        Clause.identity == identity, Description.id.in_(seen.select(Description.id))).limit(1).scalar()
    if here is None:
        return None
    rows = _listed(_rows().where(Description.id.in_(
        seen.where(Description.position == here).select(Description.id))))
    texts = defaultdict(dict)
    for row in rows:
        texts[row.description][row.identity] = row.text
    own = [row for row in rows if row.identity == identity]
    position = Position.select(Position, Department).join(Department).where(Position.id == here).get()
    return Life(identity, position, tuple(_wordings(own))[::-1], tuple(_ancestry(identity, rows)),
                tuple(_step(row, rows) for row in rows if identity in (row.origins or ()) and row.identity != identity),
                texts, {row.description: row.version_label for row in rows},
                standing_at(identity, [row.description for row in own]))


def bound(duty, viewer, on):
    """([Bound whom the duty binds on the day], [Bound who held the position and had not signed for it])."""
    post = duty.position.id
    bond = {bond.holder_id: bond for bond in bonds([post], on).values()}
    force, people = in_force([post], on).get(post), _people(post, viewer, set(bond))
    lines = {line.holder_id: line for line in holdings([post])} if on == today() else {}
    found = [_bound(duty, person, bond[person.id], force, lines.get(person.id)) for person in people]
    return ([one for one in found if one.since],
            [one for one in found if not one.since and duty.identity in duty.texts.get(force, ())])


def _bound(duty, holder, bond, force, line):
    text = duty.texts.get(bond.description_id, {}).get(duty.identity)
    if text is None:
        return Bound(holder, None, None, None, None, False, False, line)
    return Bound(holder, bond.since(lambda version: duty.identity in duty.texts.get(version, ())),
                 bond.since(lambda version: duty.texts.get(version, {}).get(duty.identity) == text),
                 bond.signing_id, duty.labels[bond.description_id], bond.description_id == force,
                 duty.texts.get(force, {}).get(duty.identity) == text, line)


def _people(post, viewer, ids):
    """Those of them whom the viewer may see, by name; of a position out of reach only himself."""
    reach = viewer.reach("duties.review")
    ids &= ids if reach is None or post in reach else {viewer.id}
    return list(Person.select().where(Person.id.in_(ids)).order_by(Person.pinyin, Person.id))


def _any_of(places):
    """The clauses in these (description, identity)."""
    return reduce(or_, ((Clause.description == row) & (Clause.identity == place) for row, place in places),
                  Clause.id.is_null())


def _seen_by(person):
    return Description.visible_to(person).where(Description.state != DISCARDED)


def _rows():
    """Clauses with what a reader needs of their versions, from the first version on."""
    return (Clause.select(Clause.identity, Clause.group, Clause.number, Clause.text, Clause.origins,
                          Description.id.alias("description"), Description.version, Description.state,
                          Description.effective_on, Position.title).join(Description).join(Position)
            .order_by(Description.position, Description.version, Clause.place))


def _listed(rows):
    found = list(rows.objects(SimpleNamespace))
    for row in found:
        row.version_label = Description(version=row.version).version_label
    return found


def _wordings(own):
    before = None
    for row in own:
        yield row, runs(before, row.text) if before not in (None, row.text) else ()
        before = row.text


def _ancestry(identity, rows):
    """Every step that led to the duty, the latest first."""
    steps, known, ahead = [], set(), [identity]
    while ahead:
        one = ahead.pop()
        if one not in known:
            known.add(one)
            steps += [_step(row, rows) for row in rows if row.identity == one and row.origins]
            ahead += [source for row in rows if row.identity == one for source in row.origins or ()]
    return sorted(steps, key=lambda step: step.row.version, reverse=True)


def _step(row, rows):
    earlier = [other for other in rows if other.version < row.version]
    latest = {other.identity: other for other in earlier}
    return Step(row, tuple(latest[source] for source in row.origins if source in latest),
                row.identity not in latest and len(row.origins) == 1)
