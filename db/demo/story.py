"""What has happened in the demo by the end of November 2026, as data: versions, signings and what came of them.

Days and times are of the wall clock in Asia/Shanghai. Who signs as superior or for HR follows from the positions.
"""

DRAFT, WITH_SUPERIOR, IN_REVIEW, IN_FORCE = "draft", "with_superior", "in_review", "in_force"


def _version(position, state, drafted, published=None, note=None, by=None):
    """`by`: the number of who drafts it; HR's manager unless said."""
    return {"position": position, "state": state, "drafted_on": drafted, "published_on": published, "note": note,
            "by": by}


# How far the description of each position has come, in the order of publication.
VERSIONS = [
    _version("market_director", IN_FORCE, "2026-09-18", "2026-10-09"),
    _version("hr_manager", IN_FORCE, "2026-09-18", "2026-10-09"),
    _version("manager", IN_FORCE, "2026-09-21", "2026-10-12"),
    _version("deputy", IN_FORCE, "2026-09-21", "2026-10-12"),
    _version("merchant_supervisor", IN_FORCE, "2026-09-22", "2026-10-14"),
    _version("floor_supervisor", IN_FORCE, "2026-09-22", "2026-10-14"),
    _version("office_clerk", IN_FORCE, "2026-09-23", "2026-10-16"),
    _version("archive_clerk", IN_FORCE, "2026-09-23", "2026-10-16"),
    _version("guide_captain", IN_FORCE, "2026-09-24", "2026-10-19"),
    _version("hall_clerk", IN_FORCE, "2026-09-24", "2026-10-19"),
    _version("floor_clerk", IN_FORCE, "2026-09-24", "2026-10-19"),
    _version("guide_driver", IN_FORCE, "2026-10-28", "2026-11-06"),
    _version("floor_clerk_2", IN_REVIEW, "2026-11-09", note="二号馆试营业前请完成审核。"),
    _version("floor_supervisor_2", DRAFT, "2026-11-12", by="K1008"),
]

def _signing(holder, position, state, opened, employee=None, superior=None, hr=None, **outcome):
    signed = {"employee": employee, "superior": superior, "hr": hr}
    return {"holder": holder, "position": position, "state": state, "opened_at": opened,
            "signed": {step: at for step, at in signed.items() if at}, **outcome}


# In force, on paper, before the portal came; superseded since by the versions above.
PAPER_DAY = "2026-03-02"
FIRST_VERSIONS = [_version(version["position"], "superseded", "2026-02-24", PAPER_DAY)
                  for version in VERSIONS if version["state"] == IN_FORCE]
# Who signed them by hand, and when; HR has filed the scans.
BY_HAND = [
    ("K1002", "market_director", "2026-03-03"), ("K1003", "hr_manager", "2026-03-02"),
    ("K1007", "manager", "2026-03-03"), ("K1008", "deputy", "2026-03-04"),
    ("K1009", "merchant_supervisor", "2026-03-04"), ("K1010", "floor_supervisor", "2026-03-05"),
    ("K1011", "office_clerk", "2026-03-05"), ("K1012", "office_clerk", "2026-03-05"),
    ("K1014", "archive_clerk", "2026-03-05"), ("K1015", "guide_captain", "2026-03-06"),
    ("K1016", "guide_driver", "2026-03-06"), ("K1017", "guide_driver", "2026-03-06"),
    ("K1018", "guide_driver", "2026-03-09"), ("K1020", "hall_clerk", "2026-03-06"),
    ("K1021", "hall_clerk", "2026-03-06"), ("K1022", "hall_clerk", "2026-03-09"),
    ("K1023", "hall_clerk", "2026-03-06"), ("K1024", "floor_clerk", "2026-03-09"),
    ("K1025", "floor_clerk", "2026-03-09"),
]

# Versions that take the place of one above: edited step by step as `descriptions.SECOND_VERSIONS` tells.
REVISIONS = [
    _version("floor_clerk", IN_FORCE, "2026-11-16", "2026-11-20"),
    _version("hall_clerk", WITH_SUPERIOR, "2026-11-19", by="K1004"),
]
# (position, number of the clause, who says so, what, who settled it), of versions that wait for their superior.
REMARKS = [
    ("hall_clerk", 4, "K1003", "顶岗的人写岗位或由谁指定即可，不写姓名。", "K1004"),
    ("hall_clerk", 12, "K1007", "财务部下午四点以后不盖章，“当日”做得到吗？请先同财务部确认。", None),
]
LATER_SIGNINGS = [
    _signing("K1024", "floor_clerk", "awaiting_employee", "2026-11-20T10:15"),
    _signing("K1025", "floor_clerk", "awaiting_superior", "2026-11-20T10:15", "2026-11-20T20:14"),
    _signing("K1026", "floor_clerk", "awaiting_employee", "2026-11-20T10:15"),
]

