"""Notices: who is told what, what the pages show of it, and what they keep to themselves."""

import datetime as dt
import re

import pytest
from playhouse.test_utils import count_queries

from db import signing_news
from db.base import now, today
from db.documents import Document
from db.inbox import CALLED
from db.keys import ACTIVE, UNCONFIRMED, Certificate
from db.leaves import Leave
from db.notices import KINDS, Notice, settle, tell
from db.paper_copies import PaperCopy
from db.people import Appointment, Person
from db.signatures import AWAITING_HR, AWAITING_SUPERIOR, COMPLETE, RETURNED, Signature, Signing
from portal.notices import PAGES, sentence


@pytest.fixture
def signing(world):
    kept = Document.keep(b"%PDF-1.7 a paper")
    return Signing.create(description=world.drafts.clerk, holder=world.clerk, position=world.positions.clerk, token="t",
                          digest="", anchor_id=0, anchor_hash="", base=kept, current=kept, revisions=1)


def told(since=0):
    """[(who, kind)] of the notices there are, or of those after one."""
    rows = Notice.select(Notice, Person).join(Person, on=Notice.person).where(Notice.id > since)
    return sorted((row.person.name, row.kind) for row in rows)


def moved(signing, move, state, by):
    signing.state = state
    signing_news.spread(signing, move, by=by)
    return told()


@pytest.mark.parametrize("move, state, who", [
    ("sign_as_employee", AWAITING_SUPERIOR, {"周主管": "signing.turn"}),
    ("sign_as_superior", AWAITING_HR, {"王芳": "signing.turn"}),
    ("sign_as_hr", COMPLETE, {"张小燕": "signing.completed"}),
    ("hand_back", RETURNED, {"张小燕": "signing.returned", "王芳": "signing.returned", "钱静": "signing.returned"}),
    ("refuse", "refused", {"王芳": "signing.refused", "钱静": "signing.refused"}),
    ("withdraw", "withdrawn", {"张小燕": "signing.withdrawn"}),
    ("file_scan", "on_paper", {"张小燕": "signing.filed"}),
    ("supersede", "superseded", {"张小燕": "signing.superseded"}),
    ("lapse", "lapsed", {}),
])
def test_each_move_tells_whom_it_concerns(world, signing, move, state, who):
    assert moved(signing, move, state, world.manager) == sorted(who.items())


def test_every_move_has_been_thought_of():
    assert set(Signing.MOVES) - set(signing_news.NEWS) == {"lapse"}


def test_whoever_did_it_and_whoever_has_left_are_told_nothing(world, signing):
    Person.update(left_on=today() - dt.timedelta(days=1)).where(Person.id == world.hr.id).execute()
    assert moved(signing, "hand_back", RETURNED, world.clerk) == [("王芳", "signing.returned")]


def test_the_hr_manager_who_signed_as_superior_is_not_asked_again(world, signing):
    Signature.update(person=world.hr_manager).where(Signature.signing == signing).execute()
    assert moved(signing, "sign_as_superior", AWAITING_HR, world.hr_manager) == [("钱静", "signing.turn")]


def test_what_was_asked_counts_as_read_once_the_paper_moves_on(world, signing):
    tell([world.clerk.id], "signing.opened", signing, by=world.hr)
    tell([world.clerk.id], "signing.returned", signing, by=world.hr)
    signing._move("withdraw", by=world.hr)
    unread = [notice.kind for notice in Notice.unseen(world.clerk).order_by(Notice.id)]
    assert unread == ["signing.returned", "signing.withdrawn"]


def test_only_the_kinds_named_are_settled(world, signing):
    tell([world.clerk.id], "signing.opened", signing, by=world.hr)
    settle(signing, "signing.turn")
    assert Notice.unseen(world.clerk).count() == 1


def test_what_did_not_happen_was_not_told(world, signing):
    with pytest.raises(Exception, match="Somebody was faster"):
        Signing(id=signing.id, state=AWAITING_HR, holder=world.clerk)._move("sign_as_hr", by=world.hr_manager)
    assert told() == []


