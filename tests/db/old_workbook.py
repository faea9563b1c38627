"""A small .xls, byte by byte: the compound file, and in it one sheet of Excel 97 with labels and numbers."""

import struct

SECTOR, END, FREE, TABLE = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SMALLEST_STREAM = 4096  # below it a stream would lie in the mini stream


def xls(rows):
    """The bytes of a workbook whose cells are the given strings and numbers."""
    stream = _workbook(rows).ljust(SMALLEST_STREAM, b"\0")
    stream += b"\0" * (-len(stream) % SECTOR)
    count = len(stream) // SECTOR
    chain = [TABLE, END, *range(3, count + 2), END]
    header = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
              + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALLEST_STREAM, END, 0, END, 0, 0)
              + struct.pack("<108I", *[FREE] * 108))
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 2, len(stream)) + b"\0" * 256
    return header[:SECTOR] + table + directory + stream


def _entry(name, kind, child, start, size):
    text = name.encode("utf-16-le") + b"\0\0"
    return (text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child) + b"\0" * 36
            + struct.pack("<IQ", start, size))


def _workbook(rows):
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1997, 0, 6))
    name = "名单"
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1997, 0, 6)) + b"".join(
        _cell(line, column, value) for line, row in enumerate(rows) for column, value in enumerate(row)) + _record(0x0A)
    size = 4 + 8 + len(name.encode("utf-16-le"))
    place = len(begin) + size + 4
    bound = _record(0x0085, struct.pack("<IBBBB", place, 0, 0, len(name), 1) + name.encode("utf-16-le"))
    return begin + bound + _record(0x0A) + sheet


def _cell(line, column, value):
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<HHHHB", line, column, 0, len(value), 1) + text)
    return _record(0x0203, struct.pack("<HHHd", line, column, 0, value))


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data
