"""Who the tests are about, and the small office they work in."""

import datetime as dt
from types import SimpleNamespace

from db import generation
from db.descriptions import Description
from db.people import Person
from db.positions import Department, Position
from db.sessions import Session

PASSWORD = "correct horse battery staple"
START = dt.date(2026, 1, 5)
PEOPLE = {  # key: (number, name, position, granted role)
    "boss": ("T0001", "严总", "boss", None),
    "manager": ("T0002", "李经理", "manager", None),
    "supervisor": ("T0003", "周主管", "supervisor", None),
    "clerk": ("T0004", "张小燕", "clerk", None),
    "colleague": ("T0005", "陈䶮", "clerk", None),
    "stranger": ("T0006", "吴远", "driver", None),
    "foreman": ("T0007", "郑队长", "foreman", None),
    "hr_manager": ("T0008", "王芳", "hr_manager", "hr"),
    "hr": ("T0009", "钱静", "hr_clerk", "hr"),
    "auditor": ("T0010", "孙审", None, "auditor"),
}


def build():
    """The office, told in verbs: the customer-service department, the vehicles of another one, HR."""
    admin = Person.get_by_id(Person.first("T0000", "管理员", PASSWORD, organisation="青禾建材家居", guarded=False).id)
    group = Department.add("集团", by=admin)
    service = Department.add("客户服务部", group, by=admin)
    vehicles = Department.add("车辆部", group, by=admin)
    personnel = Department.add("人力资源部", group, by=admin)
    positions = {"boss": Position.add("总经理", group, by=admin)}
    for key, title, department, superior in (
            ("manager", "客户服务部经理", service, "boss"), ("supervisor", "商户客服主管", service, "manager"),
            ("clerk", "服务大厅服务人员", service, "supervisor"), ("foreman", "车队主管", vehicles, "boss"),
            ("driver", "车队司机", vehicles, "foreman"), ("hr_manager", "人力资源部经理", personnel, "boss"),
            ("hr_clerk", "人力资源专员", personnel, "hr_manager")):
        positions[key] = Position.add(title, department, positions[superior], by=admin)
    ids = {"admin": admin.id}
    for key, (number, name, position, role) in PEOPLE.items():
        person, _ = Person.add(number, name, by=admin)
        Person.update(password_expires_at=None).where(Person.id == person.id).execute()
        if position:
            person.appoint(positions[position], START, by=admin)
        if role:
            person.grant(role, by=admin)
        ids[key] = person.id
    hr = Person.get_by_id(ids["hr_manager"])
    generation.keep_up()
    drafts = {key: Description.draft(positions[key], payload(positions[key].title), by=hr).id
              for key in ("clerk", "driver")}
    return World(ids, {key: position.id for key, position in positions.items()}, drafts)


def payload(title, duties=("接待来访的顾客并登记", "接听电话并转给负责的人", "每日下班前核对登记表")):
    """A small but complete description as the importer gives it."""
    return {
        "title": title, "department": "客户服务部", "code": None, "compiled_on": "2026-10-08",
        "summary": "做好日常服务。",
        "duties": [{"group": "客户接待" if i < 2 else "其他", "number": i + 1, "text": text}
                   for i, text in enumerate(duties)],
        "kpis": ["有效投诉次数"], "superior": "商户客服主管", "subordinates": "无",
        "relations": [{"scope": "department", "party": "商户客服主管", "content": "汇报、接受指导"}],
        "qualifications": {"education": "中专", "major": "不限", "experience": "一年", "certificates": "无",
                           "core_knowledge": ["礼仪常识"], "core_abilities": ["沟通"], "general_skills": ["打字"],
                           "qualities": ["责任心"]},
        "environment": "服务大厅", "notice": "本说明书说明当前职责，公司可按规定调整。", "unclassified": [],
    }


def in_review(description, *, by):
    """Submitted, and agreed to by whoever sits above: what remains is HR's step."""
    description.submit(by=by)
    if description.state == "with_superior":
        description.agree(seen=description.digest, by=Person.get_by_id(min(description.reviewers())))
    return description


class World:
    """Hands out fresh rows: what one test reads is never what another left in memory."""

    def __init__(self, people, positions, drafts):
        self._people, self._positions, self._drafts = people, positions, drafts

    def fresh(self):
        people = {key: Person.get_by_id(row_id) for key, row_id in self._people.items()}
        positions = SimpleNamespace(**{key: Position.get_by_id(row_id) for key, row_id in self._positions.items()})
        drafts = SimpleNamespace(**{key: Description.get_by_id(row_id) for key, row_id in self._drafts.items()})
        return SimpleNamespace(**people, everybody=people, positions=positions, drafts=drafts, browser=browser,
                               again=lambda row: type(row).get_by_id(row.id))


def browser(app, person):
    """A test client; signed in where a person is given."""
    client = app.test_client()
    if person is not None:
        _, token = Session.start(person, "192.0.2.7", "a test")
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
    return client
