"""From a rule to a touch of the space bar: a supervisor writes what a clerk finds on the list and does."""

from tests.browser.conftest import leave


def test_a_rule_becomes_a_duty_that_is_done_by_one_key(page, base_url, enter):
    enter(page, "K1010")
    page.goto(f"{base_url}/rules/")
    page.get_by_role("link", name="卖场客服员", exact=True).click()
    page.get_by_role("link", name="执行规则 第 8 条").click()
    page.get_by_label("简称").fill("清点雨伞")
    page.get_by_label("多久一次").select_option("month")
    page.get_by_label("第几", exact=True).select_option("-1")
    page.locator("#outlook", has_text="每月最后一天").wait_for()
    page.get_by_label("多久一次").select_option("day")
    page.locator("#outlook", has_text="每天").wait_for()
    for label, time in (("开始", "00:00"), ("最晚完成", "23:59")):
        page.get_by_label(label).first.fill(time)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/rules/*")
    page.get_by_text("每天", exact=True).wait_for()
    leave(page)
    enter(page, "K1024")
    page.goto(f"{base_url}/")
    row = page.locator(".owed", has_text="清点雨伞")
    row.get_by_role("button", name="完成").focus()
    page.keyboard.press("Space")
    page.locator(".owed-done .owed", has_text="清点雨伞").wait_for(state="attached")
    assert page.evaluate("document.activeElement.matches('[data-tick]') || !document.querySelector('[data-tick]')")
