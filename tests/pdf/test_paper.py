"""The description on paper: its parts, its pages, what can be signed on it, and what travels inside."""

import io
import itertools
import json

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from db.demo.descriptions import DESCRIPTIONS
from portal import pdf
from tests.pdf import sheets

MM = 25.4 / 72  # a point
SIGNERS = ["employee", "superior", "hr"]
SECTIONS = ["职位概要", "职责及要求", "关键绩效指标", "工作联系", "任职资格", "工作环境", "签字确认", "郑重声明"]
HEADINGS = {"一、日常接待", "二、现场管理", "本部门内", "本公司外", *SECTIONS}


@pytest.fixture(scope="module")
def long():
    """The same description with one duty more each time, so that every part once meets the end of a page."""
    papers = [sheets.paper(first, 6) for first in range(10, 24)]
    return pdf.render_many([pdf.job(pdf.sheet(paper), at=sheets.AT) for paper in papers])


@pytest.fixture(scope="module")
def short():
    return pdf.description(sheets.paper(), at=sheets.AT)


def test_the_record_of_corrections_stands_before_what_is_signed():
    record = [{"place": "第2条", "before": (("kept", "当场更"), ("deleted", "证")), "on": "2026-04-01", "by": "王芳",
               "after": (("kept", "当场更"), ("inserted", "正")), "reason": "错别字"}]
    text = sheets.paper()["description"] | {"corrections": [{"place": "x", "on": "2026-04-01"}]}
    data = pdf.description(sheets.paper(description=text, corrections=record), at=sheets.AT)
    told = "".join("".join(page.split()) for page in sheets.pages_of(data))
    assert "第2条当场更证当场更正错别字王芳2026-04-01" in told
    assert told.index("任职资格") < told.index("更正记录") < told.index("签字确认")
    with pikepdf.open(io.BytesIO(data)) as file:
        assert json.loads(file.attachments["description.json"].get_file().read_bytes()) == text


def fields(data):
    return list(enumerate_sig_fields(PdfFileReader(io.BytesIO(data))))


def pages_of_fields(data):
    with pikepdf.open(io.BytesIO(data)) as file:
        numbers = {page.objgen: number for number, page in enumerate(file.pages)}
        return {numbers[field["/P"].objgen] for field in file.Root.AcroForm.Fields}


def test_every_part_stands_on_the_paper_in_the_customary_order(short):
    text = "".join(sheets.pages_of(short))
    places = [text.index(section) for section in SECTIONS]
    assert places == sorted(places)


def test_what_is_empty_is_printed_as_a_dash(short):
    lines = [line.split() for line in "".join(sheets.pages_of(short)).splitlines()]
    assert ["直接上级", "展厅服务部经理", "直接下级", "—"] in lines
    assert ["学历", "大专", "专业", "—"] in lines
    assert ["通用技能", "—"] in lines


def test_half_width_marks_beside_chinese_are_full_width_on_paper_only(short):
    assert "组织展厅的日常接待，保证来访者得到及时、周到的服务（含周末）。" in sheets.pages_of(short)[0]
    assert sheets.TEXT["summary"] == "组织展厅的日常接待,保证来访者得到及时、周到的服务(含周末)。"


def test_each_page_says_which_file_it_is_of_how_many_pages(long):
    for pages in map(sheets.pages_of, long):
        assert [page.split("\n")[0].split() for page in pages] == [
            ["青禾展览有限公司", "文件编号：QH-ZT-Z-001", "版本：A/0"]] * len(pages)
        numbered = [f"第{n}页/共{len(pages)}页" in page.replace(" ", "") for n, page in enumerate(pages, 1)]
        assert numbered == [True] * len(pages)


def test_each_page_carries_the_code_and_the_witness_of_the_log(long):
    for page in itertools.chain.from_iterable(map(sheets.pages_of, long)):
        assert ["校验码 Xy3kPq8Lm2Rt5Vw1" in page, "审计锚 #77" in page] == [True, True]


def test_the_head_of_the_duties_is_repeated_on_the_next_page(long):
    broken = [pages for pages in map(sheets.pages_of, long) if "具体职责" in pages[1]]
    assert [sheets.body_of(pages[1])[0].split() for pages in broken] == [["序号", "具体职责"]] * len(broken)
    assert len(broken) > 3


