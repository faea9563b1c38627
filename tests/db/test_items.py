"""The items of a duty: what is typed is what is kept, and an answer is taken or refused at its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.base import Invalid
from db.deeds import REGISTERS
from db.items import (
    CHOICE,
    CHOICES,
    FAIL,
    KINDS,
    NEEDS,
    NUMBER,
    ON_FAILURE,
    OPTIONAL,
    PHOTO,
    RECORD,
    TEXT,
    TICK,
    VERDICT,
    Item,
    answers,
    format_items,
    kept,
    of_kept,
    parse_items,
)

WORDS = st.text(st.characters(categories=("Lo", "Ll")), min_size=1, max_size=8)
FIGURES = st.one_of(st.none(), st.integers(-5000, 5000))


@st.composite
def one_item(draw, key):
    kind = draw(st.sampled_from(list(KINDS)))
    low, high = sorted([draw(FIGURES), draw(FIGURES)], key=lambda n: (n is None, n))
    return Item(key, draw(WORDS), kind, draw(st.sampled_from(list(NEEDS))),
                low=low if kind == NUMBER else None, high=high if kind == NUMBER else None,
                unit=draw(st.sampled_from(["", "人", "km/h"])) if kind == NUMBER else "",
                choices=tuple(draw(st.lists(WORDS, min_size=2, max_size=4, unique=True)))
                if kind in (CHOICE, CHOICES) else (),
                least=draw(st.integers(1, 9)) if kind == PHOTO else 1,
                register=draw(st.sampled_from(["", *REGISTERS])) if kind == RECORD else "")


@given(st.data(), st.integers(0, 5))
def test_what_is_typed_is_what_is_kept(data, count):
    items = [data.draw(one_item(f"i{n}")) for n in range(1, count + 1)]
    assert parse_items(format_items(items)) == items
    assert of_kept(kept(items)) == items


@pytest.mark.parametrize("line, item", [
    ("服务台整洁", Item("i1", "服务台整洁")),
    ("制动踏板｜检查", Item("i1", "制动踏板", VERDICT)),
    ("客流 | 数字 0-5000 人", Item("i1", "客流", NUMBER, low=0, high=5000, unit="人")),
    ("电量 | 数字 ２０～ % | 选填", Item("i1", "电量", NUMBER, OPTIONAL, low=20, unit="%")),
    ("气温 | 数字 -5.5~40", Item("i1", "气温", NUMBER, low=-5.5, high=40)),
    ("里程 | 数字 km", Item("i1", "里程", NUMBER, unit="km")),
    ("天气 | 单选 晴、阴/雨", Item("i1", "天气", CHOICE, choices=("晴", "阴", "雨"))),
    ("现场 | 照片 2张 | 不合格时必填", Item("i1", "现场", PHOTO, ON_FAILURE, least=2)),
    ("交接 | 选填", Item("i1", "交接", TICK, OPTIONAL)),
    ("纪要编号 | 单据", Item("i1", "纪要编号", RECORD)),
    ("当天的检查 | 单据 检查 | 选填", Item("i1", "当天的检查", RECORD, OPTIONAL, register="inspection")),
])
def test_lines_as_people_type_them(line, item):
    assert parse_items(f"\n{line}\n") == [item]


@pytest.mark.parametrize("text, place", [
    ("好\n| 检查", 2), ("天气 | 晴雨", 1), ("天气 | 单选 晴", 1), ("客流 | 数字 9~1", 1), ("客流 | 数字 多少 人", 1),
    ("图 | 照片 10张", 1), ("图 | 照片 | 总是", 1), ("a | 勾选 | 必填 | x", 1), ("字" * 61, 1),
    ("纪要 | 单据 会议室", 1),
])
def test_a_line_that_is_no_item_is_named(text, place):
    with pytest.raises(Invalid) as refused:
        parse_items(text)
    assert refused.value.params["line"] == place


def test_there_is_an_end_to_a_list():
    with pytest.raises(Invalid, match="At most 40"):
        parse_items("查\n" * 41)


def asked(*items):
    return [Item(f"i{n}", f"项{n}", **item) for n, item in enumerate(items, start=1)]


NUMBERED = {"kind": NUMBER, "low": 0, "high": 100}


@pytest.mark.parametrize("item, given, note, photos, value, problem", [
    ({}, "y", "", 0, True, None),
    ({}, None, "", 0, None, "This is required."),
    ({"need": OPTIONAL}, None, "", 0, None, None),
    ({"need": ON_FAILURE}, None, "", 0, None, None),
    (NUMBERED, " １２ ", "", 0, 12, None),
    (NUMBERED, "12.50", "", 0, 12.5, None),
    (NUMBERED, "100", "", 0, 100, None),
    (NUMBERED, "101", "", 0, 101, "This is outside %(low)s to %(high)s: say why."),
    (NUMBERED, "101", "促销", 0, 101, None),
    (NUMBERED, "-1", "", 0, -1, "This is outside %(low)s to %(high)s: say why."),
    (NUMBERED, "很多", "", 0, None, "This is no number."),
    (NUMBERED, "1e5", "", 0, None, "This is no number."),
    (NUMBERED, "", "", 0, None, "This is required."),
    ({"kind": VERDICT}, "pass", "", 0, "pass", None),
    ({"kind": VERDICT}, "attention", "", 0, "attention", None),
    ({"kind": VERDICT}, "fail", "", 0, "fail", "Say what is wrong."),
    ({"kind": VERDICT}, "fail", "松动", 0, "fail", None),
    ({"kind": VERDICT}, "perfect", "", 0, None, "Choose one of those offered."),
    ({"kind": CHOICE, "choices": ("晴", "雨")}, "晴", "", 0, "晴", None),
    ({"kind": CHOICE, "choices": ("晴", "雨")}, "雪", "", 0, None, "Choose one of those offered."),
    ({"kind": CHOICES, "choices": ("晴", "雨")}, ["晴", "雨"], "", 0, ["晴", "雨"], None),
    ({"kind": CHOICES, "choices": ("晴", "雨")}, [], "", 0, None, "This is required."),
    ({"kind": TEXT}, " 好 ", "", 0, "好", None),
    ({"kind": TEXT}, "\u200b ", "", 0, None, "This is required."),
    ({"kind": TEXT}, "好" * 1001, "", 0, None, "At most %(most)s characters."),
    ({"kind": RECORD}, "TS-A01-20260301-0007", "", 0, "TS-A01-20260301-0007", None),
    ({"kind": PHOTO}, None, "", 0, None, "At least %(least)s photos are needed."),
    ({"kind": PHOTO, "least": 2}, None, "", 1, None, "At least %(least)s photos are needed."),
    ({"kind": PHOTO}, None, "", 1, None, None),
    ({"kind": PHOTO}, None, "", 10, None, "At most %(most)s photos."),
])
def test_an_answer_is_taken_or_refused(item, given, note, photos, value, problem):
    values, problems = answers(asked(item), {"i1": given}, {"i1": note}, {"i1": photos})
    assert values.get("i1", {}).get("value") == value
    assert problems.get("i1", (None,))[0] == problem


@pytest.mark.parametrize("verdict, figure, is_needed", [
    ("pass", "50", False), ("attention", "50", False), ("fail", "50", True), ("pass", "500", True)])
def test_what_is_needed_on_failure_is_needed_once_something_fails(verdict, figure, is_needed):
    items = asked({"kind": VERDICT}, NUMBERED, {"kind": PHOTO, "need": ON_FAILURE})
    _values, problems = answers(items, {"i1": verdict, "i2": figure}, {"i1": "松", "i2": "多"}, {})
    assert ("i3" in problems) == is_needed


def test_a_failure_is_a_failed_check_or_a_figure_out_of_bounds():
    item = Item("i1", "电量", NUMBER, low=20)
    assert [item.is_failure(n) for n in (19, 20, 10**6)] == [True, False, False]
    assert [Item("i1", "灯", VERDICT).is_failure(one) for one in (FAIL, "attention")] == [True, False]
