"""Sheets of duties for the wall and for the file: whose they are and who may print them."""

import peewee as pw

from db.people import Person
from db.positions import Position
from db.shifts import Shift
from db.teams import holding

FURTHEST = 28  # days ahead of today that a sheet can be printed for


def people(viewer, first, last=None):
    """The people whose duties of some days the viewer may print: oneself, and who holds a position beneath then."""
    beneath = Person.id.in_(holding(posts_beneath(viewer, "duties.read"), first, last))
    return Person.select().where((Person.id == viewer.id) | beneath)


def among(viewer, ids, day):
    """Those of these people whose duties of the day the viewer may print; a set of ids."""
    return {row_id for (row_id,) in people(viewer, day).where(Person.id.in_(ids)).select(Person.id).tuples()}


def people_page(viewer, day, *, after=None, size=50):
    """The others of them by name, those after the one whose id is `after`, and whether there are more."""
    rows = people(viewer, day).where(Person.id != viewer.id)
    last = after and rows.where(Person.id == after).first()
    if last:
        rows = rows.where((Person.pinyin > last.pinyin) | (Person.pinyin == last.pinyin) & (Person.id > last.id))
    found = list(rows.select(Person.id, Person.number, Person.name).order_by(Person.pinyin, Person.id).limit(size + 1))
    return found[:size], len(found) > size


def positions(viewer):
    """The positions whose duties the viewer watches; a query."""
    beneath = watched(viewer)
    return Position.select() if beneath is None else Position.select().where(Position.id.in_(beneath))


def positions_page(viewer, *, after=None, size=50):
    """Those that somebody holds, and whether there are more."""
    rows = positions(viewer).where(pw.fn.EXISTS(holding([Position.id])), Position.id > (after or 0))
    found = list(rows.order_by(Position.id).limit(size + 1))
    return found[:size], len(found) > size


def shifts(viewer):
    """The shifts that are worked, for who watches anybody."""
    watched(viewer)
    return list(Shift.visible_to(viewer).where(~Shift.is_ended).order_by(Shift.letter, Shift.id))


def watched(viewer):
    """Ids of the positions beneath whose duties the viewer watches; None: all there are. Raises NotAllowed."""
    viewer.check("duties.watch")
    return posts_beneath(viewer, "duties.watch")


def posts_beneath(viewer, ability):
    scope = viewer.scope(ability)
    return [] if scope is None else None if scope == "all" else viewer.positions_led(scope)