def test_no_heading_is_the_last_line_of_a_page(long):
    last = {sheets.body_of(page)[-1] for pages in map(sheets.pages_of, long) for page in pages}
    assert last & HEADINGS == set()
    assert not {line for line in last if line.startswith("序号")}


def test_the_series_is_long_enough_to_move_the_second_group_over_the_edge(long):
    first_page = ["二、现场管理" in sheets.pages_of(data)[0] for data in long]
    assert {True, False} == set(first_page)


def test_the_signatures_stay_together_and_are_not_alone_on_their_page(long):
    for data in long:
        pages = pages_of_fields(data)
        assert len(pages) == 1
        body = sheets.body_of(sheets.pages_of(data)[pages.pop()])
        assert body.index("签字确认") > body.index("工作环境") >= 1


def test_three_empty_fields_wait_for_signatures_inside_their_rows(short):
    assert [(name, value) for name, value, _ in fields(short)] == [(name, None) for name in SIGNERS]
    with pikepdf.open(io.BytesIO(short)) as file:
        boxes = [[float(side) for side in field["/Rect"]] for field in file.Root.AcroForm.Fields]
    assert [(round((right - left) * MM), round((top - bottom) * MM)) for left, bottom, right, top in boxes] == [
        (126, 16)] * 3
    assert sorted(boxes, key=lambda box: -box[1]) == boxes


def test_a_long_name_and_a_long_number_are_printed_whole():
    holder = sheets.copy("阿依古丽·艾则孜·买买提江·吐尔逊", "QH-2026-000001")
    number = "QH-2026-展厅服务部-接待与讲解-主管-00000017"
    data = pdf.description(sheets.paper(**holder, file_number=number), at=sheets.AT)
    text = "".join("".join(sheets.pages_of(data)).split())
    assert number in text
    assert "阿依古丽·艾则孜·买买提江·吐尔逊" in text


def test_a_preview_has_a_watermark_and_nothing_to_sign():
    data = pdf.description(sheets.paper(watermark="签署中，未生效"), at=sheets.AT)
    assert fields(data) == []
    plain = sheets.pictures_of(pdf.description(sheets.paper(), at=sheets.AT))
    assert [one == other for one, other in zip(sheets.pictures_of(data), plain, strict=True)] == [False] * len(plain)


def test_the_text_travels_inside_as_data():
    paper = sheets.paper()
    with pikepdf.open(io.BytesIO(pdf.description(paper, at=sheets.AT))) as file:
        attached = file.attachments["description.json"]
        assert json.loads(attached.get_file().read_bytes()) == paper["description"]
        assert attached.obj.AFRelationship == "/Data"
        assert attached.get_file().mime_type == "application/json"


def test_the_file_says_it_is_pdf_a_3b_and_is_whole(short):
    with pikepdf.open(io.BytesIO(short)) as file, file.open_metadata() as metadata:
        assert metadata.pdfa_status == "3B"
        assert file.docinfo.Title == "职位说明书 展厅服务主管 QH-ZT-Z-001 A/0"
    assert sheets.complaints_of_qpdf(short) == ""


def test_the_same_text_at_the_same_time_is_the_same_file():
    assert pdf.description(sheets.paper(), at=sheets.AT) == pdf.description(sheets.paper(), at=sheets.AT)


def test_another_text_has_another_identity(short):
    with pikepdf.open(io.BytesIO(short)) as one, \
            pikepdf.open(io.BytesIO(pdf.description(sheets.paper(4), at=sheets.AT))) as other:
        assert bytes(one.trailer.ID[0]) != bytes(other.trailer.ID[0])


def test_every_description_of_the_demo_fits_its_paper():
    jobs = [pdf.job(pdf.sheet(sheets.paper(description=text)), at=sheets.AT) for text in DESCRIPTIONS.values()]
    counts = [len(sheets.pages_of(data)) for data in pdf.render_many(jobs)]
    assert [2 <= count <= 4 for count in counts] == [True] * len(DESCRIPTIONS)
