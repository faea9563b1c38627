"""What people do with their duties: who may, until when, and which facts stay whatever comes of them."""

import datetime as dt
import io
from contextlib import nullcontext

import pytest
import time_machine
from PIL import Image

from db import evidence, generation, proof
from db.audit import history
from db.base import Invalid, NotAllowed, TooLate, database
from db.documents import Document
from db.duties import (
    ACCEPTED,
    EXCUSED,
    FINISHED,
    IN_PROGRESS,
    MISSED,
    MOVED,
    OVERDUE,
    SENT_BACK,
    SUBMITTED,
    TODO,
    Occurrence,
)
from db.evidence import Inspection, Record, Unanswered
from db.items import kept, parse_items
from db.notices import Notice
from db.people import Appointment
from db.rules import CLAIMED, EVERYBODY, NAMED
from tests import duty
from tests.duty import at
from tests.rota import day

MORNING = at("11-24", "09:00")


@pytest.fixture
def office(world):
    with time_machine.travel(MORNING, tick=False):
        yield duty.office(world)


@pytest.fixture
def owed(office):
    """owed(**rule) is what the clerk has to do on 24 November, from 8:00 to 10:00, locked at 12:00."""
    def owed(on="11-24", **facts):
        facts = {"times": ([480, 600, 720],), "who": NAMED, "person": office.clerk} | facts
        made = duty.rule(office.positions.clerk, **facts)
        generation.make(day(on))
        return Occurrence.select().where(Occurrence.series == made.series).order_by(Occurrence.seat).get()
    return owed


def later(time, on="11-24"):
    return time_machine.travel(at(on, time), tick=False)


def actions(row):
    return [entry.action.partition(".")[2] for entry in history(row)]


def told():
    return [(row.person.name, row.kind.partition(".")[2]) for row in Notice.select().order_by(Notice.id)]


# Doing it

def test_one_touch_says_that_it_is_done(office, owed):
    row = owed()
    evidence.submit(row, by=office.clerk)
    assert (row.state, row.standing, row.done_at, row.done_by, row.was_late) == (
        SUBMITTED, FINISHED, MORNING, office.clerk, False)
    assert (world_sees(office, row), actions(row), Record.select().count()) == (True, ["submit"], 0)


def world_sees(office, row):
    return all(Occurrence.visible_to(person).where(Occurrence.id == row.id).exists()
               for person in (office.clerk, office.supervisor, office.manager, office.hr, office.auditor))


@pytest.mark.parametrize("time, outcome", [
    ("07:59", "ahead"), ("08:00", "in time"), ("10:00", "in time"), ("10:01", "late"), ("12:00", "late"),
    ("12:01", "locked")])
def test_it_is_done_in_time_late_or_not_any_more(office, owed, time, outcome):
    row = owed()
    with later(time):
        if outcome in ("ahead", "locked"):
            assert "submit" not in row.moves_for(office.clerk)
            with pytest.raises(TooLate):
                evidence.submit(row, by=office.clerk)
        else:
            assert "submit" in row.moves_for(office.clerk)
            evidence.submit(row, by=office.clerk)
            assert (row.was_late, row.missed_at) == (outcome == "late", None)
    assert row.done_at == (None if outcome in ("ahead", "locked") else at("11-24", time))


def test_what_is_due_until_midnight_is_in_time_a_minute_before(office, owed):
    row = owed(times=([0, 1439, 1439],))
    with time_machine.travel(at("11-24", "23:59") + dt.timedelta(seconds=58), tick=False):
        evidence.submit(row, by=office.clerk)
    assert (row.was_late, row.work_date, row.state) == (False, day("11-24"), SUBMITTED)


def test_at_midnight_it_is_missed(office, owed):
    row = owed(times=([0, 1439, 1439],))
    with later("00:00", "11-25"):
        with pytest.raises(TooLate):
            evidence.submit(row, by=office.clerk)
        generation.lock_up()
    assert office.again(row).state == MISSED


