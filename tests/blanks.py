"""Signings and signatures in the register without a real paper behind them: for whose turn it is, and who sees what."""

from db.base import now, today
from db.descriptions import IN_FORCE, Description
from db.documents import Document
from db.keys import Certificate
from db.signatures import Signature, Signing
from tests.scene import key_of


def in_force(*drafts):
    Description.update(state=IN_FORCE, effective_on=today()).where(
        Description.id.in_([draft.id for draft in drafts])).execute()


def signing(description, holder, state):
    paper = Document.keep(b"paper")
    return Signing.create(description=description, holder=holder, position=description.position_id, state=state,
                          token=f"blank-{holder.id}", digest="0" * 64, anchor_id=0, anchor_hash="0" * 64,
                          base=paper, current=paper, revisions=1)


def key(person):
    """A key whose PIN is scene.PIN."""
    serial, pem, locked_key = key_of(person.number, person.name)
    return Certificate.of(person) or Certificate.create(person=person, serial=serial, pem=pem, locked_key=locked_key)


def signature(signing, person, step, delegation=None):
    return Signature.create(signing=signing, step=step, person=person, certificate=key(person), at=now(),
                            method="typed", mark_hash="0" * 64, hash_before="0" * 64, hash_after="0" * 64,
                            document=signing.current, meaning="确认", address="", agent="", delegation=delegation)
