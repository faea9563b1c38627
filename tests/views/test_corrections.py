"""Correcting a slip on its page, and the mark it leaves wherever the text is read."""

import pytest
from playhouse.test_utils import count_queries

from db.audit import history
from db.base import digest
from db.corrections import Correction, correct, read
from db.signatures import AWAITING_EMPLOYEE, Signing
from db.verification import GENUINE, UNKNOWN, Finding
from tests import versions

OLD, NEW = "接待来访的顾客并登记", "接待来访的客人并登记"


@pytest.fixture
def version(world):
    return versions.in_force(world.drafts.clerk, world.hr)


@pytest.fixture
def first(version):
    return version.clause_list[0].identity


@pytest.fixture
def corrected(world, version, first):
    return correct(version, first, NEW, reason="误写一词", seen=digest(OLD), by=world.hr)


def at(description, step=""):
    return f"/descriptions/{description.id}/corrections{step}"


def form(place, **changes):
    return {"place": place, "value": NEW, "reason": "误写一词", "seen": digest(OLD)} | changes


def text_of(answer):
    return answer.get_data(as_text=True)


def test_hr_chooses_a_place_corrects_it_and_the_page_says_what_stood_there(visit, world, version, first):
    browser = visit(world.hr)
    link = f'href="{at(version)}?place={first}"'
    assert [f'href="{at(version)}"' in text_of(browser.get(f"/descriptions/{version.id}")),
            link in text_of(browser.get(at(version))), f"{OLD}</textarea>" in text_of(browser.get(
                f"{at(version)}?place={first}"))] == [True] * 3
    page = text_of(browser.post(at(version), data=form(first), follow_redirects=True))
    assert ["已更正" in page, f"<div>{NEW}" in page, "理由：误写一词" in page, world.hr.name in page,
            "[删去: </span>顾客<" in page, "[新增: </span>客人<" in page] == [True] * 6
    assert history(version)[-1].action == "description.correct"


def test_a_field_is_corrected_in_the_notation_of_the_editor(visit, world, version):
    seen = digest(version.relations)
    value = "部门内 | 商户客服主管 | 汇报、接受指点"
    answer = visit(world.hr).post(at(version), data=form("relations", seen=seen, value=value))
    assert (answer.status_code, read(version).text.relations[0]["content"]) == (303, "汇报、接受指点")


@pytest.mark.parametrize("changes, said", [
    ({"value": ""}, 'id="value-error"'), ({"reason": ""}, 'id="reason-error"'), ({"value": OLD}, 'id="value-error"'),
    ({"value": "迎接到访的每一位来宾并做好登记"}, "相差超过 6 个字符"), ({"value": "字\x00符"}, 'id="value-error"'),
    ({"place": "title"}, "此处不能更正"), ({"place": "x" * 32}, "此处不能更正")])
def test_what_is_no_correction_is_said_beside_the_field_and_stays_in_it(visit, world, version, first, changes, said):
    answer = visit(world.hr).post(at(version), data=form(first) | changes)
    assert (answer.status_code, said in text_of(answer), Correction.select().count()) == (422, True, 0)
    assert "误写一词</textarea>" in text_of(answer) or changes == {"reason": ""}


def test_a_list_in_no_notation_is_said_to_be_unreadable(visit, world, version):
    answer = visit(world.hr).post(at(version), data=form("relations", seen=digest(version.relations), value="一格"))
    assert (answer.status_code, "第 1 行" in text_of(answer)) == (422, True)


def test_the_later_of_two_sees_what_stands_there_and_may_send_it_again(visit, world, version, first, corrected):
    browser = visit(world.hr_manager)
    answer = browser.post(at(version), data=form(first, value="接待来访顾客并登记"))
    page = text_of(answer)
    assert (answer.status_code, f">{NEW}</blockquote>" in page, "接待来访顾客并登记</textarea>" in page) == (
        409, True, True)
    seen = page.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    assert browser.post(at(version), data=form(first, value="接待来访客人并登记", seen=seen)).status_code == 303


def test_a_correction_is_taken_back_with_a_reason_and_both_stay_listed(visit, world, version, corrected):
    browser, address = visit(world.hr), at(version, f"/{corrected.id}/take-back")
    refused = browser.post(address, data={"reason": ""})
    assert (refused.status_code, 'id="reason-error"' in text_of(refused), read(version).standing) == (
        422, True, [corrected])
    page = text_of(browser.post(address, data={"reason": "原文无误"}, follow_redirects=True))
    paper = page.partition('class="paper"')[2].partition("</article>")[0]
    assert ("更正已撤回" in page, f"<div>{OLD}" in paper, "误写一词" in paper) == (True, True, False)
    listed = text_of(browser.get(at(version)))
    assert ["误写一词" in listed, "原文无误" in listed, "撤回更正：职责第 1 条" in listed,
            "职责第 1 条（已撤回）" in listed, "/take-back" in listed] == [True, True, True, True, False]
    assert browser.post(address, data={"reason": "再次"}).status_code == 409


@pytest.mark.parametrize("who, status", [("clerk", 403), ("supervisor", 403), ("manager", 403), ("auditor", 403),
                                         ("admin", 403)])
