"""Two versions compared: what counts as what, and that the difference leads from the old one to the new one."""

import copy
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import editing
from db.base import canonical, digest
from db.comparison import KINDS, ancestry, apply, compare
from db.contents import content_of
from db.descriptions import Description
from db.wording import MOST, new_text, old_text, runs
from tests.world import in_review, payload

EXAMPLES = settings(max_examples=150, derandomize=True, database=None, deadline=None)
TEXTS = st.text("督导接待登记。；，\nA1 ", max_size=12)
QUALIFICATIONS = {**dict.fromkeys(("education", "major", "experience", "certificates")),
                  **{name: [] for name in ("core_knowledge", "core_abilities", "general_skills", "qualities")}}
FIELDS = {"title": "客服", "department": None, "code": None, "compiled_on": None, "summary": "", "kpis": [],
          "superior": None, "subordinates": None, "relations": [], "qualifications": QUALIFICATIONS,
          "environment": None, "notice": None, "unclassified": []}


def version(*rows, **fields):
    """A content of clauses written (identity, text), (identity, text, group) or (identity, text, group, origins)."""
    clauses = [dict(zip(("identity", "text", "group", "origins"), row + ("甲组", None)[len(row) - 2:], strict=True))
               | {"number": number} for number, row in enumerate(rows, start=1)]
    return {"fields": copy.deepcopy(FIELDS) | fields, "clauses": clauses}


def kinds(old, new):
    return [(change.kind, change.identity) for change in compare(old, new).clauses]


@pytest.fixture
def in_force(world):
    description = world.drafts.clerk
    in_review(description, by=world.hr_manager)
    description.publish(by=world.hr_manager)
    return description


def test_what_goes_on_as_it_was_is_unchanged_even_under_another_number():
    old = version(("a", "接待"), ("b", "登记"))
    assert kinds(old, version(("n", "新增"), ("a", "接待"), ("b", "登记"))) == [
        ("added", "n"), ("unchanged", "a"), ("unchanged", "b")]
    assert compare(old, old).is_empty and sum(compare(old, old).counts.values()) == 2


def test_a_reworded_clause_shows_the_characters_that_changed():
    [change] = compare(version(("a", "每日8点前巡场3次")), version(("a", "每日9点前巡场12次"))).clauses
    assert (change.kind, change.runs) == ("reworded", (
        ("kept", "每日"), ("deleted", "8"), ("inserted", "9"), ("kept", "点前巡场"), ("deleted", "3"),
        ("inserted", "12"), ("kept", "次")))


def test_only_what_truly_moved_counts_as_moved():
    old = version(*((key, key) for key in "abcdef"))
    assert kinds(old, version(*((key, key) for key in "bcdefa")))[-1] == ("moved", "a")
    assert compare(old, version(*((key, key) for key in "bcdefa"))).counts["moved"] == 1
    assert compare(old, version(*((key, key) for key in "fabcde"))).counts["moved"] == 1


def test_a_clause_in_another_group_has_moved_but_a_renamed_group_moves_nothing():
    old = version(("a", "接待", "甲组"), ("b", "登记", "甲组"), ("c", "核对", "乙组"))
    assert kinds(old, version(("a", "接待", "甲组"), ("b", "登记表", "乙组"), ("c", "核对", "乙组"))) == [
        ("unchanged", "a"), ("reworded_and_moved", "b"), ("unchanged", "c")]
    renamed = compare(old, version(("a", "接待", "新名"), ("b", "登记", "新名"), ("c", "核对", "乙组")))
    assert (renamed.renamed, renamed.counts["unchanged"], renamed.is_empty) == ({"甲组": "新名"}, 3, False)


def test_a_group_goes_on_under_its_new_name_though_one_clause_left_it():
    old = version(("a", "接待", "甲组"), ("b", "登记", "甲组"), ("c", "核对", "甲组"), ("d", "交接", "乙组"))
    new = version(("a", "接待", "新名"), ("b", "登记", "新名"), ("c", "核对", "乙组"), ("d", "交接", "乙组"))
    assert (compare(old, new).renamed, kinds(old, new)) == ({"甲组": "新名"}, [
        ("unchanged", "a"), ("unchanged", "b"), ("moved", "c"), ("unchanged", "d")])


