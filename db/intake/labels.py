"""The words a position description announces its parts with, as data, and the pattern that finds them."""

import re
from dataclasses import dataclass

# One row a slot, in the order a description usually has them: (field, synonyms).
# Two slots may feed one field; `header` are column titles, `signature` the signing block, `other` what no field holds.
SLOTS = (
    ("identity", "职位标识 岗位标识 职务标识 基本信息 岗位基本信息 职位基本信息 岗位基本资料 职位基本资料 "
                 "基本资料 基本情况 岗位基本情况 岗位信息 职位信息"),
    ("title", "职位名称 岗位名称 职务名称 职位 岗位 职务"),
    ("department", "所在部门 所属部门 隶属部门 部门名称 部门"),
    ("code", "职位编码 职位编号 职位代码 岗位编码 岗位编号 岗位代码 职务编号 职务编码 编码 编号"),
    ("compiled_on", "编制日期 编写日期 编制时间 制定日期 制订日期 填写日期 修订日期"),
    ("summary", "职位概要 职位概述 职位目标 职位目的 岗位概要 岗位概述 岗位目标 岗位目的 工作概要 工作概述 "
                "工作目标 职务概述 职务概要 本职"),
    ("duties", "职责及要求 职责与要求 岗位职责及要求 岗位职责与要求 工作职责 岗位职责 主要职责 职位职责 "
               "主要工作职责 主要岗位职责 具体岗位职责 具体工作职责 本岗位职责 工作职责与任务 职责与工作任务 "
               "职责和工作任务 工作内容 主要工作内容 工作职责及主要工作内容 本职位的工作职责或主要工作内容 "
               "本职位的工作职责 本岗位的工作职责或主要工作内容 职责"),
    ("direct_duties", "直接责任"),
    ("leading_duties", "领导责任"),
    ("header", "职能具体职责 职能"),
    ("header", "具体职责"),
    ("kpis", "关键绩效指标 岗位关键绩效指标 关键业绩指标 岗位关键业绩指标 主要考核标准 考核标准 工作衡量标准 "
             "衡量标准 考核要点 主要考核指标 考核指标 绩效考核指标 绩效指标 KPI KPI指标"),
    ("relations", "工作联系 工作关系 工作协调关系 工作协作关系 沟通关系 沟通协调关系 内部外部协调 内外部协调 "
                  "内外部协调关系 内外部沟通关系 内部外部协调关系 工作沟通关系"),
    ("superior", "直接上级 直属上级 直接主管 直接上司 汇报对象 直接上级岗位 直接上级职位 上级岗位 上级职位"),
    ("subordinates", "直接下级 直属下级 直接下属 直接下级岗位 直接下级职位 直属下属 下级岗位 下级职位 下属岗位"),
    ("header", "职位/部门/机构内容 职位/部门/机构"),
    ("department_scope", "本部门内沟通关系 本部门内部沟通关系 部门内部沟通关系 部门内沟通关系 本部门内联系 "
                         "本部门内 部门内部 部门内 部门内部协调关系"),
    ("company_scope", "本公司内沟通关系 本公司内部沟通关系 公司内部沟通关系 公司内沟通关系 内部沟通关系 "
                      "内部协调关系 内部工作关系 内部协调 内部沟通 内部联系 本公司内联系 本公司内 公司内部 公司内"),
    ("outside_scope", "本公司外沟通关系 本公司外部沟通关系 公司外部沟通关系 公司外沟通关系 外部沟通关系 "
                      "外部协调关系 外部工作关系 外部协调 外部沟通 外部联系 本公司外联系 本公司外 公司外部 公司外"),
    ("qualifications", "任职资格 任职要求 任职条件 任职资格要求 岗位基本资格要求 岗位资格要求 基本资格要求 "
                       "资格要求 任职资格条件 技能/资格要求 技能资格要求"),
    ("education", "学历 学历要求 教育程度 教育背景 文化程度 最低学历"),
    ("major", "专业 专业要求 所学专业 专业背景"),
    ("experience", "工作经验 工作经历 经验要求 工作经验要求 经验"),
    ("certificates", "资格证书 职业资格 职业资格证书 证书 资质证书 证书要求"),
    ("core_knowledge", "核心知识 专业知识 知识要求 必备知识 知识"),
    ("core_abilities", "核心能力 能力要求 必备能力 能力"),
    ("general_skills", "通用技能 基本技能 技能要求 通用能力 技能"),
    ("qualities", "素质要求 基本素质 个人素质 职业素质 职业素养 素质"),
    ("environment", "工作环境 工作条件 工作场所 工作地点 工作环境与条件 工作环境和条件"),
    ("signature", "签字确认 签名确认 签字栏 签字"),
    ("signature", "责任人日期 责任人"),
    ("signature", "任职者签字 任职者签名 任职人签字 任职者"),
    ("signature", "直接上级签字 直接上级签名 上级签字"),
    ("signature", "人力资源部经理签字 人力资源部签字 人力资源经理签字 人力资源部经理签名"),
    ("notice", "郑重声明 特别声明 声明"),
    ("other", "晋升方向 晋升通道 职业发展 职业发展通道 职业发展方向 发展方向 轮岗方向 权限 岗位权限 职责权限 "
              "工作权限 职权 权力 工作时间 薪酬 薪酬待遇 薪资待遇 福利待遇 培训要求 培训内容 使用工具设备 "
              "工具设备 所需记录文档 备注 其他说明 编制 编制人 审核 审核人 批准 批准人 版本 版本号 生效日期 "
              "定员人数 岗位编制 职等职级 岗位等级 职级 薪金标准"),
)
HEADERS = frozenset((
    "职能 具体职责 职责 工作内容 序号 职责内容 工作职责 职位/部门/机构 内容 联系内容 联系对象 沟通对象 沟通内容 "
    "部门/职位 部门 职位 单位/部门 对象 频率 责任人 日期 签字 签名 权重"
).split())
# What a whole document is called; before it may stand the name of the position.
DOCUMENT_NAMES = tuple((
    "岗位说明书 职位说明书 职务说明书 职责说明书 工作说明书 岗位描述 职位描述 岗位手册 岗位职责 工作职责 职位职责"
).split())
DUTY_NAMES = frozenset("岗位职责 工作职责 职位职责".split())

