"""A stamped paper copy of what was signed online, for the holder who asks."""

import pytest

from db import audit
from db.documents import Document
from db.paper_copies import ASKED, HANDED_OVER, PaperCopy
from db.signatures import AWAITING_HR, COMPLETE, Signing


@pytest.fixture
def signing(world):
    kept = Document.keep(b"%PDF-1.7 a paper")
    return Signing.create(description=world.drafts.clerk, holder=world.clerk, position=world.positions.clerk, token="t",
                          state=COMPLETE, digest="", anchor_id=0, anchor_hash="", base=kept, current=kept, revisions=1)


def ask(visit, person, signing):
    return visit(person).post(f"/paper-copies/of/{signing.id}").status_code


def test_the_holder_asks_once_and_hr_sees_it_on_today(visit, world, signing):
    answers = [ask(visit, world.clerk, signing) for _ in range(2)]
    [copy] = PaperCopy.select()
    assert (answers, copy.state) == ([303, 303], ASKED)
    assert "待交付的盖章纸质件" in visit(world.hr).get("/").text
    assert [entry.action for entry in audit.history(signing)] == ["signing.ask_for_paper"]


def test_hr_hands_it_over_once(visit, world, signing):
    ask(visit, world.clerk, signing)
    copy = PaperCopy.get()
    answers = [visit(world.hr).post(f"/paper-copies/{copy.id}/hand-over").status_code for _ in range(2)]
    kept = world.again(copy)
    assert (answers, kept.state, kept.handed_by) == ([303, 409], HANDED_OVER, world.hr)
    assert "待交付的盖章纸质件" not in visit(world.hr).get("/").text


def test_after_that_another_may_be_asked_for(visit, world, signing):
    ask(visit, world.clerk, signing)
    PaperCopy.get().hand_over(by=world.hr)
    assert (ask(visit, world.clerk, signing), PaperCopy.select().count()) == (303, 2)


def test_nobody_asks_for_somebody_else(visit, world, signing):
    answers = [ask(visit, person, signing) for person in (world.supervisor, world.hr, world.stranger)]
    assert (answers, PaperCopy.select().count()) == ([403, 403, 404], 0)


def test_what_is_not_complete_has_no_copy(visit, world, signing):
    Signing.update(state=AWAITING_HR).where(Signing.id == signing.id).execute()
    assert (ask(visit, world.clerk, signing), PaperCopy.select().count()) == (409, 0)
