"""Leave on its pages: asked for, decided, and told to nobody whom it does not concern."""

import datetime as dt

import pytest
import time_machine
from playhouse.test_utils import count_queries

from db.leaves import APPROVED, ASKED, CANCELLED, REFUSED, WITHDRAWN, Leave
from tests.rota import NOON, TODAY, day

DAY = dt.timedelta(days=1)
FORM = {"person": "", "kind": "sick", "starts_on": "2026-12-01", "ends_on": "2026-12-03", "deputy": "",
        "note": "门诊复查"}


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield world


@pytest.fixture
def leave(office):
    return Leave.ask(office.clerk, "sick", day("12-01"), day("12-03"), deputy=office.colleague, note="门诊复查",
                     by=office.clerk)


def test_leave_is_asked_for_and_approved_with_a_deputy(visit, office):
    answer = visit(office.clerk).post("/leaves/new", data=FORM | {"deputy": str(office.colleague.id)})
    path = answer.headers["Location"]
    assert (answer.status_code, Leave.get().state) == (303, ASKED)
    page = visit(office.supervisor).get(path).get_data(as_text=True)
    assert ("病假" in page, "门诊复查" in page, f'value="{office.colleague.id}"' in page) == (True, True, True)
    visit(office.supervisor).post(f"{path}/approve", data={"deputy": str(office.supervisor.id)})
    assert (Leave.get().state, Leave.get().deputy_id) == (APPROVED, office.supervisor.id)


def test_colleagues_read_that_somebody_is_away_and_not_why(visit, office, leave):
    leave.approve(deputy=office.colleague, by=office.supervisor)
    pages = [visit(office.colleague).get(path).get_data(as_text=True) for path in (f"/leaves/{leave.id}", "/leaves/")]
    assert [("张小燕" in page, "病假" in page, "门诊" in page) for page in pages] == [(True, False, False)] * 2


def test_a_superior_enters_leave_for_somebody_beneath(visit, office):
    browser = visit(office.supervisor)
    assert f'value="{office.clerk.id}"' in browser.get("/leaves/new").get_data(as_text=True)
    answer = browser.post("/leaves/new", data=FORM | {"person": str(office.clerk.id)})
    assert (answer.status_code, Leave.get().state, Leave.get().person_id) == (303, APPROVED, office.clerk.id)
    foreign = browser.post("/leaves/new", data=FORM | {"person": str(office.stranger.id)})
    assert (foreign.status_code, Leave.select().count()) == (422, 1)


@pytest.mark.parametrize("wrong,field", [
    ({"kind": "moon"}, "kind"), ({"starts_on": ""}, "starts_on"), ({"ends_on": "2026-11-30"}, "ends_on"),
    ({"deputy": "7777"}, "deputy"), ({"note": "长" * 201}, "note"), ({"starts_on": "2020-01-01"}, "ends_on")])
def test_a_wrong_form_asks_for_nothing_and_keeps_what_was_typed(visit, office, wrong, field):
    page = visit(office.clerk).post("/leaves/new", data=FORM | wrong)
    text = page.get_data(as_text=True)
    assert (page.status_code, f'id="{field}-error"' in text, Leave.select().count()) == (422, True, 0)
    assert wrong.get("note", FORM["note"]) in text


@pytest.mark.parametrize("verb,form,state", [("refuse", {"reason": "盘点"}, REFUSED),
                                             ("approve", {"deputy": ""}, APPROVED)])
def test_the_superior_decides_and_it_is_remembered(visit, office, leave, verb, form, state):
    assert visit(office.supervisor).post(f"/leaves/{leave.id}/{verb}", data=form).status_code == 303
    page = visit(office.clerk).get(f"/leaves/{leave.id}").get_data(as_text=True)
    assert (office.again(leave).state, "周主管" in page) == (state, True)


def test_a_refusal_without_a_reason_stays_where_it_is(visit, office, leave):
    answer = visit(office.supervisor).post(f"/leaves/{leave.id}/refuse", data={"reason": " "})
    assert (answer.status_code, 'id="reason-error"' in answer.get_data(as_text=True), office.again(leave).state) == (
        422, True, ASKED)


def test_leave_is_taken_back_shortened_and_called_off(visit, office, leave):
    assert visit(office.clerk).post(f"/leaves/{leave.id}/withdraw").status_code == 303
    assert office.again(leave).state == WITHDRAWN
    other = Leave.ask(office.clerk, "annual", TODAY, TODAY + 9 * DAY, deputy=None, note="", by=office.supervisor)
    browser = visit(office.supervisor)
    for wrong in ("", "2026-12-30"):
        assert browser.post(f"/leaves/{other.id}/shorten", data={"ends_on": wrong}).status_code == 422
    assert browser.post(f"/leaves/{other.id}/shorten", data={"ends_on": "2026-11-26"}).status_code == 303
    assert office.again(other).ends_on == day("11-26")
    assert (browser.post(f"/leaves/{other.id}/cancel").status_code, office.again(other).state) == (303, CANCELLED)


@pytest.mark.parametrize("who,path,status", [
    ("stranger", "", 404), ("colleague", "", 404), ("auditor", "", 404), ("foreman", "/approve", 404),
    ("clerk", "/approve", 403), ("supervisor", "/withdraw", 403), ("admin", "", 404)])
def test_who_is_not_meant_gets_nowhere(visit, office, leave, who, path, status):
    browser = visit(getattr(office, who))
    address = f"/leaves/{leave.id}{path}"
    answer = browser.post(address, data={"deputy": ""}) if path else browser.get(address)
    assert (answer.status_code, office.again(leave).state) == (status, ASKED)


def test_thirty_leaves_cost_no_more_questions_than_one(visit, office, leave):
    browser, counts = visit(office.supervisor), []
    browser.get("/leaves/")
    for more in (0, 29):
        for _ in range(more):
            Leave.create(person=office.clerk, kind="annual", starts_on=TODAY, ends_on=TODAY, asked_by=office.clerk)
        with count_queries() as counter:
            browser.get("/leaves/")
        counts.append(counter.count)
    assert counts[0] == counts[1]