def test_nobody_else_has_the_page(visit, world, version, first, corrected, who, status):
    browser = visit(getattr(world, who))
    answers = (browser.get(at(version)), browser.post(at(version), data=form("summary")),
               browser.post(at(version, f"/{corrected.id}/take-back"), data={"reason": "x"}))
    assert ([answer.status_code for answer in answers], Correction.select().count()) == ([status] * 3, 1)
    page = text_of(browser.get(f"/descriptions/{version.id}"))
    assert "/corrections" not in page


def test_what_is_not_there_is_not_corrected(visit, world, version, corrected):
    browser = visit(world.hr)
    addresses = (at(version, "/999999/take-back"), at(world.drafts.driver, f"/{corrected.id}/take-back"))
    assert browser.get("/descriptions/999999/corrections").status_code == 404
    assert [browser.post(address, data={"reason": "x"}).status_code for address in addresses] == [404, 404]


def test_a_draft_is_edited_and_not_corrected(visit, world):
    browser = visit(world.hr)
    assert [browser.get(at(world.drafts.clerk)).status_code,
            browser.post(at(world.drafts.clerk), data=form("summary")).status_code] == [409, 409]


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor", "hr"])
def test_every_reader_sees_the_corrected_text_and_its_mark(visit, world, version, corrected, who):
    page = text_of(visit(getattr(world, who)).get(f"/descriptions/{version.id}"))
    assert (f"<div>{NEW}" in page, page.count('class="correction"'), "本版本有 1 处更正" in page) == (True, 1, True)


def test_the_signing_page_shows_its_papers_text_and_whether_the_correction_is_on_it(visit, world, version, corrected):
    before = versions.paper(version, world.clerk, AWAITING_EMPLOYEE)
    after = versions.paper(version, world.colleague, AWAITING_EMPLOYEE)
    Signing.update(correction=corrected).where(Signing.id == after.id).execute()
    pages = [text_of(visit(person).get(f"/signatures/{signing.id}"))
             for person, signing in ((world.clerk, before), (world.colleague, after))]
    assert [(f"<div>{OLD}" in page, "未载入本文件" in page, "已载入本文件的更正记录" in page) for page in pages] == [
        (True, True, False), (True, False, True)]


def test_a_paper_that_carries_what_was_taken_back_says_so(visit, world, version, corrected):
    signing = versions.paper(version, world.clerk, AWAITING_EMPLOYEE)
    Signing.update(correction=corrected).where(Signing.id == signing.id).execute()
    corrected.take_back("原文无误", by=world.hr)
    page = text_of(visit(world.clerk).get(f"/signatures/{signing.id}"))
    assert ("已载入本文件的更正记录，但其后已撤回" in page, f"<div>{OLD}" in page) == (True, True)
    found = Finding(GENUINE, "0" * 64, world.again(signing))
    assert (found.corrected_since, Finding(UNKNOWN, "0" * 64).corrected_since) == (1, 0)


def test_the_difference_compares_the_corrected_text_and_says_so(visit, world, version, corrected):
    draft = version.revise(by=world.hr)
    page = text_of(visit(world.hr).get(f"/descriptions/{draft.id}/difference"))
    assert ("两个版本内容相同" in page, "版本 A/0 有 1 处更正" in page, page.count('class="correction"')) == (
        True, True, 1)
    assert page.count('<span class="correction-word">更正</span>') == 2  # in the list, and at the clause


def test_word_file_sheets_and_handover_say_the_corrected_text(visit, world, version, corrected, monkeypatch):
    browser, asked = visit(world.hr), []
    monkeypatch.setattr("portal.papers.pdf.handover", lambda context, **_: asked.append(context) or b"%PDF")
    monkeypatch.setattr("portal.papers.office.description", lambda *given: asked.append(given) or b"")
    monkeypatch.setattr("db.workbooks.write", lambda header, rows, *_: asked.append(rows) or b"")
    for path in (f"/descriptions/{version.id}/description.docx", f"/descriptions/{version.id}/clauses.xlsx",
                 f"/people/{world.clerk.id}/handover.pdf"):
        assert browser.get(path).status_code == 200
    (payload, heading), rows, handed_over = asked
    assert (payload["duties"][0]["text"], heading.remark.endswith("含更正 1 处"), rows[0][5],
            handed_over["duties"][0][1][0][1][0].text) == (NEW, True, NEW, NEW)


def test_many_corrections_cost_no_more_questions_than_one(visit, world, version, first, corrected):
    browser = visit(world.clerk)
    browser.get(f"/descriptions/{version.id}")
    with count_queries() as one:
        browser.get(f"/descriptions/{version.id}")
    for n in range(12):
        Correction.create(description=version, place=first, before=NEW, after=OLD, reason=f"第{n}次", person=world.hr)
    with count_queries() as many:
        page = text_of(browser.get(f"/descriptions/{version.id}"))
    assert (page.count('class="correction"'), many.count) == (13, one.count)


def test_what_stands_in_a_correction_is_never_run(visit, world, version, first):
    correct(version, first, OLD + "<b>x", reason="<img src=x onerror=alert(1)>", seen=digest(OLD), by=world.hr)
    pages = [text_of(visit(world.hr).get(path)) for path in (f"/descriptions/{version.id}", at(version))]
    assert [("<b>x" in page, "<img src=x" in page, "&lt;img src=x onerror=alert(1)&gt;" in page) for page in pages] == [
        (False, False, True)] * 2