@pytest.mark.parametrize("who", ["colleague", "supervisor", "hr", "admin", "stranger"])
def test_nobody_else_says_that_it_is_done(office, owed, who):
    row = owed()
    for verb in (lambda by: evidence.submit(row, by=by), lambda by: row.start(by=by), lambda by: row.take_back(by=by),
                 lambda by: row.ask_to_skip("没空", by=by), lambda by: row.explain("忘了", by=by)):
        with pytest.raises(NotAllowed):
            verb(getattr(office, who))
    assert (office.again(row).state, actions(row)) == (TODO, [])


def test_a_slip_of_the_thumb_is_taken_back_until_it_is_locked(office, owed):
    row = owed()
    evidence.submit(row, by=office.clerk)
    row.take_back(by=office.clerk)
    assert (row.state, row.done_at, row.done_by) == (IN_PROGRESS, None, None)
    evidence.submit(row, by=office.clerk)
    with later("12:01"), pytest.raises(TooLate):
        row.take_back(by=office.clerk)
    assert actions(row) == ["submit", "take_back", "submit"]


def test_two_who_answer_at_once_do_not_both(office, owed):
    row = owed()
    again = office.again(row)
    evidence.submit(row, by=office.clerk)
    with pytest.raises(TooLate):
        evidence.submit(again, by=office.clerk)
    assert actions(row) == ["submit"]


def test_late_and_missed_are_both_kept_when_it_is_made_up_for(office, owed):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        row = office.again(row)
        row.reopen("补交检查表", by=office.supervisor)
        evidence.submit(row, by=office.clerk)
    assert (row.state, row.was_late, row.was_missed, row.missed_at) == (
        SUBMITTED, True, True, at("11-24", "12:00") + dt.timedelta(seconds=59, microseconds=999999))
    assert actions(row) == ["miss", "reopen", "submit"]


def test_what_was_opened_again_is_missed_but_once(office, owed):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        office.again(row).reopen("补交", by=office.supervisor)
    with later("00:01", "11-26"):
        generation.lock_up()
    assert (office.again(row).state, office.again(row).missed_at.day) == (MISSED, 24)


@pytest.mark.parametrize("done, due, state, missed, asked", [
    (None, "10:00", TODO, None, "09:00"), ("09:00", "10:00", SUBMITTED, None, None),
    ("11:00", "10:00", SUBMITTED, None, "09:00"), ("11:00", "10:00", ACCEPTED, "12:00", None),
    (None, "10:00", MISSED, "12:00", "13:00"), (None, "10:00", EXCUSED, "12:00", "09:00")])
def test_questions_mean_the_same_in_python_and_in_the_database(office, owed, done, due, state, missed, asked):
    row = owed()
    facts = {"done_at": done and at("11-24", done), "due_at": at("11-24", due), "state": state,
             "missed_at": missed and at("11-24", missed), "skip_asked_at": asked and at("11-24", asked)}
    Occurrence.update(**facts).where(Occurrence.id == row.id).execute()
    row = office.again(row)
    for question in ("was_late", "was_missed", "is_asked"):
        found = Occurrence.select().where(Occurrence.id == row.id, getattr(Occurrence, question)).exists()
        assert found == getattr(row, question)


def test_its_day_is_the_same_in_python_and_in_the_database(office, owed):
    row = owed()
    for moved_to in (None, day("11-26")):
        Occurrence.update(moved_to=moved_to).where(Occurrence.id == row.id).execute()
        assert office.again(row).day == (moved_to or day("11-24"))
        assert Occurrence.select().where(Occurrence.id == row.id, Occurrence.day == office.again(row).day).exists()


@pytest.mark.parametrize("time, state, sampled, standing", [
    ("09:00", TODO, False, TODO), ("10:00", TODO, False, TODO), ("10:01", TODO, False, OVERDUE),
    ("10:01", SUBMITTED, False, FINISHED), ("10:01", SUBMITTED, True, SUBMITTED),
    ("10:01", SENT_BACK, False, SENT_BACK)])
