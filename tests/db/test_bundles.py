"""The signed papers of a department in one ZIP: which ones, what the list says, and that it is whole."""

import csv
import datetime as dt
import hashlib
import io
import zipfile

import pytest

from db import bundles, documents
from db.audit import AuditEntry
from db.base import Invalid, NotAllowed
from db.bundles import Bundle
from db.descriptions import Description
from db.documents import Document
from db.jobs import DONE, FAILED, Job
from db.positions import Department
from db.signatures import COMPLETE, ON_PAPER, SUPERSEDED, Signing
from portal import papers

AT = dt.datetime(2026, 3, 2, 4, 5, 6, tzinfo=dt.UTC)


def signed(description, holder, state=COMPLETE, data=b"%PDF-signed", **more):
    """A signing that has ended well, without a real paper."""
    paper = Document.keep(data)
    return Signing.create(description=description, holder=holder, position=description.position_id, state=state,
                          token=f"b-{holder.id}-{state}", digest="0" * 64, anchor_id=0, anchor_hash="0" * 64,
                          base=paper, current=paper, revisions=4, completed_at=AT, **more)


@pytest.fixture
def archive(world):
    """Of the clerk's two papers one was replaced; her colleague signed by hand; the driver is of another department."""
    draft = world.drafts.clerk
    scan = Document.keep(b"a scan", "image/png")
    world.papers = [signed(draft, world.clerk, data=b"%PDF-1"),
                    signed(draft, world.colleague, ON_PAPER, b"%PDF-unsigned", scan=scan, signed_on=AT.date())]
    world.replaced = signed(draft, world.clerk, SUPERSEDED, b"%PDF-0")
    world.driven = signed(world.drafts.driver, world.stranger, data=b"%PDF-2")
    world.department = world.positions.clerk.department
    return world


def made(job):
    """The ZIP of a job, worked off here."""
    Job.next().work(Bundle(papers), is_time_up=lambda: False)
    job = Job.get_by_id(job.id)
    return job, zipfile.ZipFile(io.BytesIO(job.fetch(by=job.asked_by).read_bytes()))


def listed(archive):
    text = archive.read("清单.csv").decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_it_holds_what_is_signed_in_the_department_with_a_list_that_says_what_is_what(archive):
    job, packed = made(bundles.ask(archive.department, "劳动监察", by=archive.hr))
    rows = listed(packed)
    assert [tuple(row.values())[1:-1] for row in rows] == [
        ("客户服务部", "服务大厅服务人员", "A/0", "T0004", "张小燕", "2026-03-02 12:05:06", "线上", "有效"),
        ("客户服务部", "服务大厅服务人员", "A/0", "T0005", "陈䶮", "2026-03-02 12:05:06", "纸质", "有效")]
    assert [(packed.read(row["文件"]), row["文件"].endswith(ending)) for row, ending in zip(
        rows, (".pdf", ".png"), strict=True)] == [(b"%PDF-1", True), (b"a scan", True)]
    assert (packed.testzip(), len(packed.namelist())) == (None, 4)


def test_a_file_is_called_by_position_holder_and_version_and_none_overwrites_another(archive):
    _job, packed = made(bundles.ask(archive.department, "备案", superseded=True, by=archive.hr))
    assert [row["文件"] for row in listed(packed)] == [
        "客户服务部/服务大厅服务人员-T0004-张小燕-A0-签署版.pdf",
        "客户服务部/服务大厅服务人员-T0005-陈䶮-A0-纸质签署扫描件.png",
        "客户服务部/服务大厅服务人员-T0004-张小燕-A0-签署版-2.pdf"]
    assert {row["文件"] for row in listed(packed)} | {"清单.csv", "SHA256SUMS"} == set(packed.namelist())


@pytest.mark.parametrize("name, called", [
    ("CON", "_CON"), ("nul.pdf", "_nul.pdf"), ("COM1.pdf", "_COM1.pdf"), ("CONTROL.pdf", "CONTROL.pdf"),
    ("a:b?*.pdf", "a_b__.pdf"), ("..\\x", "_x"), ("部门. ", "部门"), ("a\u202efdp.exe", "a_fdp.exe"), ("e\u0301", "é")])
