import pytest
from playhouse.test_utils import count_queries

from db.audit import history
from db.positions import Department, Position


def text(response):
    return response.get_data(as_text=True)


def actions(row):
    return [entry.action for entry in history(row)]


def form(position, **changes):
    return {"title": position.title, "code": position.code or "", "department": position.department_id,
            "superior": position.superior_id or "", "aliases": ""} | changes


@pytest.mark.parametrize("reader,seen", [
    ("clerk", {"clerk"}), ("supervisor", {"supervisor", "clerk"}), ("manager", {"manager", "supervisor", "clerk"}),
    ("stranger", {"driver"}), ("hr", None), ("admin", None), ("auditor", None),
])
def test_the_tree_shows_each_reader_their_part_of_it(visit, world, reader, seen):
    page = text(visit(getattr(world, reader)).get("/positions/"))
    found = {key for key, row in vars(world.positions).items() if f'href="/positions/{row.id}"' in page}
    assert found == (seen or set(vars(world.positions)))


def test_thirty_more_positions_cost_no_more_questions(visit, world):
    hr = visit(world.hr)
    hr.get("/positions/")
    with count_queries() as few:
        hr.get("/positions/")
    for n in range(30):
        Position.add(f"岗位{n}", world.positions.clerk.department, world.positions.supervisor, by=world.hr)
    with count_queries() as many:
        hr.get("/positions/")
    assert few.count == many.count


def test_a_position_shows_its_place_and_the_holders_one_may_see(visit, world):
    address = f"/positions/{world.positions.clerk.id}"
    own, team = text(visit(world.clerk).get(address)), text(visit(world.supervisor).get(address))
    assert ("商户客服主管" in own, "张小燕" in own, "陈䶮" in own) == (True, True, False)
    assert ("张小燕" in team, "陈䶮" in team) == (True, True)
    assert ("新增了该岗位" in team, "新增了该岗位" in text(visit(world.auditor).get(address))) == (False, True)


def test_a_position_out_of_reach_is_not_there(visit, world):
    clerk = visit(world.clerk)
    assert clerk.get(f"/positions/{world.positions.driver.id}").status_code == 404
    assert clerk.get("/positions/2147483646").status_code == 404


@pytest.mark.parametrize("address", ["/positions/new", "/positions/1/edit", "/positions/departments/new",
                                     "/positions/departments/1/edit"])
@pytest.mark.parametrize("reader", ["clerk", "manager", "auditor"])
def test_only_who_keeps_positions_may_change_them(visit, world, address, reader):
    browser = visit(getattr(world, reader))
    assert (browser.get(address).status_code, browser.post(address).status_code) == (403, 403)


def test_a_new_position_is_remembered_with_all_that_belongs_to_it(visit, world):
    hr, p = visit(world.hr), world.positions
    answer = hr.post("/positions/new", data={
        "title": "档案员", "code": "QH-1", "department": p.clerk.department_id, "superior": p.supervisor.id,
        "dotted": [p.manager.id, p.hr_manager.id], "aliases": "客服档案文员\n档案管理员\n\n档案管理员"})
    position = Position.get(Position.code == "QH-1")
    assert (answer.status_code, position.superior) == (303, p.supervisor)
    assert position.other_names == ["客服档案文员", "档案管理员"]
    assert {line.superior_id for line in position.dotted_lines} == {p.manager.id, p.hr_manager.id}
    page = text(hr.get(f"/positions/{position.id}"))
    assert [words in page for words in ("客户服务部", "虚线上级", "档案管理员", "新增了该岗位")] == [True] * 4


@pytest.mark.parametrize("changes,message", [
    ({"title": " "}, ""),
    ({"title": "商户客服主管"}, "该部门已有同名岗位。"),
    ({"department": ""}, ""),
    ({"superior": "2147483646"}, ""),
    ({"dotted": "2147483646"}, ""),
    ({"aliases": "名" * 81}, "每个名称最多 80 个字。"),
    ({"owner": "1"}, ""),
])
def test_a_bad_change_of_a_position_is_refused_with_what_was_typed(visit, world, changes, message):
    position, before = world.positions.clerk, actions(world.positions.clerk)
    answer = visit(world.hr).post(f"/positions/{position.id}/edit", data=form(position, code="QH-77", **changes))
    assert (answer.status_code, message in text(answer), 'value="QH-77"' in text(answer)) == (422, True, True)
    assert (world.again(position).code, actions(position)) == (None, before)


