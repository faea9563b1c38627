"""Three people, one paper, one order; and everything that must not be possible."""

import datetime as dt
from io import BytesIO
from types import SimpleNamespace

import pytest
import time_machine
from pyhanko.pdf_utils.reader import PdfFileReader

from db import acts, audit, documents, pades, signing_lists, verification
from db.base import Invalid, NotAllowed, TooLate, database, digest, now, today
from db.binding import VALID
from db.comments import Comment
from db.corrections import correct
from db.delegations import Delegation
from db.descriptions import Clause, Description
from db.editing import rewrite
from db.issuing import bring_into_force, holders_without_signing, open_again, open_signings
from db.keys import Certificate, PinRefused
from db.people import Appointment
from db.reopening import anew, to_mend
from db.signatures import (
    AWAITING_EMPLOYEE,
    AWAITING_HR,
    AWAITING_SUPERIOR,
    COMPLETE,
    OPEN,
    REFUSED,
    RETURNED,
    STEPS,
    SUPERSEDED,
    WITHDRAWN,
    Signing,
)
from db.turns import MEANINGS
from db.verification import ALTERED, GENUINE, UNKNOWN, check_file, check_signing
from portal import papers
from tests.pdf import sheets
from tests.world import in_review

PIN = "kestrel-47"
TRAIL = {"address": "192.0.2.7", "agent": "a test"}


def key_of(person):
    return Certificate.of(person) or Certificate.enrol(PIN, by=person, paper=papers, trail=TRAIL)


def typed(person):
    return {"method": "typed", "text": person.name}


def sign(signing, person, **changes):
    key_of(person)
    return attempt(signing, person, **changes)


def attempt(signing, person, **changes):
    """The same by somebody who may have no key yet."""
    wanted = {"shown": signing.current.sha256, "mark": typed(person), "trail": TRAIL, "paper": papers,
              "by": person} | changes
    return acts.sign(signing, wanted.pop("pin", PIN), **wanted)


@pytest.fixture(scope="module")
def issued(app, _built):
    """The clerks' description in force: the clerk's signing is open, her colleague's was signed by all three.

    Made once for all tests of this file, in a transaction that each of them goes back to.
    """
    with app.test_request_context(), database.connection_context(), database.atomic() as transaction:
        world = _built.fresh()
        for person in (world.clerk, world.colleague, world.supervisor, world.hr_manager):
            key_of(person)
        in_review(world.drafts.clerk, by=world.hr_manager)
        opened = {signing.holder_id: signing
                  for signing in bring_into_force(world.drafts.clerk, by=world.hr_manager, paper=papers)}
        for person in (world.colleague, world.supervisor, world.hr_manager):
            sign(opened[world.colleague.id], person)
        yield {holder: signing.id for holder, signing in opened.items()}
        transaction.rollback()


@pytest.fixture
def signings(issued, world):
    return {holder: Signing.get_by_id(signing) for holder, signing in issued.items()}


@pytest.fixture
def signing(signings, world):
    return signings[world.clerk.id]


@pytest.fixture
def complete(signings, world):
    return signings[world.colleague.id]


def test_publishing_opens_a_signing_for_each_holder(signings, world):
    assert set(signings) == {world.clerk.id, world.colleague.id}
    assert holders_without_signing(world.drafts.clerk) == []


def test_holder_superior_and_hr_sign_in_this_order(signing, world):
    states = [signing.state]
    for person in (world.clerk, world.supervisor, world.hr_manager):
        sign(signing, person)
        states.append(world.again(signing).state)
    assert states == [AWAITING_EMPLOYEE, AWAITING_SUPERIOR, AWAITING_HR, COMPLETE]


def test_a_correction_made_since_does_not_hold_up_a_paper_that_was_issued_without_it(signing, world):
    clause = signing.description.clause_list[0]
    correct(signing.description, clause.identity, clause.text.replace("顾客", "客人"), reason="误写",
            seen=digest(clause.text), by=world.hr)
    sign(signing, world.clerk)
    assert (world.again(signing).state, signing.digest) == (AWAITING_SUPERIOR, signing.description.digest)


