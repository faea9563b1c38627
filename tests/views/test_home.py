import pytest
from playhouse.test_utils import count_queries

from db.descriptions import Description
from db.notices import Notice
from db.people import Person
from tests import policy
from tests.scene import Scene


@pytest.fixture
def scene(app, world, monkeypatch):
    return Scene(app, world, monkeypatch)


def page(scene, role, path="/"):
    return scene.ask(role, "GET", path)[0].get_data(as_text=True)


def test_a_quiet_day_says_so(visit, world):
    text = visit(world.clerk).get("/").get_data(as_text=True)
    assert ("没有等待您签署的文件" in text, "张小燕" in text) == (True, True)


def test_what_waits_for_the_holder_stands_on_the_holders_page_alone(scene):
    address = f'href="/signatures/{scene.objects["signing"]["clerk"]["id"]}"'
    waiting = {role: address in page(scene, role).partition('id="mine"')[0] for role in policy.SIGNED_IN}
    assert [role for role, is_there in waiting.items() if is_there] == [policy.EMPLOYEE]


def test_what_came_back_stands_on_the_pages_of_hr_alone(scene):
    address = f'href="/signatures/{scene.objects["returned signing"]["driver"]["id"]}"'
    assert [role for role in policy.SIGNED_IN if address in page(scene, role)] == [policy.HR, policy.HR_MANAGER]


def test_drafts_stand_on_the_pages_of_those_who_work_on_them(scene):
    address = f'href="/descriptions/{scene.objects["draft"]["driver"]["id"]}"'
    assert [role for role in policy.SIGNED_IN if address in page(scene, role)] == [policy.HR, policy.HR_MANAGER]


def test_the_menu_offers_what_the_reader_may_open(visit, world):
    offered = {reader: 'href="/settings/"' in visit(getattr(world, reader)).get("/menu").get_data(as_text=True)
               for reader in ("clerk", "hr", "admin")}
    assert offered == {"clerk": False, "hr": False, "admin": True}


def test_thirty_papers_cost_no_more_questions_than_one(visit, world):
    """The day of the holder of one draft, and of thirty."""
    hr = visit(world.hr)
    hr.get("/")
    with count_queries() as few:
        hr.get("/")
    for n in range(30):
        Description.create(position=world.positions.boss, version=n + 1, title=f"稿{n}", created_by=world.hr)
    with count_queries() as many:
        hr.get("/")
    assert few.count == many.count


def test_the_health_page_is_open_and_says_nothing_else(visit, world):
    answer = visit(None).get("/healthz")
    assert (answer.status_code, answer.get_json(), Person.select().count() > 1) == (200, {"state": "ok"}, True)


def test_the_bell_and_today_count_the_same_notices(visit, world):
    """Also those that Today does not list, because what they ask for stands above."""
    for kind, subject in (("signing.opened", "signing:1"), ("signing.returned", "signing:1")):
        Notice.create(person=world.clerk, kind=kind, subject=subject)
    text = visit(world.clerk).get("/").get_data(as_text=True)
    news = text.partition('id="news"')[2].partition("</section>")[0]
    assert ('<span class="badge count" aria-hidden="true">2</span>' in text, news.count("<li")) == (True, 1)
    assert ('<span class="badge count">2</span>' in news, "全部 2 条未读通知" in news) == (True, True)
