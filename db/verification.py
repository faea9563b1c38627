"""Is this file the paper the register knows? Signatures, difference analysis, and the register's own memory."""

import datetime as dt
from dataclasses import dataclass, field
from functools import lru_cache

from db import pades, prints
from db.base import N_, digest, today
from db.binding import standing
from db.corrections import read
from db.descriptions import Description
from db.documents import Document
from db.jobs import Job
from db.keys import Agreement, authority, is_founded, revocations
from db.people import Person
from db.signatures import COMPLETE, ON_PAPER, SUPERSEDED, Signature, Signing

GENUINE, ALTERED, UNKNOWN = "genuine", "altered", "unknown"
UNSIGNED = "unsigned"  # made by the portal, and as it was made; but nobody signed it, and it binds nobody
SIGNATURES_OF_A_COMPLETE_PAPER = 4  # the organisation's seal, and three people
UNSIGNED_PRINT = N_("This is the paper before anybody signed it; it was signed by hand, and the register keeps the "
                    "scan.")


@dataclass(frozen=True)
class Finding:
    """`state` is genuine, altered, unsigned or unknown; `problems` say why, as messages for the catalogue."""

    state: str
    sha256: str
    signing: Signing | None = None
    report: object = None
    problems: list = field(default_factory=list)
    annexed: Description | None = None  # the version whose table of changes it is
    attested: Job | None = None  # that made the certificate of signing status which the file is
    printed: prints.Print | None = None  # the preview it is
    book: Job | None = None  # that made the handbook it is
    is_scan: bool = False  # of a copy signed by hand: in the register as a file, without a signature to be checked
    is_agreement: bool = False  # of somebody, on electronic signatures
    is_evidence: bool = False  # of how the paper of `signing` was signed; itself no description

    @property
    def description(self):
        """The version the file is about, where it is about one."""
        return self.signing.description if self.signing else self.printed.description if self.printed else self.annexed

    @property
    def attested_on(self):
        return self.attested and dt.date.fromisoformat(self.attested.arguments["on"])

    @property
    def is_outdated(self):
        return self.signing is not None and self.signing.is_outdated

    @property
    def standing(self):
        """What the paper counts for, where the file is a paper of the register as it should be."""
        is_paper = self.state == GENUINE and self.signing is not None and not self.is_evidence
        return standing(self.signing) if is_paper else None

    @property
    def corrected_since(self):
        """In how many places the version reads otherwise than the paper says; see db.corrections."""
        signing = self.signing
        return len(read(signing.description).changed_since(signing.correction_id or 0)) if signing else 0


def check_file(data):
    """Compare a file with the register, and its signatures with their certificates."""
    sha256 = digest(data)
    if not is_founded():
        return Finding(UNKNOWN, sha256, None, pades.Report(), [N_("The register does not know this file.")])
    if scanned := _signing_of_scan(sha256):
        return Finding(GENUINE, sha256, scanned, pades.Report(), is_scan=True)
    report = pades.check(data, authority(), revocations=revocations())
    signing = Signing.select().where(Signing.current.in_(_kept(sha256))).first()
    if signing is not None:
        return _known(signing, sha256, report)
    if _is_companion(sha256):
        evidenced = _signing_of_companion(sha256)
        return Finding(ALTERED if report.altered else GENUINE, sha256, evidenced, report, list(report.problems),
                       _annexed(sha256), _attested(sha256), is_evidence=evidenced is not None,
                       is_agreement=_is_agreement(sha256))
    if printed := prints.read(data):
        return Finding(UNSIGNED, sha256, report=report, printed=printed)
    if book := _book(sha256):
        return Finding(UNSIGNED, sha256, report=report, book=book)
    return _strange(data, sha256, report)


def check_signing(signing):
    """Read the stored paper again, and check it as if somebody had brought it."""
    signing.current.read()  # each time: bytes that are damaged or gone are never called genuine
    report = _report(signing.current.sha256, authority(), tuple(sorted(revocations())), today())
    if report.problems:
        _report.cache_clear()  # an accident of the moment must not speak against a paper for a day
    return _known(signing, signing.current.sha256, report)


@lru_cache(maxsize=256)
def _report(sha256, trusted, revoked, _day):
    """What a stored paper says of itself. It follows from these alone: the bytes, whom we trust, what was revoked, the

    day (certificates expire). So it is worked out once; what the register says of the paper is asked each time.
    """
    return pades.check(Document.get(Document.sha256 == sha256).read(), trusted, revocations=revoked)


def _known(signing, sha256, report):
    """A paper as the register keeps it; one that is not signed by everybody yet is genuine too, but binds nobody."""
    problems = list(report.problems)
    if signing.state in (COMPLETE, SUPERSEDED) and len(report.signatures) < SIGNATURES_OF_A_COMPLETE_PAPER:
        problems.append(N_("A signature is missing."))
    if report.revisions != signing.revisions:
        problems.append(N_("The number of revisions differs from the register."))
    state = ALTERED if report.altered or problems else GENUINE
    return Finding(state, sha256, signing, report, problems + [UNSIGNED_PRINT] * bool(signing.scan_id))


def _strange(data, sha256, report):
    """Not a file of the register: an earlier state of one, a changed one, or somebody else's altogether."""
    earlier = Signing.select().where(Signing.base.in_(_kept(sha256))).first() or _by_earlier_signature(sha256)
    if earlier:
        return Finding(ALTERED, sha256, earlier, report,
                       [N_("This is an earlier state of the paper; signatures were added since or cut off.")])
    if pades.bears_seal_of(data, authority()):
        return Finding(ALTERED, sha256, None, report,
                       [N_("This file carries our seal but is not the one in the register."), *report.problems])
    return Finding(UNKNOWN, sha256, None, report, [N_("The register does not know this file.")])


def _kept(sha256):
    return Document.select(Document.id).where(Document.sha256 == sha256)


def _signing_of_scan(sha256):
    """The signing whose hand-signed copy this is a scan of, with who filed it; of several the one that binds."""
    rows = Signing.select(Signing, Person).join(Person, on=Signing.filed_by).where(Signing.scan.in_(_kept(sha256)))
    return rows.order_by((Signing.state == ON_PAPER).desc(), Signing.id.desc()).first()


def _is_companion(sha256):
    return (_is_agreement(sha256) or _signing_of_companion(sha256) is not None
            or _annexed(sha256) is not None or _attested(sha256) is not None)


def _is_agreement(sha256):
    return Agreement.select().where(Agreement.document.in_(_kept(sha256))).exists()


def _annexed(sha256):
    return Description.select().where(Description.annex.in_(_kept(sha256))).first()


def _attested(sha256):
    """Known by its hash, also when the file itself was removed after its time."""
    return Job.select().where(Job.kind == "attestation", Job.sha256 == sha256).first()


def _book(sha256):
    """The job that made this handbook; known by its hash, also when the file itself was removed after its time."""
    return Job.select().where(Job.kind == "handbook", Job.sha256 == sha256).first()


def _signing_of_companion(sha256):
    return Signing.select().where(Signing.evidence.in_(_kept(sha256))).first()


def _by_earlier_signature(sha256):
    return Signing.select().join(Signature).where(Signature.hash_after == sha256).first()
