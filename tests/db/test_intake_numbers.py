"""Numbering styles of lists, and digits that are no numbers of items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.intake import marks, read_text

PARTS = ("迎接来宾，询问来意；", "登记来访，每日核对2次，误差不超过1.5%；", "办理21项服务，3年以上者从优；",
         "送别来宾。")
INDICATORS = ("及时率", "完整率", "满意度", "次数")
CHINESE = ("一", "二", "三", "四")
STYLES = {
    "1.": "{}.", "1. ": "{}. ", "1．": "{}．", "1、": "{}、", "1)": "{})", "1）": "{}）", "(1)": "({})",
    "（1）": "（{}）", "( 1 )": "( {} )", "4.1、": "4.{}、", "4.1 ": "4.{} ", "4.1.": "4.{}.", "职责1：": "职责{}：",
    "第1条 ": "第{}条 ",
}


def numbered(style):
    if style in STYLES:
        return [STYLES[style].format(number) for number in range(1, 5)]
    return {"①": list("①②③④"), "⑴": list("⑴⑵⑶⑷"), "⒈": list("⒈⒉⒊⒋"), "１、": ["１、", "２、", "３、", "４、"],
            "（一）": [f"（{n}）" for n in CHINESE], "(一)": [f"({n})" for n in CHINESE],
            "一、": [f"{n}、" for n in CHINESE],
            "职责一": [f"职责{n}：" for n in CHINESE], "职责一 ": [f"职责{n} " for n in CHINESE],
            "第一条": [f"第{n}条 " for n in CHINESE]}[style]


ALL = [*STYLES, "①", "⑴", "⒈", "１、", "（一）", "(一)", "一、", "职责一", "职责一 ", "第一条"]


def duties(text):
    [description] = read_text(f"岗位名称：接待\n岗位职责：{text}").descriptions
    return [(duty["number"], duty["text"]) for duty in description["duties"]]


@pytest.mark.parametrize("style", ALL)
@pytest.mark.parametrize("between", ["\n", "\n\n", ""], ids=["lines", "empty lines", "running"])
def test_items_of_every_style_are_told_apart(style, between):
    text = between.join(mark + part for mark, part in zip(numbered(style), PARTS, strict=True))
    assert duties("\n" + text) == list(enumerate(PARTS, start=1))


@pytest.mark.parametrize("style", ALL)
def test_indicators_of_every_style_are_told_apart(style):
    text = "\n".join(mark + name for mark, name in zip(numbered(style), INDICATORS, strict=True))
    [description] = read_text(f"岗位名称：接待\n衡量标准\n{text}").descriptions
    assert description["kpis"] == list(INDICATORS)


def test_without_numbers_each_line_is_a_duty_without_number():
    assert duties("\n" + "\n".join(PARTS)) == [(None, part) for part in PARTS]


def test_bullets_have_no_numbers():
    assert duties("\n" + "\n".join(f"● {part}" for part in PARTS)) == [(None, part) for part in PARTS]


def test_numbering_may_start_again():
    found = duties("\n1、迎宾；\n2、送客。\n1、登记；\n2、归档。")
    assert found == [(1, "迎宾；"), (2, "送客。"), (1, "登记；"), (2, "归档。")]


def test_a_list_need_not_begin_with_one():
    assert duties("\n3、迎宾；\n4、送客。") == [(3, "迎宾；"), (4, "送客。")]


def test_a_number_left_out_is_reported_and_not_glued_to_the_item_before():
    reading = read_text("岗位名称：接待\n岗位职责\n1、迎宾；\n2、送客；\n4、登记。")
    assert [duty["number"] for duty in reading.descriptions[0]["duties"]] == [1, 2, 4]
    assert str(reading.warnings[0]) == "接待: a duty numbered 4 follows 2."


@pytest.mark.parametrize("text", [
    "办理21项服务", "不超过2.5万元", "按第2、3款办理", "2年以上经验", "占2%", "见2号表", "统一、规范地接待",
    "编号A2.1"])
def test_digits_within_a_duty_are_no_numbers(text):
    assert duties(f"\n1、{text}；\n2、送客。\n3、登记。") == [(1, f"{text}；"), (2, "送客。"), (3, "登记。")]


def test_of_two_places_for_a_number_the_one_after_a_full_stop_is_taken():
    found = duties("1. 按附件2. 办理登记；2. 送客。3. 归档。")
    assert found == [(1, "按附件2. 办理登记；"), (2, "送客。"), (3, "归档。")]


def test_clauses_counted_within_running_duties_are_no_numbers():
    assert duties("1、按第2、3款办理；2、送客。3、归档。") == [(1, "按第2、3款办理；"), (2, "送客。"), (3, "归档。")]


def test_numbers_counted_in_the_last_item_are_no_items():
    assert duties("\n1、迎宾；\n2、按表中3、4两栏登记。") == [(1, "迎宾；"), (2, "按表中3、4两栏登记。")]


def test_items_may_begin_with_digits():
    assert duties("\n1、24小时值守；\n2、3日内回访。") == [(1, "24小时值守；"), (2, "3日内回访。")]


def test_points_of_a_duty_stay_within_it():
    points = "负责接待：\n（1）迎宾；\n（2）送客。"
    assert duties(f"\n1、{points}\n2、登记。") == [(1, points), (2, "登记。")]


@given(st.integers(1, 99))
def test_chinese_numbers_are_read_up_to_99(number):
    tens, units = divmod(number, 10)
    written = (marks.CHINESE[tens - 1] if tens > 1 else "") + ("十" if tens else "") + (
        marks.CHINESE[units - 1] if units else "")
    assert marks.value(written) == number


def test_more_than_ten_chinese_items_follow_each_other():
    written = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
    text = "\n".join(f"{number}、事项{number}；" for number in written)
    assert [number for number, _ in duties("\n" + text)] == list(range(1, 13))
