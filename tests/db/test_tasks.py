"""Tasks: given, answered, looked at; and what an inspection found, put right and looked at again."""

import datetime as dt

import pytest
import time_machine

from db import evidence, generation, inbox, tasks, team_day
from db.agenda import agenda
from db.audit import history
from db.base import Invalid, NotAllowed, TooLate
from db.documents import Document
from db.duties import REJECTED, Occurrence
from db.items import kept, parse_items
from db.notices import Notice
from db.rules import NAMED
from db.tasks import ANSWERED, CLOSED, GIVEN, OVERDUE, WITHDRAWN, Task
from tests import duty
from tests.duty import at
from tests.rota import day

FRIDAY = at("11-27", "18:00")


@pytest.fixture
def office(world):
    with time_machine.travel(at("11-24", "09:00"), tick=False):
        yield duty.office(world)


@pytest.fixture
def given(office):
    return Task.give(office.clerk, office.positions.clerk, "整理货架\n二楼东侧", FRIDAY, by=office.supervisor)


@pytest.fixture
def checked(office):
    """A check the clerk has done, with one item that fails, which chance alone would not have picked."""
    made = duty.rule(office.positions.clerk, items=kept(parse_items("制动 | 检查\n灯光 | 检查")), who=NAMED,
                     person=office.clerk, times=([480, 600, 720],), sampling=0, top_score=5)
    generation.make(day("11-24"))
    row = Occurrence.get(Occurrence.series == made.series)
    evidence.submit(row, {"i1": "fail", "i2": "pass"}, {"i1": "行程过长"}, by=office.clerk)
    return row


def told(kind):
    return [row.person.name for row in Notice.select().where(Notice.kind == kind)]


def actions(task):
    return [entry.action.removeprefix("task.") for entry in history(task)]


def later(time, on="11-24"):
    return time_machine.travel(at(on, time), tick=False)


def test_a_task_is_given_answered_and_closed(office, given):
    assert (given.title, given.standing, told("task.given")) == ("整理货架", GIVEN, ["张小燕"])
    assert [task.id for task in tasks.owed_by(office.clerk.id)] == [given.id]
    given.answer("已整理", by=office.clerk)
    assert (given.state, given.was_late, told("task.answered"), tasks.owed_by(office.clerk.id)) == (
        ANSWERED, False, ["周主管"], [])
    given.close(by=office.supervisor)
    assert (given.state, told("task.closed"), actions(given)) == (CLOSED, ["张小燕"], ["give", "answer", "close"])


def test_an_answer_that_is_not_enough_comes_back_for_another_time_and_stays(office, given):
    with later("18:01", "11-27"):
        assert (given.is_overdue, given.standing) == (True, OVERDUE)
        given.answer("东侧完成", by=office.clerk)
        given.hand_back("西侧还没有", at("11-28", "12:00"), by=office.manager)
        given.answer("西侧也完成", by=office.clerk)
        given.close("很好", by=office.supervisor)
    assert (given.was_late, office.again(given).was_late) == (True, True)
    assert [(step.kind, step.text, step.by.name, step.is_late) for step in given.step_list] == [
        ("answer", "东侧完成", "张小燕", True), ("hand_back", "西侧还没有", "李经理", False),
        ("answer", "西侧也完成", "张小燕", False), ("close", "很好", "周主管", False)]


@pytest.mark.parametrize("moment, is_overdue", [("17:59", False), ("18:00", False), ("18:01", True)])
def test_overdue_is_one_question_in_python_and_in_the_database(office, given, moment, is_overdue):
    with later(moment, "11-27"):
        assert (given.is_overdue, Task.select().where(Task.is_overdue).exists()) == (is_overdue, is_overdue)
        given.answer("已整理", by=office.clerk)
        assert (given.is_overdue, Task.select().where(Task.is_overdue).exists(), given.was_late) == (
            False, False, is_overdue)


