"""Two versions of a description compared by the identity of their clauses, and the way from the one to the other.

Pure: takes and gives contents as `contents.content_of` reads them, {fields, clauses}, and asks no database.
"""

import itertools
from collections import Counter
from dataclasses import dataclass

from db.arrangement import moved_clauses, renamed_groups
from db.contents import QUALIFICATION_LISTS, QUALIFICATIONS
from db.line_notation import differing_lines, format_lines, format_relations
from db.wording import DELETED, INSERTED, KEPT, new_text, runs

UNCHANGED, REWORDED, MOVED, REWORDED_AND_MOVED = "unchanged", "reworded", "moved", "reworded_and_moved"
ADDED, SPLIT, MERGED, REMOVED = "added", "split", "merged", "removed"
KINDS = (ADDED, REWORDED, REWORDED_AND_MOVED, MOVED, SPLIT, MERGED, REMOVED, UNCHANGED)
FIELDS = ("title", "department", "code", "compiled_on", "summary", "kpis", "superior", "subordinates", "relations",
          *QUALIFICATIONS, *QUALIFICATION_LISTS, "environment", "notice", "unclassified")


@dataclass(frozen=True)
class Change:
    """What became of one clause. `old` and `new` are its rows, None where it was not there yet or is no more."""

    kind: str
    old: dict | None
    new: dict | None
    sources: tuple = ()      # rows of the old version it was split from or merged of, not itself
    runs: tuple = ()         # from what stood in the old version, sources and all, to the new text
    is_moved: bool = False   # to another group, or out of order

    @property
    def identity(self):
        return (self.new or self.old)["identity"]

    @property
    def old_rows(self):
        """The clauses of the old version it goes on from: its own and those it came from."""
        return (*((self.old,) if self.old else ()), *self.sources)

    @property
    def before(self):
        """What stood in the old version, in runs."""
        if self.kind in (SPLIT, UNCHANGED, MOVED, REMOVED):
            return ((KEPT, "\n".join(row["text"] for row in self.old_rows)),)
        return tuple(run for run in self.runs if run[0] != INSERTED)

    @property
    def after(self):
        """What stands in the new version, in runs; a clause that is new as a whole is not marked inside."""
        if self.new is None:
            return ()
        if self.kind in (ADDED, UNCHANGED, MOVED):
            return ((KEPT, self.new["text"]),)
        return tuple(run for run in self.runs if run[0] != DELETED)


@dataclass(frozen=True)
class FieldChange:
    name: str
    old: object
    new: object

    @property
    def lines(self):
        """[(old line, new line, same)]; None where a side has no such line."""
        return differing_lines(text_of(self.name, self.old), text_of(self.name, self.new))

    @property
    def sides(self):
        """[(old line, new line)] in runs, of the lines that differ; an empty side has no runs."""
        ways = [runs(old or "", new or "") for old, new, same in self.lines if not same]
        return [tuple(tuple(run for run in way if run[0] != other) for other in (INSERTED, DELETED)) for way in ways]


@dataclass(frozen=True)
class Comparison:
    clauses: tuple   # of Change in the order of the new version; what was removed stands where it was
    fields: tuple    # of FieldChange, only what differs
    renamed: dict    # groups that only got another name: {old: new}
    gone: frozenset  # identities no clause of the new version has: removed, or gone on in others

    @property
    def counts(self):
        """{kind: number of clauses}, every kind, in the order they are told."""
        found = Counter(change.kind for change in self.clauses)
        return {kind: found[kind] for kind in KINDS}

    @property
    def groups(self):
        """[(group, its old name where it only got another one, [changes])] in the order of the new version."""
        earlier = {new: old for old, new in self.renamed.items()}
        runs_of = itertools.groupby(self.clauses, key=lambda change: _group(change, self.renamed))
        return [(group, earlier.get(group), list(changes)) for group, changes in runs_of]

    @property
    def is_empty(self):
        return not (self.fields or self.renamed or any(change.kind != UNCHANGED for change in self.clauses))


def compare(old, new, ancestry=None):
    """The Comparison. `ancestry` is {identity: [identities]} of versions between the two, where there are any."""
    before = {row["identity"]: row for row in old["clauses"]}
    renamed = renamed_groups(before, new["clauses"])
    moved = moved_clauses(list(before.values()), new["clauses"], renamed)
    changes = [_change(row, before, moved, ancestry or {}) for row in new["clauses"]]
    gone = frozenset(before) - {row["identity"] for row in new["clauses"]}
    went_on = {source["identity"] for change in changes for source in change.sources}
    return Comparison(tuple(_with_removed(changes, list(before.values()), gone - went_on, renamed)),
                      tuple(_field_changes(old["fields"], new["fields"])), renamed, gone)


def ancestry(versions):
    """{identity: identities it comes from} over the contents of several versions."""
    found = {}
    for clauses in (version["clauses"] for version in versions):
        for row in clauses:
            if row["origins"]:
                found.setdefault(row["identity"], []).extend(row["origins"])
    return found


