import pytest

from db import directory
from db.audit import history
from db.base import Invalid, NotAllowed
from db.positions import Department, Position


def test_the_verbs_of_the_tree_ask_who_is_speaking(world):
    p, by = world.positions.clerk, world.manager
    for verb in (lambda: Department.add("x", by=by), lambda: Position.add("x", p.department, by=by),
                 lambda: p.change(title="x", department=p.department, superior=None, code=None, by=by),
                 lambda: p.department.change(name="x", parent=None, by=by), lambda: p.name_also(["x"], by=by),
                 lambda: p.report_also_to([], by=by)):
        with pytest.raises(NotAllowed):
            verb()
    assert [entry.action for entry in history(p)] == ["position.add"]


@pytest.mark.parametrize("superior", ["manager", "supervisor", "clerk"])
def test_no_position_stands_above_itself(world, superior):
    p = world.positions.manager
    with pytest.raises(Invalid) as refused:
        p.change(title=p.title, department=p.department, superior=getattr(world.positions, superior), code=None,
                 by=world.hr)
    assert (refused.value.field, world.again(p).superior) == ("superior", world.positions.boss)


@pytest.mark.parametrize("name", ["商户主管", "  商户主管 "])
def test_a_position_is_known_by_its_other_names(world, name):
    world.positions.supervisor.name_also(["商户主管", "商户主管", " "], by=world.hr)
    assert (Position.named(name), world.positions.supervisor.other_names) == (world.positions.supervisor, ["商户主管"])


def test_a_name_that_means_two_positions_means_none(world):
    for position in (world.positions.supervisor, world.positions.foreman):
        position.name_also(["主管"], by=world.hr)
    assert Position.named("主管") is None


def test_names_may_repeat_in_different_departments_only(world):
    clerk, driver = world.positions.clerk, world.positions.driver
    Position.add(clerk.title, driver.department, by=world.hr)
    with pytest.raises(Invalid) as refused:
        driver.change(title=clerk.title, department=clerk.department, superior=None, code=None, by=world.hr)
    assert refused.value.field == "title"


@pytest.mark.parametrize("verb", ["add", "change"])
def test_a_position_is_written_with_all_that_stands_beside_it_or_not_at_all(world, verb):
    p, facts = world.positions.clerk, {"title": "接待员", "department": world.positions.clerk.department,
                                       "superior": world.positions.supervisor, "code": None}
    write = {"add": Position.add, "change": p.change}[verb]
    before = [(row.title, row.other_names) for row in Position.select().order_by(Position.id)]
    with pytest.raises(Invalid) as refused:
        write(**facts, dotted=[world.positions.foreman], aliases=["名" * 81], by=world.hr)
    assert refused.value.field == "aliases"
    assert [(row.title, row.other_names) for row in Position.select().order_by(Position.id)] == before
    assert p.dotted_lines.count() == 0


def test_what_stands_beside_a_position_stays_where_it_was_not_given(world):
    p = world.positions.clerk
    p.report_also_to([world.positions.foreman], by=world.hr)
    p.name_also(["接待"], by=world.hr)
    p.change(title="接待员", department=p.department, superior=p.superior, code=None, by=world.hr)
    assert (p.other_names, [line.superior for line in p.dotted_lines]) == (["接待"], [world.positions.foreman])


def test_the_tree_is_told_from_the_top_down(world):
    service = world.positions.clerk.department
    inner = Department.add("一号馆", service, by=world.hr)
    told = [(row.name, depth) for row, depth in directory.departments(world.hr)]
    assert told == [("集团", 0), ("客户服务部", 1), ("一号馆", 2), ("车辆部", 1), ("人力资源部", 1)]
    assert [branch.department for branch in directory.tree(world.clerk).branches] == [service]
    assert inner in [branch.department for branch in directory.tree(world.hr).branches]
