"""What somebody who signed an earlier version is shown first, and where the old paper says that it still binds."""

import pytest

from db.signatures import AWAITING_EMPLOYEE, AWAITING_SUPERIOR, COMPLETE, ON_PAPER, Signing
from tests import versions as versions_of
from tests.versions import paper

BOUND = {"clerk": "仍然有效，直至您签署 A/1", "supervisor": "仍然有效，直至任职者签署 A/1"}


@pytest.fixture
def versions(world):
    return versions_of.two(world)


@pytest.fixture
def old(world, versions):
    return paper(versions[0], world.clerk, COMPLETE)


@pytest.fixture
def new(world, versions, old):
    return paper(versions[1], world.clerk, AWAITING_EMPLOYEE)


def text_of(answer):
    return answer.get_data(as_text=True)


def main(page):
    return page.partition("<main")[2]


@pytest.mark.parametrize("who", ["clerk", "supervisor"])
def test_the_difference_stands_before_the_whole_text(visit, world, old, new, who):
    page = main(text_of(visit(getattr(world, who)).get(f"/signatures/{new.id}")))
    difference, whole = page.index('id="what-changed"'), page.index('class="paper"')
    assert (difference < whole, page.count('<tr class="difference-reworded">'),
            '<tr class="difference-unchanged">' in page) == (True, 1, False)
    assert (BOUND[who] in page, f'href="/signatures/{old.id}"' in page) == (True, True)


def test_who_never_signed_anything_of_the_position_reads_the_whole_text_only(visit, world, versions, old):
    other = paper(versions[1], world.colleague, AWAITING_EMPLOYEE)
    page = text_of(visit(world.colleague).get(f"/signatures/{other.id}"))
    assert ('id="what-changed"' in page, 'class="paper"' in page, "仍然有效" in page) == (False, True, False)


@pytest.mark.parametrize("who", ["clerk", "supervisor"])
def test_the_old_paper_says_until_when_it_binds(visit, world, old, new, who):
    page = text_of(visit(getattr(world, who)).get(f"/signatures/{old.id}"))
    assert ("更新的版本" in page or "新版本" in page, BOUND[who] in page) == (True, True)


def test_today_says_it_to_the_holder(visit, world, old, new):
    mine = text_of(visit(world.clerk).get("/")).partition('id="mine"')[2]
    assert mine.count(BOUND["clerk"]) == 1


@pytest.mark.parametrize("who, said", [(None, BOUND["supervisor"]), ("clerk", BOUND["clerk"])])
def test_the_verify_page_says_it_to_whoever_holds_the_paper(visit, world, versions, new, who, said, old):
    day = versions[0].effective_on
    Signing.update(state=ON_PAPER, scan=old.base, signed_on=day).where(Signing.id == old.id).execute()
    page = text_of(visit(who and getattr(world, who)).get(f"/verify/{old.token}"))
    assert said in page


def test_once_the_holder_has_signed_it_binds_until_the_others_have(visit, world, old, new):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == new.id).execute()
    page = text_of(visit(world.clerk).get(f"/signatures/{old.id}"))
    assert "仍然有效，直至 A/1 三方签署完毕" in page


def test_once_the_new_one_is_signed_nothing_of_this_is_said(visit, world, old, new):
    Signing.update(state=COMPLETE).where(Signing.id == new.id).execute()
    world.again(new).supersede_earlier(by=world.hr)
    pages = [text_of(visit(world.clerk).get(path)) for path in (f"/signatures/{old.id}", f"/signatures/{new.id}", "/")]
    assert ["仍然有效" in page for page in pages] + ['id="what-changed"' in pages[1]] == [False] * 4
