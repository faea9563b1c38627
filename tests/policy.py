"""Who may call what, and whose papers each may reach: written by hand, agreed by people, read by test_access.

It is not derived from the code. Whoever adds a route adds its line here first, or the tests fail.
"""

from dataclasses import dataclass, field

# The roles of the table. The last three hold an account that lets nobody in as it is.
EMPLOYEE, SUPERVISOR, HEAD, HR, HR_MANAGER, AUDITOR, ADMIN = SIGNED_IN = (
    "employee", "supervisor", "head", "hr", "hr_manager", "auditor", "admin")
ANONYMOUS, MUST_CHOOSE, LEFT, EXPIRED = "anonymous", "must choose", "left", "expired"
STRANGERS = (ANONYMOUS, LEFT, EXPIRED)
ROLES = (*SIGNED_IN, *STRANGERS, MUST_CHOOSE)
EVERYBODY = ROLES
PERSONNEL = (HR, HR_MANAGER)
MANAGERS = (*PERSONNEL, ADMIN)

# While the initial password has to be replaced, these answer; everything else leads to passwords.edit.
OPEN_BEFORE_THE_FIRST_PASSWORD = {"session.create", "session.new", "session.destroy", "passwords.edit",
                                  "passwords.update", "settings.locale"}


# On a device of HR's: what answers before its holder has proved who it is, and after that, of the one paper only.
ON_SITE = {"on_site.show", "on_site.prove", "on_site.end", "settings.locale"}
AT_THE_PAPER = {"signatures.show", "signatures.sign", "signatures.hand_back", "signatures.decline", "signatures.paper"}
WITH_A_KEY = {"keys.index", "keys.create", "keys.agreement"}  # the holder's own


@dataclass(frozen=True)
class Rule:
    """`callers` get past the gate, others 403; `sees` says who finds which object, others 404.

    `acts` says for whom of those a verb is open on an object, others 403; None: for all of them.
    `form` is the smallest valid form, `{name}` standing for an id of the scene; `answer` is what it is answered with,
    a status or, for a redirect to the sign-in, that page.
    """

    callers: tuple
    kind: str | None = None
    sees: dict = field(default_factory=dict)
    acts: dict | None = None
    form: dict = field(default_factory=dict)
    answer: int | str = 200
    to_strangers: int | None = None  # where nobody signed in is answered otherwise


# Objects, by whose they are: the clerk works under the supervisor in the head's department, the driver elsewhere.
PEOPLE = {"clerk": SIGNED_IN, "driver": (*PERSONNEL, AUDITOR, ADMIN), "boss": (*PERSONNEL, AUDITOR, ADMIN),
          "admin": (*PERSONNEL, AUDITOR, ADMIN)}
EMPLOYEES = {"clerk": MANAGERS, "driver": MANAGERS}
POSITIONS = {"clerk": SIGNED_IN, "driver": (*PERSONNEL, AUDITOR, ADMIN)}
DELEGATIONS = {"clerk": (SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "driver": (*PERSONNEL, AUDITOR)}
DEPARTMENTS = {"service": MANAGERS, "vehicles": MANAGERS}
DRAFTERS = (SUPERVISOR, HEAD, *PERSONNEL)
# Drafts, by whose position they are for: those above it work on them, never whoever holds it.
DRAFTS = {"clerk": (*DRAFTERS, AUDITOR), "driver": (*PERSONNEL, AUDITOR), "supervisor": (HEAD, *PERSONNEL, AUDITOR),
          "manager": (*PERSONNEL, AUDITOR)}
DESCRIPTIONS = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "driver": (*PERSONNEL, AUDITOR)} | {
    f"{whose} draft": DRAFTS[whose] for whose in ("clerk", "driver", "supervisor")}
CLAUSES = {key: DESCRIPTIONS[key] for key in ("clerk", "driver", "clerk draft", "driver draft")}
UNFINISHED = {f"{whose} {state}": DRAFTS[whose] for whose, state in (
    ("clerk", "with_superior"), ("clerk", "in_review"), ("clerk", "discarded"), ("driver", "with_superior"),
    ("supervisor", "in_review"), ("manager", "draft"), ("manager", "discarded"))}
IN_FORCE = {"boss": (*PERSONNEL, AUDITOR), "clerk": (EMPLOYEE, *DRAFTERS, AUDITOR),
            "supervisor": (*DRAFTERS, AUDITOR), "driver": (*PERSONNEL, AUDITOR)}
