"""The same description for many holders: laid out once, and nothing but the holder's own fields differs."""

import io
import json

import pikepdf
import pytest
from PIL import ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from portal import pdf
from tests.pdf import sheets

HOLDERS = [sheets.copy(), sheets.copy("欧阳若兰", "QH0002", "Aa1Bb2Cc3Dd4Ee5F"),
           sheets.copy("陈䶮", "QH0003", "Zz9Yy8Xx7Ww6Vv5U")]
DPI = 60


@pytest.fixture(scope="module")
def copies():
    common = {name: value for name, value in sheets.paper(8, 8).items() if name not in sheets.copy()}
    return pdf.description_papers(common, HOLDERS, at=sheets.AT)


def differing(one, other):
    """[(left, top, right, bottom)] in millimetres of where two files differ, a page; None where they are alike."""
    return [box and tuple(round(side * 25.4 / DPI) for side in box) for box in (
        ImageChops.difference(a, b).point(lambda grey: 255 * (grey > 40)).getbbox()
        for a, b in zip(sheets.pictures_of(one, DPI), sheets.pictures_of(other, DPI), strict=True))]


def test_a_copy_looks_like_the_paper_printed_alone(copies):
    alone = [pdf.description(sheets.paper(8, 8, **holder), at=sheets.AT) for holder in HOLDERS]
    assert [differing(*pair) for pair in zip(copies, alone, strict=True)] == [[None] * 3] * len(HOLDERS)


def test_a_copy_says_what_the_paper_printed_alone_says(copies):
    for data, holder in zip(copies, HOLDERS, strict=True):
        alone = pdf.description(sheets.paper(8, 8, **holder), at=sheets.AT)
        assert [sorted("".join(page.split())) for page in sheets.pages_of(data)] == [
            sorted("".join(page.split())) for page in sheets.pages_of(alone)]


def test_each_copy_names_its_own_holder_alone(copies):
    for data, own in zip(copies, HOLDERS, strict=True):
        text = "".join(sheets.pages_of(data))
        assert [holder["holder"]["name"] in text for holder in HOLDERS] == [holder is own for holder in HOLDERS]
        assert [text.count(holder["token"]) for holder in HOLDERS] == [6 * (holder is own) for holder in HOLDERS]


def test_two_copies_differ_at_the_foot_and_where_the_holder_stands(copies):
    line, foot = round(6 / 25.4 * DPI), round(272 / 25.4 * DPI)
    pairs = zip(*(sheets.pictures_of(data, DPI) for data in copies[:2]), strict=True)
    changed = [ImageChops.difference(*pair).point(lambda grey: 255 * (grey > 40)) for pair in pairs]
    feet = [picture.crop((0, foot, *picture.size)).getbbox() for picture in changed]
    body = [picture.crop((0, 0, picture.width, foot)).getbbox() for picture in changed]
    assert None not in feet
    assert [box and box[3] - box[1] < line for box in body] == [True, None, True]  # the holder's name, the signer's


def test_copies_are_signable_archive_files_with_the_data_inside(copies):
    for data in copies:
        names = [name for name, value, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(data))) if value is None]
        assert names == ["employee", "superior", "hr"]
        with pikepdf.open(io.BytesIO(data)) as file, file.open_metadata() as metadata:
            assert metadata.pdfa_status == "3B"
            assert json.loads(file.attachments["description.json"].get_file().read_bytes())["title"] == "展厅服务主管"
        assert sheets.complaints_of_qpdf(data) == ""


def test_every_font_of_a_copy_is_inside_it(copies):
    with pikepdf.open(io.BytesIO(copies[2])) as file:
        fonts = [thing for thing in file.objects
                 if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"]
        assert [{"/FontFile2", "/FontFile3"} & set(font.keys()) != set() for font in fonts] == [True] * len(fonts)


def test_each_copy_has_an_identity_of_its_own_that_does_not_change(copies):
    common = {name: value for name, value in sheets.paper(8, 8).items() if name not in sheets.copy()}
    assert pdf.description_papers(common, HOLDERS, at=sheets.AT) == copies
    identities = set()
    for data in copies:
        with pikepdf.open(io.BytesIO(data)) as file:
            identities.add(bytes(file.trailer.ID[0]))
    assert len(identities) == len(HOLDERS)


def test_no_holders_is_no_papers():
    assert pdf.description_papers(sheets.paper(), []) == []


def test_many_holders_get_their_papers_in_their_order():
    holders = [sheets.copy(f"甲{n}", f"QH{n:04d}", f"token{n:011d}") for n in range(pdf.BATCH + 2)]
    made = pdf.description_papers(sheets.paper(1, 0), holders, at=sheets.AT)
    found = [holder["token"] in sheets.pages_of(data)[0] for data, holder in zip(made, holders, strict=True)]
    assert found == [True] * len(holders)
