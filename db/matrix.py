"""The duty review: clause by person, position by position, who is bound by what and where something is missing.

A duty is held twice where the same wording, or all but the same, binds the part of the company that is looked at by
two positions that are both held: two people answer for it, or one who is asked to sign it twice.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from types import SimpleNamespace
from typing import NamedTuple

import peewee as pw

from db.audit import track
from db.base import database, digest, today
from db.board import Line, holdings
from db.bonds import bonds
from db.corrections import latest
from db.descriptions import IN_FORCE, Clause, Description
from db.people import Appointment
from db.positions import Department, Position, departments_beneath
from db.prepared import prepared, prepared_plain
from db.twins import twins

SIGNED, OLDER, UNSIGNED, VACANT = "signed", "older", "unsigned", "vacant"  # where a clause and a holder meet
NOBODY, TWICE = "nobody", "twice"                                         # of a clause as a whole
PROBLEMS = (UNSIGNED, VACANT, NOBODY, TWICE)
ANY = "any"
MOST_CELLS, MOST_COLUMNS = 400, 40  # on a page, of a position


class Column(NamedTuple):
    """A holder: how his signing of the version in force stands, and to what an earlier one still binds him."""

    line: Line         # as the unsigned board has it
    state: str         # SIGNED, UNSIGNED, or VACANT where nobody sits above who could sign
    older: dict        # {identity: Row}


class Row(NamedTuple):
    """A clause. `is_gone`: only an older version that still binds somebody has it."""

    identity: str
    group: str
    number: int
    text: str
    is_gone: bool = False
    twins: tuple = ()  # (position id, its title, number of the clause there) where another position says the same


@dataclass(frozen=True)
class Block:
    """A position with its version in force, its holders and its clauses."""

    position_id: int
    title: str
    department: str
    description_id: int
    version: str
    columns: tuple
    rows: tuple
    doubled: frozenset  # (position id, holder id): the matrix knows the holder in that position, too

    @cached_property
    def shown(self):
        """As many columns as a page bears; those that want something come before those that do not."""
        wanted = sorted(self.columns, key=lambda column: column.state == SIGNED)[:MOST_COLUMNS]
        return self.columns if len(self.columns) <= MOST_COLUMNS else tuple(wanted)

    @property
    def groups(self):
        """[(function group, [rows])] in the order of the paper."""
        return [(group, list(rows)) for group, rows in groupby(self.rows, key=attrgetter("group"))]

    @cached_property
    def unsigned(self):
        return sum(column.state != SIGNED for column in self.columns)

    def mark(self, row, column):
        """What stands where the two meet; None where the clause is no duty of this holder."""
        if row.identity in column.older:
            return OLDER
        return None if row.is_gone else column.state

    def is_twice(self, row, column):
        """Whether the holder has the same duty by another position of his."""
        return any((position, column.line.holder_id) in self.doubled for position, _title, _number in row.twins)

    def cells(self, row):
        """(name, mark, whether by another position, too) for each column a page shows."""
        return [(column.line.holder, self.mark(row, column), bool(row.twins) and self.is_twice(row, column))
                for column in self.shown]

    def bound(self, row):
        """How many the clause binds today, in the wording in force or an older one."""
        return sum(self.mark(row, column) in (SIGNED, OLDER) for column in self.columns)

    def has(self, row, problem):
        if problem == ANY:
            return any(self.has(row, one) for one in PROBLEMS)
        return bool(row.twins) if problem == TWICE else self.problems[problem]

    @cached_property
    def problems(self):
        """Which of the problems that do not depend on the clause there are."""
        return {UNSIGNED: self.unsigned > 0, VACANT: any(column.state == VACANT for column in self.columns),
                NOBODY: not self.columns}


@dataclass(frozen=True)
class Matrix:
    blocks: tuple    # with the rows that were asked for; positions without such rows are left out
    bare: tuple      # titles of positions that are held and have no version in force

    @property
    def clauses(self):
        return sum(len(block.rows) for block in self.blocks)

    def page(self, after=None):
        """The positions behind the one with this id that fit on a page, at least one, and whether there are more."""
        rest = [block for block in self.blocks if block.position_id > (after or 0)]
        fitting, cells = [], 0
        for block in rest:
            cells += len(block.rows) * (len(block.shown) + 1)
            if fitting and cells > MOST_CELLS:
                break
            fitting.append(block)
        return fitting, len(fitting) < len(rest)


def matrix(viewer, *, department=None, position=None, problem=None):
    """The Matrix of a department with those within it, as far as the viewer may see it; a fixed number of queries.

    What is held twice is looked for in all of it, also where only one `position` is shown.
    """
    viewer.check("duties.review")
    reach = viewer.reach("duties.review")
    posts = _posts(today(), reach if reach is None else list(reach),
                   departments_beneath([department]) if department else None)
    bound, lines = bonds([post.id for post in posts], today()), defaultdict(list)
    for line in holdings([post.id for post in posts]):
        lines[line.position_id].append(line)
    clauses = _clauses({post.description for post in posts} | {bond.description_id for bond in bound.values()})
    same = _same([post for post in posts if lines[post.id]], clauses)
    doubled = frozenset((post, line.holder_id) for post, held in lines.items() for line in held)
    blocks = [_block(post, lines[post.id], bound, clauses, same, doubled) for post in posts
              if post.description and position in (None, post.id)]
    blocks = [_cut(block, problem) for block in blocks] if problem else blocks
    return Matrix(tuple(block for block in blocks if block.rows),
                  tuple(post.title for post in posts if post.is_held and not post.description))


def note_export(viewer, data, *, count, chosen):
    """Write down that the matrix left the portal as a file: which part of it, and which bytes."""
    with database.atomic():
        track(viewer, "person.export_duties", by=viewer, count=count, sha256=digest(data), chosen=chosen)


@prepared
def _posts(on, positions, departments):
    """The positions with their versions in force, where there is one, and whether anybody holds them."""
    version = (Description.position == Position.id) & (Description.state == IN_FORCE)
    held = Appointment.current(on).where(Appointment.position == Position.id)
    rows = (Position.select(Position.id, Position.title, Department.name.alias("department"),
                            Description.id.alias("description"), Description.version,
                            pw.fn.EXISTS(held.select(Appointment.id)).alias("is_held"))
            .join(Department).join_from(Position, Description, pw.JOIN.LEFT_OUTER, on=version).order_by(Position.id))
    if positions is not None:
        rows = rows.where(Position.id.in_(positions))
    if departments is not None:
        rows = rows.where(Position.department.in_(departments))
    return rows.objects(SimpleNamespace)


def _clauses(descriptions):
    """{description id: {identity: Row}} in the order of the paper, as corrected."""
    wanted, found = list(descriptions - {None}), defaultdict(dict)
    put_right = latest(wanted)
    for description, identity, group, number, text in _texts(wanted):
        found[description][identity] = Row(identity, group, number, put_right.get((description, identity), text))
    return found


@prepared_plain
def _texts(descriptions):
    return (Clause.select(Clause.description, Clause.identity, Clause.group, Clause.number, Clause.text)
            .where(Clause.description.in_(descriptions)).order_by(Clause.description, Clause.place))


def _same(posts, clauses):
    """{(position id, identity): twins of the clause in the other ones of these positions}."""
    rows = {(post.id, row.identity): (post, row) for post in posts for row in clauses[post.description].values()}
    alike = twins({key: row.text for key, (_post, row) in rows.items()})
    return {key: tuple((post.id, post.title, row.number) for post, row in sorted(
                (rows[other] for other in others if other[0] != key[0]), key=lambda twin: twin[0].id))
            for key, others in alike.items()}


def _block(post, lines, bound, clauses, same, doubled):
    columns = tuple(_column(line, bound.get((post.id, line.holder_id)), clauses) for line in lines)
    rows = clauses[post.description]
    gone = {identity: row for column in columns for identity, row in column.older.items() if identity not in rows}
    twinned = {identity: same[post.id, identity] for identity in rows if (post.id, identity) in same}
    return Block(post.id, post.title, post.department, post.description,
                 Description(version=post.version).version_label, columns,
                 (*(row._replace(twins=twinned[key]) if key in twinned else row for key, row in rows.items()),
                  *(row._replace(is_gone=True) for row in gone.values())), doubled)


def _column(line, bond, clauses):
    if bond and bond.description_id == line.description_id:
        return Column(line, SIGNED, {})
    older = clauses[bond.description_id] if bond and bond.signed else {}
    return Column(line, VACANT if line.nobody_above else UNSIGNED, older)


def _cut(block, problem):
    return replace(block, rows=tuple(row for row in block.rows if block.has(row, problem)))
