"""Checking a signed file from its own bytes: cryptography, difference analysis, certificates, time. No network."""

import datetime as dt
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import algos, cms, core
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import CMSExtractionError, SigningError
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
    read_certification_data,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator.errors import CRLValidationError, PathError, ValidationError

from db.authority import as_asn1
from db.base import N_, now
from db.pades.trust import IF_KNOWN, REQUIRED, clock_context, finish, signer_context

MOST_SIGNATURES = 32  # in one file; each is compared with every later revision
CLOCKS_AGREE = dt.timedelta(minutes=5)  # between the time a signature states and its timestamp
BROKEN = (PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, ArithmeticError, RuntimeError,
          OSError, EOFError, MemoryError, zlib.error, struct.error, InvalidSignature, UnsupportedAlgorithm,
          CMSExtractionError, SigningError, PathError, ValidationError,
          CRLValidationError)  # the ways in which parsers fail on bytes that somebody broke

UNREADABLE = N_("The file is damaged or is no PDF file.")
UNSIGNED = N_("This file carries no signature.")
TOO_MANY = N_("This file carries too many signatures to be checked.")
NO_SEAL = N_("The organisation's seal is missing or not valid.")
BYTES_CHANGED = N_("The bytes a signature covers have changed.")
PAGES_CHANGED = N_("The pages were changed after a signature.")
ADDED = N_("Something was added to the file after the last signature.")
STRANGER = N_("A signature is not by a certificate of this organisation.")
TAKEN_BACK = N_("A certificate had been revoked before it was used to sign.")
NO_TIME = N_("The timestamp of a signature cannot be relied on.")


@dataclass(frozen=True)
class SignatureReport:
    """One signature. `intact`: its bytes are unchanged; `valid`: its cryptography holds; `trusted`: by a certificate

    of ours that was in force when the timestamp says it was used; `docmdp_ok`: what came later was allowed;
    `modification`: how much later revisions changed (none, lta_updates, form_filling, annotations, other).
    """

    field: str
    signer: str
    serial: str
    number: str | None
    signed_at: dt.datetime | None
    timestamp_ok: bool
    intact: bool
    valid: bool
    trusted: bool
    docmdp_ok: bool
    modification: str
    problems: tuple

    @property
    def is_good(self):
        return not self.problems


@dataclass(frozen=True)
class Report:
    """What a file says of itself. `altered`: its bytes are not those that were signed; `problems` are messages.

    It cannot know that signatures were cut off at the end: compare `revisions` and the hash with the register.
    """

    signatures: tuple = ()
    sealed: bool = False
    altered: bool = False
    readable: bool = True
    revisions: int = 0
    archived_at: dt.datetime | None = None
    problems: tuple = ()


@dataclass(frozen=True)
class Archive:
    """A timestamp over the whole file, which keeps what it covers checkable after the certificates have expired."""

    at: dt.datetime
    problems: tuple


def check(pdf, authority, at=None, revocations=()):
    """Check every signature as of `at` (now). Never raises on hostile bytes: such a file is altered, not readable.

    `revocations`, as [(serial number, when)], are those known today: what was signed before them stays valid.
    """
    at = at or now()
    try:
        reader = PdfFileReader(BytesIO(pdf))
        return finish(_checked(pdf, reader, authority, at, revocations))
    except BROKEN:
        return Report(altered=True, readable=False, problems=(UNREADABLE,))


def revisions(pdf):
    """How many revisions the file has: one, and one more for each signature and archive timestamp; 0 if unreadable."""
    try:
        return PdfFileReader(BytesIO(pdf)).xrefs.total_revisions
    except BROKEN:
        return 0


def bears_seal_of(pdf, authority):
    """Does the file carry the organisation's seal certificate, valid or not? Never raises."""
    return authority.seal.public_bytes(serialization.Encoding.DER).hex().encode() in pdf.lower()


async def _checked(pdf, reader, authority, at, revocations):
    embedded = reader.embedded_signatures
    count = reader.xrefs.total_revisions
    if not embedded or len(embedded) > MOST_SIGNATURES:
        return Report(revisions=count, problems=(TOO_MANY if embedded else UNSIGNED,))
    signatures, archives, moment = [], [], at
    for one in reversed(embedded):  # what an archive timestamp covers existed at its time, and is judged as of then
        if one.sig_object_type == "/Sig":
            signatures.insert(0, await _signature(one, authority, moment, dict(revocations)))
        else:
            archives.insert(0, await _archive(one, authority, moment))
            moment = _stamped_at(one)
    sealed = _is_sealed(reader, embedded[0], authority, signatures)
    problems = [problem for one in (*signatures, *archives) for problem in one.problems]
    problems += _unvouched(pdf, embedded) + ([] if sealed else [NO_SEAL])
    return Report(signatures=tuple(signatures), sealed=sealed, revisions=count, problems=tuple(dict.fromkeys(problems)),
                  altered=any(problem in (BYTES_CHANGED, PAGES_CHANGED, ADDED) for problem in problems),
                  archived_at=archives[-1].at if archives else None)


