"""The demo's day of today, told in verbs: what was handed on, done, inspected, sent back and asked for."""

from db import evidence
from db.base import today
from db.demo.fate import dice
from db.demo.proof import fill_in
from db.duties import OPEN, SUBMITTED, TODO, Occurrence
from db.lines import Lines
from db.people import Person
from db.roster import Roster
from db.rules import Rule

BUSY = ("K1011", "K1014", "K1016", "K1020")  # have done what takes one touch
ASKS = {"K1011": "下午参加商户沟通会，今天这项由唐予欣一并处理，请准免做。",
        "K1020": "今天接待团购看房，人手不够，这一项想请免做。"}
EXCUSED, HANDED_ON = "已安排，准。", "当班暂无已签署人员，请顶上。"
FAULT = "现场复查，有一项与填报不符，请重新检查后再报。"
FAULT_MENDED = "有一项没有查到位，请补查后重报。"


def tell():
    _hand_on()
    _touch()
    _begin()
    _inspect()
    _ask()


def _hand_on():
    """What nobody has today goes to somebody on shift, where there is anybody."""
    roster = Roster.between(today(), today())
    for row in _of_today().where(Occurrence.person.is_null(), Occurrence.state.in_(OPEN)):
        for person in map(_fresh, roster.on_shift(today(), row.position_id)):
            if not row.is_locked:
                row.reassign(person, HANDED_ON, by=_superior(row))
            break


def _touch():
    for row in _of_today().join(Person, on=Occurrence.person).where(
            Person.number.in_(BUSY), Occurrence.state == TODO):
        person = _fresh(row.person_id)
        if row.rule.is_tick and "submit" in row.moves_for(person):
            evidence.submit(row, by=person)


def _begin():
    """One has begun with something and not ended it yet."""
    for row in _of_today().where(Occurrence.state == TODO, Occurrence.person.is_null(False)).order_by(
            Occurrence.due_at):
        person = _fresh(row.person_id)
        if not row.rule.is_tick and "start" in row.moves_for(person):
            return row.start(by=person)
    return None


def _inspect():
    """Of what was drawn of late: one is accepted, one was mended and accepted, one is still to be mended."""
    drawn = Occurrence.select().where(Occurrence.state == SUBMITTED, Occurrence.is_sampled,
                                      Occurrence.person == Occurrence.done_by)
    rows = [row for row in drawn.order_by(Occurrence.done_at.desc()) if _superior(row)][:3]
    for row, tale in zip(rows, (_send_back, _have_mended, _accept), strict=False):
        tale(row)


def _send_back(row):
    evidence.inspect(row, "send_back", FAULT, by=_superior(row))


def _have_mended(row):
    evidence.inspect(row, "send_back", FAULT_MENDED, by=_superior(row))
    answers = fill_in(row.rule, row.work_date, dice("mended", row.id))
    given = {key: "y" if answer["value"] is True else str(answer["value"]) for key, answer in answers.items()}
    notes = {key: answer["note"] for key, answer in answers.items() if "note" in answer}
    evidence.submit(Occurrence.get_by_id(row.id), given, notes, by=_fresh(row.person_id))
    _accept(Occurrence.get_by_id(row.id))


def _accept(row):
    evidence.inspect(row, "accept", "", row.rule.top_score, by=_superior(row))


def _ask():
    """Two would rather not do something today; one of them is let off."""
    for number, reason in ASKS.items():
        person = Person.get(Person.number == number)
        row = _of_today().where(Occurrence.person == person, Occurrence.state == TODO).order_by(
            Occurrence.due_at.desc()).first()
        if row:
            row.ask_to_skip(reason, by=person)
            if number == min(ASKS):
                row.excuse(EXCUSED, by=_superior(row))


def _of_today():
    return Occurrence.select(Occurrence, Rule).join(Rule).switch(Occurrence).where(Occurrence.work_date == today())


def _superior(row):
    """Who sits above and may direct it."""
    above = Lines().superiors(row.position_id, but={row.person_id, row.done_by_id})
    return next((person for person in map(_fresh, sorted(above)) if row.may_be_directed_by(person)), None)


def _fresh(person_id):
    """As the next request would read the person."""
    return Person.get_by_id(person_id)
