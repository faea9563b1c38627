"""A month filled in with Excel: every bad cell is named, and nothing is taken over before all is good."""

import datetime as dt
import io
import re

import pytest
import time_machine
import xlsxwriter

from db import roster_files, workbooks
from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, database
from db.roster import RosterDay
from tests.rota import NOON, day, rota
from tests.views.test_roster import cells

NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        world.rota = rota(world)
        yield world


def book(*rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return file.getvalue()


def send(browser, data, month="2026-11"):
    return browser.post("/roster/upload/check", data={"month": month, "file": (io.BytesIO(data), "排班.xlsx")},
                        content_type="multipart/form-data")


def told(page):
    """The rows of the table of what is wrong."""
    text = page.get_data(as_text=True).split('id="plan"')[0]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", text)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]


TAKEN = r'name="(month|sha256|shown)" type="hidden" value="([^"]*)"'
HEAD = ["工号", "姓名", "11-26 四", "11月27日", "2026-11-28", "29"]


def test_a_file_is_shown_and_then_taken_over(visit, office):
    browser = visit(office.supervisor)
    page = send(browser, book(["客服部排班"], HEAD, ["T0004", "张小燕", "B", "", "A", "休"],
                              ["T0005", "", "", "x", "", ""]))
    text = page.get_data(as_text=True)
    assert (page.status_code, "将改动 3 天" in text, cells(office.clerk)) == (200, True, "AAAAA休休")
    form = dict(re.findall(TAKEN, text))
    answer = browser.post("/roster/upload/apply", data=form)
    assert (answer.status_code, cells(office.clerk), cells(office.colleague)) == (303, "AAABAA休", "休休BB休BB")
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().action == "roster_day.upload"
    again = send(browser, book(HEAD, ["T0004", "", "B", "", "", ""]))
    assert "没有可导入的内容" in again.get_data(as_text=True)


def test_what_goes_out_comes_back_as_it_was(visit, office):
    browser = visit(office.supervisor)
    data = browser.post("/roster/export?month=2026-11").data
    assert "没有可导入的内容" in send(browser, data).get_data(as_text=True)


def test_every_bad_cell_is_named_and_nothing_is_saved(visit, office):
    office.colleague.appointments.get().end(day("11-27"), by=office.hr)
    before = RosterDay.select().count()
    page = send(visit(office.supervisor), book(
        HEAD, ["T0004", "张小燕", "Q", "A", "?", ""], ["T0005", "陈䶮", "", "", "B", ""],
        ["T0006", "吴远", "A", "", "", ""], ["T0004", "张小燕", "A", "", "", ""], ["", "", "A", "", "", ""],
        ["T0003", "张小燕", "A", "", "", ""]))
    assert (page.status_code, RosterDay.select().count(), cells(office.clerk)) == (422, before, "AAAAA休休")
    assert [(row[0], row[2]) for row in told(page)] == [
        ("2", "11-26 四"), ("2", "2026-11-28"), ("3", "2026-11-28"), *((line, "工号") for line in "4567")]
    assert "sha256" not in page.get_data(as_text=True)


@pytest.mark.parametrize("rows,words", [
    ([["姓名", "1"], ["张小燕", "A"]], "工号"), ([HEAD], "没有数据行"),
    ([["工号", "12-01"], ["T0004", "A"]], "不是这个月"),
    ([["工号", "11-31"], ["T0004", "A"]], "没有“11-31”"),
    ([["工号", "1", "1日"], ["T0004", "A", "B"]], "1日"), ([["工号", "2025-11-01"], ["T0004", "A"]], "不是这个月")])
def test_a_file_of_something_else_is_refused(visit, office, rows, words):
    page = send(visit(office.supervisor), book(*rows))
    text = page.get_data(as_text=True)
    assert (page.status_code, 'id="file-error"' in text, words in text) == (422, True, True)


def test_a_month_that_is_closed_takes_no_file(visit, office):
    page = send(visit(office.supervisor), book(["工号", "1"], ["T0004", "A"]), "2026-09")
    assert (page.status_code, "已封存" in page.get_data(as_text=True)) == (422, True)


def test_it_is_too_late_once_the_roster_says_something_else(visit, office):
    browser, data = visit(office.supervisor), book(HEAD, ["T0004", "张小燕", "B", "", "", ""])
    text = send(browser, data).get_data(as_text=True)
    form = dict(re.findall(TAKEN, text))
    RosterDay.update(shift=None).where(RosterDay.person == office.clerk, RosterDay.on == day("11-26")).execute()
    answer = browser.post("/roster/upload/apply", data=form)
    assert (answer.status_code, cells(office.clerk)) == (409, "AAA休A休休")
    assert browser.post("/roster/upload/apply", data=form | {"sha256": "0" * 64}).status_code == 422


@pytest.mark.parametrize("reader", ["clerk", "auditor", "admin"])
def test_a_reader_brings_no_file(visit, office, reader):
    browser = visit(getattr(office, reader))
    assert {browser.get("/roster/upload/").status_code, send(browser, book(HEAD)).status_code} == {403}
    with pytest.raises(NotAllowed):
        roster_files.plan(b"", NOVEMBER, by=getattr(office, reader))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9])
def test_what_is_no_excel_file_is_refused(office, data):
    with pytest.raises(Invalid):
        roster_files.plan(data, NOVEMBER, by=office.supervisor)


def test_the_file_is_opened_before_others_have_to_wait(office, monkeypatch):
    data, depths = book(HEAD, ["T0004", "张小燕", "B", "", "", ""]), []
    shown = roster_files.plan(data, NOVEMBER, by=office.supervisor).digest
    read = workbooks.read
    monkeypatch.setattr(workbooks, "read", lambda data: depths.append(database.transaction_depth()) or read(data))
    before = database.transaction_depth()
    assert roster_files.apply(data, NOVEMBER, shown=shown, by=office.supervisor) == 1
    assert depths == [before]