def test_a_name_is_one_that_windows_takes(name, called):
    assert papers.safe(name) == called


def test_a_long_name_still_fits_where_windows_unpacks_it(archive):
    archive.clerk.change(name="长" * 20, email=None, by=archive.hr)
    Description.update(title="岗" * 80).where(Description.id == archive.drafts.clerk.id).execute()
    Department.update(name="部" * 80).where(Department.id == archive.department.id).execute()
    _job, packed = made(bundles.ask(archive.department, "备案", by=archive.hr))
    assert max(map(len, packed.namelist())) <= 160


def test_the_fingerprints_are_those_of_the_files_within(archive):
    _job, packed = made(bundles.ask(archive.department, "备案", superseded=True, by=archive.hr))
    sums = [line.split("  ", 1) for line in packed.read("SHA256SUMS").decode().splitlines()]
    assert [(hashlib.sha256(packed.read(name)).hexdigest(), name) for _, name in sums] == [tuple(one) for one in sums]
    assert [row["SHA-256"] for row in listed(packed)] == [sha256 for sha256, _ in sums]
    assert [row["状态"] for row in listed(packed)].count("已被新签取代") == 1


def test_taking_it_away_leaves_count_and_hash_in_the_log_and_the_reason_with_the_job(archive):
    job, _packed = made(bundles.ask(archive.department, "劳动监察", by=archive.hr))
    entries = {entry.action: entry for entry in AuditEntry.select().where(AuditEntry.subject == f"job:{job.id}")}
    assert set(entries) == {"job.ask", "job.finish", "job.fetch"}
    assert ('"count":2' in entries["job.finish"].particulars, job.sha256 in entries["job.finish"].particulars,
            job.arguments["reason"]) == (True, True, "劳动监察")


def test_whose_papers_whom_gets(archive):
    group = archive.positions.boss.department
    everything = bundles.ask(group, "x", by=archive.hr)
    signed(archive.drafts.driver, archive.manager, data=b"%PDF-of-another-department")
    own = bundles.ask(group, "x", by=archive.manager)
    assert (len(everything.plan), own.plan) == (3, [paper.id for paper in archive.papers])
    for person in (archive.supervisor, archive.clerk, archive.auditor, archive.admin):
        with pytest.raises(NotAllowed):
            bundles.ask(archive.department, "x", by=person)


def test_only_who_may_have_it_made_can_fetch_it(archive):
    job, _packed = made(bundles.ask(archive.department, "x", by=archive.hr))
    able = {name for name, person in archive.everybody.items() if job.may_be_fetched_by(person)}
    assert able == {"hr", "hr_manager", "manager", "boss"}


def test_a_damaged_paper_stops_the_whole_and_is_said(archive):
    job = bundles.ask(archive.department, "x", by=archive.hr)
    documents._path(archive.papers[0].current.sha256).write_bytes(b"%PDF-?")
    Job.next().work(Bundle(papers), is_time_up=lambda: False)
    job = Job.get_by_id(job.id)
    assert (job.state, job.problem["message"]) == (FAILED, "The stored file is damaged.")
    documents._path(archive.papers[0].current.sha256).write_bytes(b"%PDF-1")


def test_a_name_that_looks_like_a_formula_stays_a_name(archive):
    archive.clerk.name = "=1+1"
    archive.clerk.save()
    _job, packed = made(bundles.ask(archive.department, "x", by=archive.hr))
    assert listed(packed)[0]["姓名"] == "'=1+1"


def test_many_papers_are_made_in_steps_and_all_are_there(archive, monkeypatch):
    monkeypatch.setattr(bundles, "AT_ONCE", 1)
    job, maker = bundles.ask(archive.department, "x", by=archive.hr), Bundle(papers)
    done = []
    while Job.get_by_id(job.id).state != DONE:
        Job.next().work(maker, is_time_up=lambda: True)
        done.append(Job.get_by_id(job.id).done)
    assert (done, Job.get_by_id(job.id).interruptions) == ([1, 2, 2], 0)


def test_where_nothing_is_signed_there_is_nothing_to_pack(world):
    with pytest.raises(Invalid):
        bundles.ask(world.positions.clerk.department, "x", by=world.hr)
    assert Job.select().count() == 0
