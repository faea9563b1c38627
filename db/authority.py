"""The organisation's own certificate authority: a folder of keys, made at its first use."""

import datetime as dt
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type  # the public name picks a spelling that has no Chinese
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from db import pins
from db.base import now
from db.pins import WeakPin, WrongPin

__all__ = ["Authority", "Unusable", "WeakPin", "WrongPin", "as_asn1"]

YEAR = dt.timedelta(days=365.25)
ROOT_LIFE, OFFICE_LIFE, PERSON_LIFE = 20 * YEAR, 10 * YEAR, 5 * YEAR
CLOCK_SKEW = dt.timedelta(minutes=10)  # certificates are valid from a little before, for clocks that run behind
LIST_LIFE = dt.timedelta(days=30)  # until a revocation list says it is due again
LONGEST = 64  # bytes of a common name (X.520)
PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")  # X.680, 41.4


class Unusable(Exception):
    """The folder holds something, but not a whole authority. Nothing is overwritten: restore it from the backup."""


@dataclass(frozen=True, repr=False)
class Authority:
    """Certificates and private keys (EC P-256) of the root, the organisation's seal and the timestamp authority.

    `pepper` is 32 secret bytes mixed into every PIN. `trusted` are roots of foreign timestamp authorities, put as
    PEM files into the folder's `trusted` by the administrator.
    """

    folder: Path
    organisation: str
    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey
    seal: x509.Certificate
    seal_key: ec.EllipticCurvePrivateKey
    clock: x509.Certificate
    clock_key: ec.EllipticCurvePrivateKey
    pepper: bytes
    trusted: tuple

    @classmethod
    def open(cls, folder, organisation, at=None):
        """The authority in the folder; made there, valid from `at` on, when the folder is missing or empty."""
        folder = Path(folder)
        if not (folder / "root.pem").exists():
            _make(folder, organisation, at or now())
        pairs = [part for name in ("root", "seal", "clock") for part in _read_pair(folder, name)]
        trusted = tuple(certificate for path in sorted(folder.glob("trusted/*.pem"))
                        for certificate in x509.load_pem_x509_certificates(path.read_bytes()))
        return cls(folder, organisation, *pairs, (folder / "pepper").read_bytes(), trusted)

    def issue(self, name, number, at=None):
        """(certificate, private key) of a person, valid for five years from `at`; `number` is the employee number."""
        key = ec.generate_private_key(ec.SECP256R1())
        spelling = _ASN1Type.PrintableString if set(number) <= PRINTABLE else _ASN1Type.UTF8String
        subject = [*_organisation(self.organisation), x509.NameAttribute(NameOID.COMMON_NAME, _clipped(name)),
                   x509.NameAttribute(NameOID.SERIAL_NUMBER, number, spelling)]
        certificate = _certificate(x509.Name(subject), key.public_key(), self.root, self.root_key, at or now(),
                                   PERSON_LIFE, [(_usage(digital_signature=True, content_commitment=True), True)])
        return certificate, key

    def crl(self, revocations, at=None):
        """The revocation list (DER) as of `at`, from [(serial number, when it was revoked)]."""
        at = (at or now()).replace(microsecond=0)
        builder = (x509.CertificateRevocationListBuilder().issuer_name(self.root.subject)
                   .last_update(at).next_update(at + LIST_LIFE)
                   .add_extension(_issuer_key(self.root), critical=False)
                   .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False))
        for serial, revoked_at in revocations:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(revoked_at).build())
        return builder.sign(self.root_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def lock_key(self, key, pin, context=()):
        """JSON text that opens with the PIN only. Raises WeakPin; `context` are words the PIN must not contain."""
        return pins.lock(key, pin, self.pepper, context)

    def unlock_key(self, text, pin):
        """The private key in a text written by `lock_key`. Raises WrongPin."""
        return pins.unlock(text, pin, self.pepper)


def as_asn1(certificate):
    """The same certificate as the object of the libraries that speak CMS."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _make(folder, organisation, at):
    """Build the whole folder beside its place, then move it there: of several processes, exactly one succeeds."""
    if folder.is_dir() and any(folder.iterdir()):
        if (folder / "root.pem").exists():
            return
        raise Unusable(f"{folder} is not empty, but holds no authority")
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder.with_name(f".{folder.name}-{secrets.token_hex(8)}")
    draft.mkdir(mode=0o700)
    try:
        for name, data in _contents(organisation, at).items():
            _write(draft / name, data)
        _sync(draft)
        draft.rename(folder)
        _sync(folder.parent)
    except OSError:
        if not (folder / "root.pem").exists():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _contents(organisation, at):
    """{file name: bytes} of a new authority."""
    root_key, seal_key, clock_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate(_named(organisation, "电子签名根证书"), root_key.public_key(), None, root_key, at,
                        ROOT_LIFE, [(_usage(key_cert_sign=True, crl_sign=True), True)])
    seal = _certificate(_named(organisation, "电子印章"), seal_key.public_key(), root, root_key, at,
                        OFFICE_LIFE, [(_usage(digital_signature=True, content_commitment=True), True)])
    clock = _certificate(_named(organisation, "时间戳"), clock_key.public_key(), root, root_key, at,
                         OFFICE_LIFE, [(_usage(digital_signature=True), True),
                                       (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)])
    return {"root.pem": _pem(root), "root.key": _secret(root_key), "seal.pem": _pem(seal),
            "seal.key": _secret(seal_key), "clock.pem": _pem(clock), "clock.key": _secret(clock_key),
            "pepper": os.urandom(32)}


def _certificate(subject, public_key, issuer, issuer_key, at, life, extensions):
    """A certificate by RFC 5280; without an issuer it is its own, and an authority."""
    start = (at - CLOCK_SKEW).replace(microsecond=0)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
               .public_key(public_key).serial_number(x509.random_serial_number())
               .not_valid_before(start).not_valid_after(start + life)
               .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None if issuer else 0),
                              critical=True)
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False))
    if issuer:
        builder = builder.add_extension(_issuer_key(issuer), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


def _issuer_key(issuer):
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(**wanted):
    uses = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{use: wanted.get(use, False) for use in uses})


def _organisation(name):
    return [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)]


def _named(organisation, office):
    """The organisation's office of this name; a long organisation is cut in the common name, whole beside it."""
    short = _clipped(organisation, LONGEST - len(f" {office}".encode()))
    return x509.Name([*_organisation(organisation), x509.NameAttribute(NameOID.COMMON_NAME, f"{short} {office}")])


def _clipped(text, length=LONGEST):
    """As many whole characters of the text as fit into so many bytes."""
    return text.encode()[:length].decode(errors="ignore")


def _read_pair(folder, name):
    try:
        return (x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()),
                serialization.load_pem_private_key((folder / f"{name}.key").read_bytes(), password=None))
    except (FileNotFoundError, ValueError) as reason:
        raise Unusable(f"{folder}: {name} is missing or damaged") from reason


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def _secret(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                             serialization.NoEncryption())


def _write(path, data):
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
