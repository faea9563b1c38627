"""The stage of the access tests: a browser for each role, papers of the clerk and of the driver in every state."""

import copy
import datetime as dt
import re
from functools import cache

from db import generation, jobs, pades, workshop
from db.audit import track
from db.base import database, digest, is_sqlite, now, today
from db.brakes import VerificationAttempt
from db.calendar_days import CalendarDay, WeekHours
from db.corrections import Correction
from db.delegations import Delegation
from db.descriptions import Description
from db.documents import Document
from db.duties import Occurrence
from db.evidence import Inspection, Record
from db.intakes import Intake
from db.jobs import Job
from db.keys import Agreement, Certificate, authority
from db.leaves import Leave
from db.letters import UNSENT, Letter
from db.notices import Notice
from db.paper_copies import PaperCopy
from db.people import Person
from db.remarks import Remark
from db.roster import RosterDay
from db.rules import CLAIMED, Rule
from db.schema import MODELS
from db.sessions import IDLE, Session
from db.shifts import Shift
from db.signatures import AWAITING_EMPLOYEE, COMPLETE, RETURNED, Signing
from db.swaps import Swap
from db.tasks import Step, Task
from portal import papers, sheets
from tests import canaries, policy
from tests.codes import arm
from tests.world import payload

PIN = "246810"
MISSING = (2**31 - 2, 2**63, 2**64)  # not there, and no integer of the database at all
NEVER_THE_SAME = (r'name="csrf_token"[^>]*value="[^"]*"', r'name="csrf-token" content="[^"]*"')
WRITTEN = " + ".join(f"sum(pg_stat_get_xact_tuples_{done}(oid))" for done in ("inserted", "updated", "deleted"))
WRITTEN = f"SELECT {WRITTEN} FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"  # noqa: S608
SEEN_AT = {Session: {"seen_at"}}     # that a page was looked at is written down; nothing else is
KEPT = [model for model in MODELS if model is not VerificationAttempt]  # which counts looks too, for the brake


