"""The pages of an import: upload, overview, one item beside its source."""

import io
import zipfile

import pytest
from playhouse.test_utils import count_queries

from db.descriptions import Description
from db.documents import Document
from db.intakes import Intake
from db.positions import Position
from tests.sources import TWO

NOBODYS = ("clerk", "supervisor", "manager", "boss", "auditor")
BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("[Content_Types].xml", "<Types/>")
    archive.writestr("word/document.xml", b" " * 60_000_000)


def sent(data, name="花房.txt"):
    return {"file": (io.BytesIO(data), name)}


@pytest.fixture
def item(world):
    return Intake.read_pasted(TWO, by=world.hr).ordered_items[0]


def at(item, verb=""):
    return f"/intake/{item.intake_id}/{item.id}{verb and '/'}{verb}"


def form(**changes):
    """What the page sends when nothing in it is touched."""
    fields = {"seen": "0", "title": "花房管理员", "department": "园艺部", "summary": "照料花房里的植物。",
              "duties": "【日常养护】\n1. 每天早晨给植物浇水；\n2. 记录室内温度；", "kpis": "成活率",
              "position": "", "new_department": "", "new_superior": ""}
    return fields | changes


def test_a_file_is_read_and_its_items_shown(visit, world):
    browser = visit(world.hr)
    answer = browser.post("/intake/file", data=sent(TWO.encode()), follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.request.path) == (200, f"/intake/{Intake.get().id}")
    assert ("花房管理员" in page, "花房学徒" in page) == (True, True)


def test_pasted_text_is_read(visit, world):
    answer = visit(world.hr).post("/intake/text", data={"text": TWO})
    assert (answer.status_code, Intake.get().name, len(Intake.get().ordered_items)) == (303, "", 2)


@pytest.mark.parametrize("data", [
    b"", b" \n", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), BOMB.getvalue(), b"a" * 11_000_000, b"PK\x03\x04 cut off",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600])
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(visit, world, data):
    before = Document.select().count()
    answer = visit(world.hr).post("/intake/file", data=sent(data, "花房.doc"))
    error = answer.get_data(as_text=True).partition('id="file-error"')[2].partition("</div>")[0]
    assert (answer.status_code, "花房.doc" in error) == (422, True)
    assert (Intake.select().count(), Document.select().count()) == (0, before)


def test_a_file_without_a_description_is_refused_beside_its_field(visit, world):
    answer = visit(world.hr).post("/intake/file", data=sent("没有标题。".encode()))
    assert (answer.status_code, 'id="file-error"' in answer.get_data(as_text=True), Intake.select().count()) == (
        422, True, 0)


def test_no_file_is_no_import(visit, world):
    answer = visit(world.hr).post("/intake/file", data={})
    assert (answer.status_code, "请选择文件" in answer.get_data(as_text=True)) == (422, True)


def test_pasted_text_that_cannot_be_read_stays_in_the_field(visit, world):
    answer = visit(world.hr).post("/intake/text", data={"text": "没有标题的话 <b>"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "没有标题的话 &lt;b&gt;</textarea>" in page, Intake.select().count()) == (422, True, 0)


def test_the_name_of_a_file_loses_its_folders(visit, world):
    visit(world.hr).post("/intake/file", data=sent(TWO.encode(), "../资料/花房.txt"))
    assert Intake.get().name == "花房.txt"


@pytest.mark.parametrize("who", NOBODYS)
@pytest.mark.parametrize("method, verb", [("get", ""), ("post", "keep"), ("post", "save"), ("post", "leave-out"),
                                          ("post", "take-back")])
def test_nobody_but_hr_comes_near_an_item(visit, world, item, who, method, verb):
    answer = getattr(visit(getattr(world, who)), method)(at(item, verb))
    assert (answer.status_code, world.again(item).state, world.again(item).edition) == (403, "to_check", 0)


@pytest.mark.parametrize("path", ["/intake/", "/intake/1", "/intake/1/source"])
def test_a_visitor_without_a_session_is_sent_to_sign_in(visit, item, path):
    answer = visit(None).get(path)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/session/new")


def test_an_item_is_found_under_its_own_import_only(visit, world, item):
    other = Intake.read_pasted(TWO, by=world.hr)
    answer = visit(world.hr).get(f"/intake/{other.id}/{item.id}")
    assert (answer.status_code, visit(world.hr).get("/intake/2147483648").status_code) == (404, 404)


def test_the_page_of_an_item_shows_its_source_beside_the_fields(visit, world, item):
    page = visit(world.hr).get(at(item)).get_data(as_text=True)
    source, _, fields = page.partition('class="description-form"')
    assert ("清点花盆" in source, "清扫地面" in page, "【盘点】\n3. 每月清点花盆。" in fields) == (True, False, True)


def test_the_position_is_suggested_by_title_or_by_another_name(visit, world, item):
    world.positions.foreman.name_also(["花房管理员"], by=world.hr)
    page = visit(world.hr).get(at(item)).get_data(as_text=True)
    assert f'<option selected value="{world.positions.foreman.id}">' in page


def test_corrections_are_kept_and_shown_again(visit, world, item):
    browser = visit(world.hr)
    answer = browser.post(at(item, "keep"), data=form(unclassified="还没有位置"), follow_redirects=True)
    assert (answer.status_code, "还没有位置</textarea>" in answer.get_data(as_text=True)) == (200, True)
    kept = world.again(item)
    assert (kept.state, kept.payload["unclassified"], kept.payload["kpis"]) == ("to_check", ["还没有位置"], ["成活率"])


def test_a_line_that_is_no_duty_is_named_and_what_was_typed_stays(visit, world, item):
    answer = visit(world.hr).post(at(item, "keep"), data=form(duties="1. 浇水\n没有编号的一行"))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "第 2 行没有编号" in page, "没有编号的一行</textarea>" in page) == (422, True, True)
    assert world.again(item).edition == 0


