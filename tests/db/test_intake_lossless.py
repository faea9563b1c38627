"""Whatever the text, no character of it is lost and none is made up."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.intake import labels, read_text, relations

WORDS = st.text("甲乙丙丁接待登记工作的和2341ab一二，、。；;: ：（）(%-", min_size=1, max_size=12)
MARKS = st.one_of(
    st.builds(str.format, st.sampled_from(["{}.", "{}. ", "{}、", "{})", "（{}）", "4.{}、"]), st.integers(1, 30)),
    st.sampled_from([*"①②③●⑴⒈", "一、", "（二）", "职责一：", "第三条"]))
BREAKS = st.sampled_from(["\n", "\n\n", "\t", " ", "　", "", "：", "\r\n", "|"])
LABELS = st.sampled_from(sorted([*labels.LABELS, *labels.HEADERS, *labels.DOCUMENT_NAMES]))
BOXES = st.sampled_from(["岗位名称：", "编制日期：", "编写日期：", "岗位编号：", "直接上级：", "学历："])
VALUES = st.sampled_from(["甲", "乙；", "2024年3月5日", "2024年3月6日", "2024-03-05", "2024-13-45", ""])
PHRASES = st.sampled_from([*relations.WORDS, "汇报、接受指导", "接待管理", "2024年3月5日", "2024-13-45", "【奖惩】"])
SOUP = st.lists(st.one_of(WORDS, MARKS, BREAKS, LABELS, PHRASES), max_size=60).map("".join)


def letters(text):
    return Counter(re.sub(r"\s", "", text))


def sections(draw):
    """A description whose sections, numbering and separators are drawn."""
    lines = []
    for _ in range(draw(st.integers(1, 8))):
        lines.append(draw(LABELS) + draw(BREAKS))
        style = draw(st.sampled_from(["{}. ", "{}、", "（{}）", "{})", "", "4.{}、"]))
        lines += [style.format(n) + draw(WORDS) + draw(BREAKS) for n in range(1, draw(st.integers(1, 6)))]
    return "".join(lines)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_nothing_of_a_soup_of_labels_and_numbers_is_lost(text):
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})


@settings(max_examples=300, deadline=None)
@given(st.composite(sections)())
def test_nothing_of_random_sections_is_lost(text):
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(BOXES, VALUES), max_size=8))
def test_nothing_of_boxes_filled_twice_is_lost(boxes):
    reading = read_text("\n".join(label + value for label, value in boxes))
    assert (reading.lost, reading.invented) == ({}, {})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_nothing_of_any_text_is_lost(text):
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})


@settings(max_examples=150, deadline=None)
@given(SOUP.map(lambda text: re.sub(r"\s", "", text)).filter(lambda text: len(text) > 30), st.integers(125, 300))
def test_nothing_of_a_preview_is_lost(text, size):
    text = (text * 20)[:1500]
    pieces = [text[start:start + size] for start in range(0, len(text), size)]
    cut = "\n\n".join(f"{number}、{piece}" for number, piece in enumerate(pieces, start=1))
    reading = read_text(f"站名\n\n{cut}\n\n尾\n")
    assert (reading.lost, reading.invented) == ({}, {})


@pytest.mark.parametrize("unit", [
    "●", "-", " ", "　", "甲 ", "岗 ", "（", "1.", "1. 2. ", "一、", "一、接待1. 甲2. 乙", "学历专业",
    "工作经验工作环境", "职能\t", "学历：\n", "岗位名称：甲\n", "甲岗位说明书\n", "岗位概述：甲\n岗位职责：1.乙\n",
    "甲\t乙\n", "指导、", "\n", "；"])
@pytest.mark.parametrize("frame", [
    "{}", "岗位职责\n{}甲", "-{}甲", "岗位名称{}甲", "工作联系\n内部联系\n{}甲", "客服员{}岗位说明书x"])
def test_a_long_repetitive_text_is_read_to_its_end(unit, frame):
    reading = read_text(frame.format(unit * (15_000 // len(unit))))
    assert (reading.lost, reading.invented) == ({}, {})


def test_the_account_finds_a_character_that_is_missing_or_made_up():
    reading = read_text("岗位名称：前台\n工作环境：室内")
    reading.descriptions[0]["environment"] = "室外"
    assert (reading.lost, reading.invented) == ({"内": 1}, {"外": 1})


def test_what_is_taken_out_is_written_down_with_its_kind():
    reading = read_text("岗位名称：前台\n编制日期：2024年3月5日\n岗位职责\n接待：\n1、迎宾；\n2、送客。")
    assert reading.consumed == (
        ("label", "岗位名称："), ("label", "编制日期："), ("label", "岗位职责"), ("group", "接待："),
        ("number", "1、"), ("number", "2、"), ("date", "2024年3月5日"))
    assert letters("".join(text for _, text in reading.consumed) + "前台迎宾；送客。") == letters(reading.source)
