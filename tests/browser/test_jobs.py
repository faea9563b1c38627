"""The page of a job follows it to its end by itself, keeps the focus where it is, and hands out the file."""

import pikepdf
from playwright.sync_api import expect

SLOWLY = 60_000  # ms


def test_the_page_follows_the_handbook_to_its_end_and_hands_it_out(page, enter, base_url):
    enter(page, "K1007")
    page.goto(f"{base_url}/jobs/")
    page.get_by_role("button", name="生成汇编").click()
    page.wait_for_url("**/jobs/*")
    cancel = page.get_by_role("button", name="取消")
    cancel.focus()
    expect(page.locator("progress")).not_to_have_attribute("value", "0", timeout=SLOWLY)
    expect(cancel).to_be_focused()
    fetch = page.get_by_role("button", name="下载")
    fetch.wait_for(timeout=SLOWLY)
    with page.expect_download() as download:
        fetch.click()
    with pikepdf.open(download.value.path()) as book, book.open_outline() as outline:
        assert [item.title for item in outline.root] == ["目录", "客户服务部", "商户服务部", "客户服务中心（一号馆）"]
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(2500)
    assert asked == []