def test_a_paper_copy_is_told_to_hr_and_back(world, signing):
    Signing.update(state=COMPLETE).where(Signing.id == signing.id).execute()
    PaperCopy.ask(world.again(signing), by=world.clerk).hand_over(by=world.hr)
    assert told() == [("张小燕", "signing.paper_handed_over"), ("王芳", "signing.ask_for_paper"),
                      ("钱静", "signing.ask_for_paper")]


@pytest.fixture
def doubtful(world):
    """The clerk's key, made after somebody else had set her password."""
    certificate = Certificate.create(person=world.clerk, serial="1", pem="", locked_key="", state=UNCONFIRMED)
    certificate._ask_to_confirm(by=world.clerk)
    return certificate


def test_a_key_to_confirm_is_told_to_those_who_may(world, doubtful):
    assert told() == sorted((name, "certificate.confirm") for name in ("周主管", "王芳", "钱静"))
    assert {row.name for row in Person.select() if doubtful.may_confirm(row)} == {"周主管", "王芳", "钱静"}


def test_once_confirmed_only_the_owner_has_something_to_read(world, doubtful, monkeypatch):
    Certificate.create(person=world.hr, serial="2", pem="", locked_key="", state=ACTIVE, active_key=world.hr.id)
    monkeypatch.setattr(Certificate, "unlock", lambda *_pin, **_by: None)
    doubtful.confirm("246810", by=world.hr)
    assert [(notice.person.name, notice.kind) for notice in Notice.select().where(Notice.seen_at.is_null())] == [
        ("张小燕", "certificate.confirmed")]


def test_the_bell_counts_what_is_unread_and_the_page_lists_it(visit, world, signing):
    browser = visit(world.clerk)
    assert "暂无通知" in browser.get("/notices/").text
    tell([world.clerk.id], "signing.opened", signing, by=world.hr)
    page = browser.get("/notices/").text
    assert ("通知，1 条未读" in page, "（版本 A/0）已发给您" in page, "来自钱静" in page) == (True, True, True)


def test_today_shows_what_is_unread_and_does_not_stand_there_anyway(visit, world, signing):
    browser = visit(world.clerk)
    for kind in ("signing.opened", "signing.withdrawn", "signing.returned"):
        tell([world.clerk.id], kind, signing, by=world.hr)
    Notice.get(Notice.kind == "signing.returned").see()
    page = browser.get("/").text
    assert [words in page for words in ("已撤回，无需再签署", "已发给您", "被退回修改")] == [True, False, False]


def test_opening_one_marks_it_as_read_and_leads_to_its_paper(visit, world, signing):
    tell([world.clerk.id], "signing.opened", signing, by=world.hr)
    answer = visit(world.clerk).post(f"/notices/{Notice.get().id}/open")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/signatures/{signing.id}")
    assert Notice.unseen(world.clerk).count() == 0


def test_one_can_be_marked_as_read_where_it_stands(visit, world, signing):
    tell([world.clerk.id, world.hr.id], "signing.opened", signing, by=None)
    visit(world.clerk).post(f"/notices/{Notice.get(Notice.person == world.clerk).id}/seen")
    assert [notice.person for notice in Notice.select().where(Notice.seen_at.is_null())] == [world.hr]


def test_marking_all_leaves_what_came_in_since_and_what_others_were_told(visit, world, signing):
    for person in (world.hr, world.clerk, world.clerk):
        tell([person.id], "signing.opened", signing, by=None)
    others, first, second = Notice.select().order_by(Notice.id)
    visit(world.clerk).post("/notices/seen", data={"upto": first.id})
    assert list(Notice.select().where(Notice.seen_at.is_null()).order_by(Notice.id)) == [others, second]


