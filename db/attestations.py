"""Who had signed what on a day: a paper of the organisation, worked out from the register as it stood then."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from db import audit, disk, lists, pades
from db.base import HERE, N_, Invalid, today
from db.descriptions import IN_FORCE, Description
from db.descriptions import SUPERSEDED as REPLACED
from db.directory import departments, realm
from db.jobs import Job, scope_of
from db.keys import authority, timestamp_url
from db.people import Appointment, Person
from db.positions import Department, Position, departments_beneath
from db.signatures import SIGNED, SUPERSEDED, Signing

CURRENT, OLDER, UNSIGNED, NOTHING = "current", "older", "unsigned", "nothing"
TOLD = {CURRENT: "已签现行版本", OLDER: "仅签过旧版本", UNSIGNED: "未签署", NOTHING: "当日无生效说明书"}
COLUMNS = ("部门", "岗位", "工号", "姓名", "现行版本", "所签版本", "签署日期", "签署方式", "情况")
MOST = 1500  # lines on one paper


@dataclass(frozen=True)
class Line:
    """One holder of one position on the day: the version in force then, and the one last signed until then, if any."""

    position_id: int
    department: str
    title: str
    number: str
    name: str
    in_force: str | None
    signed: str | None
    signed_on: dt.date | None
    by_hand: bool
    state: str

    @property
    def cells(self):
        return (self.department, self.title, self.number, self.name, self.in_force or "—", self.signed or "—",
                f"{self.signed_on:%Y-%m-%d}" if self.signed else "—",
                ("纸质" if self.by_hand else "线上") if self.signed else "—", TOLD[self.state])


class Attestation:
    """Makes it: laid out in one step, sealed at the end. `paper` lays out (portal/papers.py)."""

    def __init__(self, paper):
        self.paper = paper

    def step(self, job, folder):
        on = dt.date.fromisoformat(job.arguments["on"])
        lines = standing(job.reach, on, until=job.asked_at, viewer=job.asked_by)
        table = lists.written(COLUMNS, [line.cells for line in lines]).encode()
        disk.write(folder / "plain.pdf", self.paper.attestation(
            lines, counted(lines), table, number=number_of(job), scope=job.arguments["scope"], on=on, at=job.asked_at,
            head=audit.head()))
        return 1

    def finish(self, job, folder):
        path = folder / "sealed.pdf"
        disk.write(path, pades.seal((folder / "plain.pdf").read_bytes(), authority(), at=job.asked_at.replace(
            microsecond=0), reason="签署情况证明", final=True, timestamp_url=timestamp_url()))
        return path


def ask(department, on, *, by):
    """Have it made as of the end of a day, or of now; `department` takes in those within it, None: all within reach."""
    reach = _reach(department, by)
    if on > today():
        raise Invalid(N_("Nobody knows yet who will have signed by then."), "on")
    count = _appointed(reach, on).count()
    if not count:
        raise Invalid(N_("Nobody held a position here on that day."), "department")
    if count > MOST:
        raise Invalid(N_("These are more than %(most)s people; choose a department."), "department", most=MOST)
    whole = "全公司" if scope_of("attestation", by) == "all" else realm(by)
    scope = department.name if department else whole
    return Job.ask("attestation", f"签署情况证明-{scope[:80]}-{on:%Y%m%d}.pdf", by=by, scope=scope, on=on.isoformat(),
                   department=department and department.id, reach=reach, plan=["paper"])


def standing(positions, on, *, until, viewer):
    """[Line] of who held one of these positions on the day; what was registered after `until` is not known yet.

    A fixed number of queries. A copy signed by hand counts from when its scan was filed; its date is the one written
    on it.
    """
    end = min(until, dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), HERE))
    in_force = {row.position_id: row for row in _in_force(positions, end)}
    signed = {(row.position_id, row.holder_id): row for row in _signed(positions, end)}
    return [_line(post, in_force.get(post.position_id), signed.get((post.position_id, post.person_id)))
            for post in _in_order(_appointed(positions, on), viewer)]


def counted(lines):
    """{state: how many}, and how many of those who signed the version in force did so online and by hand."""
    counts = Counter(line.state for line in lines)
    by_hand = sum(line.by_hand for line in lines if line.state == CURRENT)
    return {state: counts[state] for state in TOLD} | {"online": counts[CURRENT] - by_hand, "by_hand": by_hand,
                                                       "positions": len({line.position_id for line in lines})}


def number_of(job):
    """What the paper is called by."""
    return f"QSZM-{job.asked_at.astimezone(HERE):%Y%m%d}-{job.id:04}"


def _line(post, version, paper):
    position, holder = post.position, post.person
    state = NOTHING if version is None else UNSIGNED if paper is None else (
        CURRENT if paper.description_id == version.id else OLDER)
    signed_on = paper and (paper.signed_on or paper.completed_at.astimezone(HERE).date())
    return Line(position.id, position.department.name, position.title, holder.number, holder.name,
                version and version.version_label, paper and paper.description.version_label, signed_on,
                bool(paper and paper.scan_id), state)


def _reach(department, by):
    """Ids of the positions it is to tell of."""
    scope = scope_of("attestation", by)
    rows = Position.select(Position.id)
    if department:
        rows = rows.where(Position.department.in_(departments_beneath([department.id])))
    found = {row_id for (row_id,) in rows.tuples()}
    return found if scope == "all" else found & by.positions_within(scope)


def _appointed(positions, on):
    return (Appointment.current(on).select(Appointment, Position, Department, Person)
            .join(Position).join(Department).join_from(Appointment, Person)
            .where(Appointment.position.in_(list(positions))))


def _in_order(posts, viewer):
    """Department by department from the top of the tree down, then position by position, people by name."""
    places = {row.id: place for place, (row, _depth) in enumerate(departments(viewer))}
    return sorted(posts, key=lambda post: (places[post.position.department_id], post.position_id, post.person.pinyin,
                                           post.person_id))


def _in_force(positions, end):
    """The versions in force at that moment, as far as the register knew."""
    return Description.select().where(
        Description.position.in_(list(positions)), Description.state.in_((IN_FORCE, REPLACED)),
        Description.published_at < end, Description.superseded_at.is_null() | (Description.superseded_at >= end))


def _signed(positions, end):
    """What was complete at that moment, in the order it became so."""
    return (Signing.select(Signing, Description.id, Description.version).join(Description)
            .where(Signing.position.in_(list(positions)), Signing.state.in_((*SIGNED, SUPERSEDED)),
                   Signing.completed_at < end).order_by(Signing.completed_at, Signing.id))
