"""Descriptions as files for an office's own programs: the Word file that comes back, the Excel sheets of clauses."""

import hashlib
import io
import zipfile
from urllib.parse import unquote

import pytest
from docx import Document
from docx.oxml.ns import qn
from playhouse.test_utils import count_queries

from db import clause_sheets, intake, workbooks
from db.audit import AuditEntry
from db.descriptions import Clause, Description
from db.intakes import Intake, IntakeItem
from db.positions import Position
from portal.description_form import texts_of
from tests.world import in_review, payload

HEADER = ["部门", "岗位", "版本", "职能分组", "序号", "具体职责", "任职者人数"]


@pytest.fixture
def in_force(world):
    """The clerk's and the driver's."""
    for draft in (world.drafts.clerk, world.drafts.driver):
        in_review(draft, by=world.hr)
        draft.publish(by=world.hr)
    return world.drafts.clerk


def word_file(visit, person, description):
    return visit(person).get(f"/descriptions/{description.id}/description.docx")


def export(visit, person, department=""):
    return visit(person).post("/descriptions/clauses.xlsx", data={"department": department})


def named(answer):
    return unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])


def test_the_word_file_holds_the_description_and_its_clauses_identities(visit, world, in_force):
    answer = word_file(visit, world.clerk, in_force)
    assert (answer.status_code, named(answer)) == (200, "岗位说明书_服务大厅服务人员_A0.docx")
    [found] = intake.read_document("x.docx", answer.data).descriptions
    identities = [duty.pop("identity") for duty in found["duties"]]
    assert (found, identities) == (in_force.payload(), [clause.identity for clause in in_force.clause_list])


@pytest.mark.parametrize("state, remark", [
    ("draft", "草稿"), ("in_review", "审核中"), ("in_force", "2026-11-02 起执行"), ("superseded", "已被新版本取代"),
    ("discarded", "已作废")])
def test_every_page_of_the_word_file_says_how_it_stands(visit, world, state, remark):
    Description.update(state=state, effective_on="2026-11-02").where(Description.id == world.drafts.clerk.id).execute()
    document = Document(io.BytesIO(word_file(visit, world.hr, world.drafts.clerk).data))
    assert document.sections[0].header.paragraphs[0].text.split("　")[-1] == remark


@pytest.mark.parametrize("kind", ["description.docx", "clauses.xlsx"])
def test_whoever_may_not_read_it_finds_no_file(visit, world, kind):
    draft = world.drafts.clerk
    answers = {who: visit(getattr(world, who)).get(f"/descriptions/{draft.id}/{kind}").status_code
               for who in ("hr", "auditor", "supervisor", "clerk", "foreman", "stranger")}
    assert answers == {"hr": 200, "auditor": 200, "supervisor": 200, "clerk": 404, "foreman": 404, "stranger": 404}
    assert visit(world.hr).get(f"/descriptions/999999/{kind}").status_code == 404


def test_a_clause_reworded_in_word_comes_back_as_the_same_clause(visit, world, in_force):
    before = in_force.clause_list
    document = Document(io.BytesIO(word_file(visit, world.hr, in_force).data))
    typed = {before[1].text: "三声之内接听电话", str(before[1].number): "7"}
    for words in document.element.body.iter(qn("w:t")):
        words.text = typed.get(words.text, words.text)
    edited = io.BytesIO()
    document.save(edited)
    edited.seek(0)
    browser = visit(world.hr)
    browser.post("/intake/file", data={"file": (edited, "改过的.docx")})
    item = IntakeItem.select().join(Intake).order_by(IntakeItem.id.desc()).first()
    page = browser.get(f"/intake/{item.intake_id}/{item.id}").get_data(as_text=True)
    assert "三声之内接听电话" in page
    sent = texts_of(item.payload) | {"seen": "0", "position": str(in_force.position_id), "new_department": "",
                                     "new_superior": ""}
    assert browser.post(f"/intake/{item.intake_id}/{item.id}/save", data=sent).status_code == 303
    draft = world.again(item).description
    expected = in_force.payload()
    expected["duties"][1] |= {"text": "三声之内接听电话", "number": 7}
    assert (draft.payload(), draft.version) == (expected, 2)
    assert [clause.identity for clause in draft.clause_list] == [clause.identity for clause in before]


def test_a_file_brings_no_identity_into_another_position(visit, world, in_force):
    data = word_file(visit, world.hr, in_force).data
    item = Intake.read_file("x.docx", data, by=world.hr).ordered_items[0]
    draft = item.save_as_draft(item.found, seen=0, by=world.hr, position=world.positions.foreman)
    assert {clause.identity for clause in draft.clause_list} & {clause.identity for clause in in_force.clause_list} == (
        set())


def test_the_source_of_a_returned_file_stands_beside_the_form_by_its_headings(visit, world, in_force):
    item = Intake.read_file("x.docx", word_file(visit, world.hr, in_force).data, by=world.hr).ordered_items[0]
    assert [heading for heading, _ in item.source][1:5] == ["职位概要", "职责及要求", "关键绩效指标", "工作联系"]
    assert in_force.clause_list[0].text in dict(map(tuple, item.source))["职责及要求"]


