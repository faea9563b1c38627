"""A Word file this portal wrote, read back: values by their bookmarks, what was typed beside them by its words."""

from dataclasses import replace

from db.intake import bookmarks, duties, relations, sections
from db.intake.files import ZIP, read_file
from db.intake.labels import DOCUMENT_NAMES, HEADERS, is_label, look_up
from db.intake.marks import tidy
from db.intake.reading import Reading, check_length, read_text
from db.intake.unread import left_out
from db.office.bookmarks import CLAUSE, NOTHING, OTHER_CONTENT, OTHER_RELATIONS

KNOWN = frozenset((*HEADERS, *DOCUMENT_NAMES, NOTHING, OTHER_CONTENT, OTHER_RELATIONS))
SECTION = {"group": "duties", CLAUSE: "duties", "kpi": "kpis", "party": "relations", "content": "relations"}
GOES_ON = ("summary", "environment", "notice")  # a paragraph typed below one of these is more of it
LONGEST_NUMBER = 9  # digits


def read_document(name, data):
    """The reading of a file: by the bookmarks of this portal where it has them, else by its words."""
    text = read_file(name, data)
    if not data.startswith(ZIP):
        return read_text(text)
    signed = bookmarks.read(name, data, text)
    reading = _read(signed) if signed else read_text(text)
    return replace(reading, warnings=[*reading.warnings, *left_out(data)])


def _read(signed):
    text = "\n".join(map(signed.plain, signed.lines))
    check_length(text)
    outside, found = [], []
    for line in signed.lines:
        if _begins(signed, line, found[-1].draft if found else None):
            found.append(Returned(signed))
        if found:
            found[-1].take(line)
        elif line.strip():
            outside.append(line.strip())
    drafts = [one.finish() for one in found]
    return Reading.of(text, drafts, tuple(line for line in outside if line not in DOCUMENT_NAMES),
                      [("label", line) for line in outside if line in DOCUMENT_NAMES],
                      tuple(one.share for one in found))


def _begins(signed, line, last):
    """Whether a description begins here: with a title, or the label before one typed anew; the first one anyhow."""
    if last is None and signed.bookmarks_in(line):
        return True
    label, *beside = line.split("\t")
    is_head = (any(one.field == "title" for one in signed.bookmarks_in(line))
               or bool(beside) and is_label(label) and look_up(label).field == "title")
    return is_head and (last is None or bool(last.title))


