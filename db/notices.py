"""Notices: what a person is told on the portal, written in the transaction of what happened."""

from dataclasses import dataclass

import peewee as pw

from db import letters
from db.audit import name_of, queue_up
from db.base import N_, Model, Moment, database, now, today
from db.people import Person
from db.prepared import prepared, prepared_plain

SIGNATURE, REVIEW, LEAVE, SWAP, DUTY, TASK = "signature", "review", "leave", "swap", "duty", "task"


@dataclass(frozen=True)
class Kind:
    """What a notice says, and whether it also goes out by e-mail; so it names nobody.

    `asks`: what is to be done. It counts as read once that is no longer wanted, and is not sent any more.
    """

    sentence: str  # may name what the subject is called, or a date of the particulars
    asks: str | None = None
    by_mail: bool = True


KINDS = {
    "certificate.confirm": Kind(N_("A new signing key waits for you: ask whose it is face to face, then confirm it."),
                                asks="confirmation"),
    "certificate.confirmed": Kind(N_("Your new signing key has been confirmed.")),
    "certificate.lock": Kind(N_("Your signing key was locked by wrong PINs. Was that not you? Tell HR.")),
    "delegation.given": Kind(N_("Delegation %(number)s lets you sign in somebody's place.")),
    "delegation.recorded": Kind(N_("HR has recorded delegation %(number)s: somebody may sign in your place.")),
    "delegation.ended": Kind(N_("Delegation %(number)s has been ended early.")),
    "description.published": Kind(N_("“%(title)s” (version %(version)s), which you submitted, is in force."),
                                  by_mail=False),
    "description.returned": Kind(N_("“%(title)s” (version %(version)s) was handed back to you for changes."), REVIEW),
    "description.taken_over": Kind(N_("HR went on with “%(title)s” (version %(version)s) without your agreement.")),
    "description.to_hr": Kind(N_("“%(title)s” (version %(version)s) waits for HR."), REVIEW, by_mail=False),
    "description.to_superior": Kind(N_("“%(title)s” (version %(version)s) waits for your agreement as the superior."),
                                    REVIEW),
    "description.corrected": Kind(N_("A slip in “%(title)s” (version %(version)s) was corrected; nothing is to be "
                                     "signed again.")),
    "description.correction_taken_back": Kind(N_("A correction of “%(title)s” (version %(version)s) was taken back.")),
    "person.second_factor_reset": Kind(N_("Your second factor was reset. Was that not agreed with you? Tell HR.")),
    "job.fail": Kind(N_("“%(title)s” could not be made."), by_mail=False),
    "job.finish": Kind(N_("“%(title)s” is ready for you to download."), by_mail=False),
    "leave.approve": Kind(N_("Your leave from %(first_on)s is approved.")),
    "leave.ask": Kind(N_("A request for leave waits for your decision."), LEAVE),
    "leave.change": Kind(N_("A leave that concerns you was shortened or called off.")),
    "leave.deputy": Kind(N_("You stand in for a colleague from %(first_on)s to %(last_on)s.")),
    "leave.refuse": Kind(N_("Your leave was not approved.")),
    "occurrence.ask_to_skip": Kind(N_("Somebody asks not to have to do “%(title)s” of %(day_on)s."), DUTY),
    "occurrence.declined": Kind(N_("“%(title)s” of %(day_on)s has to be done all the same."), by_mail=False),
    "occurrence.excused": Kind(N_("“%(title)s” of %(day_on)s need not be done."), by_mail=False),
    "occurrence.failing": Kind(N_("“%(title)s” of %(day_on)s was done, and something was found wrong."), by_mail=False),
    "occurrence.given": Kind(N_("“%(title)s” of %(day_on)s is now yours to do."), by_mail=False),
    "occurrence.sent_back": Kind(N_("“%(title)s” of %(day_on)s was sent back after an inspection."), by_mail=False),
    "occurrence.taken": Kind(N_("“%(title)s” of %(day_on)s was given to somebody else."), by_mail=False),
    "roster_day.put": Kind(N_("Your roster was changed, from %(first_on)s on."), by_mail=False),
    "signing.opened": Kind(N_("“%(title)s” (version %(version)s) is there for you to read and sign, until "
                              "%(due_on)s."), SIGNATURE),
    "signing.turn": Kind(N_("“%(title)s” (version %(version)s) waits for your signature."), SIGNATURE),
    "signing.deadline": Kind(N_("The deadline to sign “%(title)s” (version %(version)s) is now "
                                "%(due_on)s."), SIGNATURE),
    "signing.reminder": Kind(N_("“%(title)s” (version %(version)s) still waits for your signature, until "
                                "%(due_on)s."), SIGNATURE),
    "signing.overdue": Kind(N_("“%(title)s” (version %(version)s) still waits for your signature; it was due on "
                               "%(due_on)s."), SIGNATURE),
    "signing.returned": Kind(N_("“%(title)s” (version %(version)s) was returned for correction.")),
    "signing.refused": Kind(N_("The holder refused to sign “%(title)s” (version %(version)s).")),
    "signing.completed": Kind(N_("“%(title)s” (version %(version)s) is signed by all three; your copy is ready.")),
    "signing.filed": Kind(N_("The copy of “%(title)s” (version %(version)s) signed by hand has been filed.")),
    "signing.withdrawn": Kind(N_("“%(title)s” (version %(version)s) was withdrawn; it is no longer to be signed.")),
    "signing.superseded": Kind(N_("“%(title)s” (version %(version)s) was replaced by the newer copy you signed."),
                               by_mail=False),
    "signing.ask_for_paper": Kind(N_("The holder asks for a stamped paper copy of “%(title)s”.")),
    "task.answered": Kind(N_("“%(title)s” was answered; look at it."), TASK, by_mail=False),
    "task.closed": Kind(N_("“%(title)s” was looked at and is closed."), by_mail=False),
    "task.given": Kind(N_("You were given a task: “%(title)s”."), TASK),
    "task.handed_back": Kind(N_("“%(title)s” was handed back to you."), TASK),
    "task.withdrawn": Kind(N_("“%(title)s” need no longer be answered."), by_mail=False),
    "swap.agree": Kind(N_("Two people agreed to swap shifts on %(days_on)s; it waits for your approval."), SWAP),
    "swap.approve": Kind(N_("The swap of shifts on %(days_on)s is approved and stands on the roster.")),
    "swap.ask": Kind(N_("A colleague asks to swap shifts with you on %(days_on)s."), SWAP),
    "swap.decline": Kind(N_("Your colleague declined to swap shifts on %(days_on)s.")),
    "swap.lapse": Kind(N_("The swap of shifts on %(days_on)s was not decided in time."), by_mail=False),
    "swap.refuse": Kind(N_("The swap of shifts on %(days_on)s was not approved.")),
    "swap.withdraw": Kind(N_("The swap of shifts on %(days_on)s was taken back."), by_mail=False),
    "signing.paper_handed_over": Kind(N_("A stamped paper copy of “%(title)s” was noted as handed over to you.")),
}


