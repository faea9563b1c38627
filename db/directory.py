"""What lists and pages ask of people and positions: one page of people, the tree as one person may see it."""

from dataclasses import dataclass, field

import peewee as pw

from db.audit import AuditEntry, history
from db.base import today
from db.descriptions import IN_FORCE, Description
from db.people import Appointment, Person
from db.positions import Department, DottedLine, Position, departments_beneath
from db.prepared import prepared_plain

LATEST = 60
LISTED = (Person.id, Person.number, Person.name, Person.left_on, Person.absent_note, Person.password_expires_at)


def people_page(viewer, *, department=None, has_left=False, after=None, size=50):
    """People by pinyin, those after the one whose id is `after`, and whether there are more."""
    gone = Person.left_on < today()
    rows = Person.visible_to(viewer).where(gone if has_left else Person.left_on.is_null() | ~gone)
    if department:
        rows = rows.where(Person.id.in_(_holders_within(department)))
    last = after and Person.visible_to(viewer).where(Person.id == after).first()
    if last:
        rows = rows.where((Person.pinyin > last.pinyin) | (Person.pinyin == last.pinyin) & (Person.id > last.id))
    found = list(rows.select(*LISTED).order_by(Person.pinyin, Person.id).limit(size + 1))
    return found[:size], len(found) > size


def titles_held(people):
    """{person id: [titles of the positions held today]}, asked once for all of them."""
    held = {person.id: [] for person in people}
    for person, title in _titles(today(), list(held)):
        held[person].append(title)
    return held


@prepared_plain
def _titles(on, people):
    return (Appointment.current(on).join(Position).where(Appointment.person.in_(people))
            .select(Appointment.person, Position.title).order_by(Position.id))


def appointments(person):
    """All appointments of a person with position and department, the latest first."""
    return list(person.appointments.select(Appointment, Position, Department).join(Position).join(Department)
                .order_by(Appointment.starts_on.desc(), Appointment.id.desc()))


def visible_positions(viewer):
    """Ids of the positions whose page the viewer may open."""
    return {row[0] for row in Position.visible_to(viewer).select(Position.id).tuples()}


def visible_holders(position, viewer):
    """Those who hold the position today and whom the viewer may see, with the day they began."""
    return list(Appointment.current().select(Appointment, Person).join(Person)
                .where(Appointment.position == position, Person.id.in_(Person.visible_to(viewer).select(Person.id)))
                .order_by(Person.pinyin))


def departments(viewer):
    """[(department, depth)] from the top down, each followed by those within it."""
    return [(branch.department, branch.depth) for branch in _branches(viewer)]


def departments_within(viewer):
    """The same of those with a position the viewer may see; of all for who may see every position."""
    if viewer.scope("positions.read") == "all":
        return departments(viewer)
    reached = {row_id for (row_id,) in Position.visible_to(viewer).select(Position.department).tuples()}
    return [(department, depth) for department, depth in departments(viewer) if department.id in reached]


def realm(person):
    """What lies within the person's reach, as a paper calls it: the departments headed, else the positions led."""
    headed = Department.select(Department.name).where(Department.id.in_(person.headed_departments)).order_by(
        Department.id)
    led = "、".join(position.title for position in person.held_positions if position.leads)
    return "、".join(name for (name,) in headed.tuples()) or f"{led}及下属岗位"


@dataclass
class Branch:
    """A department in the tree: how deep it lies and which of its positions may be seen."""

    department: Department
    depth: int
    positions: list = field(default_factory=list)


@dataclass(frozen=True)
class Tree:
    branches: list
    titles: dict  # of superiors, by id
    counts: dict  # of holders today, by id of the position


def tree(viewer):
    """Departments with the positions the viewer may see; without any, only for those who may see all."""
    positions = {}
    for position in Position.visible_to(viewer).order_by(Position.id):
        positions.setdefault(position.department_id, []).append(position)
    branches = _branches(viewer)
    for branch in branches:
        branch.positions = positions.get(branch.department.id, [])
    if viewer.scope("positions.read") != "all":
        branches = [branch for branch in branches if branch.positions]
    counted = Appointment.current().select(Appointment.position, pw.fn.COUNT(Appointment.id.distinct()))
    return Tree(branches, dict(Position.select(Position.id, Position.title).tuples()),
                dict(counted.group_by(Appointment.position).tuples()))


def around(position, viewer):
    """What a position's page shows beside it: (dotted superiors, positions beneath it the viewer may see)."""
    dotted = Position.select().join(DottedLine, on=DottedLine.superior == Position.id)
    return (list(dotted.where(DottedLine.position == position).order_by(Position.id)),
            list(Position.visible_to(viewer).where(Position.superior == position).order_by(Position.id)))


def description_in_force(position, viewer):
    return Description.visible_to(viewer).where(Description.position == position, Description.state == IN_FORCE).first()


def record(subject, viewer, ability):
    """The latest entries about a row, oldest first, for who keeps such rows or reads the log; sign-ins left out."""
    if not (viewer.can(ability) or viewer.can("audit.read")):
        return []
    rows = history(subject).where(~AuditEntry.action.startswith("session."))
    return list(rows.order_by(AuditEntry.id.desc()).limit(LATEST))[::-1]


def _holders_within(department):
    inside = Position.select(Position.id).where(Position.department.in_(departments_beneath([department])))
    return Appointment.current().where(Appointment.position.in_(inside)).select(Appointment.person)


def _branches(viewer):
    children = {}
    for department in Department.visible_to(viewer).order_by(Department.id):
        children.setdefault(department.parent_id, []).append(department)
    branches, ahead = [], [(department, 0) for department in reversed(children.get(None, []))]
    while ahead:
        department, depth = ahead.pop()
        branches.append(Branch(department, depth))
        ahead += [(child, depth + 1) for child in reversed(children.get(department.id, []))]
    return branches
