"""How the duties of the demo come to somebody's day, by position and number: rules, and registers that show them."""

from db.items import kept, parse_items
from db.recurrence import AS_USUAL, LATER
from db.rules import EVERYBODY, HOLDER, IN_TURN

DAILY, WEEKDAYS, EACH_SHIFT = "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=DAILY;X-EACH=SHIFT"
MONDAYS, FRIDAYS = "FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=FR"
FIRST_WORKDAY, LAST_WORKDAY, MONTH_END = (
    "FREQ=MONTHLY;X-WORKDAY=1", "FREQ=MONTHLY;X-WORKDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1")
QUARTERLY = "FREQ=YEARLY;BYMONTH=1,4,7,10;X-WORKDAY=5"
QUARTER_END = "FREQ=YEARLY;BYMONTH=3,6,9,12;X-WORKDAY=-1"
YEARLY = "FREQ=YEARLY;BYMONTH=11;X-WORKDAY=10"


def rule(number, title, recurrence, span, *, items="", locks=0, **more):
    """`span`: "09:00-10:00", or several, of a shift counted from its beginning; locked at midnight, `locks` days later,

    or four hours after the shift began. `items` as a supervisor types them.
    """
    locked = 240 if recurrence == EACH_SHIFT else 24 * 60 - 1 + locks * 24 * 60
    times = [[*_span(one), locked] for one in span.split()]
    is_monthly = "MONTHLY" in recurrence or "YEARLY" in recurrence
    facts = {"title": title, "recurrence": recurrence, "off_days": LATER if is_monthly else AS_USUAL, "times": times,
             "who": HOLDER, "person": None, "items": kept(parse_items(items)), "sampling": 0, "top_score": None,
             "minutes": None}
    return number, facts | more


def _span(text):
    return [int(hour) * 60 + int(minute) for hour, minute in (time.split(":") for time in text.split("-"))]


OPENING = ("工牌与仪容\n台面无无关物品 | 检查\n资料架补齐 | 检查\n电话、电脑、打印机 | 检查\n"
           "问题照片 | 照片 | 不合格时必填")
PATROL = ("导示牌完好、内容正确 | 检查\n楼层图与品牌表为最新 | 检查\n宣传资料未过期 | 检查\n应急灯与灭火器 | 检查\n"
          "消防通道畅通 | 检查\n地面无湿滑 | 检查\n问题照片 | 照片 | 不合格时必填")
VEHICLE = ("证件随车\n制动踏板 | 检查\n驻车制动 | 检查\n转向 | 检查\n轮胎 | 检查\n前照灯与转向灯 | 检查\n喇叭 | 检查\n"
           "后视镜 | 检查\n安全带与护链 | 检查\n灭火器 | 检查\n"
           "电量 | 数字 30~100 %\n试车有无异响 | 检查\n异常照片 | 照片 | 不合格时必填")
TRAFFIC = "进场人数 | 数字 0~5000 人\n天气 | 单选 晴/阴/雨/雪\n异常说明 | 文字 | 选填"
SPOT_CHECK = "抽查项数 | 数字 1~50 项\n不合格项数 | 数字 0~50 项\n发现的问题 | 文字 | 选填"
MINUTES = "会议纪要编号 | 单据\n决议条数 | 数字 0~30 条"
REPORT = "报告编号 | 单据"
LOOKED_AT = "当天的检查记录 | 单据 检查"

