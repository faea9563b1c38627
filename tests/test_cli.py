"""bin/portal: what the commands print and how they exit."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from db import audit
from db.audit import AuditEntry
from db.intakes import Intake
from db.issuing import bring_into_force
from db.keys import Certificate
from portal import cli, papers
from tests.db.test_audit import without_triggers

SAMPLE = Path(__file__).parent.parent / "db" / "demo" / "sample.txt"
PIN = "kestrel-47"
TRAIL = {"address": "192.0.2.7", "agent": "a test"}


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def paper(world, app):
    """A paper signed by all three."""
    with app.test_request_context():
        world.drafts.driver.submit(by=world.hr)
        [signing] = bring_into_force(world.drafts.driver, by=world.hr, paper=papers)
        for person in (world.stranger, world.foreman, world.hr_manager):
            Certificate.enrol(PIN, by=person, paper=papers, trail=TRAIL)
            signing.sign(PIN, shown=signing.current.sha256, mark={"method": "typed", "text": person.name},
                         trail=TRAIL, paper=papers, by=person)
        yield signing


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
