"""A description goes out as a Word file and comes in again as the same data, also after an office has worked on it."""

import io
from copy import deepcopy

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from db import intake
from db.base import Invalid
from db.contents import QUALIFICATION_LISTS, QUALIFICATIONS
from db.demo.descriptions import DESCRIPTIONS
from db.office import Heading, description

HEADING = Heading("青禾建材家居", "QS-KF-G-001", "A/0", "2026-10-08 起执行")
PLAIN = ("title", "department", "code", "compiled_on", "superior", "subordinates", "environment", "notice")
WRITABLE = st.characters(exclude_categories=["Cs"], include_characters="\n\t\r").filter(
    lambda c: c in "\n\t\r" or c >= " " and c not in "\ufffe\uffff")
WORDS = st.sampled_from([
    "岗位职责", "1. ", "（二）", "—", "一、接待", "①", "直接上级：", "【", "| ", "\n", "\t", "  ", "\r\n",
    "关键绩效指标", "郑重声明", "2026年3月1日", "其他内容", "\u200b", "\u202e", "\ue000", "\ue0000\ue000", "䶮𠮷",
    "e\u0301", "]]>", "<w:t>", "&amp;", "_x0001_", "=1+1", "1", "职责；", "\u2028", "\x85"])
TEXT = st.lists(st.one_of(WORDS, st.text(WRITABLE, max_size=8)), max_size=5).map("".join)
LONG = st.one_of(TEXT, st.builds(lambda text, n: text * n, TEXT, st.integers(1, 60)))
SOME = st.none() | TEXT
LIST = st.lists(LONG, max_size=5)
IDENTITY = st.uuids().map(lambda one: {"identity": one.hex})
DUTY = st.builds(lambda number, text, same: {"number": number, "text": text} | same, st.integers(0, 99_999), LONG,
                 st.just({}) | IDENTITY)
GROUP = st.sampled_from(["", "接待管理", "其他", "职能", "3", "—", "一二三四五六七八九十" * 8, " ", "\ue000"]) | TEXT
DUTIES = st.lists(st.tuples(GROUP, st.lists(DUTY, min_size=1, max_size=4)), max_size=8).map(
    lambda groups: [{"group": group} | duty for group, duties in groups for duty in duties])
RELATION = st.fixed_dictionaries({"scope": st.sampled_from([None, "department", "company", "outside"]),
                                  "party": TEXT, "content": SOME})
DESCRIPTION = st.fixed_dictionaries(
    dict.fromkeys(PLAIN, SOME) | {"title": TEXT, "summary": LONG, "duties": DUTIES, "kpis": LIST,
                                  "relations": st.lists(RELATION, max_size=6), "unclassified": LIST}
    | {"qualifications": st.fixed_dictionaries(dict.fromkeys(QUALIFICATIONS, SOME)
                                               | dict.fromkeys(QUALIFICATION_LISTS, LIST))})


DRIVER = {"unclassified": []} | DESCRIPTIONS["guide_driver"]
MARKED = DRIVER | {"duties": [duty | {"identity": f"{place:032x}"} for place, duty in enumerate(DRIVER["duties"])]}
START, END = qn("w:bookmarkStart"), qn("w:bookmarkEnd")


def read(document):
    """The one description in a document that was edited, of which no character got lost."""
    out = io.BytesIO()
    document.save(out)
    reading = intake.read_document("岗位.docx", out.getvalue())
    assert (reading.lost, reading.invented) == ({}, {})
    [found] = reading.descriptions
    return found


@pytest.fixture
def document():
    return Document(io.BytesIO(description(MARKED, HEADING)))


def paragraph(document, text):
    """The paragraph that reads so."""
    body = document.element.body
    return next(one for one in body.iter(qn("w:p")) if "".join(t.text for t in one.iter(qn("w:t"))) == text)


def type_over(document, text, new, keeps_bookmark=True):
    """What a person does who marks the words and types others; marked to the last one, the bookmark goes, too."""
    found = paragraph(document, text)
    [words] = found.iter(qn("w:t"))
    words.text = new
    if not keeps_bookmark:
        unmark(found)
    return found


def unmark(element):
    for one in [*element.iter(START), *element.iter(END)]:
        one.getparent().remove(one)


def copy_below(element, **texts):
    """A copy below it, without bookmarks, its texts replaced; as a new row or item is made in Word."""
    made = deepcopy(element)
    unmark(made)
    for words in made.iter(qn("w:t")):
        words.text = texts.get(words.text, words.text)
    element.addnext(made)
    return made


def row_of(document, text):
    return next(paragraph(document, text).iterancestors(qn("w:tr")))


def clauses(found):
    return [(duty["group"], duty["number"], duty["text"], duty.get("identity")) for duty in found["duties"]]


EXPECTED = clauses(MARKED)
FIRST = EXPECTED[0][2]


