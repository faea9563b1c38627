"""Duties on a telephone: a vehicle check that fails and what comes of it, and a net that is cut in between."""

import io

import pytest
from PIL import Image

from tests.browser.conftest import leave

DRIVER, OTHER_DRIVER, CAPTAIN = "K1016", "K1017", "K1015"
CHECK = "制动踏板 | 检查\n喇叭 | 检查\n电量 | 数字 30~100 %\n异常照片 | 照片 | 不合格时必填"
FIVE = [f"勾选{n}" for n in "一二三四五"]


def picture():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "grey").save(out, "JPEG")
    return {"name": "车.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def tick(page, title):
    page.locator(".owed", has_text=title).get_by_role("button", name="完成").click()


def stored(page):
    """How many forms this browser holds for later."""
    return page.evaluate("import('/static/js/kept-forms.js').then((kept) => kept.all()).then((forms) => forms.length)")


def test_a_failing_check_is_inspected_put_right_and_looked_at_again(phone, base_url, enter, hand):
    hand(DRIVER, CHECK, "出车前检查")
    enter(phone, DRIVER)
    phone.goto(f"{base_url}/")
    phone.locator(".owed", has_text="出车前检查").locator("[data-tick]").click()
    form = phone.locator(".owed-form")
    form.locator(".item", has_text="制动踏板").get_by_text("不合格", exact=True).click()
    form.locator(".item", has_text="制动踏板").get_by_placeholder("补充说明").fill("行程过长")
    form.locator(".item", has_text="喇叭").get_by_text("合格", exact=True).click()
    form.get_by_label("电量").first.fill("86")
    form.locator("input[type=file]").set_input_files(picture())
    form.get_by_role("button", name="完成").click()
    phone.locator(".owed-done .owed", has_text="出车前检查").wait_for(state="attached")
    leave(phone)

    enter(phone, CAPTAIN)
    phone.goto(f"{base_url}/team/?kind=to_inspect")
    row, more = phone.get_by_role("link", name="出车前检查"), phone.locator("#team .card-footer a")
    while not row.count():
        phone.goto(f"{base_url}{more.get_attribute('href')}")
    row.click()
    phone.get_by_text("行程过长").wait_for()
    assert phone.locator(".thumbs img").evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 640
    phone.get_by_text("不合格，需整改").click()
    phone.get_by_label("补充说明").last.fill("更换刹车片，试车")
    phone.locator("#inspection").locator("xpath=../..").get_by_role("button", name="保存").click()
    phone.get_by_text("检查不合格").first.wait_for()
    leave(phone)

    enter(phone, DRIVER)
    phone.locator(".owed", has_text="更换刹车片").get_by_role("link", name="答复").click()
    phone.get_by_label("办理情况").fill("已更换，制动正常")
    phone.locator("#photos").set_input_files(picture())
    phone.get_by_role("button", name="答复").click()
    phone.get_by_text("已答复，待查看").first.wait_for()
    leave(phone)

    enter(phone, CAPTAIN)
    phone.goto(f"{base_url}/tasks/?kind=to_check")
    phone.get_by_role("link", name="更换刹车片").click()
    phone.get_by_role("button", name="销号").click()
    phone.locator(".page-lead", has_text="已销号").wait_for()


def test_five_ticks_without_a_net_are_done_once_each(phone, context, base_url, enter, hand, became):
    hand(OTHER_DRIVER, "", *FIVE)
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")
    context.set_offline(True)
    for title in FIVE:
        tick(phone, title)
    phone.locator("#unsent", has_text="未发送 5 项").wait_for()
    assert (phone.locator("form[data-waiting=未发送]").count(), stored(phone)) == (5, 5)
    assert set(state for state, *_ in became(OTHER_DRIVER, FIVE).values()) == {"todo"}
    context.set_offline(False)
    phone.locator("#unsent", has_text="已发送 5 项").wait_for()
    for _ in range(2):
        context.set_offline(True)
        context.set_offline(False)
        phone.reload()
        phone.locator(".owed-done").wait_for(state="attached")
    assert (became(OTHER_DRIVER, FIVE), stored(phone)) == (dict.fromkeys(FIVE, ["submitted", 1, 0]), 0)


def test_one_form_the_portal_stumbles_over_holds_up_none_of_the_others(phone, context, base_url, enter, hand, became):
    titles = ["先报错", "后正常"]
    hand(OTHER_DRIVER, "", *titles)
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")
    context.set_offline(True)
    for title in titles:
        tick(phone, title)
    phone.locator("#unsent", has_text="未发送 2 项").wait_for()
    phone.route("**/today/*", lambda route: route.fulfill(status=500), times=1)
    context.set_offline(False)
    phone.locator("#unsent", has_text="未发送 1 项").wait_for()
    assert sorted(state for state, *_ in became(OTHER_DRIVER, titles).values()) == ["submitted", "todo"]
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.locator("#unsent", has_text="已发送 1 项").wait_for()
    assert (became(OTHER_DRIVER, titles), stored(phone)) == (dict.fromkeys(titles, ["submitted", 1, 0]), 0)


def test_what_was_typed_is_sent_by_the_next_page(phone, context, base_url, enter, hand, became):
    hand(OTHER_DRIVER, CHECK, "断网填写")
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")
    phone.locator(".owed", has_text="断网填写").locator("[data-tick]").click()
    form = phone.locator(".owed-form")
    form.locator(".item", has_text="制动踏板").get_by_text("合格", exact=True).click()
    form.locator(".item", has_text="喇叭").get_by_text("合格", exact=True).click()
    form.get_by_label("电量").first.fill("90")
    form.locator("input[type=file]").set_input_files(picture())
    context.set_offline(True)
    form.get_by_role("button", name="完成").click()
    phone.locator("#unsent", has_text="未发送 1 项").wait_for()
    phone.goto("about:blank")
    context.set_offline(False)
    phone.goto(f"{base_url}/")
    phone.locator("#unsent", has_text="已发送 1 项").wait_for()
    assert became(OTHER_DRIVER, ["断网填写"]) == {"断网填写": ["submitted", 1, 4]}


def test_an_answer_that_is_lost_on_its_way_back_does_nothing_twice(phone, base_url, enter, clean, hand, became):
    hand(OTHER_DRIVER, "", "回执丢失")
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")

    def swallow(route):
        route.fetch()
        route.abort()
    phone.route("**/today/*", swallow, times=1)
    tick(phone, "回执丢失")
    phone.locator("#unsent", has_text="未发送 1 项").wait_for()
    assert became(OTHER_DRIVER, ["回执丢失"]) == {"回执丢失": ["submitted", 1, 0]}
    phone.reload()
    phone.locator("#unsent", has_text="已发送 1 项").wait_for()
    assert (became(OTHER_DRIVER, ["回执丢失"]), stored(phone)) == ({"回执丢失": ["submitted", 1, 0]}, 0)
    clean[:] = [said for said in clean if "htmx:error" not in said]  # that is what was meant


def test_nothing_stays_in_the_browser_after_signing_out(phone, context, base_url, enter, hand, became):
    hand(OTHER_DRIVER, "", "退出前未发")
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")
    context.set_offline(True)
    tick(phone, "退出前未发")
    phone.locator("#unsent", has_text="未发送 1 项").wait_for()
    phone.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")  # it must not be sent before
    context.set_offline(False)
    phone.once("dialog", lambda dialog: dialog.accept())
    leave(phone)
    phone.get_by_label("工号").wait_for()
    assert (stored(phone), became(OTHER_DRIVER, ["退出前未发"])) == (0, {"退出前未发": ["todo", 0, 0]})


def test_what_cannot_be_kept_is_not_said_to_be(phone, context, base_url, enter, hand, became):
    hand(OTHER_DRIVER, "", "无法保存")
    context.add_init_script("indexedDB.open = () => { throw new Error('no room'); };")
    enter(phone, OTHER_DRIVER)
    phone.goto(f"{base_url}/today/")
    context.set_offline(True)
    tick(phone, "无法保存")
    phone.locator("#unsent", has_text="本机也未能保存").wait_for()
    context.set_offline(False)
    tick(phone, "无法保存")
    phone.locator(".owed-done .owed", has_text="无法保存").wait_for(state="attached")
    assert became(OTHER_DRIVER, ["无法保存"]) == {"无法保存": ["submitted", 1, 0]}


def test_what_is_refused_comes_back_to_be_looked_over(phone, context, base_url, enter, hand, became):
    hand(OTHER_DRIVER, "电量 | 数字 30~100 %", "填错数字")
    enter(phone, OTHER_DRIVER)
    phone.clock.install()
    phone.goto(f"{base_url}/today/")
    phone.locator(".owed", has_text="填错数字").locator("[data-tick]").click()
    phone.locator(".owed-form").get_by_label("电量").first.fill("20")
    context.set_offline(True)
    phone.locator(".owed-form").get_by_role("button", name="完成").click()
    phone.locator("#unsent", has_text="未发送 1 项").wait_for()
    context.set_offline(False)
    phone.locator("#unsent", has_text="未被接受 1 项").get_by_role("link").click()
    phone.get_by_label("电量").first.wait_for()
    phone.wait_for_function("document.querySelector('#i1').value === '20'")
    phone.locator("#i1").fill("25")
    phone.get_by_placeholder("补充说明").fill("充电桩检修")
    phone.locator("#unsent a").evaluate("(link) => { link.id = 'before'; }")
    phone.clock.fast_forward(21_000)  # it is tried again, and the line is drawn anew
    phone.locator("#before").wait_for(state="detached")
    phone.locator("#unsent", has_text="未被接受 1 项").wait_for()
    typed = [phone.locator("#i1").input_value(), phone.get_by_placeholder("补充说明").input_value()]
    assert (typed, stored(phone)) == (["25", "充电桩检修"], 1)
    phone.get_by_role("button", name="完成").click()
    phone.locator(".page-lead", has_text="已提交待查").wait_for()
    phone.locator("#unsent").wait_for(state="hidden")
    assert (became(OTHER_DRIVER, ["填错数字"]), stored(phone)) == ({"填错数字": ["submitted", 1, 1]}, 0)


@pytest.fixture
def unsent(phone, context, base_url, enter, hand):
    """unsent(title): the driver has typed a secret number into this duty, no net; then the session is over."""
    def unsent(title):
        hand(OTHER_DRIVER, "电量 | 数字 30~100 %", title)
        enter(phone, OTHER_DRIVER)
        phone.goto(f"{base_url}/today/")
        phone.locator(".owed", has_text=title).locator("[data-tick]").click()
        phone.locator(".owed-form").get_by_label("电量").first.fill("73.125")
        context.set_offline(True)
        phone.locator(".owed-form").get_by_role("button", name="完成").click()
        phone.locator("#unsent", has_text="未发送 1 项").wait_for()
        phone.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false })")  # it must not be sent before
        context.clear_cookies()
        context.set_offline(False)
        phone.goto(f"{base_url}/session/new")
    return unsent


