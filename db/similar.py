"""Duties of other positions worded the same or nearly so, so that one duty comes to be worded one way."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from db.descriptions import IN_FORCE, Clause, Description
from db.positions import Position

LEAST = 6   # letters of a text that is compared at all
CLOSE = 65  # per cent alike from which a wording is offered: the same duty in other words
ALIKE = 80  # per cent alike from which two wordings are listed as one duty; below begin other duties of one pattern
MOST = 6    # wordings offered at once


@dataclass(frozen=True)
class Wording:
    """One wording in force, and the clauses that have it, each with its description and position."""

    text: str
    clauses: tuple
    score: int              # per cent of letters that are the same and in the same order
    contains: bool = False  # all that was typed

    @property
    def is_same(self):
        return self.score == 100


def offers(text, person, *, position=None):
    """[Wording] close to the text among the duties in force that the person may see, but those of one position.

    One query. The same wording comes first, then what goes on where the text stops, then the closest.
    """
    wanted = comparable(text)
    if len(wanted) < LEAST:
        return []
    known = _in_force(person, but=position)
    scores = {key: score for key, score, _ in process.extract(wanted, list(known), scorer=fuzz.ratio,
                                                              score_cutoff=CLOSE, limit=MOST)}
    scores |= {key: fuzz.ratio(wanted, key) for key in known if wanted in key}
    found = [_wording(known[key], score, contains=wanted in key) for key, score in scores.items()]
    return sorted(found, key=lambda one: (not one.is_same, not one.contains, -one.score, one.text))[:MOST]


def families(person):
    """[[Wording]] of duties in force that the person may see, of several positions and worded in several ways.

    One query; the largest first. In each the commonest wording comes first, the others say how close they are to it.
    """
    known = {key: rows for key, rows in _in_force(person).items() if len(key) >= LEAST}
    found = []
    for keys in _linked(list(known)):
        keys.sort(key=lambda key: (-len(known[key]), key))
        if len({row.description_id for key in keys for row in known[key]}) > 1:
            family = [_wording(known[key], fuzz.ratio(keys[0], key)) for key in keys]
            found.append(sorted(family, key=lambda one: -one.score))
    return sorted(found, key=lambda family: (-sum(len(one.clauses) for one in family), family[0].text))


def comparable(text):
    """What of a text counts when two are compared: its letters and digits."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


def _in_force(person, but=None):
    """{comparable text: [clauses]} of what is in force, with description and position."""
    rows = (Clause.select(Clause, Description, Position).join(Description).join(Position)
            .where(Description.id.in_(Description.visible_to(person).select(Description.id)),
                   Description.state == IN_FORCE).order_by(Position.title, Clause.id))
    known = {}
    for row in rows if but is None else rows.where(Description.position != but):
        known.setdefault(comparable(row.text), []).append(row)
    known.pop("", None)
    return known


def _wording(rows, score, contains=False):
    text = Counter(row.text for row in rows).most_common(1)[0][0]
    return Wording(text, tuple(rows), int(score), contains)


def _linked(keys):
    """The keys in groups of those that are alike, directly or over others; of two or more."""
    group = {key: [key] for key in keys}
    for place, key in enumerate(keys):
        for other, _score, _ in process.extract(key, keys[place + 1:], scorer=fuzz.ratio, score_cutoff=ALIKE,
                                                limit=None):
            mine, theirs = group[key], group[other]
            if mine is not theirs:
                mine += theirs
                group |= dict.fromkeys(theirs, mine)
    return [list(one) for one in {id(one): one for one in group.values()}.values() if len(one) > 1]