def test_two_groups_that_become_one_are_no_renaming():
    old = version(("a", "接待", "甲组"), ("b", "登记", "乙组"))
    new = version(("a", "接待", "丙组"), ("b", "登记", "丙组"))
    assert (compare(old, new).renamed, compare(old, new).counts["moved"]) == ({}, 2)


def test_a_part_says_what_it_was_split_from_and_marks_only_what_is_new():
    old = version(("a", "接待顾客并登记信息"))
    first, part = compare(old, version(("a", "接待顾客"), ("n", "及时登记信息", "甲组", ["a"]))).clauses
    assert (first.kind, first.runs) == ("reworded", (("kept", "接待顾客"), ("deleted", "并登记信息")))
    assert (part.kind, part.sources) == ("split", (old["clauses"][0],))
    assert part.runs == (("inserted", "及时"), ("kept", "登记信息"))


def test_a_merged_clause_says_of_which_and_the_others_do_not_count_as_removed():
    old = version(("a", "接待"), ("b", "登记"), ("c", "核对"))
    merged, = compare(old, version(("a", "接待；登记", "甲组", ["b"]))).clauses[:1]
    assert (merged.kind, [row["identity"] for row in merged.sources]) == ("merged", ["b"])
    assert kinds(old, version(("a", "接待；登记", "甲组", ["b"]))) == [("merged", "a"), ("removed", "c")]


def test_a_removed_clause_is_told_where_it_stood():
    old = version(("a", "接待"), ("b", "登记"), ("c", "核对"))
    assert kinds(old, version(("a", "接待"), ("c", "核对"))) == [("unchanged", "a"), ("removed", "b"),
                                                              ("unchanged", "c")]
    assert kinds(old, version(("c", "核对"))) == [("removed", "a"), ("removed", "b"), ("unchanged", "c")]


def test_a_removed_clause_is_told_in_its_own_group():
    old = version(("a", "接待", "甲组"), ("b", "登记", "乙组"), ("c", "核对", "乙组"))
    told = compare(old, version(("a", "接待", "甲组"), ("n", "交接", "甲组"), ("c", "核对", "乙组"))).groups
    assert [(group, [change.identity for change in changes]) for group, _, changes in told] == [
        ("甲组", ["a", "n"]), ("乙组", ["b", "c"])]
    gone = compare(old, version(("a", "接待", "甲组"), ("n", "交接", "甲组"))).groups
    assert [(group, [change.identity for change in changes]) for group, _, changes in gone] == [
        ("甲组", ["a", "n"]), ("乙组", ["b", "c"])]


def test_a_renamed_group_tells_its_old_name():
    old = version(("a", "接待", "甲组"), ("b", "登记", "甲组"), ("c", "核对", "乙组"))
    told = compare(old, version(("a", "接待", "新名"), ("c", "核对", "乙组"))).groups
    assert [(group, was, len(changes)) for group, was, changes in told] == [("新名", "甲组", 2), ("乙组", None, 1)]


def test_each_side_shows_its_own_text_and_marks_only_what_the_other_has_not():
    old = version(("a", "接待顾客"), ("b", "登记"), ("c", "核对"), ("d", "交接"))
    new = version(("a", "接待商户"), ("b", "登记；核对", "甲组", ["c"]), ("p", "值班"), ("q", "接待", "甲组", ["a"]))
    found = {change.identity: (change.before, change.after) for change in compare(old, new).clauses}
    assert found == {
        "a": ((("kept", "接待"), ("deleted", "顾客")), (("kept", "接待"), ("inserted", "商户"))),
        "b": ((("kept", "登记"), ("deleted", "\n"), ("kept", "核对")),
              (("kept", "登记"), ("inserted", "；"), ("kept", "核对"))),
        "p": ((), (("kept", "值班"),)),
        "q": ((("kept", "接待顾客"),), (("kept", "接待"),)),
        "d": ((("kept", "交接"),), ()),
    }