def test_the_register_follows_the_paper_from_hash_to_hash(complete):
    rows = complete.signature_rows()
    assert [row.step for row in rows] == ["employee", "superior", "hr"]
    assert [row.hash_before for row in rows] == [complete.base.sha256, rows[0].hash_after, rows[1].hash_after]
    assert complete.current.sha256 == rows[2].hash_after == digest(complete.current.read())


def test_a_complete_paper_and_its_evidence_verify_as_genuine(complete):
    assert check_file(complete.current.read()).state == GENUINE
    assert check_file(complete.evidence.read()).state == GENUINE


def test_evidence_is_called_evidence_and_no_description(complete, visit):
    found, paper = check_file(complete.evidence.read()), check_file(complete.current.read())
    assert (found.is_evidence, found.standing, found.signing) == (True, None, complete)
    assert (paper.is_evidence, paper.standing.state) == (False, VALID)
    pages = [visit(None).post("/verify/", data={"file": (BytesIO(row.read()), "a.pdf")}).text
             for row in (complete.evidence, complete.current)]
    assert [("签署证据" in page, "现行有效" in page) for page in pages] == [(True, False), (False, True)]


@pytest.mark.parametrize("who", ["colleague", "supervisor", "manager", "hr", "hr_manager", "admin", "auditor",
                                 "stranger"])
def test_nobody_signs_for_the_holder(signing, world, who):
    with pytest.raises(NotAllowed):
        attempt(signing, getattr(world, who))
    assert (world.again(signing).state, signing.signature_rows()) == (AWAITING_EMPLOYEE, [])


@pytest.mark.parametrize("who", ["clerk", "colleague", "manager", "hr", "hr_manager", "admin", "foreman"])
def test_nobody_but_the_direct_superior_signs_second(signing, world, who):
    sign(signing, world.clerk)
    with pytest.raises(NotAllowed):
        attempt(signing, getattr(world, who))
    assert world.again(signing).state == AWAITING_SUPERIOR


@pytest.mark.parametrize("who", ["clerk", "supervisor", "manager", "hr", "admin"])
def test_nobody_but_the_hr_manager_signs_last(signing, world, who):
    sign(signing, world.clerk)
    sign(signing, world.supervisor)
    with pytest.raises(NotAllowed):
        attempt(signing, getattr(world, who))
    assert world.again(signing).state == AWAITING_HR


def said(signing):
    return [row.meaning for row in signing.signature_rows()]


def test_each_signature_says_what_its_signer_is_in_the_register_and_inside_the_file(complete):
    assert said(complete) == ["本人已逐条阅读并确认本职位说明书", "作为直接上级确认本职位说明书",
                              "作为人力资源部经理确认本职位说明书"]
    inside = PdfFileReader(BytesIO(complete.current.read())).embedded_signatures
    assert [one.sig_object["/Reason"] for one in inside if one.field_name in STEPS.values()] == said(complete)


def test_who_signs_over_a_vacant_post_does_not_say_to_be_the_direct_superior(signing, world):
    world.supervisor.appointments.get().end(today() - dt.timedelta(days=1), by=world.hr)
    sign(signing, world.clerk)
    sign(signing, world.manager)
    assert said(world.again(signing))[1] == "直接上级岗位空缺，作为上级领导确认本职位说明书"


def test_who_signs_over_a_holder_who_is_his_own_superior_says_so(signing, world):
    world.supervisor.appointments.get().end(today() - dt.timedelta(days=1), by=world.hr)
    world.clerk.appoint(world.positions.supervisor, today(), by=world.hr)
    sign(signing, world.clerk)
    sign(signing, world.manager)
    assert said(world.again(signing))[1] == "任职者兼任直接上级，作为上级领导确认本职位说明书"


def test_who_signs_for_hr_without_a_manager_does_not_say_to_be_one(signing, world):
    world.hr_manager.appointments.get().end(today() - dt.timedelta(days=1), by=world.admin)
    sign(signing, world.clerk)
    sign(signing, world.supervisor)
    sign(signing, world.hr)
    assert said(world.again(signing))[2] == "人力资源部经理空缺，由人力资源部确认本职位说明书"


