"""What the portal prints without a signature is called what it is, and nothing more than that."""

import datetime as dt
import io
import json

import pikepdf
import pytest
from click.testing import CliRunner

from db import prints
from db.base import database, digest, now
from db.jobs import DONE, Job
from db.keys import authority
from db.prints import MARK
from db.verification import UNKNOWN, UNSIGNED, check_file
from portal import cli, papers
from portal import pdf as drawing
from tests import blanks
from tests.views.test_verify import send, text


@pytest.fixture(scope="module")
def pdf(app, _built):
    """One real preview of the clerks' draft, without a mark."""
    with pytest.MonkeyPatch.context() as patch, database.connection_context(), app.test_request_context():
        patch.setattr(prints, "marked", lambda pdf, _description: pdf)
        return papers.preview(_built.fresh().drafts.clerk)


@pytest.fixture
def preview(app, pdf, world, monkeypatch):
    """The same, as the page gives it out."""
    authority()
    monkeypatch.setattr(drawing, "description", lambda *_of: pdf)
    with app.test_request_context():
        return papers.preview(world.drafts.clerk)


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def test_a_preview_that_was_given_out_is_known_as_one(visit, world, preview, pdf):
    given = visit(world.hr).get(f"/descriptions/{world.drafts.clerk.id}/preview.pdf").data
    found = check_file(given)
    page = text(send(visit(None), given))
    assert (check_file(pdf).state, found.state, found.description, found.standing) == (
        UNKNOWN, UNSIGNED, world.drafts.clerk, None)
    assert abs(found.printed.at - now()) < dt.timedelta(minutes=5)
    assert ("未签署的预览件" in page, "finding-unsigned" in page, "finding-genuine" in page, "现行有效" in page) == (
        True, True, False, False)


def test_a_preview_of_what_is_being_signed_names_no_holder(visit, world, preview):
    blanks.in_force(world.drafts.clerk)
    signing = blanks.signing(world.drafts.clerk, world.clerk, "awaiting_superior")
    given = visit(world.clerk).get(f"/signatures/{signing.id}/paper.pdf").data
    page = text(send(visit(None), given))
    assert ("未签署的预览件" in page, "张" in page.partition('id="finding"')[2]) == (True, False)


def test_its_mark_is_no_damage(preview):
    with pikepdf.open(io.BytesIO(preview)) as opened:
        assert (opened.get_warnings(), len(opened.pages) > 0) == ([], True)


def test_what_says_to_be_a_preview_of_another_version_or_moment_is_unknown(world, preview):
    mark = MARK.search(preview)
    row_id, at, mac = mark.groups()
    for other in ((b"%d" % world.drafts.driver.id, at, mac), (row_id, b"1700000000", mac), (row_id, at, b"0" * 64),
                  (b"999999999", at, mac)):
        line = b" ".join((b"%unsigned-print:1", *other)) + b"\n"
        assert check_file(preview[:mark.start()] + line + preview[mark.end():]).state == UNKNOWN


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_flipped_byte_makes_it_unknown(preview, share):
    assert check_file(flipped(preview, int(share * len(preview)))).state == UNKNOWN
    assert check_file(preview + b"\n").state == UNKNOWN


def test_a_handbook_is_known_by_the_day_it_was_made_and_a_flipped_byte_is_not(visit, world, preview, pdf):
    made = Job.create(kind="handbook", file="a.pdf", asked_by=world.hr, state=DONE, sha256=digest(pdf), ended_at=now())
    page = text(send(visit(None), pdf))
    assert ("岗位说明书汇编，由本门户生成" in page, f"{made.ended_at:%Y}" in page, "未签署的预览件" in page) == (
        True, True, False)
    assert check_file(flipped(pdf, 400)).state == UNKNOWN


def test_what_else_was_made_in_the_background_is_no_handbook(world, preview, pdf):
    Job.create(kind="bundle", file="a.zip", asked_by=world.hr, state=DONE, sha256=digest(pdf), ended_at=now())
    assert check_file(pdf).state == UNKNOWN


def test_the_command_line_tells_it_by_an_exit_of_its_own(world, preview, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(preview)
    result = CliRunner().invoke(cli.documents, ["verify", str(path), "--json"])
    told = json.loads(result.output)
    assert (result.exit_code, told["state"], told["unsigned"]["preview"]) == (
        3, "unsigned", f"{world.drafts.clerk.title} A/0")
