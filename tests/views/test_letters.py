"""What the administrator sees of e-mail that could not be delivered, and what bin/portal does about mail."""

import pytest
from click.testing import CliRunner
from playhouse.test_utils import count_queries

from db import letters, post
from db.audit import AuditEntry
from db.letters import SENT, STATES, TO_SEND, UNSENT, UNSURE, Letter
from db.people import Person
from portal import create_app
from portal.mail_commands import mail
from tests.post_office import SENDER, PostOffice, serving, text_of


def letter(person, state=UNSENT, **facts):
    return Letter.create(person=person, state=state, message_id=f"<{Letter.select().count()}@example.com>", **facts)


@pytest.fixture
def served(app):
    office = PostOffice()
    with serving(office) as port:
        letters.send_by(post.Server.of(f"smtp://127.0.0.1:{port}", SENDER))
        yield office
        letters.send_by(None)


def test_the_administrator_sees_what_was_not_delivered_and_why(visit, world):
    Person.update(email="zhang@example.com").where(Person.id == world.clerk.id).execute()
    letter(world.clerk, error="550 no such person", tries=1)
    letter(world.hr, SENT)
    page = visit(world.admin).get("/letters/").text
    assert [words in page for words in ("张小燕", "zhang@example.com", "550 no such person", "钱静")] == [
        True, True, True, False]
    assert "钱静" in visit(world.admin).get(f"/letters/?state={SENT}").text


@pytest.mark.parametrize("reader", ["clerk", "manager", "hr_manager", "auditor"])
def test_nobody_else_does(visit, world, reader):
    browser, unsent = visit(getattr(world, reader)), letter(world.clerk)
    assert (browser.get("/letters/").status_code, browser.post(f"/letters/{unsent.id}/again").status_code) == (403, 403)
    assert world.again(unsent).state == UNSENT


@pytest.mark.parametrize("state, status, after", [
    (UNSENT, 303, TO_SEND), (UNSURE, 303, TO_SEND), (SENT, 409, SENT), ("sending", 409, "sending")])
def test_only_what_is_in_trouble_is_sent_again_and_it_is_written_down(visit, world, state, status, after):
    row = letter(world.clerk, state, tries=7, error="451")
    assert visit(world.admin).post(f"/letters/{row.id}/again").status_code == status
    assert world.again(row).state == after
    logged = AuditEntry.select().order_by(AuditEntry.id.desc()).get().action == "letter.send_again"
    assert logged == (status == 303)


def test_the_page_says_whether_there_is_a_mail_server(visit, world, served):
    browser = visit(world.admin)
    assert "portal@example.com" in browser.get("/letters/?state=nonsense").text
    letters.send_by(None)
    assert "目前不发送邮件" in browser.get("/letters/").text


def test_thirty_letters_cost_no_more_questions_than_one(visit, world):
    browser, counts = visit(world.admin), []
    for more in (1, 29):
        for _ in range(more):
            letter(world.clerk)
        browser.get("/letters/")
        with count_queries() as counter:
            browser.get("/letters/")
        counts.append(counter.count)
    assert counts[0] == counts[1]


def test_each_switches_the_own_mail_off_and_on(visit, world, served):
    Person.update(email="zhang@example.com").where(Person.id == world.clerk.id).execute()
    browser = visit(world.again(world.clerk))
    assert "通知同时发送到 zhang@example.com" in browser.get("/notices/").text
    chosen = []
    for on in ("0", "1"):
        browser.post("/notices/mail", data={"on": on})
        chosen.append(world.again(world.clerk).by_mail)
    assert chosen == [False, True]
    assert [entry.action for entry in AuditEntry.select().order_by(AuditEntry.id.desc()).limit(2)] == [
        "person.mail_on", "person.mail_off"]


def test_nobody_switches_it_for_somebody_else(world):
    with pytest.raises(Exception, match="may not"):
        world.clerk.switch_mail(False, by=world.hr)


def run(command, *words):
    return CliRunner().invoke(command, words)


@pytest.fixture
def shell(app):
    with app.app_context():
        yield run


def test_a_trial_message_arrives(shell, world, served):
    result = shell(mail, "test", "admin@example.com")
    assert (result.exit_code, "took it" in result.output, served.addresses) == (0, True, ["admin@example.com"])
    assert served.messages[0]["Subject"] == "【岗责通】测试邮件"
    assert "http://127.0.0.1:8000/" in text_of(served.messages[0])


def test_a_trial_that_fails_says_what_the_server_said(shell, world, served):
    served.answers["RCPT"] = ["550 who is that?"]
    result = shell(mail, "test", "admin@example.com")
    assert (result.exit_code, "550 who is that?" in result.output) == (1, True)
    letters.send_by(post.Server.of("smtp://127.0.0.1:9", SENDER))
    assert shell(mail, "test", "admin@example.com").exit_code == 1
    assert "not an e-mail address" in shell(mail, "test", "admin").output


def test_without_a_server_the_commands_say_so(shell, world):
    assert "PORTAL_SMTP" in shell(mail, "test", "admin@example.com").output
    assert (shell(mail, "deliver").exit_code, "PORTAL_SMTP" in shell(mail, "deliver").output) == (0, True)


def test_a_mistake_in_the_settings_is_said_before_anything_starts(app):
    with pytest.raises(SystemExit, match="PORTAL_SMTP: the sender's address is missing"):
        create_app(SMTP="smtp://mail", MAIL_FROM="nobody")


def test_every_state_of_a_letter_has_a_name(app):
    assert set(STATES) - set(app.jinja_env.globals["STATES"]) == set()


def test_the_page_says_who_the_sender_is_and_what_is_missing(app, visit, world, monkeypatch, served):
    browser = visit(world.admin)
    page = browser.get("/letters/").text
    assert (SENDER.partition("<")[2].rstrip(">") in page, "127.0.0.1" in page, "PORTAL_MAIL_FROM" in page) == (
        True, True, False)
    letters.send_by(None)
    monkeypatch.setitem(app.config, "MAIL_FROM", None)
    page = browser.get("/letters/").text
    assert ("PORTAL_SMTP" in page, "PORTAL_MAIL_FROM" in page, page.count("缺少")) == (True, True, 2)
