import csv
import datetime as dt
import re
from types import SimpleNamespace

import pytest
import time_machine

from db import audit, audit_search
from db.audit import AuditEntry, track
from portal.views.audit import PAGE, PAGES_OF


def text(response):
    return response.get_data(as_text=True)


def test_the_newest_entries_stand_first_with_who_and_what(visit, world):
    track(world.clerk, "person.change", by=world.hr)
    page = text(visit(world.auditor).get("/audit/"))
    rows = page.split("<tbody>")[1].split("<tr>")[1:]
    assert ("钱静" in rows[1], "修改了" in rows[1]) == (True, True)
    assert f"<td>{audit.head()[0]}</td>" in rows[0]


@pytest.mark.parametrize("reader", ["clerk", "supervisor", "manager", "hr", "hr_manager"])
def test_only_auditor_and_administrator_read_it(visit, world, reader):
    browser = visit(getattr(world, reader))
    assert (browser.get("/audit/").status_code, browser.post("/audit/verify").status_code) == (403, 403)


def test_older_entries_are_a_page_away_and_none_is_lost(visit, world):
    for _ in range(PAGE * 2 + 3):
        track(world.clerk, "person.change", by=world.hr)
    browser, seen, address = visit(world.auditor), [], "/audit/"
    while address:
        page = text(browser.get(address))
        seen += [int(row.split("</td>")[0].removeprefix("<td>")) for row in page.split("<tbody>")[1].split("<tr>")[1:]]
        more = page.split('href="/audit/?before=')[1:]
        address = f"/audit/?before={more[0].partition(chr(34))[0]}" if more else None
    assert seen == list(range(audit.head()[0], 0, -1))


@pytest.mark.parametrize("before", ["0", "-1", "x", str(2**70), "", "\x00"])
def test_a_page_that_is_none_is_the_first(visit, world, before):
    page = visit(world.auditor).get("/audit/", query_string={"before": before})
    assert (page.status_code, f"<td>{audit.head()[0]}</td>" in text(page)) == (200, True)


def test_a_whole_chain_is_told_and_counted(visit, world):
    page = visit(world.auditor).post("/audit/verify")
    assert (page.status_code, "alert-success" in text(page)) == (200, True)
    assert str(audit.verify().count) in text(page)


def test_a_broken_chain_is_told_with_the_place(visit, world, monkeypatch):
    browser = visit(world.auditor)
    monkeypatch.setattr(AuditEntry, "computed_hash", lambda entry: entry.hash if entry.id != 3 else "0" * 64)
    page = text(browser.post("/audit/verify"))
    assert ("alert-danger" in page, "alert-success" in page, ">3<" in page or " 3 " in page) == (True, False, True)


def test_verifying_writes_nothing(visit, world):
    browser = visit(world.auditor)
    before = audit.head()
    browser.post("/audit/verify")
    assert audit.head() == before


@pytest.fixture
def told(world, visit):
    """Entries of two people, of the portal, and of another day, with their ids, and a browser of who reads them."""
    browser = visit(world.auditor)
    with time_machine.travel(dt.datetime(2031, 3, 5, 15, 59, tzinfo=dt.UTC)) as clock:  # a minute to midnight here
        by_hr = track(world.clerk, "person.change", by=world.hr)
        clock.shift(dt.timedelta(minutes=2))
        by_head = track(world.positions.clerk, "position.change", by=world.manager)
        by_itself = track(world.stranger, "person.leave", by=None, on="2031-03-06")
    return SimpleNamespace(by_hr=by_hr.id, by_head=by_head.id, by_itself=by_itself.id, browser=browser)


def found(page):
    return [int(row.split("</td>")[0].removeprefix("<td>")) for row in
            text(page).partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]]


def test_the_log_is_searched_by_who_what_about_and_when(world, told):
    def search(**wanted):
        return [entry for entry in found(told.browser.get("/audit/", query_string=wanted)) if entry >= told.by_hr]
    assert search(who=world.manager.id) == [told.by_head]
    assert search(who=0) == [told.by_itself]
    assert search(action="person.leave") == [told.by_itself]
    assert search(about="person", number=world.clerk.id) == [told.by_hr]
    assert search(about="position") == [told.by_head]
    assert search(first="2031-03-06") == [told.by_itself, told.by_head]
    assert search(first="2031-03-05", last="2031-03-05") == [told.by_hr]
    assert search(who=world.hr.id, last="2031-03-04") == []


@pytest.mark.parametrize("wanted", [{"who": "x"}, {"action": "no.such"}, {"about": "sqlite_master"},
                                    {"first": "2031-13-45"}, {"number": "-1"}, {"who": str(2**70)}])
def test_what_is_no_filter_asks_for_nothing(told, wanted):
    assert found(told.browser.get("/audit/", query_string=wanted))[:3] == [
        told.by_itself, told.by_head, told.by_hr]


def test_older_entries_are_those_of_the_filter(visit, world, told):
    for _ in range(PAGE + 1):
        track(world.clerk, "person.change", by=world.hr)
    page = text(visit(world.auditor).get("/audit/", query_string={"action": "person.change", "first": "2031-03-01"}))
    assert re.findall(r'href="/audit/\?before=\d+&amp;action=([a-z.]+)&amp;first=([0-9-]+)"', page) == [
        ("person.change", "2031-03-01")]


def test_an_entry_leads_to_what_it_is_about_where_the_reader_may_see_it(visit, world, told):
    draft = world.drafts.clerk
    track(draft, "description.rewrite", by=world.hr)
    links = {name: f'href="/descriptions/{draft.id}"' in text(visit(getattr(world, name)).get("/audit/"))
             for name in ("auditor", "admin")}
    assert links == {"auditor": True, "admin": False}
    assert f'href="/people/{world.clerk.id}"' in text(visit(world.admin).get("/audit/"))


def test_the_entries_found_are_taken_away_as_a_list_and_that_is_remembered(world, told):
    answer = told.browser.post("/audit/export", query_string={"about": "person", "first": "2031-03-05"})
    rows = list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines()))
    assert [row[0] for row in rows[1:]] == [str(told.by_hr), str(told.by_itself)]
    assert (rows[1][2:6], rows[2][3]) == (["T0009", "钱静", "person.change", "修改了人员资料"], "系统")
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.actor_id, entry.subject) == (
        "person.export_log", world.auditor.id, f"person:{world.auditor.id}")
    assert '"chosen":{"first":"2031-03-05","table":"person"}' in entry.particulars


def test_more_than_a_file_holds_is_refused_and_nothing_written_down(told, monkeypatch):
    monkeypatch.setattr(audit_search, "MOST", 2)
    before = audit.head()
    answer = told.browser.post("/audit/export")
    assert (answer.status_code, "超过 2 条" in text(answer), audit.head()) == (422, True, before)


def test_every_kind_of_row_that_is_linked_has_its_page():
    assert audit_search.LINKED.keys() <= PAGES_OF.keys()
