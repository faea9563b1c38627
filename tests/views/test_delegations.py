import datetime as dt
import re

import pytest
from playhouse.test_utils import count_queries

from db import audit
from db.base import today
from db.delegations import Delegation
from db.signatures import AWAITING_SUPERIOR
from tests import blanks
from tests.scene import PIN, essence


@pytest.fixture
def office(world):
    """The clerk's paper waits for her superior."""
    blanks.in_force(world.drafts.clerk)
    world.paper = blanks.signing(world.drafts.clerk, world.clerk, AWAITING_SUPERIOR)
    return world


def form(**changes):
    return {"giver": "", "number": "T0006", "name": "吴远", "as_superior": "y", "starts_on": today().isoformat(),
            "ends_on": (today() + dt.timedelta(days=7)).isoformat(), "reason": "外出培训"} | changes


def given(world, delegate, **changes):
    wanted = {"giver": world.supervisor, "as_superior": True, "starts_on": today(), "ends_on": today(),
              "reason": "外出培训", "by": world.supervisor}
    return Delegation.give(delegate, **(wanted | changes))


def text(browser, path):
    return re.sub(r"<[^>]*>|\s", "", browser.get(path).get_data(as_text=True))


def test_a_superior_delegates_and_both_find_it_on_their_first_page(office, visit):
    answer = visit(office.supervisor).post("/delegations/new", data=form())
    delegation = Delegation.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/delegations/{delegation.id}")
    own, other = text(visit(office.supervisor), "/"), text(visit(office.stranger), "/")
    assert ("吴远可以代您签署" in own, "您可以代周主管签署" in other, "代周主管签" in other) == (True, True, True)
    assert [entry.action for entry in audit.history(delegation)] == ["delegation.give"]


def test_the_form_as_the_page_draws_it_is_taken(office, visit):
    sent = {name: value for name, value in form().items() if name != "giver"}
    assert visit(office.supervisor).post("/delegations/new", data=sent).status_code == 303


def test_hr_records_one_for_somebody_who_is_away(office, visit):
    browser = visit(office.hr)
    assert 'name="giver"' not in browser.get("/delegations/new").get_data(as_text=True)
    office.supervisor.note_absence("住院", by=office.hr)
    assert "周主管 · T0003 · 住院" in browser.get("/delegations/new").get_data(as_text=True)
    answer = browser.post("/delegations/new", data=form(giver=str(office.supervisor.id)))
    assert (answer.status_code, Delegation.get().giver, Delegation.get().given_by) == (
        303, office.supervisor, office.hr)


@pytest.mark.parametrize("wrong", [
    {"number": "T0999"}, {"name": "吴近"}, {"number": ""}, {"name": " "}, {"as_superior": ""}, {"as_hr": "y"},
    {"starts_on": "2020-01-01"}, {"ends_on": "2099-01-01"}, {"ends_on": "2026-02-30"}, {"reason": ""}, {"giver": "1"},
    {"reason": "长" * 501}, {"number": "T0003", "name": "周主管"}, {"more": "x"},
])
def test_a_wrong_form_delegates_nothing_and_keeps_what_was_typed(office, visit, wrong):
    sent = {name: value for name, value in form(**wrong).items() if value != "" or name == "giver"}
    page = visit(office.supervisor).post("/delegations/new", data=sent)
    told = page.get_data(as_text=True)
    assert (page.status_code, 'role="alert"' in told, Delegation.select().count()) == (422, True, 0)
    assert "reason" in wrong or "外出培训" in told


def test_one_that_leads_down_asks_first_and_is_taken_once_it_is_meant(office, visit):
    browser, sent = visit(office.supervisor), form(number="T0005", name="陈䶮")
    assert "is_meant" not in browser.get("/delegations/new").get_data(as_text=True)
    asked = browser.post("/delegations/new", data=sent)
    told = asked.get_data(as_text=True)
    assert (asked.status_code, "陈䶮在周主管之下" in told, 'name="is_meant"' in told, Delegation.select().count()) == (
        422, True, True, 0)
    assert browser.post("/delegations/new", data=sent | {"is_meant": "y"}).status_code == 303


def test_a_number_is_not_told_whose_it_is(office, visit):
    browser = visit(office.supervisor)
    pages = [essence(browser.post("/delegations/new", data=form(number=number, name="无人")), number)
             for number in ("T0001", "T0999")]
    assert pages[0] == pages[1]


