"""The sheets of duties on paper, from rows: what each template is given. The domain is handed it as its `paper`."""

import base64
import datetime as dt
import io

import pikepdf

from db import photos
from db.base import HERE, now
from db.deeds import REGISTERS
from db.hours import written
from db.items import ATTENTION, CHOICE, CHOICES, FAIL, ON_FAILURE, OPTIONAL, PASS, PHOTO, TICK, VERDICT
from db.outcomes import AHEAD, DONE, EXCUSED, LATE, MADE_UP, MISSED, REJECTED, SENT_BACK, outcome
from db.people import Person
from db.sheets.week import PLANNED
from portal import pdf
from portal.filters import moment
from portal.papers import organisation

MARKS = {DONE: "√", LATE: "迟", MADE_UP: "补", MISSED: "×", SENT_BACK: "退", REJECTED: "差", EXCUSED: "免"}
MEANING = {DONE: "按时完成", LATE: "逾期完成", MISSED: "漏做", MADE_UP: "漏做后补做",
           SENT_BACK: "检查退回，重做", REJECTED: "检查不合格，整改", EXCUSED: "免做"}
LEGEND = tuple((MARKS[kind], words) for kind, words in MEANING.items())
WEEKDAYS = "一二三四五六日"
VERDICTS = {PASS: "合格", ATTENTION: "注意", FAIL: "不合格"}
NEEDS = {OPTIONAL: "选填", ON_FAILURE: "不合格时必填"}
VERDICT_OF = {"accept": "合格", "send_back": "不合格，退回重做", "fail": "不合格，限期整改"}
TASKS = {"given": "待整改", "answered": "已整改，待复查", "closed": "整改后合格", "withdrawn": "整改要求已撤回"}
STEPS = {"answer": "整改情况", "hand_back": "复查未通过", "close": "复查合格", "withdraw": "撤回"}
SIDE = 480          # pixels of a photo on paper
MOST_PHOTOS = 60    # on one paper
MOST_OF_A_LOOK = 4


def day(checklist, *, at=None, is_behind=False):
    """The list of a person's day, or of a shift's."""
    made = checklist
    entries = [_entry(each) for each in made.entries]
    return pdf.duties("day", _head(at) | {
        "title": "当日职责清单", "day": made.day, "weekday": WEEKDAYS[made.day.weekday()],
        "person": made.person and {"name": made.person.name, "number": made.person.number},
        "titles": "、".join(made.titles), "shift": _shift(made), "entries": entries, "why_none": _why_none(made),
        "rest": _rest(made.is_away, made.is_off), "is_away": made.is_away},
        at=at, is_behind=is_behind)


def overview(rows, free, on, scope, *, at):
    """What lies in front of a department's lists: who has how much, and what nobody has taken yet."""
    rows = [row | {"titles": "、".join(row["titles"]), "shift": row["shift"] or "",
                   "note": _rest(row["is_away"], row["is_off"])} for row in rows]
    return pdf.duties("overview", _head(at) | {
        "title": "当日职责清单目录", "scope": scope, "day": on, "weekday": WEEKDAYS[on.weekday()], "rows": rows,
        "free": [_entry_of(row) for row in free]}, at=at, is_behind=True)


def bound(front, parts, path):
    """One file of the overview and the lists behind it; each keeps page numbers of its own, as each goes to its person.
    """
    with pikepdf.open(io.BytesIO(front)) as book:
        for part in parts:
            with pikepdf.open(part) as one:
                book.pages.extend(one.pages)
        del book.trailer["/ID"]  # of the front; the whole gets one of its own bytes
        book.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def week(made):
    """A person's week, A4 across: what is planned is a box to tick."""
    letters = {each: "假" if each in made.away else "休" if each in made.off else made.shifts.get(each, "")
               for each in made.days}
    lines = [{"title": line.title, "number": line.number, "due": line.due or "按班次",
              "cells": [_box(line.cells.get(each)) for each in made.days]} for line in made.lines]
    return pdf.duties("week", _head() | {
        "title": "一周职责表", "person": {"name": made.person.name, "number": made.person.number},
        "titles": "、".join(made.titles), "days": [
            {"date": _date(each), "weekday": WEEKDAYS[each.weekday()], "letter": letters[each],
             "is_off": letters[each] in ("休", "假")} for each in made.days],
        "first": made.days[0], "last": made.days[-1], "lines": lines, "legend": LEGEND})


