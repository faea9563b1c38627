"""导购车辆导购: drives a guide vehicle; the second version of this description."""

from db.demo.descriptions import parts


def _duties(upkeep, counts):
    return parts.numbered({
        "形象宣传": [
            "播报市场内的最新动态，展现市场的良好形象。",
            "向顾客宣传公司政策、杂志和促销活动，准确传递市场信息。",
            "推介市场内的知名品牌并为顾客导购，提升市场形象。",
        ],
        "安全驾驶": ["安全驾驶公司的导购车，防止发生交通事故。"],
        "车辆维护": upkeep,
        "信息统计": counts,
        "其他": [
            "完成上级临时交办的其他工作。",
            "按时参加商户服务部的服务培训，践行公司服务理念，提高业务能力和服务质量。",
        ],
    })


DESCRIPTION = {
    "title": "导购车辆导购",
    "department": "商户服务部",
    "code": "QS-KF-Y-003",
    "compiled_on": "2026-10-28",
    "summary": "驾驶导购车为顾客导购，并统计客流、收集购物信息。",
    "duties": _duties(
        ["检查和维护所驾车辆，及时并定期向上级报告车况和安全情况。", "做好所驾车辆的日常清洁。"],
        ["统计市场的客流数量。", "收集顾客的购物信息。"],
    ),
    "kpis": ["按时出车率", "有效投诉次数", "客流统计完成情况", "个人管理"],
    "superior": "导购车辆队长",
    "subordinates": "无",
    "relations": parts.relations(
        department=[
            ("其他导购车辆导购", parts.CONSULTS),
            ("商户客服主管", parts.REPORTS),
            ("导购车辆队长", parts.REPORTS),
        ],
        company=[
            ("客户服务部经理", parts.REPORTS),
            ("客户服务部副经理", parts.REPORTS),
            ("其他部门人员", parts.CONSULTS),
        ],
        outside=[("顾客", "解答咨询、导购和引导")],
    ),
    "qualifications": {
        "education": "高中及以上",
        "major": "不限",
        "experience": "从事相关工作1年以上",
        "certificates": "无",
        "core_knowledge": ["熟知卖场各区域的位置。", "懂得电瓶导购车的操作与保养。", "了解各卖场的知名品牌。"],
        "core_abilities": ["驾驶技术过硬，能让顾客乘坐安全、舒适。", "善于与顾客沟通协调，能准确导购。"],
        "general_skills": ["普通话标准。"],
        "qualities": parts.CLERK_QUALITIES,
    },
    "environment": "室外",
    "notice": parts.NOTICE,
}

FIRST_VERSION = parts.as_signed_by_hand(DESCRIPTION) | {
    "duties": _duties(
        ["检查和维护所驾车辆，每月向上级报告一次车况。", "做好所驾车辆的日常清洁。"],
        ["统计乘坐导购车的人数。"],
    ),
}
