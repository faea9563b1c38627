"""Every page as people see it: nothing against the rules of accessibility, nothing too wide, no English in Chinese."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

PATHS = {
    "K1003": ["/", "/menu", "/signatures/", "/signatures/33", "/descriptions/", "/descriptions/15", "/descriptions/26",
              "/descriptions/26/edit", "/descriptions/28", "/descriptions/27/difference",
              "/descriptions/20/corrections?place=kpis",
              "/descriptions/similar", "/intake/", "/positions/", "/positions/3", "/positions/chart", "/people/",
              "/people/7", "/people/new", "/people/upload", "/positions/new", "/verify/", "/access/", "/search/",
              "/keys/", "/password/", "/notices/", "/signatures/board/", "/signatures/31", "/delegations/",
              "/delegations/new", "/delegations/1", "/second-factor/", "/on-site/",
              "/signatures/?state=mine", "/matrix/?position=15", "/upkeep/", "/upkeep/15", "/calendar/",
              "/calendar/hours", "/roster/", "/shifts/new"],
    "K1005": ["/", "/audit/", "/settings/", "/letters/", "/people/", "/people/7"],
    "K1019": [],
    "K1021": ["/", "/notices/", "/signatures/", "/descriptions/", "/keys/", "/no-such-page",
              "/roster/mine/", "/roster/", "/swaps/new?other=20", "/leaves/new"],
    "K1024": ["/", "/today/", "/signatures/45"],
    "K1007": ["/", "/signatures/", "/descriptions/", "/people/", "/roster/?edit=1", "/patterns/", "/patterns/20",
              "/leaves/1", "/swaps/2", "/roster/upload/", "/team/", "/team/?kind=open", "/rules/",
              "/positions/15/rules", "/rules/1"],
}
ENGLISH = re.compile(r"\b[a-z]{3,}\b", re.IGNORECASE)
ALLOWED = {"english", "pdf", "sha", "docx", "doc", "txt", "kpi", "xlsx", "xls", "rfc", "https", "http", "word", "excel",
           "sha256", "linux", "chrome", "headlesschrome"}


def complaints_of_axe(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]


def strays(page):
    """English words a reader of Chinese would stumble over; codes, hashes and file types are no words."""
    page.evaluate("document.querySelectorAll('code, [lang=en], .text-secondary code, svg').forEach(e => e.remove())")
    text = re.sub(r"\b[\w.-]*\d[\w.-]*\b|/\S*", " ", page.locator("body").inner_text())
    return sorted({word.lower() for word in ENGLISH.findall(text)} - ALLOWED)


@pytest.mark.parametrize("number", [number for number, paths in PATHS.items() if paths])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_accessible_fit_the_screen_and_speak_chinese(page, base_url, enter, number, width):
    page.set_viewport_size({"width": width, "height": 844})
    enter(page, number)
    found = {}
    for path in PATHS[number]:
        page.goto(base_url + path)
        wide = page.evaluate("document.documentElement.scrollWidth") - width
        problems = complaints_of_axe(page) + ([("too wide by", wide)] if wide > 0 else [])
        problems += [("English", words)] if (words := strays(page)) else []
        if problems:
            found[path] = problems
    assert found == {}


def test_the_pages_before_signing_in_hold_the_same(page, base_url, clean):
    page.goto(f"{base_url}/session/new")
    assert (complaints_of_axe(page), strays(page)) == ([], [])


def test_nothing_personal_stays_in_the_browser_after_signing_out(page, base_url, enter):
    enter(page, "K1021")
    for path in ("/signatures/", "/descriptions/", "/keys/"):
        page.goto(base_url + path)
    page.locator(".person-menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert stored == "[{},{}]"
    page.go_back()
    assert "宋诗涵" not in page.content()


def test_english_is_complete_where_it_was_chosen(page, base_url, enter):
    enter(page, "K1021")
    page.get_by_role("button", name="English").click()
    page.goto(base_url)
    content = "main [lang=zh-Hans], [hx-ignore], .task-title, .notice-text, .person-menu, .brand"
    page.evaluate("content => document.querySelectorAll(content).forEach(e => e.remove())", content)
    chrome = page.locator("h1, h2, nav, button").all_inner_texts()
    page.get_by_role("button", name="中文").click()
    assert [text for text in chrome if re.search(r"[\u4e00-\u9fff]", text) and text.strip() != "中文"] == []


def test_the_signing_page_is_complete_by_keyboard(page, base_url, enter):
    enter(page, "K1009")
    page.goto(base_url)
    page.locator("li.task").get_by_role("link", name="阅读并签署").first.focus()
    page.keyboard.press("Enter")
    page.locator("input[name=read]").focus()
    page.keyboard.press("Space")
    page.locator("input[name=pin]").focus()
    page.keyboard.type("wrong-pin-0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".field-error")
    assert "签名口令错误" in page.locator(".field-error").first.inner_text()
