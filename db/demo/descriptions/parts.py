"""What several position descriptions share: the closing notice, ways of working together, qualifications."""

EARLIER_NOTICE = "本职位说明书是劳动合同的组成部分，写明职位现行的职责与任职要求。公司可以依法调整工作内容。"
NOTICE = ("本职位说明书是劳动合同的组成部分，写明职位现行的职责与任职要求。"
          "公司可以依法调整工作内容，也可以安排在职人员承担其他职责；内容有变动的，以重新签署的版本为准。")

REPORTS = "汇报工作、听取指导"
LEADS = "布置和指导工作、听取汇报"
CONSULTS = "协作配合、互通信息、征求意见"

AUTHORITIES = ("政府机关", "报送信息、听取指导、维护关系")
COMPETITORS = ("竞争对手", "交流业务与经验、寻求合作、维护行业权益")

MANAGER_KNOWLEDGE = [
    "精通现代商务礼仪及其管理。",
    "了解国内外大中型建材卖场的格局，熟悉各类厂商的产品与经营方式，管理理念先进，有战略眼光和营销理论基础。",
    "透彻理解公司愿景，熟悉公司业务流程、规章制度和各部门的职能权责。",
    "熟悉建材行业与建材卖场的运营方式。",
    "了解财务和法律常识。",
]
MANAGER_ABILITIES = [
    "善于与客户沟通，能妥善协调各方诉求。",
    "计划性强，能制定有效的部门制度和流程并督促执行。",
    "组织执行力强，能如期完成部门的各项任务。",
    "善于协调沟通，能处理日常管理中的问题，带教员工胜任本职。",
    "观察敏锐、思路清晰、判断准确、处事果断，应变能力强。",
    "乐于学习，勇于创新。",
]
MANAGER_SKILLS = [
    "文字功底扎实，能起草和修改计划、总结及有关文件。",
    "熟练使用计算机、互联网与办公软件，能编制和管理文件，收集、整理工作所需的资料。",
]
MANAGER_QUALITIES = ["爱岗敬业。", "恪守职业道德。", "有团队精神，工作主动。", "有前瞻眼光，知人善用。"]

CLERK_SKILLS = [
    "具备基本的书面表达能力。",
    "会使用计算机、互联网与办公软件，能编制和管理文件，完成资料的收集、整理与沟通。",
]
CLERK_QUALITIES = ["待人热情，责任心强。", "爱岗敬业。", "恪守职业道德。", "有团队精神，工作主动。"]


def numbered(groups):
    """Duties of {group: [text]}, numbered through from 1."""
    clauses = [(group, text) for group, texts in groups.items() for text in texts]
    return [{"group": group, "number": number, "text": text} for number, (group, text) in enumerate(clauses, 1)]


def relations(department=(), company=(), outside=()):
    """Relations of (party, content) pairs, by how far they reach."""
    scopes = {"department": department, "company": company, "outside": outside}
    return [{"scope": scope, "party": party, "content": content}
            for scope, pairs in scopes.items() for party, content in pairs]


def as_signed_by_hand(description):
    """The description as it read before the portal came: the same duties, one indicator fewer, an older notice."""
    return description | {"compiled_on": "2026-02-24", "kpis": description["kpis"][:-1] or description["kpis"],
                          "notice": EARLIER_NOTICE}