SPACE = r"[ \u3000\xa0]*"
# Short words that introduce a value even inside running text; all others need four characters to be trusted there.
SHORT_INLINE = frozenset(("学历", "专业"))
NOT_INLINE = frozenset((
    "本部门内 部门内部 本公司内 本公司外 公司内部 公司外部 内部协调 外部协调 内部沟通 外部沟通 内部联系 外部联系 "
    "部门名称 工作内容 专业知识 职业资格 工作条件 工作地点 工作经历 沟通关系 工作关系 工作目标 培训要求 培训内容 "
    "具体职责"
).split())


@dataclass(frozen=True)
class Label:
    """A word that announces a part: its field, its rank in the usual order, and whether running text may hold it."""

    word: str
    field: str
    rank: int
    inline: bool


def _table():
    labels = {}
    for rank, (field, words) in enumerate(SLOTS):
        for word in words.split():
            trusted = len(word) >= 4 and word not in NOT_INLINE and field != "other"
            labels.setdefault(word, Label(word, field, rank, trusted or word in SHORT_INLINE))
    return labels


def pattern(words):
    """A pattern of these words, longest first, each with spaces allowed between its characters."""
    spaced = (SPACE.join("[/／、]" if c == "/" else re.escape(c) for c in word)
              for word in sorted(words, key=len, reverse=True))
    return "(?:" + "|".join(spaced) + ")"


def is_label(raw):
    """Whether this is one of the words of the table."""
    return re.sub(r"\s", "", raw) in LABELS


def look_up(raw):
    """The label written as `raw`, with or without spaces between its characters."""
    return LABELS[re.sub(r"[／、]", "/", re.sub(r"\s", "", raw))]


LABELS = _table()
INLINE = re.compile(pattern(word for word, label in LABELS.items() if label.inline))
ANY = pattern(LABELS)