def test_of_two_people_the_later_one_sees_both_texts_and_loses_nothing(visit, world, item):
    visit(world.hr).post(at(item, "keep"), data=form(summary="先到的内容"))
    answer = visit(world.hr_manager).post(at(item, "keep"), data=form(summary="后到的内容"))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "<ins>后到的内容</ins>" in page, "<ins>先到的内容</ins>" in page,
            "后到的内容</textarea>" in page) == (409, True, True, True)
    assert ('name="seen" type="hidden" value="1"' in page, world.again(item).payload["summary"]) == (True, "先到的内容")


def test_an_item_is_saved_as_the_draft_of_a_position_and_the_next_one_opens(visit, world, item):
    position = world.positions.foreman
    answer = visit(world.hr).post(at(item, "save"), data=form(position=str(position.id)))
    draft = Description.get(Description.position == position)
    assert (answer.status_code, answer.headers["Location"]) == (303, at(item.intake.ordered_items[1]))
    assert (draft.state, [clause.text for clause in draft.clause_list], draft.created_by) == (
        "draft", ["每天早晨给植物浇水；", "记录室内温度；"], world.hr)


def test_an_item_sent_twice_makes_one_draft(visit, world, item):
    browser, data = visit(world.hr), form(position=str(world.positions.foreman.id))
    first, second = browser.post(at(item, "save"), data=data), browser.post(at(item, "save"), data=data)
    draft = Description.get(Description.position == world.positions.foreman)
    assert (first.status_code, second.headers["Location"]) == (303, f"/descriptions/{draft.id}")
    assert Description.select().where(Description.position == world.positions.foreman).count() == 1


def test_an_item_is_saved_under_a_new_position(visit, world, item):
    department, superior = world.positions.clerk.department_id, world.positions.supervisor.id
    visit(world.hr).post(at(item, "save"), data=form(new_department=str(department), new_superior=str(superior)))
    made = Position.get(Position.title == "花房管理员")
    assert (made.department_id, made.superior_id, made.descriptions.count()) == (department, superior, 1)


@pytest.mark.parametrize("value", ["clerk", "", "999999"])
def test_a_position_that_cannot_take_it_is_refused_beside_its_field(visit, world, item, value):
    chosen = str(world.positions.clerk.id) if value == "clerk" else value
    before = (Description.select().count(), Position.select().count())
    answer = visit(world.hr).post(at(item, "save"), data=form(position=chosen))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, 'id="position-error"' in page, world.again(item).state) == (422, True, "to_check")
    assert (Description.select().count(), Position.select().count()) == before


def test_a_field_the_form_does_not_have_is_refused(visit, world, item):
    answer = visit(world.hr).post(at(item, "keep"), data=form(state="saved"))
    assert (answer.status_code, world.again(item).state) == (422, "to_check")


def test_an_item_is_left_out_and_taken_back(visit, world, item):
    browser = visit(world.hr)
    browser.post(at(item, "leave-out"))
    assert world.again(item).state == "left_out"
    browser.post(at(item, "take-back"))
    assert world.again(item).state == "to_check"


def test_the_source_comes_back_as_a_file_that_is_never_run(visit, world):
    browser = visit(world.hr)
    browser.post("/intake/file", data=sent(TWO.encode()))
    answer = browser.get(f"/intake/{Intake.get().id}/source")
    assert (answer.get_data(), answer.headers["X-Content-Type-Options"]) == (TWO.encode(), "nosniff")
    assert answer.headers["Content-Disposition"].endswith("filename*=UTF-8''%E8%8A%B1%E6%88%BF.txt")


def test_text_of_a_file_is_shown_and_never_run(visit, world):
    nasty = TWO.replace("照料花房", "<script>alert(1)</script>{{ 7*7 }} hx-get=/x 照料花房")
    answer = visit(world.hr).post("/intake/text", data={"text": nasty})
    item = Intake.get().ordered_items[0]
    page = visit(world.hr).get(answer.headers["Location"]).get_data(as_text=True)
    page += visit(world.hr).get(at(item)).get_data(as_text=True)
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page) == (False, True)


def test_the_list_takes_as_many_queries_for_many_imports_as_for_one(visit, world, item):
    browser = visit(world.hr)
    browser.get("/intake/")
    with count_queries() as one:
        browser.get("/intake/")
    for _ in range(15):
        Intake.read_pasted(TWO, by=world.hr)
    with count_queries() as many:
        page = browser.get("/intake/").get_data(as_text=True)
    assert (page.count("粘贴的文本"), many.count) == (16, one.count)
