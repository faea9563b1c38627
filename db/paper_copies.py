"""A stamped paper copy of what was signed online, for the holder who asks for one; free of charge."""

import peewee as pw

from db.audit import track
from db.base import N_, Moment, NotAllowed, TooLate, database, now
from db.descriptions import Description
from db.lines import hr_people
from db.moves import Moving
from db.notices import tell
from db.people import Person
from db.prepared import prepared
from db.signatures import Signing

ASKED, HANDED_OVER = "asked", "handed_over"


class PaperCopy(Moving):
    """One request, and its answer."""

    signing = pw.ForeignKeyField(Signing, backref="paper_copies", on_delete="RESTRICT")
    state = pw.CharField(12, default=ASKED, index=True)
    open_key = pw.IntegerField(null=True, unique=True)  # one open request a signing
    asked_at = Moment(default=now)
    handed_at = Moment(null=True)
    handed_by = pw.ForeignKeyField(Person, null=True, backref="+")

    MOVES = {"hand_over": ({ASKED}, HANDED_OVER, "signatures.manage")}

    @classmethod
    def visible_to(cls, person):
        if person.scope("signatures.manage") == "all":
            return cls.select()
        return cls.select().join(Signing).where(Signing.holder == person)

    @classmethod
    def ask(cls, signing, *, by):
        """The holder's own wish; asking twice is one wish."""
        if by.id != signing.holder_id:
            raise NotAllowed(N_("Only the holder asks for a paper copy."))
        if not signing.is_final or signing.scan_id:
            raise TooLate(N_("There is a paper copy only of what was signed online."))
        with database.atomic():
            open_one = cls.get_or_none(cls.open_key == signing.id)
            if open_one is None:
                open_one = cls.create(signing=signing, open_key=signing.id)
                track(signing, "signing.ask_for_paper", by=by)
                tell(hr_people()[1], "signing.ask_for_paper", signing, by=by)
        return open_one

    def hand_over(self, *, by):
        with database.atomic():
            self._move("hand_over", by=by, open_key=None, handed_at=now(), handed_by=by)
            tell([self.signing.holder_id], "signing.paper_handed_over", self.signing, by=by)

    @classmethod
    def wanted(cls, person):
        """Open requests, for those who answer them; nothing for others."""
        if not person.can("signatures.manage"):
            return []
        return _asked()

    @classmethod
    def latest(cls, signing):
        """The newest request about a signing, if any."""
        return cls.select().where(cls.signing == signing).order_by(cls.id.desc()).first()


@prepared
def _asked():
    return (PaperCopy.select(PaperCopy.id, PaperCopy.asked_at, PaperCopy.signing, Signing.id, Signing.description,
                             Signing.holder, Description.id, Description.title, Person.id, Person.name, Person.number)
            .join(Signing).join(Description).switch(Signing).join(Person, on=Signing.holder)
            .where(PaperCopy.state == ASKED).order_by(PaperCopy.id))
