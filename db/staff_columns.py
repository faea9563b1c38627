"""The columns of a staff list: under which names they are found, and how a cell of each is read."""

import datetime as dt
import re
import unicodedata

from db.base import N_, Invalid

NAMES = {  # column: the headings it is known by; the first Chinese one is the template's
    "number": ("工号", "员工编号", "员工号", "人员编号", "职工号", "编号",
               "employee number", "employee no", "employee id", "staff number", "number", "no"),
    "name": ("姓名", "员工姓名", "人员姓名", "名字", "name", "full name", "employee name"),
    "department": ("部门", "所属部门", "所在部门", "部门名称", "department", "dept"),
    "position": ("岗位", "岗位名称", "职位", "职务", "position", "job title", "post"),
    "starts_on": ("任职日期", "任职开始日期", "到岗日期", "上岗日期", "开始日期", "入职日期",
                  "start date", "from", "since"),
    "ends_on": ("离任日期", "任职结束日期", "离岗日期", "结束日期", "end date", "until", "to"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "邮件", "e-mail address", "e-mail", "email", "mail"),
}
NEEDED = ("number", "name")
TITLE_LINES = 10  # above the headings a list may have a title and notes
DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
EXCEL_EPOCH, EARLIEST, LATEST = dt.date(1899, 12, 30), dt.date(1950, 1, 1), dt.date(2100, 1, 1)


def find(rows):
    """(index of the line of headings, {column: index}, {column: heading}, [headings nothing is read from])."""
    for line, cells in enumerate(rows[:TITLE_LINES]):
        columns, foreign = {}, []
        for place, heading in enumerate(cells):
            column = KNOWN.get(key(heading).rstrip("*:. "))
            if column in columns:
                raise Invalid(N_("Two columns say the same: “%(one)s” and “%(other)s”."), "file",
                              one=cells[columns[column]].strip(), other=heading.strip())
            if column:
                columns[column] = place
            elif heading.strip():
                foreign.append(heading.strip()[:40])
        if set(NEEDED) <= set(columns):
            return line, columns, {column: cells[place].strip() for column, place in columns.items()}, foreign
    raise Invalid(N_("No line with the headings 工号 and 姓名 was found among the first ten."), "file")


def key(text):
    """What two spellings of one name have in common: no spaces, one width, lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def clean(text):
    """A cell as text: one line, no invisible characters, no spaces around."""
    text = re.sub(r"\s+", " ", text)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf")).strip()


def number(text):
    """A number as it is typed at the sign-in: half-width, without spaces."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def day(text):
    """A date in one of the usual spellings, or the number Excel keeps for it; None for an empty cell."""
    text = unicodedata.normalize("NFKC", text).replace(" 00:00:00", "").strip()
    if not text:
        return None
    parts = DATE.fullmatch(text) or COMPACT.fullmatch(text)
    try:
        found = dt.date(*map(int, parts.groups())) if parts else EXCEL_EPOCH + dt.timedelta(days=int(text))
    except (ValueError, OverflowError):
        raise Invalid(N_("“%(text)s” is not a date; write it like 2026-03-01."), text=text[:40]) from None
    if not EARLIEST <= found <= LATEST:
        raise Invalid(N_("“%(text)s” is not a date; write it like 2026-03-01."), text=text[:40])
    return found


KNOWN = {key(name): column for column, names in NAMES.items() for name in names}
