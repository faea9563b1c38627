"""What may stand as a signature: a table of names and strokes, and that whoever signs is asked for it."""

from types import SimpleNamespace

import pytest

from db.base import Invalid
from db.marks import checked

SIGNER = SimpleNamespace(name="张小燕")
LONG = [[(0, 0), (60, 0)]]


@pytest.mark.parametrize("mark, kept", [
    ({"method": "typed", "text": " 张小燕 "}, {"method": "typed", "text": "张小燕"}),
    ({"method": "typed", "text": "张 小　燕"}, {"method": "typed", "text": "张 小　燕"}),
    ({"method": "drawn", "strokes": LONG}, {"method": "drawn", "strokes": LONG}),
    ({"method": "drawn", "strokes": LONG, "text": "周主管", "name": "周主管"}, {"method": "drawn", "strokes": LONG})])
def test_the_own_name_and_a_drawing_stand_and_nothing_beside_them(mark, kept):
    assert checked(mark, SIGNER) == kept


@pytest.mark.parametrize("mark, field", [
    ({"method": "typed", "text": "周主管"}, "text"), ({"method": "typed", "text": "张小"}, "text"),
    ({"method": "typed", "text": "　"}, "text"), ({"method": "stamped", "text": "周主管"}, "text"),
    ({"method": "drawn", "strokes": []}, "strokes"), ({"method": "drawn", "strokes": [[(0, 0), (59.9, 0)]]}, "strokes"),
    ({"method": "drawn", "strokes": [[(0, 0), (4000.1, 0)]]}, "strokes"),
    ({"method": "drawn", "strokes": [[(0, 0), (float("nan"), 0), (80, 0)]]}, "strokes"),
    ({"method": "drawn", "strokes": [[(n % 2, 0) for n in range(6001)]]}, "strokes")])
def test_another_name_and_a_scribble_do_not(mark, field):
    with pytest.raises(Invalid) as refusal:
        checked(mark, SIGNER)
    assert refusal.value.field == field
