import datetime as dt
import re

import pytest
from playhouse.test_utils import count_queries

from db.audit import AuditEntry, history
from db.base import today
from db.passwords import matches
from db.people import Appointment, Grant, Person
from db.sessions import Session
from tests.world import START


def text(response):
    return response.get_data(as_text=True)


def initial_password(response):
    return text(response).partition('text-nowrap">')[2] and text(response).split("<code")[1].split(">")[1].split("<")[0]


def actions(person):
    return [entry.action for entry in history(person)]


def numbers(response, world):
    page = text(response)
    return {key for key, person in world.everybody.items() if f">{person.number}<" in page}


# The list

@pytest.mark.parametrize("reader,seen", [
    ("clerk", {"clerk"}),
    ("supervisor", {"supervisor", "clerk", "colleague"}),
    ("manager", {"manager", "supervisor", "clerk", "colleague"}),
    ("foreman", {"foreman", "stranger"}),
    ("auditor", None), ("hr", None), ("admin", None),
])
def test_the_list_shows_each_reader_who_is_theirs_to_see(visit, world, reader, seen):
    page = visit(getattr(world, reader)).get("/people/")
    assert numbers(page, world) == (seen or set(world.everybody))


def test_the_list_follows_pinyin_with_surnames_read_as_surnames(visit, world):
    for number, name in (("X1", "单晓岚"), ("X2", "曾雨桐"), ("X3", "安然")):
        Person.add(number, name, by=world.hr)
    page = text(visit(world.hr).get("/people/"))
    assert sorted(["安然", "单晓岚", "曾雨桐", "张小燕"], key=page.index) == ["安然", "单晓岚", "曾雨桐", "张小燕"]


def test_the_list_goes_on_after_the_last_person_of_a_page(visit, world):
    for n in range(60):
        Person.create(number=f"Y{n:03}", name="同名", pinyin="tong ming", initials="tm")
    hr, found = visit(world.hr), []
    address = "/people/"
    while address:
        page = text(hr.get(address))
        found += [line.split("<")[0] for line in page.split('d-none d-md-table-cell">')[2:]]  # the first is the heading
        address = page.partition('href="/people/?after=')[2].partition('"')[0]
        address = address and f"/people/?after={address}"
    assert (len(found), len(set(found))) == (71, 71)


def test_the_list_can_be_cut_to_a_department_and_those_within_it(visit, world):
    group = world.positions.boss.department_id
    service, hr = world.positions.clerk.department_id, visit(world.hr)
    assert numbers(hr.get(f"/people/?department={service}"), world) == {"manager", "supervisor", "clerk", "colleague"}
    assert numbers(hr.get(f"/people/?department={group}"), world) == set(world.everybody) - {"admin", "auditor"}
    assert hr.get("/people/?department=99999999999999999999").status_code == 200


def test_whoever_has_left_is_listed_apart(visit, world):
    world.clerk.leave(today() - dt.timedelta(days=1), by=world.hr)
    hr = visit(world.hr)
    assert "clerk" not in numbers(hr.get("/people/"), world)
    assert numbers(hr.get("/people/?left=1"), world) == {"clerk"}


def test_thirty_more_people_cost_no_more_questions(visit, world):
    hr = visit(world.hr)
    hr.get("/people/")
    with count_queries() as few:
        hr.get("/people/")
    for n in range(30):
        person, _ = Person.add(f"Z{n:03}", "某人", by=world.hr, initial=("x", "x"))
        person.appoint(world.positions.clerk, START, by=world.hr)
    with count_queries() as many:
        hr.get("/people/")
    assert few.count == many.count


# One person

def test_a_person_sees_what_they_hold_and_no_button(visit, world):
    page = text(visit(world.clerk).get(f"/people/{world.clerk.id}"))
    assert ("服务大厅服务人员" in page, "重新发放初始密码" in page, "任命岗位" in page) == (True, False, False)
    assert "任命该人员" not in page


@pytest.mark.parametrize("reader", ["clerk", "supervisor", "foreman"])
def test_a_person_who_is_not_theirs_to_see_is_not_there(visit, world, reader):
    browser = visit(getattr(world, reader))
    assert browser.get(f"/people/{world.boss.id}").status_code == 404
    assert browser.get("/people/2147483646").status_code == 404