def test_a_head_of_hr_with_nobody_beneath_signs_as_its_manager(signing, world):
    world.hr.appointments.get().end(today() - dt.timedelta(days=1), by=world.admin)
    world.positions.hr_clerk.change(title="招聘专员", department=world.positions.clerk.department,
                                    superior=world.positions.manager, code=None, by=world.admin)
    assert ("hr_manager" in world.again(world.hr_manager).roles, "head" in world.again(world.hr_manager).roles) == (
        True, False)
    for person in (world.clerk, world.supervisor, world.hr_manager):
        sign(signing, person)
    assert said(world.again(signing))[2] == "作为人力资源部经理确认本职位说明书"


def test_one_of_two_in_hr_who_both_report_elsewhere_is_no_manager(signing, world):
    world.positions.hr_clerk.change(title="人力资源专员", department=world.positions.hr_clerk.department,
                                    superior=world.positions.boss, code=None, by=world.admin)
    for person in (world.clerk, world.supervisor, world.hr_manager):
        sign(signing, person)
    assert said(world.again(signing))[2] == "人力资源部经理空缺，由人力资源部确认本职位说明书"


def test_who_signs_for_hr_beside_a_manager_who_signed_already_says_so(signing, world):
    world.supervisor.appointments.get().end(today() - dt.timedelta(days=1), by=world.hr)
    world.hr_manager.appoint(world.positions.supervisor, today(), by=world.admin)
    for person in (world.clerk, world.hr_manager, world.hr):
        sign(signing, person)
    assert said(world.again(signing))[1:] == ["作为直接上级确认本职位说明书",
                                              "人力资源部经理回避，由人力资源部确认本职位说明书"]


def test_a_delegate_signs_with_the_own_key_and_the_paper_says_in_whose_place(signing, world):
    delegation = Delegation.give(world.stranger, giver=world.supervisor, as_superior=True, starts_on=today(),
                                 ends_on=today(), reason="外出", by=world.supervisor)
    sign(signing, world.clerk)
    sign(world.again(signing), world.stranger)
    row = world.again(signing).signature_rows()[1]
    name = f"吴远（受周主管委托，委托编号 {delegation.number}）"
    inside = PdfFileReader(BytesIO(world.again(signing).current.read())).embedded_signatures
    assert (row.person, row.delegation, row.delegation.giver.name, row.certificate.person) == (
        world.stranger, delegation, "周主管", world.stranger)
    assert (row.meaning, inside[2].sig_object["/Reason"]) == (
        "受委托，作为直接上级确认本职位说明书", f"{row.meaning}{name[2:]}")
    assert name[2:] in "".join(sheets.pages_of(world.again(signing).current.read())).replace("\n", "")
    assert audit.history(signing)[-1].particulars.count(delegation.number) == 1
    with pytest.raises(NotAllowed):
        sign(world.again(signing), world.supervisor)


def test_the_evidence_names_giver_days_and_reason_of_a_delegation(signing, world):
    world.supervisor.note_absence("住院", by=world.hr)
    Delegation.give(world.manager, giver=world.again(world.supervisor), as_superior=True, starts_on=today(),
                    ends_on=today(), reason="本人电话同意", by=world.hr)
    for person in (world.clerk, world.manager, world.hr_manager):
        sign(world.again(signing), person)
    text = "".join(sheets.pages_of(world.again(signing).evidence.read())).replace("\n", "").replace(" ", "")
    assert [part for part in ("李经理（T0002）（受周主管委托，委托编号", "周主管（T0003）委托",
                              "代为登记", "本人电话同意") if part not in text] == []


def test_a_delegation_ended_while_the_paper_is_being_made_signs_nothing(signing, world, monkeypatch):
    delegation = Delegation.give(world.stranger, giver=world.supervisor, as_superior=True, starts_on=today(),
                                 ends_on=today(), reason="外出", by=world.supervisor)
    sign(signing, world.clerk)
    key_of(world.stranger)
    made = pades.sign
    monkeypatch.setattr(pades, "sign", lambda *args, **facts: (delegation.end(by=world.hr), made(*args, **facts))[1])
    with pytest.raises(TooLate):
        sign(world.again(signing), world.stranger)
    assert (world.again(signing).state, len(signing.signature_rows())) == (AWAITING_SUPERIOR, 1)


def test_what_a_signature_says_has_room_on_its_stamp():
    assert [meaning for meaning in MEANINGS.values() if len(meaning) > 26] == []


