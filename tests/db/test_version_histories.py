"""Any description, edited by any steps through several versions: identities hold, and the difference tells it all."""

import io
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db import editing, intake
from db.base import Refused, canonical, database, digest
from db.comparison import ancestry, apply, compare
from db.contents import QUALIFICATION_LISTS, QUALIFICATIONS, content_of, payload_of, value_at
from db.corrections import correct, read
from db.descriptions import Description
from db.office import Heading, description
from db.positions import Position
from db.smallness import MOST
from db.wording import characters_changed, new_text, old_text
from tests.versions import in_force

EXAMPLES = settings(max_examples=20, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck))  # making a failing example small would take minutes
WORDS = st.text("督导接待登记核对。；，1A", min_size=1, max_size=14)
SOME, LIST = st.none() | WORDS, st.lists(WORDS, max_size=3)
GROUPS = st.sampled_from(["", "接待", "登记", "其他"])
RELATIONS = st.lists(st.fixed_dictionaries({
    "scope": st.sampled_from([None, "department", "company", "outside"]), "party": WORDS, "content": SOME}), max_size=3)
PLAIN = ("department", "code", "compiled_on", "superior", "subordinates", "environment", "notice")
FIELDS = dict.fromkeys(PLAIN, SOME) | {"title": WORDS, "summary": WORDS, "kpis": LIST, "unclassified": LIST,
                                       "relations": RELATIONS}
ASKED = dict.fromkeys(QUALIFICATIONS, SOME) | dict.fromkeys(QUALIFICATION_LISTS, LIST)


@st.composite
def payloads(draw):
    """A description whose clauses are counted through, or group by group; a group may come twice."""
    by_group, duties = draw(st.booleans()), []
    for group in draw(st.lists(GROUPS, min_size=1, max_size=3)):
        texts = draw(st.lists(WORDS, min_size=2, max_size=3))
        start = 0 if by_group and duties and duties[-1]["group"] != group else len(duties)
        duties += [{"group": group, "number": start + n, "text": text} for n, text in enumerate(texts, start=1)]
    return draw(st.fixed_dictionaries(FIELDS)) | {"duties": duties,
                                                  "qualifications": draw(st.fixed_dictionaries(ASKED))}


class Author:
    """Takes the steps a person can take in the editor, drawn one after the other, and watches the identities.

    `STEPS`: how many identities a step adds, or takes away.
    """

    STEPS = {"add": 1, "reword": 0, "move": 0, "split": 1, "merge": -1, "remove": -1, "rename_group": 0,
             "write_field": 0}

    def __init__(self, data, draft, by):
        self.draw, self.draft, self.by = data.draw, draft, by
        self.ever = {row["identity"] for row in self.rows}

    @property
    def rows(self):
        return content_of(self.draft)["clauses"]

    def take(self):
        step = self.draw(st.sampled_from(list(self.STEPS)))
        before = content_of(self.draft)
        if before["clauses"] or step in ("add", "write_field"):
            try:
                touched = getattr(self, step)(before["clauses"])
            except Refused:
                assert canonical(content_of(self.draft)) == canonical(before)
            else:
                self.check(step, before, touched)

    def check(self, step, before, touched):
        """No identity stands twice or comes back; what was not touched says what it said."""
        old = {row["identity"]: row["text"] for row in before["clauses"]}
        new = {row["identity"]: row["text"] for row in self.rows}
        come, gone = set(new) - set(old), set(old) - set(new)
        assert (len(new), len(come), len(gone)) == (
            len(self.rows), max(self.STEPS[step], 0), max(-self.STEPS[step], 0))
        assert not come & self.ever
        assert {key: text for key, text in new.items() if key in old and key not in touched} == {
            key: text for key, text in old.items() if key in new and key not in touched}
        self.ever |= set(new)

    def one(self, rows):
        return self.draw(st.sampled_from(rows))

    def add(self, rows):
        after = self.one(rows)["identity"] if rows and self.draw(st.booleans()) else None
        editing.add_clause(self.draft, self.draw(WORDS), group=self.draw(GROUPS), after=after, by=self.by)
        return ()

    def reword(self, rows):
        row = self.one(rows)
        editing.reword(self.draft, row["identity"], self.draw(WORDS), seen=digest(row["text"]), by=self.by)
        return (row["identity"],)

    def move(self, rows):
        row, other = self.one(rows), self.one(rows)
        after = None if self.draw(st.booleans()) else other["identity"]
        editing.move(self.draft, row["identity"], after=after, group=self.draw(GROUPS), by=self.by)
        return ()

    def split(self, rows):
        row = self.one(rows)
        editing.split(self.draft, row["identity"], [row["text"][:4], self.draw(WORDS)], seen=digest(row["text"]),
                      by=self.by)
        return (row["identity"],)

    def merge(self, rows):
        place = self.draw(st.integers(0, len(rows) - 1))
        row, other = rows[place], rows[min(place + 1, len(rows) - 1)]
        editing.merge(self.draft, row["identity"], other["identity"], seen=digest([row["text"], other["text"]]),
                      by=self.by)
        return (row["identity"],)

    def remove(self, rows):
        row = self.one(rows)
        editing.remove(self.draft, row["identity"], seen=digest(row["text"]), by=self.by)
        return ()

    def rename_group(self, rows):
        editing.rename_group(self.draft, self.one(rows)["group"], self.draw(st.sampled_from(["接待", "新组", "再新"])),
                             by=self.by)
        return ()

    def write_field(self, _rows):
        name = self.draw(st.sampled_from(sorted(FIELDS | ASKED)))
        value = self.draw((FIELDS | ASKED)[name])
        editing.write_field(self.draft, name, value, seen=digest(value_at(content_of(self.draft), name)), by=self.by)
        return ()


