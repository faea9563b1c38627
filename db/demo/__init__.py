"""The demo's story told in verbs: what these people would have done on the pages, done in the same way."""

import datetime as dt

from db import acts, generation, passwords
from db.base import digest, today
from db.corrections import correct
from db.delegations import Delegation
from db.demo import past, present, rota, ruling
from db.demo.descriptions import DESCRIPTIONS, FIRST_VERSIONS, SECOND_VERSIONS
from db.demo.people import DEMO_PASSWORD, DEMO_PIN, PEOPLE
from db.demo.pictures import signed_page
from db.demo.positions import DEPARTMENTS, GROUP, POSITIONS
from db.demo.revising import Reviser
from db.demo.story import (
    BY_HAND,
    CORRECTIONS,
    DELEGATION,
    DRAFT,
    IN_REVIEW,
    LATER_SIGNINGS,
    REMARKS,
    REVISIONS,
    SIGNINGS,
    VERSIONS,
    WITH_SUPERIOR,
)
from db.demo.story import FIRST_VERSIONS as PAPER_VERSIONS
from db.descriptions import Description
from db.issuing import bring_into_force
from db.keys import Certificate
from db.people import Person
from db.positions import Department, Position
from db.remarks import Remark
from db.reviewing import awaited
from db.scans import file_scan
from db.signatures import Signing

TRAIL = {"address": "127.0.0.1", "agent": "demo story"}
HR_OFFICER = "K1004"  # files what HR's manager signed by hand
HR_MANAGER = next(person["number"] for person in PEOPLE if person["appointments"][0]["position"] == "hr_manager")
# Whom a visitor should sign in as.
GUIDES = ("K1005", "K1003", "K1007", "K1009", "K1010", "K1020", "K1021", "K1023", "K1024", "K1006")


def is_untold():
    return not Person.is_anybody()


def is_told():
    """Whether the first person of the database is the story's own."""
    first = next(person for person in PEOPLE if "admin" in person["roles"])
    return Person.select().where((Person.number == first["number"]) & (Person.name == first["name"])).exists()


def tell(paper):
    """The whole story, into an empty database. Yields a line for each chapter, for whoever waits."""
    yield "people and positions"
    office = Office()
    yield "calendar, shifts and roster"
    rota.keep_calendar(office.people)
    rota.make_roster(office.people)
    yield "signing keys"
    office.enrol(paper)
    for version in PAPER_VERSIONS:
        yield f"paper of {version['position']}"
        office.publish(version, FIRST_VERSIONS[version["position"]], paper)
        for holder, position, signed_on in BY_HAND:
            if position == version["position"]:
                office.file(holder, position, signed_on)
    for version in VERSIONS:
        yield f"description of {version['position']}"
        office.publish(version, DESCRIPTIONS[version["position"]], paper)
        for signing in SIGNINGS:
            if signing["position"] == version["position"]:
                office.sign(signing, paper)
    for version in REVISIONS:
        yield f"next description of {version['position']}"
        office.revise(version, SECOND_VERSIONS[version["position"]], paper)
        for signing in LATER_SIGNINGS:
            if signing["position"] == version["position"]:
                office.sign(signing, paper)
    yield "a correction"
    for correction in CORRECTIONS:
        office.correct(*correction)
    yield "a delegation"
    office.delegate(DELEGATION)
    yield "rules of duties"
    ruling.rule(office.positions, office.people, office.hr)
    yield "what was done of them"
    past.tell()
    generation.keep_up()
    past.tell_today()
    present.tell()


def sign_ins():
    """Who to sign in as, a line each."""
    titles = {position["key"]: position["title"] for position in POSITIONS}
    people = {person["number"]: person for person in PEOPLE}
    return [f"{number}  {people[number]['name']}  {titles[people[number]['appointments'][0]['position']]}"
            for number in GUIDES] + [f"password: {DEMO_PASSWORD}    signing PIN: {DEMO_PIN}"]


