"""商户客服主管: leads the services to merchants."""

from db.demo.descriptions import parts

DESCRIPTION = {
    "title": "商户客服主管",
    "department": "商户服务部",
    "code": "QS-KF-Z-001",
    "compiled_on": "2026-09-22",
    "summary": "在客户服务部经理和副经理领导下，全面负责商户服务部的服务与管理。",
    "duties": parts.numbered({
        "部门管理": [
            "编制本部的周计划和每日工作安排，并把任务落实到个人。",
            "督导前台和服务大厅做好来电来访接待与信息反馈。",
            "协助前台和服务大厅受理、转达、跟踪、反馈和回访商户与顾客投诉，直接参与重大投诉处理并立即报告有关部门，"
            "事后总结分析、建立档案并报客户服务部经理。",
            "督导前台和服务大厅逐场详细登记促销活动信息，汇总分析后报客户服务部经理。",
            "及时汇集各卖场前台接到的商户投诉与服务申请，转交责任部门并督促解决。",
            "检查公司和客户服务部流程制度的执行，以及本部人员的履职情况。",
            "协调本部与其他部门的工作。",
            "带领本部人员共同做好日常商户服务。",
            "定期召集本部人员开会，总结工作、解决问题，会后及时向客户服务部经理报告结果。",
            "组织本部服务人员培训，提高业务能力和服务质量。",
            "负责导购车队的日常管理。",
            "协助前台为市场中心做好后勤保障。",
            "协助档案文员建立和管理档案。",
            "协助服务人员落实21条商户服务。",
            "维护所辖区域的环境秩序与设施安全。",
            "主持商务会所的各项服务。",
        ],
        "协助管理": [
            "协助客户服务部经理编制年度、季度和月度计划，分解落实并按期总结。",
            "协助客户服务部经理定期召开全部门例会和述职会。",
            "协助客户服务部经理编制全部门财务预算，控制各项费用开支。",
            "协助客户服务部经理管好全部门的固定资产。",
            "协助客户服务部经理整理全部门的文件资料并归档。",
            "协助客户服务部经理会同人力资源部开展招聘、考核和在职提升培训。",
            "协助客户服务部经理处理日常行政和文秘事务。",
        ],
        "其他": ["完成公司和客户服务部经理交给的各项任务。"],
    }),
    "kpis": ["商户、客户满意度", "市场中心后勤保障工作质量", "有效投诉次数", "团队管理"],
    "superior": "客户服务部经理、客户服务部副经理",
    "subordinates": "导购车辆队长、办公前后台客服、服务大厅服务人员、客服档案文员",
    "relations": parts.relations(
        department=[
            ("办公前后台客服", parts.LEADS),
            ("导购车辆队长", parts.LEADS),
            ("客服档案文员", parts.LEADS),
            ("服务大厅服务人员", parts.LEADS),
        ],
        company=[
            ("客户服务部经理", parts.REPORTS),
            ("客户服务部副经理", f"{parts.REPORTS}、{parts.CONSULTS}"),
            ("卖场客服主管", parts.CONSULTS),
            ("物流技术部主管", parts.CONSULTS),
            ("其他部门人员", "协作配合、互通信息"),
        ],
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
