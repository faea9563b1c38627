"""The main job, through the pages alone, with JavaScript and without: import, publish, three sign, anybody verifies."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from db.demo.people import DEMO_PIN
from tests.browser.conftest import leave

PIN = "harbour-52"
PASSWORD = "seven boats at dusk"
SUPERIOR, HR = "K1009", "K1003"
TEXT = """岗位说明书
职位标识
职位名称：{title}
所在部门：商户服务部
职位概要：负责会员卡的办理与会员资料的维护。
职责及要求
会员办理
1. 核对购物凭证，为符合条件的顾客办理会员卡。
2. 受理挂失与换卡，当日办结。
资料维护
3. 每月核对一次会员资料，更正错漏。
关键绩效指标
1. 会员资料准确率
工作联系
直接上级：商户客服主管
直接下级：无
任职资格
学历：专科
工作环境：服务大厅
郑重声明：本说明书说明现行职责。
"""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripted(request):
    return request.param


@pytest.fixture
def browser_context_args(browser_context_args, scripted):
    return browser_context_args | {"java_script_enabled": scripted}


def test_from_the_imported_text_to_the_verified_paper(page, base_url, enter, scripted, tmp_path):
    page.on("dialog", lambda dialog: dialog.accept())
    title, number = ("会员服务专员", "K2001") if scripted else ("会员资料专员", "K2002")
    enter(page, HR)
    description = imported(page, base_url, title)
    password = hired(page, base_url, number, title)
    page.goto(description)
    page.get_by_role("button", name="提交审核").click()
    leave(page)
    enter(page, SUPERIOR)
    agreed(page, base_url, title)
    leave(page)
    enter(page, HR)
    published(page, description)
    leave(page)
    enter(page, number, password)
    chosen_password(page, password)
    enrolled(page, base_url)
    signed(page, base_url, title, PIN, drawn=scripted)
    leave(page)
    for signer in (SUPERIOR, HR):
        enter(page, signer)
        signed(page, base_url, title, DEMO_PIN, holder=number)
        if signer != HR:
            leave(page)
    paper = downloaded(page, tmp_path)
    assert verified(page, base_url, paper) == "真实：与登记簿中的文件一致。"
    assert verified(page, base_url, tampered(paper)) == "不真实：文件被改动过或不完整。"
    assert_pdfsig_finds_seal_and_three_signatures(paper)


def imported(page, base_url, title):
    """HR pastes the text, looks at what was read, saves it as a draft of a new position; the draft's address."""
    page.goto(f"{base_url}/intake/")
    page.locator("textarea[name=text]").fill(TEXT.format(title=title))
    page.get_by_role("button", name="读取文本").click()
    page.get_by_role("link", name=title).first.click()
    expect(page.locator("input[name=title]")).to_have_value(title)
    page.locator("select[name=new_department]").select_option(label=option(page, "new_department", "商户服务部"))
    page.locator("select[name=new_superior]").select_option(label=option(page, "new_superior", "商户客服主管"))
    page.get_by_role("button", name="保存为草稿").click()
    page.goto(f"{base_url}/descriptions/")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.locator(".clauses li")).to_have_count(3)
    return page.url


def option(page, name, text):
    """The label of the option that names this department or position."""
    labels = page.locator(f"select[name={name}] option").all_inner_texts()
    part = 0 if "superior" in name else -1
    return next(label for label in labels if re.split(r"\s*[·/]\s*", label.strip())[part] == text)


def hired(page, base_url, number, title):
    """HR adds the person, notes the initial password that is shown once, and appoints the person."""
    page.goto(f"{base_url}/people/new")
    page.locator("input[name=number]").fill(number)
    page.locator("input[name=name]").fill("钟小满")
    page.locator("main form button.btn-primary").click()
    password = re.search(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", page.locator("main").inner_text())[0]
    page.goto(f"{base_url}/search/")
    page.locator("input#wanted").fill(number)
    page.locator(".search-form button").click()
    page.get_by_role("link", name="钟小满").click()
    page.wait_for_url(re.compile(r"/people/\d+$"))
    address = page.url
    if page.locator("select[name=position]").is_hidden():
        page.locator("details:has(select[name=position]) summary").click()
    labels = page.locator("select[name=position] option").all_inner_texts()
    page.locator("select[name=position]").select_option(label=next(label for label in labels if title in label))
    page.locator("form:has(select[name=position]) input[name=starts_on]").fill("2026-11-02")
    page.locator("form:has(select[name=position]) button.btn-primary").click()
    page.goto(address)
    expect(page.locator("main")).to_contain_text(title)
    return password


def agreed(page, base_url, title):
    """The superior finds it on Today and agrees."""
    page.goto(base_url)
    page.locator("section", has=page.locator("#to-review")).get_by_role("link", name=title, exact=True).click()
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(".alert-success")).to_contain_text("已同意")


def published(page, description):
    page.goto(description)
    page.locator("form[action$='/publish'] button").click()
    page.goto(description)
    expect(page.locator("main")).to_contain_text("现行有效")


def chosen_password(page, password):
    page.locator("input[name=current]").fill(password)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()


def enrolled(page, base_url):
    page.goto(f"{base_url}/keys/")
    page.locator("input[name=agreed]").check()
    page.locator("input[name=pin]").fill(PIN)
    page.locator("input[name=again]").fill(PIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#key dl")).to_be_visible()


def signed(page, base_url, title, pin, *, drawn=False, holder=None):
    """From Today to the signature, by drawing or by typing the name."""
    page.goto(base_url)
    row = page.locator("li.task", has_text=title).filter(has_text=holder or "")
    row.get_by_role("link", name="阅读并签署").click()
    page.locator("input[name=read]").check()
    if drawn:
        page.locator("input[name=method][value=drawn]").check()
        pad = page.locator("[data-pad-canvas]")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        page.mouse.move(box["x"] + 60, box["y"] + 100)
        page.mouse.down()
        for step in range(24):
            page.mouse.move(box["x"] + 60 + 12 * step, box["y"] + 100 + (45 if step % 2 else -45))
        page.mouse.up()
    page.locator("form:has(input[name=pin]) input[name=pin]").fill(pin)
    page.locator("form:has(input[name=pin]) button.btn-primary").click()
    expect(page.locator(".alert-success")).to_contain_text(re.compile("签署完成|您已签署"))


def downloaded(page, tmp_path):
    with page.expect_download() as download:
        page.get_by_role("link", name="签署版 PDF").click()
    path = tmp_path / "paper.pdf"
    download.value.save_as(path)
    return path


def tampered(paper):
    data = bytearray(paper.read_bytes())
    data[len(data) // 3] ^= 1
    other = paper.with_name("tampered.pdf")
    other.write_bytes(data)
    return other


def verified(page, base_url, paper):
    page.goto(f"{base_url}/verify/")
    page.locator("input[type=file]").set_input_files(paper)
    page.locator("main form button.btn-primary").click()
    return page.locator("#finding").inner_text().strip()


def assert_pdfsig_finds_seal_and_three_signatures(paper):
    told = subprocess.run(["pdfsig", str(paper)], capture_output=True, text=True, check=False).stdout
    assert told.count("Signature is Valid.") == 4
