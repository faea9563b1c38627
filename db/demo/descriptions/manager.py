"""客户服务部经理: the head of the department."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "客户服务部经理",
    "department": "客户服务部",
    "code": "QS-KF-G-001",
    "compiled_on": "2026-09-21",
    "summary": "主持客户服务部的运营，对商户服务、顾客从售前到售后的服务以及导购车服务的结果负总责。",
    "duties": parts.numbered({
        "业务管理": [
            "督导各接待岗位做好来电应答和来客接待。",
            "督导集团总机的接听、转线与留言登记，以及文件、报刊、信函的收取、整理和分送。",
            "督导商户与顾客投诉的规范受理，全程监督处理进度，遇重大投诉亲自受理。",
            "督导有关人员按期回访提出意见的顾客和商户，建立投诉档案并加以分析。",
            "定期分析本部门的统计数据和顾客投诉，形成结论后通报公司有关部门。",
            "督导卖场客流统计，并定期组织顾客和商户两类满意度调查。",
            "督导公司资讯与销售活动的对外宣传和推广。",
            "督导导购车的行车安全、定期检查、保养和维修。",
            "制订商场的服务标准、流程和管理制度，并检查本部门各岗位的执行情况。",
            "定期组织本部门员工和商户服务人员参加培训，提升业务能力、服务质量和管理水平。",
            "协调部门内各单位的工作，受理并解决它们提出的问题。",
        ],
        "部门管理": [
            "制定部门的年度、季度和月度计划，逐级分解、组织落实，并按期提交总结。",
            "定期召开部门例会和述职会。",
            "编制部门财务预算，控制各项费用开支。",
            "统筹部门内各单位的协作，处理上报的问题，并管好部门的固定资产。",
            "理顺客户服务部与公司其他部门的业务衔接，促成相互配合。",
            "组织整理本部门的文件和资料，按要求归档。",
            "会同人力资源部开展本部门的人员招聘、绩效考核和在职提升培训。",
        ],
        "其他": ["完成上级临时交办的其他工作。"],
    }),
    "kpis": ["部门投诉率", "服务问题率", "有效投诉次数", "团队管理"],
    "superior": "市场总监",
    "subordinates": "客户服务部副经理、客户服务部各主管",
    "relations": parts.relations(
        department=[("客户服务部副经理", parts.LEADS), ("本部门各主管", parts.LEADS)],
        company=[
            ("市场总监", parts.REPORTS),
            ("招商部经理", parts.CONSULTS),
            ("市场部经理", parts.CONSULTS),
            ("广告部经理", parts.CONSULTS),
            ("物业部经理", parts.CONSULTS),
        ],
        outside=[parts.AUTHORITIES, parts.COMPETITORS],
    ),
    "qualifications": {
        "education": "本科",
        "major": "不限",
        "experience": "从事客户服务5年以上，其中管理岗位3年以上",
        "certificates": "无",
        "core_knowledge": parts.MANAGER_KNOWLEDGE,
        "core_abilities": parts.MANAGER_ABILITIES,
        "general_skills": parts.MANAGER_SKILLS,
        "qualities": parts.MANAGER_QUALITIES,
    },
    "environment": "办公室（40%）、市场（60%）",
    "notice": parts.NOTICE,
}
