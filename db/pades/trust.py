"""What a signature is trusted by: the organisation's root, revocation lists that lie in the file, and no network."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from asn1crypto import crl as asn1_crl
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from db.authority import as_asn1

logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it warns whenever it works without a network

REQUIRED, IF_KNOWN = "require", "soft-fail"  # revocation lists: of our own always, of a foreign clock where at hand


def signing_context(authority, at, revocations, revocation):
    """What certificates are checked against before signing; its lists are those that go into the file."""
    return ValidationContext(**_offline(at, revocation), trust_roots=_all_roots(authority),
                             other_certs=[as_asn1(authority.clock)], crls=[_list(authority, at, revocations)])


def signer_context(authority, reader, at):
    """People and the seal: the organisation's root alone, and a revocation list inside the file."""
    return DocumentSecurityStore.read_dss(reader).as_validation_context(
        {**_offline(at, REQUIRED), "trust_roots": [as_asn1(authority.root)]})


def clock_context(authority, reader, at, revocation):
    """Clocks: also the roots of foreign ones. What the authority knows at that time stands beside the file's lists."""
    return DocumentSecurityStore.read_dss(reader).as_validation_context(
        {**_offline(at, revocation), "trust_roots": _all_roots(authority),
         "crls": [_list(authority, at, ())]})


def finish(coroutine):
    """The result of a coroutine, whether or not this thread runs an event loop already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _offline(at, revocation):
    """`retroactive_revinfo`: a list made a moment after a foreign clock's token still speaks of that moment."""
    return {"moment": at, "revocation_mode": revocation, "allow_fetching": False, "retroactive_revinfo": True}


def _all_roots(authority):
    return [as_asn1(certificate) for certificate in (authority.root, *authority.trusted)]


def _list(authority, at, revocations):
    return asn1_crl.CertificateList.load(authority.crl(revocations, at))