def month(made):
    """What became of the duties of a month, A4 across."""
    is_person = isinstance(made.whose, Person)
    lines = [{"title": line.title, "number": line.number, "sums": line.sums,
              "cells": [_cell(made, line.cells.get(each), each) for each in made.days]} for line in made.lines]
    first = made.days[0]
    return pdf.duties("month", _head() | {
        "title": f"{first.year}年{first.month}月职责完成情况", "is_person": is_person,
        "whose": f"{made.whose.name}（{made.whose.number}）" if is_person else made.whose.title,
        "titles": "、".join(made.titles), "lines": lines, "sums": made.sums, "legend": LEGEND, "days": [
            {"number": each.day, "weekday": WEEKDAYS[each.weekday()], "is_off": each in made.off}
            for each in made.days]})


def inspections(report):
    """What inspections found, with as many photos as one paper holds."""
    room = iter(range(MOST_PHOTOS))
    return pdf.duties("inspections", _head() | {
        "title": "检查报告", "first": report.first, "last": report.last, "counts": report.counts,
        "duties": [_inspected(one, room) for one in report.duties]})


def _head(at=None):
    return {"organisation": organisation(), "at": at or now()}


def _shift(made):
    if made.shift is None:
        return None
    return {"name": made.shift.name, "letter": made.shift.letter, "hours": written(made.hours).split()}


def _rest(is_away, is_off):
    return "请假" if is_away else "休息" if is_off else ""


def _why_none(made):
    """What an empty list says."""
    if made.is_away:
        return "本日请假，没有到期的职责。"
    if made.is_off:
        return "本日休息，没有到期的职责。"
    return "本日没有到期的职责。" if made.person else "本班次当日无人排班，或没有到期的职责。"


def _entry(entry):
    row = entry.row
    return _entry_of(row) | {"items": [_asked(item, entry.answers.get(item.key)) for item in row.rule.item_list]}


def _entry_of(row):
    mark = MARKS.get(outcome(row))
    return {"title": row.rule.title, "number": row.clause and row.clause.number, "name": _name(row),
            "opens": _clock(row.opens_at), "due": _clock(row.due_at), "moved": row.moved_to and row.work_date,
            "mark": mark, "done": row.judged_at and _done(row.judged_at, row.day),
            "reason": row.skip_reason if row.state == EXCUSED else row.explanation}


def _done(moment, day):
    """The time, with its day where that is not the day of the sheet."""
    when = moment.astimezone(HERE)
    return _clock(moment) if when.date() == day else _moment(moment)


def _date(day):
    return f"{day.month}月{day.day}日"


def _name(row):
    return row.person.name if row.person_id else None


def _asked(item, answer):
    """One item as a line to fill in, or as it was filled in."""
    need = "，".join(filter(None, (item.register and "自动关联", NEEDS.get(item.need))))
    return {"label": item.label, "kind": item.kind, "need": need, "answer": _told(item, answer),
            "choices": _choices(item, answer), "limits": _limits(item), "unit": item.unit, "least": item.least}


def _choices(item, answer):
    """[(choice, whether it was chosen)]; none where something is written."""
    if item.kind == TICK:
        return [("", bool(answer))]
    if item.kind == VERDICT:
        return [(label, key == answer) for key, label in VERDICTS.items()]
    if item.kind in (CHOICE, CHOICES):
        chosen = answer if isinstance(answer, list) else [answer]
        return [(choice, choice in chosen) for choice in item.choices]
    return []