@pytest.mark.parametrize("upto", ["", "x", "-1", "9" * 30])
def test_marking_with_nonsense_marks_nothing_of_others(visit, world, signing, upto):
    tell([world.hr.id], "signing.opened", signing, by=None)
    assert visit(world.clerk).post("/notices/seen", data={"upto": upto}).status_code == 303
    assert Notice.unseen(world.hr).count() == 1


def test_of_what_may_no_longer_be_seen_nothing_is_said(visit, world, signing):
    tell([world.supervisor.id], "signing.turn", signing, by=world.clerk)
    Appointment.update(ends_on=today() - dt.timedelta(days=1)).where(
        Appointment.person == world.supervisor).execute()
    browser = visit(world.supervisor)
    page = browser.get("/notices/").text.partition('id="notices"')[2]
    assert ("相关内容已不再向您显示" in page, "服务大厅" in page, "张小燕" in page) == (True, False, False)
    assert browser.post(f"/notices/{Notice.get().id}/open").headers["Location"] == "/notices/"


def test_whatever_a_notice_is_about_has_a_page(app):
    assert (set(CALLED) - set(PAGES), set(PAGES.values()) - set(app.view_functions)) == (set(), set())


def test_a_notice_of_leave_stands_on_the_pages_and_can_be_opened(visit, world):
    leave = Leave.create(person=world.clerk, kind="annual", starts_on=today(), ends_on=today(), state="approved",
                         asked_by=world.clerk)
    tell([world.clerk.id], "leave.approve", leave, by=world.hr, first_on=today().isoformat())
    browser = visit(world.clerk)
    assert [browser.get(page).status_code for page in ("/", "/notices/")] == [200, 200]
    assert browser.post(f"/notices/{Notice.get().id}/open").status_code == 303


def test_a_kind_that_is_no_longer_known_does_not_break_the_page(visit, world, signing):
    Notice.create(person=world.clerk, kind="of.another.time", subject="signing:1")
    assert "相关内容已不再向您显示" in visit(world.clerk).get("/notices/").text


def test_pages_follow_by_key_and_the_unread_alone(visit, world, signing):
    browser = visit(world.clerk)
    for _ in range(31):
        tell([world.clerk.id], "signing.opened", signing, by=world.hr)
    oldest = Notice.select().order_by(Notice.id)[1]
    first = browser.get("/notices/").text
    assert (first.count("/open"), f"before={oldest.id}" in first) == (30, True)
    assert browser.get(f"/notices/?before={oldest.id}").text.count("/open") == 1
    oldest.see()
    assert browser.get(f"/notices/?unread=1&before={oldest.id + 1}").text.count("/open") == 1


def test_thirty_notices_cost_no_more_questions_than_one(visit, world, signing):
    browser, counts = visit(world.clerk), []
    for more in (1, 29):
        for _ in range(more):
            tell([world.clerk.id], "signing.opened", signing, by=world.hr)
        browser.get("/notices/")
        for path in ("/notices/", "/"):
            with count_queries() as counter:
                browser.get(path)
            counts.append(counter.count)
    assert counts[:2] == counts[2:]


def test_an_unknown_kind_is_a_mistake_of_ours(world, signing):
    with pytest.raises(KeyError):
        tell([world.clerk.id], "signing.oepned", signing, by=None)


def test_what_goes_out_by_mail_names_nobody():
    named = {name for kind in KINDS.values() if kind.by_mail for name in re.findall(r"%\((\w+)\)s", kind.sentence)}
    assert {name for name in named if not name.endswith("_on")} == {"title", "version", "number"}


def test_every_kind_reads_well_in_both_languages(app, world):
    facts = {"title": "导购员", "version": "A/1", "number": "WT-2026-0001", "days_on": [dt.date(2026, 12, 1)]}
    dates = dict.fromkeys(("due_on", "first_on", "last_on", "day_on"), "2026-12-01")
    with app.test_request_context():
        said = [sentence(Notice(kind=kind, subject="signing:1", particulars=dates, at=now()), facts)
                for kind in KINDS]
    assert [words for words in said if "—" in words or "%" in words] == []