SIGNINGS = [
    _signing("K1002", "market_director", "complete", "2026-10-09T09:30",
             "2026-10-09T14:12", "2026-10-10T10:25", "2026-10-12T09:06"),
    _signing("K1003", "hr_manager", "complete", "2026-10-09T09:34",
             "2026-10-09T10:02", "2026-10-10T10:31", "2026-10-10T11:15"),
    _signing("K1007", "manager", "complete", "2026-10-12T10:00",
             "2026-10-12T16:48", "2026-10-13T09:17", "2026-10-13T14:40"),
    _signing("K1008", "deputy", "complete", "2026-10-12T10:02",
             "2026-10-13T08:51", "2026-10-13T11:20", "2026-10-14T09:33"),
    _signing("K1009", "merchant_supervisor", "complete", "2026-10-14T10:10",
             "2026-10-14T18:05", "2026-10-15T09:42", "2026-10-16T10:18"),
    _signing("K1010", "floor_supervisor", "complete", "2026-10-14T10:12",
             "2026-10-15T12:36", "2026-10-16T09:08", "2026-10-16T10:21"),
    _signing("K1011", "office_clerk", "complete", "2026-10-16T14:30",
             "2026-10-17T09:15", "2026-10-19T10:47", "2026-10-20T09:29"),
    _signing("K1012", "office_clerk", "awaiting_superior", "2026-10-16T14:30", "2026-11-19T17:22"),
    _signing("K1013", "office_clerk", "awaiting_employee", "2026-11-16T09:10"),
    _signing("K1014", "archive_clerk", "complete", "2026-10-16T14:34",
             "2026-10-16T16:03", "2026-10-19T10:52", "2026-10-20T09:31"),
    _signing("K1015", "guide_captain", "awaiting_hr", "2026-10-19T10:00", "2026-11-17T07:55", "2026-11-18T10:36"),
    _signing("K1016", "guide_driver", "complete", "2026-11-06T15:20",
             "2026-11-07T08:10", "2026-11-09T07:48", "2026-11-10T09:40"),
    _signing("K1017", "guide_driver", "awaiting_hr", "2026-11-06T15:20", "2026-11-12T18:02", "2026-11-13T07:51"),
    _signing("K1018", "guide_driver", "refused", "2026-11-06T15:20", ended_at="2026-11-10T12:25",
             reason="第5条要求本人维护车辆，但没有写明维护到什么程度。电瓶和制动的检修需要专业资质，我只能做出车前后的检查。"
                    "请把检查与维修分开写清楚后再签。"),
    _signing("K1019", "guide_driver", "awaiting_employee", "2026-11-06T15:20"),
    _signing("K1020", "hall_clerk", "complete", "2026-10-19T10:20",
             "2026-10-20T13:11", "2026-10-21T09:26", "2026-10-22T10:02"),
    _signing("K1021", "hall_clerk", "returned", "2026-10-19T10:20", ended_at="2026-11-18T16:45",
             note="其余条款没有意见，以上三条写清楚后我就签。",
             comments={
                 4: "退换货要“全程导购”，可晚班服务台只有一个人，我离开后没人接待。请写明由谁顶岗。",
                 12: "服务保险卡要加盖财务章才能交给顾客，这一步现在是跑去财务部办的，建议写清由谁送、多久办完。",
                 13: "电话回访没有写频次。去年是投诉办结后三天内回访，今年还按这个执行吗？",
             }),
    _signing("K1022", "hall_clerk", "awaiting_employee", "2026-10-19T10:20"),
    _signing("K1023", "hall_clerk", "awaiting_superior", "2026-10-19T10:20", "2026-11-20T09:58"),
    _signing("K1024", "floor_clerk", "complete", "2026-10-19T10:40",
             "2026-10-20T19:30", "2026-10-22T08:44", "2026-10-23T11:09"),
    _signing("K1025", "floor_clerk", "withdrawn", "2026-10-19T10:40"),  # by the second version
    _signing("K1026", "floor_clerk", "withdrawn", "2026-10-19T10:40"),
]

# Given on the day the story is told: two papers of her people wait meanwhile.
DELEGATION = {"giver": "K1009", "delegate": "K1008", "days": 14, "reason": "参加集团商户服务培训，期间不在岗。"}

# Slips found since and corrected without signing again: (position, number of the clause, how it should read, why).
CORRECTIONS = [("archive_clerk", 3, "协助运营中心和市场管理中心的部门向公司档案室移交档案。", "“档案”误写为“挡案”")]