def apply(old, comparison):
    """The new content, made of the old one and what the comparison says has changed, by nothing else."""
    before = {row["identity"]: row for row in old["clauses"]}
    changes = {change.identity: change for change in comparison.clauses if change.kind != REMOVED}
    order = [key for key in before if key not in comparison.gone and not changes[key].is_moved]
    for place, (key, change) in enumerate(changes.items()):
        if change.old is None or change.is_moved:
            order.insert(place, key)
    return {"fields": _fields_after(old["fields"], comparison.fields),
            "clauses": [_row_after(before.get(key), changes[key], comparison.renamed) for key in order]}


def _change(row, before, moved, ancestors):
    own, sources = before.get(row["identity"]), _sources(row, before, ancestors)
    is_moved = row["identity"] in moved
    if own is None:
        kind = (ADDED, SPLIT)[len(sources)] if len(sources) < 2 else MERGED
        stood = "\n".join(source["text"] for source in sources)
        way = runs(stood, row["text"])
        # what a part left behind goes on in the clause it was split from and is shown there
        return Change(kind, None, row, sources, tuple(r for r in way if r[0] != DELETED) if kind == SPLIT else way)
    if sources:
        stood = "\n".join([own["text"], *(source["text"] for source in sources)])
        return Change(MERGED, own, row, sources, runs(stood, row["text"]), is_moved)
    is_reworded = own["text"] != row["text"]
    kind = ((UNCHANGED, MOVED), (REWORDED, REWORDED_AND_MOVED))[is_reworded][is_moved]
    return Change(kind, own, row, (), runs(own["text"], row["text"]) if is_reworded else (), is_moved)


def _sources(row, before, ancestors):
    """The other clauses of the old version this one comes from, in its order; through versions between if need be."""
    waiting = [*(row["origins"] or []), *ancestors.get(row["identity"], [])]
    seen = {row["identity"]}
    while waiting:
        identity = waiting.pop(0)
        if identity in seen:
            continue
        seen.add(identity)
        if identity not in before:
            waiting.extend(ancestors.get(identity, []))
    return tuple(before[identity] for identity in before if identity in seen and identity != row["identity"])


def _with_removed(changes, old_rows, removed, renamed):
    """The changes, with each removed clause where it stood: in its group, behind the one before it that stayed there.

    Where none did it stands first in its group; where the group is gone, behind the group of the one before it.
    """
    first, last = {}, {}
    for change in changes:
        group = _group(change, renamed)
        first.setdefault(group, change.identity)
        last[group] = change.identity
    in_place = {change.identity for change in changes if change.old and not change.is_moved}
    ahead, behind, anchor = {}, {}, None
    for row in old_rows:
        group = renamed.get(row["group"], row["group"])
        if row["identity"] in in_place:
            anchor = row["identity"], group
        elif row["identity"] in removed and anchor and anchor[1] == group:
            behind.setdefault(anchor[0], []).append(row)
        elif row["identity"] in removed and group in first:
            ahead.setdefault(first[group], []).append(row)
        elif row["identity"] in removed:
            behind.setdefault(anchor and last[anchor[1]], []).append(row)
    for change in (None, *changes):
        identity = change and change.identity
        yield from (Change(REMOVED, row, None) for row in ahead.get(identity, ()))
        yield from (change,) if change else ()
        yield from (Change(REMOVED, row, None) for row in behind.get(identity, ()))


def _group(change, renamed):
    """The group a change is told in: of the new version, and of a removed clause the one that was its own."""
    return change.new["group"] if change.new else renamed.get(change.old["group"], change.old["group"])


def _field_changes(old, new):
    for name in FIELDS:
        before, after = _value(old, name), _value(new, name)
        if before != after:
            yield FieldChange(name, before, after)


def _fields_after(old, changes):
    after = old | {"qualifications": dict(old["qualifications"])}
    for change in changes:
        home = after["qualifications"] if _is_qualification(change.name) else after
        home[change.name] = change.new
    return after


def _row_after(old, change, renamed):
    if old is None:
        text, group = new_text(change.runs), change.new["group"]
    else:
        text = new_text(change.runs) if change.runs else old["text"]
        group = change.new["group"] if change.is_moved else renamed.get(old["group"], old["group"])
    return {"identity": change.identity, "group": group, "number": change.new["number"], "text": text,
            "origins": change.new["origins"]}


def _value(fields, name):
    return fields["qualifications"][name] if _is_qualification(name) else fields[name]


def _is_qualification(name):
    return name in QUALIFICATIONS or name in QUALIFICATION_LISTS


def text_of(name, value):
    """The value of a field or a clause as text, lists in the notation of the editor."""
    if name == "relations":
        return format_relations(value)
    return format_lines(value) if isinstance(value, list) else value or ""