class Scene:
    """`ask` sends one request as one role and takes back what it did to the database."""

    answers = None  # {(role, path): answer}, where one answer serves all tests that only read it

    def __init__(self, app, world, monkeypatch):
        self.app, self.world = app, world
        self.people = self._cast()
        self.paper = printed(app).sealed
        for name in ("chart", "description", "difference", "handover", "preview", "roster", "stamp"):
            monkeypatch.setattr(papers, name, getattr(printed(app), name))
        for name in ("day", "inspections", "month", "overview", "week"):
            monkeypatch.setattr(sheets, name, lambda *_rows, **_facts: self.paper)
        self.objects = self._papers()
        generation.keep_up()
        self.client = app.test_client(use_cookies=False)
        self.cookies = {role: self._cookie(person) for role, person in self.people.items()}
        self.close_accounts()

    def fresh(self, world):
        """The same stage for another test: what that does to the rows in memory or to the cast stays with it."""
        scene = copy.copy(self)
        scene.world, scene.cookies = world, dict(self.cookies)
        scene.people = {role: person and Person.get_by_id(person.id) for role, person in self.people.items()}
        return scene

    def read(self, role, path):
        """`ask` for a page as anybody reads it: once for all tests of a stage that keeps its answers."""
        if self.answers is None:
            return self.ask(role, "GET", path)
        if (role, path) not in self.answers:
            self.answers[role, path] = self.ask(role, "GET", path)
        return self.answers[role, path]

    def ask(self, role, method, path, *, form=None, headers=None, cookie=None, look=True):
        """(response, whether the database is as it was before); where nobody wants to know that, `look` is off."""
        sent = {"Cookie": self.cookies[role] if cookie is None else cookie} | (headers or {})
        with database.atomic() as change:
            written = rows_written()
            response = self.client.open(path, method=method, data=form, headers=sent)
            response.get_data()
            self.after = snapshot() if look and rows_written() != written else self.before
            change.rollback()
        return response, self.after == self.before

    def settle(self):
        """What is there now is what a refusal has to leave alone."""
        self.before = snapshot()

    def form(self, endpoint):
        """The smallest valid form of the endpoint, with the ids of this scene."""
        return {name: value.format_map(self.names) for name, value in policy.POLICY[endpoint].form.items()}

    def entitled(self, endpoint):
        """(a role, an address) the policy lets this endpoint be posted to with."""
        rule = policy.POLICY[endpoint]
        route = next(route for route in self.app.url_map.iter_rules(endpoint) if "POST" in route.methods)
        name, address = next(iter(self.addresses(route).items()))
        found = [role for role in rule.callers if role in (rule.sees.get(name, ()) if rule.kind else rule.callers)
                 and (rule.acts is None or role in rule.acts[name])]
        return (policy.ANONYMOUS if policy.ANONYMOUS in found else found[0]), address

    def pages(self, role):
        """(endpoint, address) of every page the policy lets the role read."""
        return [(route.endpoint, address) for route in self.app.url_map.iter_rules() if "GET" in route.methods
                and role in policy.POLICY[route.endpoint].callers for name, address in self.addresses(route).items()
                if not policy.POLICY[route.endpoint].kind or role in policy.POLICY[route.endpoint].sees.get(name, ())]

    def addresses(self, rule):
        """{object: address} of one route; objects that are not there have their number as a name."""
        known = self.objects[policy.POLICY[rule.endpoint].kind] if rule.arguments else {None: {}}
        ids = {name for name, converter in rule._converters.items() if hasattr(converter, "num_convert")}
        absent = {n: {name: n if name in ids else "no-such-thing" for name in rule.arguments} for n in MISSING}
        with self.app.test_request_context():
            build = self.app.url_map.bind("localhost").build
            return {name: build(rule.endpoint, values) for name, values in
                    (known | absent if rule.arguments else known).items()}

    def _cast(self):
        w = self.world
        outsiders = {role: Person.create(number=f"T01{n:02}", name=name, pinyin="", initials="")
                     for n, (role, name) in enumerate({policy.MUST_CHOOSE: "冯新", policy.LEFT: "褚离",
                                                       policy.EXPIRED: "卫久"}.items())}
        return {policy.EMPLOYEE: w.clerk, policy.SUPERVISOR: w.supervisor, policy.HEAD: w.manager, policy.HR: w.hr,
                policy.HR_MANAGER: w.hr_manager, policy.AUDITOR: w.auditor, policy.ADMIN: w.admin,
                policy.ANONYMOUS: None} | outsiders

    def _papers(self):
        """Objects by kind and by whose they are: the values a route is built from."""
        w, found = self.world, {}
        found["person"] = {"clerk": {"id": w.clerk.id}, "driver": {"id": w.stranger.id}, "boss": {"id": w.boss.id},
                           "admin": {"id": w.admin.id}}
        arm(w.stranger)
        found["guarded person"] = {"driver": {"id": w.stranger.id}, "admin": {"id": w.admin.id}}
        found["employee"] = {"clerk": {"id": w.clerk.id}, "driver": {"id": w.stranger.id}}
        posts = {key: person.appointments.get().id for key, person in (("clerk", w.clerk), ("driver", w.stranger))}
        found["appointment"] = {"clerk": {"id": w.clerk.id, "appointment_id": posts["clerk"]},
                                "of another person": {"id": w.clerk.id, "appointment_id": posts["driver"]}}
        found["position"] = {key: {"id": getattr(w.positions, key).id} for key in ("clerk", "driver")}
        found["description"] = {f"{key} draft": {"id": getattr(w.drafts, key).id} for key in ("clerk", "driver")}
        found["department"] = {"service": {"id": w.positions.clerk.department_id},
                               "vehicles": {"id": w.positions.driver.department_id}}
        for key, holder in (("clerk", w.clerk), ("driver", w.stranger)):
            draft = getattr(w.drafts, key)
            copied = self._issued(draft, holder, COMPLETE)
            issued = {kind: self._issued(draft, holder, state) for kind, state in
                      (("complete signing", COMPLETE), ("signing", AWAITING_EMPLOYEE), ("returned signing", RETURNED))}
            for kind, signing in issued.items():
                found.setdefault(kind, {})[key] = {"id": signing.id}
            found.setdefault("paper copy", {})[key] = {"id": PaperCopy.create(signing=copied).id}
            found.setdefault("token", {})[key] = {"token": issued["complete signing"].token}
            found["description"][key] = {"id": issued["signing"].description_id}
            found.setdefault("annexed description", {})[key] = found["description"][key]
            Description.update(annex=issued["signing"].base).where(
                Description.id == issued["signing"].description_id).execute()
            newest = Description.in_force(draft.position)
            found.setdefault("clause", {})[key] = {"identity": newest.clause_list[0].identity}
            identity = newest.clause_list[0].identity
            found.setdefault("duty of a person", {})[key] = {"id": holder.id, "identity": identity}
            found.setdefault("duty in force", {})[key] = {"id": draft.position_id, "identity": identity}
            found.setdefault("rule", {})[key] = {"id": self._rule(draft.position, identity).id}
            for kind, ids in self._duties(Rule.get_by_id(found["rule"][key]["id"]), holder, newest).items():
                found.setdefault(kind, {})[key] = ids
            for kind, ids in self._tasks(draft.position, holder).items():
                found.setdefault(kind, {})[key] = ids
            found["clause"][f"{key} draft"] = {"identity": draft.clause_list[0].identity}
            found.setdefault("draft", {})[key] = {"id": draft.id}
            found.setdefault("duty", {})[key] = {"id": draft.id, "identity": draft.clause_list[0].identity}
            found.setdefault("field", {})[key] = {"id": draft.id, "name": "environment"}
            found.setdefault("agreement", {})[key] = {"id": self._agreement(holder).id}
        own, foreign = (found["signing"][key]["id"] for key in ("clerk", "driver"))
        found["notice"] = {"to the clerk": {"id": self._told(w.clerk, own, w.hr)},
                           "to the clerk of a foreign paper": {"id": self._told(w.clerk, foreign, w.stranger)},
                           "to the driver": {"id": self._told(w.stranger, foreign, w.hr)}}
        unsent = Letter.create(person=w.clerk, state=UNSENT, message_id="<1@scene>")
        found["letter"] = {"to the clerk": {"id": unsent.id}}
        found |= self._on_their_way(found)
        intakes = [Intake.read_pasted(text, by=w.hr) for text in ("职位名称：库管员\n一、工作职责\n1、清点货物。",
                                                                  "职位名称：门卫\n一、工作职责\n1、看守大门。",
                                                                  "职位名称：司炉\n一、工作职责\n1、烧锅炉。")]
        left_out = intakes[2].ordered_items[0]
        left_out.leave_out(by=w.hr)
        for kind, state in (("job under way", jobs.RUNNING), ("job done", jobs.DONE), ("job failed", jobs.FAILED)):
            found[kind] = {"of hr": {"id": self._job(w.hr, state, w.positions.driver)},
                           "of the head": {"id": self._job(w.manager, state, w.positions.clerk)}}
        found["intake"] = {"of hr": {"id": intakes[0].id}}
        item, foreign = (intake.ordered_items[0].id for intake in intakes[:2])
        found["intake item"] = {"of hr": {"id": intakes[0].id, "item_id": item},
                                "of another intake": {"id": intakes[0].id, "item_id": foreign}}
        found["intake item left out"] = {"of hr": {"id": intakes[2].id, "item_id": left_out.id}}
        found["reviewed position"] = {"clerk": {"id": w.positions.clerk.id}}
        found["delegation"] = {"clerk": {"id": self._delegation(w.supervisor, w.manager).id},
                               "driver": {"id": self._delegation(w.foreman, w.boss).id}}
        found["draft with the duty"] = {"clerk": {"id": w.drafts.clerk.id}}
        found["remark"] = {name: self._remarked(*what) for name, what in (
            ("of the auditor on the clerk's", (w.drafts.clerk, w.auditor)),
            ("of hr on the driver's", (w.drafts.driver, w.hr)))}
        found["remark"]["of another draft"] = found["remark"]["of hr on the driver's"] | {"id": w.drafts.clerk.id}
        first, second = w.drafts.clerk.clause_list[:2]
        found |= self._roster()
        CalendarDay.create(on=dt.date(2026, 10, 1), is_working=False, name="国庆节")
        coming = WeekHours.create(place="mall", starts_on=today() + dt.timedelta(days=1), week=[[[540, 1080]]] * 7)
        found["coming hours"] = {"of the mall": {"id": coming.id}}
        found["calendar year"] = {"this": {"year": 2026}}
        self.names = {"first_duty": first.identity, "second_duty": second.identity, "duty_seen": digest(first.text),
                      "field_seen": digest(w.drafts.clerk.environment), "paper": digest(self.paper),
                      "in_review": self._digest(found, "description in review", "boss"),
                      "with_superior": self._digest(found, "description with the superior", "clerk (hr)"),
                      "clerk_version": Description.in_force(w.positions.clerk).id,
                      "department": w.positions.clerk.department_id,
                      "foreman": w.positions.foreman.id, "colleague": w.colleague.id, "today": today().isoformat(),
                      **self.roster_names, "tomorrow": (today() + dt.timedelta(days=1)).isoformat()}
        return found

    def _on_their_way(self, found):
        """Versions in each state between draft and force, of those beneath, of the reader and of those above."""
        w, at = self.world, self.world.positions
        draft = self._version(at.supervisor, "draft")
        found["draft with an open form"] = {key: row | {"open": "new:"} for key, row in found["draft"].items()}
        more = {"draft": {}, "draft with an open form": {"open": "new:"}, "field": {"name": "environment"},
                "duty": {"identity": draft.clause_list[0].identity}}
        with_superior = {"clerk (hr)": self._version(at.clerk, "with_superior", w.hr),
                         "clerk (supervisor)": self._version(at.clerk, "with_superior", w.supervisor),
                         "driver (hr)": self._version(at.driver, "with_superior", w.hr),
                         "supervisor (manager)": self._version(at.supervisor, "with_superior", w.manager),
                         "hr clerk (hr)": self._version(at.hr_clerk, "with_superior", w.hr, at.clerk.title)}
        in_review = {key: self._version(getattr(at, key), "in_review", w.hr) for key in ("boss", "clerk", "supervisor")}
        in_force = {key: self._version(getattr(at, key), "in_force") for key in ("boss", "supervisor")}
        described = found["description"] | {"supervisor draft": {"id": draft.id}}
        any_state = {"manager draft": self._version(at.manager, "draft"),
                     "clerk with_superior": with_superior["clerk (hr)"],
                     "driver with_superior": with_superior["driver (hr)"], "clerk in_review": in_review["clerk"],
                     "supervisor in_review": in_review["supervisor"]} | {
            f"{key} discarded": self._version(getattr(at, key), "discarded") for key in ("clerk", "manager")}
        return {kind: found[kind] | {"supervisor": {"id": draft.id} | part} for kind, part in more.items()} | {
            "description": described, "description in any state": described | ids(any_state),
            "description with the superior": ids(with_superior), "description in review": ids(in_review),
            "description for HR": {"boss": {"id": in_review["boss"].id}},
            "description in force": {"boss": {"id": in_force["boss"].id}},
            "correction": self._corrections(in_force["boss"], in_force["supervisor"]),
            "description to revise": ids(in_force | {key: Description.in_force(getattr(at, key))
                                                     for key in ("clerk", "driver")})}

    def _corrections(self, description, other):
        """One of a version, and one that the address claims to be of it."""
        facts = {"place": "superior", "before": "商户客服主管", "after": "商户客服主官", "reason": "误写"}
        own, foreign = (Correction.create(description=row, person=self.world.hr, **facts).id
                        for row in (description, other))
        return {"boss": {"id": description.id, "correction_id": own},
                "of another version": {"id": description.id, "correction_id": foreign}}

    @staticmethod
    def _remarked(draft, by):
        return {"id": draft.id, "remark_id": Remark.add(draft, draft.clause_list[0].identity, "谁来做？", by=by).id}

    @staticmethod
    def _digest(found, kind, name):
        return Description.get_by_id(found[kind][name]["id"]).digest

    def _delegation(self, giver, delegate):
        return Delegation.give(delegate, giver=giver, as_superior=True, starts_on=today(), ends_on=today(),
                               reason="外出", by=giver)

    def _roster(self):
        """Three days of clerk, colleague and driver; leaves and swaps in each state that a page can act on."""
        w, day, found = self.world, today() + dt.timedelta(days=2), {}
        shift = Shift.create(name="早班", letter="A", hours=[["0001-01-01", [[540, 1080]]]])
        for person in (w.clerk, w.colleague, w.stranger):
            RosterDay.create(person=person, on=today(), shift=shift)
            for n, worked in enumerate((shift, None, shift)):
                RosterDay.create(person=person, on=day + dt.timedelta(days=n), shift=worked)
        RosterDay.update(shift=None).where(RosterDay.person == w.colleague, RosterDay.on == day).execute()
        for key, person in (("clerk", w.clerk), ("driver", w.stranger)):
            for kind, state in (("leave asked for", "awaiting_approval"), ("leave approved", "approved")):
                begins = day + dt.timedelta(days=30 if state == "approved" else 60)
                leave = Leave.create(person=person, kind="sick", starts_on=begins, asked_by=person, state=state,
                                     ends_on=begins + dt.timedelta(days=5), note=canaries.WHY.format(key))
                found.setdefault(kind, {})[key] = {"id": leave.id}
            found.setdefault("pattern", {})[key] = {"id": person.id}
        was = [[person.id, day.isoformat(), worked] for person, worked in ((w.clerk, shift.id), (w.colleague, None))]
        for kind, asker, other, state in (("swap offered", w.colleague, w.clerk, "awaiting_colleague"),
                                          ("swap asked for", w.clerk, w.colleague, "awaiting_colleague"),
                                          ("swap agreed on", w.clerk, w.colleague, "awaiting_approval")):
            swap = Swap.create(asker=asker, other=other, given_on=day, taken_on=day, was=was, state=state)
            found[kind] = {"clerk": {"id": swap.id}}
        found["shift"] = {"of everybody": {"id": shift.id}}
        self.roster_names = {"worked": (day + dt.timedelta(days=2)).isoformat(),
                             "given": day.isoformat(), "until": (day + dt.timedelta(days=31)).isoformat()}
        return found

    def _version(self, position, state, submitted_by=None, title=None):
        """One more version of the position, in the state; of equal title, of equal content."""
        version = Description.select().where(Description.position == position).count() + 1
        title = title or position.title
        description = Description.create(position=position, version=version, title=title, created_by=self.world.hr,
                                         state=state, submitted_by=submitted_by, effective_on=today())
        description._write(payload(title) | {"summary": canaries.SECRETS[state].format(title)}, [])
        return description

    def _issued(self, draft, holder, state):
        """A signing in the state, of a version of its own, and that version in force."""
        Description.update(state="superseded").where(Description.position == draft.position,
                                                     Description.state == "in_force").execute()
        description = self._version(draft.position, "in_force")
        document = Document.keep(self.paper)
        signing = Signing.create(description=description, holder=holder, position=draft.position, state=state,
                              token=f"scene-{description.id}", digest=description.digest, anchor_id=0,
                              anchor_hash="0" * 64, base=document, current=document,
                              revisions=pades.revisions(self.paper),
                              evidence=document if state == COMPLETE else None,
                              completed_at=now() if state == COMPLETE else None)
        track(signing, "signing.open", by=self.world.hr, description=description.id, document=document.sha256)
        return signing

    def _rule(self, position, identity):
        """A weekly rule of the clause, as somebody else wrote it some time ago."""
        rule = Rule.create(position=position, clause=identity, title="巡视大厅", recurrence="FREQ=WEEKLY;BYDAY=MO",
                           begins_on=today(), times=[[0, 1080, 1439]], valid_from=today())
        Rule.update(series=rule.id).where(Rule.id == rule.id).execute()
        return rule

    def _duties(self, rule, person, description):
        """One occurrence of the rule in each of its states, of this hour, and a photo."""
        hour, clause, made = dt.timedelta(hours=1), description.clause_list[0], {}
        states = {"duty to do": {}, "duty done": {"state": "submitted", "done_by": person, "done_at": now()},
                  "duty missed": {"state": "missed", "missed_at": now()},
                  "duty asked about": {"skip_asked_at": now(), "skip_reason": "停电"},
                  "duty of nobody": {"seat": 0, "person": None}}
        claimed = self._rule(rule.position, rule.clause)
        Rule.update(who=CLAIMED).where(Rule.id == claimed.id).execute()
        for n, (kind, facts) in enumerate(states.items()):
            of = claimed if "seat" in facts else rule
            row = Occurrence.create(**{
                "series": of.id, "rule": of, "position": rule.position, "work_date": today(), "slot": f"scene {n}",
                "seat": person.id, "person": person, "clause": clause, "opens_at": now() - hour, "due_at": now() + hour,
                "locks_at": now() + 2 * hour} | facts)
            made[kind] = {"id": row.id}
        row = Occurrence.create(**{
            "series": rule.id, "rule": rule, "position": rule.position, "work_date": today(), "slot": "scene failed",
            "seat": person.id, "person": person, "clause": clause, "opens_at": now() - hour, "due_at": now() + hour,
            "locks_at": now() + 2 * hour, "state": "rejected", "done_by": person, "done_at": now()})
        found = Inspection.create(occurrence=row, verdict="fail", note="松动", by=self.world.boss)
        Task.create(position=rule.position, person=person, text="紧固", given_by=self.world.boss, state="withdrawn",
                    due_at=now() + hour, inspection=found)
        made["duty failed"] = {"id": row.id}
        photo = Record.create(occurrence=row, item="i1", photo=Document.keep(b"a photo", "image/jpeg"), by=person)
        return made | {"photo": {"id": row.id, "record_id": photo.id}}

    def _tasks(self, position, person):
        """One that is to be answered, and one that was, with a photo."""
        facts = {"position": position, "person": person, "text": "整理货架", "given_by": self.world.boss,
                 "due_at": now() + dt.timedelta(hours=1)}
        given, answered = Task.create(**facts), Task.create(**facts, state="answered", answered_at=now())
        photo = Step.create(task=answered, kind="photo", photo=Document.keep(b"a photo", "image/jpeg"), by=person)
        return {"task given": {"id": given.id}, "task answered": {"id": answered.id},
                "task photo": {"id": answered.id, "step_id": photo.id}}

    def _told(self, person, signing, by):
        return Notice.create(person=person, kind="signing.returned", subject=f"signing:{signing}", by=by).id

    def _job(self, person, state, position):
        """A handbook that tells of one position, in the state."""
        sha256 = digest(b"a handbook")
        job = Job.create(kind="handbook", file="汇编.pdf", asked_by=person, state=state, plan=[1], reach=[position.id],
                         sha256=sha256, size=10, kept_until=now() + dt.timedelta(days=1))
        (workshop.of(job.id) / sha256).write_bytes(b"a handbook")
        return job.id

    def _agreement(self, holder):
        serial, pem, locked_key = key_of(holder.number, holder.name)
        certificate = Certificate.create(person=holder, serial=serial, pem=pem, locked_key=locked_key)
        return Agreement.create(person=holder, edition="2026-1", certificate=certificate, address="192.0.2.7",
                                document=Document.keep(self.paper), signed_at=now())

    def _cookie(self, person):
        return cookie(self.app, person)

    def close_accounts(self):
        """Each holds a session that was good once; what ends it is noted at its next use, which is now."""
        cast = self.people
        Session.update(ended_at=None).where(Session.person.in_([cast[policy.LEFT], cast[policy.EXPIRED]])).execute()
        Person.update(password_expires_at=now() + dt.timedelta(days=1)).where(
            Person.id == cast[policy.MUST_CHOOSE].id).execute()
        Person.update(left_on=today() - dt.timedelta(days=1)).where(Person.id == cast[policy.LEFT].id).execute()
        Session.update(seen_at=now() - IDLE * 2).where(Session.person == cast[policy.EXPIRED]).execute()
        for role in (policy.LEFT, policy.EXPIRED):
            self.client.get("/menu", headers={"Cookie": self.cookies[role]})
        self.settle()


