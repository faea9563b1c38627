"""Signatures that must not come about, and papers that must not look better than they are: what got through?"""

import datetime as dt

from db import acts
from db.base import Refused, database, today
from db.delegations import Delegation
from db.descriptions import Clause
from db.keys import WRONG_PINS, Certificate
from db.signatures import AWAITING_SUPERIOR, Signing
from portal import papers
from tests import policy
from tests.scene import PIN, key_of

TRAIL = {"address": "192.0.2.7", "agent": "a test"}
SHORT = {"method": "drawn", "strokes": [[(0, 0), (9, 9)]]}


def forged_signatures(scene):
    """Names of the attempts that ended in a signature or in an unlocked key."""
    with database.atomic() as change:
        try:
            yield from _forged_signatures(scene)
        finally:
            change.rollback()


def _forged_signatures(scene):
    w = scene.world
    for person in (w.admin, w.supervisor, w.colleague):
        serial, pem, locked_key = key_of(person.number, person.name)
        Certificate.create(person=person, serial=serial, pem=pem, locked_key=locked_key)
    attempts = {
        "by the administrator": lambda: sign(scene, by=w.admin),
        "by the superior before the holder": lambda: sign(scene, by=w.supervisor),
        "by somebody who holds the same position": lambda: sign(scene, by=w.colleague),
        "by the holder for the superior": lambda: sign(scene, by=w.clerk, state=AWAITING_SUPERIOR),
        "by a delegate of the holder": lambda: sign(scene, by=w.stranger, given=(w.clerk, 0)),
        "by a delegate for the holder": lambda: sign(scene, by=w.stranger, given=(w.supervisor, 0)),
        "by a delegate whose time is over": lambda: sign(scene, by=w.stranger, state=AWAITING_SUPERIOR,
                                                         given=(w.supervisor, -1)),
        "by a delegate whose time has not come": lambda: sign(scene, by=w.stranger, state=AWAITING_SUPERIOR,
                                                              given=(w.supervisor, 1)),
        "by the holder as the superior's delegate": lambda: sign(scene, by=w.clerk, state=AWAITING_SUPERIOR,
                                                                 given=(w.supervisor, 0)),
        "by a delegate of somebody who is only a delegate": lambda: sign(
            scene, by=w.stranger, state=AWAITING_SUPERIOR, given=(w.manager, 0)),
        "with a wrong PIN": lambda: sign(scene, by=w.clerk, pin="975310"),
        "with the right PIN after five wrong ones": lambda: guess(scene, by=w.clerk),
        "of another paper than was shown": lambda: sign(scene, by=w.clerk, shown="0" * 64),
        "with somebody else's name": lambda: sign(scene, by=w.clerk, mark=typed(w.supervisor.name)),
        "without a name": lambda: sign(scene, by=w.clerk, mark=typed(" ")),
        "with a mere dot": lambda: sign(scene, by=w.clerk, mark=SHORT),
        "of a text that is not the one that was issued": lambda: reword(scene, by=w.clerk),
        "with somebody else's key": lambda: Certificate.of(w.clerk).unlock(PIN, by=w.supervisor),
    }
    return (name for name, attempt in attempts.items() if succeeds(attempt))


def succeeds(attempt):
    with database.atomic() as change:
        try:
            attempt()
        except Refused:
            return False
        finally:
            change.rollback()
    return True


def sign(scene, *, by, pin=PIN, shown=None, state=None, given=None, mark=None):
    """`given`: (who lets `by` sign as superior, on the day so many days from now)."""
    signing = Signing.get_by_id(scene.objects["signing"]["clerk"]["id"])
    if given:
        giver, day = given[0], today() + dt.timedelta(days=given[1])
        Delegation.create(number="WT-0", giver=giver, delegate=by, as_superior=True, starts_on=day, ends_on=day,
                          reason="外出", given_by=giver)
    if state:
        Signing.update(state=state).where(Signing.id == signing.id).execute()
        signing.state = state
    return acts.sign(signing, pin, shown=shown or signing.current.sha256, mark=mark or typed(by.name), trail=TRAIL,
                     paper=papers, by=scene.world.again(by))


def typed(name):
    return {"method": "typed", "text": name}


def guess(scene, *, by):
    for _ in range(WRONG_PINS):
        succeeds_in_place(lambda: Certificate.of(by).unlock("975310", by=by))
    return Certificate.of(by).unlock(PIN, by=by)


def succeeds_in_place(attempt):
    """The same without taking it back: what is counted stays counted."""
    try:
        attempt()
    except Refused:
        return False
    return True


def reword(scene, *, by):
    issued = Signing.get_by_id(scene.objects["signing"]["clerk"]["id"]).description_id
    Clause.update(text="改写的职责").where(Clause.description == issued).execute()
    return sign(scene, by=by)


def unsaid(scene):
    """Pages of a superseded paper that do not say that a newer version is in force."""
    shown = {"signatures.show": f"/signatures/{scene.objects['complete signing']['clerk']['id']}",
             "verify.show": f"/verify/{scene.objects['token']['clerk']['token']}"}
    pages = {name: scene.ask(policy.HR, "GET", path)[0].get_data(as_text=True) for name, path in shown.items()}
    return [name for name, text in pages.items() if "更新的版本" not in text and "新版本" not in text]