def test_how_it_stands(office, owed, time, state, sampled, standing):
    row = owed()
    row.state, row.is_sampled = state, sampled
    with later(time):
        assert row.standing == standing


# What proves it

def proven(owed, text, **more):
    return owed(items=kept(parse_items(text)), **more)


def test_answers_are_kept_row_by_row_and_corrections_are_new_rows(office, owed):
    row = proven(owed, "台面整洁\n人数 | 数字 0~9 人\n说明 | 文字 | 选填")
    evidence.submit(row, {"i1": "y", "i2": "5"}, by=office.clerk)
    row.take_back(by=office.clerk)
    evidence.submit(row, {"i1": "y", "i2": "6"}, {"i2": "重数"}, by=office.clerk)
    found = [(record.item, record.value, record.note, record.by) for record in row.records.order_by(Record.id)]
    assert found == [("i1", True, None, office.clerk), ("i2", 5, None, office.clerk), ("i2", 6, "重数", office.clerk)]
    assert {key: record.value for key, record in evidence.latest(row).items()} == {"i1": True, "i2": 6}


def test_nothing_is_kept_of_what_is_refused(office, owed):
    row = proven(owed, "人数 | 数字 0~9 人\n现场 | 照片")
    with pytest.raises(Unanswered) as refused:
        evidence.submit(row, {"i1": "50"}, {}, {"i2": [picture()]}, by=office.clerk)
    assert list(refused.value.problems) == ["i1"]
    with pytest.raises(Unanswered) as refused:
        evidence.submit(row, {"i1": "5"}, {}, {"i2": [b"no picture"]}, by=office.clerk)
    assert list(refused.value.problems) == ["i2"]
    assert (office.again(row).state, Record.select().count(), actions(row)) == (TODO, 0, [])


def picture(size=(640, 480), form="JPEG", **more):
    out = io.BytesIO()
    Image.new("RGB", size, (20, 90, 160)).save(out, form, **more)
    return out.getvalue()


