"""A process of its own that turns an Excel file on its input into rows of text on its output.

A crafted workbook can claim a billion cells; here that ends this process at its limits, and nothing else.
"""

import datetime as dt
import io
import json
import resource
import sys

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 768 * 1024 * 1024  # bytes of address space
SECONDS = 10                # of processor time
MOST_LINES, MOST_COLUMNS = 10_000, 60


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        answer = {"rows": rows(sys.stdin.buffer.read())}
    except PasswordError:
        answer = {"refused": "password"}
    except (CalamineError, ValueError):
        answer = {"refused": "damaged"}
    json.dump(answer, sys.stdout)


def rows(data):
    """The cells of the first visible sheet as text, from its first line and column on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = [sheet.name for sheet in book.sheets_metadata
             if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible]
    if not names:
        raise ValueError("no visible sheet")
    lines = book.get_sheet_by_name(names[0]).to_python(skip_empty_area=False, nrows=MOST_LINES)
    return [[written(cell) for cell in line[:MOST_COLUMNS]] for line in lines]


def written(cell):
    """A cell as a clerk reads it: whole numbers without a point, dates as 2026-03-01."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)


if __name__ == "__main__":
    main()