def test_an_auditor_reads_the_history_and_changes_nothing(visit, world):
    visit(world.clerk)
    auditor = visit(world.auditor)
    page = text(auditor.get(f"/people/{world.clerk.id}"))
    assert ("任命该人员担任岗位" in page, "登录了系统" in page) == (True, False)
    assert auditor.post(f"/people/{world.clerk.id}/edit", data={"name": "改名"}).status_code == 403


POSTS = ["/people/new", "/people/{id}/edit", "/people/{id}/password", "/people/{id}/leave", "/people/{id}/absence",
         "/people/{id}/appointments", "/people/{id}/appointments/1/end", "/people/{id}/roles",
         "/people/{id}/roles/revoke", "/people/{id}/sign-out", "/people/upload", "/people/upload/apply"]


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("reader", ["clerk", "manager", "auditor"])
def test_only_who_keeps_people_may_change_them(visit, world, address, reader):
    before = AuditEntry.select().count()
    answer = visit(getattr(world, reader)).post(address.format(id=world.clerk.id))
    assert (answer.status_code, AuditEntry.select().count() - before) == (403, 1)  # the one is the sign-in


# Adding, changing

def test_adding_a_person_tells_the_initial_password_once(visit, world):
    hr = visit(world.hr)
    answer = hr.post("/people/new", data={"number": "N1", "name": "新来的", "email": "n@example.com"})
    person = Person.get(Person.number == "N1")
    password = initial_password(answer)
    assert (answer.status_code, answer.headers["Cache-Control"], len(password)) == (200, "no-store", 14)
    assert matches(person.password_hash, password) and person.must_choose_password
    assert (person.name, person.email, person.pinyin) == ("新来的", "n@example.com", "xin lai de")
    assert actions(person) == ["person.add", "person.give_password"]
    later = text(hr.get(f"/people/{person.id}")) + text(hr.get("/people/"))
    kept = "".join(entry.particulars for entry in AuditEntry.select()) + str(answer.headers)
    assert (password in later, password in kept) == (False, False)


@pytest.mark.parametrize("sent,field,message", [
    ({"number": "T0004", "name": "张三"}, "number", "工号 T0004 已被使用。"),
    ({"number": "  ", "name": "张三"}, "number", "该字段是必填字段。"),
    ({"number": "N 2", "name": "张三"}, "number", "不能含空格"),
    ({"number": "N2", "name": "张三", "email": "nobody"}, "email", "请写成 name@example.com 的形式"),
    ({"number": "N2", "name": "张" * 41}, "name", "字段长度不能超过 40 个字符。"),
])
def test_a_bad_new_person_is_refused_beside_the_field_with_what_was_typed(visit, world, sent, field, message):
    before = Person.select().count()
    page = visit(world.hr).post("/people/new", data=sent)
    said = re.findall(r'id="(\w+)-error"[^>]*>([^<]*)<', text(page))
    assert (page.status_code, Person.select().count(), said) == (422, before, [(field, message)])
    assert f'value="{sent["name"]}"' in text(page)


def test_a_field_the_form_does_not_have_is_refused(visit, world):
    before = Person.select().count()
    answer = visit(world.hr).post("/people/new", data={"number": "N2", "name": "张三", "left_on": "2020-01-01"})
    assert (answer.status_code, Person.select().count()) == (422, before)


def test_a_change_is_remembered(visit, world):
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/edit", data={"name": "单小燕", "email": ""})
    person = world.again(world.clerk)
    assert (answer.status_code, person.name, person.pinyin, actions(person)[-1]) == (
        303, "单小燕", "shan xiao yan", "person.change")


def test_a_change_without_a_name_is_refused(visit, world):
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/edit", data={"name": " ", "email": "a@example.com"})
    assert (answer.status_code, 'value="a@example.com"' in text(answer)) == (422, True)
    assert world.again(world.clerk).name == "张小燕"


# Accounts

def test_a_new_initial_password_ends_every_session(visit, world):
    clerk, hr = visit(world.clerk), visit(world.hr)
    assert clerk.get("/").status_code == 200
    answer = hr.post(f"/people/{world.clerk.id}/password")
    assert matches(world.again(world.clerk).password_hash, initial_password(answer))
    assert clerk.get("/").status_code == 303


