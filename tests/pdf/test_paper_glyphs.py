"""The characters on paper are the characters of the text: the drawing is compared with the font, not the text layer."""


import pytest
from PIL import Image, ImageChops, ImageFont

from portal import pdf
from tests.pdf import sheets

FALLBACK = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
SANS_FALLBACK = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
SIMPLIFIED = 2  # of the faces in the collections
FACES = {  # family and weight -> file
    ("Paper Serif", 400): "serif-regular.ttf", ("Paper Serif", 700): "serif-bold.ttf",
    ("Paper Sans", 400): "sans-regular.ttf", ("Paper Sans", 700): "sans-bold.ttf",
}
CASES = [(family, weight, character, str(pdf.FONTS / file), 0)
         for (family, weight), file in FACES.items() for character in "职责签章龙A8（①"]
CASES += [("'Paper Serif', 'Noto Serif CJK SC'", 400, character, FALLBACK, SIMPLIFIED) for character in "䶮𠮷"]
CASES += [("'Paper Sans', 'Noto Sans CJK SC'", 700, character, SANS_FALLBACK, SIMPLIFIED) for character in "䶮𠮷"]


@pytest.mark.parametrize(("family", "weight", "character", "file", "face"), CASES)
def test_the_drawn_character_is_the_one_of_the_font(family, weight, character, file, face):
    printed = drawn_on_paper(family, weight, character)
    assert likeness(printed, drawn_by_font(character, file, face)) > 0.88


def test_the_comparison_tells_two_characters_apart():
    printed = drawn_on_paper("Paper Serif", 400, "职")
    assert likeness(printed, drawn_by_font("织", str(pdf.FONTS / "serif-regular.ttf"), 0)) < 0.8


def test_the_comparison_tells_two_weights_apart():
    printed = drawn_on_paper("Paper Sans", 400, "责")
    assert likeness(printed, drawn_by_font("责", str(pdf.FONTS / "sans-bold.ttf"), 0)) < 0.85


def test_a_line_of_mixed_characters_keeps_every_one_of_them():
    line = "张三丰 陈䶮 𠮷田 Ab1 ①②③ ℃ ±5 《规范》“引号”——……"
    assert line.replace(" ", "") in "".join(sheets.pages_of(pdf.render(f"<body class='sheet'><p>{line}")))\
        .replace(" ", "")


def drawn_on_paper(family, weight, character):
    """The ink of one large character on a printed page."""
    style = f"font: {weight} 120pt {family}" if "'" in family else f"font: {weight} 120pt '{family}'"
    data = pdf.render(f'<body class="stamp"><div style="{style}; line-height: 1">{character}</div>'
                      "<style>@page stamp { size: 80mm 60mm !important }</style>", fields=False)
    return ink(sheets.pictures_of(data, 288)[0])


def drawn_by_font(character, file, face):
    font = ImageFont.truetype(file, 480, index=face)
    mask, _ = font.getmask2(character, mode="L")
    picture = Image.frombytes("L", mask.size, bytes(mask))
    return ink(ImageChops.invert(picture))


def ink(picture):
    """What is dark, cut to its edges, in one size."""
    dark = ImageChops.invert(picture)
    return dark.crop(dark.point(lambda grey: 255 * (grey > 60)).getbbox()).resize((96, 96))


def likeness(one, other):
    """1 for the same ink, 0 for none in common."""
    common = sum(ImageChops.darker(one, other).tobytes())
    return common / sum(ImageChops.lighter(one, other).tobytes())