def test_the_clauses_of_one_version_are_a_sheet(visit, world, in_force):
    answer = visit(world.clerk).get(f"/descriptions/{in_force.id}/clauses.xlsx")
    assert named(answer) == "职责条款_服务大厅服务人员_A0.xlsx"
    assert workbooks.read(answer.data) == [HEADER, *(
        ["客户服务部", "服务大厅服务人员", "A/0", clause.group, str(clause.number), clause.text, "2"]
        for clause in in_force.clause_list)]


@pytest.mark.parametrize("who, titles", [
    ("hr", {"服务大厅服务人员", "车队司机"}), ("auditor", {"服务大厅服务人员", "车队司机"}),
    ("clerk", {"服务大厅服务人员"}), ("manager", {"服务大厅服务人员"}), ("stranger", {"车队司机"})])
def test_the_clauses_in_force_are_those_a_person_may_see(visit, world, in_force, who, titles):
    in_force.revise(by=world.hr)
    lines = workbooks.read(export(visit, getattr(world, who)).data)
    assert (lines[0], {line[1] for line in lines[1:]}, len(lines)) == (HEADER, titles, 1 + 3 * len(titles))


def test_what_was_taken_away_stands_in_the_log(visit, world, in_force):
    vehicles = world.positions.driver.department_id
    answer = export(visit, world.hr, vehicles)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).first()
    assert (entry.actor_id, entry.action, entry.subject) == (world.hr.id, "clauses.export", f"person:{world.hr.id}")
    assert entry.particulars == (f'{{"count":3,"department":{vehicles},'
                                 f'"sha256":"{hashlib.sha256(answer.data).hexdigest()}"}}')
    assert {line[0] for line in workbooks.read(answer.data)[1:]} == {"车辆部"}


@pytest.mark.parametrize("department", ["999999", "-1", "x", "99999999999999999999", "1 OR 1=1"])
def test_where_nothing_is_in_force_the_list_says_so_and_nothing_is_logged(visit, world, in_force, department):
    answer = export(visit, world.hr, department)
    assert (answer.status_code, "这里没有现行的职责条款" in answer.get_data(as_text=True)) == (422, True)
    assert AuditEntry.select().where(AuditEntry.action == "clauses.export").count() == 0


def test_too_many_clauses_are_no_file(visit, world, in_force, monkeypatch):
    monkeypatch.setattr(clause_sheets, "MOST", 5)
    answer = export(visit, world.hr)
    assert (answer.status_code, "超过 5 条" in answer.get_data(as_text=True)) == (422, True)
    assert export(visit, world.clerk).status_code == 200


def test_a_clause_that_looks_like_a_formula_or_is_too_long_stays_text(visit, world, in_force):
    first, second, _ = in_force.clause_list
    Clause.update(text='=HYPERLINK("http://192.0.2.1")').where(Clause.id == first.id).execute()
    Clause.update(text="长" * 40_000).where(Clause.id == second.id).execute()
    lines = workbooks.read(export(visit, world.clerk).data)
    assert [line[5] for line in lines[1:3]] == ['=HYPERLINK("http://192.0.2.1")', "长" * 32_766 + "…"]


def test_the_sheet_keeps_its_heading_in_sight_and_names_who_took_it(visit, world, in_force):
    with zipfile.ZipFile(io.BytesIO(export(visit, world.hr).data)) as book:
        sheet, about = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert ('state="frozen"' in sheet, '<autoFilter ref="A1:G7"/>' in sheet) == (True, True)
    assert f"{world.hr.name} {world.hr.number}" in about


def test_as_many_queries_for_thirty_positions_as_for_one(visit, world, in_force):
    browser = visit(world.hr)
    browser.post("/descriptions/clauses.xlsx", data={"department": ""})
    with count_queries() as few:
        browser.post("/descriptions/clauses.xlsx", data={"department": ""})
    for number in range(28):
        position = Position.add(f"岗位{number}", world.positions.clerk.department, by=world.hr)
        extra = Description.draft(position, payload(position.title), by=world.hr)
        in_review(extra, by=world.hr)
        extra.publish(by=world.hr)
    with count_queries() as many:
        lines = workbooks.read(browser.post("/descriptions/clauses.xlsx", data={"department": ""}).data)
    assert (len(lines), many.count) == (1 + 3 * 30, few.count)


def test_the_pages_offer_the_files(visit, world, in_force):
    page = visit(world.clerk).get(f"/descriptions/{in_force.id}").get_data(as_text=True)
    assert [f'href="/descriptions/{in_force.id}/{kind}"' in page for kind in ("description.docx", "clauses.xlsx")] == [
        True, True]
    listed = visit(world.hr).get("/descriptions/?department=3").get_data(as_text=True)
    assert 'action="/descriptions/clauses.xlsx"' in visit(world.hr).get("/descriptions/").get_data(as_text=True)
    assert 'name="department" type="hidden" value="3"' in listed
