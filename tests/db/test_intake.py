"""Texts of many layouts into draft descriptions."""

import datetime as dt
import json

import pytest

from db.intake import Unreadable, read_text, summarise
from db.intake.labels import DOCUMENT_NAMES, DUTY_NAMES

EMPTY = {
    "title": None, "department": None, "code": None, "compiled_on": None, "summary": None, "duties": [], "kpis": [],
    "superior": None, "subordinates": None, "relations": [], "environment": None, "notice": None, "unclassified": [],
    "qualifications": {"education": None, "major": None, "experience": None, "certificates": None, "core_knowledge": [],
                       "core_abilities": [], "general_skills": [], "qualities": []}}
LINES = """岗位说明书
一、基本资料
岗位名称：接待专员    所属部门：前厅组
岗位编号：QT-01   编制日期：2024年3月5日
直属上级：前厅组长；直属下级：无
二、工作概要
    承担来宾的迎送与答问。
三、工作职责
1、迎接来宾，询问来意；
2、登记来访。
四、衡量标准
1）接待及时率
2）登记完整率
五、工作关系
内部沟通：前厅各组
外部沟通：来宾
六、任 职 条 件
学历：大专以上
专业：不限
工作经验：一年以上
资格证书：无
能力要求：善于倾听；普通话流利
七、晋升空间
可任组长。
八、工作条件：室内
"""
TABLES = """大厅组长
职位标识
职位名称\t大厅组长\t所在部门\t
职位编码\t\t编制日期\t
职位概要
统筹大厅日常接待。
职责及要求
职能\t具体职责
接待管理\t1. 排定班次；
\t2. 检查仪容。
资料管理\t3. 汇总登记表；
4. 按月移交。
其他\t5. 完成临时工作。
关键绩效指标
1. 及时率
2. 完整率
工作联系
直接上级\t部门经理
直接下级\t接待专员
职位/部门/机构\t内容
本部门内沟通关系
部门经理\t汇报、接受指导
本公司内沟通关系
市场部\t配合、信息传递
本公司外沟通关系
来宾\t接受咨询
任职资格
学历\t本科\t专业\t不限
工作经验\t三年以上
资格证书\t无
核心知识\t1. 礼仪；
2. 商品
核心能力\t沟通
通用技能\t办公软件
素质要求\t耐心
工作环境\t大厅(100%)
签字确认
责任人\t日期
任职者签字\t
直接上级签字\t
人力资源部经理签字\t
郑重声明：本说明书会随业务调整。
"""
RUNNING = ("职位标识职位名称{title}所在部门营运组职位编码编制日期职位概要巡视各层并记录职责及要求职能具体职责"
           "巡视管理1. 每日巡场；2. 核对21项记录；3. 维护楼层的工作环境和秩序，贯彻岗位职责。其他4. 完成临时工作。"
           "关键绩效指标1. 巡场次数2. 整改率3. 团队管理工作联系直接上级营运主管直接下级无职位/部门/机构内容"
           "本部门内沟通关系营运主管汇报、接受指导、配合本部门内部各组配合、信息传递"
           "本公司外沟通关系来宾接受咨询商户接受咨询任职资格学历高中以上学历专业不限工作经验一年相关工作经验"
           "资格证书无核心知识1、楼层分布；2、品牌。核心能力1. 观察；通用技能2. 写作；"
           "3. 软件。素质要求1. 耐心。工作环境楼层(90%)签字确认责任人日期任职者签字直接上级签字"
           "人力资源部经理签字郑重声明:本说明书会随业务调整。")


def only(text):
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})
    [description] = reading.descriptions
    return description


def clauses(description):
    return [(duty["group"], duty["number"], duty["text"]) for duty in description["duties"]]


def relations(description):
    return [(one["scope"], one["party"], one["content"]) for one in description["relations"]]


def test_a_document_of_labelled_lines_fills_every_field_it_has():
    assert only(LINES) == EMPTY | {
        "title": "接待专员", "department": "前厅组", "code": "QT-01", "compiled_on": "2024-03-05",
        "summary": "承担来宾的迎送与答问。", "superior": "前厅组长", "subordinates": "无",
        "duties": [{"group": None, "number": 1, "text": "迎接来宾，询问来意；"},
                   {"group": None, "number": 2, "text": "登记来访。"}],
        "kpis": ["接待及时率", "登记完整率"],
        "relations": [{"scope": "company", "party": "前厅各组", "content": None},
                      {"scope": "outside", "party": "来宾", "content": None}],
        "qualifications": {"education": "大专以上", "major": "不限", "experience": "一年以上", "certificates": "无",
                           "core_knowledge": [], "core_abilities": ["善于倾听；", "普通话流利"], "general_skills": [],
                           "qualities": []},
        "environment": "室内", "unclassified": ["七、晋升空间 可任组长。"]}


