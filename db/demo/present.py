"""The demo's day of today, told in verbs: what was handed on, done, inspected, put right and asked for."""

import datetime as dt

from db import evidence, tasks
from db.base import HERE, today
from db.demo.fate import dice
from db.demo.proof import fill_in
from db.duties import OPEN, SUBMITTED, TODO, Occurrence
from db.lines import Lines
from db.people import Person
from db.positions import Position
from db.roster import Roster
from db.rules import Rule

BUSY = ("K1011", "K1014", "K1016", "K1020")  # have done what takes one touch
ASKS = {"K1011": "下午参加商户沟通会，今天这项由唐予欣一并处理，请准免做。",
        "K1020": "今天接待团购看房，人手不够，这一项想请免做。"}
GIVEN = [  # so that everybody's day has something, also on a day off and at any hour
    ("K1001", "K1003", "请汇总各部门尚未签署的说明书，附原因，下次办公会前给我。"),
    ("K1001", "K1005", "核对离职人员的账号是否都已停用，把结果写在这里。"),
    ("K1001", "K1006", "抽查上月任务记录与审计日志是否一致，写一页说明。"),
    ("K1002", "K1007", "请准备客户服务部下一季度的重点工作，三条以内。"),
    ("K1007", "K1010", "大促期间的服务台排班方案，请先同物业部确认延时营业的安保。"),
    ("K1007", "K1008", "与市场部核对本月赠券的发放数与库存数。"),
    ("K1007", "K1009", "把商户提出的卸货时间意见同物流技术部对一次，回复办理结果。"),
    ("K1009", "K1011", "整理本周商户提出的卸货时间意见，汇总成一页，周例会前交我。"),
    ("K1009", "K1020", "服务大厅的常见问答卡换成新版，旧的收回。"),
    ("K1009", "K1021", "清点服务台库存的会员卡，数量报我。"),
    ("K1009", "K1023", "把本周顾客问得最多的三个问题写下来。"),
    ("K1010", "K1024", "检查二层资料架，缺的种类写明。"),
]
EXCUSED, HANDED_ON = "已安排，准。", "当班暂无已签署人员，请顶上。"
FAULT = "现场复查，有一项与填报不符，请重新检查后再报。"
FOUND = "现场复查：服务台侧柜内有过期宣传资料，请清理并检查其余资料架。"
FOUND_BEFORE = "现场复查：一处提示牌松动，请固定后回复。"
PUT_RIGHT, SEEN = "已用螺丝固定，并检查了其余提示牌。", "复查合格。"
MENDED = "漏查的一项已补查，现场正常。"
FAULT_MENDED = "有一项没有查到位，请补查后重报。"


def tell():
    _hand_on()
    _touch()
    _begin()
    _inspect()
    _ask()
    _give()


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
    """Of what was drawn of late the newest still waits; of the others each has a tale of its own."""
    drawn = Occurrence.select().where(Occurrence.state == SUBMITTED, Occurrence.is_sampled,
                                      Occurrence.person == Occurrence.done_by)
    rows = [row for row in drawn.order_by(Occurrence.done_at.desc()) if _superior(row)]
    for row, tale in zip(rows[1:], (_find_fault, _find_fault_put_right, _have_mended, _send_back, _accept),
                         strict=False):
        tale(row)


def _find_fault(row):
    """What was found is still to be put right."""
    return tasks.fail(row, FOUND, _fresh(row.person_id), _evening(2), by=_superior(row))


def _find_fault_put_right(row):
    task = tasks.fail(row, FOUND_BEFORE, _fresh(row.person_id), _evening(1), by=_superior(row))
    task.answer(PUT_RIGHT, by=_fresh(row.person_id))
    task.close(SEEN, by=_superior(row))


def _send_back(row):
    evidence.inspect(row, "send_back", FAULT, by=_superior(row))


def _have_mended(row):
    evidence.inspect(row, "send_back", FAULT_MENDED, by=_superior(row))
    answers = fill_in(row.rule, row.work_date, dice("mended", row.id))
    given = {key: "y" if answer["value"] is True else str(answer["value"]) for key, answer in answers.items()}
    notes = {key: answer["note"] for key, answer in answers.items() if "note" in answer}
    evidence.submit(Occurrence.get_by_id(row.id), given, notes, remedy=MENDED, by=_fresh(row.person_id))
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


def _give():
    """Something besides the rules, for one below."""
    for giver, number, text in GIVEN:
        person, by = Person.get(Person.number == number), Person.get(Person.number == giver)
        tasks.Task.give(person, Position.get_by_id(min(person.positions_within("own"))), text, _evening(3), by=by)


def _of_today():
    return Occurrence.select(Occurrence, Rule).join(Rule).switch(Occurrence).where(Occurrence.work_date == today())


def _evening(days):
    """Six o'clock, so many days from today."""
    return dt.datetime.combine(today() + dt.timedelta(days=days), dt.time(18), HERE)


def _superior(row):
    """Who sits above and may direct it."""
    above = Lines().superiors(row.position_id, but={row.person_id, row.done_by_id})
    return next((person for person in map(_fresh, sorted(above)) if row.may_be_directed_by(person)), None)


def _fresh(person_id):
    """As the next request would read the person."""
    return Person.get_by_id(person_id)
