"""Bookmarks: each value of a description stands in a Word file under a hidden name that says which value it is.

Word, WPS and LibreOffice keep a bookmark while its text is edited, so a clause reworded there comes back as the same
clause. (Content controls would say more, but LibreOffice 7 writes the text of a plain one several times over.)
"""

import re

from db.office.elements import element, run

# A name is hidden by its underscore and has at most 40 characters: _dl_c_<identity of the clause>, _dl_kpi_12, and
# _dl_no_code_3 where only a dash stands for no value.
NAME = re.compile(r"_dl_(?P<missing>no_)?(?P<field>[a-z_]{1,20})_(?P<key>[0-9a-f]{32}|\d{1,9})")
CLAUSE = "c"
ITEMS = ("kpi", "core_knowledge", "core_abilities", "general_skills", "qualities", "unclassified")  # many of each
NOTHING = "—"
OTHER_RELATIONS, OTHER_CONTENT = "其他沟通关系", "其他内容"  # headings of ours that no usual document has


def marked(number, field, value, identity=None):
    """A value under its bookmark, unique by the number; a dash for None."""
    name = f"_dl_{'no_' if value is None else ''}{field}_{identity or number}"
    shown = run(NOTHING, "PlaceholderText") if value is None else run(value)
    return element("w:bookmarkStart", id=number, name=name), shown, element("w:bookmarkEnd", id=number)
