"""Wordings that are the same or all but the same: a duty that is held twice."""

from functools import lru_cache

from rapidfuzz import fuzz, process

from db.similar import comparable

ALIKE = 90  # per cent of letters that are the same and in the same order; more than makes a wording worth offering


def twins(texts):
    """{key: [keys of the texts alike to it]} of {key: text}; texts without a twin are left out."""
    return _twins(tuple(texts.items()))


@lru_cache(maxsize=16)
def _twins(texts):
    """It follows from the texts alone: for the same texts it is worked out once."""
    bearers, found = {}, {}
    for key, text in texts:
        bearers.setdefault(comparable(text), []).append(key)
    spoken = list(bearers)
    for place, text in enumerate(spoken):
        _link(found, bearers[text], bearers[text])
        for other, _score, _place in process.extract(text, spoken[place + 1:], scorer=fuzz.ratio, score_cutoff=ALIKE,
                                                     limit=None):
            _link(found, bearers[text], bearers[other])
            _link(found, bearers[other], bearers[text])
    return found


def _link(found, ones, others):
    for one in ones:
        alike = [other for other in others if other != one]
        if alike:
            found.setdefault(one, []).extend(alike)
