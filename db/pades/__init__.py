"""Signatures in PDF files by the PAdES profiles: sealing, signing, checking. Bytes in, bytes out."""

from db.pades.attachments import attached
from db.pades.checking import Report, SignatureReport, bears_seal_of, check, revisions
from db.pades.signing import pem_of, seal, serial_of, sign

__all__ = ["Report", "SignatureReport", "attached", "bears_seal_of", "check", "pem_of", "revisions", "seal",
           "serial_of", "sign"]
