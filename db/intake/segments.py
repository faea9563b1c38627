"""Web previews cut a document into numbered segments, anywhere, even within a word: find them and join them again."""

import re
from dataclasses import dataclass
from statistics import median

from db.intake.marks import TERMINATORS

CUT = re.compile(r"(?:^|\n[ \t]*\n)[ \t]*(\d{1,4})、")
TYPICAL_LENGTH = 120  # characters; a preview's segments are paragraphs of some 300, an item of a list is one sentence


@dataclass(frozen=True)
class Joined:
    """The text without its segment marks; `before` and `after` are the page around it, `marks` what was taken out."""

    before: str
    body: str
    after: str
    marks: tuple


def join(text):
    """Take out the segment marks of a web preview; any other text comes back whole."""
    cuts = _cuts(text)
    if len(cuts) < 2:
        return Joined("", text, "", ())
    ends = [cut.start() for cut in cuts[1:]] + [_end_of_last(text, cuts[-1].end())]
    segments = [text[cut.end():end] for cut, end in zip(cuts, ends, strict=True)]
    if not _is_preview(segments):
        return Joined("", text, "", ())
    return Joined(text[:cuts[0].start()], "".join(segments), text[ends[-1]:], tuple(cut[0].strip() for cut in cuts))


def _cuts(text):
    """The marks that count 1, 2, 3 ... through the whole text."""
    cuts = []
    for match in CUT.finditer(text):
        if int(match[1]) == len(cuts) + 1:
            cuts.append(match)
    return cuts


def _end_of_last(text, start):
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _is_preview(segments):
    """Long single paragraphs, most of them cut off in the middle of a sentence."""
    whole = segments[:-1]
    unfinished = [segment for segment in whole if segment.rstrip()[-1:] not in TERMINATORS]
    return (all("\n" not in segment.strip() for segment in segments)
            and median(map(len, whole)) >= TYPICAL_LENGTH and 2 * len(unfinished) > len(whole))