def test_hr_cannot_take_over_an_administrators_account(visit, world):
    before = world.admin.password_hash
    hr = visit(world.hr)
    assert "重新发放初始密码" not in text(hr.get(f"/people/{world.admin.id}"))
    assert hr.post(f"/people/{world.admin.id}/password").status_code == 403
    assert world.again(world.admin).password_hash == before
    assert hr.post(f"/people/{world.hr.id}/roles", data={"role": "admin"}).status_code == 403
    assert Grant.select().where(Grant.role == "admin").count() == 1


def test_an_administrator_may_reset_anybody(visit, world):
    world.hr.grant("admin", by=world.admin)
    answer = visit(world.admin).post(f"/people/{world.hr.id}/password")
    assert matches(world.again(world.hr).password_hash, initial_password(answer))


@pytest.mark.parametrize("day,status", [("0001-01-01", 422), ("1949-12-31", 422), ("2100-01-01", 422),
                                        ("1950-01-01", 303)])
def test_a_date_of_no_working_life_is_a_slip(visit, world, day, status):
    form = {"position": str(world.positions.foreman.id), "starts_on": day, "ends_on": ""}
    assert visit(world.hr).post(f"/people/{world.clerk.id}/appointments", data=form).status_code == status


def test_whoever_is_granted_a_role_signs_in_anew_before_having_it(visit, world):
    clerk = visit(world.clerk)
    visit(world.admin).post(f"/people/{world.clerk.id}/roles", data={"role": "hr"})
    person = world.again(world.clerk)
    assert ("hr" in person.roles, clerk.get("/").status_code, visit(person).get("/").status_code) == (True, 303, 200)


def test_signing_somebody_out_ends_their_sessions(visit, world):
    clerk = visit(world.clerk)
    visit(world.hr).post(f"/people/{world.clerk.id}/sign-out")
    assert (clerk.get("/").status_code, Session.visible_to(world.again(world.clerk)).count()) == (303, 0)


def test_leaving_ends_appointments_and_shuts_the_door(visit, world):
    clerk, yesterday = visit(world.clerk), today() - dt.timedelta(days=1)
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/leave", data={"left_on": yesterday.isoformat()})
    person = world.again(world.clerk)
    assert (answer.status_code, person.is_active, clerk.get("/").status_code) == (303, False, 303)
    assert [row.ends_on for row in person.appointments] == [yesterday]


def test_the_last_administrator_cannot_leave_nor_be_revoked(visit, world):
    gone, _ = Person.add("G1", "离职的", by=world.admin)
    gone.grant("admin", by=world.admin)
    gone.leave(today() - dt.timedelta(days=1), by=world.admin)
    hr, admin = visit(world.hr), visit(world.admin)
    assert hr.post(f"/people/{world.admin.id}/leave", data={"left_on": today().isoformat()}).status_code == 403
    answer = admin.post(f"/people/{world.admin.id}/leave", data={"left_on": today().isoformat()})
    assert (answer.status_code, "至少须保留一名管理员" in text(answer)) == (422, True)
    answer = admin.post(f"/people/{world.admin.id}/roles/revoke", data={"role": "admin"})
    assert (answer.status_code, "至少须保留一名管理员" in text(answer)) == (422, True)
    assert world.again(world.admin).can("roles.grant")


def test_a_note_of_absence_is_shown_and_taken_back(visit, world):
    hr, address = visit(world.hr), f"/people/{world.clerk.id}/absence"
    hr.post(address, data={"note": "产假至三月"})
    assert "产假至三月" in text(hr.get(f"/people/{world.clerk.id}"))
    hr.post(address, data={"note": ""})
    assert world.again(world.clerk).absent_note is None


# Appointments

def test_an_appointment_is_recorded(visit, world):
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/appointments", data={
        "position": world.positions.driver.id, "starts_on": "2026-03-01", "ends_on": "2026-12-31"})
    row = Appointment.get(Appointment.position == world.positions.driver, Appointment.person == world.clerk)
    assert (answer.status_code, row.starts_on, row.ends_on) == (303, dt.date(2026, 3, 1), dt.date(2026, 12, 31))
    assert actions(world.clerk)[-1] == "person.appoint"


