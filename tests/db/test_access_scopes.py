"""Roles and scopes of people in any tree, against the same thing worked out the slow and plain way."""

import datetime as dt
import random
from types import SimpleNamespace

import pytest

from db.access import ABILITIES
from db.base import today
from db.lines import Lines
from db.people import Appointment, Grant, Person
from db.positions import Department, Position
from portal import labels

DAY = dt.timedelta(days=1)
SCOPED = [ability for ability, held in ABILITIES.items() if "own" in held.values()]
# An appointment: from so many days ago to so many days ahead; None: it has no end. The last three do not count today.
TERMS = [(400, None), (400, 0), (0, None), (400, 30), (0, 0), (400, -1), (-1, None), (-1, 30)]


def office_of(seed):
    """Parents of departments, (department, superior) of positions, appointments and granted roles of people."""
    chance = random.Random(seed)  # noqa: S311 - no secret

    def above(n):
        return chance.randrange(n) if n and chance.random() < 0.85 else None

    departments = [above(n) for n in range(chance.randint(1, 5))]
    positions = [(chance.randrange(len(departments)), above(n)) for n in range(chance.randint(1, 10))]
    people = []
    for _person in range(chance.randint(1, 8)):
        held = chance.sample(range(len(positions)), min(len(positions), chance.choice((0, 1, 1, 1, 2))))
        granted = {chance.choice(("hr", "auditor", "admin"))} if chance.random() < 0.3 else set()
        people.append(([(position, chance.choice(TERMS)) for position in held], granted))
    return SimpleNamespace(departments=departments, positions=positions, people=people)


def build(office):
    departments = []
    for n, parent in enumerate(office.departments):
        departments.append(Department.create(name=f"D{n}", parent=None if parent is None else departments[parent]))
    positions = []
    for n, (department, superior) in enumerate(office.positions):
        positions.append(Position.create(title=f"P{n}", department=departments[department],
                                         superior=None if superior is None else positions[superior]))
    people = []
    for n, (held, granted) in enumerate(office.people):
        person = Person.create(number=f"S{n}", name=f"S{n}", pinyin=f"s{n}", initials="s")
        for position, (since, until) in held:
            Appointment.create(person=person, position=positions[position], starts_on=today() - since * DAY,
                               ends_on=None if until is None else today() + until * DAY)
        for role in granted:
            Grant.create(person=person, role=role)
        people.append(person.id)
    return positions, people


class Plain:
    """The rules as sentences, over plain lists."""

    def __init__(self, office):
        self.office = office
        self.held = [{position for position, (since, until) in held if since >= 0 and (until is None or until >= 0)}
                     for held, _granted in office.people]

    def is_beneath(self, position, above):
        superior = self.office.positions[position][1]
        return superior is not None and (superior == above or self.is_beneath(superior, above))

    def lies_within(self, department, whole):
        parent = self.office.departments[department]
        return department == whole or parent is not None and self.lies_within(parent, whole)

    def leads(self, position):
        """The department it is the topmost position of: it has others beneath it, and its superior sits elsewhere."""
        department, superior = self.office.positions[position]
        if not any(self.is_beneath(other, position) for other in range(len(self.office.positions))):
            return None
        return department if superior is None or self.office.positions[superior][0] != department else None

    def headed(self, person):
        return {self.leads(position) for position in self.held[person]} - {None}

    def roles(self, person):
        roles = {"employee"} | self.office.people[person][1]
        places = range(len(self.office.positions))
        if any(self.is_beneath(other, position) for position in self.held[person] for other in places):
            roles.add("supervisor")
        if self.headed(person):
            roles.add("head")
        if "hr" in roles and (self.headed(person) or any(self.is_all_of_its(place) for place in self.held[person])):
            roles.add("hr_manager")
        return roles

    def is_all_of_its(self, position):
        """Whether its department has no other position, and its superior sits elsewhere."""
        department, superior = self.office.positions[position]
        inside = [other for other, (place, _above) in enumerate(self.office.positions) if place == department]
        return inside == [position] and (superior is None or self.office.positions[superior][0] != department)

    def positions_within(self, person, scope):
        own, places = self.held[person], range(len(self.office.positions))
        if scope == "all":
            return set(places)
        if scope is None:
            return set()
        reached = set(own)
        if scope in ("team", "department"):
            reached |= {other for other in places if any(self.is_beneath(other, position) for position in own)}
        if scope == "department":
            reached |= {other for other in places if any(self.lies_within(self.office.positions[other][0], headed)
                                                         for headed in self.headed(person))}
        return reached

    def led(self, person, scope):
        """Of those, what neither is the person's own nor stands above it; unless it is beneath another of them."""
        own = self.held[person]
        return {place for place in self.positions_within(person, scope) - own
                if any(self.is_beneath(place, position) for position in own)
                or not any(self.is_beneath(position, place) for position in own)}

    def scope(self, person, ability):
        widths = ("own", "team", "department", "all")
        held = [widths.index(ABILITIES[ability][role]) for role in self.roles(person) if role in ABILITIES[ability]]
        return widths[max(held)] if held else None

    def people_seen(self, person):
        scope = self.scope(person, "people.read")
        if scope == "all":
            return set(range(len(self.held)))
        reached = self.positions_within(person, scope)
        if scope == "own":
            return {person}
        return {person} | {other for other, held in enumerate(self.held) if held & reached}

    def superiors(self, position, but):
        superior = self.office.positions[position][1]
        if superior is None:
            return set()
        found = {n for n, held in enumerate(self.held) if superior in held and n not in but}
        return found or self.superiors(superior, but)