@pytest.mark.parametrize("field", ["superior", "dotted"])
@pytest.mark.parametrize("beneath", ["manager", "supervisor", "clerk"])
def test_a_position_cannot_report_to_itself_or_beneath(visit, world, field, beneath):
    position, other = world.positions.manager, getattr(world.positions, beneath)
    answer = visit(world.hr).post(f"/positions/{position.id}/edit", data=form(position) | {field: other.id})
    page = text(answer)
    assert (answer.status_code, page.count("岗位不能以自身或其下级岗位为上级。")) == (422, 1)
    where, mark = page.index("岗位不能以自身或其下级岗位为上级。"), "<label" if field == "superior" else "<legend"
    assert page.rindex(mark, 0, where) > page.rindex('name="department"', 0, where)
    assert world.again(position).superior == world.positions.boss
    assert position.dotted_lines.count() == 0


def test_a_code_belongs_to_one_position(visit, world):
    hr, p = visit(world.hr), world.positions
    assert hr.post(f"/positions/{p.clerk.id}/edit", data=form(p.clerk, code="QH-9")).status_code == 303
    answer = hr.post(f"/positions/{p.driver.id}/edit", data=form(p.driver, code="QH-9"))
    assert (answer.status_code, "该编号已被其他岗位使用。" in text(answer)) == (422, True)


def test_saving_without_a_change_leaves_lines_and_names_alone(visit, world):
    hr, position = visit(world.hr), world.positions.clerk
    sent = form(position, aliases="大厅服务员", dotted=world.positions.manager.id)
    hr.post(f"/positions/{position.id}/edit", data=sent)
    before = actions(position)
    hr.post(f"/positions/{position.id}/edit", data=sent)
    assert [*before, "position.change"] == actions(position)


def test_the_form_of_a_position_shows_what_is_there(visit, world):
    hr, position = visit(world.hr), world.positions.clerk
    position.report_also_to([world.positions.manager], by=world.hr)
    page = text(hr.get(f"/positions/{position.id}/edit"))
    assert page.count(" checked") == 1
    assert f'selected value="{position.superior_id}"' in page


# Departments

def test_a_new_department_lies_where_it_was_put(visit, world):
    service = world.positions.clerk.department
    answer = visit(world.hr).post("/positions/departments/new", data={"name": "一号馆", "parent": service.id})
    department = Department.get(Department.name == "一号馆")
    assert (answer.status_code, department.parent, actions(department)) == (303, service, ["department.add"])


@pytest.mark.parametrize("name,parent,message", [
    ("车辆部", "group", "同一上级下已有同名部门。"), ("集团", None, "同一上级下已有同名部门。"), (" ", "group", "")])
def test_a_bad_new_department_is_refused(visit, world, name, parent, message):
    before = Department.select().count()
    answer = visit(world.hr).post("/positions/departments/new", data={
        "name": name, "parent": world.positions.boss.department_id if parent else ""})
    assert (answer.status_code, message in text(answer), Department.select().count()) == (422, True, before)


def test_a_department_cannot_lie_within_itself(visit, world):
    group, service = world.positions.boss.department, world.positions.clerk.department
    answer = visit(world.hr).post(f"/positions/departments/{group.id}/edit", data={
        "name": "集团总部", "parent": service.id})
    page = text(answer)
    assert (answer.status_code, 'id="parent-error"' in page, 'value="集团总部"' in page) == (422, True, True)
    assert (world.again(group).name, world.again(group).parent) == ("集团", None)


def test_a_change_of_a_department_is_remembered(visit, world):
    vehicles, service = world.positions.driver.department, world.positions.clerk.department
    visit(world.hr).post(f"/positions/departments/{vehicles.id}/edit", data={"name": "车队", "parent": service.id})
    assert (world.again(vehicles).name, world.again(vehicles).parent) == ("车队", service)
    assert numbers_of_the_manager(world) == {world.positions.manager.id, world.positions.supervisor.id,
                                             world.positions.clerk.id, world.positions.driver.id,
                                             world.positions.foreman.id}


def numbers_of_the_manager(world):
    return {row.id for row in Position.visible_to(world.again(world.manager))}
