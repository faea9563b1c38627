"""市场总监: the superior of the department's head."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "市场总监",
    "department": "市场管理中心",
    "code": "QS-SC-G-001",
    "compiled_on": "2026-09-18",
    "summary": "主管市场管理中心，对招商、推广和客户服务的经营结果负责。",
    "duties": parts.numbered({
        "经营管理": [
            "拟定市场管理中心的年度经营目标，报总经理批准后分解到各部门。",
            "审定招商方案和年度推广方案，督导执行。",
            "每月召开中心经营分析会，研究客流、销售和投诉情况，确定改进措施。",
        ],
        "服务管理": [
            "审定商场服务标准和客户服务制度，检查客户服务部的执行情况。",
            "接到重大投诉报告后指挥处理，审批超出部门权限的赔付方案。",
            "对客户服务部经理履职中的有效投诉作出最终判定。",
        ],
        "团队管理": [
            "审核所属部门的预算和固定资产购置申请。",
            "考核各部门经理，提出任免和培养建议。",
        ],
        "其他": ["完成总经理临时交办的其他工作。"],
    }),
    "kpis": ["年度经营目标完成率", "商户、客户满意度", "团队管理"],
    "superior": "总经理",
    "subordinates": "客户服务部经理、招商部经理、市场部经理、广告部经理、物流技术部主管",
    "relations": parts.relations(
        department=[("所属各部门负责人", parts.LEADS)],
        company=[("总经理", parts.REPORTS), ("人力资源部经理", parts.CONSULTS), ("物业部经理", parts.CONSULTS)],
        outside=[parts.AUTHORITIES, ("品牌厂家与商户代表", "商谈合作、听取意见")],
    ),
    "qualifications": {
        "education": "本科",
        "major": "不限",
        "experience": "从事商业或建材市场经营8年以上，其中管理岗位5年以上",
        "certificates": "无",
        "core_knowledge": ["熟悉建材家居市场的经营规律。", "掌握市场营销和商业运营知识。",
                           "了解消费者权益保护、合同等法律。"],
        "core_abilities": ["战略思维清晰，决策果断。", "善于谈判与协调。", "善于带领团队达成目标。"],
        "general_skills": ["能读懂财务报表。", "熟练使用办公软件。"],
        "qualities": ["诚信正直。", "有大局观念。", "知人善用。"],
    },
    "environment": "办公室（50%）、市场（50%）",
    "notice": parts.NOTICE,
}
