"""What became of a duty, as one mark: for sheets and calendars, where a cell has no room for a state and its facts."""

from collections import Counter

from db.duties import ACCEPTED, EXCUSED, MISSED, REJECTED, SENT_BACK, SUBMITTED

DONE, LATE, MADE_UP, AHEAD = "done", "late", "made_up", "ahead"
# The gravest first: a cell of several shows it.
OUTCOMES = (MISSED, SENT_BACK, REJECTED, MADE_UP, LATE, AHEAD, EXCUSED, DONE)
CARRIED_OUT = (DONE, LATE, MADE_UP, REJECTED)


def outcome(row):
    """What became of it: done after it was missed is made up for; what is not done and not missed lies ahead."""
    if row.state in (EXCUSED, SENT_BACK, REJECTED):
        return row.state
    if row.state in (SUBMITTED, ACCEPTED):
        return MADE_UP if row.was_missed else LATE if row.was_late else DONE
    return MISSED if row.was_missed else AHEAD


def tally(rows):
    """{outcome: how many}, the gravest first; only those there are any of."""
    counts = Counter(map(outcome, rows))
    return {kind: counts[kind] for kind in OUTCOMES if counts[kind]}


def gravest(counts):
    """The outcome a cell of several shows; None of none."""
    return next((kind for kind in OUTCOMES if counts.get(kind)), None)


def sums(counts):
    """What a tally adds up to: how many were owed, carried out, late and missed. What was excused is owed by nobody."""
    return {"owed": sum(counts.values()) - counts.get(EXCUSED, 0),
            "carried_out": sum(counts.get(kind, 0) for kind in CARRIED_OUT), "late": counts.get(LATE, 0),
            "missed": counts.get(MISSED, 0) + counts.get(MADE_UP, 0), "excused": counts.get(EXCUSED, 0)}