def test_a_document_of_tables_fills_every_field_it_has():
    description = only(TABLES)
    assert clauses(description) == [
        ("接待管理", 1, "排定班次；"), ("接待管理", 2, "检查仪容。"), ("资料管理", 3, "汇总登记表；"),
        ("资料管理", 4, "按月移交。"), ("其他", 5, "完成临时工作。")]
    assert relations(description) == [
        ("department", "部门经理", "汇报、接受指导"), ("company", "市场部", "配合、信息传递"),
        ("outside", "来宾", "接受咨询")]
    assert description | {"duties": [], "relations": []} == EMPTY | {
        "title": "大厅组长", "summary": "统筹大厅日常接待。", "kpis": ["及时率", "完整率"], "superior": "部门经理",
        "subordinates": "接待专员", "environment": "大厅(100%)", "notice": "本说明书会随业务调整。",
        "qualifications": {"education": "本科", "major": "不限", "experience": "三年以上", "certificates": "无",
                           "core_knowledge": ["礼仪；", "商品"], "core_abilities": ["沟通"],
                           "general_skills": ["办公软件"], "qualities": ["耐心"]}}


def test_running_text_without_any_line_fills_every_field_it_has():
    description = only(RUNNING.format(title="巡场员"))
    assert clauses(description) == [
        ("巡视管理", 1, "每日巡场；"), ("巡视管理", 2, "核对21项记录；"),
        ("巡视管理", 3, "维护楼层的工作环境和秩序，贯彻岗位职责。"), ("其他", 4, "完成临时工作。")]
    assert relations(description) == [
        ("department", "营运主管", "汇报、接受指导、配合"), ("department", "本部门内部各组", "配合、信息传递"),
        ("outside", "来宾", "接受咨询"), ("outside", "商户", "接受咨询")]
    assert description | {"duties": [], "relations": []} == EMPTY | {
        "title": "巡场员", "department": "营运组", "summary": "巡视各层并记录",
        "kpis": ["巡场次数", "整改率", "团队管理"], "superior": "营运主管", "subordinates": "无",
        "environment": "楼层(90%)", "notice": "本说明书会随业务调整。",
        "qualifications": {"education": "高中以上学历", "major": "不限", "experience": "一年相关工作经验",
                           "certificates": "无", "core_knowledge": ["楼层分布；", "品牌。"],
                           "core_abilities": ["观察；"], "general_skills": ["写作；", "软件。"],
                           "qualities": ["耐心。"]}}


@pytest.mark.parametrize("sentence", [
    "维护楼层的工作环境", "落实本层工作环境和设施检查", "巡查其工作环境", "改善工作环境。"])
def test_a_label_within_the_duties_of_text_that_breaks_off_is_no_label(sentence):
    start = RUNNING.partition("2. ")[0].format(title="巡场员")
    assert clauses(only(f"{start}2. {sentence}3. 送")) == [
        ("巡视管理", 1, "每日巡场；"), ("巡视管理", 2, sentence), ("巡视管理", 3, "送")]


def test_a_heading_spelt_otherwise_is_kept_as_another_name():
    first, second = RUNNING.format(title="巡场员"), "楼层资料专员" + RUNNING.format(title="楼层管理资料员")
    reading = read_text(first + second)
    assert [(one["title"], one["unclassified"]) for one in reading.descriptions] == [
        ("巡场员", []), ("楼层管理资料员", ["楼层资料专员"])]


def preview(text, size=97 * 2):
    """The text cut into numbered segments, as a document site shows it."""
    pieces = [text[start:start + size] for start in range(0, len(text), size)]
    numbered = "\n\n".join(f"{number}、{piece}" for number, piece in enumerate(pieces, start=1))
    return f"某站 上传人:甲\n第1页 / 共9页\n\n{numbered}\n\n展开阅读全文\n相关资源\n"


@pytest.mark.parametrize("size", range(150, 190, 3))
def test_a_preview_cut_anywhere_reads_as_the_whole_text_does(size):
    text = "".join(title + RUNNING.format(title=title) for title in ("巡场员", "资料专员", "理货员"))
    whole, cut = read_text(text), read_text(preview(text, size))
    assert cut.descriptions == whole.descriptions
    assert [one["title"] for one in cut.descriptions] == ["巡场员", "资料专员", "理货员"]
    assert (cut.lost, cut.invented) == ({}, {})
    assert cut.outside == ("某站 上传人:甲\n第1页 / 共9页", "展开阅读全文\n相关资源")