TO_REVISE = {"boss": PERSONNEL, "clerk": DRAFTERS, "supervisor": (HEAD, *PERSONNEL), "driver": PERSONNEL}
# Each was submitted by the one in brackets, who alone takes it back. The direct superior agrees, and nobody to the own.
WITH_SUPERIOR = {"clerk (hr)": DRAFTS["clerk"], "clerk (supervisor)": DRAFTS["clerk"], "driver (hr)": DRAFTS["driver"],
                 "supervisor (manager)": DRAFTS["supervisor"], "hr clerk (hr)": (*PERSONNEL, AUDITOR)}
# The head also decides in the supervisor's place, by a delegation.
AGREEING = {"clerk (hr)": (SUPERVISOR, HEAD), "clerk (supervisor)": (HEAD,), "driver (hr)": (),
            "supervisor (manager)": (), "hr clerk (hr)": (HR_MANAGER,)}
RECALLING = {"clerk (hr)": (HR,), "clerk (supervisor)": (SUPERVISOR,), "driver (hr)": (HR,),
             "supervisor (manager)": (HEAD,), "hr clerk (hr)": (HR,)}
ANNEXED = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "driver": (*PERSONNEL, AUDITOR)}
REMARKS = {"of the auditor on the clerk's": DRAFTS["clerk"], "of hr on the driver's": DRAFTS["driver"]}
SETTLING = {"of the auditor on the clerk's": (*DRAFTERS, AUDITOR), "of hr on the driver's": PERSONNEL}
OF_THE_BOSS = {"boss": (*PERSONNEL, AUDITOR)}
IN_REVIEW = OF_THE_BOSS | {"clerk": DRAFTS["clerk"], "supervisor": DRAFTS["supervisor"]}
AT_HR = dict.fromkeys(IN_REVIEW, PERSONNEL)
RULES = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "driver": (*PERSONNEL, AUDITOR)}
PLANNED = {"clerk": (SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL}  # whose rules one may write
MINE = {"clerk": (EMPLOYEE,), "driver": ()}                # whose own duty it is
LED = {"clerk": (SUPERVISOR, HEAD), "driver": ()}          # who is above whose duty it is
WATCHERS = (SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)       # of what those beneath have done
DIRECTORS = (SUPERVISOR, HEAD, HR_MANAGER)                 # above somebody
DIRECTED = {"clerk": DIRECTORS, "driver": (HR_MANAGER,)}   # and sees it
A_RULE = {"title": "核对登记表", "unit": "week", "every": "1", "weekdays": "0", "way": "date", "number": "1",
          "weekday": "0", "month": "1", "begins_on": "{today}", "off_days": "as_usual", "times-0-due": "23:59",
          "who": "holder", "person": "", "items": "", "sampling": "0", "top_score": "0"}
IMPORTS = {"of hr": PERSONNEL}
# Handbooks: one that HR asked for of everybody, one that the head asked for of the own department.
JOBS = {"of hr": (*PERSONNEL, AUDITOR, ADMIN), "of the head": (HEAD, *PERSONNEL, AUDITOR, ADMIN)}
JOBS_ENDED_BY = {"of hr": (HR, ADMIN), "of the head": (HEAD, ADMIN)}
SIGNINGS = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "driver": (*PERSONNEL, AUDITOR)}
NOTICES = {"to the clerk": (EMPLOYEE,), "to the clerk of a foreign paper": (EMPLOYEE,), "to the driver": ()}
AGREEMENTS = {"clerk": (EMPLOYEE, *PERSONNEL), "driver": PERSONNEL}

