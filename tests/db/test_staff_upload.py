import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import staff_columns, staff_upload, workbooks
from db.audit import AuditEntry
from db.base import Invalid, NotAllowed, TooLate, digest, today
from db.documents import Document
from db.passwords import matches
from db.people import Appointment, Person
from db.positions import Department, Position
from tests.db.old_workbook import xls
from tests.world import START

HEAD = ["工号", "姓名", "部门", "岗位", "任职日期", "离任日期", "邮箱"]
NEW = ["N1", "新一", "集团/客户服务部", "服务大厅服务人员", "2026-03-01", "", "n1@example.com"]


def book(*rows, head=HEAD, above=()):
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    sheet, date = workbook.add_worksheet(), workbook.add_format({"num_format": "yyyy/m/d"})
    for line, row in enumerate([*above, head, *rows]):
        for column, value in enumerate(row):
            sheet.write(line, column, value, *([date] if isinstance(value, dt.date) else []))
    workbook.close()
    return file.getvalue()


def plan(world, *rows, **layout):
    return staff_upload.plan(book(*rows, **layout), by=world.hr)


def take_over(world, data):
    shown = staff_upload.plan(data, by=world.hr)
    return staff_upload.apply(data, shown=shown.digest, by=world.hr)


def wrongs(world, *rows, **layout):
    return [(row.line, problem.column, problem.message % problem.params)
            for row in plan(world, *rows, **layout).bad_rows for problem in row.problems]


def state():
    return (list(Person.select(Person.number, Person.name, Person.email).order_by(Person.id).tuples()),
            list(Appointment.select(Appointment.person, Appointment.position, Appointment.starts_on,
                                    Appointment.ends_on).order_by(Appointment.id).tuples()))


# Reading

def test_a_new_person_with_an_appointment_is_planned_and_taken_over(world):
    data = book(NEW)
    row = staff_upload.plan(data, by=world.hr).rows[0]
    assert (row.line, row.number, row.name, row.does) == (2, "N1", "新一", {"add", "appoint"})
    (person, password), = take_over(world, data)
    held = person.appointments.get()
    assert (person.number, person.email, held.position, held.starts_on) == (
        "N1", "n1@example.com", world.positions.clerk, dt.date(2026, 3, 1))
    assert matches(Person.get_by_id(person.id).password_hash, password)


def test_the_same_list_twice_changes_nothing_the_second_time(world):
    data = book(NEW, ["N1", "新一", "车辆部", "车队司机", "2026-01-01", "2026-02-01", ""],
                ["T0004", "张小燕子", "", "", "", "", "z@example.com"],
                ["T0005", "陈䶮", "客户服务部", "服务大厅服务人员", "", "2026-06-30", ""])
    take_over(world, data)
    before, entries = state(), AuditEntry.select().count()
    again = staff_upload.plan(data, by=world.hr)
    assert again.count == {"add": 0, "change": 0, "appoint": 0, "end": 0, "none": 4}
    assert (take_over(world, data), state(), AuditEntry.select().count()) == ([], before, entries)


def test_columns_stand_in_any_order_under_any_usual_heading(world):
    row = ["服务大厅服务人员", "n1@EXAMPLE.com", dt.date(2026, 3, 1), "Ｎ 1", "新一", "客户服务部", "备注"]
    found = plan(world, row, head=["职位", "E-mail", "Start Date", "员工 编号", "Name", "所属部门", "备注"],
                 above=[["2026年员工花名册"], []])
    assert (found.ignored, found.rows[0].line, found.rows[0].number, found.rows[0].does) == (
        ["备注"], 4, "N1", {"add", "appoint"})


@pytest.mark.parametrize("written", [dt.date(2026, 3, 1), "2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日",
                                     "20260301", 20260301, 46082, "２０２６-３-１"])
def test_a_date_is_read_in_every_usual_spelling(world, written):
    row = plan(world, [*NEW[:4], written]).rows[0]
    assert (row.starts_on, row.problems) == (dt.date(2026, 3, 1), [])


def test_a_number_that_excel_keeps_as_a_number_stays_the_number_people_type(world):
    assert plan(world, [1001, "新一"], [1002.0, "新二"]).rows[1].number == "1002"
    assert [row.number for row in plan(world, [1001, "新一"], ["０１００２", "新二"]).rows] == ["1001", "01002"]


@pytest.mark.parametrize("department", ["客户服务部", "集团/客户服务部", "集团／客户服务部", "集团 > 客户服务部",
                                        "集团\\客户服务部"])
