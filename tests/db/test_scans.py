"""The paper path: signed by hand, its scan filed as the signed copy."""

import datetime as dt
import io
import json
import re

import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

from db import audit
from db.base import Invalid, NotAllowed, TooLate, database, today
from db.binding import UNFINISHED
from db.bonds import bonds
from db.descriptions import Description
from db.issuing import bring_into_force
from db.progress import progress
from db.scans import LARGEST, UNREADABLE, file_scan
from db.signatures import AWAITING_EMPLOYEE, AWAITING_SUPERIOR, ON_PAPER, SUPERSEDED, Signing
from db.verification import GENUINE, UNKNOWN, UNSIGNED_PRINT, check_file
from portal import cli, papers
from portal.views.verify import BIGGEST
from tests.world import in_review


@pytest.fixture(scope="module")
def issued(app, _built):
    """The clerks' description in force, both signings open; made once, each test goes back to it."""
    with database.connection_context(), database.atomic() as transaction:
        with app.test_request_context():
            world = _built.fresh()
            in_review(world.drafts.clerk, by=world.hr_manager)
            bring_into_force(world.drafts.clerk, by=world.hr_manager, paper=papers)
        yield
        transaction.rollback()


@pytest.fixture
def signing(issued, world):
    return Signing.get(Signing.holder == world.clerk)


def image(kind="PNG"):
    data = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(data, kind)
    return data.getvalue()


def pdf():
    data = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(data)
    return data.getvalue()


@pytest.mark.parametrize(("data", "media_type"), [(image(), "image/png"), (image("JPEG"), "image/jpeg"),
                                                  (pdf(), "application/pdf")])
def test_a_scan_completes_the_signing_and_is_kept_byte_for_byte(world, signing, data, media_type):
    file_scan(signing, data, today(), by=world.hr)
    kept = world.again(signing)
    assert (kept.state, kept.scan.read(), kept.scan.media_type, kept.signed_on, kept.filed_by, kept.evidence) == (
        ON_PAPER, data, media_type, today(), world.hr, None)
    assert audit.history(signing)[-1].action == "signing.file_scan"


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 and nothing more", image()[:40], image("GIF"),
                                  b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_what_does_not_open_is_refused(world, signing, data):
    with pytest.raises(Invalid) as refusal:
        file_scan(signing, data, today(), by=world.hr)
    assert (refusal.value.field, world.again(signing).state) == ("file", AWAITING_EMPLOYEE)
    assert refusal.value.message == UNREADABLE or data == b""


@pytest.mark.parametrize("days", [-1, 1])
def test_it_was_signed_since_the_version_is_in_force_and_by_today(world, signing, days):
    with pytest.raises(Invalid) as refusal:
        file_scan(signing, image(), today() + dt.timedelta(days=days), by=world.hr)
    assert refusal.value.field == "signed_on"


def test_what_was_signed_before_the_portal_came_binds_since_its_day_and_says_that_it_is_older(visit, world, signing):
    before = today() - dt.timedelta(days=40)
    Description.update(effective_on=before).where(Description.id == signing.description_id).execute()
    signing = world.again(signing)
    file_scan(signing, image(), before, by=world.hr)
    key, days = (world.positions.clerk.id, world.clerk.id), (before - dt.timedelta(days=1), before)
    assert [bonds([key[0]], day)[key].signing_id for day in days] == [None, signing.id]
    pages = [visit(world.clerk).get(f"/signatures/{signing.id}").text, visit(None).get(f"/verify/{signing.token}").text]
    assert ["签署早于门户签发" in page for page in pages] == [True, True]


def test_what_was_signed_once_the_paper_was_there_does_not_say_that_it_is_older(visit, world, signing):
    file_scan(signing, image(), today(), by=world.hr)
    assert "签署早于门户签发" not in visit(world.clerk).get(f"/signatures/{signing.id}").text


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "auditor", "stranger"])
def test_only_hr_files_a_scan(world, signing, who):
    with pytest.raises(NotAllowed):
        file_scan(signing, image(), today(), by=getattr(world, who))
    assert world.again(signing).state == AWAITING_EMPLOYEE


def test_nobody_files_the_scan_of_their_own_paper(world, signing):
    Signing.update(holder=world.hr).where(Signing.id == signing.id).execute()
    with pytest.raises(NotAllowed):
        file_scan(world.again(signing), image(), today(), by=world.hr)


def test_what_somebody_signed_online_cannot_be_finished_on_paper(world, signing):
    Signing.update(state=AWAITING_SUPERIOR).where(Signing.id == signing.id).execute()
    with pytest.raises(TooLate):
        file_scan(world.again(signing), image(), today(), by=world.hr)


def test_a_second_scan_is_too_late(world, signing):
    twice = world.again(signing)
    file_scan(signing, image(), today(), by=world.hr)
    with pytest.raises(TooLate):
        file_scan(twice, pdf(), today(), by=world.hr)
    assert world.again(signing).scan.media_type == "image/png"