def ids(rows):
    return {name: {"id": row.id} for name, row in rows.items()}


class Printed:
    """Stands in for portal.papers: one paper and one stamp, laid out once; what is on them is no question here."""

    def __init__(self, plain, sealed, stamp):
        self.plain, self.sealed, self._stamp = plain, sealed, stamp

    def description(self, _description, copies, _anchor):
        return [self.plain for _ in copies]

    def difference(self, _difference, **_options):
        return self.plain

    def preview(self, _description, _signing=None):
        return self.plain

    def chart(self, _posts, _departments, _paper):
        return self.plain

    def handover(self, _sheet):
        return self.plain

    def roster(self, _sheet, _department=None):
        return self.plain

    def stamp(self, **_facts):
        return self._stamp


@cache
def printed(app):
    description = Description.select().order_by(Description.id).first()
    with app.test_request_context():
        pdf = papers.description(description, [(Person.get(Person.number == "T0004"), "scene")], (0, "0" * 64))[0]
        stamp = papers.stamp(name="张小燕", at=now(), meaning="确认", serial="1", method="typed", text="张小燕")
    return Printed(pdf, pades.seal(pdf, authority(), at=now().replace(microsecond=0), reason="待签"), stamp)


@cache
def key_of(number, name):
    """(serial, certificate, locked key) of a person; made once, because locking takes its time."""
    certificate, key = authority().issue(name, number)
    return pades.serial_of(certificate), pades.pem_of(certificate), authority().lock_key(key, PIN)


