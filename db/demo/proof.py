"""What the people of the demo would have filled in for a duty: plausible answers, as the form would send them."""

from db.items import ATTENTION, CHOICE, CHOICES, NUMBER, OPTIONAL, PASS, PHOTO, RECORD, TEXT, TICK, VERDICT, answers

FIGURES = {  # label: (least, most) of a usual day
    "抽查项数": (6, 12), "不合格项数": (0, 2), "在岗人数": (4, 7), "未结事项": (0, 6), "参加人数": (5, 12),
    "已履行条数": (18, 21), "拜访户数": (2, 6), "参加户数": (30, 80), "收件": (5, 40), "未领": (0, 3),
    "入库件数": (10, 60), "更新户数": (3, 15), "到场人数": (3, 4), "进场人数": (260, 1600), "电量": (58, 97),
    "发放份数": (40, 160), "条数": (3, 15), "决议条数": (2, 6), "未签人数": (5, 12), "不一致项": (0, 3),
    "考核人数": (3, 8), "面谈人数": (3, 8), "应有把数": (8, 8), "账面": (60, 180), "账面件数": (146, 146),
    "登记件数": (0, 4), "未领件数": (2, 9),
}
COUNTED = {"实有把数": "应有把数", "实盘": "账面", "实盘件数": "账面件数"}  # what is counted, and what it comes to
NUMBERS = {"会议": "HY", "计划": "JH", "总结": "ZJ", "报告": "BG", "移交": "YJ", "磁带": "BY", "文件": "WJ"}
CHOSEN = {"天气": ("晴", "晴", "晴", "阴", "阴", "雨")}
WORDS = {
    "主要诉求": ("货梯高峰期等候较久，希望错开补货时间。", "希望提前一周告知促销排期。",
                 "卸货区照明偏暗，已转物业部。"),
    "重点事项": ("周末促销人手，下午补一人到服务台。", "新资料上架，旧版收回。", "晚班注意会员卡余量。"),
    "发现的问题": ("登记表漏填联系电话一处，已当场补齐。", "一名员工未戴工牌，已提醒。", "资料架缺楼层图，已补。"),
    "缺少的用品": ("打印纸剩两包，已报领。", "签字笔不足，已补。"),
    "说明": ("两件等商户回复。", "一件转物流技术部，明日上门。"),
    "异常说明": ("下雨，较平日少。", "上午有团购看房团。"),
    "超支科目": ("车辆维修超出当月分解，已说明。",),
}
NOTICED = ("有磨损，已列入周检。", "略脏，当场擦净。", "一处缺损，已报修。", "偏少，已补充。")
MENTIONED, CAREFUL = 0.2, 0.04  # how often something optional is said, and something is found that needs attention


def fill_in(rule, day, dice):
    """{key: {value, note}} of one answer to every item that is filled in; as `items.answers` keeps it."""
    given, notes, said, elsewhere = {}, {}, {}, {item.key for item in rule.item_list if item.register}
    for item in rule.item_list:
        if item.kind == PHOTO or item.register or item.need == OPTIONAL and dice.random() > MENTIONED:
            continue
        given[item.key] = _answer(item, day, dice, said)
        if given[item.key] == ATTENTION:
            notes[item.key] = dice.choice(NOTICED)
    values, problems = answers(rule.item_list, given, notes, {}, elsewhere)
    if problems:
        raise ValueError(f"{rule.title}: {problems}")
    return values


def _answer(item, day, dice, said):
    if item.kind == NUMBER:
        said[item.label] = said.get(COUNTED.get(item.label)) or dice.randint(*_usual(item))
        return str(said[item.label])
    if item.kind == VERDICT:
        return ATTENTION if dice.random() < CAREFUL else PASS
    if item.kind == CHOICE:
        return dice.choice(CHOSEN.get(item.label, item.choices))
    return {TICK: lambda: "y", CHOICES: lambda: [item.choices[0]], RECORD: lambda: _numbered(item.label, day),
            TEXT: lambda: dice.choice(WORDS.get(item.label, ("无异常。",)))}[item.kind]()


def _usual(item):
    low = int(item.low or 0)
    return FIGURES.get(item.label, (low, low + 10 if item.high is None else int(min(item.high, low + 10))))


def _numbered(label, day):
    return f"{NUMBERS.get(label[:2], 'DJ')}-{day:%Y%m%d}-01"
