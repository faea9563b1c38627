import asyncio
import datetime as dt
import io
import re
import subprocess

import pikepdf
import pytest
from asn1crypto import crl as asn1_crl
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import simulate_future_ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from db import pades
from db.authority import as_asn1
from db.base import Invalid, NotAllowed, TooLate
from tests.pdf import chain
from tests.pdf.chain import AT, NAMES, NEXT_DAY, STEPS

YEAR = dt.timedelta(days=365)


@pytest.fixture(scope="module")
def final_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("paper") / "final.pdf"
    path.write_bytes(chain.final())
    return path


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def embedded(pdf):
    return PdfFileReader(io.BytesIO(pdf)).embedded_signatures


def test_the_finished_paper_is_good_in_every_respect():
    report = chain.checked(chain.final())
    assert (report.sealed, report.altered, report.readable, report.problems) == (True, False, True, ())
    assert [(one.field, one.signer, one.number, one.is_good, one.timestamp_ok, one.modification)
            for one in report.signatures] == [
        ("seal", "青禾展览有限公司 电子印章", None, True, True, "form_filling"),
        ("employee", NAMES["employee"], "QH-employee", True, True, "form_filling"),
        ("superior", NAMES["superior"], "QH-superior", True, True, "form_filling"),
        ("hr", NAMES["hr"], "QH-hr", True, True, "lta_updates")]


def test_each_signature_states_exactly_its_time_and_its_certificate():
    report = chain.checked(chain.final())
    assert [one.signed_at for one in report.signatures] == [AT + dt.timedelta(minutes=n) for n in range(4)]
    assert [one.serial for one in report.signatures[1:]] == [pades.serial_of(chain.person(step)[0]) for step in STEPS]
    assert report.archived_at == AT + dt.timedelta(minutes=3)


def test_each_signature_is_one_revision_and_the_archive_timestamp_is_another():
    counts = {stage: pades.revisions(pdf) for stage, pdf in chain.stages().items()}
    assert counts == {"blank": 1, "sealed": 2, "employee": 3, "superior": 4, "hr": 6}


def test_each_signature_only_adds_to_the_file():
    papers = list(chain.stages().values())
    assert all(later.startswith(earlier) for earlier, later in zip(papers, papers[1:], strict=False))


@pytest.mark.parametrize("stage", ["sealed", "employee", "superior"])
def test_an_unfinished_paper_is_good_too(stage):
    report = chain.checked(chain.stages()[stage])
    assert (report.sealed, report.problems, report.archived_at) == (True, (), None)


def test_pdfsig_finds_four_valid_signatures_of_a_trusted_authority(final_file, tmp_path):
    run("certutil", "-N", "-d", tmp_path, "--empty-password")
    run("certutil", "-A", "-d", tmp_path, "-n", "root", "-t", "C,C,C", "-i", chain.authority().folder / "root.pem")
    said = run("pdfsig", "-nssdir", tmp_path, final_file).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 4
    assert said.count("Certificate Validation: Certificate is Trusted.") == 4
    assert said.count("Signature Type: ETSI.CAdES.detached") == 4
    assert set(re.findall(r"Certificate Common Name: (.*)", said)) >= {*NAMES.values(), "青禾展览有限公司 电子印章"}


def test_qpdf_finds_nothing_to_complain_of(final_file):
    checked = run("qpdf", "--check", final_file)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_pyhanko_by_itself_finds_all_of_them_intact_trusted_and_allowed():
    root = as_asn1(chain.authority().root)
    context = {"trust_roots": [root], "moment": NEXT_DAY, "allow_fetching": False}
    found = []
    for one in embedded(chain.final()):
        check = validate_pdf_signature if one.sig_object_type == "/Sig" else validate_pdf_timestamp
        status = check(one, ValidationContext(**context))
        found.append((status.intact, status.valid, status.trusted, one.summarise_integrity_info()["docmdp_ok"]))
    assert found == [(True, True, True, True)] * 5


@pytest.mark.parametrize("years", [1, 6, 9])
def test_by_the_rules_of_etsi_its_own_lists_keep_it_valid_after_the_certificates_have_expired(years):
    """Revocation information is required and comes from the file alone; times after five years lie past expiry."""
    policy = CertValidationPolicySpec(SimpleTrustManager.build(trust_roots=[as_asn1(chain.authority().root)]),
                                      CertRevTrustPolicy(REQUIRE_REVINFO))
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(
        policy, RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY), local_knowledge=LocalKnowledge()))
    results = [asyncio.run(simulate_future_ades_lta_validation(
        one, spec, AT + years * YEAR, AT + dt.timedelta(minutes=4))).ades_subindic
        for one in embedded(chain.final()) if one.sig_object_type == "/Sig"]
    assert results == [AdESPassed.OK] * 4


@pytest.mark.parametrize("years", [1, 4, 6, 9])
def test_years_later_it_is_still_good(years):
    report = chain.checked(chain.final(), at=AT + years * YEAR)
    assert (report.sealed, report.altered, report.problems) == (True, False, ())


def test_when_the_archive_timestamp_has_expired_that_is_said():
    report = chain.checked(chain.final(), at=AT + 11 * YEAR)
    assert (report.altered, report.problems) == (False, (pades.checking.NO_TIME,))


