"""The mall group of the demo: an invented one, its departments and its positions."""

GROUP = "千榫建材家居集团"

# (key, name, key of the department it lies in), from the top down
DEPARTMENTS = [
    ("group", GROUP, None),
    ("market_centre", "市场管理中心", "group"),
    ("service", "客户服务部", "market_centre"),
    ("merchants", "商户服务部", "service"),
    ("centre_1", "客户服务中心（一号馆）", "service"),
    ("centre_2", "客户服务中心（二号馆）", "service"),
    ("leasing", "招商部", "market_centre"),
    ("marketing", "市场部", "market_centre"),
    ("advertising", "广告部", "market_centre"),
    ("logistics", "物流技术部", "market_centre"),
    ("operations", "运营中心", "group"),
    ("hall_1", "一号馆", "operations"),
    ("hall_2", "二号馆", "operations"),
    ("property", "物业部", "operations"),
    ("personnel", "人力资源部", "group"),
    ("information", "信息中心", "group"),
    ("audit", "审计室", "group"),
]


def _position(key, title, department, code, superior, *, dotted=(), aliases=(), heads=False):
    return {"key": key, "title": title, "department": department, "code": code, "superior": superior,
            "dotted": list(dotted), "aliases": list(aliases), "heads": heads}


# From the top down: a superior stands before whoever reports to it. `heads`: the position leads its department.
POSITIONS = [
    _position("general_manager", "总经理", "group", "QS-JT-G-001", None, heads=True),
    _position("market_director", "市场总监", "market_centre", "QS-SC-G-001", "general_manager", heads=True),
    _position("manager", "客户服务部经理", "service", "QS-KF-G-001", "market_director",
              aliases=["客服部经理", "客服经理"], heads=True),
    _position("deputy", "客户服务部副经理", "service", "QS-KF-G-002", "manager",
              aliases=["客服部副经理", "客服副经理"]),
    _position("hall_manager", "卖场经理", "hall_1", "QS-MC-G-001", "general_manager", heads=True),
    _position("hall_manager_2", "卖场经理（二号馆）", "hall_2", "QS-MC-G-002", "general_manager", heads=True),
    _position("merchant_supervisor", "商户客服主管", "merchants", "QS-KF-Z-001", "manager",
              dotted=["deputy"], aliases=["商户服务部主管", "商户服务主管"], heads=True),
    _position("floor_supervisor", "卖场客服主管", "centre_1", "QS-KF-Z-002", "deputy",
              dotted=["hall_manager"], heads=True),
    _position("floor_supervisor_2", "卖场客服主管（二号馆）", "centre_2", "QS-KF-Z-004", "deputy",
              dotted=["hall_manager_2"], heads=True),
    _position("guide_captain", "导购车辆队长", "merchants", "QS-KF-Z-003", "merchant_supervisor",
              aliases=["导购车辆导购队长", "导购车队长"]),
    _position("office_clerk", "办公前后台客服", "merchants", "QS-KF-Y-001", "merchant_supervisor",
              aliases=["办公前、后台客服", "市场中心前后台客服", "市场中心服务前台后台服务人员"]),
    _position("archive_clerk", "客服档案文员", "merchants", "QS-KF-Y-002", "merchant_supervisor",
              aliases=["客服部档案文员", "档案员"]),
    _position("guide_driver", "导购车辆导购", "merchants", "QS-KF-Y-003", "guide_captain",
              aliases=["导购车辆导购员", "导购人员"]),
    _position("hall_clerk", "服务大厅服务人员", "merchants", "QS-KF-Y-004", "merchant_supervisor"),
    _position("floor_clerk", "卖场客服员", "centre_1", "QS-KF-Y-005", "floor_supervisor",
              aliases=["服务中心人员", "客户服务中心人员"]),
    _position("floor_clerk_2", "卖场客服员（二号馆）", "centre_2", "QS-KF-Y-006", "floor_supervisor_2"),
    _position("leasing_manager", "招商部经理", "leasing", "QS-ZS-G-001", "market_director", heads=True),
    _position("marketing_manager", "市场部经理", "marketing", "QS-TG-G-001", "market_director", heads=True),
    _position("advertising_manager", "广告部经理", "advertising", "QS-GG-G-001", "market_director", heads=True),
    _position("logistics_supervisor", "物流技术部主管", "logistics", "QS-WJ-Z-001", "market_director",
              dotted=["deputy"], aliases=["物流、技术部主管", "物流技术主管"], heads=True),
    _position("property_manager", "物业部经理", "property", "QS-WY-G-001", "general_manager", heads=True),
    _position("hr_manager", "人力资源部经理", "personnel", "QS-RL-G-001", "general_manager",
              aliases=["人力资源经理"], heads=True),
    _position("hr_officer", "人力资源专员", "personnel", "QS-RL-Y-001", "hr_manager"),
    _position("system_administrator", "系统管理员", "information", "QS-XX-Y-001", "general_manager"),
    _position("auditor", "审计专员", "audit", "QS-SJ-Y-001", "general_manager"),
]
