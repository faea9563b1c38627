"""Half-width punctuation beside Han characters, set full-width for paper; the stored text stays as it was typed."""

import re

from markupsafe import Markup

HAN = "〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
WIDE = HAN + "、。，；：？！《》「」『』（）【】“”…—"
FULL = str.maketrans(",;:?!()", "，；：？！（）")
_BESIDE = re.compile(rf"(?<=[{WIDE}]) *[,;:?!](?![,;:?!]) *|[,;:?!] *(?=[{WIDE}])")
_STOP = re.compile(rf"(?<=[{HAN}）”》])\.(?=\s*$|\s*[{WIDE}])")


def paper_punctuation(value):
    """The text with full-width marks where Chinese wants them. What is not plain text comes back as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = _brackets(value)
    return _STOP.sub("。", _BESIDE.sub(lambda found: found[0].strip().translate(FULL), text))


def _brackets(text):
    """Both brackets of a pair get one width: full when either touches a Han character or is full already."""
    marks, opened = list(text), []
    for place, mark in enumerate(text):
        if mark in "(（":
            opened.append(place)
        elif mark in ")）" and opened:
            first = opened.pop()
            sides = text[max(first - 1, 0):first] + text[first] + text[first + 1] + text[place - 1:place + 2]
            if re.search(f"[{WIDE}]", sides):
                marks[first], marks[place] = "（", "）"
    return "".join(marks)
