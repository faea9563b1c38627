"""Old .doc files: the smallest one that antiword reads is built here, a compound file with a text and its tables."""

import os
import struct

import pytest

from db.intake import Unreadable, legacy, read_file, read_text

SECTOR, TEXT_AT, END_OF_CHAIN, FAT_SECTOR, FREE = 512, 1024, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STREAM = 4096  # bytes from which a stream lies in whole sectors

PIECES, STYLES, BINS = 21, 20, 12  # bytes of the piece table, the style sheet and the paragraph table
LOCKED = "old.doc is protected by a password; save it without one and try again."
CELL_BREAK = "¶"  # ends a paragraph within a cell
PLAIN, IN_TABLE = b"", struct.pack("<HB", 0x2416, 1)


def doc(text, flags=0):
    """The bytes of a Word 97 document, a paragraph a line, a line with tabs a table row; `flags` go to the header."""
    paragraphs = [paragraph for line in text.split("\n") for paragraph in _paragraphs(line)]
    body = "".join(written for written, _ in paragraphs).encode("utf-16-le")
    page = -(-(TEXT_AT + len(body)) // SECTOR)
    stream = _document(body, flags).ljust(page * SECTOR, b"\0") + _properties(paragraphs)
    return _compound({"WordDocument": stream, "1Table": _tables(len(body), page)})


def _paragraphs(line):
    """(text with its end mark, kind): a cell ends in a bell, and so does the row."""
    if "\t" not in line:
        return [(line + "\r", PLAIN)]
    cells = line.split("\t")
    inside = [part for cell in cells for part in (cell + "\a").replace(CELL_BREAK, "\r" + CELL_BREAK).split(CELL_BREAK)]
    return [*((part, IN_TABLE) for part in inside), ("\a", _row_end(len(cells)))]


def _row_end(cells):
    edges = struct.pack(f"<{cells + 1}h", *range(0, 2000 * cells + 1, 2000))
    definition = struct.pack("<B", cells) + edges + bytes(20 * cells)
    return IN_TABLE + struct.pack("<HB", 0x2417, 1) + struct.pack("<HH", 0xD608, len(definition) + 1) + definition


def _properties(paragraphs):
    """A page of paragraph properties: where each begins, which properties it has, the properties from the end on."""
    starts, bounds, page, end, places = TEXT_AT, [TEXT_AT], bytearray(SECTOR), SECTOR - 1, {}
    for written, properties in paragraphs:
        starts += 2 * len(written)
        bounds.append(starts)
        if properties not in places:
            size = len(properties) + 3 + (len(properties) + 3) % 2
            end = (end - size - 1) // 2 * 2
            page[end:end + size + 1] = struct.pack("<BBH", 0, size // 2, 0) + properties.ljust(size - 3, b"\0")
            places[properties] = end
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    for index, (_, properties) in enumerate(paragraphs):
        page[4 * len(bounds) + 13 * index] = places[properties] // 2
    page[SECTOR - 1] = len(paragraphs)
    return bytes(page)


def _document(body, flags):
    header = bytearray(TEXT_AT)
    struct.pack_into("<HHHHHH", header, 0, 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x0200 | flags)
    struct.pack_into("<II", header, 0x18, TEXT_AT, TEXT_AT + len(body))
    struct.pack_into("<H", header, 0x20, 14)
    struct.pack_into("<H", header, 0x3E, 22)
    struct.pack_into("<I", header, 0x4C, len(body) // 2)
    struct.pack_into("<H", header, 0x98, 0x5D)
    struct.pack_into("<II", header, 0xA2, PIECES, STYLES)
    struct.pack_into("<II", header, 0x102, PIECES + STYLES, BINS)
    struct.pack_into("<II", header, 0x1A2, 0, PIECES)
    return bytes(header) + body


def _tables(size, page):
    """One piece that is the whole text, a sheet of no styles, and the page that holds all paragraphs' properties."""
    pieces = struct.pack("<BIII", 2, 16, 0, size // 2) + struct.pack("<HIH", 0, TEXT_AT, 0)
    styles = struct.pack("<HHH", STYLES - 2, 0, 10).ljust(STYLES, b"\0")
    return pieces + styles + struct.pack("<III", TEXT_AT, TEXT_AT + size, page)


def _compound(streams):
    fat, entries, body = [FAT_SECTOR, END_OF_CHAIN], [], b""
    for name, content in streams.items():
        content = content.ljust(max(STREAM, -(-len(content) // SECTOR) * SECTOR), b"\0")
        first, count = len(fat), len(content) // SECTOR
        fat += [*range(first + 1, first + count), END_OF_CHAIN]
        sibling = len(entries) + 2 if len(entries) + 1 < len(streams) else FREE
        entries.append(_entry(name, 2, first, len(content), right=sibling))
        body += content
    directory = (_entry("Root Entry", 5, END_OF_CHAIN, 0, child=1) + b"".join(entries)).ljust(SECTOR, b"\0")
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    return _header() + table + directory + body


def _entry(name, kind, first, size, right=FREE, child=FREE):
    written = name.encode("utf-16-le") + b"\0\0"
    return (written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, FREE, right, child)
            + bytes(36) + struct.pack("<III", first, size, 0))


def _header():
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
            + struct.pack("<IIIIIIIII", 0, 1, 1, 0, STREAM, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
            + struct.pack("<109I", 0, *[FREE] * 108))


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read_file("old.doc", data)
    return str(caught.value)


def test_paragraphs_of_a_doc_are_lines():
    text = "岗位说明书\n岗位名称：接待专员\n1、迎接来宾；"
    assert read_file("old.doc", doc(text)).strip() == text


def test_rows_of_a_doc_are_lines_and_long_cells_stay_whole():
    long = "1、迎接来宾并询问来意，引导其前往要去的楼层，途中介绍当日活动；"
    written = f"岗位名称\t接待专员\t所在部门\t\n岗位职责\n接待\t{long}¶2、送客。\n资料\t3、登记<来访>。\n工作环境\n室内"
    text = read_file("old.doc", doc(written))
    assert text == written.replace(CELL_BREAK, "\n")
    assert [(one["group"], one["number"]) for one in read_text(text).descriptions[0]["duties"]] == [
        ("接待", 1), ("接待", 2), ("资料", 3)]


def test_the_kind_of_a_file_is_told_by_its_content_and_not_by_its_name():
    assert read_file("wrong.txt", doc("岗位说明书")).strip() == "岗位说明书"


def test_a_doc_with_a_password_is_refused_as_such():
    assert refusal(doc("岗位说明书", flags=0x0100)) == LOCKED


def test_a_docx_with_a_password_is_refused_as_such():
    locked = _compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})
    assert refusal(locked) == LOCKED


def test_another_old_office_file_is_no_document():
    assert refusal(_compound({"Workbook": b"x"})) == "old.doc is an old Office file, but not a Word document."


def test_a_doc_that_breaks_off_is_damaged():
    assert "damaged" in refusal(doc("岗位说明书")[:2100])


def test_without_antiword_the_message_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(legacy, "PROGRAM", "no-such-program")
    assert "antiword, which reads these, is not installed" in refusal(doc("岗位说明书"))


def test_a_reader_that_hangs_is_stopped(monkeypatch, tmp_path):
    slow = tmp_path / "antiword"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(legacy, "SECONDS", 0.2)
    assert refusal(doc("岗位说明书")) == "old.doc took too long to read; save it as .docx and try again."


def test_the_reader_gets_a_fixed_command_and_prints_what_is_read(monkeypatch, tmp_path):
    fake = tmp_path / "antiword"
    fake.write_text("#!/bin/sh\n[ \"$1 $2 $3 $4\" = \"-m UTF-8.txt -w 0\" ] || exit 0\nprintf '|职位|前台|\\n'\n")
    fake.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert read_file("old.doc", doc("岗位说明书")) == "职位\t前台"
