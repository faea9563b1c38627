"""Days, months and years in an address: what there is nothing for is said, and no paper is of another one instead."""

import pytest
import time_machine

from tests.rota import NOON

OF_DAYS = "2025年11月23日 至 2026年{}；现显示 2026年11月24日。"
OF_MONTHS = "2000年1月 至 2100年12月；现显示 2026年11月。"
OF_YEARS = "2000 至 2100；现显示 2026。"


@pytest.fixture
def office(world):
    with time_machine.travel(NOON, tick=False):
        yield world


@pytest.mark.parametrize("path, told", [
    ("/team/?day=2031-05-01", OF_DAYS.format("11月25日")), ("/team/?day=x", OF_DAYS.format("11月25日")),
    ("/sheets/?day=2026-12-23", OF_DAYS.format("12月22日")), ("/sheets/?day=2025-11-22", OF_DAYS.format("12月22日")),
    ("/roster/?month=1999-12", OF_MONTHS), ("/roster/?month=2026-13&edit=1", OF_MONTHS),
    ("/roster/mine/?month=x", OF_MONTHS), ("/roster/upload/?month=2101-01", OF_MONTHS),
    ("/calendar/?year=1999", OF_YEARS), ("/calendar/?year=99999999999999999999", OF_YEARS)])
def test_what_there_is_nothing_for_is_said_once_with_the_span_there_is(visit, office, path, told):
    browser = visit(office.hr)
    page = browser.get(path).text
    asked = path.partition("=")[2].partition("&")[0][:20]
    assert (page.count(f"没有“{asked}”的内容：可选范围为 {told}"), page.count("可选范围为")) == (1, 1)
    assert "可选范围为" not in browser.get(path.partition("?")[0]).text


@pytest.mark.parametrize("path", ["/team/?day=2026-11-25", "/team/?day=2025-11-23", "/team/?day=",
                                  "/sheets/?day=2026-12-22", "/roster/?month=2100-12", "/roster/?month=",
                                  "/calendar/?year=2000"])
def test_what_there_is_something_for_needs_no_word(visit, office, path):
    assert "可选范围为" not in visit(office.hr).get(path).text


def test_what_is_asked_for_stays_text(visit, office):
    page = visit(office.hr).get("/roster/?month=<b>1</b>%(x)s").text
    assert ("“&lt;b&gt;1&lt;/b&gt;%(x)s”" in page, "<b>1</b>" in page) == (True, False)


@pytest.mark.parametrize("path", ["/sheets/people/{id}/day.pdf?day=2031-05-01", "/sheets/people/{id}/week.pdf?day=x",
                                  "/sheets/people/{id}/month.pdf?month=1999-01", "/roster/print.pdf?month=2026-13"])
def test_no_paper_is_made_of_another_day_than_was_asked_for(visit, office, path):
    assert visit(office.hr).get(path.format(id=office.hr.id)).status_code == 404


@pytest.mark.parametrize("path", ["/roster/make", "/roster/export", "/roster/save"])
def test_nothing_is_changed_in_another_month_than_was_asked_for(visit, office, path):
    assert visit(office.hr).post(f"{path}?month=2026-13").status_code == 404
