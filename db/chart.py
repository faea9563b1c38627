"""Who reports to whom, as one reader may see it: their positions with the people in them, and the line above."""

from dataclasses import dataclass, replace

from db import directory
from db.people import Appointment, Person
from db.positions import Department, DottedLine, Position, departments_beneath


@dataclass(frozen=True)
class Post:
    """A position on the chart. One that is not `is_open` is there by its title alone: the reader may not open it.

    `is_aside`: it is no part of what was asked for and only shows whom others report to.
    """

    id: int
    title: str
    department_id: int
    department: str
    superior: int | None
    dotted: tuple = ()  # ids of the positions it reports to beside
    is_open: bool = True
    is_aside: bool = False
    names: tuple = ()   # of the holders the reader may see, in the order of a list
    count: int = 0      # of all who hold it today


def posts(viewer):
    """The positions the viewer may see, and above them by title alone whom they report to; in a fixed order."""
    rows = {row.id: row for row in Position.select(Position, Department).join(Department).order_by(Position.id)}
    seen = directory.visible_positions(viewer)
    dotted = _dotted(seen)
    names, counts = _holders(viewer, seen)
    shown = _upwards(rows, [*seen, *(superior for lines in dotted.values() for superior in lines)])
    return [Post(row.id, row.title, row.department_id, row.department.name, row.superior_id,
                 tuple(dotted.get(row.id, ())), row.id in seen, row.id not in seen, tuple(names.get(row.id, ())),
                 counts.get(row.id, 0)) for row in rows.values() if row.id in shown]


def departments(viewer, posts):
    """[(department, depth)] of those the posts are in, and of those around them; from the top down."""
    occupied = {post.department_id for post in posts if not post.is_aside}
    kept = []
    for department, depth in reversed(directory.departments(viewer)):
        if department.id in occupied or kept and kept[-1][1] > depth:
            kept.append((department, depth))
    return kept[::-1]


def choice(viewer, posts):
    """The departments one of which can be chosen; none where all the posts are in the same."""
    occupied = {post.department_id for post in posts if not post.is_aside}
    return departments(viewer, posts) if len(occupied) > 1 else []


def of_department(posts, department):
    """The posts of a department, by id, and of those within it; all of them where none is named."""
    return within(posts, departments_beneath([department])) if department else posts


def within(posts, department_ids):
    """The posts of these departments; beside them, as such, those they report to directly and sit elsewhere."""
    inside = [post for post in posts if post.department_id in department_ids and not post.is_aside]
    return beside(posts, inside)


def beside(posts, chosen):
    """The chosen posts and those they report to directly, in the order of `posts`."""
    kept = {post.id: post for post in chosen}
    above = {superior for post in chosen for superior in (post.superior, *post.dotted)} - set(kept)
    return [kept.get(post.id) or replace(post, is_aside=True) for post in posts if post.id in kept or post.id in above]


def _upwards(rows, ids):
    """These ids and all above them along the solid lines."""
    shown, ahead = set(), list(ids)
    while ahead:
        row_id = ahead.pop()
        if row_id is not None and row_id not in shown:
            shown.add(row_id)
            ahead.append(rows[row_id].superior_id)
    return shown


def _dotted(seen):
    lines = {}
    rows = DottedLine.select(DottedLine.position, DottedLine.superior).order_by(DottedLine.superior).tuples()
    for position, superior in rows:
        if position in seen:
            lines.setdefault(position, []).append(superior)
    return lines


def _holders(viewer, seen):
    """({position: names the viewer may know, by pinyin}, {position: how many hold it}) of today."""
    known = {row_id for (row_id,) in Person.visible_to(viewer).select(Person.id).tuples()}
    rows = (Appointment.current().select(Appointment.position, Person.id, Person.name).join(Person)
            .order_by(Person.pinyin, Person.id).tuples())
    holders = {position: {} for position in seen}
    for position, person, name in rows:
        if position in seen:
            holders[position][person] = name
    return ({position: [name for person, name in people.items() if person in known]
             for position, people in holders.items()},
            {position: len(people) for position, people in holders.items()})