@pytest.mark.parametrize("position,starts,ends,message", [
    ("clerk", "2026-03-01", "", "在此期间已担任该岗位"),
    ("driver", "2026-03-01", "2026-02-01", "结束日期不能早于开始日期"),
    ("driver", "yesterday", "", ""),
    (None, "2026-03-01", "", ""),
])
def test_a_bad_appointment_is_refused_beside_its_field(visit, world, position, starts, ends, message):
    chosen = getattr(world.positions, position).id if position else 2**31 - 2
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/appointments", data={
        "position": chosen, "starts_on": starts, "ends_on": ends})
    page = text(answer)
    assert (answer.status_code, message in page, f'value="{starts}"' in page) == (422, True, True)
    assert world.clerk.appointments.count() == 1


def test_nobody_is_appointed_beyond_their_last_day(visit, world):
    world.clerk.leave(today(), by=world.hr)
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/appointments", data={
        "position": world.positions.driver.id, "starts_on": today().isoformat()})
    assert (answer.status_code, "届时张小燕已离职" in text(answer)) == (422, False)  # the form is no longer offered
    assert world.clerk.appointments.count() == 1


def test_the_form_offers_the_positions_the_person_may_see(visit, world):
    page = text(visit(world.hr).get(f"/people/{world.clerk.id}"))
    offered = page.partition('name="position"')[2].partition("</select>")[0]
    assert offered.count("<option") == len(vars(world.positions)) + 1


def test_ending_an_appointment(visit, world):
    row = world.clerk.appointments.get()
    address = f"/people/{world.clerk.id}/appointments/{row.id}/end"
    hr = visit(world.hr)
    early = hr.post(address, data={"ends_on": "2025-12-31"})
    assert (early.status_code, 'value="2025-12-31"' in text(early), world.again(row).ends_on) == (422, True, None)
    assert hr.post(address, data={"ends_on": "2026-06-30"}).status_code == 303
    assert world.again(row).ends_on == dt.date(2026, 6, 30)


def test_an_appointment_of_somebody_else_is_not_there(visit, world):
    row = world.stranger.appointments.get()
    answer = visit(world.hr).post(f"/people/{world.clerk.id}/appointments/{row.id}/end", data={"ends_on": "2026-06-30"})
    assert (answer.status_code, world.again(row).ends_on) == (404, None)


# Roles

def test_an_administrator_grants_and_revokes_a_role(visit, world):
    admin = visit(world.admin)
    admin.post(f"/people/{world.clerk.id}/roles", data={"role": "auditor"})
    assert "auditor" in world.again(world.clerk).roles
    admin.post(f"/people/{world.clerk.id}/roles/revoke", data={"role": "auditor"})
    assert "auditor" not in world.again(world.clerk).roles
    assert actions(world.clerk)[-2:] == ["person.grant", "person.revoke"]


def test_a_role_that_cannot_be_granted_is_refused(visit, world):
    answer = visit(world.admin).post(f"/people/{world.clerk.id}/roles", data={"role": "hr_manager"})
    assert (answer.status_code, Grant.select().where(Grant.person == world.clerk).count()) == (422, 0)


def test_hr_undoes_an_appointment_and_a_last_day_noted_by_mistake(visit, world):
    browser, slip = visit(world.hr), world.stranger.appoint(world.positions.clerk, today(), by=world.hr)
    address = f"/people/{world.stranger.id}/appointments/{slip.id}/undo"
    assert f'action="{address}"' in browser.get(f"/people/{world.stranger.id}").text
    assert [browser.post(address).status_code for _ in range(2)] == [303, 404]
    world.stranger.leave(today() - dt.timedelta(days=1), by=world.hr)
    page = browser.get(f"/people/{world.stranger.id}").text
    again = [browser.post(f"/people/{world.stranger.id}/leave/undo") for _ in range(2)]
    assert (f"/people/{world.stranger.id}/leave/undo" in page, [answer.status_code for answer in again]) == (
        True, [303, 409])
    assert ("没有登记离职日" in again[1].text, world.again(world.stranger).left_on) == (True, None)
