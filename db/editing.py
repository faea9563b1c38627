"""What a person does to a draft, one step at a time: to its clauses, its groups, its other fields.

Every verb takes the draft, says `by=` whom, saves at once and returns the Edit that `edits.undo` takes back, or None
where nothing changed. `seen` is the digest of what the form was drawn from; when it is another by now: Collision.
"""

import itertools
import re
import uuid
from types import SimpleNamespace

from db.base import N_, Invalid, TooLate, digest, is_blank
from db.contents import (
    LONGEST,
    QUALIFICATION_LISTS,
    QUALIFICATIONS,
    check_lengths,
    clause_of,
    fields_of,
    identities_for,
)
from db.descriptions import Clause
from db.duty_notation import LONGEST_GROUP
from db.edits import Collision, change

PLAIN = ("title", "department", "code", "compiled_on", "summary", "superior", "subordinates", "environment", "notice")
FIELDS = (*PLAIN, "kpis", "relations", *QUALIFICATIONS, *QUALIFICATION_LISTS, "unclassified")
IDENTITY = re.compile("[0-9a-f]{32}")
MOST = 500        # clauses of one description


def add_clause(draft, text, *, group="", after=None, identity=None, by):
    """A clause after another one, or where its group begins; sent twice under one new identity it is added once."""
    text = written(text)
    identity = identity or uuid.uuid4().hex
    if not IDENTITY.fullmatch(identity) or _is_known_elsewhere(identity, draft):
        raise Invalid(N_("This form is no longer valid. Reload the page and send it again."))

    def alter(now):
        rows = now["clauses"]
        if any(row["identity"] == identity for row in rows):
            return
        if len(rows) >= MOST:
            raise Invalid(N_("A description has at most %(most)s duties."), "text", most=MOST)
        _place(rows, {"identity": identity, "number": 0, "text": text, "origins": None}, after, group_name(group))
    return change(draft, "add_clause", renumbered(alter), by=by)


def reword(draft, identity, text, *, seen, by):
    text = written(text)

    def alter(now):
        row = _find(now["clauses"], identity)
        if row["text"] != text:
            _same(row["text"], seen)
            row["text"] = text
    return change(draft, "reword_clause", alter, by=by)


def move(draft, identity, *, after=None, group="", by):
    """Directly after another clause, into its group; without one, to where the group begins."""
    def alter(now):
        rows = now["clauses"]
        row = _find(rows, identity)
        if after == identity:
            raise Invalid(N_("A duty cannot stand after itself."))
        rows.remove(row)
        _place(rows, row, after, group_name(group))
    return change(draft, "move_clause", renumbered(alter), by=by)


def split(draft, identity, parts, *, seen, by):
    """Into these texts: the first goes on as the clause it was, the others are new and know where they come from."""
    parts = [written(part) for part in parts]
    if len(parts) < 2:
        raise Invalid(N_("Put an empty line where the duty is to be cut."), "text")

    def alter(now):
        rows = now["clauses"]
        row = _find(rows, identity)
        _same(row["text"], seen)
        if len(rows) + len(parts) > MOST:
            raise Invalid(N_("A description has at most %(most)s duties."), "text", most=MOST)
        row["text"], place = parts[0], rows.index(row) + 1
        rows[place:place] = [{"identity": uuid.uuid4().hex, "group": row["group"], "number": 0, "text": part,
                              "origins": [identity]} for part in parts[1:]]
    return change(draft, "split_clause", renumbered(alter), by=by)


def merge(draft, identity, other, *, seen, by):
    """Take the next clause into this one; `seen` is the digest of both texts, a list."""
    def alter(now):
        rows = now["clauses"]
        row, gone = _find(rows, identity), _find(rows, other)
        if rows.index(gone) != rows.index(row) + 1 or row["group"] != gone["group"]:
            raise TooLate(N_("They no longer stand one after the other."))
        _same([row["text"], gone["text"]], seen)
        joined = written(joint(row["text"], gone["text"]))
        before_this_draft = [gone["identity"]] if _is_known_elsewhere(gone["identity"], draft) else []
        origins = dict.fromkeys([*(row["origins"] or []), *before_this_draft, *(gone["origins"] or [])])
        row.update(text=joined, origins=[one for one in origins if one != identity] or None)
        rows.remove(gone)
    return change(draft, "merge_clauses", renumbered(alter), by=by)