class Returned:
    """One description, read line by line; what was typed without a bookmark waits for the reader of its section."""

    def __init__(self, signed):
        self.signed, self.draft, self.section = signed, sections.Draft(""), ""
        self.draft.summary, self.group, self.scope = "", "", None
        self.typed, self.share = [], [["", ""]]

    def take(self, line):
        """One paragraph, or one row of a table with its cells parted by tabs."""
        fields = {one.field for one in self.signed.bookmarks_in(line)}
        cells = line.split("\t")
        words = [cell.strip() for cell in cells if cell.strip()]
        if fields or len(words) > 1 and is_label(words[0]) and look_up(words[0]).field in sections.READERS:
            self._settle()
            self._note(line)
            self._row(fields)(cells)
            self.section = next((SECTION.get(field, field) for field in sorted(fields)), self.section)
        elif words and all(_is_known(word) for word in words):
            self._settle()
            self._heading(line, words)
        elif words:
            self._note(line)
            self.typed.append(line)

    def finish(self):
        self._settle()
        if sections.is_full_date(self.draft.compiled_on):
            self.draft.took("date", self.draft.compiled_on)
        return self.draft

    def _row(self, fields):
        if fields & {CLAUSE, "group"}:
            return self._duty
        return self._relation if fields & {"party", "content"} else self._boxes

    def _heading(self, line, words):
        """Words of ours and nothing else: the heading of a section, or of the columns of a table."""
        for word in words:
            self.draft.took("label", word)
        if len(words) == 1 and words[0] != NOTHING:
            self.share.append([words[0], ""])
            self._enter(words[0])
        else:
            self._note(line)

    def _enter(self, heading):
        """The section a heading opens, or the part of the relations."""
        field = look_up(heading).field if is_label(heading) else ""
        if heading == OTHER_RELATIONS or field in sections.SCOPES:
            self.section, self.scope = "relations", sections.SCOPES.get(field)
        else:
            self.section = field or "unclassified"

    def _duty(self, cells):
        """A row of group, number and clause; one typed over its bookmark is known by its place."""
        number, clauses = None, []
        for cell in cells:
            words = cell.strip()
            if self.signed.bookmarks_in(cell):
                clauses += [(identity, text) for identity, text in self._take(cell, CLAUSE) if text is not None]
            elif number is None and words.isdecimal() and len(words) <= LONGEST_NUMBER:
                number = int(words)
                self.draft.took("number", words)
            elif words and number is None:
                self._put("group", tidy(words))
            elif words:
                clauses.append((None, tidy(words)))
        for identity, text in clauses:
            self._clause(number, text, identity)
            number = None

    def _clause(self, number, text, identity=None):
        same = {"identity": identity} if identity else {}
        self.draft.duties.append({"group": self.group, "number": number, "text": text} | same)

    def _relation(self, cells):
        """A row of party and content; one typed over its bookmark is known by its place."""
        values = []
        for cell in cells:
            if self.signed.bookmarks_in(cell):
                values += [value for _, value in self._take(cell, "party", "content")]
            else:
                values.append(tidy(cell) or None)
        party, content, *more = [*values, None]
        if party is not None or content is not None:
            self.draft.relations.append({"scope": self.scope, "party": party, "content": content})
        self.draft.keep("\n".join(filter(None, more)))

    def _boxes(self, cells):
        """Labels and values in turn; a value typed over its bookmark is known by its label."""
        label = None
        for cell in cells:
            words = cell.strip()
            if self.signed.bookmarks_in(cell):
                self._take(cell)
            elif _is_known(words):
                self.draft.took("label", words)
            elif label and label.field in sections.READERS:
                self._typed_value(label, words)
            else:
                self.draft.keep(words)
            label = look_up(words) if is_label(words) else None

    def _typed_value(self, label, words):
        if label.field in sections.BRIEF:
            self._put(label.field, self.draft.value(words))
        else:
            sections.READERS[label.field](self.draft, label, words)

    def _take(self, cell, *wanted):
        """[(identity, value)] of the bookmarks of these fields in a cell; others go where they belong."""
        values, taken = self.signed.values(cell)
        for mark in taken:
            self.draft.took("number", mark)
        for one in self.signed.bookmarks_in(cell):
            self.draft.took("placeholder", one.shown if one.text is None else "")
        for field, _, value in values:
            if field not in wanted:
                self._put(field, value)
        return [(identity, value) for field, identity, value in values if field in wanted]

    def _put(self, field, value):
        draft = self.draft
        if field == "group":
            self.group = value or ""
            draft.took("group", self.group)
        elif value is None:
            return
        elif field == "kpi":
            draft.kpis.append(value)
        elif field in sections.LISTED:
            draft.qualifications[field].append(value)
        elif field in sections.NAMED:
            draft.put(draft.qualifications, field, value)
        elif field in (*sections.BRIEF, *sections.WHOLE, *sections.PARAGRAPH):
            draft.put(vars(draft), field, value)
        else:
            draft.unclassified.append(value)

    def _settle(self):
        """Give what was typed since the last bookmark to the reader of the section it stands in."""
        text, self.typed, draft = "\n".join(self.typed), [], self.draft
        if self.section == "duties":
            found = duties.read(text, self.group or None)
            draft.consumed += found.consumed
            draft.keep("\n".join(found.unclassified))
            for one in found.clauses:
                self.group = one["group"] or ""
                self._clause(one["number"], one["text"])
        elif self.section == "relations":
            found, consumed = relations.read(text, self.scope)
            draft.relations += found
            draft.consumed += consumed
        elif self.section == "kpis":
            sections.READERS["kpis"](draft, None, text)
        elif self.section in GOES_ON and text:
            setattr(draft, self.section, "\n".join(filter(None, (vars(draft)[self.section], text))))
        else:
            draft.keep(text)

    def _note(self, line):
        """Show the line beside the form it is checked in."""
        self.share[-1][1] += self.signed.plain(line) + "\n"


def _is_known(word):
    return word in KNOWN or is_label(word)
