"""The list of the day and the page of a duty, as people work on them."""

import io
import re

import pytest
import time_machine
from peewee import InterfaceError, OperationalError
from PIL import Image
from playhouse.test_utils import count_queries

from db import generation, team_day
from db.agenda import agenda
from db.audit import history
from db.duties import ACCEPTED, EXCUSED, IN_PROGRESS, MISSED, MOVED, SENT_BACK, SUBMITTED, TODO, Occurrence
from db.evidence import Record, inspect, submit
from db.items import kept, parse_items
from db.people import Person
from db.rules import CLAIMED, NAMED, Rule
from tests import duty
from tests.duty import at
from tests.rota import day

HTMX = {"HX-Request": "true", "HX-Target": "section#duties"}


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        yield duty.office(world)


@pytest.fixture
def owed(office):
    """owed(**rule) is what the clerk has to do on 24 November, from 8:00 to 10:00, locked at 12:00."""
    def owed(items="", **facts):
        facts = {"times": ([480, 600, 720],), "who": NAMED, "person": office.clerk, "title": "核对登记表"} | facts
        made = duty.rule(office.positions.clerk, items=kept(parse_items(items)), **facts)
        generation.make(day("11-24"))
        return Occurrence.get(Occurrence.series == made.series)
    return owed


def state(row):
    return Occurrence.get_by_id(row.id).state


def later(time, on="11-24"):
    return time_machine.travel(at(on, time), tick=False)


def photo():
    out = io.BytesIO()
    Image.new("RGB", (80, 60)).save(out, "JPEG")
    out.seek(0)
    return out


# The list

def test_today_begins_with_what_is_to_be_done(visit, office, owed):
    row = owed()
    page = visit(office.clerk).get("/").text
    assert [words in page for words in ("我的任务", "核对登记表", "已完成 0/1", f"/today/{row.id}")] == [True] * 4
    assert "我的任务" not in visit(office.stranger).get("/").text


@pytest.mark.parametrize("htmx", [True, False])
def test_one_touch_and_it_is_done(visit, office, owed, htmx):
    row = owed()
    answer = visit(office.clerk).post(f"/today/{row.id}", headers=HTMX if htmx else {})
    assert (answer.status_code, state(row)) == (200 if htmx else 303, SUBMITTED)
    if htmx:
        assert ("今天的任务都完成了" in answer.text, "已完成 1/1" in answer.text, "<html" in answer.text) == (
            True, True, False)


def test_the_list_is_in_the_order_in_which_things_are_due(visit, office, owed):
    for title, due in (("午后", 900), ("一早", 545), ("上午", 660)):
        owed(title=title, times=([480, due, 1200],))
    page = visit(office.clerk).get("/today/").text
    assert re.findall("一早|上午|午后", re.sub("<span class=\"visually-hidden\".*?</span>", "", page)) == [
        "一早", "上午", "午后"]


def test_what_is_overdue_and_what_is_not_open_yet_say_so(visit, office, owed):
    owed()
    ahead = owed(title="收档", times=([700, 800, 900],))
    with later("10:30"):
        page = visit(office.clerk).get("/today/").text
        page_of_it = visit(office.clerk).get(f"/duties/{ahead.id}").text
    assert ("逾期" in page, "11:40 起可完成" in page, page.count("data-tick")) == (True, True, 1)
    assert "11:40 起可完成" in page_of_it


@pytest.mark.parametrize("is_asked, becomes, said", [
    (False, "done", "今天没有任务。"), (True, "excused", "今天没有任务。"), (True, "missed", "今天没有别的任务了。"),
    (True, "done", "今天的任务都完成了。")])
