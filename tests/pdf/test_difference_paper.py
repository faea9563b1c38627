"""The table of changes on paper: its head, its rows, its pages, and marks that a black-and-white printer keeps."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import pytest

from db.comparison import compare
from db.differences import Difference
from portal import papers
from tests.pdf import sheets

TEXTS = [f"第{n}项：按计划核对登记簿，发现不符时当场更正并告知经办人" for n in range(30)]


def side(clauses, kpis):
    fields = {name: value for name, value in sheets.TEXT.items() if name != "duties"} | {"kpis": kpis}
    return {"fields": fields, "clauses": [
        {"identity": key, "group": group, "number": number, "text": text, "origins": origins}
        for number, (key, text, group, origins) in enumerate(clauses, start=1)]}


def version(label, day, content):
    return SimpleNamespace(version_label=label, effective_on=day and dt.date.fromisoformat(day), state="in_force",
                           digest=label * 20, title="展厅服务主管", department="展厅服务部", file_number="QH-ZT-Z-001",
                           compiled_on=None, content=content)


@pytest.fixture(scope="module")
def pdf(app, _built):
    """Twenty clauses reworded, one of each other kind, a group with another name, one other field."""
    old = [(f"c{n}", text, "日常接待" if n < 25 else "现场管理", None) for n, text in enumerate(TEXTS)]
    new = [(key, text.replace("当场", "两小时内") if n < 20 else text, "接待与登记" if n < 25 else group, None)
           for n, (key, text, group, _) in enumerate(old)]
    new[21:23] = [(*new[21][:3], ["c22"])]
    new.remove(new[-1])
    new[23] = ("c24", new[23][1], "现场管理", None)
    new += [("n1", "巡查展厅照明", "现场管理", None), ("n2", "核对登记簿", "现场管理", ["c26"])]
    old, new = side(old, ["接待及时率"]), side(new, ["接待及时率", "登记差错次数"])
    difference = Difference(version("A/0", "2026-03-01", old), version("A/1", "2026-06-01", new), compare(old, new))
    with app.test_request_context():
        return papers.difference(difference, at=sheets.AT)


@pytest.fixture(scope="module")
def pages(pdf):
    return sheets.pages_of(pdf)


def test_it_is_a_whole_pdf(pdf):
    assert sheets.complaints_of_qpdf(pdf) == ""


def test_the_head_says_which_position_which_versions_and_how_much(pages):
    head = "".join(pages[0].split())
    assert "职位说明书变更对照表" in head
    assert "A/0（2026-03-01起执行）" in head and "A/1（2026-06-01起执行）" in head
    assert "新增1·修改20·移动1·拆分1·合并1·删除1·不变6·分组改名1；其他内容1项" in head


def test_every_page_repeats_the_heads_of_the_columns_and_its_number(pages):
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        told = "".join(page.split())
        assert ["版本：A/0→A/1" in told, f"第{number}页/共{len(pages)}页" in told] == [True, True]
        assert "变更原版本A/0新版本A/1" in told or "备注" in told


def test_every_change_has_its_row_and_what_stayed_is_only_named(pages):
    told = "".join("".join(page.split()) for page in pages)
    kinds = ("新增", "移动", "拆分", "合并", "删除")
    assert [told.count(kind) >= 2 for kind in kinds] == [True] * len(kinds)  # at the head, and at the row
    assert ("原名：日常接待" in told, "第22条、第23条" in told, "登记差错次数" in told) == (True, True, True)
    assert "不变的职责（新版本序号）：接待与登记21、23；现场管理" in told


def test_there_is_room_for_remarks_and_three_signatures_on_one_page(pages):
    last = "".join(pages[-1].split())
    assert [word in last for word in ("备注", "编制", "审核", "批准", "日期日期日期")] == [True] * 5


def test_what_went_is_struck_out_and_what_came_is_underlined_and_bold_without_any_colour(app, _built, monkeypatch):
    old, new = side([("a", "接待顾客", "甲", None)], []), side([("a", "接待商户", "甲", None)], [])
    monkeypatch.setattr(papers.pdf, "render", lambda html, **_: html)
    with app.test_request_context():
        html = papers.difference(Difference(version("A/0", "2026-03-01", old), version("A/1", None, new),
                                            compare(old, new)), watermark="预览")
    assert ["接待<del>顾客</del>" in html, "接待<ins>商户</ins>" in html, "尚未生效" in html] == [True] * 3
    style = (Path(papers.__file__).parent / "static" / "css" / "print.css").read_text()
    assert "del { text-decoration: line-through; }" in style
    assert "ins { text-decoration: underline; font-weight: 700; }" in style


def test_a_preview_carries_no_code_that_would_call_it_genuine(app, _built, monkeypatch):
    content = side([("a", "接待顾客", "甲", None)], [])
    difference = Difference(version("A/0", "2026-03-01", content), version("A/1", None, content),
                            compare(content, content))
    monkeypatch.setattr(papers.pdf, "render", lambda html, **_: html)
    with app.test_request_context():
        pages = [papers.difference(difference, watermark=mark) for mark in ("预览", None)]
    assert [("<img" in page, "未经签章" in page, "单位证书签章" in page) for page in pages] == [
        (False, True, False), (True, False, True)]
