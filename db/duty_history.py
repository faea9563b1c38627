"""What happened to a duty as far as it concerns the reader: what was said about one person is not for the next."""

import json
from itertools import pairwise

from db.audit import history

HANDED_ON = {"occurrence.reassign", "occurrence.transfer", "occurrence.claim"}


def history_for(occurrence, viewer):
    """The entries about it, oldest first; a reason only where the viewer had the duty then, or stands above it."""
    entries = list(history(occurrence))
    if viewer.leads(occurrence.position_id, "duties.read"):
        return entries
    particulars = [json.loads(entry.particulars) for entry in entries]
    holders = _holders(occurrence, entries, particulars)
    return [entry for entry, noted, around in zip(entries, particulars, pairwise(holders), strict=True)
            if "reason" not in noted or viewer.id in around]


def _holders(occurrence, entries, particulars):
    """Ids of whose it was before the first entry, and after each of them."""
    handed = [noted for entry, noted in zip(entries, particulars, strict=True) if entry.action in HANDED_ON]
    holders = [handed[0].get("before") if handed else occurrence.person_id]
    for entry, noted in zip(entries, particulars, strict=True):
        holders.append(noted.get("person", entry.actor_id) if entry.action in HANDED_ON else holders[-1])
    return holders
