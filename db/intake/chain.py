"""Labels in running text, where nothing but their usual order tells a label from the same word in a sentence."""

from db.intake.labels import INLINE, look_up
from db.intake.tokens import Found

SHORT, LONG = 0.6, 1.0  # worth of a label of two or three characters, and of a longer one
LISTED = 0.5  # worth of a number 1 behind it
DESCENT = 2.5  # cost of going back in the usual order
WINDOW = 80  # labels looked at ahead, so that hostile text costs linear time
NOT_BEFORE = "的和及与或、其该各等"  # a label's word after one of these belongs to a sentence
NOT_AFTER = "的和及与或、,，。;；)）等"


def running_labels(text):
    """The heaviest chain of labels in their usual order; the earlier of two equal ones."""
    found = [Found(match.start(), match.end(), look_up(match[0])) for match in INLINE.finditer(text)
             if not _within_sentence(text, match)]
    worth, following = _chains(text, found)
    chain = []
    index = max(range(len(found)), key=lambda i: (worth[i], -i), default=None)
    while index is not None:
        chain.append(found[index])
        index = following[index]
    return chain


def _chains(text, found):
    """For each label the worth of the best chain that starts with it, and that chain's second label."""
    worth, following = [0.0] * len(found), [None] * len(found)
    for i in range(len(found) - 1, -1, -1):
        best = 0.0
        for j in range(i + 1, min(i + 1 + WINDOW, len(found))):
            gain = worth[j] - (DESCENT if found[j].label.rank <= found[i].label.rank else 0)
            if gain > best:
                best, following[i] = gain, j
        worth[i] = _worth(text, found[i]) + best
    return worth, following


def _worth(text, found):
    listed = text[found.end:found.end + 2].strip()[:1] in ("1", "１", "一", "①", "(", "（")
    return (LONG if len(found.label.word) >= 4 else SHORT) + (LISTED if listed else 0)


def _within_sentence(text, match):
    before, after = text[max(match.start() - 1, 0):match.start()], text[match.end():match.end() + 1]
    return before in tuple(NOT_BEFORE) or after in tuple(NOT_AFTER)