@pytest.mark.parametrize("seed", range(150))
def test_roles_and_scopes_follow_from_the_tree(world, seed):
    office = office_of(seed)
    positions, people = build(office)
    plain, lines = Plain(office), Lines()
    index = {position.id: n for n, position in enumerate(positions)}
    faces = {row_id: n for n, row_id in enumerate(people)}
    for row_id, n in faces.items():
        person = Person.get_by_id(row_id)
        assert person.roles == plain.roles(n)
        for ability in SCOPED:
            scope = plain.scope(n, ability)
            assert person.scope(ability) == scope
            if scope != "all":
                reached = {index[i] for i in person.positions_within(scope)}
                assert reached == plain.positions_within(n, scope)
                assert {index[i] for i in person.positions_led(scope)} == plain.led(n, scope)
        assert {faces[row.id] for row in Person.visible_to(person) if row.id in faces} == plain.people_seen(n)
        seen = {index[row.id] for row in Position.visible_to(person) if row.id in index}
        assert seen == plain.positions_within(n, plain.scope(n, "positions.read"))
    for position, n in index.items():
        found = {faces[row_id] for row_id in lines.superiors(position, but={people[0]})}
        assert found == plain.superiors(n, {0})


def test_the_offices_of_this_test_are_as_varied_as_real_ones():
    """So that the comparison above cannot pass by never meeting the case."""
    offices = [office_of(seed) for seed in range(150)]
    plain = [(office, Plain(office)) for office in offices]
    headed = [(office, position) for office, rules in plain for held in rules.held for position in held
              if rules.leads(position) is not None]
    roles = {role for office, rules in plain for n in range(len(office.people)) for role in rules.roles(n)}
    assert sum(office.positions[position][1] is not None for office, position in headed) > 30
    assert sum(office.positions[position][1] is None for office, position in headed) > 30
    assert roles == {"employee", "supervisor", "head", "hr", "hr_manager", "auditor", "admin"}


def test_whoever_has_left_has_no_role_and_sees_nothing_new(world):
    world.hr.leave(today() - DAY, by=world.admin)
    hr = world.again(world.hr)
    assert (hr.roles, [ability for ability in ABILITIES if hr.can(ability)]) == (frozenset(), [])


def test_every_ability_role_and_scope_has_a_label():
    assert set(labels.ABILITIES) == set(ABILITIES)
    assert {role for held in ABILITIES.values() for role in held} - set(labels.ROLES) == set()
    assert {scope for held in ABILITIES.values() for scope in held.values()} - set(labels.SCOPES) == set()
