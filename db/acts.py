"""What whoever's turn it is does with a paper: sign it with the own key, over the bytes shown; hand it back; refuse."""

import secrets

from db import audit, linking, marks, pades
from db.base import N_, Invalid, NotAllowed, Refused, TooLate, canonical, database, digest, is_blank, now
from db.comments import Comment
from db.delegations import Delegation
from db.documents import Document
from db.keys import Certificate, authority, revocations, timestamp_url
from db.signatures import COMPLETE, Signature, Signing

UNVERIFIED = N_("The signature does not verify, perhaps because a clock is wrong. Nothing was signed.")


def sign(signing, pin, *, shown, mark, trail, paper, by):
    """Add the signature of the person whose turn it is. `shown` is the hash of the paper that was on the screen."""
    signing.delegation = _check_turn(signing, by)
    _check_shown(signing, shown)
    mark = marks.checked(mark, by)
    certificate = Certificate.of(by)
    if certificate is None:
        raise NotAllowed(N_("You need a signing key first."))
    key = certificate.unlock(pin, by=by)
    signature = Signature(signing=signing, step=signing.step, person=by, certificate=certificate,
                          at=now().replace(microsecond=0), method=mark["method"],
                          mark_hash=digest(canonical(mark).encode()), hash_before=signing.current.sha256,
                          meaning=signing.meaning_for(by, signing.delegation), address=trail["address"],
                          agent=trail["agent"], session_id=by.session_id, delegation=signing.delegation,
                          second_factor=by.second_factor, on_site=by.on_site and by.on_site.id)
    signed = _signed(signature, key, mark, paper)
    signature.hash_after = digest(signed)
    evidence = _evidence(signing, signature, paper) if signature.step == "hr" else None
    _record(signing, signature, signed, evidence, by=by)
    return signature


def hand_back(signing, comments, note, *, by):
    """Return it for correction: `comments` maps a clause's identity to what is wrong with it."""
    delegation = _check_turn(signing, by)
    known = {clause.identity for clause in signing.description.clause_list}
    comments = {identity: text.strip() for identity, text in comments.items() if text.strip() and identity in known}
    if not comments and is_blank(note):
        raise Invalid(N_("Say what should be corrected: on a clause or in the note."), "note")
    with database.atomic():
        linking.follow(signing._move("hand_back", by=by, reason=note.strip() or None, active_key=None, changed_at=now(),
                                     noted=_noted(delegation, by.on_site and by.on_site.id)))
        for identity, text in comments.items():
            Comment.create(signing=signing, identity=identity, text=text, person=by)


def refuse(signing, reason, *, by):
    _check_turn(signing, by)
    if is_blank(reason):
        raise Invalid(N_("Give a reason."), "reason")
    with database.atomic():
        linking.follow(signing._move("refuse", by=by, reason=reason.strip(), active_key=None, changed_at=now(),
                                     noted=_noted(None, by.on_site and by.on_site.id)))


def _check_turn(signing, by):
    """Refuse whose turn it is not; else the delegation that makes it the turn, None for the own one."""
    if not signing.is_open:
        raise TooLate(N_("This signing has ended."))
    turn = signing.turn()
    if by.id not in turn:
        raise NotAllowed(N_("It is not your turn to sign here."))
    return turn[by.id]


def _check_shown(signing, shown):
    """What is signed is the paper that was on the screen, and says what was issued."""
    if not secrets.compare_digest(shown.encode(), signing.current.sha256.encode()):
        raise TooLate(N_("The document has changed since you opened it. Read it again."))
    if signing.reading.digest != signing.digest:
        raise TooLate(N_("The text of this description no longer is the text that was issued for signing."))


def _signed(signature, key, mark, paper):
    """The paper with the signature on it: the stamp for the eye, the PAdES update for the reader of the file."""
    by, at, meaning = signature.person, signature.at, signature.meaning
    entrusted = signature.delegation and signature.delegation.printed
    stamp = paper.stamp(name=by.name, at=at, meaning=meaning, serial=signature.certificate.serial,
                        note=None if timestamp_url() else "（门户时钟）", entrusted=entrusted, **mark)
    signed = pades.sign(signature.signing.current.read(), signature.step, certificate=signature.certificate.x509,
                        key=key, authority=authority(), appearance=stamp, name=by.name, at=at,
                        last=signature.step == "hr", reason=f"{meaning}（{entrusted}）" if entrusted else meaning,
                        revocations=revocations(), timestamp_url=timestamp_url())
    _check_made(signed, signature.step)
    return signed


def _check_made(signed, step):
    """A foreign clock may disagree with ours; a signature that would not verify is not made at all."""
    if timestamp_url():
        made = [found for found in pades.check(signed, authority()).signatures if found.field == step]
        if not made or not made[0].is_good:
            raise Refused(UNVERIFIED)


def _record(signing, signature, signed, evidence, *, by):
    """The bytes, the state, the register and the log: all of them, or none."""
    changes = {"completed_at": signature.at, "evidence": Document.keep(evidence)} if evidence else {}
    document = Document.keep(signed)
    with database.atomic():
        audit.queue_up()  # nobody ends the delegation between this question and the signature
        if signature.delegation and not Delegation.running().where(Delegation.id == signature.delegation).exists():
            raise TooLate(N_("This delegation is over."))
        entry = signing._move(
            f"sign_as_{signature.step}", by=by, still=Signing.current == signing.current_id, current=document,
            revisions=pades.revisions(signed), changed_at=signature.at,
            noted={"hash_before": signature.hash_before, "hash_after": signature.hash_after,
                   "serial": signature.certificate.serial, **_noted(signature.delegation, signature.on_site)},
            **changes)
        signature.document = document
        signature.save(force_insert=True)
        linking.follow(entry)
        if signing.state == COMPLETE:
            signing.supersede_earlier(by=by)


def _evidence(signing, last, paper):
    """The companion paper: who, when, how known, from where, which bytes before and after; itself sealed."""
    signatures = [*signing.signatures.order_by(Signature.id), last]
    pdf = paper.evidence(signing=signing, signatures=signatures, entries=list(audit.history(signing)),
                         head=audit.head())
    return pades.seal(pdf, authority(), at=last.at, reason="签署过程证据", final=True,
                      timestamp_url=timestamp_url())


def _noted(delegation, on_site):
    """What the log says of how somebody came to act: by which delegation, on which device of HR's; it names nobody."""
    return ({"delegation": delegation.number} if delegation else {}) | ({"on_site": on_site} if on_site else {})
