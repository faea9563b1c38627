"""更正: a slip put right beside the text, small, with a reason, told to whoever holds the position; and taken back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from peewee import IntegrityError

from db.audit import history
from db.base import Invalid, NotAllowed, TooLate, canonical, digest, today
from db.contents import content_of, value_at
from db.corrections import Correction, correct, latest, read
from db.descriptions import Description
from db.edits import Collision
from db.issuing import bring_into_force, open_signings
from db.notices import Notice
from db.positions import Position
from db.smallness import MOST
from db.wording import characters_changed
from tests.pdf.chain import blank
from tests.versions import in_force
from tests.world import in_review, payload

WHY = "“顾客”误写"
EXAMPLES = settings(max_examples=150, derandomize=True, database=None, deadline=None)


@pytest.fixture
def version(world):
    """The clerks' description in force; its first clause reads 接待来访的顾客并登记."""
    return in_force(world.drafts.clerk, world.hr)


@pytest.fixture
def first(version):
    return version.clause_list[0].identity


def put(description, place, value, *, by, reason=WHY, seen=None):
    now = read(description).content
    return correct(description, place, value, reason=reason, by=by,
                   seen=digest(value_at(now, place)) if seen is None else seen)


def text(description, place):
    return value_at(read(description).content, place)


def test_the_text_reads_as_corrected_and_what_was_signed_stays_as_it_was(world, version, first):
    before = canonical([content_of(version), version.digest])
    put(version, first, "接待来访的客人并登记", by=world.hr)
    again = world.again(version)
    assert canonical([content_of(again), again.digest]) == before
    assert (text(version, first), read(version).text.groups[0][1][0].text) == ("接待来访的客人并登记",) * 2


@pytest.mark.parametrize("place, value", [
    ("summary", "做好日常的服务。"), ("environment", "服务大庭"), ("kpis", ["有效投拆次数"]), ("education", "大专"),
    ("qualities", ["责任感"]), ("compiled_on", "2026-10-09"),
    ("relations", [{"scope": "department", "party": "商户客服主管", "content": "汇报、听取指导"}])])
def test_any_other_field_may_have_its_slip(world, version, place, value):
    put(version, place, value, by=world.hr)
    assert text(version, place) == value


FOREIGN = [{"scope": "company", "party": "商户客服主管", "content": "汇报、接受指导"}]
REFUSED = {
    "more characters than a slip has": ("clause", "迎接来访的各位商户和顾客并登记", "More than 6 characters"),
    "nothing instead of something": ("environment", None, "as a whole"),
    "an entry more": ("kpis", ["有效投诉次数", "率"], "as a whole"),
    "an entry less": ("qualities", [], "as a whole"),
    "another reach": ("relations", FOREIGN, "as a whole"),
    "what stands there": ("summary", "做好日常服务。", "already"),
    "the title": ("title", "服务大厅服务人", "cannot be corrected"),
    "the code": ("code", "A-1", "cannot be corrected"),
    "no place": ("nowhere", "x", "cannot be corrected"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_slip_is_refused(world, version, first, name):
    place, value, said = REFUSED[name]
    with pytest.raises(Invalid, match=said):
        put(version, first if place == "clause" else place, value, by=world.hr,
            seen="" if place in ("title", "code", "nowhere") else None)
    assert Correction.select().count() == 0


def test_the_limit_is_counted_from_the_signed_text_however_many_corrections_lead_there(world, version, first):
    put(version, first, "接待来访的各位顾客并登记", by=world.hr)       # two
    put(version, first, "接待来访的各位顾客并逐一登记", by=world.hr)   # four
    with pytest.raises(Invalid):
        put(version, first, "每天接待来访的各位顾客并逐一登记好", by=world.hr)  # seven
    put(version, first, "每天接待来访的各位顾客并逐一登记", by=world.hr)  # six
    assert MOST == 6


def test_where_nothing_stands_nothing_is_corrected(world):
    description = Description.draft(world.positions.boss, payload("总经理") | {"environment": None}, by=world.hr)
    in_force(description, world.hr_manager)
    with pytest.raises(Invalid):
        put(description, "environment", "大厅", by=world.hr)


def test_a_correction_is_taken_back_by_a_row_of_its_own(world, version, first):
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    back = row.take_back("原文无误", by=world.hr_manager)
    assert (text(version, first), read(version).standing, Correction.select().count()) == (
        "接待来访的顾客并登记", [], 2)
    assert (back.takes_back, back.before, back.after, back.reason) == (row, row.after, row.before, "原文无误")
    assert [entry.action for entry in history(version)][-2:] == [
        "description.correct", "description.take_back_correction"]


def test_of_several_corrections_of_a_place_the_last_is_taken_back_first(world, version, first):
    one = put(version, first, "接待来访的客人并登记", by=world.hr)
    other = put(version, "summary", "做好日常的服务。", by=world.hr)
    two = put(version, first, "接待来访客人并登记", by=world.hr)
    with pytest.raises(TooLate):
        one.take_back("误改", by=world.hr)
    two.take_back("误改", by=world.hr)
    one.take_back("误改", by=world.hr)
    with pytest.raises(TooLate):
        one.take_back("再次", by=world.hr)
    assert ([row.id for row in read(version).standing], text(version, first)) == ([other.id], "接待来访的顾客并登记")


def test_no_row_can_be_taken_back_twice_whatever_the_code_does(world, version, first):
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    row.take_back("误改", by=world.hr)
    with pytest.raises(IntegrityError):
        Correction.create(description=version, place=first, before="", after="", reason="x", person=world.hr,
                          takes_back=row)


def test_what_was_corrected_to_the_signed_text_has_to_be_taken_back_instead(world, version, first):
    put(version, first, "接待来访的客人并登记", by=world.hr)
    with pytest.raises(Invalid):
        put(version, first, "接待来访的顾客并登记", by=world.hr)


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "boss", "auditor", "admin", "stranger"])
def test_nobody_but_hr_corrects(world, version, first, who):
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    with pytest.raises(NotAllowed):
        put(version, "summary", "做好日常的服务。", by=getattr(world, who))
    with pytest.raises(NotAllowed):
        row.take_back("误改", by=getattr(world, who))
    assert Correction.select().count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "\u3000", None])
