"""Tasks on their pages: handed out, answered with photos, looked at; what inspections find; a form that comes twice."""

import base64
import io
import re

import pytest
import time_machine
from PIL import Image
from playhouse.test_utils import count_queries

from db import evidence, generation, tasks
from db.audit import history
from db.duties import REJECTED, SUBMITTED, Occurrence
from db.evidence import Record
from db.items import kept, parse_items
from db.people import Appointment
from db.rules import NAMED
from db.tasks import ANSWERED, CLOSED, GIVEN, WITHDRAWN, Step, Task
from tests import duty
from tests.duty import at
from tests.rota import day

DUE = {"day": "2026-11-27", "time": "18:00"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        yield duty.office(world)


@pytest.fixture
def given(office):
    return Task.give(office.clerk, office.positions.clerk, "整理货架", at("11-27", "18:00"), by=office.supervisor)


@pytest.fixture
def owed(office):
    """A check of the clerk's, not done yet."""
    made = duty.rule(office.positions.clerk, items=kept(parse_items("制动 | 检查")), who=NAMED, person=office.clerk,
                     times=([480, 600, 720],))
    generation.make(day("11-24"))
    return Occurrence.get(Occurrence.series == made.series)


def state(row):
    return type(row).get_by_id(row.id).state


def photo():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a maker"
    Image.new("RGB", (2400, 60)).save(out, "JPEG", exif=exif)
    out.seek(0)
    return out, "a.jpg"


def holding(person):
    return str(Appointment.get(Appointment.person == person).id)


def test_a_superior_hands_out_a_task_and_it_stands_on_the_list_of_the_day(visit, office):
    sent = {"holding": holding(office.clerk), "text": "整理货架"} | DUE
    answer = visit(office.supervisor).post("/tasks/new", data=sent)
    task = Task.get()
    assert (answer.status_code, task.due_at, task.person) == (303, at("11-27", "18:00"), office.clerk)
    for path in ("/", "/today/"):
        page = visit(office.clerk).get(path).text
        assert ("整理货架" in page, f"/tasks/{task.id}" in page, "上级交办" in page) == (True, True, True)


@pytest.mark.parametrize("wrong", [{"text": " "}, {"day": "2026-11-23"}, {"day": "x"}, {"time": "25:00"},
                                   {"holding": ""}])
def test_what_is_no_task_is_said_and_what_was_typed_stays(visit, office, wrong):
    sent = {"holding": holding(office.clerk), "text": "整理货架"} | DUE | wrong
    answer = visit(office.supervisor).post("/tasks/new", data=sent)
    assert (answer.status_code, Task.select().count(), 'role="alert"' in answer.text) == (422, 0, True)
    assert ("整理货架" in answer.text) == (wrong != {"text": " "})


def test_a_task_is_given_only_to_those_beneath(visit, office):
    for person in (office.stranger, office.supervisor, office.manager):
        answer = visit(office.supervisor).post("/tasks/new", data={"holding": holding(person), "text": "整理"} | DUE)
        assert (answer.status_code, Task.select().count()) == (422, 0)
    assert visit(office.clerk).get("/tasks/new").status_code == 403


def test_a_task_is_answered_with_photos_that_hold_nothing_but_the_picture(visit, office, given):
    answer = visit(office.clerk).post(f"/tasks/{given.id}/answer", data={"text": "已整理", "photos": photo()})
    step = Step.get(Step.photo.is_null(False))
    served = visit(office.supervisor).get(f"/tasks/{given.id}/photos/{step.id}")
    assert (answer.status_code, state(given), served.mimetype) == (303, ANSWERED, "image/jpeg")
    with Image.open(io.BytesIO(served.data)) as picture:
        assert (picture.size[0], dict(picture.getexif())) == (1600, {})
    assert visit(office.colleague).get(f"/tasks/{given.id}/photos/{step.id}").status_code == 404
    assert "已整理" in visit(office.supervisor).get(f"/tasks/{given.id}").text


@pytest.mark.parametrize("data, says", [({"text": " "}, "field-error"),
                                        ({"text": "好", "photos": (io.BytesIO(b"x"), "a.jpg")}, "alert-danger")])
def test_an_answer_that_is_none_is_refused(visit, office, given, data, says):
    answer = visit(office.clerk).post(f"/tasks/{given.id}/answer", data=data)
    assert (answer.status_code, state(given), says in answer.text) == (422, GIVEN, True)


def test_an_answer_that_comes_too_late_is_shown_to_be_copied(visit, office, given):
    browser, asked = visit(office.clerk), {"HX-Request": "true", "HX-Target": "main#content"}
    given.withdraw("不再需要", by=office.supervisor)
    answer = browser.post(f"/tasks/{given.id}/answer", data={"text": "已整理好货架"}, headers=asked)
    page = answer.text.partition('id="content"')[2]
    assert (answer.status_code, "有人先您一步" in page, page.count("已整理好货架")) == (409, True, 1)


def test_a_superior_looks_at_the_answer(visit, office, given):
    given.answer("已整理", by=office.clerk)
    browser = visit(office.supervisor)
    assert "整理货架" in browser.get("/tasks/").text
    assert browser.post(f"/tasks/{given.id}/back", data={"text": " "} | DUE).status_code == 422
    again = {"text": "西侧", "day": "2026-11-28", "time": "18:00"}
    assert browser.post(f"/tasks/{given.id}/back", data=again).status_code == 303
    assert (state(given), Task.get_by_id(given.id).due_at) == (GIVEN, at("11-28", "18:00"))
    Task.get_by_id(given.id).answer("西侧完成", by=office.clerk)
    assert browser.post(f"/tasks/{given.id}/close", data={"text": ""}).status_code == 303
    assert (state(given), [entry.action for entry in history(given)]) == (
        CLOSED, ["task.give", "task.answer", "task.hand_back", "task.answer", "task.close"])


def test_a_task_is_withdrawn(visit, office, given):
    browser = visit(office.supervisor)
    assert browser.post(f"/tasks/{given.id}/withdraw", data={"text": ""}).status_code == 422
    assert (browser.post(f"/tasks/{given.id}/withdraw", data={"text": "取消"}).status_code, state(given)) == (
        303, WITHDRAWN)


@pytest.mark.parametrize("who, status", [("clerk", 200), ("supervisor", 200), ("auditor", 200), ("colleague", 404),
                                         ("stranger", 404), ("foreman", 404), ("admin", 404)])
def test_a_task_is_shown_to_whose_it_is_and_those_above(visit, office, given, who, status):
    assert visit(getattr(office, who)).get(f"/tasks/{given.id}").status_code == status


def test_buttons_offer_what_the_reader_may(visit, office, given):
    def offered():
        return {who: set(re.findall(rf'action="/tasks/{given.id}/(\w+)"', visit(getattr(office, who)).get(
            f"/tasks/{given.id}").text)) for who in ("clerk", "supervisor", "auditor")}
    assert offered() == {"clerk": {"answer"}, "supervisor": {"withdraw"}, "auditor": set()}
    given.answer("已整理", by=office.clerk)
    assert offered() == {"clerk": set(), "supervisor": {"close", "back"}, "auditor": set()}


@pytest.mark.parametrize("query", ["kind=x", "after=0", "after=99999999999999999999", "kind=ended&after=1"])
def test_nonsense_in_the_address_is_no_filter(visit, office, given, query):
    assert visit(office.supervisor).get(f"/tasks/?{query}").status_code == 200


def test_thirty_tasks_cost_no_more_questions_than_one(visit, office, given):
    browser, counts = visit(office.supervisor), []
    for more in (0, 29):
        for _ in range(more):
            Task.give(office.clerk, office.positions.clerk, "整理货架", at("11-27", "18:00"), by=office.supervisor)
        browser.get("/tasks/")
        with count_queries() as counter:
            assert browser.get("/tasks/").text.count("task-title") == min(more + 1, 20)
        counts.append(counter.count)
    assert counts[0] == counts[1]


# What an inspection finds

@pytest.fixture
def checked(owed, office):
    evidence.submit(owed, {"i1": "fail"}, {"i1": "行程过长"}, by=office.clerk)
    return owed


def seen():
    return str(Record.select(Record.id).order_by(Record.id.desc()).get().id)


def test_an_inspection_that_fails_opens_a_rectification(visit, office, checked):
    browser = visit(office.supervisor)
    assert "行程过长" in browser.get(f"/duties/{checked.id}").text
    answer = browser.post(f"/duties/{checked.id}/inspect", data={
        "verdict": "fail", "note": "更换刹车片", "person": str(office.clerk.id), "seen": seen()} | DUE)
    task = Task.get()
    assert (answer.status_code, state(checked), task.due_at) == (303, REJECTED, at("11-27", "18:00"))
    page = browser.get(f"/duties/{checked.id}").text
    assert ("检查不合格" in page, f"/tasks/{task.id}" in page) == (True, True)
    assert "整改" in visit(office.clerk).get("/today/").text
    assert f"/duties/{checked.id}" in visit(office.clerk).get(f"/tasks/{task.id}").text


@pytest.mark.parametrize("wrong", [{"person": ""}, {"day": ""}, {"time": ""}, {"note": ""}, {"day": "2026-11-23"}])
def test_a_failure_says_who_puts_it_right_and_by_when(visit, office, checked, wrong):
    sent = {"verdict": "fail", "note": "更换刹车片", "person": str(office.clerk.id), "seen": seen()} | DUE | wrong
    answer = visit(office.supervisor).post(f"/duties/{checked.id}/inspect", data=sent)
    assert (answer.status_code, Task.select().count(), state(checked)) == (422, 0, SUBMITTED)


def test_what_nobody_puts_right_any_more_says_so_and_is_handed_out_anew(visit, office, checked):
    task = tasks.fail(checked, "更换刹车片", office.clerk, at("11-27", "18:00"), by=office.supervisor)
    browser, address = visit(office.supervisor), f"/duties/{checked.id}/right"
    assert address not in browser.get(f"/duties/{checked.id}").text
    task.withdraw("休假", by=office.supervisor)
    page, theirs = (visit(person).get(f"/duties/{checked.id}").text for person in (office.supervisor, office.clerk))
    assert (address in page, "整改已撤回" in page, address in theirs) == (True, True, False)
    sent = {"text": "更换刹车片", "person": str(office.colleague.id)} | DUE
    assert browser.post(address, data=sent | {"person": ""}).status_code == 422
    assert browser.post(address, data=sent | {"day": "2026-11-23"}).status_code == 422
    assert (browser.post(address, data=sent).status_code, browser.post(address, data=sent).status_code) == (303, 409)
    assert [(one.person, one.state) for one in Task.select().order_by(Task.id)] == [
        (office.clerk, "withdrawn"), (office.colleague, "given")]


def test_what_is_accepted_needs_nobody_to_put_it_right(visit, office, checked):
    visit(office.supervisor).post(f"/duties/{checked.id}/inspect", data={
        "verdict": "accept", "note": "", "seen": seen()})
    assert (state(checked), Task.select().count()) == ("accepted", 0)


# A form that comes twice

def test_a_form_of_the_list_is_taken_once_and_says_so(visit, office, owed):
    browser, sent = visit(office.clerk), {"i1": "pass", "key": "abc"}
    answers = [browser.post(f"/today/{owed.id}", data=sent, headers=HTMX) for _ in range(3)]
    assert [(answer.status_code, answer.headers["Form-Taken"]) for answer in answers] == [(204, "abc")] * 3
    assert (Record.select().count(), [entry.action for entry in history(owed)]) == (1, ["occurrence.submit"])


def test_a_form_that_comes_again_after_it_was_taken_back_changes_nothing(visit, office, owed):
    browser, sent = visit(office.clerk), {"i1": "pass", "key": "abc"}
    browser.post(f"/duties/{owed.id}/submit", data=sent)
    browser.post(f"/today/{owed.id}/back")
    assert browser.post(f"/duties/{owed.id}/submit", data=sent).status_code == 303
    assert state(owed) == "in_progress"


def test_a_refused_form_is_not_taken(visit, office, owed):
    answer = visit(office.clerk).post(f"/today/{owed.id}", data={"key": "abc"}, headers=HTMX)
    assert (answer.status_code, "Form-Taken" in answer.headers) == (422, False)


def test_an_answer_to_a_task_is_taken_once(visit, office, given):
    for _ in range(2):
        answer = visit(office.clerk).post(f"/tasks/{given.id}/answer", data={"text": "已整理", "key": "abc"})
        assert answer.status_code == 303
    assert Step.select().count() == 1


def test_the_receipt_of_one_form_answers_no_other(visit, office, given, owed):
    other = Task.give(office.clerk, office.positions.clerk, "整理仓库", at("11-27", "18:00"), by=office.supervisor)
    browser, sent = visit(office.clerk), {"text": "已整理", "key": "abc"}
    answers = [browser.post(address, data=data) for address, data in (
        (f"/tasks/{given.id}/answer", sent), (f"/tasks/{other.id}/answer", sent), (f"/duties/{owed.id}/submit", {
            "i1": "pass", "key": "abc"}))]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert (state(given), state(other), state(owed)) == (ANSWERED, ANSWERED, SUBMITTED)


@pytest.mark.parametrize("change, status", [({}, 303), ({"text": "已\n整理"}, 303), ({"csrf_token": "another"}, 303),
                                            ({"text": "已整理好"}, 409), ({"photos": True}, 409)])
def test_a_form_in_which_something_else_stands_is_another_form(visit, office, given, change, status):
    browser, sent = visit(office.clerk), {"text": "已\r\n整理", "key": "abc"}
    browser.post(f"/tasks/{given.id}/answer", data=sent)
    again = browser.post(f"/tasks/{given.id}/answer", data=sent | change | ({"photos": photo()} if "photos" in change
                                                                           else {}))
    assert (again.status_code, "Form-Taken" in again.headers, Step.select().count()) == (status, status == 303, 1)


def test_the_same_photos_are_taken_once_and_kept_whole(visit, office, given):
    for _ in range(2):
        answer = visit(office.clerk).post(f"/tasks/{given.id}/answer", data={
            "text": "已整理", "key": "abc", "photos": photo()})
        assert (answer.status_code, answer.headers["Form-Taken"]) == (303, "abc")
    assert Step.select().where(Step.photo.is_null(False)).count() == 1


@pytest.mark.parametrize("key", ["a\r\nX-Evil: 1", "中文", "é", "abc\n", "a" * 37])
def test_what_is_no_key_sets_no_header(visit, office, owed, key):
    answer = visit(office.clerk).post(f"/today/{owed.id}", data={"i1": "pass", "key": key}, headers=HTMX)
    assert (answer.status_code, state(owed)) == (204, SUBMITTED)
    assert {"Form-Taken", "X-Evil"} & set(answer.headers.keys()) == set()


def test_the_page_says_whose_forms_a_browser_keeps_without_a_name(visit, office, owed):
    told = [re.search(r'data-owner="(\w+)" data-seal="([\w+/=]+)"', visit(person).get("/today/").text).groups()
            for person in (office.clerk, office.clerk, office.colleague)]
    assert (told[0] == told[1], set(told[0]) & set(told[2])) == (True, set())
    assert (len(told[0][0]), len(base64.b64decode(told[0][1]))) == (16, 32)


def test_signing_out_empties_the_storage_of_the_browser(visit, office):
    for path in ("/session/end", "/session/end-all"):
        assert visit(office.clerk).post(path).headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_out_leaves_what_is_sealed_for_others(visit, office):
    answer = visit(office.clerk).post("/session/end", data={"others": "2"})
    assert answer.headers["Clear-Site-Data"] == '"cache"'
