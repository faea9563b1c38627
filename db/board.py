"""The unsigned board: every holder of a version in force, how far his signing is, and whom it waits for."""

import datetime as dt
from operator import attrgetter
from typing import NamedTuple

from db.audit import track
from db.base import HERE, N_, NotAllowed, database, digest, today
from db.descriptions import IN_FORCE, Description
from db.people import Appointment, Person
from db.positions import Department, Position, departments_beneath
from db.prepared import prepared
from db.signatures import LAPSED, OPEN, REFUSED, RETURNED, SIGNED, WITHDRAWN, Signing, signed_so_far
from db.turns import Turns

NOT_OPENED = "not_opened"
STATES = (NOT_OPENED, *OPEN, RETURNED, REFUSED, WITHDRAWN, *SIGNED)


class Line(NamedTuple):
    """One holder and the version in force of one position of his. `days`: since whom it waits for has had it."""

    position_id: int
    title: str
    department_id: int
    department: str
    description_id: int
    holder_id: int
    holder: str
    number: str
    signing_id: int | None
    state: str
    waits_for: dict  # {person id: name}; empty: for nobody, or it has ended
    delegates: dict  # {person id: name of who lets him sign}, of those it waits for
    nobody_above: bool
    days: int | None
    due_on: dt.date | None
    is_overdue: bool

    @property
    def place(self):
        """By what the board is sorted: how long it waits, then what tells it from every other line."""
        return -1 if self.days is None else self.days, self.signing_id or 0, self.position_id, self.holder_id


def board(viewer, *, department=None, state=None, waits_for=None, overdue=False):
    """The lines the viewer may see, those that wait longest first; signed ones only when asked for by `state`.

    `department` takes in the departments within it. A fixed number of queries, whatever the size of the company.
    """
    if not viewer.can("signatures.board"):
        raise NotAllowed(N_("You may not do this."))
    inside = departments_beneath([department]) if department else None
    lines = sorted(holdings(viewer.reach("signatures.board")), reverse=True, key=attrgetter("place"))
    return [line for line in lines
            if (line.state == state if state else line.state not in SIGNED)
            and (inside is None or line.department_id in inside)
            and (waits_for is None or waits_for in line.waits_for)
            and (line.is_overdue or not overdue)]


def page(lines, after=None, size=50):
    """So many of the lines behind the place `after`, and whether there are more."""
    rest = [line for line in lines if after is None or line.place < after]
    return rest[:size], len(rest) > size


def waited_for(lines):
    """{person id: name} of those somebody else's paper waits for."""
    return {row_id: name for line in lines for row_id, name in line.waits_for.items() if row_id != line.holder_id}


def note_export(viewer, data, *, count, chosen):
    """Write down that the board left the portal as a file: which part of it, and which bytes."""
    with database.atomic():
        track(viewer, "person.export_board", by=viewer, count=count, sha256=digest(data), chosen=chosen)


def holdings(positions=None):
    """A line for every holder and the version in force of these positions, None: of all; by position, then by name."""
    posts = _posts(today(), None if positions is None else list(positions))
    signings = _newest({post.description for post in posts})
    asked = [signings.get((post.description, post.holder_id)) for post in posts]
    turns, signed, on = Turns(), signed_so_far(), today()
    waiting = [turns.of(signing, signed.get(signing.id, set())) if signing else {} for signing in asked]
    names = {post.holder_id: post.holder for post in posts}
    names |= Person.names(set().union(*waiting) - names.keys())
    return [_line(*facts, turns, names, on) for facts in zip(posts, asked, waiting, strict=True)]


def _line(post, signing, turn, turns, names, on):
    state = signing.state if signing else NOT_OPENED
    since = _day(signing.changed_at) if signing else max(post.effective_on or post.starts_on, post.starts_on)
    due_on = signing.due_on if state in OPEN else None
    return Line(post.position, post.title, post.department_id, post.department, post.description, post.holder_id,
                post.holder, post.number, signing.id if signing else None, state,
                {row_id: names[row_id] for row_id in sorted(turn)},
                {row_id: delegation.giver.name for row_id, delegation in turn.items() if delegation},
                state in (NOT_OPENED, *OPEN[:2]) and not turns.lines.superiors(post.position, but={post.holder_id}),
                None if state in SIGNED else max((on - since).days, 0), due_on,
                due_on is not None and due_on < on)


@prepared
def _posts(on, positions):
    """Current appointments to those of the positions that have a version in force."""
    rows = (Appointment.current(on).join(Position).join(Department)
            .join_from(Appointment, Person).join_from(Position, Description)
            .where(Description.state == IN_FORCE)
            .select(Appointment.starts_on, Position.id.alias("position"), Position.title, Description.effective_on,
                    Position.department.alias("department_id"), Department.name.alias("department"),
                    Person.id.alias("holder_id"), Person.name.alias("holder"), Person.number,
                    Description.id.alias("description")).order_by(Position.id, Person.pinyin, Person.id))
    return (rows if positions is None else rows.where(Position.id.in_(positions))).namedtuples()


def _newest(descriptions):
    """{(description, holder): the newest signing}, as plain values; none where that one has lapsed."""
    newest = {(row.description, row.holder_id): row for row in _signings(descriptions)}
    return {key: row for key, row in newest.items() if row.state != LAPSED}


@prepared
def _signings(descriptions):
    return (Signing.select(Signing.id, Signing.description.alias("description"), Signing.holder.alias("holder_id"),
                           Signing.position.alias("position_id"), Signing.state, Signing.due_on, Signing.changed_at)
            .where(Signing.description.in_(descriptions)).order_by(Signing.id).namedtuples())


def _day(moment):
    return moment.astimezone(HERE).date()