def test_a_reason_is_needed(world, version, first, reason):
    with pytest.raises(Invalid, match="reason"):
        put(version, first, "接待来访的客人并登记", by=world.hr, reason=reason)
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    with pytest.raises(Invalid, match="reason"):
        row.take_back(reason, by=world.hr)


def test_only_the_version_in_force_is_corrected(world, version, first):
    draft = version.revise(by=world.hr)
    with pytest.raises(TooLate):
        put(draft, first, "接待来访的客人并登记", by=world.hr)
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    in_force(draft, world.hr)
    with pytest.raises(TooLate):
        put(version, "summary", "做好日常的服务。", by=world.hr)
    with pytest.raises(TooLate):
        row.take_back("误改", by=world.hr)


def test_of_two_who_correct_the_same_the_later_one_sees_it(world, version, first):
    seen = digest("接待来访的顾客并登记")
    put(version, first, "接待来访的客人并登记", by=world.hr)
    with pytest.raises(Collision) as late:
        put(version, first, "接待来访顾客并登记", by=world.hr_manager, seen=seen)
    assert late.value.theirs == "接待来访的客人并登记"


def test_everybody_who_holds_the_position_is_told_but_not_the_one_who_did_it(world, version, first):
    world.hr.appoint(world.positions.clerk, today(), by=world.admin)
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    row.take_back("误改", by=world.hr_manager)
    told = [(notice.kind, notice.person_id) for notice in Notice.select().where(
        Notice.subject == f"description:{version.id}",
        Notice.kind.contains("correct")).order_by(Notice.kind, Notice.person)]
    assert told == ([("description.corrected", person.id) for person in (world.clerk, world.colleague)]
                    + [("description.correction_taken_back", person.id)
                       for person in (world.clerk, world.colleague, world.hr)])


def test_a_revision_starts_from_the_corrected_text(world, version, first):
    put(version, first, "接待来访的客人并登记", by=world.hr)
    put(version, "kpis", ["有效投拆次数"], by=world.hr)
    put(version, "kpis", ["有效投诉数"], by=world.hr).take_back("误改", by=world.hr)
    draft = version.revise(by=world.hr)
    assert (content_of(draft), [row["identity"] for row in content_of(draft)["clauses"]]) == (
        read(version).content, [clause.identity for clause in version.clause_list])
    assert (draft.clause_list[0].text, draft.kpis) == ("接待来访的客人并登记", ["有效投拆次数"])


def test_of_a_list_only_the_corrected_line_is_told(world):
    text = payload("总经理") | {"kpis": ["接待次数", "有效投拆次数", "回访率"]}
    description = in_force(Description.draft(world.positions.boss, text, by=world.hr), world.hr_manager)
    row = put(description, "kpis", ["接待次数", "有效投诉次数", "回访率"], by=world.hr)
    assert (row.runs, row.old_runs) == (
        (("kept", "有效投"), ("deleted", "拆"), ("inserted", "诉"), ("kept", "次数")),
        (("kept", "有效投"), ("deleted", "拆"), ("kept", "次数")))