@pytest.mark.parametrize("who", ["clerk", "colleague", "stranger", "foreman", "hr", "auditor"])
@pytest.mark.parametrize("move", ["close", "hand_back"])
def test_whoever_answered_does_not_look_at_it_nor_does_anybody_not_above(office, given, who, move):
    given.answer("已整理", by=office.clerk)
    with pytest.raises(NotAllowed):
        {"close": lambda by: given.close(by=by),
         "hand_back": lambda by: given.hand_back("不行", FRIDAY, by=by)}[move](getattr(office, who))
    assert (given.state, move in given.moves_for(getattr(office, who))) == (ANSWERED, False)


@pytest.mark.parametrize("who", ["colleague", "supervisor", "manager", "hr"])
def test_only_whose_it_is_answers(office, given, who):
    with pytest.raises(NotAllowed):
        given.answer("已整理", by=getattr(office, who))


@pytest.mark.parametrize("who", ["clerk", "colleague", "foreman", "stranger", "hr", "auditor", "admin"])
def test_only_those_above_give_a_task(office, who):
    with pytest.raises(NotAllowed):
        Task.give(office.clerk, office.positions.clerk, "整理货架", FRIDAY, by=getattr(office, who))


@pytest.mark.parametrize("text, due, field", [
    (" ", FRIDAY, "text"), ("x" * 1001, FRIDAY, "text"), ("整理", at("11-24", "09:00"), "day"),
    ("整理", at("11-23", "18:00"), "day"), ("整理", FRIDAY + dt.timedelta(days=370), "day")])
def test_a_task_says_what_and_by_when(office, text, due, field):
    with pytest.raises(Invalid) as refused:
        Task.give(office.clerk, office.positions.clerk, text, due, by=office.supervisor)
    assert (refused.value.field, Task.select().count()) == (field, 0)


def test_a_task_goes_to_who_holds_the_position(office):
    with pytest.raises(Invalid) as refused:
        Task.give(office.stranger, office.positions.clerk, "整理货架", FRIDAY, by=office.supervisor)
    assert refused.value.field == "person"


def test_what_is_answered_is_not_answered_again_nor_withdrawn(office, given):
    given.answer("已整理", by=office.clerk)
    with pytest.raises(TooLate):
        office.again(given).answer("又", by=office.clerk)
    with pytest.raises(TooLate):
        office.again(given).withdraw("不必", by=office.supervisor)
    assert actions(given) == ["give", "answer"]


def test_a_task_is_withdrawn_for_a_reason(office, given):
    with pytest.raises(Invalid):
        given.withdraw(" ", by=office.supervisor)
    given.withdraw("活动取消", by=office.supervisor)
    assert (given.state, told("task.withdrawn")) == (WITHDRAWN, ["张小燕"])


@pytest.mark.parametrize("who, sees", [("clerk", True), ("colleague", False), ("supervisor", True), ("manager", True),
                                       ("boss", True), ("hr", True), ("auditor", True), ("stranger", False),
                                       ("foreman", False), ("admin", False)])
def test_a_task_is_seen_by_whose_it_is_and_those_above(office, given, who, sees):
    reader = getattr(office, who)
    assert (Task.visible_to(reader).where(Task.id == given.id).exists(), bool(tasks.page(reader, "open")[0]),
            tasks.counts(reader)["open"]) == (sees, sees, int(sees))


def test_tasks_can_be_given_to_those_beneath(office):
    found = {who: [row.person.name for row in tasks.beneath(getattr(office, who))] for who in (
        "clerk", "supervisor", "hr")}
    assert found == {"clerk": [], "supervisor": ["陈䶮", "张小燕"], "hr": []}


# What an inspection finds

def test_what_fails_is_looked_at_by_those_above_whatever_chance_says(office, checked):
    assert (checked.is_sampled, told("occurrence.failing")) == (True, ["周主管"])
    assert team_day.counts(office.supervisor, day("11-24"))["to_inspect"] == 1


def test_whoever_puts_right_another_s_slip_is_not_led_to_the_other_s_duty(office, checked):
    task = tasks.fail(checked, "更换刹车片", office.colleague, FRIDAY, 2, by=office.supervisor)
    assert (tasks.origin(task, office.colleague), tasks.origin(task, office.supervisor)) == (None, checked)