class Office:
    """The people and positions of the story, by the names the data gives them."""

    def __init__(self):
        self.people, self.positions = {}, {}
        first = next(person for person in PEOPLE if "admin" in person["roles"])
        self.admin = self._fresh(Person.first(first["number"], first["name"], DEMO_PASSWORD, organisation=GROUP,
                                              guarded=False))
        self._build()
        self._hire()
        self.hr = self._fresh(self.people[HR_MANAGER])

    def enrol(self, paper):
        """A key for whoever will sign: those with a description, those above them, HR."""
        described = {version["position"] for version in VERSIONS}
        signing = described | {facts["superior"] for facts in POSITIONS if facts["key"] in described}
        for facts in PEOPLE:
            signs = "hr" in facts["roles"] or signing & {held["position"] for held in facts["appointments"]}
            if facts["onboarded"] and signs:
                person = self._fresh(self.people[facts["number"]])
                Certificate.enrol(DEMO_PIN, by=person, paper=paper, trail=TRAIL)

    def publish(self, version, content, paper):
        author = self._fresh(self.people[version["by"]]) if version["by"] else self.hr
        description = Description.draft(self.positions[version["position"]], content, by=author)
        if version["state"] == DRAFT:
            return
        self._submit(description, by=author)
        if version["state"] != IN_REVIEW:
            bring_into_force(description, dt.date.fromisoformat(version["published_on"]), by=self.hr, paper=paper)

    def revise(self, version, steps, paper):
        """The next version of what is in force, from its text by these steps."""
        author = self._fresh(self.people[version["by"]]) if version["by"] else self.hr
        draft = Reviser(self.positions[version["position"]], author).take(steps)
        if version["state"] == WITH_SUPERIOR:
            draft.submit(by=author)
            self._remark(version["position"], draft)
            return
        self._submit(draft, by=author)
        bring_into_force(draft, dt.date.fromisoformat(version["published_on"]), by=self.hr, paper=paper)

    def correct(self, position, number, text, reason):
        description = Description.in_force(self.positions[position])
        clause = next(clause for clause in description.clause_list if clause.number == number)
        correct(description, clause.identity, text, reason=reason, seen=digest(clause.text), by=self.hr)

    def sign(self, facts, paper):
        """Sign, return or refuse as the data says; who the superior or HR is follows from the positions."""
        signing = Signing.select().where(
            Signing.holder == self.people[facts["holder"]], Signing.position == self.positions[facts["position"]],
            Signing.active_key.is_null(False)).order_by(Signing.id.desc()).get()
        for _step in facts["signed"]:
            signer = self._fresh(signing.signers()[0])
            acts.sign(signing, DEMO_PIN, shown=signing.current.sha256, mark={"method": "typed", "text": signer.name},
                      trail=TRAIL, paper=paper, by=signer)
        if facts["state"] == "returned":
            clauses = {clause.number: clause.identity for clause in signing.description.clause_list}
            comments = {clauses[number]: text for number, text in facts["comments"].items()}
            acts.hand_back(signing, comments, facts["note"], by=self._fresh(signing.holder))
        if facts["state"] == "refused":
            acts.refuse(signing, facts["reason"], by=self._fresh(signing.holder))

    def file(self, holder, position, signed_on):
        """The scan of what was signed by hand before the portal came."""
        signing = Signing.get(Signing.holder == self.people[holder], Signing.position == self.positions[position],
                              Signing.active_key.is_null(False))
        by = self.hr if holder != HR_MANAGER else self._fresh(self.people[HR_OFFICER])
        scan = signed_page(signing.description.file_number, holder, signed_on)
        file_scan(signing, scan, dt.date.fromisoformat(signed_on), by=by)

    def delegate(self, facts):
        giver = self._fresh(self.people[facts["giver"]])
        Delegation.give(self._fresh(self.people[facts["delegate"]]), giver=giver, as_superior=True, starts_on=today(),
                        ends_on=today() + dt.timedelta(days=facts["days"] - 1), reason=facts["reason"], by=giver)

    def _build(self):
        departments = {}
        for key, name, parent in DEPARTMENTS:
            departments[key] = Department.add(name, departments.get(parent), by=self.admin)
        for facts in POSITIONS:
            position = Position.add(facts["title"], departments[facts["department"]],
                                    self.positions.get(facts["superior"]), code=facts["code"], by=self.admin)
            self.positions[facts["key"]] = position
            if facts["aliases"]:
                position.name_also(facts["aliases"], by=self.admin)
        for facts in POSITIONS:
            if facts["dotted"]:
                superiors = [self.positions[key] for key in facts["dotted"]]
                self.positions[facts["key"]].report_also_to(superiors, by=self.admin)

    def _hire(self):
        initial = passwords.initial()  # one for all: nobody uses it, and each would take its time to hash
        for facts in PEOPLE:
            if facts["number"] == self.admin.number:
                person, password = self.admin, None
            else:
                person, password = Person.add(facts["number"], facts["name"], initial=initial, by=self.admin)
            self.people[facts["number"]] = person
            for held in facts["appointments"]:
                person.appoint(self.positions[held["position"]], _day(held["from"]), _day(held["until"]), by=self.admin)
            for role in facts["roles"]:
                person.grant(role, by=self.admin)
            if facts["absent"]:
                person.note_absence(facts["absent"], by=self.admin)
            if password and facts["onboarded"]:
                person.choose_password(password, DEMO_PASSWORD, address="")

    def _remark(self, position, draft):
        identities = {clause.number: clause.identity for clause in draft.clause_list}
        for _, number, author, text, settler in filter(lambda row: row[0] == position, REMARKS):
            remark = Remark.add(draft, identities[number], text, by=self._fresh(self.people[author]))
            if settler:
                remark.settle(by=self._fresh(self.people[settler]))

    def _submit(self, draft, *, by):
        """To HR, with the agreement of whoever sits above."""
        draft.submit(by=by)
        for superior in awaited(draft)[:1]:
            draft.agree(seen=draft.digest, by=self._fresh(superior))

    @staticmethod
    def _fresh(person):
        """As the next request would read the person: roles and positions anew."""
        return Person.get_by_id(person.id)


def _day(text):
    return dt.date.fromisoformat(text) if text else None
