"""客户服务部副经理: the deputy head."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "客户服务部副经理",
    "department": "客户服务部",
    "code": "QS-KF-G-002",
    "compiled_on": "2026-09-21",
    "summary": "协助经理运营客户服务部，分担商户服务、顾客从售前到售后的服务和导购车服务的日常管理。",
    "duties": parts.numbered({
        "业务管理": [
            "协助经理督导卖场各前台做好来电来访接待，并及时反馈信息。",
            "协助经理督导商户与顾客投诉的规范受理，监督处理全过程，并参与受理重大投诉。",
            "协助经理督导对意见客户和商户的按期回访，并做好投诉档案的建立与分析。",
            "协助经理督导客流统计，定期对顾客和商户开展满意度调查。",
            "协助经理督导公司资讯和促销活动的宣传推广。",
            "协助经理督导导购车的行车安全，督促车辆按时检查、保养和送修。",
            "协助经理制订商场的服务标准、管理制度和流程，并检查部门人员的履职情况。",
            "协助经理为部门员工和商户组织培训，提升业务能力、服务质量和管理水平。",
            "协助经理协调部门内各单位的工作，受理它们提出的问题。",
            "协助经理做好与公司其他部门的业务衔接和配合。",
        ],
        "部门管理": [
            "协助经理编制部门的年度、季度和月度计划，分解落实并按期总结。",
            "协助经理定期召开部门例会和述职会。",
            "协助经理编制部门财务预算，控制各项费用开支。",
            "协助经理管好部门的固定资产。",
            "协助经理整理部门文件资料并归档。",
            "协助经理会同人力资源部开展本部门的招聘、考核和在职提升培训。",
        ],
        "其他": ["完成公司和客户服务部经理交给的各项任务。"],
    }),
    "kpis": ["服务问题率", "所属下级的有效投诉率", "个人有效投诉次数", "团队管理"],
    "superior": "客户服务部经理",
    "subordinates": "客户服务部各主管",
    "relations": parts.relations(
        department=[("客户服务部经理", parts.REPORTS), ("物流技术部主管", parts.LEADS)],
        company=[("客户服务部经理", parts.REPORTS), ("其他部门人员", parts.CONSULTS)],
        outside=[parts.AUTHORITIES, parts.COMPETITORS],
    ),
    "qualifications": {
        "education": "本科",
        "major": "不限",
        "experience": "从事客户服务3年以上，其中管理岗位2年以上",
        "certificates": "无",
        "core_knowledge": parts.MANAGER_KNOWLEDGE,
        "core_abilities": parts.MANAGER_ABILITIES,
        "general_skills": parts.MANAGER_SKILLS,
        "qualities": parts.MANAGER_QUALITIES,
    },
    "environment": "办公室（40%）、市场（60%）",
    "notice": parts.NOTICE,
}
