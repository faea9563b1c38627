"""Not everybody signs at an own desk: by a delegate, on paper, or on a device of HR's that goes from hand to hand."""

import datetime as dt
import re
import subprocess

import pytest
from PIL import Image
from playwright.sync_api import expect

from db.base import today
from db.demo.people import DEMO_PASSWORD, DEMO_PIN
from tests.browser.conftest import leave
from tests.browser.test_journey import agreed, downloaded, signed

HR, SUPERIOR, DELEGATE = "K1003", "K1015", "K1009"
SIGNS, RETURNS, AWAY = "K1016", "K1017", "K1018"  # three who hold the same position
TITLE, SUPERIOR_S_NAME, DELEGATE_S_NAME = "导购车辆导购", "马立强", "单晓岚"
FIRST, SECOND = "K1022", "K1024"  # whose papers wait for them


@pytest.fixture
def person(new_context, enter):
    """person(number) is the page of this person, in a browser of the own, signed in at the first call."""
    pages = {}

    def person(number):
        if number not in pages:
            pages[number] = enter(new_context().new_page(), number)
            pages[number].on("dialog", lambda dialog: dialog.accept())
        return pages[number]
    return person


def test_of_three_holders_one_signs_one_returns_it_one_signs_by_hand_and_a_delegate_for_the_superior(
        person, base_url, tmp_path):
    hr = person(HR)
    revised(person, base_url)
    delegated(hr, base_url)
    signed(person(SIGNS), base_url, TITLE, DEMO_PIN)
    returned(person(RETURNS), base_url, "请写清楚检查的频次。")
    filed(hr, base_url, AWAY, scan(tmp_path))
    person(DELEGATE).goto(base_url)
    expect(person(DELEGATE).locator("li.task", has_text=SIGNS)).to_contain_text(f"代{SUPERIOR_S_NAME}签")
    signed(person(DELEGATE), base_url, TITLE, DEMO_PIN, holder=SIGNS)
    signed(hr, base_url, TITLE, DEMO_PIN, holder=SIGNS)
    paper = downloaded(hr, tmp_path)
    assert f"受{SUPERIOR_S_NAME}委托，委托编号 WT-" in text_of(paper)
    hr.goto(f"{base_url}/signatures/board/")
    expect(line(hr, RETURNS)).to_contain_text("退回修改")
    assert [line(hr, number).count() for number in (SIGNS, AWAY)] == [0, 0]


def revised(person, base_url):
    """HR prepares a new version, the superior agrees while he is still there, HR brings it into force."""
    hr = person(HR)
    hr.goto(f"{base_url}/descriptions/")
    hr.get_by_role("link", name=TITLE, exact=True).first.click()
    hr.locator("form[action$='/revise'] button").click()
    draft = hr.url.removesuffix("/edit")
    hr.goto(draft)
    hr.locator("form[action$='/submit'] button").click()
    agreed(person(SUPERIOR), base_url, TITLE)
    hr.goto(draft)
    hr.locator("form[action$='/publish'] button").click()
    hr.locator("textarea[name=why]").fill("换版编号，重新签署")  # nothing differs, so it asks why
    hr.locator("form[action$='/publish'] button").click()
    hr.goto(draft)
    expect(hr.locator("main")).to_contain_text("现行有效")


def delegated(page, base_url):
    """HR notes that the superior is away and, with his word, who signs in his place."""
    page.goto(f"{base_url}/people/")
    page.get_by_role("link", name=SUPERIOR_S_NAME, exact=True).click()
    page.locator("details:has(input[name=note]) summary").click()
    page.locator("input[name=note]").fill("住院")
    page.locator("form[action$='/absence'] button").click()
    page.goto(f"{base_url}/delegations/new")
    page.locator("select[name=giver]").select_option(label=next(
        label for label in page.locator("select[name=giver] option").all_inner_texts() if SUPERIOR_S_NAME in label))
    page.locator("input[name=as_superior]").check()
    page.locator("input[name=number]").fill(DELEGATE)
    page.locator("input[name=name]").fill(DELEGATE_S_NAME)
    page.locator("input[name=ends_on]").fill((today() + dt.timedelta(days=9)).isoformat())
    page.locator("textarea[name=reason]").fill("住院，本人电话同意。")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".alert-success")).to_contain_text("委托已登记")