def test_where_a_clause_comes_from_is_followed_through_the_versions_between():
    old = version(("a", "接待并登记"), ("b", "核对"))
    between = version(("a", "接待"), ("n", "登记", "甲组", ["a"]), ("b", "核对"))
    new = version(("a", "接待"), ("m", "登记并核对", "甲组", ["n", "b"]))
    assert [(change.kind, [row["identity"] for row in change.sources])
            for change in compare(old, new, ancestry([between])).clauses] == [("reworded", []), ("merged", ["a", "b"])]
    assert compare(old, new).clauses[1].kind == "split"


def test_the_other_fields_are_told_line_by_line_where_they_differ():
    old = version(kpis=["投诉次数", "及时率"], qualifications=QUALIFICATIONS | {"education": "中专"})
    new = version(kpis=["投诉次数", "满意度"], qualifications=QUALIFICATIONS | {"education": "大专"})
    assert [(change.name, change.lines) for change in compare(old, new).fields] == [
        ("kpis", [("投诉次数", "投诉次数", True), ("及时率", "满意度", False)]),
        ("education", [("中专", "大专", False)])]
    assert compare(old, new).fields[0].sides == [((("deleted", "及时率"),), (("inserted", "满意度"),))]


def test_the_difference_is_told_of_all_kinds_in_one_order():
    assert tuple(compare(version(), version()).counts) == KINDS


@given(TEXTS, TEXTS)
@EXAMPLES
def test_the_runs_make_both_texts(old, new):
    found = runs(old, new)
    assert (old_text(found), new_text(found)) == (old, new)
    assert all(text for _, text in found)


