"""卖场客服主管, in the first hall and in the second."""

from db.demo.descriptions import parts


def _relations(hall_manager):
    return parts.relations(
        department=[("客户服务中心人员", parts.LEADS)],
        company=[
            ("客户服务部经理、副经理", parts.REPORTS),
            (hall_manager, parts.REPORTS),
            ("商户客服主管", parts.CONSULTS),
            ("物流技术部主管", parts.CONSULTS),
            ("其他部门人员", parts.CONSULTS),
        ],
        outside=[parts.AUTHORITIES, parts.COMPETITORS],
    )


DESCRIPTION = {
    "title": "卖场客服主管",
    "department": "客户服务中心（一号馆）",
    "code": "QS-KF-Z-002",
    "compiled_on": "2026-09-22",
    "summary": "协助客户服务部副经理管理客服人员，配合卖场经理全面开展客户服务。",
    "duties": parts.numbered({
        "部门管理": [
            "编制本中心的周计划和每日目标计划，并把任务落实到个人。",
            "组织中心人员和商户服务人员培训，践行公司服务理念，提高业务能力和服务质量，并落实中心各岗位的职责。",
            "检查公司和客户服务部各项制度、标准、流程和规范的执行情况。",
            "检查卖场导示设施与资料的摆放，督促到位。",
            "维护工作区域的环境与设施安全。",
            "根据市场变化对制度、标准、流程和规范提出修改意见，充实管理工具，并尽快报卖场经理和客户服务部经理。",
            "协调本中心与其他部门的工作。",
            "协助客户服务部经理督导公司资讯的传播、促销的宣传与咨询、礼品发放和客流统计。",
            "协助服务人员受理、解决、转达和跟踪顾客与商户投诉，随时反馈卖场经理、客户服务部经理和有关部门。",
            "统计、分析本中心收到的信息和顾客投诉，总结后反馈卖场经理、客户服务部经理及其他有关部门。",
            "带领中心人员共同做好日常服务。",
            "及时处理并答复其他部门传来的信息。",
            "协助服务人员解答咨询、引导购物。",
            "协助为顾客开办服务保险卡、收发反馈表和建档，并对商户人员的服务全程监督。",
            "协助服务人员与物流技术部配合，做好售后服务。",
            "把商户反映的问题及时转交责任部门解决，并告知商户服务部。",
            "定期召开总结会，协调部门工作，并向客户服务部经理和卖场经理反馈问题。",
            "配合服务人员完成卖场经理交办的其他客服工作。",
        ],
        "其他": ["完成公司和客户服务部副经理临时下达的其他任务。"],
    }),
    "kpis": ["客户满意度", "满意度调查完成率", "有效投诉次数", "团队管理"],
    "superior": "客户服务部副经理",
    "subordinates": "卖场客服员",
    "relations": _relations("卖场经理"),
    "qualifications": {
        "education": "专科",
        "major": "不限",
        "experience": "从事客户服务2年以上，其中管理岗位1年以上",
        "certificates": "无",
        "core_knowledge": [*parts.MANAGER_KNOWLEDGE[:2], *parts.MANAGER_KNOWLEDGE[3:]],
        "core_abilities": parts.MANAGER_ABILITIES[:5],
        "general_skills": parts.MANAGER_SKILLS,
        "qualities": parts.MANAGER_QUALITIES[:3],
    },
    "environment": "市场（100%）",
    "notice": parts.NOTICE,
}

SECOND_HALL = DESCRIPTION | {
    "title": "卖场客服主管（二号馆）",
    "department": "客户服务中心（二号馆）",
    "code": "QS-KF-Z-004",
    "compiled_on": "2026-11-12",
    "summary": "协助客户服务部副经理管理二号馆客服人员，配合卖场经理（二号馆）全面开展客户服务。",
    "subordinates": "卖场客服员（二号馆）",
    "relations": _relations("卖场经理（二号馆）"),
}
