"""How a Chinese name is sorted and found: its pinyin and initials, surnames read as surnames."""

from pypinyin import Style, lazy_pinyin

SURNAMES = {"单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "任": "ren",
            "盖": "ge", "乐": "yue", "员": "yun", "种": "chong", "缪": "miao", "折": "she", "黑": "he",
            "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "繁": "po", "晁": "chao",
            "翟": "zhai", "华": "hua", "宁": "ning"}
LONGEST = 120  # characters; enough to sort by


def pinyin(name):
    """Syllables without tones, separated by spaces; what is not Chinese stays as it is, in lower case."""
    known = next((name[:length] for length in (2, 1) if name[:length] in SURNAMES), "")
    syllables = [*filter(None, [SURNAMES.get(known)]), *lazy_pinyin(name[len(known):], style=Style.NORMAL)]
    return " ".join(syllables).strip().lower()[:LONGEST]


def initials(name):
    return "".join(syllable[0] for syllable in pinyin(name).split())
