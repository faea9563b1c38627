"""Departments and positions: the tree of solid lines, the dotted lines beside it, other names of a position."""

import peewee as pw

from db.audit import track
from db.base import N_, Invalid, Model, database, is_sqlite
from db.prepared import prepared, prepared_plain


class Department(Model):
    name = pw.CharField(80)
    parent = pw.ForeignKeyField("self", null=True, backref="children", on_delete="RESTRICT")

    class Meta:
        indexes = ((("parent", "name"), True),)

    @classmethod
    def visible_to(cls, person):
        """The tree of departments is on the wall; whoever is signed in may see it."""
        return cls.select()

    @classmethod
    def add(cls, name, parent=None, *, by):
        by.check("positions.manage")
        with database.atomic():
            cls._check_name(name, parent)
            department = cls.create(name=name, parent=parent)
            track(department, "department.add", by=by)
        return department

    def change(self, *, name, parent, by):
        by.check("positions.manage")
        with database.atomic():
            hold_still(Department)
            if parent and parent.id in departments_beneath([self.id]):
                raise Invalid(N_("A department cannot lie within itself."), "parent")
            self._check_name(name, parent, but=self.id)
            self.name, self.parent = name, parent
            self.save()
            track(self, "department.change", by=by)

    @classmethod
    def _check_name(cls, name, parent, but=None):
        inside = cls.parent == parent if parent else cls.parent.is_null()
        if cls.select().where(inside, cls.name == name, cls.id != (but or 0)).exists():
            raise Invalid(N_("There is a department of this name here already."), "name")


class Position(Model):
    title = pw.CharField(80)
    code = pw.CharField(40, null=True, unique=True)
    department = pw.ForeignKeyField(Department, backref="positions", on_delete="RESTRICT")
    superior = pw.ForeignKeyField("self", null=True, backref="subordinates", on_delete="RESTRICT")

    class Meta:
        indexes = ((("department", "title"), True),)

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("positions.read")
        if scope == "all":
            return cls.select()
        return cls.select().where(cls.id.in_(person.positions_within(scope)))

    @classmethod
    def choices(cls, person):
        """The positions the person may see with their departments, in the order of a list to choose from."""
        return _choices(person.reach("positions.read"))

    @classmethod
    def add(cls, title, department, superior=None, *, code=None, dotted=(), aliases=(), by):
        """A new position with its dotted lines and other names, or nothing of it."""
        by.check("positions.manage")
        with database.atomic():
            cls._check_names(title, department, code)
            position = cls.create(title=title, department=department, superior=superior, code=code or None)
            track(position, "position.add", by=by, superior=superior and superior.id)
            position._set_beside(dotted, aliases, by=by)
        return position

    def change(self, *, title, department, superior, code, dotted=None, aliases=None, by):
        """Everything that was given, or nothing of it; dotted lines and other names stay where they were not given."""
        by.check("positions.manage")
        with database.atomic():
            hold_still(Position)
            if superior and superior.id in beneath([self.id]):
                raise Invalid(N_("A position cannot report to itself or to one beneath it."), "superior")
            self._check_names(title, department, code, but=self.id)
            before = self.superior_id
            self.title, self.department, self.superior, self.code = title, department, superior, code or None
            self.save()
            track(self, "position.change", by=by, superior_before=before, superior=superior and superior.id)
            self._set_beside(dotted, aliases, by=by)

    @classmethod
    def _check_names(cls, title, department, code, but=None):
        others = cls.select().where(cls.id != (but or 0))
        if others.where(cls.department == department, cls.title == title).exists():
            raise Invalid(N_("This department has a position of this title already."), "title")
        if code and others.where(cls.code == code).exists():
            raise Invalid(N_("This code belongs to another position."), "code")

    def _set_beside(self, dotted, aliases, *, by):
        """Set dotted lines and other names where they were given and differ from what is there."""
        if dotted is not None and {line.superior_id for line in self.dotted_lines} != {row.id for row in dotted}:
            self.report_also_to(dotted, by=by)
        if aliases is not None and self.other_names != list(dict.fromkeys(filter(None, map(str.strip, aliases)))):
            self.name_also(aliases, by=by)

    @property
    def other_names(self):
        return [alias.name for alias in self.aliases.order_by(Alias.id)]

    def name_also(self, names, *, by):
        """Set the other names this position goes by."""
        by.check("positions.manage")
        names = dict.fromkeys(name.strip() for name in names if name.strip())
        if any(len(name) > Alias.name.max_length for name in names):
            raise Invalid(N_("A name has at most %(most)s characters."), "aliases", most=Alias.name.max_length)
        with database.atomic():
            Alias.delete().where(Alias.position == self).execute()
            for name in names:
                Alias.create(position=self, name=name)
            track(self, "position.aliases", by=by, count=len(names))

    def report_also_to(self, superiors, *, by):
        """Set the dotted lines."""
        by.check("positions.manage")
        if beneath([self.id]) & {superior.id for superior in superiors}:
            raise Invalid(N_("A position cannot report to itself or to one beneath it."), "dotted")
        with database.atomic():
            DottedLine.delete().where(DottedLine.position == self).execute()
            for superior in superiors:
                DottedLine.create(position=self, superior=superior)
            track(self, "position.dotted_lines", by=by, superiors=sorted(superior.id for superior in superiors))

    @classmethod
    def named(cls, name):
        """The position a title or another name means, when exactly one is meant."""
        key = name.strip()
        found = list(cls.select().where(cls.title == key).limit(2))
        if not found:
            found = list(cls.select().join(Alias).where(Alias.name == key).distinct().limit(2))
        return found[0] if len(found) == 1 else None