RULES = {
    "manager": [
        rule(1, "抽查接待服务", MONDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=30),
        rule(2, "抽查总机与收发登记", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=20),
        rule(5, "部门数据与投诉分析通报", FIRST_WORKDAY, "09:00-18:00", items=REPORT, locks=4, minutes=120),
        rule(7, "审阅宣传与推广安排", MONDAYS, "09:00-18:00", locks=2, minutes=20),
        rule(8, "检查车队安全记录", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=30),
        rule(9, "各岗位执行情况检查", LAST_WORKDAY, "09:00-18:00", items=SPOT_CHECK, locks=3, minutes=120),
        rule(11, "部门内协调碰头", MONDAYS, "09:00-10:30", minutes=30),
        rule(12, "下月工作计划与本月总结", LAST_WORKDAY, "09:00-18:00",
             items="计划编号 | 单据\n总结编号 | 单据", locks=3),
        rule(13, "部门例会", MONDAYS, "10:00-12:00", items=MINUTES, locks=1, minutes=60),
        rule(14, "费用支出核对", MONTH_END, "09:00-18:00", items="超支科目 | 文字 | 选填", locks=4),
        rule(15, "固定资产抽盘", QUARTERLY, "09:00-18:00", items="账面件数 | 数字 0~\n实盘件数 | 数字 0~", locks=7),
        rule(16, "跨部门衔接会", FIRST_WORKDAY, "09:00-18:00", items=MINUTES, locks=4),
        rule(17, "部门文件归档检查", MONTH_END, "09:00-18:00", locks=4),
        rule(18, "下属考核面谈", QUARTER_END, "09:00-18:00", items="面谈人数 | 数字 0~50 人", locks=7),
    ],
    "deputy": [
        rule(1, "巡查卖场前台接待", WEEKDAYS, "09:30-12:00", items=SPOT_CHECK, minutes=30),
        rule(4, "核对客流统计与调查进度", FRIDAYS, "09:00-18:00", locks=2, minutes=20),
        rule(5, "检查促销宣传到位", FRIDAYS, "09:00-18:00", items=PATROL, locks=2, minutes=40),
        rule(6, "车队安全抽查", FIRST_WORKDAY, "09:00-18:00", items=SPOT_CHECK, locks=4),
        rule(7, "岗位履职检查", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=60),
        rule(9, "内部问题台账跟进", WEEKDAYS, "09:00-18:00", minutes=15),
        rule(11, "协助编制月计划", LAST_WORKDAY, "09:00-18:00", locks=3),
        rule(12, "例会材料准备", MONDAYS, "08:30-10:00", minutes=20),
        rule(13, "预算执行核对", MONTH_END, "09:00-18:00", locks=4),
        rule(14, "资产变动核对", QUARTERLY, "09:00-18:00", locks=7),
        rule(15, "文件归档整理", MONTH_END, "09:00-18:00", locks=4),
    ],
    "merchant_supervisor": [
        rule(1, "当日任务分派", DAILY, "08:30-09:30",
             items="在岗人数 | 数字 0~30 人\n重点事项 | 文字 | 选填", minutes=15),
        rule(2, "前台与大厅巡视", DAILY, "10:00-11:00 15:00-16:00", items=SPOT_CHECK, minutes=20),
        rule(6, "制度执行检查", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=45),
        rule(6, "当日抽查下属任务", DAILY, "00:00-20:30", items=LOOKED_AT, minutes=10),
        rule(7, "跨部门事项跟进", FRIDAYS, "09:00-18:00", locks=2),
        rule(8, "日终服务小结", DAILY, "17:00-20:30", items="未结事项 | 数字 0~200 件\n说明 | 文字 | 选填", minutes=10),
        rule(9, "本部周例会", FRIDAYS, "14:00-18:00", items=MINUTES, locks=1, minutes=60),
        rule(10, "本部服务培训", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "14:00-18:00",
             items="参加人数 | 数字 1~50 人", locks=2),
        rule(11, "车队出车与车检抽查", DAILY, "09:00-12:00", items=SPOT_CHECK, minutes=20),
        rule(12, "后勤保障检查", FRIDAYS, "09:00-18:00", locks=2),
        rule(13, "档案移交情况核对", MONTH_END, "09:00-18:00", locks=4),
        rule(14, "21条商户服务履行核对", LAST_WORKDAY, "09:00-18:00", items="已履行条数 | 数字 0~21 条", locks=3),
        rule(15, "环境与设施安全巡检", DAILY, "09:00-20:00", items=PATROL, sampling=10, minutes=20),
        rule(16, "商务会所服务检查", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2),
        rule(17, "协助部门月计划与总结", LAST_WORKDAY, "09:00-18:00", locks=3),
        rule(18, "部门例会协助", MONDAYS, "08:30-10:00"),
        rule(19, "协助预算编制", YEARLY, "09:00-18:00", locks=10),
        rule(20, "固定资产协助盘点", QUARTERLY, "09:00-18:00", locks=7),
        rule(21, "全部门文件归档", MONTH_END, "09:00-18:00", locks=4),
        rule(22, "招聘与考核协助", QUARTER_END, "09:00-18:00", locks=7),
        rule(23, "行政文秘交办核对", FRIDAYS, "09:00-18:00", locks=2),
    ],
    "office_clerk": [
        rule(4, "商户拜访", MONDAYS, "09:00-18:00", items="拜访户数 | 数字 0~20 户\n主要诉求 | 文字", locks=4),
        rule(5, "商户培训", "FREQ=YEARLY;BYMONTH=2,5,8,11;X-WORKDAY=8", "09:00-18:00",
             items="参加户数 | 数字 0~300 户", locks=7),
        rule(6, "商户信息汇总分析", LAST_WORKDAY, "09:00-18:00", items=REPORT, locks=3),
        rule(7, "领取并落实当日安排", DAILY, "09:00-10:30", minutes=10),
        rule(10, "制度学习与自查", FIRST_WORKDAY, "09:00-18:00", locks=5),
        rule(12, "后勤用品检查补充", DAILY, "08:30-11:00",
             items="用品齐全 | 检查\n缺少的用品 | 文字 | 选填", minutes=15),
        rule(13, "21条商户服务登记", FRIDAYS, "09:00-18:00", locks=2),
        rule(14, "办公区域安全巡视", DAILY, "17:00-20:30", items="电源已关\n门窗已锁\n消防通道畅通 | 检查", minutes=10),
        rule(16, "信函报刊分发", WEEKDAYS, "09:00-12:00",
             items="收件 | 数字 0~500 件\n未领 | 数字 0~100 件", minutes=20),
        rule(17, "车钥匙与磁带清点", DAILY, "08:00-09:30 18:00-20:30",
             items="应有把数 | 数字 0~50 把\n实有把数 | 数字 0~50 把\n磁带齐全", minutes=10),
    ],
    "archive_clerk": [
        rule(1, "档案入库与编目", FRIDAYS, "09:00-18:00", items="入库件数 | 数字 0~500 件", locks=2),
        rule(2, "商户档案更新", "FREQ=WEEKLY;BYDAY=TU,TH", "09:00-18:00", items="更新户数 | 数字 0~100 户", locks=1),
        rule(3, "向公司档案室移交", QUARTER_END, "09:00-18:00", items="移交单号 | 单据", locks=7),
        rule(4, "市场信息汇总", "FREQ=MONTHLY;BYDAY=-1FR", "09:00-18:00", items=REPORT, locks=3),
        rule(5, "协助商户服务", WEEKDAYS, "09:00-18:00"),
        rule(7, "部内日常事务", WEEKDAYS, "09:00-18:00"),
    ],
    "guide_captain": [
        rule(1, "播报内容更新", DAILY, "08:30-09:30", items="磁带或U盘编号 | 单据", minutes=10),
        rule(2, "杂志与资料上车", DAILY, "08:30-10:00", minutes=10),
        rule(3, "品牌推介内容检查", MONDAYS, "09:00-18:00", locks=2),
        rule(4, "班前安全讲话", DAILY, "08:00-09:00", items="到场人数 | 数字 0~20 人\n精神状态正常", minutes=10),
        rule(5, "安全与服务培训", "FREQ=MONTHLY;BYDAY=2TU", "14:00-18:00", items="参加人数 | 数字 1~20 人", locks=3),
        rule(6, "车辆周检", FRIDAYS, "09:00-18:00", items=VEHICLE, locks=1, sampling=50, top_score=5),
        rule(7, "车辆卫生检查", DAILY, "17:00-20:30", items="车厢清洁 | 检查\n外观清洁 | 检查", minutes=10),
        rule(8, "市场客流汇总", DAILY, "18:00-20:30", items=TRAFFIC),
        rule(9, "购物信息汇总", FRIDAYS, "09:00-18:00", locks=2),
        rule(10, "周统计报送", MONDAYS, "09:00-12:00", items=REPORT, locks=1),
    ],
    "guide_driver": [
        rule(1, "车上动态播报", DAILY, "09:00-20:00", minutes=5),
        rule(2, "资料发放", DAILY, "09:00-20:00", items="发放份数 | 数字 0~1000 份"),
        rule(3, "品牌推介", DAILY, "09:00-20:00"),
        rule(4, "出车前状态确认", EACH_SHIFT, "00:00-00:20", who=EVERYBODY,
             items="未饮酒未服药\n精神状态良好", minutes=5),
        rule(5, "车辆日检", EACH_SHIFT, "00:00-00:40", who=EVERYBODY, items=VEHICLE, sampling=20, minutes=15),
        rule(6, "收车清洁", DAILY, "18:00-20:30", items="车厢清洁 | 检查\n照片 | 照片 | 选填", minutes=15),
        rule(7, "客流统计", DAILY, "10:00-11:30 14:00-15:30 17:00-18:30", who=IN_TURN, items=TRAFFIC, minutes=5),
        rule(8, "购物信息收集", DAILY, "09:00-20:00", items="条数 | 数字 0~100 条"),
    ],
    "hall_clerk": [
        rule(1, "开台准备", EACH_SHIFT, "00:00-00:45", who=EVERYBODY, items=OPENING, sampling=10, minutes=15),
        rule(3, "券与赠品盘点", DAILY, "17:00-20:30", who=IN_TURN,
             items="账面 | 数字 0~ 份\n实盘 | 数字 0~ 份", minutes=15),
        rule(11, "投诉周分析", FRIDAYS, "09:00-18:00", items=REPORT, locks=2),
        rule(17, "促销信息确认", MONDAYS, "09:00-12:00", minutes=10),
        rule(20, "工作区卫生与物品", DAILY, "09:00-12:00 17:00-20:30", who=IN_TURN,
             items="台面无无关物品 | 检查\n用品摆放整齐 | 检查\n照片 | 照片 | 不合格时必填", sampling=10, minutes=5),
        rule(22, "当日目标确认", DAILY, "09:00-10:30", minutes=5),
        rule(24, "制度与表单自查", FIRST_WORKDAY, "09:00-18:00", locks=5),
    ],
    "floor_supervisor": [
        rule(1, "当日目标与分工", DAILY, "08:30-09:30",
             items="在岗人数 | 数字 0~30 人\n重点事项 | 文字 | 选填", minutes=15),
        rule(2, "中心服务培训", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "14:00-18:00",
             items="参加人数 | 数字 1~50 人", locks=2),
        rule(3, "制度执行检查", FRIDAYS, "09:00-18:00", items=SPOT_CHECK, locks=2, minutes=45),
        rule(3, "当日抽查下属任务", DAILY, "00:00-20:30", items=LOOKED_AT, minutes=10),
        rule(4, "导示与资料检查", DAILY, "09:30-12:00", items=PATROL, sampling=20, minutes=30),
        rule(5, "环境与设施安全巡检", DAILY, "14:00-18:00", items=PATROL, minutes=30),
        rule(6, "制度修改建议上报", QUARTERLY, "09:00-18:00", items=REPORT, locks=7),
        rule(7, "跨部门事项跟进", FRIDAYS, "09:00-18:00", locks=2),
        rule(8, "促销与客流督导", DAILY, "15:00-17:00", items=SPOT_CHECK, minutes=20),
        rule(10, "投诉与信息周分析", MONDAYS, "09:00-18:00", items=REPORT, locks=1),
        rule(11, "日终服务小结", DAILY, "17:00-20:30", items="未结事项 | 数字 0~200 件", minutes=10),
        rule(13, "咨询导购带教", DAILY, "10:00-20:00", minutes=20),
        rule(17, "中心周总结会", FRIDAYS, "16:00-18:00", items=MINUTES, locks=1, minutes=60),
        rule(18, "卖场经理交办核对", WEEKDAYS, "09:00-18:00"),
    ],
    "floor_clerk": [
        rule(1, "开台准备", EACH_SHIFT, "00:00-00:45", who=EVERYBODY, items=OPENING, sampling=10, minutes=15),
        rule(3, "券与赠品盘点", DAILY, "17:00-20:30", who=IN_TURN,
             items="账面 | 数字 0~ 份\n实盘 | 数字 0~ 份", minutes=15),
        rule(11, "投诉周分析", FRIDAYS, "09:00-18:00", items=REPORT, locks=2),
        rule(14, "卖场客流统计", DAILY, "10:00-11:30 14:00-15:30 17:00-18:30", who=IN_TURN, items=TRAFFIC, minutes=5),
        rule(18, "促销信息确认", MONDAYS, "09:00-12:00", minutes=10),
        rule(21, "服务台卫生与物品", DAILY, "09:00-12:00 17:00-20:30", who=IN_TURN,
             items="台面无无关物品 | 检查\n用品摆放整齐 | 检查\n照片 | 照片 | 不合格时必填", sampling=10, minutes=5),
        rule(23, "当日目标确认", DAILY, "09:00-10:30", minutes=5),
        rule(25, "制度与表单自查", FIRST_WORKDAY, "09:00-18:00", locks=5),
    ],
    "market_director": [
        rule(1, "年度目标拟定", YEARLY, "09:00-18:00", items="文件编号 | 单据", locks=20),
        rule(2, "招商与推广督导", FIRST_WORKDAY, "09:00-18:00", locks=5),
        rule(3, "经营分析会", FIRST_WORKDAY, "09:00-18:00", items=MINUTES, locks=5),
        rule(4, "服务标准执行检查", QUARTERLY, "09:00-18:00", items=SPOT_CHECK, locks=7),
        rule(7, "预算与购置审核", MONTH_END, "09:00-18:00", locks=4),
        rule(8, "部门经理考核", QUARTER_END, "09:00-18:00", items="考核人数 | 数字 1~20 人", locks=10),
    ],
    "hr_manager": [
        rule(1, "说明书修订检查", QUARTERLY, "09:00-18:00", locks=7),
        rule(2, "签署进度催办", MONDAYS, "09:00-18:00", items="未签人数 | 数字 0~500 人", locks=1),
        rule(3, "岗位、人员、版本核对", QUARTERLY, "09:00-18:00", items="不一致项 | 数字 0~100 项", locks=7),
        rule(6, "培训执行检查", LAST_WORKDAY, "09:00-18:00", items=SPOT_CHECK, locks=3),
        rule(8, "制度执行检查", QUARTERLY, "09:00-18:00", locks=7),
        rule(9, "专员工作安排", MONDAYS, "09:00-11:00", minutes=20),
    ],
}

