"""客服档案文员: keeps the archives."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "客服档案文员",
    "department": "商户服务部",
    "code": "QS-KF-Y-002",
    "compiled_on": "2026-09-23",
    "summary": "管理市场中心的档案和客户档案，保证资料齐全、可查。",
    "duties": parts.numbered({
        "档案管理": [
            "管理运营中心和市场管理中心所属部门的档案资料。",
            "保管市场商户的档案，情况有变时及时更新。",
            "协助运营中心和市场管理中心的部门向公司档案室移交挡案。",  # a slip; the story corrects it
            "收集、汇总市场信息，并提供查询。",
            "协助商户客服主管为商户提供服务。",
        ],
        "其他": [
            "完成上级临时交办的其他工作。",
            "协助商户客服主管处理部内日常事务。",
        ],
    }),
    "kpis": ["有效投诉次数", "信息传递准确率", "个人管理"],
    "superior": "商户客服主管",
    "subordinates": "无",
    "relations": parts.relations(
        department=[("商户客服主管", parts.REPORTS), ("部门其他服务人员", parts.CONSULTS)],
        company=[
            ("客户服务部经理", parts.REPORTS),
            ("客户服务部副经理", f"{parts.REPORTS}、协作配合"),
            ("其他部门人员", parts.CONSULTS),
        ],
        outside=[("客户", "接听来电、接待来访")],
    ),
    "qualifications": {
        "education": "专科",
        "major": "不限",
        "experience": "从事相关工作1年以上",
        "certificates": "无",
        "core_knowledge": ["熟悉档案管理业务。", "熟悉客户档案。", "了解市场和行业动态。"],
        "core_abilities": ["语言表达与沟通能力较强。"],
        "general_skills": parts.CLERK_SKILLS,
        "qualities": parts.CLERK_QUALITIES,
    },
    "environment": "办公室",
    "notice": parts.NOTICE,
}
