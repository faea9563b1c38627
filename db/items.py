"""What proves a duty done: items to tick, measure, judge, choose, write, photograph or refer to.

A supervisor types them one a line, label | kind | need, in Chinese:

    服务台整洁
    制动踏板 | 检查
    客流人次 | 数字 0~5000 人
    现场照片 | 照片 | 不合格时必填
    当天的检查记录 | 单据 检查

The last one ticks itself: it names a register of the portal (`deeds`), and what its person did there fills it.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass

from db.base import N_, Invalid, is_blank
from db.deeds import BY_WORD, REGISTERS
from db.photos import MOST_AT_ONCE

TICK, NUMBER, VERDICT, CHOICE, CHOICES, TEXT, PHOTO, RECORD = (
    "tick", "number", "verdict", "choice", "choices", "text", "photo", "record")
REQUIRED, OPTIONAL, ON_FAILURE = "required", "optional", "on_failure"
VERDICTS = PASS, ATTENTION, FAIL = ("pass", "attention", "fail")
KINDS = {TICK: "勾选", NUMBER: "数字", VERDICT: "检查", CHOICE: "单选", CHOICES: "多选", TEXT: "文字", PHOTO: "照片",
         RECORD: "单据"}
NEEDS = {REQUIRED: "必填", OPTIONAL: "选填", ON_FAILURE: "不合格时必填"}
READ_AS = {word: kind for kind, word in KINDS.items()} | {kind: kind for kind in KINDS}
READ_AS_NEED = {word: need for need, word in NEEDS.items()} | {need: need for need in NEEDS}
FIGURE = r"-?\d+(?:\.\d+)?"
LIMITS = re.compile(rf"(?:(?P<low>{FIGURE})?\s*[-~–—至到]\s*(?P<high>{FIGURE})?)?\s*(?P<unit>[^\s\d]\S{{0,9}})?")
MOST = 40            # items of a rule
LONGEST_LABEL = 60
LONGEST_ANSWER = 1000
MOST_CHOICES = 12
MOST_PHOTOS = 9      # of an item


@dataclass(frozen=True)
class Item:
    """One thing asked for. `key` names it within its rule; `least`: so many photos."""

    key: str
    label: str
    kind: str = TICK
    need: str = REQUIRED
    low: float | None = None
    high: float | None = None
    unit: str = ""
    choices: tuple = ()
    least: int = 1
    register: str = ""  # of a record that ticks itself; without one its number is typed

    def is_outside(self, figure):
        return self.low is not None and figure < self.low or self.high is not None and figure > self.high

    def is_failure(self, value):
        """Whether this answer makes what is needed on failure necessary."""
        return self.kind == VERDICT and value == FAIL or self.kind == NUMBER and self.is_outside(value)


def kept(items):
    """What a column of JSON holds."""
    return [{name: value for name, value in asdict(item).items() if value != getattr(Item, name, None)}
            for item in items]


def of_kept(rows):
    return [Item(**row | {"choices": tuple(row.get("choices", ()))}) for row in rows]


def format_items(items):
    """The notation of the items."""
    return "\n".join(" | ".join(filter(None, (item.label, _kind_words(item), _need_words(item)))) for item in items)


def parse_items(text, field="items"):
    """The items of the notation; Invalid names the first line that is none."""
    lines = [(place, line.strip()) for place, line in enumerate((text or "").split("\n"), start=1) if line.strip()]
    if len(lines) > MOST:
        raise Invalid(N_("At most %(most)s items."), field, most=MOST)
    items = [_item(f"i{n}", place, line, field) for n, (place, line) in enumerate(lines, start=1)]
    if sum(item.least for item in items if item.kind == PHOTO) > MOST_AT_ONCE:
        raise Invalid(N_("At most %(most)s photos in all."), field, most=MOST_AT_ONCE)
    return items


def answers(items, given, notes, photos, proven=()):
    """({key: {value, note}}, {key: (message, params)}) of what was given and what is wrong with it.

    `given`: {key: text, list or truth}; `photos`: {key: how many there are}; `proven`: the keys of what registers show,
    which is never given.
    """
    values, problems = {}, {}
    for item in items:
        if item.register:
            continue
        try:
            value = READERS[item.kind](item, given.get(item.key))
        except Invalid as refusal:
            problems[item.key] = refusal.message, refusal.params
            continue
        note = (notes.get(item.key) or "").strip()
        if value is not None or note:
            values[item.key] = {"value": value} | ({"note": note} if note else {})
    failed = {item.key for item in items if _value(values, item) is not None and item.is_failure(_value(values, item))}
    for item in items:
        if item.key not in problems:
            problem = _lacking(item, values, photos, proven, is_failing=bool(failed))
            problems |= {item.key: problem} if problem else {}
    return values, problems


def _item(key, place, line, field):
    cells = [cell.strip() for cell in re.split(r"[|｜]", line)]
    if len(cells) == 2 and cells[1] in READ_AS_NEED:
        cells.insert(1, "")
    label, words, need = (cells + ["", ""])[:3]
    if not label or len(cells) > 3:
        raise Invalid(N_("Line %(line)s: write label | kind | need, parted by upright bars."), field, line=place)
    if len(label) > LONGEST_LABEL:
        raise Invalid(N_("Line %(line)s: a label has at most %(most)s characters."), field, line=place,
                      most=LONGEST_LABEL)
    if need and need not in READ_AS_NEED:
        raise Invalid(N_("Line %(line)s: after the second bar write 必填, 选填 or 不合格时必填."), field, line=place)
    return Item(key, label, need=READ_AS_NEED.get(need, REQUIRED), **_kind(words, place, field))


def _kind(words, place, field):
    word, _space, rest = words.partition(" ")
    kind = READ_AS.get(word or "勾选")
    if kind is None:
        raise Invalid(N_("Line %(line)s: %(word)s is no kind; use 勾选, 数字, 检查, 单选, 多选, 文字, 照片 or 单据."),
                      field, line=place, word=word[:20])
    if kind in (CHOICE, CHOICES):
        choices = tuple(dict.fromkeys(filter(None, (choice.strip() for choice in re.split(r"[/／、]", rest)))))
        if not 2 <= len(choices) <= MOST_CHOICES:
            raise Invalid(N_("Line %(line)s: write 2 to %(most)s choices, like 单选 晴/阴/雨."), field, line=place,
                          most=MOST_CHOICES)
        return {"kind": kind, "choices": choices}
    if kind == NUMBER:
        return {"kind": kind} | _limits(rest, place, field)
    if kind == PHOTO and rest:
        return {"kind": kind, "least": _least(rest, place, field)}
    if kind == RECORD and rest:
        return {"kind": kind, "register": _register(rest.strip(), place, field)}
    return {"kind": kind}


def _limits(rest, place, field):
    match = LIMITS.fullmatch(unicodedata.normalize("NFKC", rest).strip())
    low, high = (match[name] and _figure(match[name]) for name in ("low", "high")) if match else (None, None)
    if not match or low is not None and high is not None and low > high:
        raise Invalid(N_("Line %(line)s: write limits and unit like 数字 0~5000 人."), field, line=place)
    return {"low": low, "high": high, "unit": match["unit"] or ""}


def _least(rest, place, field):
    figure = re.fullmatch(r"([1-9])\s*张?", unicodedata.normalize("NFKC", rest).strip())
    if not figure:
        raise Invalid(N_("Line %(line)s: write how many photos at least, like 照片 2张; at most %(most)s."), field,
                      line=place, most=MOST_PHOTOS)
    return int(figure[1])


def _register(word, place, field):
    if word not in BY_WORD:
        raise Invalid(N_("Line %(line)s: after 单据 write one of %(words)s; or nothing, for a number typed by hand."),
                      field, line=place, words="、".join(BY_WORD))
    return BY_WORD[word]


def _kind_words(item):
    if item.kind in (CHOICE, CHOICES):
        return f"{KINDS[item.kind]} {'/'.join(item.choices)}"
    if item.kind == NUMBER:
        limits = f"{_written(item.low)}~{_written(item.high)}" if (item.low, item.high) != (None, None) else ""
        return " ".join(filter(None, (KINDS[NUMBER], limits, item.unit)))
    if item.kind == PHOTO and item.least > 1:
        return f"{KINDS[PHOTO]} {item.least}张"
    if item.register:
        return f"{KINDS[RECORD]} {REGISTERS[item.register].word}"
    return KINDS[item.kind] if item.kind != TICK else ""


def _need_words(item):
    return NEEDS[item.need] if item.need != REQUIRED else ""


def _figure(text):
    figure = float(text)
    return int(figure) if figure == int(figure) else figure


def _written(figure):
    return "" if figure is None else str(figure)


# How an answer is read: what was not given is None; Invalid for what is no answer.

def _read_tick(_item, given):
    return True if given in (True, "y", "on", "1") else None


def _read_number(_item, given):
    text = unicodedata.normalize("NFKC", given or "").strip().replace(",", "")
    if not text:
        return None
    if not re.fullmatch(FIGURE, text) or len(text) > 15:
        raise Invalid(N_("This is no number."))
    return _figure(text)


def _read_verdict(_item, given):
    return _among(VERDICTS, given)


def _read_choice(item, given):
    return _among(item.choices, given)


def _read_choices(item, given):
    return [_among(item.choices, one) for one in given] if given else None


def _read_text(_item, given):
    text = (given or "").strip()
    if len(text) > LONGEST_ANSWER:
        raise Invalid(N_("At most %(most)s characters."), most=LONGEST_ANSWER)
    return None if is_blank(text) else text


def _read_photo(_item, _given):
    return None


def _among(choices, given):
    if given in (None, ""):
        return None
    if given not in choices:
        raise Invalid(N_("Choose one of those offered."))
    return given


READERS = {TICK: _read_tick, NUMBER: _read_number, VERDICT: _read_verdict, CHOICE: _read_choice,
           CHOICES: _read_choices, TEXT: _read_text, PHOTO: _read_photo, RECORD: _read_text}


def _lacking(item, values, photos, proven, *, is_failing):
    """What is wrong with one answer in the light of all of them; None where nothing is."""
    value, count = _value(values, item), photos.get(item.key, 0)
    if item.kind == PHOTO and count > MOST_PHOTOS:
        return N_("At most %(most)s photos."), {"most": MOST_PHOTOS}
    if item.kind == NUMBER and value is not None and item.is_outside(value) and not values[item.key].get("note"):
        return N_("This is outside %(low)s to %(high)s: say why."), {"low": _written(item.low) or "−∞",
                                                                     "high": _written(item.high) or "∞"}
    if item.kind == VERDICT and value == FAIL and not values[item.key].get("note"):
        return N_("Say what is wrong."), {}
    is_needed = item.need == REQUIRED or item.need == ON_FAILURE and is_failing
    if is_needed and item.kind == PHOTO and count < item.least:
        return N_("At least %(least)s photos are needed."), {"least": item.least}
    if item.register:
        is_there = item.key in proven or not is_needed
        return None if is_there else (N_("Not there yet: it ticks itself as soon as you have done it."), {})
    if is_needed and item.kind != PHOTO and value is None:
        return N_("This is required."), {}
    return None


def _value(values, item):
    return values.get(item.key, {}).get("value")
