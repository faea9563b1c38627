"""Two people edit one duty of a draft at once, with JavaScript and without: nothing is overwritten unseen."""

import pytest
from playwright.sync_api import expect

DRAFT = "/descriptions/26/edit"  # of a superior in the demo, who may edit it as HR may
SUPERIOR, HR = "K1008", "K1003"


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripted(request):
    return request.param


@pytest.fixture
def browser_context_args(browser_context_args, scripted):
    return browser_context_args | {"java_script_enabled": scripted}


def test_the_second_of_two_sees_both_texts_and_decides(page, new_context, base_url, enter, scripted):
    first, second = enter(page, SUPERIOR), enter(new_context().new_page(), HR)
    place = 0 if scripted else 1
    for reader in (first, second):
        reader.goto(base_url + DRAFT)
        reader.locator(".duty").nth(place).locator("a[id^=edit-]").click()
    saved(first, "每周五编制下周计划。")
    expect(first.locator(".duty-text").nth(place)).to_contain_text("每周五编制下周计划。")
    saved(second, "每周一编制本周计划。")
    rival = second.locator(".rival")
    expect(rival).to_contain_text("每周五编制下周计划。")
    expect(rival).to_contain_text("每周一编制本周计划。")
    expect(second.locator("#text")).to_have_value("每周一编制本周计划。")
    first.goto(base_url + DRAFT)
    expect(first.locator(".duty-text").nth(place)).to_contain_text("每周五编制下周计划。")
    saved(second, "每周五编制下周计划，周一核对。")
    expect(second.locator(".duty-text").nth(place)).to_contain_text("每周五编制下周计划，周一核对。")
    first.goto(base_url + DRAFT)
    expect(first.locator(".duty-text").nth(place)).to_contain_text("每周五编制下周计划，周一核对。")


def saved(page, text):
    page.locator("#text").fill(text)
    page.locator(".duty-open > form").get_by_role("button", name="保存", exact=True).click()