@settings(max_examples=40, deadline=None)
@given(DESCRIPTION)
def test_any_description_comes_back_as_it_went_out(payload):
    reading = intake.read_document("岗位.docx", description(payload, HEADING))
    assert reading.descriptions == [payload]
    assert (reading.lost, reading.invented) == ({}, {})


@pytest.mark.parametrize("key", DESCRIPTIONS)
def test_without_any_bookmark_an_ordinary_one_is_read_by_its_words(key):
    payload = {"unclassified": []} | DESCRIPTIONS[key]
    document = Document(io.BytesIO(description(payload, HEADING)))
    unmark(document.element.body)
    assert read(document) == payload


def test_a_thousand_long_clauses_come_back():
    duties = [{"group": f"职能{place // 40}", "number": place, "text": "接待来访的顾客并登记，" * 12}
              for place in range(1000)]
    [found] = intake.read_document("x.docx", description(DRIVER | {"duties": duties}, HEADING)).descriptions
    assert found["duties"] == duties


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x1f", "\ufffe", "\ud800"])
def test_what_no_word_file_can_hold_is_refused_in_words(odd):
    with pytest.raises(Invalid, match="characters that a Word file cannot hold"):
        description(DRIVER | {"summary": f"前{odd}后"}, HEADING)


def test_a_reworded_clause_keeps_its_identity(document):
    type_over(document, FIRST, "播报商场新闻；\u3000每日两次")
    group, number, _, identity = EXPECTED[0]
    assert clauses(read(document)) == [(group, number, "播报商场新闻；\u3000每日两次", identity), *EXPECTED[1:]]


def test_a_clause_typed_anew_stays_in_its_place_without_identity(document):
    type_over(document, FIRST, "播报商场新闻", keeps_bookmark=False)
    assert clauses(read(document)) == [(*EXPECTED[0][:2], "播报商场新闻", None), *EXPECTED[1:]]


def test_words_typed_behind_a_clause_are_part_of_it(document):
    found = paragraph(document, FIRST)
    extra = deepcopy(next(found.iter(qn("w:r"))))
    next(extra.iter(qn("w:t"))).text = "，每日两次"
    found.append(extra)
    assert clauses(read(document))[0] == (*EXPECTED[0][:2], FIRST + "，每日两次", EXPECTED[0][3])


def test_a_paragraph_typed_below_a_clause_is_part_of_it(document):
    copy_below(paragraph(document, FIRST), **{FIRST: "每日两次"})
    assert clauses(read(document))[0] == (*EXPECTED[0][:2], FIRST + "\n每日两次", EXPECTED[0][3])


def test_a_clause_broken_in_two_paragraphs_is_still_one(document):
    found = paragraph(document, FIRST)
    below = copy_below(found, **{FIRST: "下半句"})
    below.append(found.findall(END)[0])  # the end of the bookmark moves along
    assert clauses(read(document)) == [(*EXPECTED[0][:2], FIRST + "\n下半句", EXPECTED[0][3]), *EXPECTED[1:]]


def test_a_row_that_is_moved_or_taken_out_takes_its_clause_along(document):
    first, second = row_of(document, EXPECTED[1][2]), row_of(document, EXPECTED[2][2])
    second.addnext(first)
    gone = row_of(document, EXPECTED[4][2])
    gone.getparent().remove(gone)
    assert [identity for *_, identity in clauses(read(document))] == [
        EXPECTED[place][3] for place in (0, 2, 1, 3, *range(5, len(EXPECTED)))]


def test_a_row_added_is_a_clause_of_the_group_it_stands_in(document):
    copy_below(row_of(document, EXPECTED[1][2]), **{"2": "11", EXPECTED[1][2]: "整理宣传品"})
    found = clauses(read(document))
    assert found[2] == (EXPECTED[1][0], 11, "整理宣传品", None)
    assert found[:2] + found[3:] == EXPECTED


def test_a_number_typed_anew_is_the_number(document):
    type_over(document, "3", "33")
    assert clauses(read(document))[2] == (EXPECTED[2][0], 33, *EXPECTED[2][2:])


def test_a_group_typed_anew_holds_for_its_clauses(document):
    name = EXPECTED[0][0]
    type_over(document, name, "新的职能", keeps_bookmark=False)
    assert clauses(read(document)) == [("新的职能" if group == name else group, *rest) for group, *rest in EXPECTED]


def test_an_item_added_to_a_list_is_one_more(document):
    copy_below(paragraph(document, DRIVER["kpis"][0]), **{DRIVER["kpis"][0]: "准点率；误差"})
    skills = DRIVER["qualifications"]["core_knowledge"]
    copy_below(paragraph(document, skills[-1]), **{skills[-1]: "懂得急救。"})
    found = read(document)
    assert found["kpis"] == [DRIVER["kpis"][0], "准点率；误差", *DRIVER["kpis"][1:]]
    assert found["qualifications"]["core_knowledge"] == [*skills, "懂得急救。"]