def test_a_department_is_found_by_its_path_or_its_name(world, department):
    row = plan(world, ["N1", "新一", department, "服务大厅服务人员", "2026-03-01"]).rows[0]
    assert row.position == world.positions.clerk


def test_a_position_is_found_by_its_other_names_and_without_department_where_it_is_the_only_one(world):
    world.positions.clerk.name_also(["大厅服务员（前台）"], by=world.hr)
    rows = plan(world, ["N1", "新一", "客户服务部", "大厅服务员(前台)", "2026-03-01"],
                ["N2", "新二", "", "车队司机", "2026-03-01"]).rows
    assert [row.position for row in rows] == [world.positions.clerk, world.positions.driver]


def test_text_that_looks_like_a_formula_is_plain_text(world):
    take_over(world, book(["=1+1", '=HYPERLINK("http://x")'], ["@A1", "+86"]))
    assert Person.get(Person.number == "=1+1").name == '=HYPERLINK("http://x")'
    data = staff_upload.template(HEAD, ["=1+1", "@x", "-1", "+1", "2026-03-01", "", ""])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert (b"<f>" in sheet, workbooks.read(data)[1][:4]) == (False, ["=1+1", "@x", "-1", "+1"])


@pytest.mark.parametrize("headings", list(zip(*[(names[0], names[-1]) for names in staff_columns.NAMES.values()],
                                              strict=True)))
def test_the_template_is_read_by_the_upload(world, headings):
    found = staff_upload.plan(staff_upload.template(headings, NEW), by=world.hr)
    assert (found.is_clean, found.ignored) == (True, [])


# What is wrong with a row

@pytest.mark.parametrize("row,wrong", [
    (["", "新一"], ("工号", "It is missing.")),
    (["N1", ""], ("姓名", "It is missing.")),
    (["N" * 21, "新一"], ("工号", "It is longer than 20 characters.")),
    (["N1", "新" * 41], ("姓名", "It is longer than 40 characters.")),
    (["N1", "新一", "客服部", "司机", "2026-03-01"], ("部门", "There is no department “客服部”.")),
    (["N1", "新一", "车辆部", "司机", "2026-03-01"], ("岗位", "There is no position “司机” in 车辆部.")),
    (["N1", "新一", "", "司机", "2026-03-01"], ("岗位", "There is no position “司机”.")),
    (["N1", "新一", "车辆部", "", ""], ("部门", "There is a department, but no position.")),
    (["N1", "新一", "", "", "2026-03-01"], ("岗位", "There is a date, but no position.")),
    (["N1", "新一", "车辆部", "车队司机", ""], ("任职日期", "The first day is missing.")),
    (["N1", "新一", "车辆部", "车队司机", "2026-02-30"],
     ("任职日期", "“2026-02-30” is not a date; write it like 2026-03-01.")),
    (["N1", "新一", "车辆部", "车队司机", "去年"], ("任职日期", "“去年” is not a date; write it like 2026-03-01.")),
    (["N1", "新一", "车辆部", "车队司机", "2026-03-01", "2026-02-01"], ("离任日期", "It cannot end before it starts.")),
    (["T0006", "吴远", "车辆部", "车队司机", "", "2020-02-01"], ("离任日期", "It cannot end before it starts.")),
    (["N1", "新一", "", "", "", "", "nobody"], ("邮箱", "“nobody” is not an e-mail address.")),
    (["T0006", "吴远", "车辆部", "车队司机", "2026-03-01"],
     ("任职日期", "The person holds this position since 2026-01-05 already.")),
])
def test_a_bad_row_is_named_with_its_column(world, row, wrong):
    assert wrongs(world, NEW, row)[:1] == [(3, *wrong)]


@pytest.mark.parametrize("rows,line,wrong", [
    ([["N1", "新一"], ["N1", "新二"]], 3, ("姓名", "Row 2 has the same number with another name: 新一.")),
    ([NEW, NEW], 3, ("岗位", "Row 2 says the same already.")),
    ([["N1", "新一", "", "", "", "", "a@x.cn"], ["N1", "新一", "", "", "", "", "b@x.cn"]], 3,
     ("邮箱", "Another row has another address for the same person.")),
])
def test_rows_that_contradict_each_other_are_named(world, rows, line, wrong):
    assert wrongs(world, *rows) == [(line, *wrong)]