def test_an_ordinary_list_with_empty_lines_is_not_taken_for_a_preview():
    text = "岗位名称：前台\n岗位职责\n\n1、迎接来宾并询问来意\n\n2、登记\n\n3、送客"
    assert clauses(only(text)) == [(None, 1, "迎接来宾并询问来意"), (None, 2, "登记"), (None, 3, "送客")]


@pytest.mark.parametrize(("written", "read"), [
    ("2024年3月5日", dt.date(2024, 3, 5).isoformat()), ("2024-03-05", "2024-03-05"), ("2024/3/5", "2024-03-05"),
    ("2024.3.5", "2024-03-05"), ("2024 年 3 月 5 日", "2024-03-05"), ("2024年3月", "2024年3月"), ("今年", "今年"),
    ("2024-13-45", "2024-13-45"), ("", None)])
def test_only_a_full_date_is_brought_into_iso_form(written, read):
    assert only(f"岗位名称：前台\n编制日期：{written}\n岗位职责\n1、迎宾。")["compiled_on"] == read


def test_an_empty_box_takes_nothing_from_the_line_below():
    description = only("岗位名称：前台\n岗位编号：\n负责迎宾。\n工作环境\t室内")
    assert (description["code"], description["unclassified"]) == (None, ["负责迎宾。"])


def test_values_in_a_row_below_a_row_of_labels_find_their_labels():
    description = only("岗位名称\t所在部门\t岗位编号\n前台\t行政组\tA-1\n岗位职责\n1、迎宾。")
    assert (description["title"], description["department"], description["code"]) == ("前台", "行政组", "A-1")


def test_a_name_given_twice_alike_is_one_and_given_otherwise_is_kept():
    assert only("岗位名称：前台\n直接上级：组长\n工作联系\n直接上级\t组长")["unclassified"] == []
    assert only("岗位名称：前台\n直接上级：组长\n工作联系\n直接上级\t经理")["unclassified"] == ["经理"]


def test_groups_may_stand_on_their_own_lines():
    text = "岗位名称：前台\n工作职责：\n接待管理：\n1、迎宾；2、引导，每次不超过2人；\n资料管理：\n1、整理；\n2、汇总。"
    assert clauses(only(text)) == [("接待管理", 1, "迎宾；"), ("接待管理", 2, "引导，每次不超过2人；"),
                                   ("资料管理", 1, "整理；"), ("资料管理", 2, "汇总。")]


def test_the_end_of_a_wrapped_line_is_no_group():
    text = "岗位名称：前台\n工作职责\n1、迎接来宾并询问来意，\n引导\n2、登记来访。\n3、送客。"
    assert clauses(only(text)) == [(None, 1, "迎接来宾并询问来意，引导"), (None, 2, "登记来访。"), (None, 3, "送客。")]


def test_groups_may_be_numbered_themselves():
    text = "岗位名称：前台\n工作职责\n一、接待\n1. 迎宾；\n2. 送客；\n二、资料\n1. 归档。\n三、完成其他工作。"
    assert clauses(only(text)) == [
        ("接待", 1, "迎宾；"), ("接待", 2, "送客；"), ("资料", 1, "归档。"), (None, 3, "完成其他工作。")]


def test_groups_may_stand_beside_unnumbered_duties():
    assert clauses(only("岗位名称：前台\n工作职责\n接待\t迎接来宾；\n资料\t归档来访登记。")) == [
        ("接待", None, "迎接来宾；"), ("资料", None, "归档来访登记。")]


def test_a_column_of_numbers_numbers_the_duties():
    assert clauses(only("岗位名称：前台\n工作职责\n序号\t职能\t具体职责\n1\t接待\t迎宾；\n2\t资料\t归档。")) == [
        ("接待", 1, "迎宾；"), ("资料", 2, "归档。")]


def test_direct_and_leading_duties_are_two_groups():
    assert clauses(only("职务名称：组长\n直接责任\n1、排班\n2、点名\n领导责任\n1、带新人")) == [
        ("直接责任", 1, "排班"), ("直接责任", 2, "点名"), ("领导责任", 1, "带新人")]


def test_a_numbered_duty_that_begins_with_a_label_stays_a_duty():
    text = "1. 岗位概述：收银。\n2. 岗位职责：\n（1）收款；\n（2）工作环境：保持整洁；\n（3）交班。\n3. 任职资格\n细心"
    assert clauses(only(text)) == [(None, 1, "收款；"), (None, 2, "工作环境：保持整洁；"), (None, 3, "交班。")]


