"""How the clauses of two versions are arranged: which groups go on under another name, which clauses have moved.

Pure, as `comparison`, which asks it: rows of clauses in, names and identities out.
"""

import bisect
from collections import Counter


def renamed_groups(before, rows):
    """{old: new} of the groups that are gone and go on, with most of their kept clauses, under a name that is new."""
    pairs = Counter((before[row["identity"]]["group"], row["group"]) for row in rows if row["identity"] in before)
    was, is_now = Counter(), Counter()
    for (old, new), count in pairs.items():
        was[old] += count
        is_now[new] += count
    old_names, new_names = {row["group"] for row in before.values()}, {row["group"] for row in rows}
    return {old: new for (old, new), count in pairs.items() if 2 * count > max(was[old], is_now[new])
            and old not in new_names and new not in old_names}


def moved_clauses(old_rows, rows, renamed):
    """Identities of kept clauses in another group, or outside the longest row of those still in their order."""
    places = {row["identity"]: place for place, row in enumerate(old_rows)}
    kept = [row for row in rows if row["identity"] in places]
    groups = {row["identity"]: renamed.get(row["group"], row["group"]) for row in old_rows}
    staying = [row["identity"] for row in kept if groups[row["identity"]] == row["group"]]
    in_order = {staying[i] for i in _longest_increasing([places[identity] for identity in staying])}
    return {row["identity"] for row in kept} - in_order


def _longest_increasing(numbers):
    """Indices of one longest strictly increasing subsequence, by patience sorting."""
    tops, ends, before = [], [], []
    for i, number in enumerate(numbers):
        pile = bisect.bisect_left(tops, number)
        before.append(ends[pile - 1] if pile else None)
        tops[pile:pile + 1], ends[pile:pile + 1] = [number], [i]
    found, i = [], ends[-1] if ends else None
    while i is not None:
        found.append(i)
        i = before[i]
    return found[::-1]
