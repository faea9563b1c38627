"""One box that finds people, positions and duties, among what the person may see."""

from dataclasses import dataclass

from peewee import fn

from db import clauses
from db.people import Person
from db.positions import Alias, Position

MOST = 20


@dataclass(frozen=True)
class Found:
    people: list
    positions: list
    clauses: list  # of clauses.Hit
    more_clauses: bool

    def __bool__(self):
        return bool(self.people or self.positions or self.clauses)


def find(wanted, person):
    """At most MOST of each kind; None where nothing was asked."""
    if not wanted:
        return None
    return Found(_people(wanted, person), _positions(wanted, person), *clauses.find(wanted, person, MOST))


def _people(wanted, person):
    """By name, number, or pinyin with and without the spaces between its syllables."""
    low = wanted.lower()
    hit = (Person.name.contains(wanted) | (fn.LOWER(Person.number) == low) | Person.initials.startswith(low)
           | Person.pinyin.startswith(low) | fn.REPLACE(Person.pinyin, " ", "").startswith(low))
    return list(Person.visible_to(person).where(hit).order_by(Person.pinyin).limit(MOST))


def _positions(wanted, person):
    other_names = Alias.select(Alias.position).where(Alias.name.contains(wanted))
    hit = Position.title.contains(wanted) | (Position.code == wanted) | Position.id.in_(other_names)
    return list(Position.visible_to(person).where(hit).order_by(Position.id).limit(MOST))
