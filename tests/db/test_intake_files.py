"""Files of every kind, honest and hostile, into text."""

import io
import random
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from db.intake import Unreadable, package, read_document, read_file, read_text
from db.intake.unread import left_out

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = "岗位名称：接待专员\n岗位职责：\n1、迎接来宾；\n2、登记来访。\n"


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def noise(size):
    return random.Random(size).randbytes(size)  # noqa: S311 - noise, not secrets


def sound():
    document = Document()
    document.add_paragraph("接待专员")
    return saved(document)


def with_entry(data, name, content):
    """The same .docx with one entry replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            if entry != name:
                target.writestr(entry, source.read(entry))
        target.writestr(name, content)
    return out.getvalue()


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read_file("f", data)
    return caught.value


def table(document, rows):
    made = document.add_table(rows=len(rows), cols=max(map(len, rows)))
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    return made


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_plain_text_is_read_in_every_usual_encoding(encoding):
    assert read_file("f.txt", TEXT.encode(encoding)) == TEXT


def test_line_ends_of_every_system_are_one():
    assert read_file("f.txt", TEXT.replace("\n", "\r\n").encode()) == TEXT


def test_paragraphs_and_tables_are_read_in_their_order():
    document = Document()
    document.add_paragraph("接待专员")
    table(document, [["岗位名称", "接待专员", "所在部门", ""]])
    document.add_paragraph("尾注")
    assert read_file("f.docx", saved(document)) == "接待专员\n岗位名称\t接待专员\t所在部门\t\n尾注"


def test_a_merged_cell_stands_once():
    document = Document()
    made = table(document, [["岗位职责", ""], ["接待", "1、迎宾；"], ["", "2、送客。"]])
    made.cell(0, 0).merge(made.cell(0, 1))
    made.cell(1, 0).merge(made.cell(2, 0))
    assert read_file("f.docx", saved(document)) == "岗位职责\n接待\t1、迎宾；\n\t2、送客。"


def test_a_nested_table_stands_in_its_cell():
    document = Document()
    outer = table(document, [["任职资格", ""]])
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "学历", "大专"
    assert read_file("f.docx", saved(document)) == "任职资格\t学历\t大专"


def test_several_paragraphs_of_a_cell_are_lines_of_it():
    document = Document()
    made = table(document, [["接待", "1、迎宾；"]])
    made.cell(0, 1).add_paragraph("2、送客。")
    assert read_file("f.docx", saved(document)) == "接待\t1、迎宾；\n2、送客。"


def test_automatic_numbers_are_written_out():
    document = Document()
    for text in ("迎宾；", "送客。"):
        document.add_paragraph(text, style="List Number")
    assert read_file("f.docx", saved(document)) == "1. 迎宾；\n2. 送客。"


def test_bullets_are_left_out():
    document = Document()
    document.add_paragraph("迎宾；", style="List Bullet")
    assert read_file("f.docx", saved(document)) == "迎宾；"


def test_text_in_content_controls_and_insertions_is_read_and_text_moved_away_is_not():
    document = Document()
    paragraph = document.add_paragraph("迎接")
    for wrapper, tag, text in (("w:ins", "w:t", "来宾"), ("w:moveFrom", "w:t", "客人"), ("w:smartTag", "w:t", "登记")):
        outer, run, word = OxmlElement(wrapper), OxmlElement("w:r"), OxmlElement(tag)
        word.text = text
        run.append(word)
        outer.append(run)
        paragraph._p.append(outer)
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    control.append(content)
    content.append(document.add_paragraph("签字")._p)
    document.element.body.insert(0, control)
    assert read_file("f.docx", saved(document)) == "签字\n迎接来宾登记"


def test_line_breaks_and_tabs_in_a_paragraph_are_kept_apart_from_cells():
    document = Document()
    document.add_paragraph("迎宾；\n送客\t登记")
    assert read_file("f.docx", saved(document)) == "迎宾；\n送客 登记"


def test_several_positions_in_one_word_file_are_several_descriptions():
    document = Document()
    for title in ("大厅组长", "资料专员"):
        document.add_paragraph(title)
        table(document, [["职位标识", ""], ["职位名称", title], ["职位编码", ""]])
        table(document, [["职能", "具体职责"], ["接待", "1. 排班；"], ["其他", "2. 临时工作。"]])
    reading = read_text(read_file("f.docx", saved(document)))
    assert [(one["title"], one["code"], [(duty["group"], duty["number"], duty["text"]) for duty in one["duties"]])
            for one in reading.descriptions] == [
        (title, None, [("接待", 1, "排班；"), ("其他", 2, "临时工作。")]) for title in ("大厅组长", "资料专员")]
    assert (reading.lost, reading.invented) == ({}, {})


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_an_empty_file_is_refused_as_empty(data):
    assert str(refusal(data)) == "f is empty."


@pytest.mark.parametrize("data", [noise(4096), noise(333)])
def test_what_is_no_document_is_refused_as_such(data):
    assert refusal(data).message.startswith("%(name)s is not a document this page can read")


@pytest.mark.parametrize("data, said", [
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64), "is a picture"), (b"GIF89a\x01\0\x01\0", "is a picture"),
    (b"\xff\xd8\xff\xe0" + bytes(64), "is a picture"), (b"%PDF-1.7\n1 0 obj\n", "is a PDF"),
    (rb"{\rtf1 text}", "is a rich text file"), ("<html><p>岗位职责</p></html>".encode(), "is a web page"),
    ("\ufeff\n <!DOCTYPE html><p>岗位职责".encode(), "is a web page"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", "is a web page"),
    ("<?xml version='1.0'?><w:wordDocument>岗位职责".encode(), "is an XML file"),
    (b"Rar!\x1a\x07\0", "is a packed archive"),
])
def test_a_file_of_another_kind_is_named_whatever_it_is_called(data, said):
    assert refusal(data).message.startswith(f"%(name)s {said}")


@pytest.mark.parametrize("entries, said", [
    (["[Content_Types].xml", "xl/workbook.xml"], "is an Excel workbook"),
    (["[Content_Types].xml", "ppt/presentation.xml"], "is a PowerPoint presentation"),
    (["mimetype", "content.xml"], "is an OpenDocument file"), (["a.docx", "b.docx"], "is a packed archive"),
])
def test_a_zipped_file_of_another_kind_is_named(entries, said):
    assert refusal(zipped(dict.fromkeys(entries, b"<a/>"))).message.startswith(f"%(name)s {said}")


def test_text_that_only_speaks_of_a_web_page_is_text():
    assert read_file("f.txt", "岗位职责：\n1、维护<html>页面；".encode()) == "岗位职责：\n1、维护<html>页面；"


def test_ten_megabytes_are_the_limit():
    assert str(refusal(b"a" * (10 * 1024**2 + 1))) == "f is too large: 11 MB; at most 10 MB can be read."


def test_a_document_without_text_is_refused():
    assert refusal(saved(Document())).message.startswith("%(name)s contains no text")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_a_word_file_that_breaks_off_is_damaged(part):
    data = sound()
    assert refusal(data[:int(len(data) * part)]).message.startswith("%(name)s is damaged")


def test_a_word_file_with_broken_xml_is_damaged():
    assert refusal(with_entry(sound(), "word/document.xml", "<w:document>")).message.startswith("%(name)s is damaged")


def test_another_archive_is_no_word_document():
    assert refusal(zipped({"a.txt": b"text"})).message.startswith("%(name)s is a packed archive")


def zipped(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def bombs():
    million_spaces = b" " * (40 * 1024**2)
    yield "one entry far above its packed size", with_entry(sound(), "word/media/a.bin", million_spaces)
    bits = noise(17 * 1024**2).translate(b"01" * 128)
    yield "more XML than a document holds", with_entry(sound(), "word/document.xml", b"<a>" + bits + b"</a>")
    yield "too many entries", zipped({"[Content_Types].xml": b"", **{f"word/{n}": b"" for n in range(2001)}})
    yield "too much in all", with_entry(sound(), "word/media/a.bin", bytes(70 * 1024**2))


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in bombs()])
def test_a_bomb_is_not_opened(data):
    assert refusal(data).message.startswith("%(name)s unpacks to far more")


def test_a_directory_that_understates_the_size_is_found_out():
    data = bytearray(with_entry(sound(), "word/media/a.bin", b" " * 5_000_000))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24:at + 28] = (100).to_bytes(4, "little")
    assert "%(name)s" in refusal(bytes(data)).message


def test_entries_of_one_name_are_refused():
    out = io.BytesIO(sound())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(out.getvalue()).message.startswith("%(name)s is damaged")


def test_an_archive_with_a_password_is_refused_as_such():
    data = bytearray(sound())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)).message.startswith("%(name)s is protected by a password")


LAUGHS = ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)) + "]><l>&i;</l>")
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><l>&a;</l>'
TYPED = '<?xml version="1.0"?><!DOCTYPE l SYSTEM "http://localhost/l.dtd"><l/>'


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE, TYPED], ids=["billion laughs", "external entity", "document type"])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_xml_with_entities_is_not_opened(xml, part):
    assert refusal(with_entry(sound(), part, xml)).message.startswith("%(name)s contains XML entities")


def test_every_refusal_has_a_message_of_its_own():
    refused = [b"", b"%PDF", b"a" * (10 * 1024**2 + 1), saved(Document()), sound()[:500], zipped({"a": b"b"}),
               with_entry(sound(), "word/styles.xml", TYPED), with_entry(sound(), "word/media/a", bytes(70 * 1024**2))]
    assert len({refusal(data).message for data in refused}) == len(refused)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_word_file_with_any_byte_changed_is_read_or_refused(data):
    changed = bytearray(sound())
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_file("f", bytes(changed)), str)
    except Unreadable as error:
        assert str(error)


@settings(max_examples=25, deadline=None)
@given(st.recursive(st.sampled_from(["w:p", "w:r", "w:t", "w:tc", "w:numPr"]), lambda inner: st.tuples(
    st.sampled_from(["w:p", "w:tbl", "w:tr", "w:tc", "w:sdt", "w:pPr", "w:numPr"]), st.lists(inner, max_size=3))))
def test_wordprocessing_elements_in_any_order_are_read_or_refused(tree):
    xml = f'<w:document xmlns:w="{qn("w:p")[1:-2]}"><w:body>{drawn(tree)}</w:body></w:document>'
    try:
        assert "文" in read_file("f", with_entry(sound(), "word/document.xml", xml))
    except Unreadable as error:
        assert str(error)


def drawn(tree):
    if isinstance(tree, str):
        return f"<{tree}>文</{tree}>"
    tag, inner = tree
    return f"<{tag}>{''.join(map(drawn, inner))}</{tag}>"


def test_the_limits_leave_room_for_a_long_honest_table():
    document = Document()
    table(document, [["岗位职责", "负责接待来宾并做好登记；"]] * 400)
    assert len(read_file("f.docx", saved(document)).split("\n")) == 400
    assert package.MOST_XML > 1024**2


def test_what_is_not_read_of_a_word_file_is_counted_and_shown():
    document = Document()
    document.add_paragraph("接待专员岗位职责")
    document.add_paragraph("1、迎接来宾。")
    document.sections[0].header.paragraphs[0].text = "内部资料 第1版"
    paragraph = document.add_paragraph("2、登记。")
    struck, run, word = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    word.text = "送客"
    run.append(word)
    struck.append(run)
    paragraph._p.append(struck)
    data = with_entry(saved(document), "word/footnotes.xml", f"<w:footnotes {NAMESPACE}><w:p><w:r><w:t>见附件一"
                      "</w:t></w:r></w:p></w:footnotes>")
    assert [(str(one).partition(" ")[0], one.params) for one in left_out(data)] == [
        ("Headers", {"count": 7, "words": "内部资料 第1版"}), ("Footnotes", {"count": 4, "words": "见附件一"}),
        ("What", {"count": 2, "words": "送客"})]
    assert left_out(data) == [one for one in read_document("f.docx", data).warnings if one.params.get("words")]


def test_a_picture_in_a_word_file_is_counted():
    document, out = Document(), io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    document.add_picture(io.BytesIO(out.getvalue()))
    assert [one.params for one in left_out(saved(document))] == [{"count": 1}]


def test_of_a_plain_word_file_nothing_is_left_out():
    assert left_out(sound()) == []