def test_an_empty_list_says_why_it_is_empty_and_what_comes_next(visit, office, owed, is_asked, becomes, said):
    made = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk, title="盘点", begins_on=day("11-25"),
                     valid_from=day("11-25"), times=([540, 600, 720],))
    generation.make(day("11-25"))
    if is_asked:
        row = owed()
        if becomes == "done":
            submit(row, by=office.clerk)
        else:
            Occurrence.update(state=becomes, missed_at=at("11-24", "08:30") if becomes == "missed" else None).where(
                Occurrence.id == row.id).execute()
    page = visit(office.clerk).get("/today/").text
    titles = ("今天没有任务。", "今天没有别的任务了。", "今天的任务都完成了。")
    assert [title for title in titles if title in page] == [said]
    assert ("下一项：盘点，2026年11月25日 09:00 起。" in page, made.title) == (True, "盘点")


def test_own_page_and_the_team_s_count_a_day_alike(visit, office, owed):
    states = (TODO, IN_PROGRESS, SUBMITTED, ACCEPTED, SENT_BACK, "rejected", MISSED, MISSED, EXCUSED, "dropped")
    rows, yesterdays = [owed(title=f"第{n}项") for n in range(len(states))], owed(title="昨天的")
    done = {"done_at": at("11-24", "08:40")}
    for row, state in zip(rows, states, strict=True):
        Occurrence.update(state=state, **done if state in (SUBMITTED, ACCEPTED, SENT_BACK, "rejected") else {}).where(
            Occurrence.id == row.id).execute()
    Occurrence.update(explained_at=at("11-24", "08:50")).where(Occurrence.id == rows[7].id).execute()
    Occurrence.update(work_date=day("11-23"), state=SUBMITTED, **done).where(Occurrence.id == yesterdays.id).execute()
    mine, [theirs] = agenda(office.clerk), team_day.members(office.supervisor, day("11-24"))
    assert ((mine.carried_out, mine.owed), (theirs.done, theirs.total)) == ((3, 8), (3, 8))
    assert "已完成 3/8" in visit(office.clerk).get("/today/").text
    assert "3/8" in visit(office.supervisor).get("/team/").text


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_has_to_be_proved_opens_where_it_stands(visit, office, owed, headers):
    row = owed("台面整洁\n人数 | 数字 0~9 人\n制动 | 检查\n天气 | 单选 晴/雨 | 选填\n"
               "说明 | 文字 | 选填\n现场 | 照片 | 选填")
    page = visit(office.clerk).get(f"/today/?open={row.id}", headers=headers).text
    fields = {name for name in re.findall(r'name="(i\d[^"]*)"', page)}
    assert fields == {"i1", "i2", "i2_note", "i3", "i3_note", "i4", "i5", "i6"}


def test_answers_that_are_wrong_are_said_where_they_stand_and_what_was_typed_stays(visit, office, owed):
    row = owed("人数 | 数字 0~9 人\n制动 | 检查\n现场 | 照片")
    answer = visit(office.clerk).post(f"/today/{row.id}", data={"i1": "12", "i2": "fail"}, headers=HTMX)
    assert (answer.status_code, state(row), Record.select().count()) == (422, TODO, 0)
    wanted = ("超出 0 至 9，请说明原因。", "请写明问题。", "至少需要 1 张照片。", 'value="12"', "checked")
    assert [words for words in wanted if words not in answer.text] == []


def test_answers_and_photos_are_kept_and_shown_to_whoever_may(visit, office, owed):
    row = owed("人数 | 数字 0~9 人\n现场 | 照片")
    visit(office.clerk).post(f"/today/{row.id}", data={"i1": "7", "i2": (photo(), "a.jpg")})
    picture = Record.get(Record.photo.is_null(False))
    page = visit(office.supervisor).get(f"/duties/{row.id}").text
    assert ("7 人" in page, f"/photos/{picture.id}" in page) == (True, True)
    served = visit(office.supervisor).get(f"/duties/{row.id}/photos/{picture.id}")
    assert (served.mimetype, served.data[:2]) == ("image/jpeg", b"\xff\xd8")
    assert visit(office.colleague).get(f"/duties/{row.id}/photos/{picture.id}").status_code == 404


