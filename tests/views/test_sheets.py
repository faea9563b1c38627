"""The page of printed sheets, and the few papers that are really laid out."""

import pytest
import time_machine

from db import evidence, generation
from db.documents import Document
from db.duties import Occurrence
from db.evidence import Record
from db.items import kept, parse_items
from db.jobs import Job
from db.rules import NAMED
from portal import sheets as paper
from tests import duty
from tests.duty import at
from tests.pdf.sheets import dot, pages_of
from tests.rota import day

TODAY = day("11-24")
ITEMS = "服务台整洁\n客流人次 | 数字 0~5000 人\n制动踏板 | 检查\n现场照片 | 照片 2张 | 不合格时必填"


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        duty.office(world)
        duty.rule(world.positions.clerk, who=NAMED, person=world.clerk, times=([0, 720, 1400],),
                  items=kept(parse_items(ITEMS)), sampling=100)
        generation.make(TODAY)
        world.row = Occurrence.get(Occurrence.work_date == TODAY)
        yield world


def squeezed(answer):
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    return ["".join(page.split()) for page in pages_of(answer.data)]


def test_whoever_leads_nobody_finds_the_own_sheets_alone(visit, office):
    page = visit(office.clerk).get("/sheets/").text
    assert (f"/sheets/people/{office.clerk.id}/day.pdf" in page, "部门一日" in page, "陈䶮" in page) == (
        True, False, False)


def test_a_supervisor_finds_people_shifts_positions_and_the_report(visit, office):
    page = visit(office.supervisor).get("/sheets/?day=2026-11-25").text
    assert [part in page for part in (f"/sheets/people/{office.clerk.id}/week.pdf?day=2026-11-25", "张小燕", "陈䶮",
                                      f"/sheets/shifts/{office.rota.early.id}/day.pdf", "吴远",
                                      "/sheets/inspections.pdf",
                                      f"/sheets/positions/{office.positions.clerk.id}/month.pdf?month=2026-11",
                                      f"/sheets/positions/{office.positions.driver.id}/month.pdf")] == [
        True, True, True, True, False, True, True, False]


def test_a_day_says_what_to_tick_the_limits_and_where_to_sign(visit, office):
    [page] = squeezed(visit(office.supervisor).get(f"/sheets/people/{office.clerk.id}/day.pdf"))
    for words in ("当日职责清单", "张小燕", "T0004", "早班08:30–12:00", "服务大厅服务人员2026-11-24周二", "00:00—12:00",
                  "客流人次人（限值0—5000）", "制动踏板合格注意不合格", "已拍照（至少2张；不合格时必填）", "本人签字",
                  "第1页/共1页"):
        assert words in page
    [empty] = squeezed(visit(office.supervisor).get(f"/sheets/people/{office.clerk.id}/day.pdf?day=2026-11-28"))
    assert "本日休息，没有到期的职责。" in empty


def test_a_report_has_reason_photo_and_how_the_matter_stands(visit, office):
    evidence.submit(office.row, {"i1": True, "i2": "20", "i3": "pass"}, by=office.clerk)
    Record.create(occurrence=office.row, item="i4", by=office.clerk, photo=Document.keep(dot(), "image/png"))
    evidence.inspect(office.again(office.row), "send_back", "台面凌乱", by=office.supervisor)
    answer = visit(office.supervisor).get("/sheets/inspections.pdf?first=2026-11-20&last=2026-11-24")
    [page] = squeezed(answer)
    for words in ("检查不合格，退回重做周主管2026-11-2409:00", "原因：台面凌乱", "客流人次：20", "待整改", "检查职责",
                  "复查结论"):
        assert words in page
    assert b"/Subtype /Image" in answer.data


def test_the_day_of_a_department_is_asked_for_on_the_page(visit, office, monkeypatch):
    answer = visit(office.supervisor).post("/sheets/department", data={"department": "", "on": "2026-11-24"})
    job = Job.get()
    assert (answer.status_code, answer.location, job.kind, job.plan) == (
        303, f"/jobs/{job.id}", "day_sheets", [office.colleague.id, office.clerk.id])
    refused = visit(office.supervisor).post("/sheets/department", data={"department": "", "on": "gestern"})
    assert (refused.status_code, "field-error" in refused.text) == (422, True)


@pytest.mark.parametrize("query, status", [("first=2026-11-24&last=2026-11-20", 422), ("first=x&last=y", 200),
                                           ("first=2026-01-01&last=2026-11-24", 422)])
def test_a_report_of_impossible_days_is_refused_in_words(visit, office, monkeypatch, query, status):
    monkeypatch.setattr(paper, "inspections", lambda report: b"%PDF")
    answer = visit(office.supervisor).get(f"/sheets/inspections.pdf?{query}")
    assert (answer.status_code, "92" in answer.text) == (status, status == 422)


@pytest.mark.parametrize("query", ["day=2026-13-01", "day=1999-01-01", "day=x", "after=0", "after=99999999999999999999",
                                   "place=x"])
def test_nonsense_in_the_address_is_today(visit, office, query):
    answer = visit(office.supervisor).get(f"/sheets/?{query}")
    assert (answer.status_code, 'value="2026-11-24"' in answer.text) == (200, True)
