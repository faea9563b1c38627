"""Wordings alike: which are, which are not, and that each is told of the other."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from db.twins import ALIKE, twins

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
def test_none_is_missed_and_none_is_told_twice(texts):
    found = [(one, other) for one, others in twins(dict(enumerate(texts))).items() for other in others]
    spoken = [text.replace("，", "") for text in texts]
    assert sorted(found) == [(one, other) for one, other in permutations(range(len(texts)), 2)
                             if fuzz.ratio(spoken[one], spoken[other]) >= ALIKE]