@pytest.mark.parametrize("data", [{"i2": "y"}, {"state": "accepted"}, {"i1": "y", "done_by": "1"}])
def test_a_field_no_item_has_is_refused(visit, office, owed, data):
    row = owed("台面整洁")
    assert (visit(office.clerk).post(f"/today/{row.id}", data=data).status_code, state(row)) == (422, TODO)


def test_too_late_is_said_above_the_list(visit, office, owed):
    row = owed()
    with later("12:01"):
        answer = visit(office.clerk).post(f"/today/{row.id}", headers=HTMX)
    assert (answer.status_code, "已经锁定，计为漏做" in answer.text, state(row)) == (409, True, TODO)


def test_a_slip_is_taken_back(visit, office, owed):
    row = owed()
    browser = visit(office.clerk)
    browser.post(f"/today/{row.id}")
    assert f"/today/{row.id}/back" in browser.get("/today/").text
    assert (browser.post(f"/today/{row.id}/back").status_code, state(row)) == (303, IN_PROGRESS)


def test_the_first_who_takes_it_has_it_and_the_second_is_told(visit, office, owed):
    row = owed(who=CLAIMED, person=None)
    assert f"/today/{row.id}/claim" in visit(office.colleague).get("/today/").text
    visit(office.colleague).post(f"/today/{row.id}/claim")
    assert state(row) == TODO and Occurrence.get_by_id(row.id).person == office.colleague
    assert visit(office.clerk).post(f"/today/{row.id}/claim").status_code == 404  # it is hers now, and out of sight


def test_three_misses_are_one_line_with_one_explanation_and_three_rows(visit, office):
    made = duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    with later("09:00", "11-24"):
        generation.keep_up()
    with later("09:00", "11-27"):
        generation.keep_up()
        browser = visit(office.clerk)
        page = browser.get("/today/").text
        assert (page.count("漏做 3 次"), page.count("说明原因")) == (1, 1)
        last = Occurrence.select().where(Occurrence.state == MISSED).order_by(Occurrence.id.desc()).get()
        assert "原因说明" in browser.get(f"/today/?explain={last.id}").text
        assert browser.post(f"/today/{last.id}/explain", data={"explanation": " "}).status_code == 422
        browser.post(f"/today/{last.id}/explain", data={"explanation": "接待团队"})
        assert "漏做" not in browser.get("/today/").text
    rows = Occurrence.select().where(Occurrence.series == made.series, Occurrence.state == MISSED)
    assert [(row.explanation, row.was_missed) for row in rows] == [("接待团队", True)] * 3


def test_thirty_duties_cost_no_more_questions_than_one(visit, office, owed):
    browser, counts = visit(office.clerk), []
    for more in (1, 29):
        for _ in range(more):
            owed()
        for path in ("/today/", "/"):
            browser.get(path)
            with count_queries() as counter:
                browser.get(path)
            counts.append(counter.count)
    assert counts[:2] == counts[2:]


def test_the_first_look_at_a_new_day_makes_it(visit, office):
    duty.rule(office.positions.clerk, who=NAMED, person=office.clerk)
    assert "核对登记表" in visit(office.clerk).get("/").text


# The page

def test_a_duty_says_what_it_rests_on(visit, office, owed):
    row = owed()
    mine, theirs = (visit(person).get(f"/duties/{row.id}").text for person in (office.clerk, office.supervisor))
    assert "岗位说明书 A/1 第 1 条（本人 2026-09-01 签）" in mine
    assert ("岗位说明书 A/1 第 1 条（责任人 2026-09-01 签）" in theirs, "张小燕" in theirs) == (True, True)


def test_a_duty_done_for_somebody_says_that_another_signed_for_it(visit, office, owed):
    row = owed()
    Occurrence.update(person=office.colleague).where(Occurrence.id == row.id).execute()
    basis = visit(office.colleague).get(f"/duties/{row.id}").text
    assert "责任人 2026-09-01 签" not in basis
    assert "代签署人履行，签署人 2026-09-01 签" in basis


