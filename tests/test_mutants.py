"""Seeded faults in the code that guards: each has to be caught by the checks that guard us against it."""

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import pytest
from flask import abort, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import NotFound

from db import (
    access,
    acts,
    clauses,
    inbox,
    leaves,
    linking,
    marks,
    patterns,
    pins,
    search,
    second_factors,
    sessions,
    sheets,
    tasks,
    teams,
    turns,
)
from db.audit import track
from db.corrections import Reading
from db.delegations import Delegation
from db.descriptions import Clause, Description
from db.duties import Occurrence
from db.jobs import Job
from db.keys import Agreement, Certificate, authority
from db.lines import Lines
from db.moves import Moving
from db.notices import Notice
from db.on_site import OnSite
from db.people import Person
from db.positions import Position
from db.remarks import Remark
from db.rules import Rule
from db.second_factors import SecondFactor
from db.sessions import FirstStep
from db.signatures import Signing
from db.tasks import Step, Task
from db.turns import Turns
from portal import auth, http
from portal.http import go
from portal.views import on_site, settings
from tests import policy
from tests.doors import open_doors, rolled_back, still_in, strayed
from tests.forgery import forged_signatures, unsaid
from tests.matrix import violations
from tests.scene import PIN
from tests.ticking import ticked
from tests.trespass import bare_answers, forgeries, leaks, led_astray, skipped, smuggled, undeclared


@dataclass(frozen=True)
class Mutant:
    """`fault(monkeypatch, app)` breaks the portal; `check(scene)` finds nothing before, something after."""

    fault: callable
    check: callable


def attribute(owner, name, value):
    return lambda patch, app: patch.setattr(owner, name, value)


def scopeless(model):
    return attribute(model, "visible_to", classmethod(lambda cls, person: cls.select()))


def before_request(name, function):
    """Another one of the checks before every request, or none."""
    def fault(patch, app):
        checks = app.before_request_funcs[None]
        assert name in {check.__name__ for check in checks}
        kept = [function if check.__name__ == name else check for check in checks]
        patch.setitem(app.before_request_funcs, None, [check for check in kept if check])
    return fault


def gate(decide):
    """The gate with another last word on who may pass."""
    def broken():
        g.person = auth.current_user.person if auth.current_user.is_authenticated else None
        view = auth.current_app.view_functions.get(request.endpoint)
        ability = getattr(view, "ability", None)
        if view is None or ability == auth.PUBLIC:
            return None
        return auth._to_sign_in() if g.person is None else decide(ability)
    return before_request("_gate", broken)


def view(endpoint, ability, function):
    def fault(patch, app):
        function.ability = ability
        patch.setitem(app.view_functions, endpoint, function)
    return fault


@cache
def of(check, *endpoints):
    return lambda scene: (line for endpoint in endpoints for line in check(scene, endpoint))


@cache
def of_clerk(check):
    return lambda scene: check(scene, policy.EMPLOYEE)


def let_in(scene):
    """The sessions that ended are tried as if for the first time since."""
    scene.close_accounts()
    return violations(scene, "home.menu")


def undeclared_passes(ability):
    if ability not in (None, auth.SIGNED_IN) and not g.person.can(ability):
        abort(403)


def told_apart(patch, app):
    """Refuses what is hidden with other words than what is not there."""
    def oracle(rows, id):
        row = rows.where(rows.model.id == id).first() if 0 < id <= http.BIGGEST_ID else None
        if row is None and 0 < id <= http.BIGGEST_ID and rows.model.select().where(rows.model.id == id).exists():
            abort(403)
        if row is None:
            raise NotFound
        return row
    for function in app.view_functions.values():
        if "get_or_404" in getattr(function, "__globals__", {}):
            patch.setitem(function.__globals__, "get_or_404", oracle)


def looked():
    track(g.person, "person.looked", by=g.person)
    return ""


def take_every_field(id):
    person = Person.get_by_id(id)
    for name, value in request.form.items():
        setattr(person, name, value)
    person.save()
    return go("people.show", id=id)


