"""Excel files: reading one that somebody brought, with nothing in it taken on trust, and writing a plain one."""

import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import xlsxwriter

from db.base import N_, Invalid

LARGEST = 5 * 1024 * 1024        # bytes as brought
MOST_UNPACKED = 64 * 1024 * 1024  # bytes
MOST_ENTRIES = 500
HIGHEST_RATIO, RATIO_FROM = 200, 1024 * 1024  # unpacked to packed, of an entry of at least so many bytes
LONGEST_TEXT = 32_767  # characters a cell of Excel holds
SECONDS = 20
CHUNK = 64 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
BROKEN = N_("The file is damaged. Open it in Excel, save it again and try once more.")
LOCKED = N_("The file is protected by a password. Save it without one and try again.")
FOREIGN = N_("This is not an Excel file. Save the list as .xlsx or .xls.")
BOMB = N_("The file unpacks to far more than a list of people holds; it was not opened.")


def read(data):
    """The first visible sheet as rows of text, empty ones included. Raises Invalid, its field being `file`."""
    if len(data) > LARGEST:
        raise Invalid(N_("The file is larger than %(limit)s MB."), "file", limit=LARGEST // 1024**2)
    if media_type(data) == XLSX:
        _check_archive(data)
    return _read_apart(data)


def media_type(data):
    """What kind of Excel file these bytes are, by their content; raises Invalid for any other."""
    if data.startswith(ZIP):
        return XLSX
    if not data.startswith(OLE):
        raise Invalid(FOREIGN, "file")
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Invalid(LOCKED, "file")
    return XLS


def write(header, rows, widths, about=()):
    """The bytes of an .xlsx; whole numbers stay numbers, every other cell is text, also one that looks like a formula.

    `about` are (label, value) lines of a second sheet that says where the first one comes from. A text longer than
    Excel's 32,767 characters a cell ends in an ellipsis.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                      "strings_to_numbers": False})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    number = book.add_format({"valign": "top"})
    bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8EEF6", "border": 1})
    sheet, last = book.add_worksheet(), 0
    for column, (title, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(0, column, title, bold)
    for last, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, column, value, number)
            else:
                sheet.write_string(last, column, _fitting(value), text)
    sheet.freeze_panes(1, 0)
    if about:
        sheet.autofilter(0, 0, last, len(widths) - 1)
        _tell(book.add_worksheet("说明"), about, text)
    book.close()
    return file.getvalue()


def _tell(sheet, about, text):
    sheet.set_column(0, 0, 16, text)
    sheet.set_column(1, 1, 60, text)
    for line, values in enumerate(about):
        for column, value in enumerate(values):
            sheet.write_string(line, column, _fitting(value), text)


def _fitting(text):
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT - 1] + "…"


def _check_archive(data):
    """Declared and counted sizes, names and kinds of the entries, before anything reads them as a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Invalid(LOCKED, "file")
            if "xl/workbook.xml" not in names:
                raise Invalid(FOREIGN, "file")
            if len(names) != len(entries):
                raise Invalid(BROKEN, "file")
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Invalid(BOMB, "file")
            left = MOST_UNPACKED
            for entry in entries:
                left -= _count(archive, entry, left)
    except DAMAGED as error:
        raise Invalid(BROKEN, "file") from error


def _count(archive, entry, left):
    counted, head = 0, b""
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            counted, head = counted + len(chunk), head or chunk
            if counted > left or counted > RATIO_FROM and counted > HIGHEST_RATIO * max(entry.compress_size, 1):
                raise Invalid(BOMB, "file")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Invalid(BROKEN, "file")
    return counted


def _read_apart(data):
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", str(Path(__file__).with_name("workbook_reader.py"))], input=data,
            capture_output=True, timeout=SECONDS, check=True, env={})
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Invalid(BROKEN, "file") from error
    if "refused" in answer:
        message = LOCKED if answer["refused"] == "password" else BROKEN
        raise Invalid(message, "file")
    return answer["rows"]
