"""The unsigned board: who is on it for whom, what it says, how it is cut, and what its file holds."""

import datetime as dt
import io
import re

import pytest
import python_calamine
from playhouse.test_utils import count_queries

from db import board as boards
from db.audit import AuditEntry
from db.base import digest, now, today
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.people import Appointment, Person
from db.signatures import AWAITING_HR, AWAITING_SUPERIOR, COMPLETE, RETURNED, Signing


def opened(description, holder, state="awaiting_employee", *, days=0):
    """A signing without a real paper, opened so many days ago."""
    paper, at = Document.keep(b"paper"), now() - dt.timedelta(days=days)
    return Signing.create(description=description, holder=holder, position=description.position_id, state=state,
                          token=f"board-{holder.id}", digest="0" * 64, anchor_id=0, anchor_hash="0" * 64, base=paper,
                          current=paper, revisions=1, opened_at=at, changed_at=at,
                          due_on=today() + dt.timedelta(days=7 - days))


@pytest.fixture
def office(world):
    """Clerk and driver have versions in force; the clerk was asked eight days ago, her colleague never."""
    Description.update(state=IN_FORCE, effective_on=today()).where(
        Description.id.in_([world.drafts.clerk.id, world.drafts.driver.id])).execute()
    world.signing = opened(world.drafts.clerk, world.clerk, days=8)
    return world


def names(lines):
    return {line.holder for line in lines}


def test_each_sees_the_holders_within_reach(office):
    assert names(boards.board(office.hr)) == {"张小燕", "陈䶮", "吴远"}
    assert names(boards.board(office.supervisor)) == names(boards.board(office.manager)) == {"张小燕", "陈䶮"}
    assert names(boards.board(office.foreman)) == {"吴远"}


@pytest.mark.parametrize(("state", "waits_for"), [("awaiting_employee", ["张小燕"]), (AWAITING_SUPERIOR, ["周主管"]),
                                                  (AWAITING_HR, ["王芳"]), (RETURNED, [])])
def test_a_line_names_whose_turn_it_is(office, state, waits_for):
    Signing.update(state=state).where(Signing.id == office.signing.id).execute()
    [line] = boards.board(office.hr, state=state)
    assert (list(line.waits_for.values()), line.days) == (waits_for, 8)


def test_on_the_day_it_is_due_and_a_day_later_overdue(office):
    [late] = boards.board(office.hr, overdue=True)
    assert (late.holder, late.due_on) == ("张小燕", today() - dt.timedelta(days=1))
    Signing.update(due_on=today()).where(Signing.id == office.signing.id).execute()
    assert boards.board(office.hr, overdue=True) == []


def test_a_holder_with_nobody_above_is_not_opened_and_it_says_why(office):
    Appointment.delete().where(Appointment.person.in_([office.foreman, office.boss])).execute()
    lines = {line.holder: (line.state, line.nobody_above) for line in boards.board(office.hr)}
    assert (lines["吴远"], lines["陈䶮"]) == (("not_opened", True), ("not_opened", False))


def test_signed_ones_are_there_only_when_asked_for(office):
    Signing.update(state=COMPLETE).where(Signing.id == office.signing.id).execute()
    assert names(boards.board(office.hr)) == {"陈䶮", "吴远"}
    assert names(boards.board(office.hr, state=COMPLETE)) == {"张小燕"}


def test_filters_cut_by_department_and_by_whom_it_waits_for(office):
    assert names(boards.board(office.hr, department=office.positions.driver.department_id)) == {"吴远"}
    assert names(boards.board(office.hr, waits_for=office.clerk.id)) == {"张小燕"}


def test_the_page_shows_the_cut_and_takes_any_nonsense_for_no_filter(office, visit):
    browser = visit(office.hr)
    page = browser.get("/signatures/board/?overdue=1").text
    assert ("张小燕" in page, "陈䶮" in page, "已逾期" in page) == (True, False, True)
    assert browser.get("/signatures/board/?state=x&department=%27&waits_for=99999999999999999999").status_code == 200


def test_an_employee_has_no_board(office, visit):
    assert (visit(office.clerk).get("/signatures/board/").status_code,
            visit(office.clerk).post("/signatures/board/export").status_code) == (403, 403)


def test_the_file_holds_the_lines_of_the_filter_and_is_written_down(office, visit):
    answer = visit(office.supervisor).post("/signatures/board/export?state=awaiting_employee")
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    assert [row[3] for row in sheet.to_python()] == ["姓名", "张小燕"]
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.actor_id) == ("person.export_board", office.supervisor.id)
    assert (digest(answer.data) in entry.particulars, '"count":1' in entry.particulars) == (True, True)


def test_the_page_asks_as_often_with_ten_people_as_with_five_hundred(office, visit):
    counts, browser = [], visit(office.hr)
    for first, last in ((0, 10), (10, 500)):
        Person.insert_many([{"number": f"B{n:04}", "name": f"员工{n}", "pinyin": "yuan", "initials": "y"}
                            for n in range(first, last)]).execute()
        people = list(Person.select().where(Person.number.startswith("B")))[first:]
        Appointment.insert_many([{"person": person.id, "position": office.positions.clerk.id,
                                  "starts_on": today()} for person in people]).execute()
        browser.get("/signatures/board/")
        with count_queries() as counter:
            page = browser.get("/signatures/board/").text
        counts.append(counter.count)
    assert (counts[0], page.count("<tr>")) == (counts[1], 51)


def test_page_by_page_each_line_stands_once_and_a_signed_one_puts_none_out_of_place(office, visit):
    Person.insert_many([{"number": f"B{n:04}", "name": f"员工{n:03}", "pinyin": "yuan", "initials": "y"}
                        for n in range(120)]).execute()
    people = list(Person.select().where(Person.number.startswith("B")))
    Appointment.insert_many([{"person": person.id, "position": office.positions.clerk.id, "starts_on": today()}
                             for person in people]).execute()
    for n, person in enumerate(people[:70]):
        opened(office.drafts.clerk, person, days=n % 7)
    browser, address, seen, last = visit(office.hr), "/signatures/board/?state=", [], None
    everybody = [line.holder for line in boards.board(office.hr)]
    while address:
        page = browser.get(address).text
        seen += re.findall(r'<th scope="row".*?>(员工\d+|张小燕|[^<>]+)(?:</a>)?<div', page)
        if last is None:
            last = Signing.get(Signing.holder == people[6])
            Signing.update(state=COMPLETE).where(Signing.id == last.id).execute()
        more = re.search(r'<a class="btn" href="([^"]+after=[^"]+)"', page)
        address = more and more[1].replace("&amp;", "&")
    assert seen == everybody


@pytest.mark.parametrize("after", ["x", "1.2.3", "1.2.3.x", "1.2.3.99999999999999999999", "٣.1.1.1"])
def test_a_place_that_is_none_is_the_beginning(office, visit, after):
    page = visit(office.hr).get("/signatures/board/", query_string={"after": after})
    assert (page.status_code, "张小燕" in page.text) == (200, True)


def test_what_is_signed_has_a_heading_and_a_count_of_its_own(visit, office):
    Signing.update(state=COMPLETE).where(Signing.id == office.signing.id).execute()
    page = visit(office.hr).get(f"/signatures/board/?state={COMPLETE}").text
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.S)[1].strip()
    assert (heading, "共 1 份已签文件。" in page, "已逾期。" in page) == ("三方已签", True, False)
