"""Words that give away whose page one is on, and the roles that may read each; they must stand on no other page."""

from tests.policy import ADMIN, AUDITOR, DRAFTS, EMPLOYEE, HEAD, LEAVES, OF_THE_BOSS, PERSONNEL, SUPERVISOR

SECRETS = {"in_force": "内部摘要甲·{}", "in_review": "内部摘要乙·{}", "with_superior": "内部摘要丙·{}",
           "draft": "内部摘要丁·{}", "discarded": "内部摘要戊·{}"}
CANARIES = {
    "吴远": (*PERSONNEL, AUDITOR, ADMIN), "T0006": (*PERSONNEL, AUDITOR, ADMIN),   # the driver
    "严总": (*PERSONNEL, AUDITOR, ADMIN), "T0001": (*PERSONNEL, AUDITOR, ADMIN),   # the boss
    "陈䶮": (SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN),                         # the clerk's colleague
    "T0005": (SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN),
    "内部摘要甲·服务大厅服务人员": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL, AUDITOR),
    "内部摘要甲·车队司机": (*PERSONNEL, AUDITOR),
} | {f"内部摘要{mark}·{title}": DRAFTS[whose] for mark, whose, title in (
    ("乙", "clerk", "服务大厅服务人员"), ("乙", "supervisor", "商户客服主管"), ("丙", "clerk", "服务大厅服务人员"),
    ("丙", "driver", "车队司机"), ("丁", "supervisor", "商户客服主管"), ("丁", "manager", "客户服务部经理"),
    ("戊", "clerk", "服务大厅服务人员"), ("戊", "manager", "客户服务部经理"))} | {
    "内部摘要乙·总经理": OF_THE_BOSS["boss"]}

WHY = "门诊复查·{}"  # of a leave: what colleagues must not read
CANARIES |= {WHY.format("clerk"): LEAVES["clerk"], WHY.format("driver"): LEAVES["driver"]}
TEAM = {"陈䶮"}  # whom the clerk works with: on the pages around the roster she reads the name, and nothing else
BY_TEAM = {"leaves.index", "leaves.new", "leaves.show", "my_month.index", "roster.index", "swaps.index", "swaps.new",
           "swaps.show"}
GIVER, BY_TASK = "严总", {"tasks.show"}  # whoever has a task reads who gave it, however far above
BY_PAPER = {"verify.show"}  # whoever is signed in and holds the paper reads on the page what stands on the paper