def test_an_answer_to_what_has_ended_keeps_no_photo(office, checked):
    task = tasks.fail(checked, "更换刹车片", office.clerk, FRIDAY, 2, by=office.supervisor)
    task.withdraw("不必了", by=office.supervisor)
    before = Document.select().count()
    with pytest.raises(TooLate):
        office.again(task).answer("已换", [b"never decoded"], by=office.clerk)
    assert Document.select().count() == before


def test_what_an_inspection_finds_wrong_is_put_right_and_looked_at_again(office, checked):
    task = tasks.fail(checked, "更换刹车片", office.clerk, FRIDAY, 2, by=office.supervisor)
    [found] = evidence.inspections(checked)
    assert (checked.state, found.verdict, found.score, task.inspection, tasks.origin(task, office.clerk)) == (
        REJECTED, "fail", 2, found, checked)
    assert (tasks.come_of(checked), agenda(office.clerk).done) == ({found.id: task}, [checked])
    assert team_day.counts(office.supervisor, day("11-24"))["done"] == 1
    task.answer("已换新", by=office.clerk)
    task.close(by=office.supervisor)
    assert (task.state, office.again(checked).state) == (CLOSED, REJECTED)


def test_once_it_is_withdrawn_somebody_puts_it_right_after_all(office, checked):
    first = tasks.fail(checked, "更换刹车片", office.clerk, FRIDAY, 2, by=office.supervisor)
    assert tasks.nobodys(checked) is None
    with pytest.raises(TooLate):
        tasks.fail_anew(checked, "更换刹车片", office.clerk, FRIDAY, by=office.supervisor)
    first.withdraw("休假", by=office.supervisor)
    found = tasks.nobodys(office.again(checked))
    second = tasks.fail_anew(office.again(checked), "更换刹车片", office.colleague, FRIDAY, by=office.supervisor)
    assert (found, second.inspection, second.person, tasks.come_of(checked)) == (
        first.inspection, found, office.colleague, {found.id: second})
    with pytest.raises(TooLate):
        tasks.fail_anew(office.again(checked), "又一次", office.clerk, FRIDAY, by=office.supervisor)
    assert Task.select().count() == 2


@pytest.mark.parametrize("who", ["clerk", "colleague", "foreman", "hr", "auditor"])
def test_only_those_above_have_it_put_right_after_all(office, checked, who):
    tasks.fail(checked, "更换刹车片", office.clerk, FRIDAY, by=office.supervisor).withdraw("休假", by=office.supervisor)
    with pytest.raises(NotAllowed):
        tasks.fail_anew(office.again(checked), "更换刹车片", office.clerk, FRIDAY, by=getattr(office, who))
    assert Task.select().count() == 1


@pytest.mark.parametrize("who", ["clerk", "colleague", "hr", "auditor"])
def test_nobody_finds_the_own_work_wrong_nor_right(office, checked, who):
    with pytest.raises(NotAllowed):
        tasks.fail(checked, "更换刹车片", office.clerk, FRIDAY, by=getattr(office, who))
    assert (Task.select().count(), office.again(checked).state) == (0, "submitted")


@pytest.mark.parametrize("note, due, person", [(" ", FRIDAY, "clerk"), ("换", at("11-24", "08:00"), "clerk"),
                                               ("换", FRIDAY, "stranger")])
def test_a_finding_without_a_way_to_put_it_right_is_none(office, checked, note, due, person):
    with pytest.raises(Invalid):
        tasks.fail(checked, note, getattr(office, person), due, by=office.supervisor)
    assert (Task.select().count(), evidence.inspections(checked), office.again(checked).state) == (0, [], "submitted")


def test_a_notice_of_a_task_tells_its_title_and_is_settled_by_the_answer(office, given):
    [notice] = Notice.select().where(Notice.kind == "task.given")
    assert inbox.about(office.clerk, [notice]) == {f"task:{given.id}": {"title": "整理货架", "whose": ""}}
    given.answer("已整理", by=office.clerk)
    assert Notice.get_by_id(notice.id).seen_at is not None
