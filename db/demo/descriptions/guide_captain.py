"""导购车辆队长: leads the guide vehicles."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "导购车辆队长",
    "department": "商户服务部",
    "code": "QS-KF-Z-003",
    "compiled_on": "2026-09-24",
    "summary": "带领导购车队为顾客提供导购服务，对车队的服务、安全和车况负责。",
    "duties": parts.numbered({
        "形象宣传": [
            "播报市场内的最新动态，维护市场的良好形象。",
            "宣传公司政策、杂志和促销活动，把市场信息准确传递给顾客。",
            "推介市场内的知名品牌并为顾客导购，提升市场形象。",
        ],
        "安全驾驶": [
            "负责车队的行车安全，防止发生交通事故。",
            "对导购人员开展安全培训和服务培训。",
        ],
        "车辆维护": [
            "负责车辆的检查与维护，及时并定期向主管报告车况和安全情况。",
            "负责车辆的日常清洁。",
        ],
        "信息统计": [
            "统计市场的客流数量。",
            "收集顾客的购物信息。",
            "汇总各项统计数据，交上级主管归档。",
        ],
        "其他": [
            "完成上级临时交办的其他工作。",
            "按时参加商户服务部的服务培训，践行公司服务理念，提高业务能力和服务质量。",
        ],
    }),
    "kpis": ["按时出车率", "有效投诉次数", "客流统计汇总完成情况", "定期对导购车辆检查次数", "团队管理"],
    "superior": "商户客服主管",
    "subordinates": "导购车辆导购",
    "relations": parts.relations(
        department=[
            ("商户客服主管", parts.REPORTS),
            ("导购车辆导购", parts.LEADS),
            ("商户服务部其他人员", parts.CONSULTS),
        ],
        company=[
            ("卖场客服主管", parts.CONSULTS),
            ("客户服务部经理、副经理", parts.REPORTS),
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
        "core_abilities": [
            "驾驶技术过硬，能让顾客乘坐安全、舒适。",
            "善于与顾客沟通协调，能准确导购。",
            "组织执行力强，能如期完成车队的各项任务。",
        ],
        "general_skills": ["普通话标准。"],
        "qualities": parts.CLERK_QUALITIES,
    },
    "environment": "室外",
    "notice": parts.NOTICE,
}