async def _signature(embedded, authority, moment, revoked):
    """Its certificate is judged as of its timestamp, its timestamp as of `moment`."""
    stamped, stated = _stamped_at(embedded), embedded.self_reported_timestamp
    status = await async_validate_pdf_signature(
        embedded, signer_context(authority, embedded.reader, stamped or moment),
        ts_validation_context=clock_context(authority, embedded.reader, moment, _strictness(embedded, authority)))
    clock, certificate = status.timestamp_validity, embedded.signer_cert
    timely = (clock is not None and clock.trusted and stated is not None and abs(stated - stamped) <= CLOCKS_AGREE)
    whole = status.intact and status.valid and (clock is None or clock.intact and clock.valid)
    taken_back = status.revoked or revoked.get(certificate.serial_number, moment) < (stamped or moment)
    seen = {"intact": status.intact, "valid": status.valid, "trusted": status.trusted and timely and not taken_back,
            **_changes(embedded)}
    found = [(BYTES_CHANGED, whole), (PAGES_CHANGED, seen["docmdp_ok"]),
             (TAKEN_BACK, not taken_back), (STRANGER, status.trusted or taken_back), (NO_TIME, timely)]
    return SignatureReport(field=embedded.field_name, signed_at=stated, timestamp_ok=timely, **_signer(certificate),
                           **seen, problems=tuple(problem for problem, holds in found if not holds))


async def _archive(embedded, authority, moment):
    status = await async_validate_pdf_timestamp(
        embedded, clock_context(authority, embedded.reader, moment, _strictness(embedded, authority)))
    found = [(BYTES_CHANGED, status.intact and status.valid), (PAGES_CHANGED, _changes(embedded)["docmdp_ok"]),
             (NO_TIME, status.trusted)]
    return Archive(_stamped_at(embedded), tuple(problem for problem, holds in found if not holds))


def _changes(embedded):
    result = embedded.diff_result
    level = result.modification_level if isinstance(result, DiffResult) else ModificationLevel.OTHER
    return {"docmdp_ok": bool(embedded.summarise_integrity_info()["docmdp_ok"]), "modification": level.name.lower()}


def _unvouched(pdf, embedded):
    """Problems with the bytes that no digest reaches: after the last signature, and around a signature's values."""
    last = max(embedded, key=lambda one: one.signed_revision)
    found = [(ADDED, last.coverage == SignatureCoverageLevel.ENTIRE_FILE),
             (BYTES_CHANGED, all(_is_bare(pdf, one) and _is_plain(one) for one in embedded))]
    return [problem for problem, holds in found if not holds]


def _is_bare(pdf, embedded):
    """The gap in the signed bytes holds the digits of the signature, zeros to fill it up, and nothing else."""
    start, before, after, _ = embedded.byte_range
    digits = embedded.pkcs7_content
    signature = cms.ContentInfo.load(digits)
    return (start == 0 and pdf[before:after] == b"<" + digits.hex().upper().encode() + b">"
            and digits == signature.dump().ljust(len(digits), b"\0")
            and signature.contents == signature["content_type"].dump() + signature["content"].dump())


def _is_plain(embedded):
    """The envelope around the signed values (RFC 5652) says what it must and no more, in tokens too."""
    return all(_has_plain_envelope(data) for data in {id(data): data for data in (
        embedded.signed_data, *_tokens(embedded))}.values())


def _has_plain_envelope(data):
    signer, = data["signer_infos"]
    algorithm = signer["digest_algorithm"]
    spelled = [algos.DigestAlgorithm({"algorithm": algorithm["algorithm"].native, **extra}).dump()
               for extra in ({}, {"parameters": core.Null()})]
    by_name = signer["sid"].name == "issuer_and_serial_number"
    return (data["version"].native == ("v1" if data["encap_content_info"]["content_type"].native == "data" else "v3")
            and signer["version"].native == ("v1" if by_name else "v3")
            and all(one.dump() in spelled for one in (algorithm, *data["digest_algorithms"])))


def _is_sealed(reader, first, authority, signatures):
    certification = read_certification_data(reader)
    return (certification is not None and first.sig_object_type == "/Sig"
            and certification.author_sig.container_ref == first.sig_object.container_ref
            and first.signer_cert.dump() == as_asn1(authority.seal).dump() and signatures[0].is_good)


def _signer(certificate):
    subject = certificate.subject.native
    return {"signer": str(subject.get("common_name", "")), "number": subject.get("serial_number"),
            "serial": f"{certificate.serial_number:x}"}


def _stamped_at(embedded):
    """The time in the timestamp of a signature, or of the archive timestamp; None without one."""
    for token in _tokens(embedded):
        return token["encap_content_info"]["content"].parsed["gen_time"].native
    return None


def _tokens(embedded):
    if embedded.sig_object_type == "/Sig":
        return list(extract_tst_data_iter(embedded.signer_info, signed=False))
    return [embedded.signed_data]


def _strictness(embedded, authority):
    """Our own clock must be on the lists; nobody brings us those of a foreign one."""
    ours = as_asn1(authority.clock).dump()
    return REQUIRED if all(ours in {one.chosen.dump() for one in token["certificates"]}
                           for token in _tokens(embedded)) else IF_KNOWN
