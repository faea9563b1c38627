"""办公前后台客服: front and back office of the headquarters."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "办公前后台客服",
    "department": "商户服务部",
    "code": "QS-KF-Y-001",
    "compiled_on": "2026-09-23",
    "summary": "接待公司的来电来客并登记、反馈信息，承担办公区后勤和商户服务，维护公司的服务形象。",
    "duties": parts.numbered({
        "客户接待": [
            "接听、转接集团来电，并及时按类别登记客户信息。",
            "接待到访客户，做好登记与引导。",
            "受理商户的来电投诉、当面投诉及客服中心转来的商户投诉，及时报告上级并转达有关部门，同时办理客户服务事项。",
            "维系商户与公司的关系，定期或不定期拜访商户，并视需要组织增进双方往来的公益活动。",
            "定期或不定期为商户组织培训。",
            "为各部门收集的商户信息建立档案，定期汇总分析后反馈。",
            "落实本部的每日工作安排。",
            "逐场详细登记公司促销活动信息，汇总分析后报主管。",
            "及时汇集各卖场前台接到的商户投诉与服务申请，转达责任部门并跟催解决。",
            "执行公司和客户服务部的流程制度，履行本部规定的岗位职责。",
            "认真参加本部安排的培训，提高业务能力和服务质量。",
            "承担市场中心日常的后勤保障。",
            "逐项落实21条商户服务。",
            "维护所辖区域的环境秩序与设施安全。",
        ],
        "投诉受理": ["受理客户投诉并跟踪、反馈和回访，对投诉情况整理、分析后备案。"],
        "信函分发": ["分发信函并登记分发结果。"],
        "物品保管": ["督促导购人员按时领还车钥匙与播音磁带，并负责保管。"],
        "其他": [
            "配合各部门宣传促销和公司活动，并转达客户的电话咨询。",
            "完成上级临时交办的其他工作。",
        ],
    }),
    "kpis": ["有效投诉次数", "来客准时接待率", "信息传递准确率", "客户意见定时回访率", "个人管理"],
    "superior": "商户客服主管",
    "subordinates": "无",
    "relations": parts.relations(
        department=[("商户客服主管", parts.REPORTS), ("部门其他服务人员", parts.CONSULTS)],
        company=[
            ("客户服务部经理", parts.REPORTS),
            ("客户服务部副经理", parts.REPORTS),
            ("卖场客服主管", parts.CONSULTS),
            ("物流技术部主管", parts.CONSULTS),
            ("其他部门人员", parts.CONSULTS),
        ],
        outside=[("客户", "接听来电、接待来访"), ("商户", "接听来电、接待来访")],
    ),
    "qualifications": {
        "education": "专科",
        "major": "不限",
        "experience": "从事相关工作1年以上",
        "certificates": "无",
        "core_knowledge": ["精通接待礼仪与礼节。", "熟悉客户档案。", "了解市场和行业动态。"],
        "core_abilities": ["语言表达与沟通能力较强。"],
        "general_skills": parts.CLERK_SKILLS,
        "qualities": parts.CLERK_QUALITIES,
    },
    "environment": "办公室",
    "notice": parts.NOTICE,
}
