"""The people of the demo: invented names, what they hold since when, which roles they were given."""

# For people who have signed in and made a signing key already; shown on the demo's welcome page, good for nothing else.
DEMO_PASSWORD = "maple-tenon-lantern"  # noqa: S105
DEMO_PIN = "739164"


def _person(number, name, *held, roles=(), absent=None, until=None, onboarded=True):
    """`held`: (position, first day). `until` ends the first of them."""
    appointments = [{"position": position, "from": day, "until": None} for position, day in held]
    appointments[0]["until"] = until
    return {"number": number, "name": name, "appointments": appointments, "roles": list(roles), "absent": absent,
            "onboarded": onboarded}


# `onboarded`: has chosen a password and a PIN; the others still have their one-time initial password.
PEOPLE = [
    _person("K1001", "沈怀瑾", ("general_manager", "2019-03-01")),
    _person("K1002", "陆承远", ("market_director", "2020-06-15")),
    _person("K1003", "顾清和", ("hr_manager", "2021-04-01"), roles=["hr"]),
    _person("K1004", "方若宁", ("hr_officer", "2023-07-03"), roles=["hr"]),
    _person("K1005", "秦思远", ("system_administrator", "2022-09-01"), roles=["admin"]),
    _person("K1006", "俞静文", ("auditor", "2021-11-08"), roles=["auditor"]),
    _person("K1007", "林淑仪", ("manager", "2020-02-17")),
    _person("K1008", "欧阳启明", ("deputy", "2022-03-01")),
    _person("K1009", "单晓岚", ("merchant_supervisor", "2021-05-10")),
    _person("K1010", "郑博文", ("floor_supervisor", "2022-08-01"), ("floor_supervisor_2", "2026-11-02")),
    _person("K1011", "何敏芝", ("office_clerk", "2021-09-06")),
    _person("K1012", "唐予欣", ("office_clerk", "2023-03-13")),
    _person("K1013", "曾雨桐", ("hall_clerk", "2024-05-06"), ("office_clerk", "2026-10-08"), until="2026-10-07",
            onboarded=False),
    _person("K1014", "王䶮", ("archive_clerk", "2022-10-10")),
    _person("K1015", "马立强", ("guide_captain", "2020-07-01")),
    _person("K1016", "孙志鹏", ("guide_driver", "2021-03-15")),
    _person("K1017", "周海波", ("guide_driver", "2022-05-05")),
    _person("K1018", "赵文斌", ("guide_driver", "2023-10-16")),
    _person("K1019", "梁家俊", ("guide_driver", "2026-09-14"), onboarded=False),
    _person("K1020", "许佳莹", ("hall_clerk", "2021-06-21")),
    _person("K1021", "宋诗涵", ("hall_clerk", "2022-11-14")),
    _person("K1022", "邓可盈", ("hall_clerk", "2023-02-20"), absent="产假，预计2027年3月返岗"),
    _person("K1023", "彭思雨", ("hall_clerk", "2025-04-07")),
    _person("K1024", "韩雪梅", ("floor_clerk", "2020-12-01")),
    _person("K1025", "罗子轩", ("floor_clerk", "2023-08-28")),
    _person("K1026", "谢婉清", ("floor_clerk", "2026-08-17"), onboarded=False),
    _person("K1027", "蒋欣然", ("floor_clerk_2", "2026-11-16"), onboarded=False),
    _person("K1028", "冯雅楠", ("floor_clerk_2", "2026-11-16"), onboarded=False),
    _person("K1029", "韦国栋", ("logistics_supervisor", "2021-01-11")),
    _person("K1030", "吕建安", ("hall_manager", "2020-04-20")),
    _person("K1031", "苏振华", ("hall_manager_2", "2026-10-19")),
    _person("K1032", "曹景行", ("leasing_manager", "2022-02-14")),
    _person("K1033", "程雅静", ("marketing_manager", "2021-08-02")),
    _person("K1034", "戴维新", ("advertising_manager", "2023-05-15")),
    _person("K1035", "潘德生", ("property_manager", "2019-10-08")),
]
