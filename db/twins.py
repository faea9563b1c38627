"""Wordings that are the same or all but the same, found among many without comparing each with each."""

import re
import unicodedata
from collections import Counter

ALIKE = 0.85  # shared pairs of neighbouring characters, of all that either text has (Jaccard)
UNSAID = re.compile(r"[\W_]+")  # punctuation and spaces make no difference


def twins(texts):
    """{key: [keys of the texts alike to it]} of {key: text}; texts without a twin are left out.

    Two sets of which at least the share ALIKE is common have one of their rarest pairs in common: only those that
    do are compared (prefix filtering, Chaudhuri et al. 2006).
    """
    shapes = {key: shape(text) for key, text in texts.items()}
    rarity = Counter(pair for pairs in shapes.values() for pair in pairs)
    bearers, found = {}, {}
    for key, pairs in shapes.items():
        rarest = sorted(pairs, key=lambda pair: (rarity[pair], pair))[:int(len(pairs) * (1 - ALIKE)) + 1]
        for other in dict.fromkeys(other for pair in rarest for other in bearers.get(pair, ())):
            if are_alike(pairs, shapes[other]):
                found.setdefault(key, []).append(other)
                found.setdefault(other, []).append(key)
        for pair in rarest:
            bearers.setdefault(pair, []).append(key)
    return found


def shape(text):
    """The pairs of neighbouring characters of a text, without what is not spoken."""
    spoken = UNSAID.sub("", unicodedata.normalize("NFKC", text)).lower()
    return frozenset(map("".join, zip(spoken, spoken[1:], strict=False))) or frozenset([spoken])


def are_alike(one, other):
    common = len(one & other)
    return common >= ALIKE * (len(one) + len(other) - common)