def returned(page, base_url, note):
    page.goto(base_url)
    page.locator("li.task", has_text=TITLE).get_by_role("link", name="阅读并签署").click()
    page.locator("details:has(#hand-back) summary").click()
    page.locator("#hand-back textarea").fill(note)
    page.locator("form[action*='/hand-back'] button").click()
    expect(page.locator(".alert-success")).to_be_visible()


def filed(page, base_url, number, scan):
    """From the board to the paper of somebody who is away: what was signed by hand is filed."""
    page.goto(f"{base_url}/signatures/board/")
    line(page, number).get_by_role("link").first.click()
    page.locator("details:has(input[type=file]) summary").click()
    page.locator("input[type=file]").set_input_files(scan)
    page.locator("input[name=signed_on]").fill(today().isoformat())
    page.locator("form[action$='/scan'] button").click()
    expect(page.locator(".alert-success")).to_be_visible()


def scan(folder):
    path = folder / "scan.png"
    Image.new("L", (40, 60), 255).save(path)
    return path


def line(page, number):
    return page.locator("#board tbody tr", has_text=number)


def text_of(paper):
    return subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout


def test_two_people_sign_on_one_device_and_neither_can_act_as_the_other(page, context, base_url, enter):
    page.on("dialog", lambda dialog: dialog.accept())
    enter(page, HR)
    tab = context.new_page()
    tab.goto(f"{base_url}/people/new")
    first = handed_over(page, base_url, FIRST)
    tab.locator("input[name=number]").fill("K3001")
    tab.locator("input[name=name]").fill("不该有")
    tab.locator("main form button.btn-primary").click()
    assert is_shut(tab, base_url, "/people/", first)  # HR's own tab is no way back in
    proved(page, FIRST)
    tab.goto(first)
    tab.locator("details:has(#hand-back) summary").click()
    tab.locator("#hand-back textarea").fill("别人写的")
    for address in ("/", "/people/", "/keys/../menu", "/signatures/", "/signatures/1", "/audit/"):
        page.goto(base_url + address)
        assert page.url == first
    signed_here(page)
    expect(page.locator("main")).to_contain_text("请把设备交还人力资源部")
    page.go_back()
    page.reload()
    assert is_shut(page, base_url, "/", first)
    tab.locator("form[action*='/hand-back'] button").click()
    assert is_shut(tab, base_url, "/signatures/", first)
    enter(page, HR)
    page.goto(first)
    expect(page.locator("main")).to_contain_text("待上级签署")
    second = handed_over(page, base_url, SECOND)
    tab.goto(first)
    assert is_shut(tab, base_url, first.removeprefix(base_url), second)
    proved(page, SECOND)
    page.goto(first)
    assert page.url == second
    left_alone(page)
    assert is_shut(page, base_url, second.removeprefix(base_url), first)
    enter(page, HR)
    page.goto(second)
    expect(page.locator("main")).to_contain_text("待任职者签署")
    leave(page)


def handed_over(page, base_url, number):
    """HR hands the device over from the board; the address of the paper."""
    page.goto(f"{base_url}/signatures/board/")
    address = base_url + line(page, number).get_by_role("link").first.get_attribute("href")
    line(page, number).get_by_role("button", name="现场签署").click()
    page.wait_for_url(re.compile("/on-site/"))
    return address


def proved(page, number):
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/signatures/*")


def signed_here(page):
    page.locator("input[name=read]").check()
    page.locator("form:has(input[name=pin]) input[name=pin]").fill(DEMO_PIN)
    page.locator("form:has(input[name=pin]) button.btn-primary").click()
    page.wait_for_url(re.compile("/on-site/"))


def is_shut(page, base_url, *addresses):
    """Whether all of these lead to the page of the device, on which nobody is signed in."""
    places = set()
    for address in addresses:
        page.goto(address if address.startswith("http") else base_url + address)
        places.add(page.url.removeprefix(base_url))
    return places == {"/on-site/"} and page.locator(".person-menu, form[data-idle]").count() == 0


def left_alone(page):
    """Nobody touches the device for longer than it waits; the script does not wait so long in a test."""
    page.locator("form[data-idle]").evaluate("form => { form.dataset.idle = 0; }")
    page.wait_for_url(re.compile("/on-site/"))