# What the second version of a position brought, by the numbers of the version in force.
ADDED_RULES = {
    "floor_clerk": [rule(18, "失物招领登记", DAILY, "17:00-20:30", who=IN_TURN,
                         items="登记件数 | 数字 0~50 件\n未领件数 | 数字 0~200 件", minutes=5)],
}
ADDED_SOURCES = {"floor_clerk": {4: "promotions contacts"}}

HALL = {2: "calls contacts", 4: "cases:request", 5: "cases:complaint", 6: "reception", 7: "reception",
        8: "cases:request calls", 9: "cases:request", 10: "reception visitors", 12: "contacts", 13: "callbacks"}
SOURCES = {
    "manager": {1: "reception visitors", 2: "calls mail", 3: "cases:complaint", 4: "callbacks cases:complaint",
                6: "traffic survey", 10: "training", 19: "ad-hoc-tasks"},
    "deputy": {2: "cases:complaint", 3: "callbacks cases:complaint", 4: "traffic survey", 8: "training",
               10: "coordination", 16: "recruitment", 17: "ad-hoc-tasks"},
    "merchant_supervisor": {3: "cases:complaint", 4: "promotions", 5: "cases:request cases:complaint", 10: "training",
                            24: "ad-hoc-tasks"},
    "office_clerk": {1: "calls contacts", 2: "visitors", 3: "cases:complaint", 4: "merchant-visits", 5: "training",
                     8: "promotions", 9: "cases:request cases:complaint", 11: "training", 12: "cases:request",
                     15: "cases:complaint callbacks", 16: "mail", 17: "keys", 18: "promotions", 19: "ad-hoc-tasks"},
    "archive_clerk": {1: "archive", 2: "archive contacts", 3: "archive", 6: "ad-hoc-tasks"},
    "guide_captain": {4: "vehicles", 5: "training", 6: "vehicles", 8: "traffic", 11: "ad-hoc-tasks", 12: "training"},
    "guide_driver": {4: "vehicles", 5: "vehicles", 7: "traffic", 9: "ad-hoc-tasks", 10: "training"},
    "hall_clerk": HALL | {3: "promotions", 14: "cases:request", 15: "cases:request", 16: "survey", 18: "cases:request",
                          19: "coordination", 21: "ad-hoc-tasks", 23: "training", 25: "coordination",
                          26: "cases:request"},
    "floor_supervisor": {9: "cases:complaint", 12: "coordination", 14: "contacts", 15: "cases:request",
                         16: "cases:request", 19: "ad-hoc-tasks"},
    "floor_clerk": HALL | {3: "promotions", 14: "traffic", 15: "cases:request", 16: "cases:request", 17: "survey",
                           19: "cases:request", 20: "coordination", 22: "ad-hoc-tasks", 24: "training",
                           26: "coordination", 27: "cases:request"},
    "market_director": {5: "cases:complaint", 6: "cases:complaint", 9: "ad-hoc-tasks"},
    "hr_manager": {4: "recruitment", 5: "standards", 7: "archive", 10: "ad-hoc-tasks"},
}