def cookie(app, person, **more):
    """The Cookie header of a browser in which the person is signed in; `more` lies in its session beside."""
    client = app.test_client()
    with client.session_transaction() as kept:
        kept.update(more)
        if person is not None:
            kept["_user_id"], kept["_fresh"] = Session.start(person, "192.0.2.7", "a test")[1], True
    name = app.config["SESSION_COOKIE_NAME"]
    stored = client.get_cookie(name)
    return f"{name}={stored.value}" if stored else ""


def columns(model):
    return [column for column in model._meta.sorted_fields if column.name not in SEEN_AT.get(model, ())]


@cache
def _question(model):
    """The SQL that reads a table; written once, since a snapshot is taken after every request."""
    return model.select(*columns(model)).order_by(model._meta.primary_key).sql()


def rows_written():
    """How many rows this connection, on PostgreSQL this transaction, has written so far, taken back or not."""
    if is_sqlite():
        return database.connection().total_changes
    return database.execute_sql(WRITTEN).fetchone()[0]


def snapshot():
    """{table: every row of it}, as the database gives them."""
    return {model._meta.table_name: database.execute_sql(*_question(model)).fetchall() for model in KEPT}


def essence(response, path):
    """What two answers are compared by: status, headers and body, without what differs each time by itself."""
    body = response.get_data().decode(errors="replace").replace(path, "PATH")
    for pattern in NEVER_THE_SAME:
        body = re.sub(pattern, "TOKEN", body)
    headers = sorted((k, v) for k, v in response.headers.items() if k not in ("Set-Cookie", "Content-Length", "Date"))
    return response.status_code, headers, body