KEPT = """import('/static/js/kept-forms.js').then(async ({ all }) => [].concat(...(await all()).map(
    (form) => [JSON.stringify(form), new TextDecoder().decode(form.bytes ?? new Uint8Array())])).join())"""


def test_what_one_has_not_sent_waits_sealed_while_somebody_else_is_there(
        phone, base_url, enter, hand, became, unsent):
    unsent("换人使用")
    phone.locator("#left-here", has_text="1 项填报尚未发送").wait_for()
    assert "其他人无法看到" in phone.locator("#left-here").inner_text()
    enter(phone, CAPTAIN)
    phone.goto(f"{base_url}/today/")
    phone.wait_for_load_state("networkidle")
    kept = phone.evaluate(KEPT)
    assert (stored(phone), "73.125" in kept) == (1, False)
    assert phone.locator("#unsent").is_hidden()
    leave(phone)
    phone.locator("#left-here", has_text="1 项填报尚未发送").wait_for()
    enter(phone, OTHER_DRIVER)
    phone.locator("#unsent", has_text="已发送 1 项").wait_for()
    assert (became(OTHER_DRIVER, ["换人使用"]), stored(phone)) == ({"换人使用": ["submitted", 1, 1]}, 0)


def test_where_nothing_can_be_sealed_it_goes_with_the_next_person_and_is_said_to(
        phone, context, base_url, enter, became, unsent):
    context.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")  # as over plain http
    unsent("无法加密")
    phone.locator("#left-here", has_text="如由其他人登录，将被清除").wait_for()
    enter(phone, CAPTAIN)
    phone.goto(f"{base_url}/today/")
    phone.wait_for_load_state("networkidle")
    assert (stored(phone), became(OTHER_DRIVER, ["无法加密"])) == (0, {"无法加密": ["todo", 0, 0]})
