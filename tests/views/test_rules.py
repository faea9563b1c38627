"""The rules of a position as people write and read them."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playhouse.test_utils import count_queries
from werkzeug.datastructures import MultiDict

from db.audit import history
from db.base import today
from db.descriptions import Description
from db.duties import Occurrence
from db.recurrence import DATE, LAST, WORKDAY, Recurrence, read
from db.rules import Fulfilment, Rule
from db.signatures import COMPLETE
from portal.rhythms import sentence
from portal.rule_form import RuleForm
from tests.db.test_recurrence import recurrences
from tests.papers import signing, version
from tests.policy import A_RULE

TOMORROW = today() + dt.timedelta(days=1)


@pytest.fixture
def duties(world):
    version(world.positions.clerk, {"a": "核对登记表", "b": "接待来访"}, by=world.hr, effective_on="2026-02-01")
    return world.positions.clerk


def form(**changes):
    return {name: value.format(today=today()) for name, value in (A_RULE | changes).items()}


def address(position, clause="a"):
    return f"/positions/{position.id}/rules/{clause}/new"


def made(visit, world, position, **changes):
    visit(world.supervisor).post(address(position), data=form(**changes))
    return Rule.select().order_by(Rule.id.desc()).get()


def test_a_rule_is_written_in_plain_language_and_remembered(visit, world, duties):
    answer = visit(world.supervisor).post(address(duties), data=form(
        unit="month", way="workday", number="-1", off_days="earlier",
        **{"times-0-start": "09:00", "times-0-due": "17:30", "times-0-lock": "12:00", "lock_days": "1"},
        items="登记表 | 勾选\n差错 | 数字 0~5 处", sampling="20", top_score="5", minutes="15"))
    rule = Rule.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rules/{rule.id}")
    assert (rule.recurrence, rule.off_days, rule.times) == ("FREQ=MONTHLY;X-WORKDAY=-1", "earlier",
                                                            [[540, 1050, 2 * 1440 + 720]])
    assert ([item.label for item in rule.item_list], rule.sampling, rule.top_score) == (["登记表", "差错"], 20, 5)
    page = visit(world.clerk).get(f"/rules/{rule.id}").text
    wanted = ("每月最后一个工作日", "09:00–17:30", "2 天后 12:00", "数字 0–5 处")
    assert [words for words in wanted if words not in page] == []
    assert [entry.action for entry in history(rule)] == ["duty_rule.write"]


@pytest.mark.parametrize("changes, field, message", [
    ({"title": ""}, "title", ""), ({"weekdays": "8"}, "weekdays", ""),
    ({"unit": "month", "number": "31"}, "number", "不是每个月都有 31 日，请选择“每月最后一天”。"),
    ({"unit": "day", "every": "0"}, "every", "请填 1 到 60 的数。"),
    ({"unit": "day", "every": ""}, "every", "请填 1 到 60 的数。"),
    ({"times-0-due": ""}, "times", "请填写完成时限。"), ({"items": "天气 | 单选"}, "items", "第 1 行"),
    ({"who": "named"}, "person", "必须选人"), ({"begins_on": "2099-01-01"}, "begins_on", "5 年以内"),
    ({"unit": "always"}, "unit", ""), ({"foreign": "1"}, None, "表单"),
])
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(visit, world, duties, changes, field, message):
    answer = visit(world.supervisor).post(address(duties), data=form(title="月末核对", **changes)
                                          if "title" not in changes else form(**changes))
    assert (answer.status_code, Rule.select().count()) == (422, 0)
    assert message in answer.text
    assert ('value="月末核对"' in answer.text) == ("title" not in changes)


@pytest.mark.parametrize("htmx", [True, False])
def test_a_preview_shows_the_next_ten_days_and_keeps_nothing(visit, world, duties, htmx):
    headers = {"HX-Request": "true", "HX-Target": "section#outlook"} if htmx else {}
    answer = visit(world.supervisor).post(address(duties), headers=headers, data=form(
        unit="month", way="date", number="-1", items="照片 | 照片 2张", preview="1"))
    assert (answer.status_code, Rule.select().count(), "<html" in answer.text) == (200, 0, not htmx)
    assert ("每月最后一天" in answer.text, answer.text.partition('class="days"')[2].count("<li>") >= 10) == (True, True)


@pytest.mark.parametrize("way, said", [("date", "每月1日，遇非工作日顺延到下一工作日"),
                                       ("workday", "每月第 1 个工作日")])
def test_a_working_day_is_never_a_day_off(visit, world, duties, way, said):
    rule = made(visit, world, duties, unit="month", way=way, number="1", off_days="later")
    page = visit(world.clerk).get(f"/rules/{rule.id}").text
    assert (f"<dd>{said}</dd>" in page, rule.off_days) == (True, "later")


def test_a_preview_of_what_cannot_be_says_why(visit, world, duties):
    page = visit(world.supervisor).post(address(duties), data=form(unit="month", number="30", preview="1")).text
    assert "不是每个月都有 30 日" in page.partition('id="outlook"')[2]


def test_what_a_rule_asks_from_today_stands_on_the_list_at_once(visit, world, duties):
    signing(Description.in_force(duties), world.clerk, COMPLETE, on="2026-02-10")
    rule = made(visit, world, duties, unit="day", title="清点雨伞")
    assert "清点雨伞" in visit(world.clerk).get("/").text
    visit(world.supervisor).post(f"/rules/{rule.id}/end", data={"valid_until": today().isoformat()})
    ahead = Occurrence.select().where(Occurrence.series == rule.series).order_by(Occurrence.work_date)
    assert [row.state for row in ahead] == ["todo", "dropped"]


def test_an_edit_from_tomorrow_makes_the_next_version(visit, world, duties):
    rule = made(visit, world, duties)
    browser = visit(world.supervisor)
    assert 'value="23:59"' in browser.get(f"/rules/{rule.id}/edit").text
    answer = browser.post(f"/rules/{rule.id}/edit", data=form(unit="day", valid_from=TOMORROW.isoformat()))
    newest = Rule.select().order_by(Rule.id.desc()).get()
    assert (answer.status_code, newest.version, newest.recurrence) == (303, 2, "FREQ=DAILY")
    assert newest.valid_from == TOMORROW
    early = browser.post(f"/rules/{newest.id}/edit", data=form(unit="week", valid_from=today().isoformat()))
    assert (early.status_code, "最早从明天起" in early.text, Rule.select().count()) == (422, True, 2)


def test_a_rule_ends(visit, world, duties):
    rule = made(visit, world, duties)
    early = visit(world.supervisor).post(f"/rules/{rule.id}/end", data={"valid_until": "2020-01-01"})
    assert (early.status_code, world.again(rule).valid_until) == (422, None)
    visit(world.supervisor).post(f"/rules/{rule.id}/end", data={"valid_until": today().isoformat()})
    assert (world.again(rule).valid_until, [entry.action for entry in history(rule)][-1]) == (today(), "duty_rule.end")


def test_a_rule_with_a_version_to_come_is_ended_at_that_one(visit, world, duties):
    rule = made(visit, world, duties, unit="day")
    browser = visit(world.supervisor)
    later = today() + dt.timedelta(days=9)
    browser.post(f"/rules/{rule.id}/edit", data=form(unit="week", valid_from=later.isoformat()))
    planned, page = Rule.newest(rule.series), browser.get(f"/rules/{rule.id}").text
    assert ("请到该版本去修改或结束" in page, f"/rules/{rule.id}/end" in page, f"/rules/{rule.id}/edit" in page) == (
        True, False, False)
    refused = browser.post(f"/rules/{rule.id}/end", data={"valid_until": today().isoformat()})
    assert (refused.status_code, "此规则刚刚被别人修改" in refused.text) == (409, True)
    browser.post(f"/rules/{planned.id}/end", data={"valid_until": today().isoformat()})
    assert list(Rule.valid(TOMORROW, later)) == []
    assert "从未生效" in browser.get(f"/rules/{planned.id}").text


def test_a_rule_that_has_ended_is_begun_anew_as_one_of_its_own(visit, world, duties):
    rule, browser = made(visit, world, duties, title="清点雨伞"), visit(world.supervisor)
    yesterday = today() - dt.timedelta(days=1)
    Rule.update(valid_from=yesterday, valid_until=yesterday).where(Rule.id == rule.id).execute()
    refused = browser.post(f"/rules/{rule.id}/edit", data=form(unit="day", valid_from=TOMORROW.isoformat()))
    assert (refused.status_code, "此规则已经结束" in refused.text) == (409, True)
    page = browser.get(f"/rules/{rule.id}").text
    anew = address(duties) + f"?like={rule.id}"
    assert (f'href="{anew}"' in page, f"/rules/{rule.id}/edit" in page) == (True, False)
    assert 'value="清点雨伞"' in browser.get(anew).text
    assert made(visit, world, duties).series != rule.series


def test_what_is_covered_and_what_is_not_stands_on_the_page(visit, world, duties):
    made(visit, world, duties)
    page = visit(world.clerk).get(f"/positions/{duties.id}/rules").text
    assert ("每周一" in page, page.count("未落实"), "新建规则" in page) == (True, 1, False)
    visit(world.supervisor).post(f"/positions/{duties.id}/rules/b/sources", data={"sources": ["visitors"]})
    page = visit(world.supervisor).get(f"/positions/{duties.id}/rules").text
    assert ("由台账体现：来访" in page, page.count("未落实"), Fulfilment.get().source) == (True, 0, "visitors")
    assert ' checked' in visit(world.supervisor).get(f"/positions/{duties.id}/rules/b/sources").text


def test_the_map_of_all_positions_leads_to_each(visit, world, duties):
    page = visit(world.supervisor).get("/rules/").text
    assert (f'href="/positions/{duties.id}/rules"' in page, "2 条职责中有 2 条" in page) == (True, True)
    assert visit(world.clerk).get("/rules/").status_code == 403


def test_a_position_without_a_description_says_what_is_missing(visit, world):
    assert "此岗位没有生效的说明书" in visit(world.hr).get(f"/positions/{world.positions.foreman.id}/rules").text


def test_who_is_named_is_not_told_to_colleagues(visit, world, duties):
    rule = made(visit, world, duties, who="named", person=str(world.colleague.id))
    pages = [visit(person).get(f"/rules/{rule.id}").text for person in (world.clerk, world.supervisor)]
    assert ["陈䶮" in page for page in pages] == [False, True]


def test_thirty_duties_cost_no_more_questions_than_two(visit, world, duties):
    browser, counts = visit(world.hr), []
    for clauses in (["a", "b"], [f"c{n}" for n in range(30)]):
        version(duties, {clause: f"职责{clause}" for clause in clauses}, by=world.hr, effective_on="2026-02-01")
        for clause in clauses:
            Rule.create(position=duties, clause=clause, title="每日", recurrence="FREQ=DAILY", begins_on=today(),
                        times=[[0, 1080, 1439]], valid_from=today())
        browser.get(f"/positions/{duties.id}/rules")
        with count_queries() as counter:
            browser.get(f"/positions/{duties.id}/rules")
        counts.append(counter.count)
    assert counts[0] == counts[1]


times = st.lists(st.tuples(st.integers(0, 1439), st.integers(0, 1438), st.integers(0, 1439)), min_size=1, max_size=3,
                 unique_by=lambda row: row[1])


@given(recurrences(), times, st.integers(0, 5))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_form_of_a_rule_says_what_the_rule_says(app, world, recurrence, rows, lock_days):
    """What is typed becomes a rule, and its form typed again becomes the same rule."""
    rule = Rule(title="核对", recurrence=recurrence.text, begins_on=today(), off_days="as_usual", who="holder",
                position=world.positions.clerk)
    with app.test_request_context():
        typed = MultiDict({f"times-{n}-{name}": f"{minutes // 60:02}:{minutes % 60:02}" for n, row in enumerate(rows)
                           for name, minutes in zip(("start", "due", "lock"), row, strict=True)})
        typed.update({name: str(value) for name, value in vars(recurrence).items() if name != "weekdays"})
        typed.update({"weekdays": [str(n) for n in recurrence.weekdays], "lock_days": str(lock_days), "within": "45",
                      "locked": "400"})
        rule.times = RuleForm(typed)._times()
        assert rule.times == [] or min(start for start, _due, _lock in rule.times) >= 0
        again = RuleForm.of(rule)
        assert (RuleForm(typed).recurrence, again.recurrence, again._times()) == (recurrence, recurrence, rule.times)


@pytest.mark.parametrize("recurrence, chinese, english", [
    (Recurrence("day"), "每天", "every day"),
    (Recurrence("day", 3), "每 3 天", "every 3 days"),
    (Recurrence("week", weekdays=(0, 2, 4)), "每周一、周三、周五", "every week on Mon, Wed, Fri"),
    (Recurrence("week", weekdays=(0, 1, 2, 3, 4)), "每周一至周五", "every week on Mon to Fri"),
    (Recurrence("week", 2, (5,)), "每 2 周的周六", "every 2 weeks on Sat"),
    (Recurrence("month", way=DATE, number=15), "每月15日", "on day 15 of each month"),
    (Recurrence("month", way=DATE, number=LAST), "每月最后一天", "on the last day of each month"),
    (Recurrence("month", 2, way=DATE, number=1), "每 2 个月的1日", "on day 1 of every 2 months"),
    (Recurrence("month", way="weekday", number=2, weekday=1), "每月第二个周二", "on the second Tue of each month"),
    (Recurrence("month", way=WORKDAY, number=1), "每月第 1 个工作日", "on working day 1 of each month"),
    (Recurrence("month", way=WORKDAY, number=LAST), "每月最后一个工作日", "on the last working day of each month"),
    (Recurrence("quarter", way=DATE, number=LAST, month=3), "每季度第 3 个月最后一天",
     "on the last day of month 3 of each quarter"),
    (Recurrence("year", way=DATE, number=1, month=3), "每年三月1日", "on day 1 of March each year"),
    (Recurrence("shift"), "每班开始时", "at the beginning of each shift"),
    (Recurrence("once"), "2026年10月8日，一次", "once, on 8 Oct 2026"),
    (Recurrence("event"), "遇事即办", "whenever it happens"),
])
def test_a_recurrence_reads_well_in_both_languages(app, recurrence, chinese, english):
    said = []
    for locale in ("zh_Hans", "en"):
        with app.test_request_context(headers={"Accept-Language": locale}) as context:
            context.session["locale"] = locale
            said.append(sentence(read(recurrence.text), dt.date(2026, 10, 8)))
    assert said == [chinese, english]