def test_a_key_opens_for_nobody_but_its_owner(signing, world):
    certificate = key_of(world.clerk)
    for person in (world.admin, world.hr_manager, world.supervisor):
        with pytest.raises(NotAllowed):
            certificate.unlock(PIN, by=person)


def test_where_the_superior_s_position_is_vacant_the_next_one_up_signs(signing, world):
    world.supervisor.appointments.get().end(world.supervisor.appointments.get().starts_on, by=world.hr)
    sign(signing, world.clerk)
    assert signing.signers() == [world.manager]


def test_a_wrong_pin_signs_nothing_and_says_how_many_tries_are_left(signing, world):
    key_of(world.clerk)
    with pytest.raises(PinRefused) as refusal:
        sign(signing, world.clerk, pin="wrong-pin-1")
    assert (refusal.value.left, world.again(signing).state) == (4, AWAITING_EMPLOYEE)


def test_the_fifth_wrong_pin_locks_the_key_even_for_the_right_one(signing, world):
    certificate = key_of(world.clerk)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(PinRefused) as refusal:
            sign(signing, world.clerk, pin="wrong-pin-1")
        assert refusal.value.left == left
    assert world.again(certificate).state == "locked"
    with pytest.raises(NotAllowed):
        sign(signing, world.clerk)


def test_the_right_pin_forgives_the_wrong_ones_before_it(signing, world):
    certificate = key_of(world.clerk)
    with pytest.raises(PinRefused):
        sign(signing, world.clerk, pin="wrong-pin-1")
    sign(signing, world.clerk)
    assert world.again(certificate).wrong_pins == 0


def test_a_new_key_revokes_the_old_one_and_old_signatures_stay_valid(signing, world):
    sign(signing, world.clerk)
    old = Certificate.of(world.clerk)
    new = Certificate.renew("another-pin-8", by=world.clerk)
    assert (world.again(old).state, Certificate.of(world.clerk)) == ("revoked", new)
    sign(signing, world.supervisor)
    sign(signing, world.hr_manager)
    assert check_file(signing.current.read()).state == GENUINE


def test_a_key_made_after_somebody_set_the_password_waits_for_a_third_person(signing, world):
    world.clerk.give_password(by=world.hr)
    clerk = world.again(world.clerk)
    Certificate.renew("a-pin-of-hr-8", by=clerk)
    certificate = Certificate.renew("another-pin-8", by=clerk)
    for person in (clerk, world.hr, world.admin, world.stranger, world.colleague):
        with pytest.raises(NotAllowed):
            world.again(certificate).confirm(PIN, by=person)
    with pytest.raises(PinRefused):
        world.again(certificate).confirm("not-her-pin-1", by=world.supervisor)
    with pytest.raises(NotAllowed):
        sign(signing, clerk, pin="another-pin-8")
    world.again(certificate).confirm(PIN, by=world.supervisor)
    sign(signing, clerk, pin="another-pin-8")
    assert world.again(signing).state == AWAITING_SUPERIOR


def test_a_key_made_again_with_one_s_own_password_needs_nobody(signing, world):
    key_of(world.clerk)
    assert Certificate.renew("another-pin-8", by=world.clerk).state == "active"


def test_a_form_sent_twice_signs_once(signing, world):
    shown = signing.current.sha256
    sign(signing, world.clerk)
    with pytest.raises((NotAllowed, TooLate)):
        sign(world.again(signing), world.clerk, shown=shown)
    assert len(signing.signature_rows()) == 1


def test_what_is_signed_is_what_was_shown(signing, world):
    with pytest.raises(TooLate):
        sign(signing, world.clerk, shown="0" * 64)
    assert world.again(signing).state == AWAITING_EMPLOYEE


def test_a_clause_changed_under_a_running_signing_stops_it(signing, world):
    key_of(world.clerk)
    Clause.update(text="另一条职责").where(Clause.description == signing.description, Clause.number == 1).execute()
    with pytest.raises(TooLate):
        sign(world.again(signing), world.clerk)


def test_a_version_in_force_cannot_be_rewritten(signing, world):
    with pytest.raises(TooLate):
        rewrite(signing.description, signing.description.payload(), seen=signing.description.edition, by=world.hr)


