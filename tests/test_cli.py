"""bin/portal: what the commands print and how they exit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import acts, audit
from db.audit import AuditEntry
from db.base import database, now
from db.intakes import Intake
from db.issuing import bring_into_force
from db.jobs import Job
from db.keys import Certificate
from db.rounds import Round
from db.rules import Fulfilment
from db.second_factors import SecondFactor
from db.signatures import Signing
from portal import cli, papers
from portal.timetable import TIMETABLE
from tests.codes import arm
from tests.db.test_audit import without_triggers
from tests.papers import version
from tests.world import in_review

SAMPLE = Path(__file__).parent.parent / "db" / "demo" / "sample.txt"
PIN = "kestrel-47"
TRAIL = {"address": "192.0.2.7", "agent": "a test"}


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture(scope="module")
def signed(app, _built):
    """The id of a paper signed by all three, made once; what a test does to it is rolled back, it after the last."""
    with database.connection_context(), app.test_request_context(), database.atomic() as transaction:
        world = _built.fresh()
        in_review(world.drafts.driver, by=world.hr)
        [signing] = bring_into_force(world.drafts.driver, by=world.hr, paper=papers)
        for person in (world.stranger, world.foreman, world.hr_manager):
            Certificate.enrol(PIN, by=person, paper=papers, trail=TRAIL)
            acts.sign(signing, PIN, shown=signing.current.sha256, mark={"method": "typed", "text": person.name},
                      trail=TRAIL, paper=papers, by=person)
        yield signing.id
        transaction.rollback()


@pytest.fixture
def paper(signed, world, app):
    with app.test_request_context():
        yield Signing.get_by_id(signed)


def test_a_file_is_read_as_json_and_nothing_is_kept_in_a_dry_run(world):
    told = json.loads(run(cli.positions, "import", SAMPLE, "--dry-run", "--json").output)
    assert [len(found["duties"]) for found in told["descriptions"]] == [10, 9]
    assert set(told) == {"descriptions", "warnings"}
    assert Intake.select().count() == 0


def test_a_read_file_waits_on_the_import_page(world):
    result = run(cli.positions, "import", SAMPLE)
    assert (result.exit_code, Intake.select().count()) == (0, 1)


def test_a_file_that_is_no_document_is_refused_in_words(world, tmp_path):
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")
    result = run(cli.positions, "import", path)
    assert (result.exit_code, result.output) == (1, "Error: empty.docx is empty.\n")
    assert Intake.select().count() == 0


def test_verify_tells_genuine_altered_and_unknown_apart_by_its_exit(paper, tmp_path):
    genuine, altered, earlier, unknown = (tmp_path / f"{name}.pdf" for name in "gaeu")
    data = paper.current.read()
    genuine.write_bytes(data)
    altered.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    earlier.write_bytes(paper.base.read())
    unknown.write_bytes(b"%PDF-1.7\nsomebody else's")
    exits = [run(cli.documents, "verify", path).exit_code for path in (genuine, altered, earlier, unknown)]
    assert exits == [0, 1, 1, 2]


def test_verify_as_json_names_the_seal_and_three_signers(paper, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(paper.current.read())
    told = json.loads(run(cli.documents, "verify", path, "--json").output)
    assert [(row["field"], row["trusted"]) for row in told["signatures"]] == [
        ("seal", True), ("employee", True), ("superior", True), ("hr", True)]


def test_export_writes_each_signed_paper_and_its_evidence(paper, tmp_path):
    result = run(cli.documents, "export", tmp_path / "out")
    assert result.output == "1 signed papers\n"
    assert sorted(path.read_bytes() for path in (tmp_path / "out").iterdir()) == sorted(
        [paper.current.read(), paper.evidence.read()])


def test_the_log_is_held_against_the_heads_on_papers(paper):
    assert run(cli.log, "verify").exit_code == 0
    without_triggers()
    AuditEntry.delete().where(AuditEntry.id >= paper.anchor_id).execute()
    assert audit.verify().is_whole
    result = run(cli.log, "verify", "--json")
    assert (result.exit_code, json.loads(result.output)["whole"]) == (1, False)


def test_what_is_due_is_done_and_what_waits_is_made_where_no_server_does_it(world, app):
    bundle = Job.create(kind="bundle", file="包.zip", asked_by=world.hr, plan=[], reach=[])
    with app.app_context():
        assert run(cli.work, "run-due").exit_code == 0
    told = run(cli.work, "list")
    assert (told.exit_code, Job.get_by_id(bundle.id).state) == (0, "done")
    assert [line.split("\t")[2] for line in told.output.splitlines()] == ["carried_out"] * len(TIMETABLE) + ["done"]
    Round.update(failed_at=now()).where(Round.task == TIMETABLE[0].name).execute()
    assert run(cli.work, "list").exit_code == 1


@pytest.fixture
def kept_at_home(paper, tmp_path):
    """The signed paper and its evidence as somebody took them along."""
    files = tmp_path / "signed.pdf", tmp_path / "evidence.pdf"
    for file, document in zip(files, (paper.current, paper.evidence), strict=True):
        file.write_bytes(document.read())
    return files


def hashed_anew(first_id):
    """What somebody with the whole database in his hands would do: the log, and the heads the register notes."""
    without_triggers()
    prev = AuditEntry.get_by_id(first_id).prev
    for entry in AuditEntry.select().where(AuditEntry.id >= first_id).order_by(AuditEntry.id):
        entry.prev, entry.particulars = prev, '{"forged":true}'
        entry.hash = prev = entry.computed_hash()
        entry.save()
    for signing in Signing.select():
        signing.anchor_hash = AuditEntry.get_by_id(signing.anchor_id).hash
        signing.save()


def test_papers_kept_outside_bear_witness_for_a_log_that_is_whole(kept_at_home):
    result = run(cli.log, "verify", "--json", "--pdf", *kept_at_home)
    told = json.loads(result.output)
    assert (result.exit_code, told["whole"]) == (0, True)
    assert [(said["state"], said["entry"] > 0) for said in told["papers"].values()] == [("fits", True)] * 2


def test_a_log_hashed_anew_with_all_it_notes_is_seen_by_the_paper_alone(kept_at_home, paper):
    hashed_anew(paper.anchor_id)
    assert run(cli.log, "verify").exit_code == 0
    result = run(cli.log, "verify", "--pdf", *kept_at_home)
    assert (result.exit_code, result.output.count(": contradicts (entry ")) == (1, 2)
    assert (f"first_bad_id: {paper.anchor_id}" in result.output, "whole: False" in result.output) == (True, True)


def test_a_log_that_was_changed_after_the_paper_was_issued_is_seen_by_its_evidence(kept_at_home, paper):
    hashed_anew(paper.anchor_id + 1)
    told = json.loads(run(cli.log, "verify", "--json", "--pdf", *kept_at_home).output)["papers"]
    assert [said["state"] for said in told.values()] == ["fits", "contradicts"]


def test_a_file_without_our_seal_proves_nothing_and_that_is_said(kept_at_home, tmp_path):
    data = kept_at_home[0].read_bytes()
    altered, strange = tmp_path / "altered.pdf", tmp_path / "strange.pdf"
    altered.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    strange.write_bytes(b"%PDF-1.7\nsomebody else's")
    for file in (altered, strange):
        result = run(cli.log, "verify", "--pdf", file)
        assert (result.exit_code, "whole: True" in result.output, ": silent (" in result.output) == (2, True, True)


def test_the_coverage_of_duties_is_told_and_each_one_that_lacks_it_named(world):
    before = json.loads(run(cli.duties, "coverage", "--json").output)
    version(world.positions.clerk, {"a": "核对登记表", "b": "接待来访"}, by=world.hr, effective_on="2026-02-01")
    Fulfilment.set(world.positions.clerk, "a", ["reception"], by=world.hr)
    told = run(cli.duties, "coverage", "--json")
    facts, mine = json.loads(told.output), {"position": world.positions.clerk.title, "number": 2, "text": "接待来访"}
    assert [row for row in facts["uncovered"] if row["position"] == mine["position"]] == [mine]
    assert (facts["covered"] + len(facts["uncovered"]), told.exit_code) == (facts["clauses"], 1)
    assert facts["clauses"] >= before["clauses"]
    assert run(cli.duties, "coverage").output.splitlines()[0].startswith(
        f"{facts['covered']} of {facts['clauses']} duties covered: ")


def test_the_last_administrator_s_second_factor_is_reset_at_the_server(world):
    arm(world.admin)
    done = run(cli.people_, "reset-second-factor", "T0000")
    assert (done.exit_code, SecondFactor.of(world.admin)) == (0, None)
    entry = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (entry.action, entry.actor_id) == ("person.reset_second_factor", None)


@pytest.mark.parametrize("number", ["T0000", "T9999", ""])
def test_there_is_nothing_to_reset_where_there_is_none(world, number):
    assert run(cli.people_, "reset-second-factor", number).exit_code == 1