@pytest.mark.parametrize("old, new", [("甲" * 20_000, "甲乙" * 10_000), ("甲。" * 10_000, "乙。甲。" * 5_000),
                                      ("甲" * MOST, "甲乙" * (MOST // 2)), ("", "甲" * 20_000)])
def test_even_the_longest_texts_are_compared(old, new):
    found = runs(old, new)
    assert (old_text(found), new_text(found)) == (old, new)


def test_a_single_character_between_two_changes_is_not_kept_apart():
    assert runs("负责顾客接待的工作", "负责商户引导的工作") == (
        ("kept", "负责"), ("deleted", "顾客接待"), ("inserted", "商户引导"), ("kept", "的工作"))
    assert runs("甲乙丙丁戊", "甲一丙二戊") == (("kept", "甲"), ("deleted", "乙丙丁"), ("inserted", "一丙二"),
                                        ("kept", "戊"))


class Steps:
    """Edits of a content in memory as the editor's verbs do them, drawn one after the other."""

    def __init__(self, data, begun):
        self.draw, self.rows = data.draw, copy.deepcopy(begun["clauses"])
        self.new = (f"n{count}" for count in itertools.count())

    def take(self):
        verb = self.draw(st.sampled_from(("add", "reword", "move", "split", "merge", "remove", "rename")))
        if self.rows or verb == "add":
            getattr(self, verb)(self.draw(st.integers(0, max(len(self.rows) - 1, 0))))

    def add(self, place):
        self.rows.insert(place, {"identity": next(self.new), "text": self.draw(TEXTS), "origins": None, "number": 0,
                                 "group": self.draw(st.sampled_from("甲乙丙"))})

    def reword(self, place):
        self.rows[place]["text"] = self.draw(TEXTS)

    def move(self, place):
        row = self.rows.pop(place)
        row["group"] = self.draw(st.sampled_from("甲乙丙"))
        self.rows.insert(self.draw(st.integers(0, len(self.rows))), row)

    def split(self, place):
        row = self.rows[place]
        self.rows.insert(place + 1, row | {"identity": next(self.new), "text": row["text"][2:],
                                           "origins": [row["identity"]]})
        row["text"] = row["text"][:2]

    def merge(self, place):
        if place + 1 < len(self.rows):
            row, gone = self.rows[place], self.rows.pop(place + 1)
            origins = dict.fromkeys([*(row["origins"] or []), gone["identity"], *(gone["origins"] or [])])
            row |= {"text": row["text"] + gone["text"], "origins": [one for one in origins if one != row["identity"]]}

    def remove(self, place):
        del self.rows[place]

    def rename(self, place):
        was, name = self.rows[place]["group"], self.draw(st.sampled_from("甲乙丙丁"))
        for row in self.rows:
            row["group"] = name if row["group"] == was else row["group"]


@st.composite
def versions(draw):
    rows = draw(st.lists(st.tuples(TEXTS, st.sampled_from("甲乙丙")), max_size=7))
    return version(*((f"o{place}", text, group) for place, (text, group) in enumerate(rows)),
                   summary=draw(TEXTS), kpis=draw(st.lists(TEXTS, max_size=3)),
                   qualifications=QUALIFICATIONS | {"education": draw(st.none() | TEXTS)})


@given(versions(), versions(), st.integers(0, 12), st.data())
@EXAMPLES
def test_the_difference_applied_to_the_old_version_gives_the_new_one(old, other, count, data):
    steps = Steps(data, old)
    for _ in range(count):
        steps.take()
    new = {"fields": other["fields"],
           "clauses": [row | {"number": number} for number, row in enumerate(steps.rows, start=1)]}
    before, found = canonical([old, new]), compare(old, new)
    assert canonical(apply(old, found)) == canonical(new)
    assert canonical([old, new]) == before  # comparing and applying alter neither
    told = [change.identity for change in found.clauses]
    assert len(set(told)) == len(told) == sum(found.counts.values())
    went_on = {row["identity"] for change in found.clauses for row in change.sources}
    assert {row["identity"] for row in old["clauses"]} <= {*told, *went_on}
    for change in found.clauses:
        assert old_text(change.before) == "\n".join(row["text"] for row in change.old_rows)
        assert new_text(change.after) == (change.new["text"] if change.new else "")
    assert [change for _, _, changes in found.groups for change in changes] == list(found.clauses)


@given(versions(), versions())
@EXAMPLES
def test_any_two_versions_lead_to_each_other_however_they_came_about(old, new):
    """Nothing but the identities ties them: as after an import or a whole form."""
    assert canonical(apply(old, compare(old, new))) == canonical(new)
    assert canonical(apply(new, compare(new, old))) == canonical(old)


def test_a_draft_told_which_clause_is_which_does_not_guess_it_from_the_words(world, in_force):
    known = [clause.identity for clause in in_force.clause_list]
    told = Description.draft(in_force.position, in_force.payload(), identities=known[::-1], by=world.hr)
    assert [clause.identity for clause in told.clause_list] == known[::-1]
    told.discard(by=world.hr)
    assert [clause.identity for clause in in_force.revise(by=world.hr).clause_list] == known


def test_a_revision_forgets_where_the_clauses_of_the_version_before_came_from(world):
    draft = world.drafts.clerk
    first = draft.clause_list[0]
    editing.split(draft, first.identity, ["接待", "登记"], seen=digest(first.text), by=world.hr)
    in_review(draft, by=world.hr_manager)
    draft.publish(by=world.hr_manager)
    revised = world.again(draft).revise(by=world.hr)
    assert [(c.identity, c.origins) for c in revised.clause_list] == [(c.identity, None) for c in draft.clause_list]
    assert compare(content_of(draft), content_of(revised)).is_empty


def test_what_the_editor_does_is_what_the_comparison_tells(world, in_force):
    draft = in_force.revise(by=world.hr)
    one, two, three = draft.clause_list
    editing.split(draft, one.identity, ["接待来访的顾客", "登记"], seen=digest(one.text), by=world.hr)
    editing.move(draft, two.identity, after=three.identity, by=world.hr)
    editing.add_clause(draft, "交接班", after=two.identity, by=world.hr)
    found = compare(content_of(in_force), content_of(draft))
    assert {kind: count for kind, count in found.counts.items() if count} == {
        "added": 1, "reworded": 1, "moved": 1, "split": 1, "unchanged": 1}
    assert canonical(apply(content_of(in_force), found)) == canonical(content_of(draft))


@given(st.data())
@settings(parent=EXAMPLES, max_examples=15, suppress_health_check=list(HealthCheck))
def test_a_form_sent_as_a_whole_never_gives_two_clauses_one_identity(world, data):
    texts = data.draw(st.lists(st.sampled_from(["接待", "登记", "核对"]), min_size=1, max_size=6))
    draft = world.drafts.clerk
    editing.rewrite(draft, payload(draft.title, texts), seen=draft.edition, by=world.hr)
    identities = [clause.identity for clause in Description.get_by_id(draft.id).clause_list]
    assert len(set(identities)) == len(texts)