def test_the_paper_opens_for_the_delegate_and_says_what_the_signature_will_say(office, visit):
    browser, path = visit(office.stranger), f"/signatures/{office.paper.id}"
    assert browser.get(path).status_code == 404
    blanks.key(office.stranger)
    delegation = given(office, office.stranger)
    page = text(browser, path)
    assert f"吴远（受周主管委托，委托编号{delegation.number}）受委托，作为直接上级确认本职位说明书" in page
    assert (browser.get("/descriptions/").status_code, browser.get(f"/people/{office.clerk.id}").status_code) == (
        200, 404)
    delegation.end(by=office.supervisor)
    assert browser.get(path).status_code == 404


def test_after_returning_the_paper_the_delegate_is_led_to_the_first_page(office, visit):
    given(office, office.stranger)
    answer = visit(office.stranger).post(f"/signatures/{office.paper.id}/hand-back", data={"note": "第二条"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_both_stand_on_the_page_of_the_paper_and_on_the_board(office, visit):
    given(office, office.manager)
    for path in (f"/signatures/{office.paper.id}", "/signatures/board/"):
        page = text(visit(office.hr), path)
        assert ("李经理（代周主管）" in page, "周主管、" in page or "、周主管" in page) == (True, True)


def test_who_verifies_the_paper_reads_by_whose_delegation_but_no_names(office, visit):
    delegation = given(office, office.stranger)
    blanks.signature(office.paper, office.stranger, "superior", delegation)
    path = f"/verify/{office.paper.token}"
    assert f"吴*（受周**委托，委托编号{delegation.number}）" in text(visit(None), path)
    assert f"吴远（受周主管委托，委托编号{delegation.number}）" in text(visit(office.auditor), path)


def test_it_can_be_ended_and_says_what_was_signed_by_it(office, visit):
    delegation = given(office, office.stranger)
    blanks.signature(office.paper, office.stranger, "superior", delegation)
    path, browser = f"/delegations/{delegation.id}", visit(office.supervisor)
    assert ("张小燕" in text(browser, path), "张小燕" in text(visit(office.stranger), path)) == (True, False)
    assert browser.post(f"{path}/end").status_code == 303
    assert "提前终止" in text(browser, path)
    assert audit.history(delegation)[-1].action == "delegation.end"


def test_others_find_nothing_there(office, visit):
    path = f"/delegations/{given(office, office.stranger).id}"
    for person in (office.clerk, office.manager, office.admin):
        assert (visit(person).get(path).status_code, visit(person).post(f"{path}/end").status_code) == (404, 404)
    assert visit(office.auditor).post(f"{path}/end").status_code == 403
    assert visit(office.clerk).get("/delegations/new").status_code == 403


def test_whoever_reads_the_giver_s_page_and_the_delegation_finds_it_there(office, visit):
    delegation, page = given(office, office.stranger), f"/people/{office.supervisor.id}"
    linked = {key: f'href="/delegations/{delegation.id}"' in visit(getattr(office, key)).get(page).text
              for key in ("hr", "supervisor", "manager")}
    assert linked == {"hr": True, "supervisor": True, "manager": False}


def test_thirty_of_them_cost_no_more_questions_than_one(office, visit):
    browser, counts = visit(office.hr), []
    for n in range(30):
        given(office, office.stranger, starts_on=today() + dt.timedelta(days=n), ends_on=today() + dt.timedelta(days=n))
        if n in (0, 29):
            browser.get("/delegations/")
            with count_queries() as counter:
                browser.get("/delegations/")
            counts.append(counter.count)
    assert counts[0] == counts[1]


def test_the_list_goes_on(office, visit):
    for n in range(52):
        given(office, office.stranger, starts_on=today() + dt.timedelta(days=n), ends_on=today() + dt.timedelta(days=n))
    browser = visit(office.hr)
    first = browser.get("/delegations/").get_data(as_text=True)
    older = re.search(r'href="(/delegations/\?before=\d+)"', first)[1]
    assert (first.count("WT-"), browser.get(older).get_data(as_text=True).count("WT-")) == (50, 2)


def test_a_delegate_signs_with_the_own_pin_alone(office, visit):
    given(office, office.stranger)
    answer = visit(office.stranger).post(f"/signatures/{office.paper.id}/sign", data={
        "shown": office.paper.current.sha256, "read": "y", "method": "typed", "text": "吴远", "pin": PIN})
    assert (answer.status_code, office.again(office.paper).state) == (409, AWAITING_SUPERIOR)