def test_two_departments_of_one_name_need_the_path(world):
    other = Department.add("客户服务部", world.positions.driver.department, by=world.hr)
    Position.add("服务大厅服务人员", other, by=world.hr)
    assert wrongs(world, ["N1", "新一", "客户服务部", "服务大厅服务人员", "2026-03-01"]) == [
        (2, "部门", "There are several departments “客户服务部”; write the path, like 集团/客户服务部.")]
    assert wrongs(world, ["N1", "新一", "", "服务大厅服务人员", "2026-03-01"]) == [
        (2, "岗位", "Several departments have a position “服务大厅服务人员”; name the department too.")]
    assert wrongs(world, ["N1", "新一", "车辆部/客户服务部", "服务大厅服务人员", "2026-03-01"]) == []


def test_whoever_has_left_is_not_changed_by_a_list(world):
    world.clerk.leave(today() - dt.timedelta(days=1), by=world.hr)
    assert [row[1] for row in wrongs(world, ["T0004", "张小燕子"])] == ["工号"]
    assert plan(world, ["T0004", "张小燕", "客户服务部", "服务大厅服务人员", START]).count["none"] == 1


def test_an_empty_cell_takes_nothing_away(world):
    world.clerk.change(name="张小燕", email="z@example.com", by=world.hr)
    take_over(world, book(["T0004", "张燕"]))
    assert (world.again(world.clerk).name, world.again(world.clerk).email) == ("张燕", "z@example.com")


def test_a_last_day_ends_the_appointment_that_runs(world):
    take_over(world, book(["T0004", "张小燕", "客户服务部", "服务大厅服务人员", "", "2026-12-31"]))
    assert world.clerk.appointments.get().ends_on == dt.date(2026, 12, 31)


# All or nothing

def test_one_bad_row_keeps_the_whole_list_out(world):
    data, before = book(NEW, ["N2", ""]), state()
    shown = staff_upload.plan(data, by=world.hr)
    with pytest.raises(TooLate):
        staff_upload.apply(data, shown=shown.digest, by=world.hr)
    assert state() == before


@pytest.mark.parametrize("meanwhile", ["somebody else adds the number", "the position moves away", "a name changes"])
def test_what_would_do_something_else_by_now_is_not_done(world, meanwhile):
    data = book(NEW, ["T0004", "张小燕子"])
    shown = staff_upload.plan(data, by=world.hr).digest
    if meanwhile.startswith("somebody"):
        Person.add("N1", "别人", by=world.hr)
    elif meanwhile.startswith("the position"):
        p = world.positions.clerk
        p.change(title="大厅人员", department=p.department, superior=p.superior, code=None, by=world.hr)
    else:
        world.clerk.change(name="张燕", email=None, by=world.hr)
    before = state()
    with pytest.raises(TooLate):
        staff_upload.apply(data, shown=shown, by=world.hr)
    assert state() == before


def test_a_failure_in_the_middle_leaves_nothing_behind(world, monkeypatch):
    data, before, entries = book(NEW, ["N2", "新二"]), state(), AuditEntry.select().count()
    shown = staff_upload.plan(data, by=world.hr).digest

    def fail(self, *_args, **_kwargs):
        raise Invalid("the disk is full")

    monkeypatch.setattr(Person, "appoint", fail)
    with pytest.raises(Invalid):
        staff_upload.apply(data, shown=shown, by=world.hr)
    assert (state(), AuditEntry.select().count()) == (before, entries)


def test_taking_over_is_one_entry_of_its_own_beside_those_of_each_change(world):
    last = AuditEntry.select().count()
    take_over(world, book(NEW))
    actions = [entry.action for entry in AuditEntry.select().where(AuditEntry.id > last).order_by(AuditEntry.id)]
    assert actions == ["person.add", "person.give_password", "person.appoint", "staff_upload.apply"]


def test_a_list_becomes_a_document_when_it_is_taken_over_and_not_before(world):
    data = book(NEW)
    sha256 = staff_upload.put_aside(data, by=world.hr)
    last = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (last.action, last.actor_id, sha256 in last.particulars) == ("staff_upload.preview", world.hr.id, True)
    assert Document.select().where(Document.sha256 == sha256).count() == 0
    take_over(world, data)
    assert Document.get(Document.sha256 == sha256).read() == data