LEAVES = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL}
DECIDERS = {"clerk": (SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL}
SWAPS = {"clerk": (EMPLOYEE, SUPERVISOR, HEAD, *PERSONNEL)}
PLANNERS = (SUPERVISOR, HEAD, *PERSONNEL)

POLICY = {
    "access.index": Rule((*PERSONNEL, AUDITOR, ADMIN)),
    "agenda.claim": Rule(SIGNED_IN, "duty of nobody", RULES, acts=MINE, answer=303),
    "agenda.explain": Rule(SIGNED_IN, "duty missed", RULES, acts=MINE, form={"explanation": "停电"}, answer=303),
    "agenda.index": Rule(SIGNED_IN),
    "agenda.submit": Rule(SIGNED_IN, "duty to do", RULES, acts=MINE, answer=303),
    "agenda.take_back": Rule(SIGNED_IN, "duty done", RULES, acts=MINE, answer=303),
    "audit.export": Rule((AUDITOR, ADMIN)),
    "audit.index": Rule((AUDITOR, ADMIN)),
    "audit.verify": Rule((AUDITOR, ADMIN)),
    "board.export": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "board.index": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "board.remind": Rule((SUPERVISOR, HEAD, *PERSONNEL), "signing",
                         {"clerk": (SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL}, answer=303),
    "board.remind_all": Rule((SUPERVISOR, HEAD, *PERSONNEL), answer=303),
    "calendar.cancel": Rule(MANAGERS, "coming hours", {"of the mall": MANAGERS}, answer=303),
    "calendar.confirm": Rule(MANAGERS, "calendar year", {"this": MANAGERS}, answer=303),
    "calendar.index": Rule(SIGNED_IN),
    "calendar.seed": Rule(MANAGERS, "calendar year", {"this": MANAGERS}, answer=303),
    "calendar.set_hours": Rule(MANAGERS, answer=303, form={
        "place": "office", "starts_on": "{today}", "day_0": "8:30-12:00 13:30-17:30", "day_1": "", "day_2": "",
        "day_3": "", "day_4": "", "day_5": "", "day_6": ""}),
    "calendar.update": Rule(MANAGERS, answer=303, form={
        "first": "{today}", "last": "", "name": "店庆", "office": "", "mall": "hours", "hours": "9:00-21:00"}),
    "calendar.weeks": Rule(SIGNED_IN),
    "chart.index": Rule(SIGNED_IN),
    "chart.paper": Rule(SIGNED_IN),
    "clauses.show": Rule(SIGNED_IN, "clause", CLAUSES),
    "delegations.create": Rule((SUPERVISOR, HEAD, *PERSONNEL), form={
        "giver": "", "number": "T0998", "name": "无人", "as_superior": "y", "starts_on": "{today}",
        "ends_on": "{today}", "reason": "外出"}, answer=422),  # who may delegate what to whom: its own tests
    "delegations.end": Rule(SIGNED_IN, "delegation", DELEGATIONS, acts={
        "clerk": (SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL}, answer=303),
    "delegations.index": Rule(SIGNED_IN),
    "delegations.new": Rule((SUPERVISOR, HEAD, *PERSONNEL)),
    "delegations.show": Rule(SIGNED_IN, "delegation", DELEGATIONS),
    "corrections.create": Rule(PERSONNEL, "description in force", OF_THE_BOSS, answer=303, form={
        "place": "environment", "value": "服务大亭", "reason": "误写", "seen": "{field_seen}"}),
    "corrections.index": Rule(PERSONNEL, "description in force", OF_THE_BOSS),
    "corrections.take_back": Rule(PERSONNEL, "correction", OF_THE_BOSS, form={"reason": "误改"}, answer=303),
    "descriptions.clauses": Rule(SIGNED_IN, "description", DESCRIPTIONS),
    "descriptions.discard": Rule(DRAFTERS, "draft", DRAFTS, answer=303),
    "descriptions.edit": Rule(DRAFTERS, "draft", DRAFTS),
    "descriptions.export": Rule(SIGNED_IN, form={"department": "0"}, answer=422),  # who gets which: its own tests
    "descriptions.index": Rule(SIGNED_IN),
    "descriptions.open_signings": Rule(PERSONNEL, "description in force", OF_THE_BOSS, answer=303),
    "descriptions.preview": Rule(SIGNED_IN, "description", DESCRIPTIONS),
    "descriptions.publish": Rule(PERSONNEL, "description for HR", OF_THE_BOSS,
                                 form={"effective_on": "{today}", "seen": "{in_review}"}, answer=303),
    "descriptions.revise": Rule(DRAFTERS, "description to revise", IN_FORCE, acts=TO_REVISE, answer=303),
    "descriptions.show": Rule(SIGNED_IN, "description in any state", DESCRIPTIONS | UNFINISHED),
    "descriptions.update": Rule(DRAFTERS, "draft", DRAFTS, form={"seen": "0", "title": "服务人员"}, answer=303),
    "differences.annex": Rule(SIGNED_IN, "annexed description", ANNEXED),
    "differences.paper": Rule(SIGNED_IN, "description", DESCRIPTIONS),
    "differences.show": Rule(SIGNED_IN, "description", DESCRIPTIONS),
    "directing.decline": Rule(DIRECTORS, "duty asked about", DIRECTED, acts=LED, form={"reason": "已恢复"}, answer=303),
    "directing.do_for": Rule(DIRECTORS, "duty to do", DIRECTED, acts=LED, answer=303),
    "directing.excuse": Rule(DIRECTORS, "duty asked about", DIRECTED, acts=LED, form={"reason": "停电"}, answer=303),
    "directing.inspect": Rule(DIRECTORS, "duty done", DIRECTED, acts=LED, answer=303,
                              form={"verdict": "accept", "note": "", "seen": "0"}),
    "directing.move": Rule(DIRECTORS, "duty to do", DIRECTED, acts=LED, form={"day": "{tomorrow}"}, answer=303),
    "directing.put_right": Rule(DIRECTORS, "duty failed", DIRECTED, acts=LED, answer=303, form={
        "text": "整改", "person": "{colleague}", "day": "{tomorrow}", "time": "18:00"}),
    "directing.reassign": Rule(DIRECTORS, "duty to do", DIRECTED, acts=LED, answer=303,
                               form={"person": "{colleague}", "reason": "顶替"}),
    "directing.reopen": Rule(DIRECTORS, "duty missed", DIRECTED, acts=LED, form={"reason": "补做"}, answer=303),
    "duties.ask_to_skip": Rule(SIGNED_IN, "duty to do", RULES, acts=MINE, form={"reason": "停电"}, answer=303),
    "duties.explain": Rule(SIGNED_IN, "duty missed", RULES, acts=MINE, form={"explanation": "停电"}, answer=303),
    "duties.photo": Rule(SIGNED_IN, "photo", RULES),
    "duties.show": Rule(SIGNED_IN, "duty to do", RULES),
    "duties.start": Rule(SIGNED_IN, "duty to do", RULES, acts=MINE, answer=303),
    "duties.submit": Rule(SIGNED_IN, "duty to do", RULES, acts=MINE, answer=303),
    "duty_year.show": Rule(SIGNED_IN, "duty of a person", RULES),
    "editing.add": Rule(DRAFTERS, "draft", DRAFTS, answer=303, form={
        "text": "看守钥匙", "group": "安全", "after": "", "identity": "0123456789abcdef0123456789abcdef"}),
    "editing.merge": Rule(DRAFTERS, "duty", DRAFTS, form={"seen": "0", "other": "{second_duty}"}, answer=409),
    "editing.move": Rule(DRAFTERS, "draft with the duty", {"clerk": DRAFTS["clerk"]}, answer=303, form={
        "identity": "{first_duty}", "after": "", "group": "新"}),
    "editing.remove": Rule(DRAFTERS, "duty", DRAFTS, form={"seen": "{duty_seen}"}, answer=303),
    "editing.rename_group": Rule(DRAFTERS, "duty", DRAFTS, form={"group": "客户接待", "name": "接待"}, answer=303),
    "editing.reword": Rule(DRAFTERS, "duty", DRAFTS, form={"text": "接待顾客", "seen": "{duty_seen}"}, answer=303),
    "editing.show": Rule(DRAFTERS, "draft", DRAFTS),
    "editing.split": Rule(DRAFTERS, "duty", DRAFTS, form={"text": "接待\n\n登记", "seen": "{duty_seen}"}, answer=303),
    "editing.undo": Rule(DRAFTERS, "draft", DRAFTS, form={"last": "0"}, answer=409),
    "editing.write_field": Rule(DRAFTERS, "field", DRAFTS, form={"environment": "大厅", "seen": "{field_seen}"},
                                answer=303),
    "descriptions.word": Rule(SIGNED_IN, "description", DESCRIPTIONS),
    "home.health": Rule(EVERYBODY),
    "home.index": Rule(SIGNED_IN),
    "home.menu": Rule(SIGNED_IN),
    "intake.index": Rule(PERSONNEL),
    "intake.item": Rule(PERSONNEL, "intake item", IMPORTS),
    "intake.keep": Rule(PERSONNEL, "intake item", IMPORTS, answer=303, form={
        "seen": "0", "title": "库管员", "position": "", "new_department": "", "new_superior": ""}),
    "intake.leave_out": Rule(PERSONNEL, "intake item", IMPORTS, answer=303),
    "intake.paste": Rule(PERSONNEL, form={"text": "职位名称：门卫\n一、工作职责\n1、看守大门。"}, answer=303),
    "intake.save": Rule(PERSONNEL, "intake item", IMPORTS, answer=303, form={
        "seen": "0", "title": "库管员", "position": "", "new_department": "{department}", "new_superior": ""}),
    "intake.show": Rule(PERSONNEL, "intake", IMPORTS),
    "intake.source": Rule(PERSONNEL, "intake", IMPORTS),
    "intake.take_back": Rule(PERSONNEL, "intake item left out", IMPORTS, answer=303),
    "intake.upload": Rule(PERSONNEL, answer=422),
    "jobs.cancel": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN), "job under way", JOBS, acts=JOBS_ENDED_BY,
                        answer=303),
    "jobs.fetch": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN), "job done", JOBS,
                       acts={"of hr": (*PERSONNEL, AUDITOR), "of the head": (HEAD, *PERSONNEL, AUDITOR)}),
    "jobs.index": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN)),
    "jobs.make_attestation": Rule((HEAD, *PERSONNEL), form={"department": "", "on": "{today}"}, answer=303),
    "jobs.make_bundle": Rule((HEAD, *PERSONNEL), form={"department": "{department}", "reason": "劳动监察"}, answer=303),
    "jobs.make_handbook": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), form={"department": ""}, answer=303),
    "jobs.show": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN), "job done", JOBS),
    "jobs.try_again": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR, ADMIN), "job failed", JOBS, acts=JOBS_ENDED_BY,
                           answer=303),
    "keys.agreement": Rule(SIGNED_IN, "agreement", AGREEMENTS),
    "keys.create": Rule(SIGNED_IN, answer=422),
    "keys.index": Rule(SIGNED_IN),
    "matrix.export": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "matrix.index": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "passwords.edit": Rule(SIGNED_IN),
    "passwords.update": Rule(SIGNED_IN, answer=422),
    "leaves.approve": Rule(PLANNERS, "leave asked for", LEAVES, acts=DECIDERS, form={"deputy": ""}, answer=303),
    "leaves.cancel": Rule(PLANNERS, "leave approved", LEAVES, acts=DECIDERS, answer=303),
    "leaves.create": Rule(SIGNED_IN, answer=303, form={
        "person": "", "kind": "annual", "starts_on": "{given}", "ends_on": "{given}", "deputy": "", "note": ""}),
    "leaves.index": Rule(SIGNED_IN),
    "leaves.new": Rule(SIGNED_IN),
    "leaves.show": Rule(SIGNED_IN, "leave asked for", LEAVES),
    "leaves.shorten": Rule(PLANNERS, "leave approved", LEAVES, acts=DECIDERS, form={"ends_on": "{until}"}, answer=303),
    "leaves.turn_down": Rule(PLANNERS, "leave asked for", LEAVES, acts=DECIDERS, form={"reason": "盘点"}, answer=303),
    "leaves.withdraw": Rule(SIGNED_IN, "leave asked for", LEAVES, acts={"clerk": (EMPLOYEE,), "driver": ()},
                            answer=303),
    "letters.index": Rule((ADMIN,)),
    "letters.send_again": Rule((ADMIN,), "letter", {"to the clerk": (ADMIN,)}, answer=303),
    "my_month.index": Rule(SIGNED_IN),
    "notices.follow": Rule(SIGNED_IN, "notice", NOTICES, answer=303),
    "notices.index": Rule(SIGNED_IN),
    "notices.see": Rule(SIGNED_IN, "notice", NOTICES, answer=303),
    "notices.see_all": Rule(SIGNED_IN, form={"upto": "1"}, answer=303),
    "notices.switch_mail": Rule(SIGNED_IN, form={"on": "0"}, answer=303),
    "on_site.end": Rule(EVERYBODY, answer=303),
    "on_site.hand_over": Rule(PERSONNEL, "signing", {"clerk": PERSONNEL, "driver": PERSONNEL}, answer=303),
    "on_site.prove": Rule(EVERYBODY, form={"number": "T0004", "password": "wrong", "code": ""}, answer=303),
    "on_site.show": Rule(EVERYBODY),
    "paper_copies.ask": Rule(SIGNED_IN, "complete signing", SIGNINGS, acts={"clerk": (EMPLOYEE,), "driver": ()},
                             answer=303),
    "paper_copies.hand_over": Rule(PERSONNEL, "paper copy", {"clerk": PERSONNEL, "driver": PERSONNEL}, answer=303),
    "patterns.edit": Rule(PLANNERS, "pattern", PLANNED),
    "patterns.index": Rule(PLANNERS),
    "patterns.update": Rule(PLANNERS, "pattern", PLANNED, answer=303, form={
        "weeks": "A A A A A 休 休", "starts_on": "{today}"}),
    "people.appoint": Rule(MANAGERS, "employee", EMPLOYEES, answer=303, form={
        "position": "{foreman}", "starts_on": "2026-11-02", "ends_on": ""}),
    "people.create": Rule(MANAGERS, form={"number": "T0999", "name": "新来", "email": ""}),
    "people.edit": Rule(MANAGERS, "person", PEOPLE),
    "people.end_appointment": Rule(MANAGERS, "appointment", {"clerk": MANAGERS}, form={"ends_on": "2026-12-31"},
                                   answer=303),
    "people.give_password": Rule(MANAGERS, "person", PEOPLE, acts={
        "clerk": MANAGERS, "driver": MANAGERS, "boss": MANAGERS, "admin": (ADMIN,)}),
    "people.grant": Rule((ADMIN,), "person", PEOPLE, form={"role": "auditor"}, answer=303),
    "people.index": Rule(SIGNED_IN),
    "people.leave": Rule(MANAGERS, "employee", EMPLOYEES, form={"left_on": "2026-12-31"}, answer=303),
    "people.new": Rule(MANAGERS),
    "people.note_absence": Rule(MANAGERS, "person", PEOPLE, form={"note": "休假"}, answer=303),
    "people.reset_second_factor": Rule((ADMIN,), "guarded person", {"driver": (ADMIN,), "admin": (ADMIN,)}, acts={
        "driver": (ADMIN,), "admin": ()}, answer=303),
    "people.revoke": Rule((ADMIN,), "employee", EMPLOYEES, form={"role": "auditor"}, answer=303),
    "people.show": Rule(SIGNED_IN, "person", PEOPLE),
    "people.confirm_key": Rule((SUPERVISOR, HEAD, *PERSONNEL), "employee",
                               {"clerk": (SUPERVISOR, HEAD, *PERSONNEL), "driver": PERSONNEL},
                               form={"serial": "0", "pin": "246810"}, answer=404),
    "people.hand_over": Rule(SIGNED_IN, "person", PEOPLE),
    "people.sign_out": Rule(MANAGERS, "employee", EMPLOYEES, answer=303),
    "people.undo_appointment": Rule(MANAGERS, "appointment", {"clerk": MANAGERS}, answer=409),  # she signed by it
    "people.undo_leaving": Rule(MANAGERS, "employee", EMPLOYEES, answer=409),  # who stays
    "people.update": Rule(MANAGERS, "person", PEOPLE, form={"name": "改名", "email": ""}, answer=303),
    "positions.create": Rule(MANAGERS, answer=303, form={
        "title": "新岗位", "code": "", "department": "{department}", "superior": ""}),
    "positions.create_department": Rule(MANAGERS, form={"name": "新部门", "parent": ""}, answer=303),
    "positions.edit": Rule(MANAGERS, "position", POSITIONS),
    "positions.edit_department": Rule(MANAGERS, "department", DEPARTMENTS),
    "positions.index": Rule(SIGNED_IN),
    "positions.new": Rule(MANAGERS),
    "positions.new_department": Rule(MANAGERS),
    "positions.show": Rule(SIGNED_IN, "position", POSITIONS),
    "positions.update": Rule(MANAGERS, "position", POSITIONS, answer=303, form={
        "title": "新名称", "code": "", "department": "{department}", "superior": ""}),
    "positions.update_department": Rule(MANAGERS, "department", DEPARTMENTS, form={"name": "新部门", "parent": ""},
                                        answer=303),
    "remarks.create": Rule(SIGNED_IN, "draft with the duty", {"clerk": DRAFTS["clerk"]}, answer=303, form={
        "identity": "{first_duty}", "place": "page", "text": "请写明时限"}),
    "remarks.settle": Rule(SIGNED_IN, "remark", REMARKS, acts=SETTLING, form={"place": "page"}, answer=303),
    "reviewing.agree": Rule(SIGNED_IN, "description with the superior", WITH_SUPERIOR,
                            acts=AGREEING, form={"seen": "{with_superior}"}, answer=303),
    "reviewing.hand_back": Rule(SIGNED_IN, "description in review", IN_REVIEW, acts=AT_HR, form={"note": "第三条"},
                                answer=303),
    "reviewing.recall": Rule(DRAFTERS, "description with the superior", WITH_SUPERIOR, acts=RECALLING, answer=303),
    "reviewing.submit": Rule(DRAFTERS, "draft", DRAFTS, answer=303),
    "reviewing.take_over": Rule(PERSONNEL, "description with the superior", WITH_SUPERIOR, form={"reason": "出差"},
                                answer=303),
    "rules.coverage_map": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "rules.create": Rule((SUPERVISOR, HEAD, *PERSONNEL), "duty in force", PLANNED, form=A_RULE, answer=303),
    "rules.edit": Rule((SUPERVISOR, HEAD, *PERSONNEL), "rule", PLANNED),
    "rules.end": Rule((SUPERVISOR, HEAD, *PERSONNEL), "rule", PLANNED, form={"valid_until": "{today}"}, answer=303),
    "rules.fulfil": Rule((SUPERVISOR, HEAD, *PERSONNEL), "duty in force", PLANNED, form={"sources": "training"},
                         answer=303),
    "rules.index": Rule(SIGNED_IN, "position", RULES),
    "rules.new": Rule((SUPERVISOR, HEAD, *PERSONNEL), "duty in force", PLANNED),
    "rules.show": Rule(SIGNED_IN, "rule", RULES),
    "rules.sources": Rule((SUPERVISOR, HEAD, *PERSONNEL), "duty in force", PLANNED),
    "rules.update": Rule((SUPERVISOR, HEAD, *PERSONNEL), "rule", PLANNED, answer=303,
                         form=A_RULE | {"valid_from": "{tomorrow}"}),
    "roster.export": Rule(SIGNED_IN),
    "roster.index": Rule(SIGNED_IN),
    "roster.make": Rule(PLANNERS, answer=303),
    "roster.paper": Rule(SIGNED_IN),
    "roster.update": Rule(PLANNERS, answer=303),  # whose cells: its own tests
    "roster_upload.apply": Rule(PLANNERS, answer=422),
    "roster_upload.check": Rule(PLANNERS, answer=422),
    "roster_upload.new": Rule(PLANNERS),
    "search.create": Rule(SIGNED_IN, form={"wanted": "核对"}),
    "search.new": Rule(SIGNED_IN),
    "second_factor.confirm": Rule(SIGNED_IN, form={"code": "000000"}, answer=303),  # none of these has begun one
    "second_factor.edit": Rule(SIGNED_IN),
    "second_factor.offer": Rule(SIGNED_IN, form={"password": "wrong", "code": ""}, answer=422),
    "second_factor.renew_codes": Rule(SIGNED_IN, form={"password": "wrong", "code": ""}, answer=303),
    "second_factor.switch_off": Rule(SIGNED_IN, form={"password": "wrong", "code": ""}, answer=303),
    "session.create": Rule(EVERYBODY, form={"number": "T0000", "password": "correct horse battery staple"}, answer=303),
    "session.destroy": Rule(SIGNED_IN, answer="/session/new"),
    "session.destroy_all": Rule(SIGNED_IN, answer="/session/new"),
    "session.prove": Rule(EVERYBODY, form={"code": "000000"}, answer="/session/new"),  # no first step before it
    "session.new": Rule(EVERYBODY, answer=303, to_strangers=200),
    "settings.edit": Rule((ADMIN,)),
    "settings.locale": Rule(EVERYBODY, form={"locale": "en"}, answer=303),
    "settings.update_second_factor": Rule((ADMIN,), form={"required": "admin"}, answer=303),
    "settings.update": Rule((ADMIN,), form={"name": "青禾", "review_months": "36"}, answer=303),
    "settings.update_signing": Rule((ADMIN,), answer=303,
                                    form={"days_to_sign": "10", "remind_before": "3", "remind_every": "2"}),
    "setup.create": Rule(EVERYBODY, answer=404),  # once there is anybody, there is no set-up page for anybody
    "setup.new": Rule(EVERYBODY, answer=404),
    "sheets.duty_inspections": Rule(SIGNED_IN, "duty done", RULES),
    "sheets.index": Rule(SIGNED_IN),
    "sheets.make": Rule(WATCHERS, form={"department": "", "on": "{today}"}, answer=303),
    "sheets.person_day": Rule(SIGNED_IN, "employee", RULES),
    "sheets.person_month": Rule(SIGNED_IN, "employee", RULES),
    "sheets.person_week": Rule(SIGNED_IN, "employee", RULES),
    "sheets.position_month": Rule(WATCHERS, "position", {"clerk": WATCHERS, "driver": (*PERSONNEL, AUDITOR)}),
    "sheets.shift_day": Rule(WATCHERS, "shift", {"of everybody": WATCHERS}),
    "sheets.team_inspections": Rule(WATCHERS),
    "shifts.create": Rule((HEAD, *PERSONNEL), answer=303, form={
        "name": "晚班", "letter": "Z", "hours": "12:00-20:00", "colour": "blue", "department": "{department}"}),
    "shifts.edit": Rule((HEAD, *PERSONNEL), "shift", {"of everybody": PERSONNEL}),
    "shifts.end": Rule((HEAD, *PERSONNEL), "shift", {"of everybody": PERSONNEL}, answer=303),
    "shifts.index": Rule(SIGNED_IN),
    "shifts.new": Rule((HEAD, *PERSONNEL)),
    "shifts.update": Rule((HEAD, *PERSONNEL), "shift", {"of everybody": PERSONNEL}, answer=303, form={
        "name": "早班", "letter": "A", "hours": "9:00-18:00", "colour": "green", "starts_on": "{today}"}),
    "signatures.decline": Rule(SIGNED_IN, "signing", SIGNINGS, acts={"clerk": (EMPLOYEE,), "driver": ()},
                               form={"reason": "不是我的职责"}, answer=303),
    "signatures.evidence": Rule(SIGNED_IN, "complete signing", SIGNINGS),
    "signatures.file_scan": Rule(PERSONNEL, "signing", SIGNINGS, answer=422),
    "signatures.hand_back": Rule(SIGNED_IN, "signing", SIGNINGS, acts={"clerk": (EMPLOYEE,), "driver": ()},
                                 form={"note": "第二条写错了"}, answer=303),
    "signatures.index": Rule(SIGNED_IN),
    "signatures.move_deadline": Rule(PERSONNEL, "signing", SIGNINGS, form={"due_on": "{today}", "reason": "休假"},
                                     answer=303),
    "signatures.open_again": Rule(PERSONNEL, "returned signing", SIGNINGS, answer=303),
    "signatures.paper": Rule(SIGNED_IN, "complete signing", SIGNINGS),
    "signatures.show": Rule(SIGNED_IN, "signing", SIGNINGS),
    "signatures.sign": Rule(SIGNED_IN, "signing", SIGNINGS, acts={"clerk": (EMPLOYEE,), "driver": ()},
                            answer=303, form={
                                "shown": "{paper}", "read": "y", "method": "drawn", "pin": "246810",
                                "strokes": '[{{"points": [{{"x": 9, "y": 9}}, {{"x": 90, "y": 40}}]}}]'}),
    "signatures.to_sign": Rule(PERSONNEL, "signing", SIGNINGS),
    "signatures.withdraw": Rule(PERSONNEL, "signing", SIGNINGS, answer=303),
    "upkeep.create": Rule(PERSONNEL, "reviewed position", {"clerk": PERSONNEL}, answer=303, form={
        "seen": "{clerk_version}", "note": "与主管逐条核对"}),
    "upkeep.index": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "upkeep.show": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR), "position", POSITIONS),
    "similar.index": Rule(DRAFTERS),
    "similar.offer": Rule(DRAFTERS, "draft with an open form", DRAFTS, form={"text": "接听电话并转给负责的人"}),
    "staff_upload.apply": Rule(MANAGERS, answer=422),
    "staff_upload.check": Rule(MANAGERS, answer=422),
    "staff_upload.new": Rule(MANAGERS),
    "staff_upload.template": Rule(MANAGERS),
    "swaps.agree": Rule(SIGNED_IN, "swap offered", SWAPS, acts={"clerk": (EMPLOYEE,)}, answer=303),
    "swaps.approve": Rule(PLANNERS, "swap agreed on", SWAPS, acts={"clerk": PLANNERS}, answer=303),
    "swaps.create": Rule(SIGNED_IN, answer=422),  # who has a partner: its own tests
    "swaps.decline": Rule(SIGNED_IN, "swap offered", SWAPS, acts={"clerk": (EMPLOYEE,)}, answer=303),
    "swaps.index": Rule(SIGNED_IN),
    "swaps.new": Rule(SIGNED_IN),
    "swaps.show": Rule(SIGNED_IN, "swap asked for", SWAPS),
    "swaps.turn_down": Rule(PLANNERS, "swap agreed on", SWAPS, acts={"clerk": PLANNERS}, form={"reason": "人手不够"},
                            answer=303),
    "swaps.withdraw": Rule(SIGNED_IN, "swap asked for", SWAPS, acts={"clerk": (EMPLOYEE,)}, answer=303),
    "tasks.answer": Rule(SIGNED_IN, "task given", RULES, acts=MINE, form={"text": "已整理"}, answer=303),
    "tasks.close": Rule(DIRECTORS, "task answered", DIRECTED, acts=LED, form={"text": ""}, answer=303),
    "tasks.create": Rule(DIRECTORS, answer=422, form={  # to nobody: each has other people beneath
        "holding": "", "text": "整理货架", "day": "{tomorrow}", "time": "18:00"}),
    "tasks.hand_back": Rule(DIRECTORS, "task answered", DIRECTED, acts=LED, answer=303,
                            form={"text": "西侧", "day": "{tomorrow}", "time": "18:00"}),
    "tasks.index": Rule(SIGNED_IN),
    "tasks.new": Rule(DIRECTORS),
    "tasks.photo": Rule(SIGNED_IN, "task photo", RULES),
    "tasks.show": Rule(SIGNED_IN, "task given", RULES),
    "tasks.withdraw": Rule(DIRECTORS, "task given", DIRECTED, acts=LED, form={"text": "取消"}, answer=303),
    "team.index": Rule((SUPERVISOR, HEAD, *PERSONNEL, AUDITOR)),
    "verify.create": Rule(EVERYBODY, answer=422),
    "verify.index": Rule(EVERYBODY),
    "verify.show": Rule(EVERYBODY, "token", {"clerk": EVERYBODY, "driver": EVERYBODY}),
}