def test_returning_keeps_the_remarks_beside_their_clauses(signing, world):
    clause = signing.description.clause_list[1]
    acts.hand_back(signing, {clause.identity: "转给谁没有写明。", "": ""}, "", by=world.clerk)
    assert world.again(signing).state == RETURNED
    assert [comment.text for comment in Comment.on(signing)[clause.identity]] == ["转给谁没有写明。"]


def test_returning_without_a_word_is_refused(signing, world):
    with pytest.raises(Invalid):
        acts.hand_back(signing, {}, "  ", by=world.clerk)
    assert world.again(signing).state == AWAITING_EMPLOYEE


def test_only_the_holder_refuses_and_says_why(signing, world):
    with pytest.raises(NotAllowed):
        acts.refuse(signing, "不同意", by=world.supervisor)
    for nothing in (" ", "\u200b \u2060"):
        with pytest.raises(Invalid):
            acts.refuse(signing, nothing, by=world.clerk)
    acts.refuse(signing, "职责与岗位不符", by=world.clerk)
    assert (world.again(signing).state, world.again(signing).reason) == (REFUSED, "职责与岗位不符")
    assert holders_without_signing(signing.description) == []


def test_hr_opens_a_new_signing_after_a_return(signing, world):
    acts.hand_back(signing, {}, "请写明时限", by=world.clerk)
    anew = open_again(signing, by=world.hr, paper=papers)
    assert (world.again(signing).state, anew.state, anew.holder) == (WITHDRAWN, AWAITING_EMPLOYEE, world.clerk)


def test_a_paper_that_came_back_waits_for_hr_until_a_newer_one_has_taken_its_place(signing, world):
    assert (to_mend(world.hr), anew(signing)) == ([], None)
    acts.hand_back(signing, {}, "请写明时限", by=world.clerk)
    assert ([row.id for row in to_mend(world.hr)], to_mend(world.supervisor), anew(signing).obstacle) == (
        [signing.id], [], None)
    newer = open_again(signing, by=world.hr, paper=papers)
    acts.refuse(newer, "不同意", by=world.clerk)
    found = anew(world.again(signing))
    assert ([row.id for row in to_mend(world.hr)], found.signing) == ([newer.id], newer)
    with pytest.raises(TooLate):
        open_again(world.again(signing), by=world.hr, paper=papers)


def test_what_came_back_of_an_old_version_waits_for_nobody(signing, world):
    acts.hand_back(signing, {}, "请写明时限", by=world.clerk)
    newer = in_review(signing.description.revise(by=world.hr), by=world.hr)
    opened = bring_into_force(newer, by=world.hr, paper=papers)
    again = next(row for row in opened if row.holder == world.clerk)
    assert (world.again(signing).state, to_mend(world.hr), anew(world.again(signing)).signing) == (RETURNED, [], again)


def test_what_came_back_of_who_holds_the_position_no_more_waits_for_nobody(signing, world):
    acts.hand_back(signing, {}, "请写明时限", by=world.clerk)
    Appointment.update(ends_on=today() - dt.timedelta(days=1)).where(Appointment.person == world.clerk).execute()
    assert (to_mend(world.hr), anew(signing).obstacle.params) == ([], {"name": world.clerk.name})


def test_one_holder_has_one_running_signing_of_a_version(signing, world):
    with pytest.raises(TooLate):
        open_signings(signing.description, [world.clerk], by=world.hr, paper=papers)


@pytest.mark.parametrize("meanwhile", ["the version is replaced", "the post is given up"])
def test_no_paper_begins_whose_ground_is_gone_when_it_is_printed(signing, world, meanwhile):
    """Printing takes seconds: what was true before it is asked once more after it."""
    signing.withdraw("另行签署", by=world.hr)

    def print_late(*args):
        printed = papers.description(*args)
        if meanwhile == "the version is replaced":
            Description.update(state="superseded").where(Description.id == signing.description_id).execute()
        else:
            Appointment.update(ends_on=today() - dt.timedelta(days=1)).where(
                Appointment.person == world.clerk).execute()
        return printed
    with pytest.raises(TooLate):
        open_signings(signing.description, [world.clerk], by=world.hr, paper=SimpleNamespace(description=print_late))
    assert Signing.select().where(Signing.holder == world.clerk, Signing.state.in_(OPEN)).count() == 0