class Notice(Model):
    """One thing one person was told: about which row, when, by whom; ids and dates only."""

    person = pw.ForeignKeyField(Person, backref="notices", on_delete="CASCADE")
    kind = pw.CharField(40)
    subject = pw.CharField(64, index=True)  # as the log calls it: `signing:12`
    particulars = pw.JSONField(default=dict)
    at = Moment(default=now)
    seen_at = Moment(null=True)
    by = pw.ForeignKeyField(Person, null=True, backref="+")
    letter = pw.ForeignKeyField(letters.Letter, null=True, backref="notices", on_delete="SET NULL")

    class Meta:
        indexes = ((("person", "seen_at"), False),)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person == person)

    @classmethod
    def unseen(cls, person):
        return cls.visible_to(person).where(cls.seen_at.is_null())

    @classmethod
    def count_unseen(cls, person):
        [(count,)] = _unseen(person.id)
        return count

    @classmethod
    def page(cls, person, *, unseen=False, but=(), before=None, size=30):
        """The person's notices but those of some kinds, newest first, and whether there are more."""
        found = _page(person.id, list(but) or None, before, size + 1, unseen=unseen)
        return found[:size], len(found) > size

    @classmethod
    def see_all(cls, person, *, upto):
        """Everything up to the newest one the reader had on the screen; what came in since stays unread."""
        cls.update(seen_at=now()).where(cls.person == person, cls.id <= upto, cls.seen_at.is_null()).execute()

    def see(self):
        Notice.update(seen_at=now()).where(Notice.id == self.id, Notice.seen_at.is_null()).execute()


@prepared_plain
def _unseen(person):
    return Notice.select(pw.fn.COUNT(Notice.id)).where(Notice.person == person, Notice.seen_at.is_null())


@prepared
def _page(person, but, before, size, *, unseen):
    rows = Notice.select().where(Notice.person == person).order_by(Notice.id.desc()).limit(size)
    rows = rows if but is None else rows.where(Notice.kind.not_in(but))
    rows = rows if before is None else rows.where(Notice.id < before)
    return rows.where(Notice.seen_at.is_null()) if unseen else rows


def tell(people, kind, subject, *, by, **particulars):
    """Tell each of these people, by id, once. Whoever did it knows already; who has left is told nothing.

    To be called within the transaction of what happened: then it was told, or it did not happen.
    """
    goes_out = KINDS[kind].by_mail and letters.server() is not None
    ids = set(people) - {by and by.id}
    stays = Person.left_on.is_null() | (Person.left_on >= today())
    with database.atomic():
        queue_up()
        people = Person.select(Person.id, Person.email, Person.by_mail).where(Person.id.in_(ids), stays)
        for person in people.order_by(Person.id):
            letter = letters.Letter.to(person) if goes_out and person.email and person.by_mail else None
            Notice.create(person=person, kind=kind, subject=name_of(subject), particulars=particulars, by=by,
                          letter=letter)


def settle(subject, *kinds, people=None):
    """What was asked about this row, by these kinds or by any, is no longer wanted of these people, by id, or of all.

    It counts as read.
    """
    asking = kinds or [kind for kind, says in KINDS.items() if says.asks]
    whose = True if people is None else Notice.person.in_(people)
    Notice.update(seen_at=now()).where(Notice.subject == name_of(subject), Notice.kind.in_(asking),
                                       Notice.seen_at.is_null(), whose).execute()