@pytest.mark.parametrize("name", DOCUMENT_NAMES)
def test_headings_name_the_positions_of_one_file(name):
    section = "" if name in DUTY_NAMES else "岗位职责\n"
    text = "".join(f"{title}{name}\n{section}（一）甲；\n（二）乙。\n" for title in ("客服主管", "客服员"))
    reading = read_text(text)
    assert [(one["title"], len(one["duties"])) for one in reading.descriptions] == [("客服主管", 2), ("客服员", 2)]
    assert (reading.lost, reading.invented) == ({}, {})


def test_plain_names_above_their_sections_are_titles():
    text = ("前厅部岗位手册\n收银员\n岗位概述：收银。\n岗位职责：1.收款2.对账\n"
            "理货员\n岗位概述：理货。\n岗位职责：1.上架2.盘点")
    reading = read_text(text)
    assert [(one["title"], len(one["duties"])) for one in reading.descriptions] == [("收银员", 2), ("理货员", 2)]
    assert reading.outside == ("前厅部岗位手册",)


def test_unknown_sections_are_kept_with_their_names():
    description = only("岗位名称：前台\n【奖惩】\n每季评一次。\n工作环境：室内")
    assert description["unclassified"] == ["【奖惩】 每季评一次。"]


def test_a_text_without_any_label_is_quoted_in_a_warning():
    reading = read_text("随便写的一段话。")
    assert reading.as_json() == {"descriptions": [], "warnings": [
        "No position description was found in this text.", "Text that belongs to no position: 随便写的一段话。"]}


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_an_empty_text_has_no_description(text):
    assert read_text(text).as_json() == {
        "descriptions": [], "warnings": ["No position description was found in this text."]}


def test_a_reading_is_plain_json_and_can_be_summed_up():
    reading = read_text(TABLES)
    assert json.loads(json.dumps(reading.as_json(), ensure_ascii=False)) == reading.as_json()
    assert summarise(reading) == [{"title": "大厅组长", "duties": 5, "kpis": 2, "relations": 3, "unclassified": 0}]


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(Unreadable, match="The text has 200001 characters"):
        read_text("岗" * 200_001)


def said_of(text):
    return [str(remark) for remark in read_text(text).warnings]


def test_a_line_that_may_be_an_unlisted_heading_is_a_doubt():
    text = ("岗位名称：接待专员\n岗位职责：\n1、迎接来宾。\n2、登记来访。\n工作环境：\n服务大厅，空调开放。\n服务承诺\n"
            "有问必答。\n")
    [remark] = said_of(text)
    assert remark == "接待专员: “服务承诺” may be a heading of its own; it was read as part of “工作环境”."
    reading = read_text(text)
    assert (reading.lost, reading.invented) == ({}, {})


def test_what_is_no_heading_is_no_doubt():
    assert said_of("岗位名称：接待专员\n岗位职责：\n1、迎接来宾。\n工作环境：\n服务大厅\n空调开放\n") == []


def test_numbers_that_stand_twice_are_doubts_whether_they_were_cut_apart_or_not():
    duties = "岗位名称：接待专员\n岗位职责：\n1、迎接来宾。\n2、登记来访。\n2、送客。\n"
    assert said_of(duties + "3、值班。\n") == [
        "接待专员: duty 2 seems to hold another one of the same number: 2、送客。"]
    assert "接待专员: duty numbers that stand more than once: 2." in said_of(duties)


def test_a_day_that_does_not_exist_is_a_doubt():
    text = "岗位名称：接待专员\n编制日期：%s\n岗位职责：\n1、迎接来宾。\n"
    assert said_of(text % "2026-13-45") == ["接待专员: there is no such day as 2026-13-45."]
    assert said_of(text % "２０２６年２月２８日") == []


def test_a_heading_below_the_last_duty_is_a_doubt_and_a_group_above_duties_is_none():
    text = ("岗位名称：接待专员\n岗位职责：\n接待\n1、迎接来宾。\n2、登记来访。\n其他事项\n3、值班。\n服务承诺\n"
            "有问必答。\n")
    assert said_of(text) == [
        "接待专员: “服务承诺” may be a heading of its own; it was read as part of “岗位职责”."]


def test_a_text_in_traditional_characters_is_told_what_to_do():
    [remark, _outside] = said_of("崗位名稱：接待專員\n崗位職責：\n1、迎接來賓。\n")
    assert remark.startswith("The headings of this text are in traditional characters")
