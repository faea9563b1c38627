"""Reminders: by hand from the board, and by the portal itself; what is never done twice, nor for nothing."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db import base, delivery, leaves, letters, post, reminders, schema
from db.audit import AuditEntry, history
from db.base import HERE, NotAllowed, database, now, today
from db.board import board
from db.delegations import Delegation
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.leaves import Leave
from db.letters import NEEDLESS, SENT
from db.notices import Notice
from db.organisation import Organisation
from db.people import Appointment, Person
from db.reminders import Reminder, last_step, remind, remind_by_policy
from db.signatures import AWAITING_HR, AWAITING_SUPERIOR, COMPLETE, Signing
from portal.mail import compose
from tests.conftest import new_database
from tests.post_office import SENDER, PostOffice, serving
from tests.world import build

MONDAY = dt.datetime(2026, 11, 16, 9, 0, tzinfo=HERE)


def paper_of(holder, description, *, state="awaiting_employee", due=7, at=None):
    kept, at = Document.keep(b"%PDF-1.7 a paper"), at or now()
    return Signing.create(description=description, holder=holder, position=description.position_id, state=state,
                          token=f"r{holder.id}", digest="", anchor_id=0, anchor_hash="", base=kept, current=kept,
                          revisions=1, opened_at=at, changed_at=at, due_on=today() + dt.timedelta(days=due))


@pytest.fixture
def office(world):
    """Both descriptions in force; the papers of clerk and driver are open since Monday, for a week."""
    Description.update(state=IN_FORCE, effective_on=dt.date(2026, 1, 5)).where(
        Description.id.in_([world.drafts.clerk.id, world.drafts.driver.id])).execute()
    with time_machine.travel(MONDAY, tick=False):
        world.signing = paper_of(world.clerk, world.drafts.clerk)
        world.foreign = paper_of(world.stranger, world.drafts.driver)
        yield world


def on(days, hour=9):
    """So many days after that Monday, at an hour of the wall clock."""
    return time_machine.travel(MONDAY.replace(hour=hour) + dt.timedelta(days=days), tick=False)


def reminded():
    """[(who, day since Monday, by hand or not)] in order."""
    rows = Reminder.select(Reminder, Person).join(Person, on=Reminder.person).order_by(Reminder.id)
    return [(row.person.name, (row.on - MONDAY.date()).days, row.by_id is not None) for row in rows]


def test_one_is_reminded_from_the_board_told_and_logged(visit, office):
    answer = visit(office.supervisor).post(f"/signatures/board/{office.signing.id}/remind?state=awaiting_employee")
    assert answer.headers["Location"] == "/signatures/board/?state=awaiting_employee"
    assert reminded() == [("张小燕", 0, True)]
    [notice] = Notice.select()
    assert (notice.person, notice.kind, notice.particulars) == (
        office.clerk, "signing.reminder", {"due_on": "2026-11-23"})
    assert [entry.action for entry in history(office.signing)] == ["signing.remind"]
    page = visit(office.supervisor).get("/signatures/board/").text
    assert ("已提醒 1 次，最近 2026年11月16日" in page, "/remind?" in page) == (True, False)


@pytest.mark.parametrize("state, who", [
    ("awaiting_employee", "张小燕"), (AWAITING_SUPERIOR, "周主管"), (AWAITING_HR, "王芳")])
def test_it_is_whoever_the_paper_waits_for(office, state, who):
    Signing.update(state=state).where(Signing.id == office.signing.id).execute()
    remind([office.signing.id], by=office.hr)
    assert reminded() == [(who, 0, True)]


def test_nobody_is_reminded_twice_a_day_nor_oneself(office):
    Signing.update(state=AWAITING_HR).where(Signing.id == office.signing.id).execute()
    both = [office.signing.id, office.foreign.id]
    first = remind(both, by=office.hr_manager)
    assert (first, remind(both, by=office.hr)) == (
        {office.foreign.id: {office.stranger.id}}, {office.signing.id: {office.hr_manager.id}})
    assert remind(both, by=office.hr) == {}
    with on(1):
        assert set(remind(both, by=office.hr)) == set(both)


def test_no_button_offers_to_remind_oneself(visit, office):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == office.signing.id).execute()
    offered = {reader: "/remind?" in visit(getattr(office, reader)).get("/signatures/board/").text
               for reader in ("supervisor", "manager")}
    assert offered == {"supervisor": False, "manager": True}


def test_who_has_signed_meanwhile_is_not_reminded(visit, office):
    Signing.update(state=COMPLETE).where(Signing.id == office.signing.id).execute()
    browser = visit(office.hr)
    assert browser.post(f"/signatures/board/{office.signing.id}/remind").status_code == 303
    assert ("没有需要提醒的人" in browser.get("/signatures/board/").text, reminded()) == (True, [])


def test_all_of_the_filter_and_no_others_are_reminded(visit, office):
    browser = visit(office.hr)
    department = office.positions.driver.department_id
    page = browser.get(f"/signatures/board/?department={department}").text
    assert "全部提醒（1 份）" in page
    browser.post(f"/signatures/board/remind?department={department}")
    assert reminded() == [("吴远", 0, True)]
    assert "全部提醒（1 份）" in browser.get("/signatures/board/").text


@pytest.mark.parametrize("reader, reach", [
    ("supervisor", {"张小燕"}), ("manager", {"张小燕"}), ("foreman", {"吴远"}), ("hr", {"张小燕", "吴远"})])
def test_each_reminds_within_reach(visit, office, reader, reach):
    visit(getattr(office, reader)).post("/signatures/board/remind")
    assert {who for who, *_ in reminded()} == reach


def test_whoever_sees_more_than_the_own_reach_reminds_within_it(visit, office):
    office.supervisor.grant("auditor", by=office.admin)
    browser = visit(office.again(office.supervisor))
    assert ("吴远" in browser.get("/signatures/board/").text,
            browser.post("/signatures/board/remind").status_code, reminded()) == (True, 303, [("张小燕", 0, True)])


@pytest.mark.parametrize("reader, status", [("clerk", 403), ("auditor", 403), ("foreman", 404)])
def test_nobody_else_reminds(visit, office, reader, status):
    browser = visit(getattr(office, reader))
    assert browser.post(f"/signatures/board/{office.signing.id}/remind").status_code == status
    assert reminded() == []


def test_what_is_out_of_reach_is_refused_by_the_verb_too(office):
    for person in (office.foreman, office.clerk, office.auditor):
        with pytest.raises(NotAllowed):
            remind([office.signing.id], by=person)


def test_the_auditor_sees_reminders_and_no_buttons(visit, office):
    remind([office.signing.id], by=office.hr)
    page = visit(office.auditor).get("/signatures/board/").text
    assert ("已提醒 1 次" in page, "/remind" in page) == (True, False)


def test_htmx_gets_the_board_again(visit, office):
    answer = visit(office.hr).post(f"/signatures/board/{office.signing.id}/remind", headers={
        "HX-Request": "true", "HX-Target": "section#board"})
    assert (answer.status_code, "<html" in answer.text, "已提醒：张小燕" in answer.text) == (200, False, True)


def test_one_unread_reminder_of_a_paper_is_enough(office):
    for day in range(3):
        with on(day):
            remind([office.signing.id], by=office.hr)
    assert (Notice.unseen(office.clerk).count(), Notice.select().count()) == (1, 3)


def test_reminding_one_leaves_the_unread_reminder_of_another(office):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == office.signing.id).execute()
    Delegation.give(office.stranger, giver=office.supervisor, as_superior=True, starts_on=today(), ends_on=today(),
                    reason="出差", by=office.supervisor)
    outcomes = [remind([office.signing.id], by=by) for by in (office.supervisor, office.hr)]
    assert outcomes == [{office.signing.id: {office.stranger.id}}, {office.signing.id: {office.supervisor.id}}]
    unread = Notice.select().where(Notice.kind == "signing.reminder", Notice.seen_at.is_null()).order_by(Notice.id)
    assert [notice.person for notice in unread] == [office.stranger, office.supervisor]


def test_after_the_deadline_it_says_so(office):
    with on(8):
        remind([office.signing.id], by=office.hr)
    assert Notice.get().kind == "signing.overdue"


@pytest.mark.parametrize("before, every, days", [(3, 2, [4, 7, 9, 11]), (0, 3, [7, 10]), (1, 0, [6, 7]),
                                                 (7, 7, [7])])  # on its first day the paper has just been told
def test_the_portal_reminds_by_the_settings_once_each(office, before, every, days):
    Organisation.the().set_deadlines(days_to_sign=7, reminds=True, remind_before=before, remind_every=every,
                                     by=office.admin)
    Signing.delete().where(Signing.id == office.foreign.id).execute()
    for day in range(12):
        for hour in (8, 12, 19):
            with on(day, hour):
                remind_by_policy()
    assert reminded() == [("张小燕", day, False) for day in days]


@pytest.mark.parametrize("hour", [0, 3, 7, 21, 23])
def test_it_reminds_nobody_at_night(office, hour):
    with on(7, hour):
        assert (remind_by_policy(), reminded()) == ({}, [])


def test_after_a_standstill_it_makes_up_for_one_and_not_for_all(office):
    Signing.delete().where(Signing.id == office.foreign.id).execute()
    for day in (14, 14, 15, 16):
        with on(day):
            remind_by_policy()
    # Of days 4, 7, 9, 11 and 13 only the last; 15 is due by itself.
    assert reminded() == [("张小燕", 14, False), ("张小燕", 15, False)]


def test_switched_off_it_reminds_nobody(office):
    Organisation.update(reminds=False).execute()
    with on(7):
        assert remind_by_policy() == {}


def test_who_is_noted_as_absent_is_not_reminded_by_itself_but_can_be_by_hand(office):
    Person.update(absent_note="产假").where(Person.id == office.clerk.id).execute()
    with on(7):
        assert (remind_by_policy(), remind([office.signing.id], by=office.hr)) == (
            {office.foreign.id: {office.stranger.id}}, {office.signing.id: {office.clerk.id}})


def test_who_is_on_leave_is_reminded_after_it(office):
    Leave.create(person=office.clerk, kind="annual", starts_on=dt.date(2026, 11, 20), ends_on=dt.date(2026, 11, 24),
                 state="approved", asked_by=office.clerk)
    for day in (4, 7, 9):
        with on(day):
            remind_by_policy()
    assert [day for who, day, _by in reminded() if who == "张小燕"] == [9]


def away(person, last_on):
    Leave.create(person=person, kind="annual", starts_on=today(), ends_on=today() + dt.timedelta(last_on),
                 state="approved", asked_by=person)


def test_remind_all_leaves_out_whoever_is_away_and_says_how_many(visit, office):
    away(office.clerk, 4)
    browser = visit(office.hr)
    page = browser.get("/signatures/board/").text
    assert ("请假至 2026年11月20日" in page, "全部提醒（1 份）" in page, "仍然提醒" in page) == (True, True, True)
    browser.post("/signatures/board/remind")
    page = browser.get("/signatures/board/").text
    assert ("已提醒：吴远。" in page, "1 人不在岗，未提醒（张小燕）。" in page, reminded()) == (
        True, True, [("吴远", 0, True)])


def test_where_all_are_away_nobody_is_reminded_at_once_and_each_still_on_purpose(visit, office):
    away(office.clerk, 0)
    Person.update(absent_note="产假").where(Person.id == office.stranger.id).execute()
    browser = visit(office.hr)
    page = browser.get("/signatures/board/").text
    assert ("全部提醒" in page, page.count("仍然提醒"), page.count("长期缺勤")) == (False, 2, 1)
    browser.post("/signatures/board/remind")
    assert ("2 人不在岗，未提醒" in browser.get("/signatures/board/").text, reminded()) == (True, [])
    browser.post(f"/signatures/board/{office.signing.id}/remind")
    assert reminded() == [("张小燕", 0, True)]


def test_a_paper_that_waits_for_two_reminds_the_one_who_is_here(office):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == office.signing.id).execute()
    Delegation.give(office.stranger, giver=office.supervisor, as_superior=True, starts_on=today(), ends_on=today(),
                    reason="出差", by=office.supervisor)
    away(office.supervisor, 1)
    assert remind([office.signing.id], but=leaves.away().keys(), by=office.hr) == {
        office.signing.id: {office.stranger.id}}


def test_the_word_of_an_absence_is_not_why(visit, office):
    away(office.clerk, 1)
    page = visit(office.auditor).get("/signatures/board/").text
    assert ("请假至" in page, "年休假" in page) == (True, False)


def test_one_by_hand_on_the_day_counts_and_one_of_the_day_before_does_not(office):
    with on(3):
        remind([office.signing.id], by=office.hr)
    with on(4):
        remind([office.foreign.id], by=office.hr)
        assert remind_by_policy() == {office.signing.id: {office.clerk.id}}


def test_whoever_has_just_been_told_of_the_turn_is_not_reminded_on_top(office):
    with on(8):
        Signing.update(state=AWAITING_SUPERIOR, changed_at=now()).where(Signing.id == office.signing.id).execute()
        assert office.signing.id not in remind_by_policy()
    with on(9):
        assert remind_by_policy()[office.signing.id] == {office.supervisor.id}


def test_a_moved_deadline_moves_its_reminders(office):
    Signing.update(due_on=dt.date(2026, 11, 30)).where(Signing.id == office.signing.id).execute()
    with on(7):
        assert set(remind_by_policy()) == {office.foreign.id}
    with on(11):
        assert office.signing.id in remind_by_policy()


def test_the_latest_day_meant_is_that_of_a_list():
    due = dt.date(2026, 11, 23)
    for before in range(5):
        for every in range(4):
            meant = {due, *([due - dt.timedelta(before)] if before else [])} | {
                due + dt.timedelta(n) for n in range(every, 30, every or 99)}
            for late in range(-8, 20):
                day = due + dt.timedelta(late)
                wanted = max((one for one in meant if one <= day), default=None)
                assert last_step(due, day, before=before, every=every) == wanted


@pytest.fixture
def served(app, office):
    Person.update(email=Person.number.concat("@example.com")).execute()
    post_office = PostOffice()
    with serving(post_office) as port, app.app_context():
        letters.send_by(post.Server.of(f"smtp://127.0.0.1:{port}", SENDER))
        yield post_office
        letters.send_by(None)


def test_reminders_arrive_once_and_none_at_whoever_signed_before_they_left(office, served):
    with on(7):
        assert remind_by_policy() == {office.signing.id: {office.clerk.id}, office.foreign.id: {office.stranger.id}}
        office.foreign._move("sign_as_employee", by=office.stranger)
        outcomes = [dict(delivery.deliver(compose)) for _ in range(2)]
    assert outcomes == [{SENT: 2, NEEDLESS: 1}, {}]
    assert {address: message["Subject"] for address, message in served.taken} == {
        "T0004@example.com": "【岗责通】《服务大厅服务人员》（版本 A/0）仍在等待您签署，期限为2026年11月23日。",
        "T0007@example.com": "【岗责通】《车队司机》（版本 A/0）等待您签署。"}


def test_many_papers_of_one_person_are_one_letter(office, served):
    for paper in (office.signing, office.foreign):
        Signing.update(state=AWAITING_HR).where(Signing.id == paper.id).execute()
    remind([office.signing.id, office.foreign.id], by=office.hr)
    delivery.deliver(compose)
    assert [message["Subject"] for message in served.messages] == ["【岗责通】您有 2 条新通知"]


def test_reminded_by_several_at_once_it_happens_once(app, tmp_path):
    before = database.obj
    with new_database(tmp_path) as url:
        real = base.connect(url)
        with real.connection_context(), app.test_request_context():
            schema.upgrade()
            world = build().fresh()
            signing = paper_of(world.clerk, world.drafts.clerk)

            def one(_n):
                with database.connection_context():
                    return len(remind([signing.id], by=Person.get_by_id(world.hr.id)))
            with ThreadPoolExecutor(6) as threads:
                assert sum(threads.map(one, range(6))) == 1
            assert (Reminder.select().count(), Notice.select().count()) == (1, 1)
        real.close_all()
    database.initialize(before)


def test_the_board_asks_as_often_with_ten_reminded_papers_as_with_five_hundred(visit, office):
    counts, browser = [], visit(office.hr)
    for first, last in ((0, 10), (10, 500)):
        Person.insert_many([{"number": f"B{n:04}", "name": f"员工{n}", "pinyin": "yuan", "initials": "y"}
                            for n in range(first, last)]).execute()
        people = list(Person.select().where(Person.number.startswith("B")).order_by(Person.id))[first:]
        Appointment.insert_many([{"person": person.id, "position": office.positions.clerk.id,
                                  "starts_on": today()} for person in people]).execute()
        paper = Signing.select().where(Signing.id == office.signing.id).dicts().get()
        del paper["id"]
        Signing.insert_many([paper | {"holder": person.id, "token": f"b{person.id}"} for person in people]).execute()
        Reminder.insert_many([{"signing": signing, "person": office.clerk, "on": today()} for (signing,) in
                              Signing.select(Signing.id).where(Signing.token.startswith("b")).tuples()]
                             ).on_conflict_ignore().execute()
        browser.get("/signatures/board/")
        with count_queries() as counter:
            page = browser.get("/signatures/board/").text
        counts.append(counter.count)
    assert (counts[0], page.count("已提醒 1 次")) == (counts[1], 49)  # the colleague, never asked, stands first
    assert len(reminders.to_remind(board(office.hr), {}, office.hr)) == 502


def test_no_entry_of_the_log_names_anybody(office):
    remind([office.signing.id], by=office.hr)
    assert "张小燕" not in AuditEntry.select().order_by(AuditEntry.id.desc()).get().particulars
