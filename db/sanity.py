"""What looks wrong in a version on its way to force: said beside the field, refused by nobody."""

from dataclasses import dataclass, field

from db.base import N_
from db.descriptions import IN_FORCE, OPEN, Description
from db.intake.sense import is_impossible_date, repeated_numbers
from db.positions import Department, Position

LONGEST_DATE = 20  # characters of "compiled on"; a date in words has fewer


@dataclass(frozen=True)
class Doubt:
    """Something to look at again: `place` is the name of the field, or `duties`."""

    place: str
    message: str
    params: dict = field(default_factory=dict)


def doubts(description):
    """The Doubts about a version that is not in force yet, in the order of its fields; ten queries at most."""
    if description.state not in OPEN:
        return []
    return [doubt for check in CHECKS for doubt in check(description)]


def _department(description):
    name = (description.department or "").strip()
    if not name:
        yield Doubt("department", N_("No department is given."))
    elif not Department.select().where(Department.name == name).exists():
        yield Doubt("department", N_("There is no department of this name."))


def _code(description):
    code = (description.code or "").strip()
    if not code:
        return
    theirs = Position.select(Position.title).where(Position.code == code, Position.id != description.position_id)
    taken = theirs.union(Description.select(Description.title).where(
        Description.code == code, Description.position != description.position_id,
        Description.state.in_((*OPEN, IN_FORCE)))).limit(1)
    for (title,) in taken.tuples():
        yield Doubt("code", N_("The position “%(title)s” uses this code."), {"title": title})


def _compiled_on(description):
    if len(description.compiled_on or "") > LONGEST_DATE:
        yield Doubt("compiled_on", N_("This is long for a date; does it belong here?"))
    elif is_impossible_date(description.compiled_on or ""):
        yield Doubt("compiled_on", N_("There is no such day."))
    before = Description.in_force(description.position_id)
    if before and before.compiled_on and before.compiled_on == description.compiled_on:
        yield Doubt("compiled_on", N_("This still is the date of version %(v)s."), {"v": before.version_label})


def _duties(description):
    if not description.clauses.exists():
        yield Doubt("duties", N_("It has no duties yet; without any it cannot be submitted."))
    if repeated := repeated_numbers((clause.group, clause.number) for clause in description.clause_list):
        yield Doubt("duties", N_("Numbers that stand more than once: %(numbers)s."), {
            "numbers": "、".join(map(str, repeated))})
    before = Description.in_force(description.position_id)
    if before and before.digest == description.digest:
        yield Doubt("duties", N_("Nothing differs from version %(v)s yet; to bring it into force like this takes a "
                                 "reason."), {"v": before.version_label})


def _kpis(description):
    if not description.kpis:
        yield Doubt("kpis", N_("No indicator is given."))


CHECKS = (_department, _code, _compiled_on, _duties, _kpis)
