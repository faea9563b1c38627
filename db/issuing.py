"""Issuing a version for signing: a sealed paper a holder, from the day it comes into force or they take up the post."""

import secrets

from db import audit, deadlines, pades
from db.audit import queue_up, track
from db.base import N_, Invalid, TooLate, database, is_blank, now, today
from db.corrections import Correction, read
from db.descriptions import IN_FORCE, Description
from db.differences import between
from db.documents import Document
from db.keys import authority, timestamp_url
from db.lines import Lines
from db.notices import tell
from db.people import Appointment, Person, holders
from db.reopening import anew
from db.signatures import LAPSED, OPEN, WITHDRAWN, Signing


def bring_into_force(description, effective_on=None, *, by, paper, seen=None, why=""):
    """Publish the version and open its signing for everybody who holds the position, in one step.

    `seen` is the digest of the text that was on the screen, where there was one; who looks at a text that changes
    nothing says `why` it comes into force all the same.
    """
    if seen is not None and seen != description.digest:
        raise TooLate(N_("The text has changed since you opened this page. Read it again before you bring it into "
                         "force."))
    earlier = Description.in_force(description.position)
    is_unchanged = earlier is not None and earlier.digest == description.digest
    if seen is not None and is_unchanged and is_blank(why):
        raise Invalid(N_("Nothing differs from version %(v)s. Say why it comes into force all the same; its holders "
                         "have to sign anew."), "why", v=earlier.version_label)
    lines = Lines()
    people = [person for person in holders(description.position)
              if lines.superiors(description.position_id, but={person.id})]
    description.effective_on = effective_on or today()  # it stands on the papers, which are made before
    digest_shown, sealed = description.digest, _sealed_papers(description, people, paper)
    corrected_to = Correction.newest(earlier) if earlier else 0
    annex = _sealed_annex(earlier, description, paper) if earlier else None
    with database.atomic():
        queue_up()
        if earlier and Correction.newest(earlier) != corrected_to:
            raise TooLate(N_("The version in force has just been corrected. Look at what changes once more."))
        description.publish(description.effective_on, annex=annex, by=by)
        if is_unchanged and not is_blank(why):
            track(description, "description.publish_unchanged", by=by, reason=why.strip())
        if Description.get_by_id(description.id).digest != digest_shown:
            raise TooLate(N_("Somebody else has changed this draft in the meantime."))
        for signing in Signing.select().join(Description).where(
                Description.position == description.position, Description.id != description.id,
                Signing.state.in_(OPEN)):
            signing.withdraw("", by=by)
        return [_opened(description, *row, by=by) for row in sealed]


def open_signings(description, people, *, by, paper):
    """Freeze and seal a paper for each holder and let the signing begin. All of them or none."""
    _check(description, by)
    sealed = _sealed_papers(description, people, paper)
    with database.atomic():
        queue_up()
        _check_still(description, people)
        return [_opened(description, *row, by=by) for row in sealed]


def open_again(signing, *, by, paper):
    """After a return or a refusal: let it go and begin anew with the version in force."""
    found = anew(signing)
    if found is None:
        raise TooLate(N_("Only what was returned, refused or withdrawn can be opened again."))
    _check(found.description, by)
    if found.obstacle:
        raise found.obstacle
    newest = found.description
    [sealed] = _sealed_papers(newest, [signing.holder], paper)
    with database.atomic():
        queue_up()
        _check_still(newest, [signing.holder])
        if signing.state != WITHDRAWN:
            signing.withdraw("", by=by)
        return _opened(newest, *sealed, by=by)


def follow_appointments(people=None, *, paper):
    """Bring the signings in line with who holds what today: the portal's own doing, after appointments and each day.

    Whoever holds a position whose version in force he was never asked to sign is asked; a running signing whose holder
    no longer holds the position lapses. What HR withdrew stays withdrawn. `people`: only these; None: everybody.
    Returns (opened, ended).
    """
    ended = [signing for signing in _abandoned(people) if _let_go(signing)]
    opened = []
    for description, newcomers in _unasked(people):
        sealed = _sealed_papers(description, newcomers, paper)
        with database.atomic():
            queue_up()
            opened += [_opened(description, *row, by=None) for row in sealed
                       if _is_due(description, row[0]) and not _is_asked(description, row[0])]
    return opened, ended


