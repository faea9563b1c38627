"""Sealing a paper and adding people's signatures to it, each as one incremental update."""

from io import BytesIO

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.stamp import StaticStampStyle
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.errors import PathError, ValidationError

from db.authority import as_asn1
from db.base import HERE, N_, Invalid, NotAllowed, TooLate
from db.pades.trust import IF_KNOWN, REQUIRED, finish, signing_context
from db.timestamps import TimestampFailed, timestamper

SEAL, ARCHIVE = "seal", "archive"  # names of the fields of the organisation's seal and of the archive timestamp
ECDSA_LENGTH = 72  # bytes at most of a P-256 signature in DER
EVERYTHING_COVERED = DSSContentSettings(  # evidence goes into the signed revision, so nothing stays outside it
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)

NO_PLACE = N_("This paper has no place for this signature.")
TAKEN = N_("This place on the paper is signed already.")
CLOSED = N_("Nothing can be signed on this paper any more.")
NOT_VALID = N_("The certificate of this signing key has expired or was revoked. A new key is needed.")
UNKNOWN_CLOCK = N_("The certificate of the timestamp authority is not trusted here. Nothing was signed.")


def seal(pdf, authority, *, at, reason, location=None, final=False, timestamp_url=None, revocations=()):
    """Certify a paper with the organisation's seal. Then only empty signature fields may be filled.

    With `final` nothing may be filled any more, and an archive timestamp closes the file. Raises TimestampFailed.
    """
    meta = PdfSignatureMetadata(
        field_name=SEAL, reason=reason, location=location, certify=True, name=authority.organisation,
        docmdp_permissions=MDPPerm.NO_CHANGES if final else MDPPerm.FILL_FORMS, use_pades_lta=final,
        **_profile(authority, at, revocations, timestamp_url))
    signer = KeySigner(authority.seal, authority.seal_key)
    clock = timestamper(authority, timestamp_url, at)
    return _signed(pdf, meta, signer, clock, at, NoOpStampStyle(), only_fields=False)


def sign(pdf, field, *, certificate, key, authority, appearance, name, reason, at, last=False, revocations=(),
         timestamp_url=None):
    """Fill an empty signature field with a person's signature; `appearance` is a PDF of one page, shown in it.

    The paper must be sealed before. `last` adds an archive timestamp (B-LTA). The stated time is `at`, in seconds.
    Raises Invalid without such a field, TooLate when it is filled, TimestampFailed.
    """
    meta = PdfSignatureMetadata(field_name=field, reason=reason, name=name, use_pades_lta=last,
                                **_profile(authority, at, revocations, timestamp_url))
    style = StaticStampStyle(border_width=0, background=PageOf(appearance), background_opacity=1,
                             background_layout=SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID,
                                                                   Margins.uniform(0)))
    _check_field(pdf, field)
    signer = KeySigner(certificate, key)
    clock = timestamper(authority, timestamp_url, at)
    return _signed(pdf, meta, signer, clock, at, style, only_fields=True)


def serial_of(certificate):
    """The serial number in hexadecimal digits."""
    return f"{certificate.serial_number:x}"


def pem_of(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


class KeySigner(Signer):
    """Signs with a key that is in memory, without writing it out again.

    The envelope holds the signer's certificate alone: the root lies in the signed bytes, where it is protected.
    """

    def __init__(self, certificate, key):
        super().__init__(signing_cert=as_asn1(certificate))
        self.key = key

    async def async_sign_raw(self, data, digest_algorithm, dry_run=False):
        return bytes(ECDSA_LENGTH) if dry_run else self.key.sign(data, ec.ECDSA(hashes.SHA256()))


class PageOf(PdfContent):
    """The first page of a PDF in memory, to be drawn inside a field."""

    def __init__(self, pdf):
        super().__init__()
        self.pdf = pdf

    def render(self):
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.pdf)))
        left, bottom, right, top = page.get_object()["/BBox"]
        self.resources.xobject["/Page"] = page
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Page Do"


def _profile(authority, at, revocations, timestamp_url):
    """What all our signatures share: PAdES, SHA-256, the chain and its revocation list inside the file."""
    context = signing_context(authority, at, revocations, IF_KNOWN if timestamp_url else REQUIRED)
    return {"md_algorithm": "sha256", "subfilter": SigSeedSubFilter.PADES, "embed_validation_info": True,
            "validation_context": context, "dss_settings": EVERYTHING_COVERED, "timestamp_field_name": ARCHIVE}


def _check_field(pdf, field):
    fields = {name: value for name, value, _ in enumerate_sig_fields(PdfFileReader(BytesIO(pdf)))}
    if field not in fields:
        raise Invalid(NO_PLACE)
    if fields[field] is not None:
        raise TooLate(TAKEN)


def _signed(pdf, meta, signer, clock, at, style, *, only_fields):
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    new_field = None if only_fields else SigFieldSpec(SEAL, on_page=0)
    pdf_signer = PdfSigner(meta, signer, timestamper=clock, stamp_style=style, new_field_spec=new_field)
    output = BytesIO()
    try:
        finish(_write(pdf_signer, writer, at.astimezone(HERE).replace(microsecond=0), only_fields, output))
    except SigningError as reason:
        raise TooLate(CLOSED) from reason
    return output.getvalue()


async def _write(pdf_signer, writer, at, only_fields, output):
    """The steps of one signature, with the time it states set to `at`."""
    session = pdf_signer.init_signing_session(writer, existing_fields_only=only_fields)
    session.system_time = at
    evidence = await _evidence(session, writer)
    size = await session.estimate_signature_container_size(evidence)
    paper = session.prepare_tbs_document(evidence, size)
    digest, _ = paper.digest_tbs_document(output=output)
    signed = await paper.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=at))
    await signed.post_signature_processing(output)


async def _evidence(session, writer):
    """Check the signer's certificate and the clock's before anything is signed; what proved them goes into the file."""
    try:
        return await session.perform_presign_validation(writer)
    except SigningError as reason:
        raise NotAllowed(NOT_VALID) from reason
    except (PathError, ValidationError) as reason:
        raise TimestampFailed(UNKNOWN_CLOCK) from reason
