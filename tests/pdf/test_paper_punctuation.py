"""Half-width marks beside Han characters become full-width; everything else stays."""

import pytest
from markupsafe import Markup

from portal.punctuation import paper_punctuation

CASES = {
    "接待,登记": "接待，登记",
    "接待, 登记": "接待，登记",
    "接待 ,登记": "接待，登记",
    "时间:9:30": "时间：9:30",
    "共3,000元": "共3,000元",
    "办公室(40%)、市场(60%)": "办公室（40%）、市场（60%）",
    "熟悉Office(Word)软件": "熟悉Office（Word）软件",
    "取f(x)=1 为准": "取f(x)=1 为准",
    "（含周末)": "（含周末）",
    "(含周末）": "（含周末）",
    "会用Word,Excel等": "会用Word,Excel等",
    "会用Word,并能制表": "会用Word，并能制表",
    "是否合格?合格!": "是否合格？合格！",
    "按《规范》,执行": "按《规范》，执行",
    "完成任务.": "完成任务。",
    "1.接待": "1.接待",
    "3.5年": "3.5年",
    "等等...": "等等...",
    "网址:https://example.org/a,b": "网址：https://example.org/a,b",
    "2026-11-23 20:15:09 +08:00": "2026-11-23 20:15:09 +08:00",
    "Call the front desk, then write it down (in full).": "Call the front desk, then write it down (in full).",
    "𠮷,䶮": "𠮷，䶮",
    "((嵌套)内容)": "（（嵌套）内容）",
    ")错位(": ")错位(",
    "": "",
}


@pytest.mark.parametrize("typed", CASES)
def test_on_paper(typed):
    assert paper_punctuation(typed) == CASES[typed]


@pytest.mark.parametrize("typed", CASES)
def test_what_is_set_for_paper_is_not_changed_again(typed):
    assert paper_punctuation(CASES[typed]) == CASES[typed]


@pytest.mark.parametrize("value", [None, 7, Markup("接待,<b>登记</b>")])
def test_what_is_not_plain_text_is_left_alone(value):
    assert paper_punctuation(value) is value