def only_the_ability(self, move, person):
    return person.can(self.MOVES[move][2])


def settled_by_anybody(self, *, by):
    Remark.update(settled_by=by).where(Remark.id == self.id).execute()


def any_pin(self, pin, *, by):
    return authority().unlock_key(self.locked_key, PIN)


def uncounted(self, pin, *, by):
    if by.id != self.person_id:
        raise http.NotAllowed("no")
    try:
        return authority().unlock_key(self.locked_key, pin)
    except pins.WrongPin:
        raise http.NotAllowed("no") from None


def anybodys(self, pin, *, by):
    if pin != PIN:
        raise http.NotAllowed("no")
    return authority().unlock_key(self.locked_key, pin)


def every_clause(wanted, person):
    return list(Clause.select(Clause, Description).join(Description)
                .where(Clause.text.contains(wanted) | Description.summary.contains(wanted)).limit(20))


def as_issued(reading):
    return Signing.select(Signing.digest).where(Signing.description == reading.description).scalar()


class Everything:
    def __contains__(self, word):
        return True


def again_and_again(self, code):
    return second_factors._step_of(second_factors._opened(self.secret, self.person_id), code, after=0) is not None


def of_either(cls, token):
    step = FirstStep.of(token)
    return SimpleNamespace(person=step.person, is_over=False) if step else None


def everybodys_turn(self, signing, signed):
    return dict.fromkeys(row.id for row in Person.select(Person.id))


def for_ever(patch, app):
    patch.setattr(Delegation, "running", classmethod(lambda cls: cls.with_people(cls.select())))
    patch.setattr(Delegation, "all_running", classmethod(lambda cls: list(cls.running())))


def holders_delegate(patch, app):
    patch.setitem(turns.ROLES, turns.AWAITING_EMPLOYEE, "as_superior")
    patch.setitem(turns.DELEGATED_MEANINGS, "holder", "受委托")


def everybodys(person_id, at):
    return list(Occurrence.select(Occurrence, Rule).join(Rule).where(Occurrence.person.is_null(False)))


def any_delegate(self, signing, own, signed):
    return {row.delegate_id: row for row in self.delegations if row.giver_id in own and signing.step == "superior"}