@pytest.mark.parametrize("who, status", [("clerk", 200), ("supervisor", 200), ("auditor", 200), ("colleague", 404),
                                         ("stranger", 404), ("admin", 404)])
def test_a_duty_is_shown_to_whose_it_is_and_those_above(visit, office, owed, who, status):
    row = owed()
    assert visit(getattr(office, who)).get(f"/duties/{row.id}").status_code == status


def test_buttons_offer_what_the_reader_may(visit, office, owed):
    row = owed()
    offered = {who: set(re.findall(rf'action="/duties/{row.id}/(\w+)"', visit(getattr(office, who)).get(
        f"/duties/{row.id}").text)) for who in ("clerk", "supervisor", "hr", "auditor")}
    assert offered == {"clerk": {"submit", "start", "skip"}, "supervisor": {"for", "excuse", "reassign", "move"},
                       "hr": set(), "auditor": set()}


def test_asked_answered_and_remembered(visit, office, owed):
    row = owed()
    visit(office.clerk).post(f"/duties/{row.id}/skip", data={"reason": "系统停机"})
    home = visit(office.supervisor).get("/").text
    assert "有人申请免做" in home
    page = visit(office.supervisor).get(f"/duties/{row.id}").text
    assert ("张小燕申请免做：" in page, "系统停机" in page) == (True, True)
    visit(office.supervisor).post(f"/duties/{row.id}/excuse", data={"reason": ""})
    assert (state(row), "免做" in visit(office.clerk).get(f"/duties/{row.id}").text) == (EXCUSED, True)
    assert [entry.action for entry in history(row)] == ["occurrence.ask_to_skip", "occurrence.excuse"]


@pytest.mark.parametrize("path, data, outcome", [
    ("move", {"day": "2026-11-26"}, MOVED), ("reassign", {"person": "{colleague}", "reason": "顶替"}, TODO),
    ("for", {}, SUBMITTED), ("excuse", {"reason": "停电"}, EXCUSED)])
def test_those_above_decide(visit, office, owed, path, data, outcome):
    row = owed()
    data = {name: value.format(colleague=office.colleague.id) for name, value in data.items()}
    answer = visit(office.supervisor).post(f"/duties/{row.id}/{path}", data=data)
    assert (answer.status_code, state(row), len(list(history(row)))) == (303, outcome, 1)


@pytest.mark.parametrize("path, data, message", [
    ("move", {"day": "2026-11-01"}, "请选另一天"), ("move", {"day": ""}, ""), ("excuse", {"reason": " "}, ""),
    ("reassign", {"person": "{stranger}", "reason": "顶替"}, ""), ("reassign", {"person": "", "reason": "顶替"}, ""),
    ("inspect", {"verdict": ""}, ""), ("reopen", {"reason": ""}, "")])
def test_bad_decisions_are_refused_where_they_stand(visit, office, owed, path, data, message):
    row = owed()
    data = {name: value.format(stranger=office.stranger.id) for name, value in data.items()}
    answer = visit(office.supervisor).post(f"/duties/{row.id}/{path}", data=data)
    assert (answer.status_code, message in answer.text, list(history(row))) == (422, True, [])


def test_who_decides_on_what_was_filled_in_anew_is_shown_both(visit, office, owed):
    row, browser = owed("温度 | 数字 0~100 度"), visit(office.supervisor)
    submit(row, {"i1": "20"}, by=office.clerk)
    seen = shown(browser, row)
    row.take_back(by=office.clerk)
    submit(row, {"i1": "90"}, by=office.clerk)
    answer = browser.post(f"/duties/{row.id}/inspect", data={"verdict": "accept", "note": "好", "seen": seen})
    said = [words in answer.text for words in ("90 度", "您查看时：20 度", "之后又重新填报", "好")]
    assert (answer.status_code, said, state(row)) == (409, [True] * 4, SUBMITTED)
    anew = shown(browser, row)
    assert f'value="{anew}"' in answer.text
    browser.post(f"/duties/{row.id}/inspect", data={"verdict": "accept", "note": "好", "seen": anew})
    assert state(row) == ACCEPTED