@pytest.mark.parametrize("who", ["clerk", "manager", "auditor"])
def test_only_who_keeps_people_may_read_or_take_over_a_list(world, who):
    by, data = getattr(world, who), book(NEW)
    sha256 = staff_upload.put_aside(data, by=world.hr)
    for attempt in (lambda: staff_upload.plan(data, by=by), lambda: staff_upload.put_aside(data, by=by),
                    lambda: staff_upload.shown_before(sha256, by=by),
                    lambda: staff_upload.apply(data, shown="", by=by)):
        with pytest.raises(NotAllowed):
            attempt()


# Files

def refusal(data):
    with pytest.raises(Invalid) as refused:
        workbooks.read(data)
    assert refused.value.field == "file"
    return refused.value.message


def zipped(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


@pytest.mark.parametrize("data,message", [
    (b"", workbooks.FOREIGN),
    ("工号,姓名".encode(), workbooks.FOREIGN),
    (zipped(word__document_xml=b"<w/>"), workbooks.FOREIGN),
    (workbooks.OLE + b"\0" * 4096, workbooks.BROKEN),
    (workbooks.OLE + "EncryptedPackage".encode("utf-16-le"), workbooks.LOCKED),
    (zipped(xl__workbook_xml=b"<workbook/>"), workbooks.BROKEN),
    (zipped(xl__workbook_xml=b"<w/>", xl__sheet_xml=b"0" * 70_000_000), workbooks.BOMB),
    (zipped(xl__workbook_xml=b"<w/>", xl__sheet_xml=b"0" * 20_000_000), workbooks.BOMB),
    (zipped(xl__workbook_xml=b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'), workbooks.BROKEN),
    (zipped(**{"xl__workbook_xml": b"<w/>"} | {f"xl__{n}": b"" for n in range(600)}), workbooks.BOMB),
    (b"x" * (workbooks.LARGEST + 1), "The file is larger than %(limit)s MB."),
])
def test_a_file_that_is_no_list_is_refused_with_a_reason(data, message):
    assert refusal(data) == message


def test_a_directory_that_lies_about_sizes_is_refused():
    data = bytearray(zipped(xl__workbook_xml=b"<w/>", xl__sheet_xml=b"0" * 20_000_000))
    size = (20_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    assert refusal(bytes(data.replace(size, (9).to_bytes(4, "little")))) in (workbooks.BOMB, workbooks.BROKEN)


@pytest.mark.parametrize("last", ["XFD1048576", "ALL60000"])  # 17 thousand million cells, and 60 million: 1.5 GB
def test_a_sheet_that_claims_millions_of_cells_harms_nobody(last):
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file)
    sheet = workbook.add_worksheet()
    sheet.write("A1", "工号")
    sheet.write(last, "x")
    workbook.close()
    assert refusal(file.getvalue()) == workbooks.BROKEN


def test_a_list_of_excel_97_is_read_too(world):
    data = xls([HEAD[:5], [1001, "新一", "客户服务部", "服务大厅服务人员", 46082], [1002, "=1+1", "", "", ""]])
    rows = staff_upload.plan(data, by=world.hr).rows
    assert [(row.number, row.name, row.starts_on, row.problems) for row in rows] == [
        ("1001", "新一", dt.date(2026, 3, 1), []), ("1002", "=1+1", None, [])]
    take_over(world, data)
    assert Document.get(Document.sha256 == digest(data)).media_type == workbooks.XLS


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 400))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(changes, cut):
    data = bytearray(book(NEW))
    for place, value in changes:
        data[place % len(data)] = value
    try:
        workbooks.read(bytes(data[:len(data) - cut]))
    except Invalid as refused:
        assert refused.field == "file"


@pytest.mark.parametrize("rows,message", [
    ([["姓名"], ["新一"]], "No line with the headings"), ([["工号", "姓名"]], "The list has no rows"),
    ([["工号", "姓名", "员工编号"], ["N1", "新一", "N2"]], "Two columns say the same"),
    ([["工号", "姓名"], *[[f"N{n}", "新"] for n in range(2001)]], "The list has more than"),
])
def test_a_sheet_that_is_no_list_of_people_is_refused(world, rows, message):
    with pytest.raises(Invalid) as refused:
        staff_upload.plan(book(*rows[1:], head=rows[0]), by=world.hr)
    assert refused.value.message.startswith(message)


def test_two_thousand_rows_are_read_with_a_handful_of_questions(world):
    found = plan(world, *[[f"N{n}", "新人", "客户服务部", "服务大厅服务人员", "2026-03-01"] for n in range(2000)])
    assert found.count == {"add": 2000, "change": 0, "appoint": 2000, "end": 0, "none": 0}