def test_a_key_revoked_later_leaves_old_signatures_valid():
    serial = chain.person("employee")[0].serial_number
    report = chain.checked(chain.final(), revocations=[(serial, AT + dt.timedelta(hours=1))])
    assert (report.problems, [one.trusted for one in report.signatures]) == ((), [True] * 4)


def test_a_signature_made_after_the_revocation_is_not_trusted():
    serial = chain.person("employee")[0].serial_number
    report = chain.checked(chain.final(), revocations=[(serial, AT - dt.timedelta(hours=1))])
    assert [one.trusted for one in report.signatures] == [True, False, True, True]
    assert (report.problems, report.altered) == ((pades.checking.TAKEN_BACK,), False)


def test_a_revocation_inside_the_file_is_enough():
    certificate, key = chain.authority().issue("赵六", "QH-9", at=AT - dt.timedelta(days=1))
    revoked = [(certificate.serial_number, AT + dt.timedelta(seconds=30))]
    pdf = chain.signed(chain.sealed(), "employee", by=(certificate, key), at=AT)
    later = chain.signed(pdf, "superior", at=AT + dt.timedelta(minutes=1), revocations=revoked, last=True)
    lists = [asn1_crl.CertificateList.load(one.get_object().data) for one in
             PdfFileReader(io.BytesIO(later)).root["/DSS"]["/CRLs"]]
    serials = {entry["user_certificate"].native for one in lists
               for entry in one["tbs_cert_list"]["revoked_certificates"]}
    assert (serials, chain.checked(later).problems) == ({certificate.serial_number}, ())


def test_the_file_stays_pdf_a_3():
    with pikepdf.open(io.BytesIO(chain.final())) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")


def test_the_signature_says_who_and_why():
    said = [(one.sig_object.get("/Name"), one.sig_object.get("/Reason")) for one in embedded(chain.final())[:2]]
    assert said == [("青禾展览有限公司", "签发待签职位说明书"), (NAMES["employee"], "本人已逐条阅读并确认本职位说明书")]


def test_the_appearance_fills_its_field_and_nothing_else(tmp_path):
    pictures = []
    for stage in ("sealed", "employee"):
        (tmp_path / stage).write_bytes(chain.stages()[stage])
        run("pdftoppm", "-r", "72", "-gray", "-f", "2", "-l", "2", tmp_path / stage, tmp_path / stage)
        pictures.append(Image.open(next(tmp_path.glob(f"{stage}-*"))))
    left, top, right, bottom = ImageChops.difference(*pictures).getbbox()
    height = pictures[0].height
    drawn = (left, right, height - bottom, height - top)
    assert all(abs(edge - found) <= 2 for edge, found in zip((100, 290, 300, 345), drawn, strict=True)), drawn


def test_the_agreement_with_its_one_field_is_signed_and_archived():
    report = chain.checked(chain.short())
    assert [one.field for one in report.signatures] == ["seal", "employee"]
    assert (report.problems, report.revisions, report.archived_at) == ((), 4, AT)


def test_a_paper_sealed_for_good_takes_no_signature_any_more():
    pdf = pades.seal(chain.blank(), chain.authority(), at=AT, reason="签署过程证据", final=True)
    report = chain.checked(pdf)
    assert (report.sealed, report.problems, report.revisions, report.archived_at) == (True, (), 3, AT)
    with pytest.raises(TooLate):
        chain.signed(pdf, "employee")


def test_a_paper_without_fields_is_sealed_for_good():
    pdf = pades.seal(chain.blank(()), chain.authority(), at=AT, reason="签署过程证据", final=True)
    assert (chain.checked(pdf).sealed, chain.checked(pdf).problems) == (True, ())


def test_the_seal_takes_the_place_the_paper_has_for_it():
    pdf = pades.seal(chain.blank(("seal", "employee")), chain.authority(), at=AT, reason="签发")
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        names = [str(field.T) for field in paper.Root.AcroForm.Fields]
    assert (names, chain.checked(pdf).sealed) == (["seal", "employee"], True)


@pytest.mark.parametrize(("field", "refusal"), [
    ("employee", TooLate), ("director", Invalid), ("seal", TooLate), ("", Invalid)])
def test_only_an_empty_field_of_the_paper_can_be_signed(field, refusal):
    with pytest.raises(refusal):
        chain.signed(chain.stages()["employee"], field, by=chain.person("superior"))


def test_a_paper_is_sealed_once_and_before_the_signatures():
    with pytest.raises(TooLate):
        pades.seal(chain.sealed(), chain.authority(), at=AT, reason="签发")


def test_a_revoked_key_signs_nothing():
    revocations = [(chain.person("employee")[0].serial_number, AT - dt.timedelta(seconds=1))]
    with pytest.raises(NotAllowed):
        chain.signed(chain.sealed(), "employee", revocations=revocations)


@pytest.mark.parametrize("years", [-1, 6])
def test_a_key_signs_nothing_outside_its_life(years):
    with pytest.raises(NotAllowed):
        chain.signed(chain.sealed(), "employee", at=AT + years * YEAR)


def test_signing_works_while_an_event_loop_runs():
    async def within():
        return chain.checked(chain.signed(chain.sealed(), "employee")).problems
    assert asyncio.run(within()) == ()


def test_a_certificate_goes_to_text_and_its_serial_to_hexadecimal():
    certificate, _ = chain.person("employee")
    assert pades.pem_of(certificate).startswith("-----BEGIN CERTIFICATE-----\n")
    assert int(pades.serial_of(certificate), 16) == certificate.serial_number