def remove(draft, identity, *, seen, by):
    def alter(now):
        row = _find(now["clauses"], identity)
        _same(row["text"], seen)
        now["clauses"].remove(row)
    return change(draft, "remove_clause", renumbered(alter), by=by)


def rename_group(draft, group, name, *, by):
    """`group` is what the form saw; whoever renamed it before is not overwritten."""
    name = group_name(name)
    if is_blank(name):
        raise Invalid(N_("Give the group a name."), "name")

    def alter(now):
        names = {row["group"] for row in now["clauses"]}
        if group not in names and name not in names:
            raise TooLate(N_("Somebody else has renamed or emptied this group in the meantime."))
        if group in names and name in names - {group}:
            raise Invalid(N_("There is a group of this name already; move the duties there."), "name")
        for row in now["clauses"]:
            row["group"] = name if row["group"] == group else row["group"]
    return change(draft, "rename_group", alter, by=by)


def write_field(draft, name, value, *, seen, by):
    """Any field but the duties; `seen` is the digest of the value the form was drawn from."""
    if name not in FIELDS:
        raise Invalid(N_("There is no such field."))
    if name == "title" and is_blank(value or ""):
        raise Invalid(N_("A description needs a title."), "title")

    def alter(now):
        home = now["fields"]["qualifications"] if name in QUALIFICATIONS + QUALIFICATION_LISTS else now["fields"]
        given = value or "" if name == "summary" else value
        if home[name] != given:
            _same(home[name], seen)
            home[name] = given
    return change(draft, "write_field", alter, by=by)


def rewrite(draft, payload, *, seen, by):
    """The whole draft as a form sent it; `seen` is the edition the form was drawn from."""
    def alter(now):
        known = [SimpleNamespace(**row) for row in now["clauses"]]
        origins = {row.identity: row.origins for row in known}
        duties = payload.get("duties") or []
        check_lengths(duties)
        now["fields"] = fields_of(payload, draft.position.title)
        now["clauses"] = [clause_of(duty, identity, origins.get(identity))
                          for duty, identity in zip(duties, identities_for(duties, known), strict=True)]
    return change(draft, "rewrite", alter, seen=seen, by=by)


def written(text):
    """The text of a clause as it is kept: no blanks around its lines, no empty lines."""
    text = "\n".join(line.strip() for line in (text or "").split("\n") if line.strip())
    if is_blank(text):
        raise Invalid(N_("A duty needs a text."), "text")
    if len(text) > LONGEST:
        raise Invalid(N_("A duty has at most %(most)s characters."), "text", most=LONGEST)
    return text


def group_name(name):
    name = " ".join((name or "").split())
    if len(name) > LONGEST_GROUP:
        raise Invalid(N_("The name of a group has at most %(most)s characters."), "name", most=LONGEST_GROUP)
    return name


def joint(first, second):
    """Two texts as one sentence."""
    return first.rstrip("。；;，,.") + "；" + second


def renumbered(alter):
    """The change, and the numbers after it as the paper had them: one row of numbers, or each group its own."""
    def both(now):
        is_by_group = counts_by_group(now["clauses"])
        alter(now)
        number, last = 0, None
        for row in now["clauses"]:
            number = 1 if is_by_group and row["group"] != last else number + 1
            row["number"], last = number, row["group"]
    return both


def counts_by_group(rows):
    """Whether every group of the paper begins with 1 again."""
    begins = [next(run)["number"] for _, run in itertools.groupby(rows, key=lambda row: row["group"])]
    return len(begins) > 1 and set(begins) == {1}


def _place(rows, row, after, group):
    """Put a row that stands nowhere behind another, or first of a group; a group that is not there comes last."""
    if after:
        place = rows.index(_find(rows, after)) + 1
        row["group"] = rows[place - 1]["group"]
    else:
        row["group"] = group
        place = next((i for i, other in enumerate(rows) if other["group"] == group), len(rows))
    rows.insert(place, row)


def _find(rows, identity):
    for row in rows:
        if row["identity"] == identity:
            return row
    raise TooLate(N_("This duty is no longer there; somebody removed it or merged it with another."))


def _same(value, seen):
    if digest(value) != seen:
        raise Collision(value)


def _is_known_elsewhere(identity, draft):
    return Clause.select().where(Clause.identity == identity, Clause.description != draft.id).exists()