def test_a_party_added_stands_in_the_part_it_was_added_to(document):
    last = DRIVER["relations"][-1]
    copy_below(row_of(document, last["party"]), **{last["party"]: "出租车公司", last["content"]: "联络、调度"})
    assert read(document)["relations"] == [
        *DRIVER["relations"], {"scope": last["scope"], "party": "出租车公司", "content": "联络、调度"}]


@pytest.mark.parametrize("keeps_bookmark", [True, False])
@pytest.mark.parametrize("field", ["title", "code", "superior", "notice", "summary"])
def test_a_value_typed_anew_is_the_value(document, field, keeps_bookmark):
    type_over(document, DRIVER[field], "另外写的", keeps_bookmark)
    assert read(document) == MARKED | {field: "另外写的"}


@pytest.mark.parametrize("keeps_bookmark", [True, False])
@pytest.mark.parametrize("field", ["department", "compiled_on", "subordinates", "notice"])
def test_a_dash_typed_over_is_a_value(field, keeps_bookmark):
    document = Document(io.BytesIO(description(MARKED | {field: None}, HEADING)))
    assert read(document) == MARKED | {field: None}
    type_over(document, "—", "后来填的", keeps_bookmark)
    assert read(document) == MARKED | {field: "后来填的"}


def test_what_is_typed_where_nothing_belongs_is_kept_aside(document):
    copy_below(paragraph(document, "任职者签字"), 任职者签字="张三代签")
    assert read(document) == MARKED | {"unclassified": ["任职者签字", "张三代签"]}


TOUCHED = tuple(qn(tag) for tag in "w:p w:r w:t w:tr w:tc w:tbl w:bookmarkStart w:bookmarkEnd w:pPr".split())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["drop", "double", "move", "type"]), st.integers(0, 2000),
                          st.integers(0, 2000), TEXT), max_size=12))
def test_whatever_is_done_to_the_file_no_character_of_it_is_lost(deeds):
    document = Document(io.BytesIO(description(MARKED, HEADING)))
    for deed, which, where, words in deeds:
        touched = [one for one in document.element.body.iter(*TOUCHED)]
        one, other = touched[which % len(touched)], touched[where % len(touched)]
        if deed == "drop":
            one.getparent().remove(one)
        elif deed == "type":
            next(one.iter(qn("w:t")), next(document.element.body.iter(qn("w:t")))).text = words
        elif deed == "double":
            other.addnext(deepcopy(one))
        elif other not in set(one.iter()):
            other.addprevious(one)
    out = io.BytesIO()
    document.save(out)
    reading = intake.read_document("x.docx", out.getvalue())
    assert (reading.lost, reading.invented) == ({}, {})


def test_a_list_that_draws_our_signs_before_its_items_is_read_as_text():
    document = Document(io.BytesIO(description(MARKED, HEADING)))
    level = document.part.numbering_part.element.find(".//" + qn("w:lvlText"))
    level.set(qn("w:val"), "\ue000%1\ue000")
    assert read(document)["kpis"][0] == "\ue0001\ue000 " + DRIVER["kpis"][0]


def test_two_of_our_files_pasted_into_one_are_two_descriptions():
    first = Document(io.BytesIO(description(MARKED, HEADING)))
    second = Document(io.BytesIO(description(MARKED | {"title": "第二个"}, HEADING)))
    for block in list(second.element.body)[:-1]:
        first.element.body.insert(len(first.element.body) - 1, block)
    out = io.BytesIO()
    first.save(out)
    reading = intake.read_document("x.docx", out.getvalue())
    assert reading.descriptions == [MARKED, MARKED | {"title": "第二个"}]


def test_it_is_a_document_a_chinese_office_would_write(document):
    section, properties = document.sections[0], document.core_properties
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == [
        "职位概要", "职责及要求", "关键绩效指标", "工作联系", "任职资格", "工作环境", "郑重声明", "签字确认"]
    fonts = document.styles["Heading 1"].element.rPr.rFonts, document.styles.element.find(".//" + qn("w:rFonts"))
    assert [one.get(qn("w:eastAsia")) for one in fonts] == ["黑体", "宋体"]
    assert [one.get(qn("w:instr")).strip() for one in section.footer._element.iter(qn("w:fldSimple"))] == [
        "PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "青禾建材家居\tQS-KF-G-001　版本 A/0　2026-10-08 起执行"
    assert (properties.title, properties.author, properties.language) == (
        "职位说明书：导购车辆导购", "青禾建材家居", "zh-CN")
    assert [cell.text for cell in document.tables[-1].columns[0].cells] == [
        "责任人", "任职者签字", "直接上级签字", "人力资源部经理签字"]


def test_names_of_bookmarks_are_as_word_wants_them(document):
    names = [one.get(qn("w:name")) for one in document.element.body.iter(START)]
    assert (len(set(names)), [name for name in names if len(name) > 40 or not name.startswith("_dl_")]) == (
        len(names), [])