def test_who_decides_on_what_was_taken_back_is_told(visit, office, owed):
    row, browser = owed(), visit(office.supervisor)
    submit(row, by=office.clerk)
    seen = shown(browser, row)
    row.take_back(by=office.clerk)
    answer = browser.post(f"/duties/{row.id}/inspect", data={"verdict": "accept", "note": "", "seen": seen})
    assert (answer.status_code, "有人先您一步" in answer.text) == (409, True)


def shown(browser, row):
    """What the page says that its reader has seen."""
    return re.search(r'name="seen"[^>]*value="(\d+)"', browser.get(f"/duties/{row.id}").text)[1]


def test_what_was_said_about_whoever_had_it_before_stays_with_those_above(visit, office, owed):
    row = owed()
    row.ask_to_skip("去医院复查", by=office.clerk)
    row.decline("上周已经照顾过", by=office.supervisor)
    office.again(row).reassign(office.colleague, "另有安排", by=office.supervisor)
    office.again(row).ask_to_skip("家里停水", by=office.colleague)
    words = ("去医院复查", "上周已经照顾过", "另有安排", "家里停水")
    read = {who: [said in visit(getattr(office, who)).get(f"/duties/{row.id}").text for said in words]
            for who in ("clerk", "colleague", "supervisor")}
    assert read == {"clerk": [False, True, True, False], "colleague": [False, False, True, True],
                    "supervisor": [True] * 4}


def test_an_inspection_sends_back_and_accepts(visit, office, owed):
    row = owed(top_score=5)
    submit(row, by=office.clerk)
    browser = visit(office.supervisor)
    browser.post(f"/duties/{row.id}/inspect", data={"verdict": "send_back", "note": "漏了两行", "seen": "0"})
    page = visit(office.clerk).get(f"/duties/{row.id}").text
    assert (state(row), "漏了两行" in page, "已退回" in page) == (SENT_BACK, True, True)
    visit(office.clerk).post(f"/duties/{row.id}/submit", data={"remedy": "两行已补"})
    assert "两行已补" in browser.get(f"/duties/{row.id}").text
    browser.post(f"/duties/{row.id}/inspect", data={
        "verdict": "accept", "score": "4", "note": "", "seen": str(Record.select().get().id)})
    assert (state(row), "4/5" in browser.get(f"/duties/{row.id}").text) == (ACCEPTED, True)


@pytest.mark.parametrize("items", ["", "台面整洁"])
@pytest.mark.parametrize("page", ["/duties/{}", "/today/?open={}"])
def test_what_was_sent_back_says_by_whom_and_why_above_its_form(visit, office, owed, items, page):
    row = owed(items)
    submit(row, {"i1": "y"} if items else {}, by=office.clerk)
    inspect(row, "send_back", "台面有水渍", by=office.supervisor)
    shown = visit(office.clerk).get(page.format(row.id)).text
    form = shown[shown.index("周主管 于 2026-11-24 09:00 退回"):]
    assert ("台面有水渍" in form, 'name="remedy"' in form) == (True, True)


@pytest.mark.parametrize("address", ["/today/{}", "/duties/{}/submit"])
def test_sent_back_it_is_not_sent_again_as_it_was(visit, office, owed, address):
    row = owed()
    submit(row, by=office.clerk)
    inspect(row, "send_back", "台面有水渍", by=office.supervisor)
    browser, path = visit(office.clerk), address.format(row.id)
    refused = browser.post(path, headers=HTMX if "today" in path else {})
    assert (refused.status_code, "内容没有变化" in refused.text, state(row)) == (422, True, SENT_BACK)
    assert 'data-tick><svg' not in browser.get("/today/").text  # no one-touch button any more
    browser.post(path, data={"remedy": "已擦干"})
    assert state(row) == SUBMITTED