def with_traces():
    """A photo as a phone makes it: lying on its side, with place, maker and remarks."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Phone"  # turn it by 90 degrees; the maker
    exif.get_ifd(0x8825)[1] = "N"
    return picture((4000, 3000), exif=exif, comment=b"at home", xmp=b"<x:xmpmeta>secret</x:xmpmeta>")


def test_a_photo_is_written_anew_upright_smaller_and_without_traces(office, owed):
    row = proven(owed, "现场 | 照片")
    evidence.submit(row, {}, {}, {"i1": [with_traces()]}, by=office.clerk)
    [record] = evidence.pictures_of(row)["i1"]
    data = record.photo.read()
    with Image.open(io.BytesIO(data)) as image:
        assert (image.size, image.format, dict(image.getexif())) == ((1200, 1600), "JPEG", {})
        assert {"comment", "exif", "xmp", "icc_profile"} & set(image.info) == set()
    assert [trace for trace in (b"Phone", b"at home", b"secret") if trace in data] == []
    assert (record.photo.media_type, record.by, record.at) == ("image/jpeg", office.clerk, MORNING)


def test_photos_of_an_earlier_answer_count(office, owed):
    row = proven(owed, "现场 | 照片 2张")
    evidence.submit(row, {}, {}, {"i1": [picture(), picture((600, 480))]}, by=office.clerk)
    row.take_back(by=office.clerk)
    evidence.submit(row, by=office.clerk)
    assert [len(rows) for rows in evidence.pictures_of(row).values()] == [2]


def test_more_photos_than_a_form_brings_are_refused_before_any_is_opened(office, owed, monkeypatch):
    opened = []
    monkeypatch.setattr(evidence.photos, "shrink", lambda data: opened.append(data) or data)
    row = proven(owed, "\n".join(f"现场{n} | 照片 | 选填" for n in range(4)))
    with pytest.raises(Unanswered) as refused:
        evidence.submit(row, {}, {}, {f"i{n}": [picture()] * 8 for n in range(1, 5)}, by=office.clerk)
    assert (set(refused.value.problems), opened) == ({"i1", "i2", "i3", "i4"}, [])


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"GIF89a" + b"\0" * 40, b"\xff\xd8\xff\xe0" + b"x" * 100,
                                  picture()[:200], b"x" * (12 * 1024 * 1024 + 1)])
def test_what_is_no_picture_is_refused(office, owed, data):
    row = proven(owed, "现场 | 照片")
    before = Document.select().count()
    with pytest.raises(Unanswered):
        evidence.submit(row, {}, {}, {"i1": [data]}, by=office.clerk)
    assert Document.select().count() == before


# Those above

def test_done_in_the_place_of_somebody_the_responsible_one_stays(office, owed):
    row = owed()
    evidence.submit(row, by=office.supervisor, instead=True)
    assert (row.person, row.done_by, row.state, actions(row)) == (
        office.clerk, office.supervisor, SUBMITTED, ["do_for"])
    assert row.moves_for(office.supervisor) & {"accept", "send_back"} == set()


DIRECTING = {
    "do_for": lambda row, by: evidence.submit(row, by=by, instead=True),
    "excuse": lambda row, by: row.excuse("盘点", by=by),
    "move": lambda row, by: row.move(day("11-26"), by=by),
    "reassign": lambda row, by: row.reassign(colleague_of(row), "顶替", by=by),
}


def colleague_of(row):
    return next(holder for holder in (signing.holder for signing in row.clause.description.signings)
                if holder != row.person)


@pytest.mark.parametrize("verb", DIRECTING)
def test_only_those_above_direct_it(office, owed, verb):
    row = owed()
    for who in ("clerk", "colleague", "foreman", "stranger", "hr", "hr_manager", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            DIRECTING[verb](row, getattr(office, who))
    assert actions(row) == []
    for who in ("supervisor", "manager", "boss"):
        with database.atomic() as taken_back:
            DIRECTING[verb](office.again(row), getattr(office, who))
            assert actions(row) == [verb]
            taken_back.rollback()


def test_nobody_directs_the_own_duty_although_above_it(office, owed):
    """The supervisor holds the clerk's position, too."""
    office.supervisor.appoint(office.positions.clerk, day("11-01"), by=office.hr)
    row = owed(person=None, who="holder")
    Occurrence.update(person=office.supervisor).where(Occurrence.id == row.id).execute()
    row, by = office.again(row), office.again(office.supervisor)
    for verb in DIRECTING.values():
        with pytest.raises(NotAllowed):
            verb(row, by)


def test_who_asks_not_to_do_it_is_answered_by_those_above(office, owed):
    row = owed()
    row.ask_to_skip("系统停机", by=office.clerk)
    assert (told(), [asked.id for asked in Occurrence.awaiting(office.supervisor)], row.state) == (
        [("周主管", "ask_to_skip")], [row.id], TODO)
    assert (Occurrence.awaiting(office.clerk), Occurrence.awaiting(office.hr)) == ([], [])
    with pytest.raises(TooLate):
        row.ask_to_skip("再问一次", by=office.clerk)
    row.excuse("", by=office.supervisor)
    assert (row.state, row.skip_reason, told()[-1]) == (EXCUSED, "系统停机", ("张小燕", "excused"))
    assert (Occurrence.awaiting(office.supervisor), Notice.unseen(office.supervisor).count()) == ([], 0)
    assert actions(row) == ["ask_to_skip", "excuse"]


def test_what_was_declined_has_to_be_done_and_may_be_asked_again(office, owed):
    row = owed()
    row.ask_to_skip("系统停机", by=office.clerk)
    with pytest.raises(Invalid):
        row.decline(" ", by=office.supervisor)
    row.decline("已恢复", by=office.supervisor)
    assert (row.state, row.skip_asked_at, told()[-1]) == (TODO, None, ("张小燕", "declined"))
    row.ask_to_skip("又停机", by=office.clerk)
    assert actions(row) == ["ask_to_skip", "decline", "ask_to_skip"]


