"""The certificate of signing status as a file: what stands on it, its seal, the list inside, and how it is verified."""

import io

import pikepdf
import pytest

from db import attestations, pades
from db.attestations import Attestation
from db.base import today
from db.descriptions import IN_FORCE, Description
from db.jobs import Job
from db.keys import authority
from db.verification import ALTERED, GENUINE, check_file
from portal import papers
from tests.pdf import sheets


@pytest.fixture
def made(app, world):
    """(the job, the bytes) of a certificate of today: the clerk and her colleague have not signed."""
    Description.update(state=IN_FORCE, published_at=world.drafts.clerk.created_at).where(
        Description.id == world.drafts.clerk.id).execute()
    with app.test_request_context():
        job = attestations.ask(None, today(), by=world.hr)
        Job.next().work(Attestation(papers), is_time_up=lambda: False)
        job = Job.get_by_id(job.id)
        yield job, job.fetch(by=world.hr).read_bytes()


def squeezed(text):
    return "".join(text.split())


def test_it_is_sealed_says_who_has_not_signed_and_is_verified_as_ours(made):
    job, data = made
    text = squeezed("".join(sheets.pages_of(data)))
    lacking = text[text.index("未签署现行版本的人员"):text.index("签署明细")]
    assert [name in lacking for name in ("张小燕（T0004）", "陈䶮（T0005）", "李经理")] == [True, True, False]
    assert (attestations.number_of(job) in text, "李经理（T0002）" in text) == (True, True)
    report = pades.check(data, authority())
    assert [(found.field, found.is_good) for found in report.signatures] == [("seal", True)]
    finding = check_file(data)
    assert (finding.state, finding.attested.id, finding.attested_on) == (GENUINE, job.id, today())
    place = data.index(b"stream") + 40
    assert check_file(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]).state == ALTERED
    with pikepdf.open(io.BytesIO(data)) as file:
        files = {attached.filename: attached.get_file().read_bytes() for attached in file.attachments.values()}
    inside = files["签署情况.csv"].decode("utf-8-sig")
    assert [line.split(",")[3] for line in inside.splitlines() if line.endswith("未签署")] == ["陈䶮", "张小燕"]
    assert sheets.complaints_of_qpdf(data) == ""
