"""How long a description has stood unquestioned: when it was last reviewed, when it is due again, and HR's notes.

A version that comes into force has been reviewed; one that may stay as it is gets a note by HR.
"""

import calendar
import datetime as dt
from dataclasses import dataclass

import peewee as pw

from db.audit import queue_up, track
from db.base import HERE, N_, Invalid, Model, Moment, TooLate, database, is_blank, now, today
from db.descriptions import IN_FORCE, Description
from db.organisation import Organisation
from db.people import Appointment, Person
from db.pinyin import pinyin
from db.positions import Department, Position, departments_beneath
from db.prepared import prepared, prepared_plain

SOON = dt.timedelta(days=30)
ORDERS = {  # the name of a column -> what its list is sorted by
    "due": lambda row: row.due_on or dt.date.max,
    "reviewed": lambda row: row.reviewed_on or dt.date.min,
    "title": lambda row: pinyin(row.title),
    "department": lambda row: pinyin(row.department),
    "holders": lambda row: -row.holders,
}


class Review(Model):
    """Somebody of HR read the version in force and found that it may stay as it is."""

    position = pw.ForeignKeyField(Position, backref="reviews", on_delete="RESTRICT")
    description = pw.ForeignKeyField(Description, backref="+", on_delete="RESTRICT")
    person = pw.ForeignKeyField(Person, backref="+")
    at = Moment(default=now)
    note = pw.TextField()

    @classmethod
    def visible_to(cls, person):
        rows, reach = cls.select(), person.reach("duties.review")
        return rows if reach is None else rows.where(cls.position.in_(reach))

    @classmethod
    def note_unchanged(cls, position, note, *, seen, by):
        """Write down that the version in force stays as it is; `seen` is its id as it was on the screen."""
        by.check("upkeep.note")
        if is_blank(note):
            raise Invalid(N_("Say what the review found, in a word or two."), "note")
        with database.atomic():
            queue_up()
            description = Description.in_force(position)
            if description is None or description.id != seen:
                raise TooLate(N_("Another version has come into force meanwhile."))
            review = cls.create(position=position, description=description, person=by, note=note.strip())
            track(position, "position.review", by=by, description=description.id)
        return review

    @classmethod
    def of(cls, position, viewer):
        """The reviews of a position with version and reviewer, the latest first."""
        return list(cls.visible_to(viewer).select(cls, Description.id, Description.version, Person.id, Person.name)
                    .join(Description).switch(cls).join(Person).where(cls.position == position).order_by(cls.id.desc()))


@dataclass(frozen=True)
class Standing:
    """A position and its version in force: how many it binds, when it was last reviewed, when it is due again."""

    position_id: int
    title: str
    department: str
    holders: int
    description_id: int | None
    version: int | None
    reviewed_on: dt.date | None
    is_unchanged: bool  # somebody reviewed it and left it as it is
    due_on: dt.date | None

    @property
    def version_label(self):
        return Description(version=self.version).version_label

    @property
    def is_overdue(self):
        return self.due_on is not None and self.due_on < today()

    @property
    def is_due(self):
        """Overdue, or due within SOON."""
        return self.due_on is not None and self.due_on <= today() + SOON


def standings(viewer, *, department=None, position=None, order="due"):
    """A Standing for each position within the viewer's reach, by `order`; a fixed number of queries."""
    reach, inside = viewer.reach("duties.review"), departments_beneath([department]) if department else None
    posts = _posts(reach, inside, position)
    reviewed = {version: moment.astimezone(HERE).date() for version, moment in _reviewed()}
    held = dict(_held(today()))
    months = Organisation.the().review_months
    found = [_standing(*post, held.get(post[0], 0), reviewed.get(post[3]), months) for post in posts]
    return sorted(found, key=ORDERS[order])


def due(viewer):
    """What HR has to review now or within SOON; nothing for others."""
    if not viewer.can("upkeep.note"):
        return []
    return [standing for standing in standings(viewer) if standing.is_due]


def months_after(day, months):
    """The same day of the month so many months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _standing(post, title, department, description, version, effective_on, holders, reviewed_on, months):
    last = max(filter(None, (effective_on, reviewed_on)), default=None)
    return Standing(post, title, department, holders, description, version, last, reviewed_on is not None,
                    last and months_after(last, months))


@prepared
def _reviewed():
    return Review.select(Review.description, Review.at).order_by(Review.id).tuples()


@prepared_plain
def _held(on):
    return Appointment.current(on).select(Appointment.position, pw.fn.COUNT(Appointment.person.distinct())).group_by(
        Appointment.position)


@prepared
def _posts(reach, departments, position):
    version = (Description.position == Position.id) & (Description.state == IN_FORCE)
    rows = (Position.select(Position.id, Position.title, Department.name, Description.id, Description.version,
                            Description.effective_on).join(Department)
            .join_from(Position, Description, pw.JOIN.LEFT_OUTER, on=version))
    if reach is not None:
        rows = rows.where(Position.id.in_(reach))
    if departments is not None:
        rows = rows.where(Position.department.in_(departments))
    if position is not None:
        rows = rows.where(Position.id == position)
    return rows.order_by(Position.id).tuples()
