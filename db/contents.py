"""The content of a description as data: its fields, its duties, and which duty is which."""

import uuid

QUALIFICATIONS = ("education", "major", "experience", "certificates")
QUALIFICATION_LISTS = ("core_knowledge", "core_abilities", "general_skills", "qualities")


def fields_of(payload, title):
    """Every field but the duties as it is kept; `title` stands where the payload has none."""
    plain = ("title", "department", "code", "compiled_on", "superior", "subordinates", "environment", "notice")
    fields = {name: payload.get(name) or None for name in plain}
    return fields | {"title": fields["title"] or title, "summary": payload.get("summary") or "",
                     "kpis": payload.get("kpis") or [], "relations": payload.get("relations") or [],
                     "qualifications": payload.get("qualifications") or {},
                     "unclassified": payload.get("unclassified") or []}


def clause_of(duty, identity, origins=None):
    return {"identity": identity, "group": duty.get("group") or "", "number": duty["number"], "text": duty["text"],
            "origins": origins}


def identities_for(duties, known):
    """One identity a duty: the one it brings along, else of the known clause of the same words, else of the same group
    and number, else new. An identity that is not among the known ones counts for nothing."""
    free = {clause.identity: clause for clause in known}
    chosen = [None] * len(duties)
    for same in (lambda d, c: d.get("identity") == c.identity,
                 lambda d, c: d["text"] == c.text and (d.get("group") or "") == c.group,
                 lambda d, c: d["text"] == c.text,
                 lambda d, c: (d.get("group") or "") == c.group and d["number"] == c.number):
        for i, duty in enumerate(duties):
            match = chosen[i] is None and next((key for key, c in free.items() if same(duty, c)), None)
            if match:
                chosen[i] = match
                del free[match]
    return [identity or uuid.uuid4().hex for identity in chosen]
