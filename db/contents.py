"""The content of a description as data: its fields, its duties, and which duty is which."""

import copy
import uuid

from db.base import N_, Invalid

CLAUSE = ("identity", "group", "number", "text", "origins")
QUALIFICATIONS = ("education", "major", "experience", "certificates")
QUALIFICATION_LISTS = ("core_knowledge", "core_abilities", "general_skills", "qualities")
LONGEST = 20_000  # characters of one duty


def content_of(description):
    """All a change can touch: {fields, clauses}; clauses with their identities and where they come from."""
    asked = description.qualifications
    fields = {
        "title": description.title, "department": description.department, "code": description.code,
        "compiled_on": description.compiled_on, "summary": description.summary, "kpis": description.kpis,
        "superior": description.superior, "subordinates": description.subordinates, "relations": description.relations,
        "qualifications": {key: asked.get(key) for key in QUALIFICATIONS}
        | {key: asked.get(key) or [] for key in QUALIFICATION_LISTS},
        "environment": description.environment, "notice": description.notice,
        "unclassified": description.unclassified,
    }
    return {"fields": fields, "clauses": [{name: getattr(clause, name) for name in CLAUSE}
                                          for clause in description.clause_list]}


def payload_of(content):
    """A content in the shape the importer reads and the PDF carries."""
    return content["fields"] | {"duties": [{name: row[name] for name in ("group", "number", "text")}
                                           for row in content["clauses"]]}


def value_at(content, place):
    """What stands in a place: the text of the clause of this identity, or the field of this name; KeyError: nothing."""
    texts = {row["identity"]: row["text"] for row in content["clauses"]}
    return texts[place] if place in texts else _home(content, place)[place]


def corrected(content, corrections):
    """The content as it reads after these corrections, in their order."""
    after = copy.deepcopy(content)
    rows = {row["identity"]: row for row in after["clauses"]}
    for correction in corrections:
        if correction.place in rows:
            rows[correction.place]["text"] = correction.after
        else:
            _home(after, correction.place)[correction.place] = correction.after
    return after


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


def check_lengths(duties):
    for place, duty in enumerate(duties, 1):
        if len(duty["text"]) > LONGEST:
            raise Invalid(N_("The %(n)s. duty has more than %(most)s characters."), "duties", n=place, most=LONGEST)


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


def _home(content, name):
    """The mapping a field stands in."""
    fields = content["fields"]
    return fields["qualifications"] if name in QUALIFICATIONS + QUALIFICATION_LISTS else fields