@pytest.mark.parametrize("reason", ["", " ", "\u200b", None])
def test_without_a_reason_nothing_is_skipped(office, owed, reason):
    row = owed()
    for verb in (lambda: row.ask_to_skip(reason, by=office.clerk), lambda: row.excuse(reason, by=office.supervisor),
                 lambda: row.reassign(office.colleague, reason, by=office.supervisor)):
        with pytest.raises(Invalid):
            verb()
    assert (office.again(row).state, actions(row)) == (TODO, [])


def test_what_was_excused_after_it_was_missed_is_no_longer_counted_as_missed(office, owed):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        row = office.again(row)
        row.excuse("停电", by=office.supervisor)
    assert (row.state, row.was_missed, row.missed_at is None) == (EXCUSED, False, False)


def test_moved_it_keeps_the_day_it_was_for(office, owed):
    row = owed()
    row.move(day("11-26"), by=office.supervisor)
    assert (row.state, row.work_date, row.day, row.due_at.day) == (MOVED, day("11-24"), day("11-26"), 26)
    with later("09:00", "11-26"):
        evidence.submit(row, by=office.clerk)
    assert (row.was_late, row.moved_to) == (False, day("11-26"))


@pytest.mark.parametrize("to", ["11-23", "11-24", "12-26"])
def test_it_is_not_moved_into_the_past_nor_to_where_it_is_nor_too_far(office, owed, to):
    row = owed()
    with pytest.raises(Invalid):
        row.move(day(to), by=office.supervisor)


def test_given_to_somebody_else_it_rests_on_what_that_one_signed(office, owed):
    row = owed()
    row.reassign(office.colleague, "顶替", by=office.supervisor)
    assert (row.person, row.seat, row.signing.holder, row.is_directed) == (
        office.colleague, office.clerk.id, office.colleague, True)
    assert sorted(told()) == [("张小燕", "taken"), ("陈䶮", "given")]


@pytest.mark.parametrize("hand_on", [
    lambda office, row: row.reassign(office.colleague, "顶替", by=office.supervisor),
    lambda office, row: row.transfer(office.colleague.id)])
def test_what_the_one_before_asked_is_neither_asked_nor_read_by_the_next(office, owed, hand_on):
    row = owed()
    row.ask_to_skip("去医院复查", by=office.clerk)
    hand_on(office, office.again(row))
    row = office.again(row)
    assert (row.person, row.is_asked, row.skip_reason) == (office.colleague, False, None)
    assert row.words_before == [{"person": office.clerk.id, "on": "2026-11-24", "text": "去医院复查"}]
    with pytest.raises(Invalid):
        row.excuse("", by=office.supervisor)
    row.ask_to_skip("家里有事", by=office.colleague)
    assert [found.person for found in Occurrence.awaiting(office.supervisor)] == [office.colleague]


def test_who_was_asked_need_not_answer_once_the_duty_went_to_somebody_else(office, owed):
    row = owed()
    row.ask_to_skip("去医院复查", by=office.clerk)
    office.again(row).reassign(office.colleague, "顶替", by=office.manager)
    asked = Notice.select().where(Notice.kind == "occurrence.ask_to_skip")
    assert {notice.seen_at is None for notice in asked} == {False}


def test_who_had_it_missed_before_explains_for_himself_alone(office, owed):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        office.again(row).explain("忘了", by=office.clerk)
        office.again(row).reopen("补做", by=office.supervisor)
        office.again(row).reassign(office.colleague, "顶替", by=office.supervisor)
    row = office.again(row)
    assert (row.explanation, [words["text"] for words in row.words_before]) == (None, ["忘了"])
    with later("13:00", "11-27"):
        generation.lock_up()
        office.again(row).explain("没人通知我", by=office.colleague)


@pytest.mark.parametrize("who", ["clerk", "stranger", "supervisor"])
def test_it_is_given_only_to_somebody_else_who_holds_the_position(office, owed, who):
    row = owed()
    with pytest.raises(Invalid) as refused:
        row.reassign(getattr(office, who), "顶替", by=office.supervisor)
    assert refused.value.field == "person"