def test_a_line_break_too_many_is_a_slip_like_another(world, version, first):
    row = put(version, first, "接待来访的\n顾客并登记", by=world.hr)
    back = row.take_back("误改", by=world.hr)
    assert [(one.old_runs[-1][1], one.new_runs[-1][1]) for one in (row, back)] == [
        ("顾客并登记", "顾客并登记")] * 2


def test_what_stands_in_a_place_is_known_for_many_versions_at_once(world, version, first):
    put(version, first, "接待来访的客人并登记", by=world.hr)
    put(version, "summary", "做好日常的服务。", by=world.hr).take_back("误改", by=world.hr)
    assert latest({version.id, world.drafts.driver.id}) == {
        (version.id, first): "接待来访的客人并登记", (version.id, "summary"): "做好日常服务。"}


class Press:
    """A paper that is a blank page; the first time it is asked something happens meanwhile."""

    def __init__(self, meanwhile=lambda: None):
        self.meanwhile, self.made = meanwhile, 0

    def description(self, _description, copies, _anchor):
        self._print()
        return [blank() for _ in copies]

    def difference(self, _difference, *, at):
        self._print()
        return blank((), 1)

    def _print(self):
        self.made += 1
        if self.made == 1:
            self.meanwhile()


@pytest.fixture
def issued(world, version):
    """issued(press): the clerk's signing of the version, in a list."""
    return lambda press: open_signings(version, [world.clerk], by=world.hr, paper=press)


def test_a_paper_says_up_to_which_correction_it_carries_them(world, version, first, issued):
    row = put(version, first, "接待来访的客人并登记", by=world.hr)
    [signing] = issued(Press())
    assert (signing.correction, signing.digest) == (row, read(version).digest)
    put(version, "summary", "做好日常的服务。", by=world.hr)
    assert world.again(signing).reading.digest == signing.digest != read(version).digest


def test_a_paper_without_corrections_is_what_it_always_was(version, issued):
    [signing] = issued(Press())
    assert (signing.correction, signing.digest, read(version).issued) == (None, version.digest, version.payload())


def test_a_paper_knows_where_the_version_reads_otherwise_by_now(world, version, first, issued):
    one = put(version, first, "接待来访的客人并登记", by=world.hr)
    [signing] = issued(Press())
    later = put(version, "summary", "做好日常的服务。", by=world.hr)
    one.take_back("原文无误", by=world.hr)
    reading = read(version)
    assert (reading.changed_since(signing.correction_id), reading.changed_since(0)) == (
        {first, "summary"}, {"summary"})
    assert (reading.beside(signing.correction_id), reading.beside(None)) == (
        {first: [one], "summary": [later]}, {"summary": [later]})


def test_a_version_corrected_while_its_paper_is_made_is_printed_once_more(world, version, first, issued):
    press = Press(lambda: put(version, first, "接待来访的客人并登记", by=world.hr))
    [signing] = issued(press)
    assert (press.made, signing.correction_id, signing.digest) == (2, read(version).last, read(version).digest)


def test_what_is_corrected_while_the_next_version_comes_into_force_is_looked_at_again(world):
    position = Position.add("值班员", world.positions.clerk.department, by=world.hr)
    old = in_force(Description.draft(position, payload("值班员"), by=world.hr), world.hr)
    new = old.revise(by=world.hr)
    in_review(new, by=world.hr)
    with pytest.raises(TooLate):
        bring_into_force(new, by=world.hr, paper=Press(lambda: put(old, "summary", "做好日常的服务。", by=world.hr)))
    assert (world.again(new).state, world.again(old).state) == ("in_review", "in_force")


LETTERS = st.text("甲乙丙1a", max_size=9)


def plain_distance(old, new):
    row = list(range(len(new) + 1))
    for i, character in enumerate(old, start=1):
        last, row = row, [i]
        for j, other in enumerate(new, start=1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (character != other)))
    return row[-1]


@given(LETTERS, LETTERS, st.integers(1, 7))
@EXAMPLES
def test_the_characters_changed_are_counted_as_everybody_would(old, new, most):
    assert characters_changed(old, new, most) == min(plain_distance(old, new), most + 1)


def test_even_the_longest_clause_is_measured_at_once():
    assert characters_changed("乙" + "甲" * 20_000 + "丙", "丁" + "甲" * 20_000 + "戊", MOST) == 2
    assert characters_changed("甲" * 20_000, "乙" * 20_000, MOST) == MOST + 1
