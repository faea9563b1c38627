"""Papers as witnesses of the audit log: under its seal each carries the entry that was the newest when it was made."""

import json
from dataclasses import dataclass

from db import audit, pades
from db.base import N_, canonical
from db.keys import authority, is_founded, revocations

NAME = "audit-anchor.json"  # of the file inside the PDF
FITS, CONTRADICTS, SILENT = "fits", "contradicts", "silent"


@dataclass(frozen=True)
class Testimony:
    """What a paper says of the log: it fits, it contradicts, or it proves nothing. `anchor` is (entry id, hash)."""

    state: str
    told: str
    anchor: tuple | None = None


def written(anchor):
    """(name, bytes, media type) of the file that goes into a paper."""
    return NAME, canonical({"id": anchor[0], "hash": anchor[1]}).encode(), "application/json"


def hear(data):
    """The testimony of a file somebody kept, its seal checked first: no other file speaks for us."""
    report = pades.check(data, authority(), revocations=revocations()) if is_founded() else pades.Report()
    if not report.sealed or report.altered:
        return Testimony(SILENT, N_("This file does not carry our seal unbroken, so it proves nothing."))
    inside = pades.attached(data, NAME)
    if inside is None:
        return Testimony(SILENT, N_("This paper names no entry of the log."))
    said = json.loads(inside)
    anchor = said["id"], said["hash"]
    if not audit.holds(anchor):
        return Testimony(CONTRADICTS, N_("The log has another entry there, or none: it was changed later."), anchor)
    return Testimony(FITS, N_("The log still has the entry this paper names."), anchor)