def test_who_has_it_already_is_not_given_it_twice(office, owed):
    owed("11-25", who="holder", person=None)
    mine, other = Occurrence.select().where(Occurrence.work_date == day("11-25")).order_by(Occurrence.seat)
    with pytest.raises(Invalid, match="has this duty already"):
        mine.reassign(other.person, "顶替", by=office.supervisor)


@pytest.mark.parametrize("meanwhile, refusal", [
    (lambda office, row: Appointment.update(ends_on=day("11-20")).where(
        Appointment.person == office.colleague).execute(), Invalid),
    (lambda office, row: Occurrence.update(person=office.colleague).where(Occurrence.id == row.id).execute(), TooLate)])
def test_what_happens_while_it_queues_up_counts(office, owed, monkeypatch, meanwhile, refusal):
    row = owed()

    def queue_up():
        monkeypatch.undo()
        meanwhile(office, row)
    monkeypatch.setattr("db.duties.queue_up", queue_up)
    with pytest.raises(refusal):
        row.reassign(office.colleague, "顶替", by=office.supervisor)
    assert "occurrence.reassign" not in [entry.action for entry in history(row)]


def test_the_first_who_takes_it_has_it(office, owed):
    row = owed(who=CLAIMED, person=None)
    again = office.again(row)
    for who in ("stranger", "supervisor", "hr"):
        with pytest.raises(NotAllowed):
            row.claim(by=getattr(office, who))
    row.claim(by=office.colleague)
    assert (row.person, row.seat, row.signing.holder, actions(row)) == (
        office.colleague, 0, office.colleague, ["claim"])
    with pytest.raises(TooLate):
        again.claim(by=office.clerk)
    generation.make(day("11-24"))
    assert [found.person for found in Occurrence.select()] == [office.colleague]


# Inspections

def test_chance_decides_what_is_inspected(office, owed, monkeypatch):
    row = owed(sampling=20)
    for drawn, is_sampled in ((20, False), (19, True), (20, True)):  # once drawn it stays drawn, whoever tries again
        monkeypatch.setattr("db.rules.secrets.randbelow", lambda _most, drawn=drawn: drawn)
        evidence.submit(row, by=office.clerk)
        assert row.is_sampled == is_sampled
        row.take_back(by=office.clerk)


def test_what_is_submitted_is_accepted_or_sent_back_and_both_stay(office, owed):
    row = owed(top_score=5)
    evidence.submit(row, by=office.clerk)
    evidence.inspect(row, "send_back", "漏了两行", by=office.supervisor)
    assert (row.state, told()) == (SENT_BACK, [("张小燕", "sent_back")])
    with later("15:00"):  # what was sent back is not locked
        evidence.submit(row, remedy="两行已补", by=office.clerk)
        evidence.inspect(row, "accept", "", 4, by=office.manager)
    assert row.state == ACCEPTED
    assert [(one.verdict, one.score, one.note, one.by.name) for one in evidence.inspections(row)] == [
        ("send_back", None, "漏了两行", "周主管"), ("accept", 4, "", "李经理")]
    assert actions(row) == ["submit", "send_back", "submit", "accept"]


@pytest.fixture
def sent_back(office, owed):
    """What the clerk did at nine, in time, and what came back at once."""
    row = proven(owed, "人数 | 数字 0~9 人\n现场 | 照片 | 选填")
    evidence.submit(row, {"i1": "5"}, by=office.clerk)
    evidence.inspect(row, "send_back", "请重数", by=office.supervisor)
    return row


@pytest.mark.parametrize("given, pictures, remedy, is_taken", [
    ("5", {}, "", False), ("5", {"i2": []}, "", False), ("5", {}, " \u200b", False),
    ("5", {}, "重数过，仍是五人", True), ("6", {}, "", True),
    ("5", {"i2": [b"a photo"]}, "", True)])
