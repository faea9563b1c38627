"""How often, in the words of the reader: every day, 每月最后一个工作日."""

from flask_babel import get_locale, gettext

from db.base import N_
from db.recurrence import (
    AS_USUAL,
    DATE,
    DAY,
    EARLIER,
    EVENT,
    LAST,
    LATER,
    MONTH,
    ONCE,
    QUARTER,
    SHIFT,
    SKIP,
    WEEK,
    WEEKDAY,
    WORKDAY,
    YEAR,
)
from db.rules import DAY as MIDNIGHT
from db.rules import WHO, clock
from portal.filters import day

UNITS = {DAY: N_("Every day"), WEEK: N_("Every week"), MONTH: N_("Every month"), QUARTER: N_("Every quarter"),
         YEAR: N_("Every year"), SHIFT: N_("At the beginning of each shift"), ONCE: N_("Once"),
         EVENT: N_("Whenever it happens")}
WAYS = {DATE: N_("Date"), WEEKDAY: N_("Weekday"), WORKDAY: N_("Working day")}
OFF_DAYS = {AS_USUAL: N_("as usual"), SKIP: N_("not at all"), EARLIER: N_("on the working day before"),
            LATER: N_("on the next working day")}
SHIFTED = {SKIP: N_("%(rhythm)s; not on days off"), EARLIER: N_("%(rhythm)s; on days off the working day before"),
           LATER: N_("%(rhythm)s; on days off the next working day")}
NTH = {1: N_("the first %(weekday)s"), 2: N_("the second %(weekday)s"), 3: N_("the third %(weekday)s"),
       4: N_("the fourth %(weekday)s"), LAST: N_("the last %(weekday)s")}


def init_app(app):
    app.jinja_env.filters.update(rhythm=lambda rule: sentence(rule.rhythm, rule.begins_on, rule.off_days),
                                 times=times_of, locks=locks_of, weekday=lambda day: weekdays()[day.weekday()])
    app.jinja_env.globals.update(WHO=WHO)


def sentence(recurrence, begins_on, off=AS_USUAL):
    """The recurrence in words."""
    said = SAYING[recurrence.unit](recurrence, begins_on)
    is_never_off = recurrence.unit in (SHIFT, EVENT) or recurrence.way == WORKDAY
    return said if is_never_off or off not in SHIFTED else gettext(SHIFTED[off], rhythm=said)


def weekdays():
    """The weekdays in the reader's language, Monday first."""
    return get_locale().days["stand-alone"]["abbreviated"]


def times_of(rule):
    """When it is due on its day, one text a time: until 18:00, 09:00–10:00, within 30 minutes."""
    if rule.rhythm.unit == SHIFT:
        return [gettext("within %(n)s minutes", n=due) for _start, due, _lock in rule.times]
    return [gettext("until %(time)s", time=told(due)) if start == 0 else f"{told(start)}–{told(due)}"
            for start, due, _lock in rule.times]


def locks_of(rule):
    """When each time is locked, in the same order."""
    if rule.rhythm.unit == SHIFT:
        return [gettext("%(n)s minutes after the shift begins", n=lock) for _start, _due, lock in rule.times]
    return [told(lock) for _start, _due, lock in rule.times]


def told(minutes):
    """Minutes of a day as a time; beyond midnight it says how many days later."""
    days = minutes // MIDNIGHT
    if days == 0:
        return clock(minutes)
    if days == 1:
        return gettext("%(time)s on the next day", time=clock(minutes))
    return gettext("%(time)s, %(n)s days later", time=clock(minutes), n=days)


def _daily(it, _begins_on):
    return gettext("every day") if it.every == 1 else gettext("every %(n)s days", n=it.every)


def _weekly(it, _begins_on):
    names = weekdays()
    listed = gettext(", ").join(names[n] for n in it.weekdays)
    if it.weekdays == tuple(range(it.weekdays[0], it.weekdays[-1] + 1)) and len(it.weekdays) > 2:
        listed = gettext("%(first)s to %(last)s", first=names[it.weekdays[0]], last=names[it.weekdays[-1]])
    if it.every == 1:
        return gettext("every week on %(days)s", days=listed)
    return gettext("every %(n)s weeks on %(days)s", n=it.every, days=listed)


def _monthly(it, _begins_on):
    if it.every == 1:
        return gettext("on %(which)s of each month", which=_which(it))
    return gettext("on %(which)s of every %(n)s months", which=_which(it), n=it.every)


def _quarterly(it, _begins_on):
    return gettext("on %(which)s of month %(month)s of each quarter", which=_which(it), month=it.month)


def _yearly(it, _begins_on):
    return gettext("on %(which)s of %(month)s each year", which=_which(it),
                   month=get_locale().months["stand-alone"]["wide"][it.month])


def _which(it):
    """The day of the month in words."""
    if it.way == WEEKDAY:
        return gettext(NTH[it.number]) % {"weekday": weekdays()[it.weekday]}
    if it.way == WORKDAY:
        return gettext("the last working day") if it.number == LAST else gettext("working day %(n)s", n=it.number)
    return gettext("the last day") if it.number == LAST else gettext("day %(n)s", n=it.number)


SAYING = {DAY: _daily, WEEK: _weekly, MONTH: _monthly, QUARTER: _quarterly, YEAR: _yearly,
          SHIFT: lambda it, begins_on: gettext("at the beginning of each shift"),
          ONCE: lambda it, begins_on: gettext("once, on %(day)s", day=day(begins_on)),
          EVENT: lambda it, begins_on: gettext("whenever it happens")}