def test_a_new_version_withdraws_what_was_running_and_outdates_what_was_signed(complete, signing, world):
    newer = complete.description.revise(by=world.hr)
    in_review(newer, by=world.hr)
    bring_into_force(newer, by=world.hr, paper=papers)
    assert (world.again(signing).state, world.again(complete).is_outdated) == (WITHDRAWN, True)
    assert check_file(complete.current.read()).is_outdated


def test_signing_the_new_version_supersedes_the_old_paper(complete, world):
    newer = complete.description.revise(by=world.hr)
    in_review(newer, by=world.hr)
    opened = bring_into_force(newer, by=world.hr, paper=papers)
    anew = next(row for row in opened if row.holder == world.colleague)
    for person in (world.colleague, world.supervisor, world.hr_manager):
        sign(anew, person)
    assert world.again(complete).state == SUPERSEDED


def test_each_of_the_three_earlier_states_is_known_for_what_it_is(signing, world):
    states = [signing.current.read()]
    for person in (world.clerk, world.supervisor, world.hr_manager):
        sign(signing, person)
        states.append(signing.current.read())
    assert [check_file(data).state for data in states] == [ALTERED, ALTERED, ALTERED, GENUINE]


def test_a_strange_file_is_unknown(world):
    assert check_file(b"%PDF-1.7 nothing of ours").state == UNKNOWN


@pytest.fixture
def worked_out(monkeypatch):
    """How often the signatures of a file have been checked."""
    done, check = [], pades.check
    monkeypatch.setattr(pades, "check", lambda *args, **more: done.append(args) or check(*args, **more))
    verification._report.cache_clear()
    return done


def test_a_stored_paper_is_worked_out_once_as_long_as_nothing_it_rests_on_changes(complete, world, worked_out):
    assert check_signing(complete) == check_signing(complete) == check_file(complete.current.read())
    assert len(worked_out) == 2  # once for the register's own, once for the file that was brought
    Certificate.renew("kestrel-48", by=world.colleague)
    assert (check_signing(complete).state, len(worked_out)) == (GENUINE, 3)
    with time_machine.travel(now() + dt.timedelta(days=1)):
        assert (check_signing(complete).state, len(worked_out)) == (GENUINE, 4)


def test_what_the_register_says_of_a_stored_paper_is_asked_each_time(complete, world, worked_out):
    before = check_signing(complete)
    revised = complete.description.revise(by=world.hr_manager)
    in_review(revised, by=world.hr_manager)
    bring_into_force(revised, by=world.hr_manager, paper=papers)
    after = check_signing(Signing.get_by_id(complete.id))
    assert (before.is_outdated, after.is_outdated, len(worked_out)) == (False, True, 1)


def test_a_stored_paper_that_was_damaged_since_is_never_called_genuine(complete, worked_out, monkeypatch, tmp_path):
    assert check_signing(complete).state == GENUINE
    monkeypatch.setattr(documents, "_folder", tmp_path)
    with pytest.raises(documents.Damaged):
        check_signing(complete)


def test_an_accident_while_checking_does_not_speak_against_a_paper_the_next_time(complete, monkeypatch):
    verification._report.cache_clear()
    with monkeypatch.context() as broken:
        broken.setattr(pades, "check", lambda *args, **more: pades.Report(altered=True, problems=("no memory",)))
        assert check_signing(complete).state == ALTERED
    assert check_signing(complete).state == GENUINE


def test_the_log_tells_the_whole_story_and_is_whole(complete):
    actions = [entry.action for entry in audit.history(complete)]
    assert actions == ["signing.open", "signing.sign_as_employee", "signing.sign_as_superior", "signing.sign_as_hr"]
    assert audit.verify(Signing.anchors()).is_whole


def test_waiting_lists_follow_the_paper(signing, world):
    def waiting():
        found = {key: signing_lists.awaiting(world.again(person)) for key, person in world.everybody.items()}
        return {key: rows for key, rows in found.items() if rows}

    assert waiting() == {"clerk": [signing]}
    sign(signing, world.clerk)
    assert waiting() == {"supervisor": [signing]}
    sign(signing, world.supervisor)
    assert waiting() == {"hr_manager": [signing]}
    sign(signing, world.hr_manager)
    assert waiting() == {}
