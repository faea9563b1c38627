"""A list as a file that Excel opens by a click: its mark of UTF-8 in front, no cell a formula."""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a cell begins with that Excel would work out


def written(header, rows):
    """The text of a .csv of these rows of text."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *([_plain(cell) for cell in row] for row in rows)])
    return "\ufeff" + text.getvalue()


def _plain(cell):
    return f"'{cell}" if cell.startswith(FORMULA) else cell
