import re
import subprocess

import pytest
from playhouse.test_utils import count_queries

from db.people import Person
from db.positions import Position
from tests.world import START

NAMES = {"张小燕", "陈䶮", "周主管", "李经理", "严总", "吴远", "郑队长", "王芳", "钱静"}


def page(browser, address="/positions/chart"):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]


def titles(text):
    return re.findall(r'font-size="13"[^>]*>([^<]+)<', text)


def said(pdf):
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return text.decode()


@pytest.mark.parametrize("reader,linked,above,named", [
    ("clerk", {"clerk"}, {"supervisor", "manager", "boss"}, {"张小燕"}),
    ("supervisor", {"supervisor", "clerk"}, {"manager", "boss"}, {"周主管", "张小燕", "陈䶮"}),
    ("manager", {"manager", "supervisor", "clerk"}, {"boss"}, {"李经理", "周主管", "张小燕", "陈䶮"}),
    ("stranger", {"driver"}, {"foreman", "boss"}, {"吴远"}),
    ("hr", None, set(), NAMES), ("admin", None, set(), NAMES), ("auditor", None, set(), NAMES)])
def test_each_reader_sees_their_part_with_the_line_above_it(visit, world, reader, linked, above, named):
    positions = vars(world.positions)
    linked = linked or set(positions)
    text = page(visit(getattr(world, reader)))
    assert {key for key, row in positions.items() if f'href="/positions/{row.id}"' in text} == linked
    assert sorted(titles(text)) == sorted(positions[key].title for key in linked | above)
    assert {name for name in NAMES if name in text} == named


@pytest.mark.parametrize("reader", ["clerk", "supervisor", "stranger"])
def test_the_paper_names_nobody_the_page_does_not(visit, world, reader):
    browser = visit(getattr(world, reader))
    paper = said(browser.get("/positions/chart.pdf").data)
    shown = page(browser)
    assert {name for name in NAMES if name in paper} == {name for name in NAMES if name in shown}
    assert ("总经理" in paper, "青禾建材家居" in paper, "第1页/共1页" in re.sub(r"\s", "", paper)) == (True, True, True)


def test_a_dotted_line_leads_above_too(visit, world):
    world.positions.clerk.report_also_to([world.positions.foreman], by=world.hr)
    text = page(visit(world.clerk))
    assert ("车队主管" in titles(text), "虚线上级：车队主管" in text, text.count("stroke-dasharray")) == (True, True, 2)
    assert "stroke-dasharray" not in page(visit(world.stranger)).partition("<svg class")[2]


def test_vacant_posts_say_so(visit, world):
    Position.add("档案员", world.positions.clerk.department, world.positions.manager, by=world.hr)
    text = page(visit(world.manager))
    assert text.count("空缺") == 2  # in the drawing and in the list


def test_three_holders_are_named_and_the_rest_counted(visit, world):
    for n in range(3):
        person, _ = Person.add(f"T09{n}", f"新人{n}", by=world.admin)
        person.appoint(world.positions.clerk, START, by=world.admin)
    assert "新人2、张小燕" not in page(visit(world.hr))
    assert page(visit(world.hr)).count("等\u00a05\u00a0人") == 2


def test_of_a_department_it_shows_that_part(visit, world):
    hr, department = visit(world.hr), world.positions.driver.department_id
    text = page(hr, f"/positions/chart?department={department}")
    assert sorted(titles(text)) == ["总经理", "车队主管", "车队司机"]
    assert (text.count("#eef1f5"), f'<option value="{department}" selected>' in text) == (2, True)
    assert f'href="/positions/chart.pdf?paper=a3&amp;department={department}"' in text
    paper = said(hr.get(f"/positions/chart.pdf?department={department}").data)
    assert ("车队司机" in paper, "客户服务部经理" in paper) == (True, False)


def test_where_nothing_is_to_be_seen_the_page_says_so(visit, world):
    person, _ = Person.add("T0900", "新来", by=world.admin)
    Person.update(password_expires_at=None).where(Person.id == person.id).execute()
    for browser, query in ((visit(world.again(person)), ""), (visit(world.hr), "?department=2147483646")):
        assert "没有可查看的岗位" in page(browser, f"/positions/chart{query}")
        assert browser.get(f"/positions/chart.pdf{query}").status_code == 404


@pytest.mark.parametrize("paper,size", [("a4", "841.89 x 595.276"), ("a3", "1190.55 x 841.89")])
def test_the_paper_lies_across(visit, world, paper, size):
    answer = visit(world.hr).get(f"/positions/chart.pdf?paper={paper}")
    found = subprocess.run(["pdfinfo", "-"], input=answer.data, capture_output=True, check=True).stdout.decode()
    assert (answer.mimetype, re.search(r"Page size: +(\S+ x \S+) pts", found)[1]) == ("application/pdf", size)


@pytest.mark.parametrize("paper", ["a5", "A4", "", "../a4"])
def test_there_is_no_paper_of_another_size(visit, world, paper):
    assert visit(world.hr).get("/positions/chart.pdf", query_string={"paper": paper}).status_code == 404


def test_superiors_in_a_circle_stop_nothing(visit, world):
    p = world.positions
    Position.update(superior=p.clerk).where(Position.id == p.boss.id).execute()
    assert len(titles(page(visit(world.hr)))) == len(vars(p))
    assert len(titles(page(visit(world.stranger)))) == 6  # up to the boss and round


def test_what_was_typed_is_text(visit, world):
    Position.update(title="<b>&'\"</b>", code=None).where(Position.id == world.positions.driver.id).execute()
    text = page(visit(world.stranger))
    assert ("<b>" in text, "&lt;b&gt;&amp;&#39;&#34;&lt;/b&gt;" in text) == (False, True)
    assert "<b>&'" in said(visit(world.stranger).get("/positions/chart.pdf").data)


def test_sixty_positions_cost_no_more_questions_than_three(visit, world):
    few = asked(visit(world.supervisor))
    for n in range(60):
        position = Position.add(f"岗位{n}", world.positions.clerk.department, world.positions.supervisor, by=world.hr)
        world.colleague.appoint(position, START, by=world.admin)
        position.report_also_to([world.positions.manager], by=world.hr)
    assert asked(visit(world.supervisor)) == few


def asked(browser):
    browser.get("/positions/chart")
    with count_queries() as counter:
        page(browser)
    return counter.count
