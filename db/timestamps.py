"""Trusted time: the portal's own RFC 3161 authority, or a foreign one by its address; never one for the other."""

import hashlib
import secrets
from urllib.parse import urlsplit

import aiohttp
from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from db.authority import as_asn1
from db.base import N_, Refused, now

POLICY = "2.25.24582264311549886521748254865886267056"  # this portal's own arc, of a UUID (X.667)
ACCURACY = 1  # seconds, of a server whose clock follows a time service
PATIENCE = 10  # seconds a foreign authority has to answer
DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}  # accepted imprints and their lengths in bytes

NO_ANSWER = N_("The timestamp authority did not answer. Nothing was signed; try again later.")
NO_TOKEN = N_("The timestamp authority gave no usable timestamp. Nothing was signed.")
BAD_ADDRESS = N_("The address of the timestamp authority must begin with http:// or https://.")


class TimestampFailed(Refused):
    """The configured authority gave no token, so nothing may be signed."""


def timestamper(authority, url=None, at=None):
    """Where the tokens of one signature come from: the portal's own clock, set to `at`, or the authority at `url`."""
    return ForeignTimeStamper(url) if url else PortalTimeStamper(authority, at or now())


class PortalTimeStamper(TimeStamper):
    """The portal's own authority, asked without a network. All its tokens say `at`."""

    def __init__(self, authority, at):
        super().__init__()
        self.authority, self.at = authority, at

    async def async_request_tsa_response(self, req):
        return tsp.TimeStampResp.load(respond(req.dump(), self.authority, self.at))


class ForeignTimeStamper(HTTPTimeStamper):
    """Somebody else's authority, by HTTP. Raises TimestampFailed unless it grants a token for what was sent."""

    def __init__(self, url):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise TimestampFailed(BAD_ADDRESS)
        super().__init__(url, timeout=PATIENCE)

    async def async_request_tsa_response(self, req):
        try:
            return await super().async_request_tsa_response(req)
        except (OSError, aiohttp.ClientError) as reason:
            raise TimestampFailed(NO_ANSWER) from reason

    async def async_timestamp(self, message_digest, md_algorithm):
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        except (TimestampRequestError, ValueError, TypeError, KeyError, AttributeError) as reason:
            raise TimestampFailed(NO_TOKEN) from reason
        if imprint["hashed_message"].native != message_digest:
            raise TimestampFailed(NO_TOKEN)
        return token


def respond(request, authority, at):
    """The answer (DER, TimeStampResp of RFC 3161) to a request (DER); a request it cannot grant is rejected by it."""
    try:
        asked = tsp.TimeStampReq.load(request, strict=True)
        failure = _failure(asked)
    except (ValueError, TypeError, KeyError):
        failure = "bad_data_format"
    if failure:
        return _Rejection({"status": {"status": "rejection", "fail_info": {failure}}}).dump()
    token = _token(asked, authority, at.replace(microsecond=0))
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()


class _Rejection(core.Sequence):
    """A TimeStampResp without the token, which RFC 3161 makes optional and asn1crypto does not."""

    _fields = [("status", tsp.PKIStatusInfo)]


def _failure(asked):
    """The name of the PKIFailureInfo bit that says why this cannot be granted, or None."""
    imprint = asked["message_imprint"]
    if asked["version"].native != "v1":
        return "bad_request"
    if imprint["hash_algorithm"]["algorithm"].native not in DIGESTS:
        return "bad_alg"
    if len(imprint["hashed_message"].native) != DIGESTS[imprint["hash_algorithm"]["algorithm"].native]:
        return "bad_data_format"
    if asked["req_policy"].native not in (None, POLICY):
        return "unaccepted_policy"
    return "unaccepted_extensions" if asked["extensions"].native else None


def _token(asked, authority, at):
    """SignedData over the TSTInfo, by the authority's clock key (ECDSA, SHA-256)."""
    certificate = as_asn1(authority.clock)
    info = _info(asked, certificate, at).dump()
    signed = cms.CMSAttributes([
        _attribute("content_type", "tst_info"),
        _attribute("message_digest", hashlib.sha256(info).digest()),
        _attribute("signing_certificate_v2", _bound_to(certificate)),
    ])
    signer = cms.SignerInfo({
        "version": "v1",
        "sid": cms.SignerIdentifier({"issuer_and_serial_number": {
            "issuer": certificate.issuer, "serial_number": certificate.serial_number}}),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": signed,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": authority.clock_key.sign(signed.dump(), ec.ECDSA(hashes.SHA256())),
    })
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData({
        "version": "v3",
        "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
        "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(info)},
        "certificates": [certificate] if asked["cert_req"].native else None,
        "signer_infos": [signer],
    })})


def _info(asked, certificate, at):
    info = {"version": "v1", "policy": POLICY, "message_imprint": asked["message_imprint"],
            "serial_number": secrets.randbits(127) + 1, "gen_time": at, "accuracy": {"seconds": ACCURACY},
            "tsa": x509.GeneralName("directory_name", certificate.subject)}
    if asked["nonce"].native is not None:
        info["nonce"] = asked["nonce"]
    return tsp.TSTInfo(info)


def _bound_to(certificate):
    """ESSCertIDv2 (RFC 5035): which certificate signed, so that no other with the same key can take its place."""
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({
        "cert_hash": hashlib.sha256(certificate.dump()).digest(),
        "issuer_serial": {"issuer": [x509.GeneralName("directory_name", certificate.issuer)],
                          "serial_number": certificate.serial_number}})]})


def _attribute(name, value):
    return cms.CMSAttribute({"type": name, "values": (value,)})