def holders_without_signing(description):
    """Current holders who were never asked to sign this version; one who returned or refused it was."""
    asked = Signing.select(Signing.holder).where(Signing.description == description,
                                                  Signing.state.not_in((WITHDRAWN, LAPSED)))
    current = Appointment.current().where(Appointment.position == description.position_id)
    return list(Person.select().where(Person.id.in_(current.select(Appointment.person)),
                                      Person.id.not_in(asked)).order_by(Person.pinyin))


def _abandoned(people):
    """Running signings whose holder does not hold the position any more."""
    rows = Signing.select().where(Signing.state.in_(OPEN))
    holders_of = Lines().holders
    return [signing for signing in (rows.where(Signing.holder.in_(people)) if people is not None else rows)
            if signing.holder_id not in holders_of.get(signing.position_id, ())]


def _let_go(signing):
    try:
        signing._move("lapse", by=None, active_key=None, changed_at=now())
    except TooLate:  # signed or ended by somebody meanwhile
        return False
    return True


def _unasked(people):
    """[(version in force, [holders to be asked])]: those with a superior, never asked since they took up the post."""
    lines = Lines()
    asked = {}
    for description, holder in Signing.select(Signing.description, Signing.holder).where(
            Signing.state != LAPSED).tuples():
        asked.setdefault(description, set()).add(holder)
    found = []
    for description in Description.select().where(Description.state == IN_FORCE).order_by(Description.id):
        wanted = lines.holders.get(description.position_id, set()) - asked.get(description.id, set())
        if people is not None:
            wanted &= {person.id for person in people}
        wanted = {person for person in wanted if lines.superiors(description.position_id, but={person})}
        if wanted:
            found.append((description, list(Person.select().where(Person.id.in_(wanted)).order_by(Person.pinyin))))
    return found


def _is_asked(description, person):
    return Signing.select().where(Signing.active_key == _key(description, person)).exists()


def _is_due(description, person):
    """Whether the version is in force and the person holds its position: asked where it is written, after the papers
    were made, which takes seconds."""
    return (Description.select().where(Description.id == description.id, Description.state == IN_FORCE).exists()
            and Appointment.current().where(Appointment.person == person,
                                            Appointment.position == description.position_id).exists())


def _check_still(description, people):
    if not all(_is_due(description, person) for person in people):
        raise TooLate(N_("Somebody was faster: this has changed in the meantime."))


def _check(description, by):
    by.check("signatures.manage")
    if description is None or description.state != IN_FORCE:
        raise TooLate(N_("Only the version in force can be signed."))


def _sealed_papers(description, people, paper):
    """[(person, token, anchor, reading, kept paper, revisions)], outside any transaction: rendered, sealed and kept."""
    anchor, reading = audit.head(), read(description)
    copies = [(person, secrets.token_urlsafe(12)) for person in people]
    if not copies:
        return []
    pdfs = paper.description(description, copies, anchor)
    if Correction.newest(description) != reading.last:  # corrected while it was being printed
        return _sealed_papers(description, people, paper)
    at, rows = now().replace(microsecond=0), []
    for (person, token), pdf in zip(copies, pdfs, strict=True):
        sealed = pades.seal(pdf, authority(), at=at, reason="签发待签职位说明书", timestamp_url=timestamp_url())
        rows.append((person, token, anchor, reading, Document.keep(sealed), pades.revisions(sealed)))
    return rows


def _sealed_annex(earlier, description, paper):
    """The kept table of changes since the version it takes the place of."""
    at = now().replace(microsecond=0)
    pdf = paper.difference(between(earlier, description), at=at)
    return Document.keep(pades.seal(pdf, authority(), at=at, reason="职位说明书变更对照表", final=True,
                                    timestamp_url=timestamp_url()))


def _opened(description, person, token, anchor, reading, document, revisions, *, by):
    if _is_asked(description, person):
        raise TooLate(N_("A signing of this version by %(name)s is already running or complete."), name=person.name)
    signing = Signing.create(description=description, holder=person, position=description.position, token=token,
                             active_key=_key(description, person), digest=reading.digest, anchor_id=anchor[0],
                             anchor_hash=anchor[1], correction=reading.last or None, base=document, current=document,
                             revisions=revisions, **deadlines.first())
    track(signing, "signing.open", by=by, description=description.id, document=document.sha256)
    tell([person.id], "signing.opened", signing, by=by, due_on=signing.due_on.isoformat())
    return signing


def _key(description, person):
    return f"{description.id}:{person.id}"