@pytest.fixture
def position(world):
    """One that nobody holds and nobody sits above: what is drafted for it is HR's own business."""
    return Position.add("值班员", world.positions.clerk.department, by=world.hr)


def correct_something(data, version, by):
    """A slip somewhere in the version in force, as far as it is one; what was signed stays as it is."""
    signed, places = canonical(content_of(version)), [row["identity"] for row in content_of(version)["clauses"]]
    place = data.draw(st.sampled_from(places))
    now = value_at(read(version).content, place)
    at, put_in, left_out = (data.draw(one) for one in (st.integers(0, len(now)), WORDS, st.integers(0, 3)))
    value = now[:at] + put_in[:MOST - left_out] + now[at + left_out:]
    with suppress(Refused):
        row = correct(version, place, value, reason="笔误", seen=digest(now), by=by)
        assert characters_changed(value_at(content_of(version), place), value, MOST) <= MOST
        assert value_at(read(version).content, place) == value
        if data.draw(st.booleans()):
            row.take_back("并非笔误", by=by)
            assert value_at(read(version).content, place) == now
    assert canonical(content_of(version)) == signed


def history(data, position, by):
    """[content] of several versions, each edited from the one before it; and what each was revised from."""
    version = in_force(Description.draft(position, data.draw(payloads()), by=by), by)
    contents, begun = [content_of(version)], []
    for _ in range(data.draw(st.integers(1, 2))):
        correct_something(data, version, by)
        begun.append(read(version).content)
        version = version.revise(by=by)
        assert canonical(content_of(version)["fields"]) == canonical(begun[-1]["fields"])
        author = Author(data, version, by)
        assert [(row["identity"], row["text"]) for row in author.rows] == [
            (row["identity"], row["text"]) for row in begun[-1]["clauses"]]
        for _ in range(data.draw(st.integers(3, 9))):
            author.take()
        if not author.rows:
            editing.add_clause(version, "留守", by=by)
        in_force(version, by)
        contents.append(content_of(version))
    return contents, begun


@given(st.data())
@EXAMPLES
def test_whatever_is_done_to_a_description_the_difference_leads_from_version_to_version(world, position, data):
    with database.atomic() as change:
        contents, begun = history(data, position, world.hr)
        change.rollback()
    for old, new in zip(begun, contents[1:], strict=True):
        leads_to(old, new, compare(old, new))
    leads_to(contents[0], contents[-1], compare(contents[0], contents[-1], ancestry(contents[1:])))
    known = [{row["identity"] for row in content["clauses"]} for content in contents]
    for early, between, late in zip(known, known[1:], known[2:], strict=False):
        assert early & late <= between  # what went never comes back


def leads_to(old, new, found):
    assert canonical(apply(old, found)) == canonical(new)
    told = [change.identity for change in found.clauses]
    went_on = {row["identity"] for change in found.clauses for row in change.sources}
    assert len(set(told)) == len(told) == sum(found.counts.values())
    assert {row["identity"] for row in [*old["clauses"], *new["clauses"]]} <= {*told, *went_on}
    for change in found.clauses:
        assert old_text(change.before) == "\n".join(row["text"] for row in change.old_rows)
        assert new_text(change.after) == (change.new["text"] if change.new else "")


@given(st.data())
@EXAMPLES
def test_what_was_edited_goes_out_as_a_word_file_and_comes_in_as_the_same_draft(world, position, data):
    with database.atomic() as change:
        draft = in_force(Description.draft(position, data.draw(payloads()), by=world.hr), world.hr).revise(by=world.hr)
        author = Author(data, draft, world.hr)
        for _ in range(data.draw(st.integers(1, 6))):
            author.take()
        edited = content_of(draft)
        duties = [{name: row[name] for name in ("group", "number", "text", "identity")} for row in edited["clauses"]]
        file = description(payload_of(edited) | {"duties": duties}, Heading("青禾", "A", "A/1", "草稿"))
        assert Document(io.BytesIO(file)).core_properties.language == "zh-CN"
        reading = intake.read_document("岗位.docx", file)
        [back] = reading.descriptions
        assert canonical(back) == canonical(payload_of(edited) | {"duties": duties})
        editing.rewrite(draft, back, seen=draft.edition, by=world.hr)
        assert canonical(content_of(draft)) == canonical(edited)
        change.rollback()
