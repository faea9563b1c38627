import io

import pytest

from db import workbooks
from db.audit import AuditEntry
from db.documents import Document
from db.passwords import matches
from db.people import Person
from tests.db.test_staff_upload import HEAD, NEW, book


def text(response):
    return response.get_data(as_text=True)


def check(browser, data, name="staff.xlsx"):
    return browser.post("/people/upload", data={"file": (io.BytesIO(data), name)})


def agreed(page):
    return {name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0] for name in ("sha256", "shown")}


def test_a_good_list_is_shown_then_taken_over_and_tells_the_passwords_once(visit, world):
    hr, people = visit(world.hr), Person.select().count()
    shown = check(hr, book(NEW, ["N2", "新二"]))
    page = text(shown)
    assert (shown.status_code, Person.select().count()) == (200, people)
    assert page.count("任职：服务大厅服务人员，自 2026-03-01 起") == 1
    answer = hr.post("/people/upload/apply", data=agreed(page))
    told = [cell.split("<")[0] for cell in text(answer).split('text-nowrap">')[1:] if cell.count("-", 0, 14) == 2]
    new = [Person.get(Person.number == number) for number in ("N1", "N2")]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert [matches(person.password_hash, password) for person, password in zip(new, told, strict=True)] == [True, True]
    with pytest.raises(KeyError):
        answer.headers["Set-Cookie"]


def test_a_second_time_there_is_nothing_to_take_over(visit, world):
    hr, data = visit(world.hr), book(NEW)
    sent = agreed(text(check(hr, data)))
    hr.post("/people/upload/apply", data=sent)
    page = text(check(hr, data))
    assert ("名单内容与系统一致" in page, 'name="sha256"' in page) == (True, False)
    late = hr.post("/people/upload/apply", data=sent)
    assert (late.status_code, "请重新核对" in text(late)) == (409, True)


def test_a_bad_row_is_shown_in_the_readers_language_and_nothing_is_kept(visit, world):
    documents, people = Document.select().count(), Person.select().count()
    answer = check(visit(world.hr), book(NEW, ["N2", "", "客服部", "司机", "去年"]))
    page = text(answer)
    assert answer.status_code == 422
    said = ('<th scope="row">3</th>', "<td>姓名</td><td>未填写。</td>", "没有“客服部”这个部门。", "“去年”不是有效日期")
    assert ([words for words in said if words not in page], 'name="sha256"' in page) == ([], False)
    assert (Document.select().count(), Person.select().count()) == (documents, people)


@pytest.mark.parametrize("data", [b"", b"not a workbook", workbooks.OLE + b"\0" * 600])
def test_a_file_that_is_no_list_is_refused_beside_the_field(visit, world, data):
    answer = check(visit(world.hr), data)
    assert (answer.status_code, 'id="file-error"' in text(answer)) == (422, True)


def test_no_file_at_all_is_refused(visit, world):
    answer = visit(world.hr).post("/people/upload", data={})
    assert (answer.status_code, 'id="file-error"' in text(answer)) == (422, True)


@pytest.mark.parametrize("sha256", ["0" * 64, "", "kept otherwise", "../documents" + "/" * 52])
def test_only_a_list_that_was_shown_can_be_taken_over(visit, world, sha256):
    if sha256.startswith("kept"):
        sha256 = Document.keep(book(NEW) + b"never shown", workbooks.XLSX).sha256
    answer = visit(world.hr).post("/people/upload/apply", data={"sha256": sha256, "shown": "0" * 64})
    assert (answer.status_code, Person.select().where(Person.number == "N1").count()) == (422, 0)


def test_a_changed_agreement_is_shown_anew_and_nothing_is_done(visit, world):
    hr = visit(world.hr)
    sent, entries = agreed(text(check(hr, book(NEW)))) | {"shown": "0" * 64}, AuditEntry.select().count()
    answer = hr.post("/people/upload/apply", data=sent)
    assert (answer.status_code, "请重新核对" in text(answer), AuditEntry.select().count()) == (409, True, entries)


def test_names_in_a_list_are_text_and_nothing_else(visit, world):
    page = text(check(visit(world.hr), book(["N1", "<img src=x onerror=alert(1)>"])))
    assert ("<img src=x" in page, "&lt;img src=x" in page) == (False, True)


def test_the_template_is_a_workbook_with_the_headings_of_the_reader(visit, world):
    answer = visit(world.hr).get("/people/upload/template.xlsx")
    head, example = workbooks.read(answer.data)
    assert (answer.headers["Content-Disposition"].startswith("attachment;"), len(example)) == (True, len(HEAD))
    assert (head[:2], head[3:]) == (["工号", "姓名"], ["岗位", "任职日期", "离任日期", "邮箱"])
