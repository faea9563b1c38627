"""What became of a duty of the demo: done in time or late, moved, missed, excused, inspected; decided by dice that fall

alike each time the story is told.
"""

import datetime as dt
import random

from db.base import HERE
from db.duties import ACCEPTED, EXCUSED, MISSED, REJECTED, SUBMITTED, TODO

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
IN_TIME, LATE, MADE_UP, FORGOTTEN = 0.86, 0.92, 0.935, 0.98  # of all; what is left over is excused
EXPLAINED, BY_SUPERIOR, RETURNED, FAILED, WAITS = 0.6, 0.03, 0.12, 0.05, 2 * DAY
MOVED, FURTHEST = 0.06, 3  # of what is not of every day, by so many days at most
DRAWN_OF_LATE = 0.5  # of what may be inspected: so that something waits for it
REASONS = ("当天参加集团培训，已同主管说明。", "当天由主管统一办理，无需重复。", "闭店清场，当天无需办理。",
           "设备送修，待修好后恢复。")
EXPLANATIONS = ("下班前临时支援二号馆，忘记登记。", "客户较多，当班没有腾出时间，以后排在上午。",
                "已做，漏了在系统里登记。", "交班时遗漏，已和接班同事约定提醒。")
FOUND = ("现场复查：一处提示牌松动，请固定后回复。", "现场复查：资料架缺两种资料，请补齐后回复。",
         "现场复查：登记与实物不符，请核对清楚后回复。")
PUT_RIGHT = ("已处理好，附照片。", "已核对并改正，附照片。", "已补齐，并检查了其余各处，附照片。")
SEEN = "复查合格。"
FAULTS = ("有异常的地方请写清位置。", "与现场不符，请核对后重报。", "有一项没有查到位，请补查。")
BLANK = {"state": TODO, "started_at": None, "done_at": None, "done_by": None, "first_done_at": None, "missed_at": None,
         "is_sampled": False, "skip_asked_at": None, "skip_reason": None, "explanation": None, "explained_at": None,
         "moved_to": None}


def dice(*of):
    return random.Random("|".join(map(str, of)))  # noqa: S311 - told again, the story is the same


def fate(row, rule, superior, now, dice):
    """({column: value}, [inspections]) of a duty up to this moment. `row`: {column: value} as it was made."""
    throw, done = dice.random(), _between(row["opens_at"], row["due_at"], dice)
    if throw < MOVED and _may_be_moved(row, rule, superior, now):
        return _moved(row, rule, superior, done, now, dice)
    if row["person"] is None or LATE <= throw < FORGOTTEN:
        return _missed(row, throw < MADE_UP, now, dice), []
    if throw >= FORGOTTEN:
        asked = row["opens_at"] + 10 * MINUTE
        return (BLANK | {"state": EXCUSED, "skip_asked_at": asked, "skip_reason": dice.choice(REASONS)}
                if superior and asked < now else BLANK), []
    if throw >= IN_TIME:
        done = _between(row["due_at"], min(row["locks_at"], row["due_at"] + 3 * HOUR), dice)
    return _done(row, rule, superior, done, now, dice) if done < now else (BLANK, [])


def _may_be_moved(row, rule, superior, now):
    """Whether somebody could have put it off and it is done by now all the same; nobody moves what is due every day."""
    is_daily = (rule.recurrence or "").startswith("FREQ=DAILY")
    return row["person"] and superior and not is_daily and row["due_at"] + FURTHEST * DAY < now


def _moved(row, rule, superior, done, now, dice):
    """Put off by a day or some more, and done then."""
    step = dice.randint(1, FURTHEST) * DAY
    shifted = {column: row[column] + step for column in ("opens_at", "due_at", "locks_at")}
    facts, seen = _done(row | shifted, rule, superior, done + step, now, dice)
    return facts | shifted | {"moved_to": row["work_date"] + step}, seen


def _done(row, rule, superior, done, now, dice):
    """Submitted; what was drawn has been inspected by now, but for the last days."""
    by = superior if superior and dice.random() < BY_SUPERIOR else row["person"]
    facts = BLANK | {"state": SUBMITTED, "done_at": done, "done_by": by,
                     "is_sampled": _is_drawn(rule, done, now, dice)}
    seen = _in_hours(done + DAY, dice)
    if not facts["is_sampled"] or by != row["person"] or superior is None or seen > now - WAITS:
        return facts, []
    good = {"verdict": "accept", "score": rule.top_score and dice.randint(rule.top_score - 1, rule.top_score),
            "note": "", "by": superior, "at": seen}
    outcome = dice.random()
    if outcome < FAILED:
        return facts | {"state": REJECTED}, [
            good | {"verdict": "fail", "score": rule.top_score and 1, "note": dice.choice(FOUND)}]
    if outcome > FAILED + RETURNED:
        return facts | {"state": ACCEPTED}, [good]
    again = seen + dice.randint(30, 180) * MINUTE
    return facts | {"state": ACCEPTED, "done_at": again, "first_done_at": done}, [
        good | {"verdict": "send_back", "score": None, "note": dice.choice(FAULTS)},
        good | {"at": again + dice.randint(20, 120) * MINUTE}]


def _is_drawn(rule, done, now, dice):
    share = max(rule.sampling / 100, DRAWN_OF_LATE if rule.sampling and done > now - WAITS else 0)
    return dice.random() < share


def _missed(row, is_made_up, now, dice):
    """Missed once it is locked; a part of it was opened again and made up for, a part explained, the rest neither."""
    if row["locks_at"] >= now:
        return BLANK
    gone = BLANK | {"state": MISSED, "missed_at": row["locks_at"]}
    later = _in_hours(row["locks_at"] + DAY, dice)
    if row["person"] is None or later >= now:
        return gone
    if is_made_up:
        return gone | {"state": SUBMITTED, "done_at": later, "done_by": row["person"]}
    if dice.random() < EXPLAINED:
        return gone | {"explanation": dice.choice(EXPLANATIONS), "explained_at": later}
    return gone


def _between(first, last, dice):
    return first + (last - first) * dice.uniform(0.15, 0.95)


def _in_hours(moment, dice):
    """On the day of the moment, between half past nine and five."""
    return dt.datetime.combine(moment.astimezone(HERE).date(), dt.time(9, 30), HERE) + dice.randint(0, 450) * MINUTE
