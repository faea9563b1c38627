"""What is refused is said above the page, and what was typed stays."""

import re

import pytest
from playwright.sync_api import expect

DRIVER = "K1017"
BIG = {"name": "车.png", "mimeType": "image/png", "buffer": bytes(13 * 1024 * 1024)}


def too_late(page, _form):
    """The answer of the portal to a start of what is under way, as it stumbles over what somebody else did."""
    page.route("**/submit", lambda route: route.continue_(url=route.request.url.replace("/submit", "/start")))
    return "有人先您一步"


def too_large(_page, form):
    form.locator("input[type=file]").set_input_files(BIG)
    return "内容过大"


@pytest.mark.parametrize("refuse", [too_late, too_large])
def test_a_refused_form_stays_with_what_was_typed(phone, base_url, enter, hand, refuse):
    hand(DRIVER, "备注 | 文字\n现场 | 照片 | 选填", refuse.__name__)
    enter(phone, DRIVER)
    phone.goto(f"{base_url}/today/")
    phone.get_by_role("link", name=refuse.__name__, exact=True).click()
    phone.get_by_role("button", name="开始做").click()
    form = phone.locator("form[data-unsent]")
    form.get_by_label("备注").fill("一切正常")
    said = refuse(phone, form)
    form.get_by_role("button", name="完成").click()
    refusal = phone.get_by_role("alert")
    refusal.wait_for()
    assert said in refusal.inner_text()
    expect(refusal).to_be_in_viewport(ratio=1)
    assert form.get_by_label("备注").input_value() == "一切正常"
    assert re.search(r"/duties/\d+$", phone.url)
