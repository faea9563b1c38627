"""When a signing is due: reckoned as it is opened, shown with how, moved by HR with a reason."""

import datetime as dt
import io

import peewee as pw
import pikepdf
import pytest
from playhouse.migrate import SchemaMigrator
from playhouse.migrations import Migration

from db import deadlines, schema
from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, today
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.issuing import open_signings
from db.notices import Notice
from db.organisation import Organisation
from db.signatures import AWAITING_SUPERIOR, COMPLETE, Signing


@pytest.fixture
def signing(world):
    kept = Document.keep(b"%PDF-1.7 a paper")
    return Signing.create(description=world.drafts.clerk, holder=world.clerk, position=world.positions.clerk, token="t",
                          digest="", anchor_id=0, anchor_hash="", base=kept, current=kept, revisions=1,
                          due_on=days(7), due_days=7)


class Blank:
    """Stands in for portal.papers: an empty sheet for each holder."""

    def description(self, _description, copies, _anchor, *_more, **_facts):
        sheet = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(sheet)
        return [sheet.getvalue() for _ in copies]


def days(n):
    return today() + dt.timedelta(days=n)


def test_it_is_reckoned_by_the_setting_of_the_day_it_is_opened_and_told(visit, world):
    Description.update(state=IN_FORCE, effective_on=today()).where(Description.id == world.drafts.clerk.id).execute()
    description, opened = world.again(world.drafts.clerk), []
    for person, time_to_sign in ((world.clerk, 7), (world.colleague, 21)):
        Organisation.the().set_deadlines(days_to_sign=time_to_sign, reminds=True, remind_before=3, remind_every=2,
                                         by=world.admin)
        opened += open_signings(description, [person], by=world.hr, paper=Blank())
    assert [(row.due_on, row.due_days) for row in map(world.again, opened)] == [(days(7), 7), (days(21), 21)]
    wanted = f"期限为{days(21).year}年{days(21).month}月{days(21).day}日"
    assert wanted in visit(world.colleague).get("/notices/").text


def test_the_page_shows_how_it_came_about(visit, world, signing):
    browser = visit(world.clerk)
    assert ("发起，加 7 天" in browser.get(f"/signatures/{signing.id}").text, "调整期限" in browser.get(
        f"/signatures/{signing.id}").text) == (True, False)
    deadlines.move(signing, days(30), "出差到月底", by=world.hr)
    assert "人力资源部调整：出差到月底" in browser.get(f"/signatures/{signing.id}").text


def test_hr_moves_it_with_a_reason_and_whoever_it_waits_for_is_told(visit, world, signing):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == signing.id).execute()
    answer = visit(world.hr).post(f"/signatures/{signing.id}/deadline",
                                  data={"due_on": days(30).isoformat(), "reason": " 出差 "})
    moved = world.again(signing)
    assert (answer.status_code, moved.due_on, moved.due_days, moved.due_reason) == (303, days(30), None, "出差")
    assert [(row.person, row.particulars) for row in Notice.select().where(Notice.kind == "signing.deadline")] == [
        (world.supervisor, {"due_on": days(30).isoformat()})]
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, days(7).isoformat() in entry.particulars, days(30).isoformat() in entry.particulars) == (
        "signing.move_deadline", True, True)


@pytest.mark.parametrize("wrong", [
    {"reason": ""}, {"reason": "  "}, {"reason": "长" * 201}, {"due_on": ""}, {"due_on": "never"},
    {"due_on": "2020-01-01"}, {"due_on": "9999-12-31"}])
def test_a_wrong_form_changes_nothing_and_keeps_what_was_typed(visit, world, signing, wrong):
    form = {"due_on": days(30).isoformat(), "reason": "出差到月底"} | wrong
    page = visit(world.hr).post(f"/signatures/{signing.id}/deadline", data=form)
    assert (page.status_code, 'role="alert"' in page.text, world.again(signing).due_on) == (422, True, days(7))
    assert form["reason"] in page.text


@pytest.mark.parametrize("reader, status", [("clerk", 403), ("supervisor", 403), ("auditor", 403), ("stranger", 403)])
def test_nobody_else_moves_it(visit, world, signing, reader, status):
    answer = visit(getattr(world, reader)).post(f"/signatures/{signing.id}/deadline",
                                                data={"due_on": days(30).isoformat(), "reason": "x"})
    assert (answer.status_code, world.again(signing).due_on) == (status, days(7))
    with pytest.raises(NotAllowed):
        deadlines.move(signing, days(30), "x", by=getattr(world, reader))


@pytest.mark.parametrize("n, is_taken", [(-1, False), (0, True), (366, True), (367, False)])
def test_it_lies_between_today_and_a_year_from_now(world, signing, n, is_taken):
    try:
        deadlines.move(signing, days(n), "x", by=world.hr)
    except Invalid:
        assert not is_taken
    else:
        assert is_taken


def test_what_has_ended_has_no_deadline_to_move(visit, world, signing):
    Signing.update(state=COMPLETE).where(Signing.id == signing.id).execute()
    answer = visit(world.hr).post(f"/signatures/{signing.id}/deadline",
                                  data={"due_on": days(30).isoformat(), "reason": "x"})
    assert (answer.status_code, world.again(signing).due_on) == (409, days(7))


def test_today_shows_it_beside_the_paper(visit, world, signing):
    Signing.update(due_on=days(-1)).where(Signing.id == signing.id).execute()
    page = visit(world.clerk).get("/").text
    assert ("签署期限" in page, "已逾期" in page) == (True, True)


def test_signings_of_before_are_due_seven_days_after_they_were_opened():
    """In days of the wall clock in Shanghai, where a late evening in UTC is the next day already."""
    old = pw.SqliteDatabase(":memory:")
    old.execute_sql("CREATE TABLE organisation (id INTEGER PRIMARY KEY)")
    old.execute_sql("CREATE TABLE signing (id INTEGER PRIMARY KEY, opened_at DATETIME)")
    old.execute_sql("INSERT INTO signing (opened_at) VALUES ('2026-11-16 15:59:59'), ('2026-11-16 16:00:00.000001')")
    [step] = [one for one in Migration.load_directory(schema.FOLDER) if one.name == "0030_deadlines"]
    step.load().up(SchemaMigrator.from_database(old), old)
    assert old.execute_sql("SELECT due_on, due_days, due_reason FROM signing ORDER BY id").fetchall() == [
        ("2026-11-23", 7, None), ("2026-11-24", 7, None)]