def _told(item, answer):
    if answer is None:
        return None
    if item.kind == PHOTO:
        return f"{answer}张"
    if item.kind == VERDICT:
        return VERDICTS[answer]
    if item.kind == TICK:
        return "√"
    if item.register and answer is False:
        return f"{REGISTERS[item.register].word}（已撤回）"
    if item.register:
        return f"{REGISTERS[item.register].word} {moment(dt.datetime.fromisoformat(answer))}"
    return "、".join(answer) if isinstance(answer, list) else f"{answer}"


def _limits(item):
    """The limits of a number: 0—5000, 不低于 20, 不高于 80."""
    if item.low is not None and item.high is not None:
        return f"{item.low}—{item.high}"
    if item.low:  # that nothing is below nought goes without saying
        return f"不低于 {item.low}"
    return f"不高于 {item.high}" if item.high is not None else ""


def _box(found):
    """A cell of the week: nothing where nothing is due, a box to tick, or what became of it."""
    return {"is_due": found is not None, "mark": MARKS.get(found), "is_planned": found == PLANNED}


def _cell(made, counts, day):
    """A cell of the month: its marks, the gravest first, with how many where there are several."""
    several = sum((counts or {}).values()) > 1
    marks = [f"{MARKS[kind]}{count if several else ''}" for kind, count in (counts or {}).items() if kind != AHEAD]
    return {"marks": marks, "is_due": bool(counts), "is_to_come": day in made.to_come and not marks}


def _inspected(one, room):
    row = one.row
    looks = [_look(look, room) for look in one.looks]
    return {"title": row.rule.title, "name": _name(row), "clause": row.clause and row.clause.text,
            "number": row.clause and row.clause.number, "day": row.day, "due": _clock(row.due_at),
            "done_at": row.judged_at and _moment(row.judged_at),
            "done_by": one.done_by if row.done_by_id != row.person_id else None,
            "top": row.rule.top_score, "looks": looks, "since": _shown(one.since, room), "state": _standing(one)}


def _look(look, room):
    found = look.inspection
    return {"verdict": VERDICT_OF[found.verdict], "is_back": found.verdict != "accept", "at": found.at,
            "by": found.by.name, "score": found.score, "note": found.note, "shown": _shown(look.shown, room),
            "task": look.task and {"person": look.task.person.name, "due_at": look.task.due_at,
                                   "state": TASKS[look.task.state]},
            "steps": [{"kind": STEPS[step.kind], "text": step.text, "by": step.by.name, "at": step.at}
                      for step in look.steps if step.photo_id is None],
            "mended": _pictures([step for step in look.steps if step.photo_id], room)}


def _standing(one):
    """How the matter stands in the end."""
    if not one.looks:
        return "待检查" if one.row.state == "submitted" else "未提交检查"
    last = one.looks[-1]
    if last.is_well:
        return "整改后合格" if one.is_mended else "合格"
    if last.task:
        return TASKS[last.task.state]
    return "已整改，待复查" if one.row.state == "submitted" else "待整改"


def _shown(shown, room):
    answers = [(item.label, _answer(item, record), record.note) for item, record in shown.answers]
    return {"answers": answers, "remedy": shown.remedy} | _pictures(shown.photos, room)


def _pictures(rows, room):
    """As many as there is room for; the others are counted."""
    taken = [row for row in rows[:MOST_OF_A_LOOK] if next(room, None) is not None]
    return {"photos": [{"src": _picture(row), "by": row.by.name, "at": row.at} for row in taken],
            "left_out": len(rows) - len(taken)}


def _answer(item, record):
    if record.register and record.value is None:
        return f"{REGISTERS[record.register].word}（{moment(record.at)} 撤回）"
    return _told(item, record.value) or "—"


def _picture(record):
    data = photos.smaller(record.photo.read(), SIDE)
    return f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"


def _moment(moment):
    """Day and time, as the sheet writes what was due."""
    return f"{_date(moment.astimezone(HERE))} {_clock(moment)}"


def _clock(moment):
    return f"{moment.astimezone(HERE):%H:%M}"
