"""All signed papers of a department in one ZIP, with a list of them and their fingerprints."""

import itertools
import json
import zipfile

from db import disk, lists
from db.base import HERE, N_, Invalid, today
from db.descriptions import Description
from db.documents import Document
from db.jobs import Job, scope_of
from db.people import Person
from db.positions import Department, Position, departments_beneath
from db.signatures import SIGNED, SUPERSEDED, Signing

AT_ONCE = 25  # papers a step
COLUMNS = ("文件", "部门", "岗位", "版本", "工号", "姓名", "签署完成时间", "签署方式", "状态", "SHA-256")
LIST, SUMS = "清单.csv", "SHA256SUMS"


class Bundle:
    """Makes it: papers are read and checked some at a time, then packed. `paper` names the files (portal/papers.py)."""

    def __init__(self, paper):
        self.paper = paper

    def step(self, job, folder):
        ids = job.plan[job.done:job.done + AT_ONCE]
        disk.write(_part(folder, job.done), json.dumps([self._row(signing) for signing in _signings(ids)]).encode())
        return len(ids)

    def finish(self, job, folder):
        """One paper at a time goes through memory, whatever the size of the whole."""
        rows = _told_apart([row for place in range(0, job.total, AT_ONCE)
                            for row in json.loads(_part(folder, place).read_text())])
        path = folder / "bundle.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for place, row in enumerate(rows):
                archive.writestr(_entry(row["cells"][0], row["at"]), Document.get_by_id(row["document"]).read())
                if place % AT_ONCE == 0:
                    job.keep()
            at = job.asked_at.astimezone(HERE).timetuple()[:6]
            archive.writestr(_entry(LIST, at), lists.written(COLUMNS, [row["cells"] for row in rows]))
            archive.writestr(_entry(SUMS, at), "".join(f"{row['cells'][-1]}  {row['cells'][0]}\n" for row in rows))
        return path

    def _row(self, signing):
        """A paper as the list has it; its bytes are read once, so that a damaged one stops the whole."""
        document, completed = signing.scan or signing.current, signing.completed_at.astimezone(HERE)
        document.read()
        department = signing.position.department.name
        file = f"{self.paper.safe(department[:40])}/{self.paper.packed_name(signing)}"
        return {"document": document.id, "at": completed.timetuple()[:6], "cells": [
            file, department, signing.description.title, signing.description.version_label, signing.holder.number,
            signing.holder.name, f"{completed:%Y-%m-%d %H:%M:%S}", "纸质" if signing.scan_id else "线上",
            "已被新签取代" if signing.state == SUPERSEDED else "有效", document.sha256]}


def ask(department, reason, *, superseded=False, by):
    """Have the papers of a department packed, with those within it; `superseded`: with those a newer one replaced."""
    found = _found(department, superseded, by)
    if not found:
        raise Invalid(N_("Nothing has been signed here yet."), "department")
    return Job.ask("bundle", f"已签岗位说明书-{department.name}-{today():%Y%m%d}.zip", by=by, scope=department.name,
                   department=department.id, superseded=superseded, reason=reason,
                   plan=[signing for signing, _ in found], reach={position for _, position in found})


def _found(department, superseded, by):
    """[(signing, position)] of these papers within the person's reach."""
    scope = scope_of("bundle", by)
    rows = (Signing.visible_to(by).select(Signing.id, Signing.position).join(Position, on=Signing.position)
            .where(Position.department.in_(departments_beneath([department.id])),
                   Signing.state.in_((*SIGNED, SUPERSEDED) if superseded else SIGNED))
            .order_by(Position.department, Signing.position, Signing.id))
    return list((rows if scope == "all" else rows.where(Signing.position.in_(by.positions_within(scope)))).tuples())


def _signings(ids):
    """In the order of the ids, with what the list says of each."""
    rows = {row.id: row for row in (
        Signing.select(Signing, Description, Person, Position, Department)
        .join(Description).join_from(Signing, Person, on=Signing.holder)
        .join_from(Signing, Position, on=Signing.position).join(Department).where(Signing.id.in_(ids)))}
    return [rows[row_id] for row_id in ids]


def _told_apart(rows):
    """The same rows; what would overwrite another when unpacked, also where case makes no difference, is counted."""
    seen = set()
    for row in rows:
        stem, _dot, ending = row["cells"][0].rpartition(".")
        names = itertools.chain([row["cells"][0]], (f"{stem}-{n}.{ending}" for n in itertools.count(2)))
        row["cells"][0] = next(name for name in names if name.casefold() not in seen)
        seen.add(row["cells"][0].casefold())
    return rows


def _entry(name, at):
    """Stored as it is: a PDF is compressed already."""
    return zipfile.ZipInfo(name, tuple(at))


def _part(folder, place):
    return folder / f"{place:06}.json"
