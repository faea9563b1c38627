"""The form a paper is signed in: whose name may stand there, and what stays of what was typed."""

import pytest
from flask import get_flashed_messages

from db.signatures import Signing
from tests import policy
from tests.scene import PIN, Scene


@pytest.fixture
def scene(app, world, monkeypatch):
    return Scene(app, world, monkeypatch)


def sent(scene, name):
    """(the page, whether it was signed) after the clerk typed this name."""
    paper = Signing.get_by_id(scene.objects["signing"]["clerk"]["id"])
    answer, untouched = scene.ask(policy.EMPLOYEE, "POST", f"/signatures/{paper.id}/sign", form={
        "shown": paper.current.sha256, "read": "y", "method": "typed", "text": name, "pin": PIN})
    return answer.get_data(as_text=True), not untouched


@pytest.mark.parametrize("name, told", [
    ("周主管", "请键入您本人的姓名：张小燕"), ("张小", "请键入您本人的姓名：张小燕"), ("　", "请键入姓名")])
def test_a_name_that_is_not_the_signers_signs_nothing_and_stays_in_its_field(scene, name, told):
    page, is_signed = sent(scene, name)
    error = page.partition('id="text-error"')[2].partition("</div>")[0]
    assert (told in error, f'value="{name.strip()}"' in page, is_signed) == (True, True, False)


@pytest.mark.parametrize("name", ["张小燕", "张 小燕"])
def test_the_own_name_signs(scene, name):
    assert sent(scene, name)[1]


def test_who_has_signed_first_is_told_who_signs_next(scene):
    with scene.client:
        sent(scene, "张小燕")
        assert get_flashed_messages() == ["您已签署。下一步由直接上级签署：李经理（代周主管）、周主管。"]
