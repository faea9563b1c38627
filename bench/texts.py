"""A manager's description of four pages and nineteen clauses, and the same with other words in it, to print many."""

OBJECTS = ("来访登记", "展品台账", "钥匙领用", "讲解排班", "客户意见",
           "设备点检", "活动物料", "票券库存", "停车引导", "夜间巡查")
GROUPS = {
    "经营管理": [
        "拟订展厅年度经营计划，分解到季度和月份，按月检查完成情况，偏差超过一成时提出纠正措施并报分管领导批准",
        "审定{0}的流程和表式，每半年评估一次其是否仍然适用，废止不再需要的环节",
        "掌握来访数量、停留时间和转化情况，按月形成分析材料，向有关部门提出调整陈列和讲解内容的建议",
        "主持重要客户与团体来访的接待安排，确认路线、讲解人员和应急预案，结束后三个工作日内回访",
        "受理重大客户意见，当日答复处理办法，七日内查清原因并落实责任，结果存档备查",
        "组织{1}的盘点与核对，账实不符的查明原因，提出处理意见",
        "协调供应商按约定补充、更换和撤除展品，验收其数量、外观与说明文字",
        "审核展厅对外发布的文字、图片和价格，保证内容准确并符合广告管理要求",
        "督导{2}和消防、用电、用气安全，每周带队检查一次，隐患未消除不得开放",
    ],
    "团队管理": [
        "拟订本部门岗位设置和人员编制，参与面试、试用期考察和转正评议",
        "按季度与下属面谈，确认目标、讨论困难，记录双方认可的改进事项",
        "制订讲解、接待和{3}的培训计划，每名员工每年受训不少于二十四学时",
        "审批排班、调休和加班，保证开放时间内各岗位不缺员",
        "编制部门费用预算，控制物料、差旅和外包支出，超支事先说明",
        "推动部门之间就{4}互通信息，议定的事项明确责任人和完成日期",
    ],
    "制度与记录": [
        "建立{5}等记录的保存办法，规定保存期限、查阅权限和销毁程序",
        "每年至少组织两次应急演练，演练后修订预案",
        "按规定移交离岗人员的资料、钥匙和系统账号，并在移交单上签字",
    ],
    "其他": ["完成上级交办的其他工作"],
}
ITEMS = {
    "core_knowledge": ["熟悉展览展示、客户服务和现场安全的基本要求。", "了解本行业主要产品的分类、用途和选购要点。",
                       "掌握预算编制与费用控制的一般方法。", "了解消费者权益保护和广告管理的有关规定。"],
    "core_abilities": ["能独立组织大型接待活动并处理突发情况。", "能从数据中看出问题，提出可以执行的办法。",
                       "善于沟通，能在不同部门之间促成一致。", "能培养下属独立承担工作。"],
    "general_skills": ["文字表达清楚，能起草计划、总结和制度。", "能熟练使用办公软件处理表格与演示文稿。"],
    "qualities": ["正直守信，勇于承担责任。", "待人热情，有耐心。", "注重细节，讲求效率。"],
}
PARTIES = {
    "department": ("接待主管", "讲解主管", "展品管理员"),
    "company": ("市场部", "采购部", "财务部", "人力资源部", "安全办公室"),
    "outside": ("供应商", "参观团体", "行业协会", "消防管理部门"),
}
CONTENT = "交换信息、商定安排、跟踪落实，每月核对一次未完成的事项"
ASKED = {"education": "本科及以上", "major": "管理、营销、展示设计等相关专业",
         "experience": "八年以上，其中管理岗位三年以上", "certificates": "无"}
SUMMARY = "全面负责展厅的接待、讲解、陈列与安全，使来访者得到及时周到的服务，对部门目标、费用和人员成长负责。"
NOTICE = "本说明书说明岗位现行的职责和要求，是考核、培训和调整岗位的依据；内容有变动的，以重新签署的版本为准。"


def paper(variant=0, holder=None):
    """The context of the print template; of a holder, only what differs from holder to holder."""
    token = f"Bench{variant:04d}{holder or 0:06d}"
    own = {"holder": {"name": "赵启明", "number": f"QH{holder or 0:04d}"}, "token": token,
           "verify_url": f"https://portal.example/verify/{token}", "anchor": {"id": 4711, "head": "0badcafe" * 8}}
    if holder is not None:
        return own
    return own | {"organisation": "青禾展览有限公司", "file_number": f"QH-ZT-G-{variant:03d}", "version": "A/0",
                  "effective_on": "2026-03-01", "description": description(variant)}


def description(variant):
    """The text; each variant speaks of other objects."""
    words = [OBJECTS[(variant + place) % len(OBJECTS)] for place in range(6)]
    clauses = [(group, text.format(*words)) for group, texts in GROUPS.items() for text in texts]
    return {
        "title": "展厅服务部经理", "department": "展厅服务部", "code": f"QH-ZT-G-{variant:03d}",
        "compiled_on": "2026-02-10", "summary": SUMMARY * 2,
        "duties": [{"group": group, "number": n, "text": f"{text}。"} for n, (group, text) in enumerate(clauses, 1)],
        "kpis": ["来访者满意度", "接待及时率", "意见按期办结率", "展品完好率", "费用控制率", "培训完成率"],
        "superior": "运营总监", "subordinates": "接待主管、讲解主管、展品管理员",
        "relations": [{"scope": scope, "party": party, "content": CONTENT}
                      for scope, parties in PARTIES.items() for party in parties],
        "qualifications": ASKED | ITEMS, "environment": "展厅（70%）、办公室（30%），节假日需轮值", "notice": NOTICE,
        "unclassified": [],
    }