def test_it_counts_as_signed_and_a_newer_one_replaces_it(app, world, signing):
    file_scan(signing, image(), today(), by=world.hr)
    assert progress([signing.description]) == {signing.description_id: (1, 2)}
    with app.test_request_context():
        opened = bring_into_force(_next(signing, world), by=world.hr_manager, paper=papers)
    [newer] = [one for one in opened if one.holder_id == signing.holder_id]
    file_scan(newer, pdf(), today(), by=world.hr)
    assert (world.again(signing).state, world.again(newer).state) == (SUPERSEDED, ON_PAPER)


def _next(signing, world):
    draft = signing.description.revise(by=world.hr)
    in_review(draft, by=world.hr)
    return draft


def test_the_page_says_everywhere_that_it_was_signed_on_paper(visit, world, signing):
    answer = visit(world.hr).post(f"/signatures/{signing.id}/scan", data={
        "file": (io.BytesIO(image()), "scan.png"), "signed_on": today().isoformat()})
    page = visit(world.clerk).get(f"/signatures/{signing.id}").text
    listed = visit(world.clerk).get("/signatures/").text
    public = visit(None).get(f"/verify/{signing.token}").text
    paper = visit(world.clerk).get(f"/signatures/{signing.id}/paper.pdf")
    assert (answer.status_code, paper.data, paper.content_type) == (303, image(), "image/png")
    assert ["已在纸上签署" in text for text in (page, listed, public)] == [True] * 3


def test_the_scan_is_known_by_its_bytes_and_called_what_it_is(app, world, signing):
    assert check_file(image()).state == UNKNOWN
    file_scan(signing, image(), today(), by=world.hr)
    found = check_file(image())
    assert (found.state, found.is_scan, found.signing, found.is_outdated, found.report.signatures) == (
        GENUINE, True, signing, False, ())
    assert check_file(image() + b"\0").state == UNKNOWN
    with app.test_request_context():
        bring_into_force(_next(signing, world), by=world.hr_manager, paper=papers)
    assert (check_file(image()).state, check_file(image()).is_outdated) == (GENUINE, True)


def test_whatever_can_be_filed_can_be_brought_back_and_verified(app):
    assert LARGEST <= BIGGEST < app.config["MAX_CONTENT_LENGTH"]


def test_a_print_to_be_signed_by_hand_is_genuine_and_binds_nobody_yet(world, signing):
    found = check_file(signing.base.read())
    assert (found.state, found.standing.state, found.problems) == (GENUINE, UNFINISHED, [])
    signing.withdraw("另行签署", by=world.hr)
    assert check_file(signing.base.read()).standing.state == UNFINISHED


def test_the_print_that_was_signed_by_hand_is_not_called_signed(world, signing):
    file_scan(signing, image(), today(), by=world.hr)
    found = check_file(signing.base.read())
    assert (found.state, found.is_scan, found.problems) == (GENUINE, False, [UNSIGNED_PRINT])


def test_one_file_is_the_scan_of_one_paper_and_the_print_is_no_scan(world, signing):
    other = Signing.get(Signing.holder == world.colleague)
    file_scan(signing, image(), today(), by=world.hr)
    for data in (image(), other.base.read(), signing.base.read()):
        with pytest.raises(Invalid) as refusal:
            file_scan(other, data, today(), by=world.hr)
        assert (refusal.value.field, world.again(other).state) == ("file", AWAITING_EMPLOYEE)


@pytest.mark.parametrize(("reader", "names"), [(None, ["张**", "钱*"]), ("clerk", ["张小燕", "钱静"])])
def test_whoever_brings_the_scan_reads_what_it_is_and_strangers_no_names(visit, world, signing, reader, names):
    file_scan(signing, image(), today(), by=world.hr)
    page = visit(reader and getattr(world, reader)).post("/verify/", data={"file": (io.BytesIO(image()), "a.png")}).text
    finding, day = page.partition('id="finding"')[2], f"{today().year}年{today().month}月{today().day}日"
    assert [words in finding for words in ("手签件扫描件", "现行有效", day, *names)] == [True] * 5
    assert reader is not None or not {"张小燕", "钱静"} & set(re.findall("张小燕|钱静", page))


def test_the_command_line_says_the_same(world, signing, tmp_path):
    file_scan(signing, image(), today(), by=world.hr)
    (tmp_path / "scan.png").write_bytes(image())
    plain, told = (CliRunner().invoke(cli.documents, ["verify", str(tmp_path / "scan.png"), *more])
                   for more in ([], ["--json"]))
    scan = json.loads(told.output)["scan"]
    assert (plain.exit_code, plain.output.splitlines()[0], "filed by: 钱静" in plain.output) == (0, "genuine", True)
    assert (scan["holder"], scan["signed on"], scan["standing"]) == ("张小燕", today().isoformat(), "in force")


def test_a_bad_scan_is_told_beside_its_field(visit, world, signing):
    answer = visit(world.hr).post(f"/signatures/{signing.id}/scan", data={
        "file": (io.BytesIO(b"no scan"), "scan.pdf"), "signed_on": today().isoformat()})
    assert (answer.status_code, "只接受能打开的 PDF、PNG 或 JPEG" in answer.text) == (422, True)


def test_the_paper_to_print_is_the_sealed_one(visit, world, signing):
    answer = visit(world.hr).get(f"/signatures/{signing.id}/to-sign.pdf")
    assert answer.data == signing.base.read()
    assert visit(world.clerk).get(f"/signatures/{signing.id}/to-sign.pdf").status_code == 403
