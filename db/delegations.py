"""Delegations: somebody signs in a superior's place, or in HR's, from a day to a day. Nobody signs for a holder."""

import datetime as dt

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Moment, NotAllowed, TooLate, database, is_blank, now, today
from db.lines import Lines, hr_people
from db.moves import Moving
from db.notices import tell
from db.people import Person
from db.prepared import prepared

GIVEN, ENDED = "given", "ended"
AHEAD, IN_EFFECT, OVER = "ahead", "in_effect", "over"  # what a given one is on a day
LONGEST = 90  # days, the first and the last one counted
ABSENCE_FIRST = N_("Note the absence of %(name)s first; a delegation is recorded only for somebody who is away.")
DOWNWARDS = N_("%(delegate)s sits beneath %(giver)s and would sign as superior over equals. Usually one delegates to "
               "an equal or upwards; confirm that this is meant.")


class Delegation(Moving):
    """One person lets another sign in one's place as superior, for HR, or both. Its number stands on the papers."""

    number = pw.CharField(16, unique=True)
    giver = pw.ForeignKeyField(Person, backref="delegations_given")
    delegate = pw.ForeignKeyField(Person, backref="delegations_received")
    as_superior = pw.BooleanField(default=False)
    as_hr = pw.BooleanField(default=False)
    starts_on = pw.DateField(index=True)
    ends_on = pw.DateField(index=True)
    reason = pw.TextField()
    state = pw.CharField(8, default=GIVEN)
    given_by = pw.ForeignKeyField(Person, backref="+")
    given_at = Moment(default=now)
    ended_by = pw.ForeignKeyField(Person, null=True, backref="+")
    ended_at = Moment(null=True)

    MOVES = {"end": ({GIVEN}, ENDED, "delegations.end")}

    @classmethod
    def visible_to(cls, person):
        if person.scope("delegations.read") == "all":
            return cls.select()
        return cls.select().where((cls.giver == person) | (cls.delegate == person))

    @classmethod
    def running(cls, on=None):
        """Those by which somebody may sign on the day, with both people, who are still here; the oldest first."""
        on = on or today()
        return cls.with_people(cls.select().where(cls.state == GIVEN, cls.starts_on <= on, cls.ends_on >= on), on)

    @classmethod
    def all_running(cls):
        """The same today, as a list."""
        return _running(today())

    @classmethod
    def with_people(cls, rows, here_on=None):
        """The rows with giver and delegate; with a day only where neither has left by then."""
        giver, delegate = Person.alias(), Person.alias()
        rows = (rows.select(cls, giver, delegate).join(giver, on=cls.giver == giver.id, attr="giver")
                .join_from(cls, delegate, on=cls.delegate == delegate.id, attr="delegate").order_by(cls.id))
        if here_on is None:
            return rows
        return rows.where(*(who.left_on.is_null() | (who.left_on >= here_on) for who in (giver, delegate)))

    @classmethod
    def page(cls, person, *, before=None, size=50):
        """What the person may see of them, newest first, and whether there are more."""
        rows = cls.with_people(cls.visible_to(person)).order_by(cls.id.desc()).limit(size + 1)
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def around(cls, person, running=None):
        """(those running that the person gave, those the person received); `running`: all, where they were read."""
        rows = cls.all_running() if running is None else running
        return [row for row in rows if row.giver_id == person.id], [row for row in rows if row.delegate_id == person.id]

    @classmethod
    def of(cls, person, viewer):
        """Those running that the person gave, as far as the viewer may see them."""
        return list(cls.running().where(cls.giver == person, cls.id.in_(cls.visible_to(viewer).select(cls.id))))

    @classmethod
    def give(cls, delegate, *, giver, starts_on, ends_on, reason, as_superior=False, as_hr=False, is_meant=False, by):
        """By the person himself; or recorded by HR for somebody absent, which the log and the papers say.

        `is_meant`: that the delegate sits beneath the giver is known, and wanted all the same.
        """
        if by.scope("delegations.give") is None or giver.id != by.id and by.scope("delegations.give") != "all":
            raise NotAllowed(N_("You may not do this."))
        _check_people(giver, delegate, by)
        _check_roles(giver, delegate, as_superior, as_hr)
        _check_term(starts_on, ends_on)
        if is_blank(reason):
            raise Invalid(N_("Give a reason."), "reason")
        is_downwards = as_superior and sits_beneath(delegate, giver)
        if is_downwards and not is_meant:
            raise Invalid(DOWNWARDS, "is_meant", delegate=delegate.name, giver=giver.name)
        with database.atomic():
            queue_up()
            cls._refuse_overlaps(giver, starts_on, ends_on, as_superior, as_hr)
            delegation = cls.create(
                number=cls._next_number(), giver=giver, delegate=delegate, as_superior=as_superior, as_hr=as_hr,
                starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), given_by=by)
            track(delegation, "delegation.give" if giver.id == by.id else "delegation.give_for", by=by,
                  number=delegation.number, giver=giver.id, delegate=delegate.id, as_superior=as_superior, as_hr=as_hr,
                  starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat(),
                  **({"downwards": True} if is_downwards else {}))
            tell({delegate.id}, "delegation.given", delegation, by=by)
            tell({giver.id}, "delegation.recorded", delegation, by=by)
        return delegation

    def end(self, *, by):
        """Before its last day, at once: giver, delegate or HR."""
        if not self._concerns(by):
            raise NotAllowed(N_("You may not do this."))
        if self.standing == OVER:
            raise TooLate(N_("This delegation is over."))
        with database.atomic():
            self._move("end", by=by, ended_by=by, ended_at=now())
            tell({self.giver_id, self.delegate_id}, "delegation.ended", self, by=by)

    def _may_move(self, move, person):
        return self._concerns(person) and self.standing != OVER and super()._may_move(move, person)

    def _concerns(self, person):
        return person.id in (self.giver_id, self.delegate_id) or person.scope("delegations.end") == "all"

    @property
    def standing(self):
        """Ahead, in effect, over or ended."""
        if self.state == ENDED:
            return ENDED
        if not (self.giver.is_active and self.delegate.is_active):
            return OVER
        return AHEAD if today() < self.starts_on else IN_EFFECT if today() <= self.ends_on else OVER

    @property
    def is_recorded_by_hr(self):
        return self.given_by_id != self.giver_id

    @property
    def printed(self):
        """How a signature made by it says so, on paper and in the file."""
        return f"受{self.giver.name}委托，委托编号 {self.number}"

    @classmethod
    def _refuse_overlaps(cls, giver, starts_on, ends_on, as_superior, as_hr):
        """One delegate at a time for each of the two: otherwise nobody could say who stands in."""
        given = cls.select().where(cls.giver == giver, cls.state == GIVEN, cls.starts_on <= ends_on,
                                   cls.ends_on >= starts_on)
        for other in given:
            if as_superior and other.as_superior or as_hr and other.as_hr:
                raise Invalid(N_("Delegation %(number)s covers some of these days already; end it first."),
                              "starts_on", number=other.number)

    @classmethod
    def _next_number(cls):
        prefix = f"WT-{today().year}-"
        return f"{prefix}{cls.select().where(cls.number.startswith(prefix)).count() + 1:04}"