MUTANTS = {
    "every scope is the widest": Mutant(attribute(access, "scope", lambda ability, roles: "all"),
                                        of(violations, "people.show")),
    "people are shown to all": Mutant(scopeless(Person), of_clerk(leaks)),
    "positions are shown to all": Mutant(scopeless(Position), of(violations, "positions.show")),
    "descriptions are shown to all": Mutant(scopeless(Description), of(violations, "descriptions.show")),
    "signings are shown to all": Mutant(scopeless(Signing), of(violations, "signatures.show", "signatures.paper")),
    "agreements are shown to all": Mutant(scopeless(Agreement), of(violations, "keys.agreement")),
    "jobs are shown to all": Mutant(scopeless(Job), of(violations, "jobs.show")),
    "who sees a job may fetch what came of it": Mutant(
        attribute(Job, "may_be_fetched_by", lambda self, person: True), of(violations, "jobs.fetch")),
    "drafts are shown to holders": Mutant(
        attribute(Description, "visible_to", classmethod(lambda cls, person: cls.select().where(
            cls.position.in_(person.positions_within(person.scope("descriptions.read")))
            if person.scope("descriptions.read") != "all" else cls.state == cls.state))),
        of(violations, "descriptions.show")),
    "the scope of a draft is not checked": Mutant(
        attribute(Description, "may_draft", lambda self, person: person.can("descriptions.draft")),
        of(violations, "descriptions.revise")),
    "superiors draft for themselves": Mutant(
        attribute(Person, "positions_led", lambda self, scope: self.positions_within(scope)),
        of(violations, "descriptions.revise")),
    "the author agrees to the own draft": Mutant(
        attribute(Description, "reviewers", lambda self, lines=None: self._superiors(lines or Lines())),
        of(violations, "reviewing.agree")),
    "anybody above agrees": Mutant(
        attribute(Description, "reviewers", lambda self, lines=None: set(Lines().holders).union(
            *Lines().holders.values())), of(violations, "reviewing.agree")),
    "submitting skips the superior": Mutant(
        attribute(Description, "_way_to_submit", lambda self, person: "submit_without_superior"), skipped),
    "remarks are shown to all": Mutant(scopeless(Remark), of(violations, "remarks.settle")),
    "anybody settles a remark": Mutant(attribute(Remark, "settle", settled_by_anybody),
                                       of(violations, "remarks.settle")),
    "anybody takes a version back": Mutant(attribute(Description, "_allows", only_the_ability),
                                           of(violations, "reviewing.recall")),
    "the search looks everywhere": Mutant(attribute(search, "_people", lambda wanted, person: list(
        Person.select().where(Person.name.contains(wanted)))), of_clerk(leaks)),
    "the duty review reaches everything": Mutant(attribute(Person, "reach", lambda self, ability: None),
                                                 lambda scene: leaks(scene, policy.SUPERVISOR)),
    "a duty names everybody it binds": Mutant(
        attribute(clauses, "_people", lambda post, viewer, ids: list(Person.select().where(Person.id.in_(ids)))),
        of_clerk(leaks)),
    "silence means everybody": Mutant(gate(undeclared_passes), undeclared),
    "what a view takes is not asked": Mutant(gate(lambda ability: None), of(violations, "settings.edit")),
    "nobody is asked to sign in": Mutant(before_request("_gate", lambda: g.__setattr__("person", None)),
                                         of(violations, "access.index")),
    "the first password need not be chosen": Mutant(attribute(Person, "must_choose_password", False),
                                                    of(violations, "home.menu")),
    "who has left still gets in": Mutant(attribute(Person, "is_active", True), let_in),
    "sessions never lie idle": Mutant(attribute(sessions, "IDLE", sessions.ABSOLUTE * 100), let_in),
    "the second step is skipped": Mutant(attribute(FirstStep, "take", classmethod(
        lambda cls, person: sessions.Session.start(person, "", ""))), open_doors),
    "a code of the second factor is taken twice": Mutant(attribute(SecondFactor, "takes", again_and_again), open_doors),
    "a first step is a session": Mutant(attribute(sessions.Session, "of", classmethod(of_either)), open_doors),
    "a session on site opens other pages": Mutant(attribute(auth, "_on_site", lambda: None), strayed),
    "a session on site opens other papers": Mutant(attribute(auth, "AT_THE_PAPER", Everything()), strayed),
    "HR's session goes on while the device is handed over": Mutant(attribute(on_site, "leave", lambda: None), still_in),
    "a session on site outlives the signature": Mutant(attribute(OnSite, "is_over", False), still_in),
    "an administrator does not outrank": Mutant(attribute(Person, "outranks", lambda self, other: False),
                                                of(violations, "people.give_password")),
    "what is hidden is told from what is missing": Mutant(told_apart, of(violations, "people.show")),
    "a page writes when it is read": Mutant(view("home.menu", auth.SIGNED_IN, looked), of(violations, "home.menu")),
    "a form takes every field": Mutant(view("people.update", "people.manage", take_every_field),
                                       of(smuggled, "people.update")),
    "tokens are not compared": Mutant(attribute(CSRFProtect, "protect", lambda self: None),
                                      of(forgeries, "session.destroy")),
    "where a post comes from is not asked": Mutant(before_request("_refuse_foreign_posts", None),
                                                   of(forgeries, "session.destroy")),
    "pages are kept by the browser": Mutant(lambda patch, app: patch.delitem(http.HEADERS, "Cache-Control"),
                                            bare_answers),
    "scripts may stand in the page": Mutant(lambda patch, app: patch.setitem(
        http.HEADERS, "Content-Security-Policy", "default-src 'self' 'unsafe-inline'"), bare_answers),
    "a redirect follows any address": Mutant(attribute(settings, "safe_next", lambda path: path or "/"), led_astray),
    "whose turn it is is not asked": Mutant(attribute(acts, "_check_turn", lambda signing, by: None),
                                            forged_signatures),
    "it is everybody's turn": Mutant(attribute(Turns, "of", everybodys_turn), forged_signatures),
    "a delegation still signs after its end": Mutant(for_ever, forged_signatures),
    "a holder has a delegate": Mutant(holders_delegate, forged_signatures),
    "a holder signs as the superior's delegate": Mutant(attribute(Turns, "_delegates", any_delegate),
                                                        forged_signatures),
    "any PIN opens a key": Mutant(attribute(Certificate, "unlock", any_pin), forged_signatures),
    "wrong PINs are not counted": Mutant(attribute(Certificate, "unlock", uncounted), forged_signatures),
    "a key opens for somebody else": Mutant(attribute(Certificate, "unlock", anybodys), forged_signatures),
    "the shown paper is not compared": Mutant(
        attribute(acts, "secrets", SimpleNamespace(compare_digest=lambda one, other: True)), forged_signatures),
    "any name is a signature": Mutant(attribute(marks, "checked", lambda mark, signer: mark), forged_signatures),
    "the issued text is not compared": Mutant(attribute(Reading, "digest", property(as_issued)), forged_signatures),
    "a notice names what may no longer be seen": Mutant(
        attribute(inbox, "CALLED", {"signing": lambda person, ids: [
            (row.id, {"title": row.description.title, "whose": row.holder.name})
            for row in Signing.select().where(Signing.id.in_(ids))]}), of_clerk(leaks)),
    "duties are shown to all": Mutant(scopeless(Occurrence), of(violations, "duties.photo")),
    "tasks are shown to all": Mutant(scopeless(Task), of(violations, "tasks.show")),
    "photos of tasks are shown to all": Mutant(scopeless(Step), of(violations, "tasks.photo")),
    "anybody looks at the answer to a task": Mutant(attribute(tasks, "_directs", lambda person, position: True),
                                                    of(violations, "tasks.close")),
    "anybody directs a duty": Mutant(attribute(Occurrence, "may_be_directed_by", lambda self, person: True),
                                     of(violations, "directing.excuse")),
    "what others do ticks a duty": Mutant(attribute(linking, "_rows", everybodys), ticked),
    "what was done at any time ticks a duty": Mutant(attribute(linking, "_fits", lambda row, at: True), ticked),
    "anybody prints anybody's day": Mutant(
        attribute(sheets, "people", lambda viewer, first, last=None: Person.select()),
        of(violations, "sheets.person_day")),
    "notices are shown to all": Mutant(scopeless(Notice), of(violations, "notices.follow")),
    "leave is shown to all": Mutant(scopeless(leaves.Leave), of_clerk(leaks)),
    "a leave is anybody's to take back": Mutant(attribute(leaves.Leave, "_allows", Moving._allows),
                                                of(violations, "leaves.withdraw")),
    "everybody's roster is anybody's": Mutant(
        attribute(patterns, "arranged_by", lambda person, first, last=None: teams.holding(None, first, last)),
        of(violations, "patterns.edit")),
    "a superseded paper looks valid": Mutant(attribute(Signing, "is_outdated", False), unsaid),
}


@pytest.fixture(scope="module")
def unbroken(stage):
    """What a check finds in the portal as it is, asked once however many faults it is to catch."""
    @cache
    def found(check):
        with rolled_back():
            return list(check(stage.fresh(stage.world)))
    return found


@pytest.mark.parametrize("name", MUTANTS)
def test_is_caught_when(app, scene, unbroken, monkeypatch, name):
    mutant = MUTANTS[name]
    before = unbroken(mutant.check)
    mutant.fault(monkeypatch, app)
    assert (before, next(iter(mutant.check(scene)), None) is not None) == ([], True)
