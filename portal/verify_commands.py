"""bin/portal documents and audit: is a file genuine, is the log whole, and the signed papers to keep elsewhere."""

import json
import sys
from pathlib import Path

import click

from db import audit, binding, witnesses
from db.base import HERE
from db.signatures import Signing
from db.verification import ALTERED, GENUINE, UNKNOWN, UNSIGNED, check_file
from portal import papers

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
STANDINGS = {binding.VALID: "in force", binding.BINDS_ON: "binds until the newer version is signed",
             binding.REPLACED: "superseded", binding.VACATED: "the holder has left the position",
             binding.UNFINISHED: "not signed by everybody"}
EXITS = {GENUINE: 0, ALTERED: 1, UNKNOWN: 2, UNSIGNED: 3}


@click.group()
def documents():
    """Signed papers."""


@click.group("audit")
def log():
    """The audit log."""


@documents.command("verify")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True)
def verify(file, as_json):
    """Is this file genuine? Exit 0 genuine, 1 altered, 2 unknown, 3 made by the portal but signed by nobody."""
    finding = check_file(file.read_bytes())
    facts = {"state": finding.state, "sha256": finding.sha256, "outdated": finding.is_outdated,
             "signatures": [vars(signature) for signature in finding.report.signatures],
             "problems": finding.problems, "scan": scan_of(finding), "unsigned": unsigned(finding)}
    told = [finding.state, *([STANDINGS[finding.standing.state]] if finding.standing and not finding.is_scan else []),
            *finding.problems, *(f"{key}: {value}" for known in (facts["scan"], facts["unsigned"])
                                 for key, value in (known or {}).items())]
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str) if as_json else "\n".join(told))
    sys.exit(EXITS[finding.state])


def scan_of(finding):
    """Of the scan of a copy signed by hand: for whom, by whom and when it was filed, and whether it still binds."""
    if not finding.is_scan:
        return None
    signing = finding.signing
    return {"scan of a paper signed by hand": f"{signing.description.title} {signing.description.version_label}",
            "holder": signing.holder.name, "signed on": signing.signed_on, "filed by": signing.filed_by.name,
            "filed at": f"{signing.completed_at.astimezone(HERE):%Y-%m-%d %H:%M}",
            "standing": STANDINGS[finding.standing.state]}


def unsigned(finding):
    """Of what the portal made without a signature: what it is, and when it was made."""
    if finding.printed:
        about = f"{finding.description.title} {finding.description.version_label}"
        return {"preview": about, "made at": f"{finding.printed.at.astimezone(HERE):%Y-%m-%d %H:%M}"}
    if finding.book:
        return {"handbook": "each paper in it is verified by its own file",
                "made at": f"{finding.book.ended_at.astimezone(HERE):%Y-%m-%d %H:%M}"}
    return None


@documents.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder):
    """Write every completely signed paper, and the paper of evidence beside it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for signing in Signing.final():
        for kind, document in (("signed", signing.scan or signing.current), ("evidence", signing.evidence)):
            if document:
                (folder / papers.file_name(signing, kind)).write_bytes(document.read())
        count += 1
    click.echo(f"{count} signed papers")


@log.command("verify")
@click.option("--json", "as_json", is_flag=True)
@click.option("--pdf", "first", type=FILE, help="Signed papers kept outside of the portal: ask them too.")
@click.argument("others", nargs=-1, type=FILE)
def verify_log(as_json, first, others):
    """Walk the hash chain, and hold it against the heads noted for each paper and, with --pdf FILE ..., against those

    that the papers themselves carry. Exit 0 whole, 1 broken, 2 whole but a file proves nothing.
    """
    heard = {str(file): witnesses.hear(file.read_bytes()) for file in filter(None, (first, *others))}
    verdict = audit.verify([*Signing.anchors(), *(one.anchor for one in heard.values() if one.anchor)])
    states = {one.state for one in heard.values()}
    whole = verdict.is_whole and witnesses.CONTRADICTS not in states
    facts = {"whole": whole, "first_bad_id": verdict.bad_id, "count": verdict.count, "head": verdict.head}
    papers_say = {file: {"state": one.state, "entry": one.anchor and one.anchor[0], "told": one.told}
                  for file, one in heard.items()}
    click.echo(json.dumps(facts | {"papers": papers_say}, ensure_ascii=False) if as_json else "\n".join(
        [f"{key}: {value}" for key, value in facts.items()]
        + [f"{file}: {said['state']} (entry {said['entry']}). {said['told']}" for file, said in papers_say.items()]))
    sys.exit(1 if not whole else 2 if witnesses.SILENT in states else 0)