def sits_beneath(person, above):
    """Whether a position of the person's lies beneath one of the other's."""
    own = above.positions_within("own")
    return bool(person.positions_within("own") & (above.positions_within("team") - own))


def delegable(by):
    """What this person may delegate or record: names of the two fields."""
    if by.scope("delegations.give") == "all":
        return ("as_superior", "as_hr")
    return ("as_superior",) if "supervisor" in by.roles else ()


def absent_signers(by):
    """People who are away and sign for others: those HR may record a delegation for; nobody, for others."""
    if by.scope("delegations.give") != "all":
        return []
    lines = Lines()
    leaders = {person for position in lines.above.values() for person in lines.holders.get(position, ())}
    return list(Person.select().where(
        Person.id.in_(leaders | hr_people()[1]), Person.id != by.id, Person.absent_note.is_null(False),
        Person.left_on.is_null() | (Person.left_on >= today())).order_by(Person.pinyin))


@prepared
def _running(on):
    return Delegation.running(on)


def _check_people(giver, delegate, by):
    if delegate.id == giver.id:
        raise Invalid(N_("Nobody delegates to oneself."), "number")
    if not delegate.is_active:
        raise Invalid(N_("%(name)s has left."), "number", name=delegate.name)
    if giver.id != by.id and delegate.id == by.id:
        raise Invalid(N_("Whoever records a delegation for somebody else cannot be the delegate."), "number")
    if giver.id != by.id and not giver.absent_note:
        raise Invalid(ABSENCE_FIRST, "giver", name=giver.name)
    if not giver.is_active:
        raise Invalid(N_("%(name)s has left."), "giver", name=giver.name)


def _check_roles(giver, delegate, as_superior, as_hr):
    if not (as_superior or as_hr):
        raise Invalid(N_("Choose what is delegated."), "as_superior")
    if as_superior and "supervisor" not in giver.roles:
        raise Invalid(N_("%(name)s has nobody below to sign for as superior."), "as_superior", name=giver.name)
    if as_hr and "hr" not in giver.roles:
        raise Invalid(N_("%(name)s is not in HR."), "as_hr", name=giver.name)
    if as_hr and "hr" not in delegate.roles:
        raise Invalid(N_("Only somebody in HR can sign for HR."), "as_hr")


def _check_term(starts_on, ends_on):
    if starts_on < today():
        raise Invalid(N_("It cannot begin before today."), "starts_on")
    if ends_on < starts_on:
        raise Invalid(N_("It cannot end before it starts."), "ends_on")
    if ends_on - starts_on >= dt.timedelta(days=LONGEST):
        raise Invalid(N_("A delegation lasts at most %(days)s days."), "ends_on", days=LONGEST)