def test_the_name_of_a_colleague_is_not_told(visit, office, owed):
    row = owed()
    row.reassign(office.colleague, "顶替", by=office.supervisor)
    page = visit(office.clerk).get(f"/duties/{row.id}").text
    assert ("其他人员" in page, "陈䶮" in page) == (True, False)


def test_a_rule_that_changed_is_shown_as_it_was_then(visit, office, owed):
    row = owed("台面整洁")
    facts = {name: getattr(row.rule, name) for name in Rule.FACTS} | {"items": [], "title": "新名称"}
    row.rule.change(facts, day("11-25"), by=office.supervisor)
    page = visit(office.clerk).get(f"/duties/{row.id}").text
    assert ("台面整洁" in page, "新名称" in page) == (True, False)


def test_names_are_asked_once_a_page(visit, office, owed):
    row = owed("现场 | 照片")
    browser = visit(office.supervisor)
    browser.get(f"/duties/{row.id}")
    with count_queries() as few:
        browser.get(f"/duties/{row.id}")
    submit(row, {}, {}, {"i1": [photo().read()] * 5}, by=office.clerk)
    row.take_back(by=office.clerk)
    assert Person.select().count() > 5
    with count_queries() as many:
        browser.get(f"/duties/{row.id}")
    assert many.count == few.count


def test_a_fault_in_making_the_day_takes_no_page_away(visit, office, owed, monkeypatch, caplog):
    def fail(_day):
        raise ValueError("a rule nobody can follow")
    generation.DutyDay.delete().execute()
    monkeypatch.setattr(generation, "make", fail)
    for path in ("/", "/today/"):
        assert visit(office.clerk).get(path).status_code == 200
    said = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert [line.partition(" in ")[0] for line in said] == ["the duties of today could not be made: ValueError"] * 2
    assert ("fail:" in said[0], "a rule nobody can follow" in caplog.text) == (True, False)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_cannot_be_reached_is_no_empty_day(visit, office, monkeypatch, caplog, error):
    def fail(_day):
        raise error("database is locked: 张小燕")
    generation.DutyDay.delete().execute()
    monkeypatch.setattr(generation, "make", fail)
    answer = visit(office.clerk).get("/today/")
    assert (answer.status_code, answer.headers["Retry-After"] != "", "张小燕" in caplog.text) == (503, True, False)


# Too late with the hands full

@pytest.mark.parametrize("path, who", [("/today/{}", "clerk"), ("/duties/{}/submit", "clerk"),
                                       ("/duties/{}/for", "supervisor")])
@pytest.mark.parametrize("is_noted", [False, True])
def test_what_was_typed_too_late_is_not_saved_and_not_lost(visit, office, owed, path, who, is_noted):
    row = owed("人数 | 数字 0~9 人\n制动 | 检查\n台面整洁\n说明 | 文字 | 选填")
    with later("12:01"):
        if is_noted:
            generation.keep_up()
        answer = visit(getattr(office, who)).post(path.format(row.id), data={
            "i1": "7", "i2": "attention", "i2_note": "左侧偏软", "i3": "y", "i4": "下午再查一次"})
    assert (answer.status_code, Record.select().count(), state(row)) == (409, 0, MISSED if is_noted else TODO)
    assert "已经锁定，计为漏做" in answer.text
    assert [words for words in ("7", "左侧偏软", "下午再查一次") if words not in answer.text] == []


def test_what_was_typed_twice_is_shown_as_it_stands_after_the_first(visit, office, owed):
    row = owed("人数 | 数字 0~9 人")
    browser = visit(office.clerk)
    assert browser.post(f"/today/{row.id}", data={"i1": "7"}).status_code == 303
    answer = browser.post(f"/today/{row.id}", data={"i1": "8"})
    assert (answer.status_code, Record.get().value, "没有保存" in answer.text) == (409, 7, True)
