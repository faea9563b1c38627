"""A draft changed step by step: what each verb does, what it refuses, and that every step can be undone."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db import audit, editing
from db.base import Invalid, NotAllowed, TooLate, canonical, database, digest
from db.contents import content_of
from db.descriptions import Clause, Description
from db.edits import Collision, Edit, undo
from tests.world import in_review, payload


@pytest.fixture
def draft(world):
    return world.drafts.clerk


def rows(draft):
    return [(clause.group, clause.number, clause.text) for clause in draft.clause_list]


def ids(draft):
    return [clause.identity for clause in draft.clause_list]


def seen(clause):
    return digest(clause.text)


def numbered_by_group(world):
    position = world.positions.foreman
    text = payload(position.title)
    for duty, number in zip(text["duties"], (1, 2, 1), strict=True):
        duty["number"] = number
    return Description.draft(position, text, by=world.hr)


def test_a_clause_is_added_after_another_and_the_numbers_go_on(world, draft):
    first = ids(draft)[0]
    editing.add_clause(draft, "  引导顾客  \n\n 到柜台 ", after=first, by=world.hr)
    assert rows(draft) == [("客户接待", 1, "接待来访的顾客并登记"), ("客户接待", 2, "引导顾客\n到柜台"),
                           ("客户接待", 3, "接听电话并转给负责的人"), ("其他", 4, "每日下班前核对登记表")]


def test_a_clause_of_a_new_group_comes_last(world, draft):
    editing.add_clause(draft, "看守钥匙", group="安全", by=world.hr)
    assert rows(draft)[-1] == ("安全", 4, "看守钥匙")


def test_the_same_new_clause_sent_twice_is_added_once(world, draft):
    for _ in range(2):
        editing.add_clause(draft, "看守钥匙", identity="a" * 32, by=world.hr)
    assert (len(rows(draft)), Edit.select().count()) == (4, 1)


@pytest.mark.parametrize("identity", ["x", "A" * 32, "a" * 31, "' OR 1=1 --", "of the driver"])
def test_an_identity_is_never_borrowed(world, draft, identity):
    identity = ids(world.drafts.driver)[0] if identity == "of the driver" else identity
    with pytest.raises(Invalid):
        editing.add_clause(draft, "看守钥匙", identity=identity, by=world.hr)


def test_rewording_keeps_the_identity_and_the_numbers(world, draft):
    before = ids(draft)
    editing.reword(draft, before[1], "接听电话", seen=seen(draft.clause_list[1]), by=world.hr)
    assert (ids(draft), rows(draft)[1]) == (before, ("客户接待", 2, "接听电话"))


def test_moving_keeps_the_identity_and_takes_on_the_group(world, draft):
    a, b, c = ids(draft)
    editing.move(draft, a, after=c, by=world.hr)
    assert (ids(draft), [row[:2] for row in rows(draft)]) == ([b, c, a], [("客户接待", 1), ("其他", 2), ("其他", 3)])
    editing.move(draft, a, group="客户接待", by=world.hr)
    assert (ids(draft), rows(draft)[0][:2]) == ([a, b, c], ("客户接待", 1))


def test_a_paper_whose_groups_each_begin_with_one_keeps_doing_so(world):
    draft = numbered_by_group(world)
    editing.move(draft, ids(draft)[0], after=ids(draft)[2], by=world.hr)
    assert [row[:2] for row in rows(draft)] == [("客户接待", 1), ("其他", 1), ("其他", 2)]


def test_splitting_keeps_the_first_and_says_where_the_others_come_from(world, draft):
    a, b, c = ids(draft)
    editing.split(draft, a, ["接待来访的顾客", "登记来访的顾客"], seen=seen(draft.clause_list[0]), by=world.hr)
    found = draft.clause_list
    assert [(row.text, row.number) for row in found[:2]] == [("接待来访的顾客", 1), ("登记来访的顾客", 2)]
    assert ([found[0].identity, *ids(draft)[2:]], found[0].origins, found[1].origins) == ([a, b, c], None, [a])


def test_merging_keeps_the_first_and_remembers_the_other(world, draft):
    first = Description.draft(world.positions.foreman, payload("队长"), by=world.hr)
    in_review(first, by=world.hr)
    first.publish(by=world.hr)
    draft = first.revise(by=world.hr)
    (a, b, c), (one, two, _) = ids(draft), draft.clause_list
    editing.merge(draft, a, b, seen=digest([one.text, two.text]), by=world.hr)
    assert (ids(draft), rows(draft)[0]) == ([a, c], ("客户接待", 1, "接待来访的顾客并登记；接听电话并转给负责的人"))
    assert draft.clause_list[0].origins == [b]


def test_a_clause_split_and_merged_again_comes_from_nowhere_else(world, draft):
    a = ids(draft)[0]
    editing.split(draft, a, ["接待来访的顾客", "登记来访的顾客"], seen=seen(draft.clause_list[0]), by=world.hr)
    one, two = draft.clause_list[:2]
    editing.merge(draft, a, two.identity, seen=digest([one.text, two.text]), by=world.hr)
    assert (draft.clause_list[0].identity, draft.clause_list[0].origins) == (a, None)


def test_only_neighbours_of_one_group_are_merged(world, draft):
    a, b, c = draft.clause_list
    for first, second in ((b, c), (a, c), (b, a), (a, a)):
        with pytest.raises(TooLate):
            editing.merge(draft, first.identity, second.identity, seen=digest([first.text, second.text]), by=world.hr)


def test_removing_closes_the_gap_in_the_numbers(world, draft):
    a, b, c = draft.clause_list
    editing.remove(draft, a.identity, seen=seen(a), by=world.hr)
    assert (ids(draft), [row[1] for row in rows(draft)]) == ([b.identity, c.identity], [1, 2])


def test_a_group_is_renamed_but_not_into_another(world, draft):
    editing.rename_group(draft, "客户接待", " 接待  工作 ", by=world.hr)
    assert [row[0] for row in rows(draft)] == ["接待 工作", "接待 工作", "其他"]
    with pytest.raises(Invalid):
        editing.rename_group(draft, "其他", "接待 工作", by=world.hr)
    with pytest.raises(TooLate):
        editing.rename_group(draft, "客户接待", "后来的名称", by=world.hr_manager)


def test_fields_are_written_one_by_one(world, draft):
    relations = [{"scope": "outside", "party": "物业", "content": None}]
    for name, value, before in (("summary", "甲", "做好日常服务。"), ("kpis", ["乙", "丙"], ["有效投诉次数"]),
                                ("education", None, "中专"), ("qualities", ["耐心"], ["责任心"]),
                                ("relations", relations, draft.relations)):
        editing.write_field(draft, name, value, seen=digest(before), by=world.hr)
    saved = world.again(draft).payload()
    assert (saved["summary"], saved["kpis"], saved["relations"]) == ("甲", ["乙", "丙"], relations)
    assert (saved["qualifications"]["education"], saved["qualifications"]["qualities"]) == (None, ["耐心"])


@pytest.mark.parametrize("name, value", [("state", "in_force"), ("version", 9), ("duties", []), ("title", " ")])
def test_what_is_no_field_or_may_not_be_empty_is_not_written(world, draft, name, value):
    with pytest.raises(Invalid):
        editing.write_field(draft, name, value, seen="", by=world.hr)


def test_two_who_change_one_clause_collide_and_the_later_is_told_what_stands_there(world, draft):
    old = draft.clause_list[0]
    editing.reword(draft, old.identity, "先到的内容", seen=seen(old), by=world.hr)
    with pytest.raises(Collision) as collision:
        editing.reword(draft, old.identity, "后到的内容", seen=seen(old), by=world.hr_manager)
    assert (collision.value.theirs, draft.clause_list[0].text) == ("先到的内容", "先到的内容")
    editing.reword(draft, old.identity, "后到的内容", seen=digest("先到的内容"), by=world.hr_manager)
    assert draft.clause_list[0].text == "后到的内容"


def test_two_who_change_different_things_do_not_collide(world, draft):
    one, two, three = draft.clause_list
    editing.reword(draft, one.identity, "甲", seen=seen(one), by=world.hr)
    editing.reword(draft, two.identity, "乙", seen=seen(two), by=world.hr_manager)
    editing.write_field(draft, "summary", "丙", seen=digest("做好日常服务。"), by=world.hr)
    editing.remove(draft, three.identity, seen=seen(three), by=world.hr_manager)
    assert ([row[2] for row in rows(draft)], draft.summary, draft.edition) == (["甲", "乙"], "丙", 4)


@pytest.mark.parametrize("verb", ["split", "merge", "remove", "write_field"])
def test_nothing_is_done_to_what_somebody_else_has_changed(world, draft, verb):
    one, two, _ = draft.clause_list
    editing.reword(draft, one.identity, "别人的内容", seen=seen(one), by=world.hr)
    editing.write_field(draft, "summary", "别人的内容", seen=digest(draft.summary), by=world.hr)
    calls = {"split": lambda **kw: editing.split(draft, one.identity, ["甲", "乙"], seen=seen(one), **kw),
             "merge": lambda **kw: editing.merge(draft, one.identity, two.identity,
                                                 seen=digest([one.text, two.text]), **kw),
             "remove": lambda **kw: editing.remove(draft, one.identity, seen=seen(one), **kw),
             "write_field": lambda **kw: editing.write_field(draft, "summary", "我的", seen=digest("做好日常服务。"),
                                                             **kw)}
    before = canonical(content_of(draft))
    with pytest.raises(Collision):
        calls[verb](by=world.hr_manager)
    assert canonical(content_of(world.again(draft))) == before


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "字" * 20_001])
def test_a_clause_needs_a_text_of_bearable_length(world, draft, text):
    one = draft.clause_list[0]
    for act in (lambda: editing.add_clause(draft, text, by=world.hr),
                lambda: editing.reword(draft, one.identity, text, seen=seen(one), by=world.hr),
                lambda: editing.split(draft, one.identity, ["甲", text], seen=seen(one), by=world.hr),
                lambda: editing.split(draft, one.identity, [text or "甲"], seen=seen(one), by=world.hr)):
        with pytest.raises(Invalid):
            act()
    assert (len(rows(draft)), world.again(draft).edition) == (3, 0)


def test_a_clause_that_is_not_of_this_draft_is_not_there(world, draft):
    foreign = world.drafts.driver.clause_list[0]
    for act in (lambda: editing.reword(draft, foreign.identity, "甲", seen=seen(foreign), by=world.hr),
                lambda: editing.move(draft, foreign.identity, by=world.hr),
                lambda: editing.move(draft, ids(draft)[0], after=foreign.identity, by=world.hr),
                lambda: editing.remove(draft, foreign.identity, seen=seen(foreign), by=world.hr)):
        with pytest.raises(TooLate):
            act()


def test_what_changes_nothing_leaves_no_trace(world, draft):
    a, b, _ = ids(draft)
    entries = audit.history(draft).count()
    assert editing.move(draft, b, after=a, by=world.hr) is None
    assert editing.reword(draft, a, draft.clause_list[0].text, seen="whatever", by=world.hr) is None
    assert (world.again(draft).edition, Edit.select().count(), audit.history(draft).count()) == (0, 0, entries)


@pytest.mark.parametrize("who", ["clerk", "foreman", "auditor", "stranger", "admin"])
def test_only_who_may_draft_edits_or_undoes(world, draft, who):
    edit = editing.add_clause(draft, "甲", by=world.hr)
    for act in (lambda by: editing.add_clause(draft, "乙", by=by), lambda by: undo(draft, edit.id, by=by)):
        with pytest.raises(NotAllowed):
            act(getattr(world, who))


@pytest.mark.parametrize("state", ["submit", "discard"])
def test_what_is_no_draft_is_left_alone(world, draft, state):
    edit = editing.add_clause(draft, "甲", by=world.hr)
    getattr(draft, state)(by=world.hr)
    with pytest.raises(TooLate):
        editing.add_clause(draft, "乙", by=world.hr)
    with pytest.raises(TooLate):
        undo(draft, edit.id, by=world.hr)


def test_a_step_is_undone_by_its_author_only_and_once(world, draft):
    before = canonical(content_of(draft))
    edit = editing.remove(draft, ids(draft)[0], seen=seen(draft.clause_list[0]), by=world.hr)
    with pytest.raises(NotAllowed):
        undo(draft, edit.id, by=world.hr_manager)
    undo(draft, edit.id, by=world.hr)
    assert canonical(content_of(draft)) == before
    with pytest.raises(TooLate):
        undo(draft, edit.id, by=world.hr)
    assert [entry.action for entry in audit.history(draft)][-2:] == ["description.remove_clause", "description.undo"]


def test_a_step_is_not_undone_under_a_later_one(world, draft):
    edit = editing.add_clause(draft, "甲", by=world.hr)
    editing.add_clause(draft, "乙", by=world.hr_manager)
    with pytest.raises(TooLate):
        undo(draft, edit.id, by=world.hr)
    assert len(rows(draft)) == 5


def test_a_whole_rewrite_is_a_step_and_keeps_where_clauses_come_from(world, draft):
    a = ids(draft)[0]
    editing.split(draft, a, ["接待", "登记"], seen=seen(draft.clause_list[0]), by=world.hr)
    edit = editing.rewrite(draft, draft.payload() | {"summary": "整篇"}, seen=1, by=world.hr)
    assert (draft.clause_list[1].origins, draft.summary) == ([a], "整篇")
    undo(draft, edit.id, by=world.hr)
    assert draft.summary == "做好日常服务。"


class Edits(RuleBasedStateMachine):
    """Any sequence of steps by two people, then every step undone: nothing forks, nothing is left."""

    def __init__(self, world):
        super().__init__()
        self.world, self.done = world, []

    @initialize(by_group=st.booleans())
    def begin(self, by_group):
        self.change = database.atomic()
        self.transaction = self.change.__enter__()
        self.draft = numbered_by_group(self.world) if by_group else self.world.again(self.world.drafts.clerk)
        self.start, self.by_group = canonical(content_of(self.draft)), by_group

    def teardown(self):
        for edit, by in reversed(self.done):
            undo(self.draft, edit.id, by=by)
        end = canonical(content_of(self.world.again(self.draft)))
        self.transaction.rollback()
        self.change.__exit__(None, None, None)
        assert end == self.start

    def do(self, data, verb, *args, **kwargs):
        by = data.draw(st.sampled_from([self.world.hr, self.world.hr_manager]))
        edit = verb(self.draft, *args, by=by, **kwargs)
        self.done += [(edit, by)] if edit else []

    def one(self, data):
        return data.draw(st.sampled_from(self.draft.clause_list or [Clause(identity="0" * 32, text="", group="")]))

    @rule(data=st.data(), text=st.text("甲乙丙\n 1.", min_size=1).filter(str.strip),
          group=st.sampled_from(["", "其他", "新"]))
    def add(self, data, text, group):
        after = self.one(data).identity if data.draw(st.booleans()) and self.draft.clause_list else None
        self.do(data, editing.add_clause, text, group=group, after=after)

    @rule(data=st.data(), verb=st.sampled_from(["reword", "remove", "split"]))
    def alter(self, data, verb):
        clause = self.one(data)
        more = {"reword": ["改过" + clause.text], "remove": [], "split": [["前", "后"]]}[verb]
        if clause.text:
            self.do(data, getattr(editing, verb), clause.identity, *more, seen=seen(clause))

    @rule(data=st.data(), group=st.sampled_from(["", "其他", "客户接待", "新"]), to_start=st.booleans())
    def move(self, data, group, to_start):
        clause, other = self.one(data), self.one(data)
        if clause.text and clause.identity != other.identity:
            self.do(data, editing.move, clause.identity, after=None if to_start else other.identity, group=group)

    @rule(data=st.data())
    def merge(self, data):
        found = self.draft.clause_list
        pairs = [(a, b) for a, b in zip(found, found[1:], strict=False) if a.group == b.group]
        if pairs:
            a, b = data.draw(st.sampled_from(pairs))
            self.do(data, editing.merge, a.identity, b.identity, seen=digest([a.text, b.text]))

    @rule(data=st.data())
    def undo(self, data):
        if self.done:
            edit, by = self.done.pop()
            undo(self.draft, edit.id, by=by)

    @invariant()
    def no_identity_forks_and_no_clause_comes_from_itself(self):
        found = self.draft.clause_list if hasattr(self, "draft") else []
        assert len({row.identity for row in found}) == len(found)
        assert [row for row in found if row.identity in (row.origins or [])] == []

    @invariant()
    def the_numbers_have_no_gap(self):
        found = self.draft.clause_list if hasattr(self, "draft") else []
        numbers = [row.number for row in found]
        by_run = [n for _, clauses in (self.draft.groups if found else []) for n in range(1, len(clauses) + 1)]
        assert numbers == list(range(1, len(found) + 1)) or numbers == by_run


def test_every_sequence_of_steps_can_be_undone_to_the_start(world):
    run_state_machine_as_test(lambda: Edits(world), settings=settings(
        max_examples=25, stateful_step_count=15, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck)))
