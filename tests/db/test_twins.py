"""Wordings alike: found without comparing each with each, and the same as if each had been."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.twins import are_alike, shape, twins

SAME = [("统计市场客流量。", "统计市场客流量；"), ("负责 KPI 统计", "负责ＫＰＩ统计。"),
        ("做好检查和维护，并及时向上级主管汇报车辆的运行状况。", "做好检查和维护，并及时向上级主管汇报车辆运行状况。")]
DIFFERENT = [("统计市场客流量。", "收集顾客购物信息。"), ("看守", "看守大门"),
             ("对客户物流需求的登记，安排物流服务。", "对客户技术需求的登记，安排技术服务。")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_punctuation_width_and_a_particle_make_no_difference(one, other):
    assert twins({1: one, 2: other, 3: "完成上级交办的其他工作"}) == {1: [2], 2: [1]}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_duties_are_others(one, other):
    assert twins({1: one, 2: other}) == {}


@given(st.lists(st.text("甲乙丙丁，", min_size=1, max_size=30), max_size=20))
def test_none_is_missed_and_none_is_made_up(texts):
    found = {(one, other) for one, others in twins(dict(enumerate(texts))).items() for other in others if one < other}
    assert found == {(one, other) for one, other in combinations(range(len(texts)), 2)
                     if are_alike(shape(texts[one]), shape(texts[other]))}
