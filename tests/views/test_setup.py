import re

import pytest

from db import documents, keys, previews, schema, workshop
from db.base import database
from db.organisation import Organisation
from db.people import Person
from portal import create_app
from tests.codes import code
from tests.world import PASSWORD

FORM = {"organisation": "青禾建材家居", "number": "A001", "name": "管理员", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def empty(app, tmp_path):
    """A portal in which there is nobody yet; afterwards the models are bound to the old one again."""
    bound, folders = database.obj, {room: room._folder for room in (documents, keys, previews, workshop)}
    new = create_app(DATA=str(tmp_path))
    new.config.update(WTF_CSRF_ENABLED=False)
    with database.connection_context():
        schema.upgrade()
        yield new.test_client()
    database.initialize(bound)
    for room, folder in folders.items():
        room.keep_in(folder)


@pytest.mark.parametrize("path", ["/", "/session/new", "/people/", "/audit/"])
def test_an_empty_portal_leads_every_page_to_its_set_up(empty, path):
    assert empty.get(path).headers["Location"] == "/setup/"


def test_the_first_person_is_its_administrator_and_is_signed_in(empty):
    answer = empty.post("/setup/", data=FORM)
    person = Person.get()
    assert (answer.status_code, person.number, sorted(person.roles)) == (303, "A001", ["admin", "employee"])
    assert (Organisation.the().name, empty.get("/settings/").status_code) == ("青禾建材家居", 200)


def test_it_can_be_set_up_only_once(empty):
    empty.post("/setup/", data=FORM)
    again = empty.post("/setup/", data=FORM | {"number": "A002"})
    assert (again.status_code, empty.get("/setup/").status_code, Person.select().count()) == (404, 404, 1)


@pytest.mark.parametrize("wrong", [
    {"password": "short", "again": "short"}, {"again": "something else"}, {"number": ""}, {"name": " "},
    {"name": "长" * 41}, {"organisation": ""}, {"organisation": "长" * 81}, {"number": "A\x000"}, {"number": " "},
    {"password": "A001A001A001", "again": "A001A001A001"},
])
def test_a_wrong_form_makes_nobody_and_keeps_what_was_typed(empty, wrong):
    page = empty.post("/setup/", data=FORM | wrong)
    text = page.get_data(as_text=True)
    assert (page.status_code, 'role="alert"' in text, Person.select().count()) == (422, True, 0)
    assert PASSWORD not in text
    typed = {name: value for name, value in FORM.items() if name not in wrong and value != PASSWORD}
    assert [name for name, value in typed.items() if f'value="{value}"' not in text] == []


def test_a_portal_that_is_set_up_has_no_such_page(visit, world):
    assert visit(None).get("/setup/").status_code == 404


def test_a_new_portal_requires_a_second_factor_and_leads_its_administrator_to_set_one_up(empty):
    assert 'checked class="form-check-input" id="guarded"' in empty.get("/setup/").text
    empty.post("/setup/", data=FORM | {"guarded": "y"})
    assert (Organisation.the().second_factor_roles, empty.get("/").headers["Location"]) == (
        ["hr", "admin"], "/second-factor/")
    empty.post("/second-factor/", data={"password": PASSWORD})
    secret = re.search(r'class="key-to-type">([^<]+)<', empty.get("/second-factor/").text)[1].replace(" ", "")
    page = empty.post("/second-factor/confirm", data={"code": code(secret)})
    assert (page.status_code, empty.get("/settings/").status_code) == (200, 200)


def test_who_unticks_it_is_not_asked_for_one_and_is_told_so(empty):
    empty.post("/setup/", data=FORM)
    assert (Organisation.the().second_factor_roles, "没有要求任何人使用两步验证" in empty.get("/").text) == ([], True)


def test_today_leads_from_the_first_department_on(empty):
    empty.post("/setup/", data=FORM | {"guarded": ""})
    before = empty.get("/").text
    assert (before.count("待完成"), before.count("已完成")) == (7, 0)
    assert ('href="/positions/departments/new"' in before, "演示" in before) == (True, False)
    assert empty.post("/positions/departments/new", data={"name": "集团", "parent": ""}).status_code == 303
    after = empty.get("/").text
    assert (after.count("待完成"), after.count("已完成"), 'href="/positions/new"' in after) == (6, 1, True)
    steps = after.partition('id="first-steps"')[2].partition("</ol>")[0]
    assert [empty.get(page).status_code for page in re.findall(r'href="([^"]+)"', steps)] == [200] * 8
