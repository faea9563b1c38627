import pytest

from db import audit
from db.audit import AuditEntry, track
from portal.views.audit import PAGE


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
