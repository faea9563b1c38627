"""The fonts of the papers: 思源宋体 and 思源黑体 cut down to the characters an office uses, as plain TrueType files."""

import logging
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
FONTS = ROOT / "var" / "fonts"
SOURCES = {  # our file -> the file in the packages; one file a family and weight, never slices of one
    "serif-regular.ttf": "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "serif-bold.ttf": "noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "sans-regular.ttf": "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "sans-bold.ttf": "noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
RANGES = (  # beside GB 2312: Latin, Greek, punctuation, signs, arrows, boxes, full-width forms
    (0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x2010, 0x205E), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218B),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x2500, 0x25FF), (0x2600, 0x2612), (0x2713, 0x2718),
    (0x3000, 0x303F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF01, 0xFFEF),
)


def build_fonts(node_modules, target):
    """Write the four subsets into `target`. Rarer characters are left to the system's own fonts."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    target.mkdir(parents=True, exist_ok=True)
    for name, source in SOURCES.items():
        font = TTFont(node_modules / "@expo-google-fonts" / source, lazy=True)
        scissors = subset.Subsetter(options())
        scissors.populate(unicodes=characters())
        scissors.subset(font)
        partial = target / f"{name}.part"
        font.save(partial)
        partial.replace(target / name)


def characters():
    """Code points of GB 2312 and of the signs beside it."""
    rows = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    level = {ord(code.decode("gb2312")) for code in rows if _exists(code)}
    return level | {code for first, last in RANGES for code in range(first, last + 1)}


def options():
    """Same bytes from the same input. Kept: kerning and the squeeze of punctuation in a row; gone: vertical writing."""
    return subset.Options(
        layout_features=["ccmp", "chws", "kern", "locl", "mark"], hinting=False, notdef_outline=True,
        recalc_timestamp=False, drop_tables=[*subset.Options().drop_tables, "STAT", "vhea", "vmtx", "VORG", "BASE"])


def _exists(code):
    return code.decode("gb2312", errors="ignore") != ""


if __name__ == "__main__":
    sys.exit(build_fonts(PACKAGES, FONTS))