class Alias(Model):
    """Another name of a position."""

    position = pw.ForeignKeyField(Position, backref="aliases", on_delete="CASCADE")
    name = pw.CharField(80, index=True)


class DottedLine(Model):
    """A second superior, beside the solid line."""

    position = pw.ForeignKeyField(Position, backref="dotted_lines", on_delete="CASCADE")
    superior = pw.ForeignKeyField(Position, backref="dotted_subordinates", on_delete="CASCADE")

    class Meta:
        indexes = ((("position", "superior"), True),)


def heads():
    """Ids of the positions that lead their department: their own superior sits elsewhere, and others report to them or

    they are all there is of it.
    """
    above = Position.alias()
    return (Position.select(Position.id).join(above, pw.JOIN.LEFT_OUTER, on=Position.superior == above.id)
            .where(above.id.is_null() | (above.department != Position.department), has_reports() | is_alone()))


def has_reports():
    """Whether others report to the position, within a query of positions."""
    under = Position.alias()
    return pw.fn.EXISTS(under.select(under.id).where(under.superior == Position.id))


def is_alone():
    """Whether there is no other position in its department, likewise."""
    beside = Position.alias()
    return ~pw.fn.EXISTS(beside.select(beside.id).where(beside.department == Position.department,
                                                        beside.id != Position.id))


def beneath(position_ids):
    """These positions and all below them along the solid lines, as a set of ids."""
    return subtree(solid_lines(), position_ids)


def above(position_ids):
    """These positions and all above them along the solid lines, as a set of ids."""
    superiors = dict(solid_lines())
    reached, ahead = set(), list(position_ids)
    while ahead:
        row_id = ahead.pop()
        if row_id is not None and row_id not in reached:
            reached.add(row_id)
            ahead.append(superiors.get(row_id))
    return reached


def departments_beneath(department_ids):
    """These departments and all within them, as a set of ids."""
    return subtree(_places(), department_ids)


def subtree(links, ids):
    """Ids reached from `ids` by going down the links, (id, id above it), themselves included."""
    children = {}
    for row_id, parent_id in links:
        children.setdefault(parent_id, []).append(row_id)
    reached, ahead = set(), list(ids)
    while ahead:
        row_id = ahead.pop()
        if row_id not in reached:
            reached.add(row_id)
            ahead += children.get(row_id, [])
    return reached


@prepared
def _choices(reach):
    rows = Position.select(Position, Department).join(Department).order_by(Department.name, Position.title)
    return rows if reach is None else rows.where(Position.id.in_(reach))


@prepared_plain
def solid_lines():
    """(id, id of the superior) of every position."""
    return Position.select(Position.id, Position.superior)


@prepared_plain
def positions_inside(departments):
    return Position.select(Position.id).where(Position.department.in_(departments))


@prepared_plain
def _places():
    return Department.select(Department.id, Department.parent)


def hold_still(model):
    """Nobody else changes the tree while one change of it is checked; SQLite lets one writer in at a time anyway."""
    if not is_sqlite():
        database.execute_sql(f'LOCK TABLE "{model._meta.table_name}" IN SHARE ROW EXCLUSIVE MODE')