def test_what_was_sent_back_comes_with_a_change_or_a_word(office, sent_back, monkeypatch, given, pictures, remedy,
                                                          is_taken):
    monkeypatch.setattr(evidence.photos, "shrink", lambda data: data)
    with nullcontext() if is_taken else pytest.raises(Unanswered) as refused:
        evidence.submit(sent_back, {"i1": given}, {}, pictures, remedy, by=office.clerk)
    assert office.again(sent_back).state == (SUBMITTED if is_taken else SENT_BACK)
    assert is_taken or list(refused.value.problems) == ["remedy"]
    notes = [row.note for row in sent_back.records.where(Record.item == "remedy")]
    assert notes == [remedy] * (is_taken and bool(remedy))


def test_late_is_what_was_late_the_first_time_and_the_first_time_stays(office, sent_back):
    with later("11:00"):
        evidence.submit(sent_back, remedy="重数过", given={"i1": "5"}, by=office.clerk)
        evidence.inspect(sent_back, "send_back", "还是不对", by=office.supervisor)
    with later("15:00"):
        evidence.submit(sent_back, {"i1": "6"}, by=office.clerk)
    row = office.again(sent_back)
    assert (row.first_done_at, row.done_at, row.was_late) == (MORNING, at("11-24", "15:00"), False)
    assert Occurrence.select().where(Occurrence.was_late).count() == 0


def test_done_late_it_stays_late_however_often_it_is_done_again(office, owed):
    row = owed()
    with later("11:00"):
        evidence.submit(row, by=office.clerk)
        evidence.inspect(row, "send_back", "请重做", by=office.supervisor)
        evidence.submit(row, remedy="已重做", by=office.clerk)
    assert (row.was_late, office.again(row).first_done_at) == (True, at("11-24", "11:00"))


def test_what_was_looked_at_is_no_slip_of_the_thumb_any_more(office, sent_back):
    evidence.submit(sent_back, {"i1": "6"}, by=office.clerk)
    with pytest.raises(NotAllowed):
        sent_back.take_back(by=office.clerk)
    assert "take_back" not in sent_back.moves_for(office.clerk)


OPTIONAL_ONES = "灯已关 | 勾选 | 选填\n备注 | 文字 | 选填\n温度 | 数字 0~30 度 | 选填\n台面干净"


def test_what_is_taken_out_again_no_longer_counts(office, owed):
    row = owed(items=kept(parse_items(OPTIONAL_ONES)))
    evidence.submit(row, {"i1": True, "i2": "一切正常", "i3": "31", "i4": True}, {"i3": "空调坏了"}, by=office.clerk)
    row.take_back(by=office.clerk)
    evidence.submit(row, {"i1": False, "i2": "", "i3": "", "i4": True}, by=office.clerk)
    assert {key: (record.value, record.note) for key, record in evidence.latest(row).items()} == {
        "i1": (None, None), "i2": (None, None), "i3": (None, None), "i4": (True, None)}
    assert [record.item for record in Record.select().order_by(Record.id)] == ["i1", "i2", "i3", "i4", "i1", "i2", "i3"]


def test_what_is_taken_out_of_what_was_sent_back_is_a_change(office, owed):
    row = owed(items=kept(parse_items(OPTIONAL_ONES)))
    evidence.submit(row, {"i1": True, "i4": True}, by=office.clerk)
    evidence.inspect(row, "send_back", "灯没有关", by=office.supervisor)
    with pytest.raises(Unanswered):
        evidence.submit(row, {"i1": True, "i4": True}, by=office.clerk)
    evidence.submit(row, {"i4": True}, by=office.clerk)
    assert evidence.latest(row)["i1"].value is None


def test_nobody_accepts_what_was_not_seen(office, owed):
    row = owed(items=kept(parse_items("温度 | 数字 0~100 度\n备注 | 文字 | 选填")))
    evidence.submit(row, {"i1": "20"}, by=office.clerk)
    seen, looked_at = evidence.newest(row), office.again(row)
    row.take_back(by=office.clerk)
    evidence.submit(row, {"i1": "90", "i2": "补记"}, by=office.clerk)
    with pytest.raises(TooLate, match="filled in anew"):
        evidence.inspect(looked_at, "accept", "", by=office.supervisor, seen=seen)
    assert (office.again(row).state, Inspection.select().count()) == (SUBMITTED, 0)
    assert {key: record and record.value for key, record in proof.overtaken(row, seen).items()} == {
        "i1": 20, "i2": None}
    evidence.inspect(looked_at, "accept", "", by=office.supervisor, seen=evidence.newest(row))
    assert office.again(row).state == ACCEPTED


@pytest.mark.parametrize("who", ["clerk", "colleague", "hr", "auditor"])
def test_nobody_inspects_the_own_work_nor_that_of_others_elsewhere(office, owed, who):
    row = owed()
    evidence.submit(row, by=office.clerk)
    with pytest.raises(NotAllowed):
        evidence.inspect(row, "accept", "", by=getattr(office, who))
    assert Inspection.select().count() == 0


@pytest.mark.parametrize("verdict, note, score, top, field", [
    ("send_back", " ", None, None, "note"), ("accept", "", 6, 5, "score"), ("accept", "", -1, 5, "score"),
    ("accept", "", 3, None, "score"), ("accept", "", None, 5, "score")])
def test_an_inspection_says_what_it_has_to(office, owed, verdict, note, score, top, field):
    row = owed(top_score=top)
    evidence.submit(row, by=office.clerk)
    with pytest.raises(Invalid) as refused:
        evidence.inspect(row, verdict, note, score, by=office.supervisor)
    assert (refused.value.field, office.again(row).state) == (field, SUBMITTED)


# What is seen

@pytest.mark.parametrize("who, sees", [("clerk", True), ("colleague", False), ("supervisor", True), ("manager", True),
                                       ("boss", True), ("hr", True), ("auditor", True), ("stranger", False),
                                       ("foreman", False), ("admin", False)])
def test_a_duty_is_seen_by_whose_it_is_and_those_above(office, owed, who, sees):
    row = owed()
    assert Occurrence.visible_to(getattr(office, who)).where(Occurrence.id == row.id).exists() == sees


def test_what_nobody_has_taken_is_seen_by_all_who_could(office, owed):
    row = owed(who=CLAIMED, person=None)
    seen = {who for who in ("clerk", "colleague", "stranger", "supervisor")
            if Occurrence.visible_to(getattr(office, who)).where(Occurrence.id == row.id).exists()}
    assert seen == {"clerk", "colleague", "supervisor"}


def test_the_rows_of_a_shift_belong_to_each_alone(office, owed):
    owed("11-25", who=EVERYBODY, person=None, times=([0, 780, 900],))
    assert [Occurrence.visible_to(person).count() for person in (office.clerk, office.colleague)] == [1, 1]


def test_a_miss_is_explained_once_and_stays(office, owed):
    row = owed()
    with later("13:00"):
        generation.lock_up()
        row = office.again(row)
        with pytest.raises(Invalid):
            row.explain(" ", by=office.clerk)
        row.explain("接待团队来访", by=office.clerk)
        with pytest.raises(TooLate):
            row.explain("改口", by=office.clerk)
    assert (row.state, row.explanation, row.was_missed, actions(row)) == (
        MISSED, "接待团队来访", True, ["miss", "explain"])


@pytest.mark.parametrize("who,refusal", [("auditor", NotAllowed), ("supervisor", NotAllowed), ("clerk", TooLate)])
def test_no_picture_is_opened_for_whoever_may_not_submit_or_is_too_late(office, owed, monkeypatch, who, refusal):
    opened = []
    monkeypatch.setattr(evidence.photos, "shrink", opened.append)
    row = owed()
    clock = later("23:59") if who == "clerk" else nullcontext()
    with clock, pytest.raises(refusal):
        evidence.submit(row, pictures={"a": [b"x"]}, by=getattr(office, who))
    assert opened == []
