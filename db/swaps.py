"""Swaps: two colleagues exchange what the roster says of them, once both and a superior agree."""

import datetime as dt

import peewee as pw

from db.audit import queue_up, track
from db.base import N_, Invalid, Moment, NotAllowed, TooLate, database, is_blank, now, today
from db.leaves import Leave
from db.linking import follow
from db.moves import Moving
from db.notices import settle, tell
from db.people import Appointment, Person
from db.roster import Roster, RosterDay
from db.shifts import Shift
from db.teams import colleagues, leads, led_by, superiors

ASKED, AGREED, APPROVED = "awaiting_colleague", "awaiting_approval", "approved"
DECLINED, REFUSED, WITHDRAWN, LAPSED = "declined", "turned_down", "taken_back", "run_out"
OPEN = (ASKED, AGREED)
AHEAD = dt.timedelta(days=92)


class Swap(Moving):
    """One exchange: on the day the asker gives away, and on the one taken in return, both do what the other would."""

    asker = pw.ForeignKeyField(Person, backref="swaps_asked", on_delete="RESTRICT")
    other = pw.ForeignKeyField(Person, backref="swaps_offered", on_delete="RESTRICT")
    given_on = pw.DateField(index=True)
    taken_on = pw.DateField()  # may be the same day: then the two shifts of it are exchanged
    was = pw.JSONField()       # [[person id, day, id of a shift or None]] as it stood when it was asked
    note = pw.CharField(200, default="")
    reason = pw.CharField(200, default="")  # of a refusal
    state = pw.CharField(20, default=ASKED, index=True)
    asked_at = Moment(default=now)
    decided_at = Moment(null=True)
    decided_by = pw.ForeignKeyField(Person, null=True, backref="+")

    MOVES = {
        "agree": ({ASKED}, AGREED, "swaps.ask"),
        "decline": ({ASKED}, DECLINED, "swaps.ask"),
        "withdraw": (set(OPEN), WITHDRAWN, "swaps.ask"),
        "approve": ({AGREED}, APPROVED, "swaps.approve"),
        "refuse": ({AGREED}, REFUSED, "swaps.approve"),
        "lapse": (set(OPEN), LAPSED, "swaps.approve"),  # the portal's own, once the day has come
    }

    @classmethod
    def visible_to(cls, person):
        """One's own, and those among the people beneath."""
        mine = (cls.asker == person) | (cls.other == person)
        return cls.select().where(mine | cls.asker.in_(led_by(person, "swaps.approve")))

    @classmethod
    def awaiting(cls, person):
        """What waits for this person: to agree, or to approve; the earliest day first."""
        wanted = (cls.state == ASKED) & (cls.other == person)
        wanted |= cls._to_approve(person)
        return list(cls.with_people(cls.select().where(wanted)).order_by(cls.given_on, cls.id))

    @classmethod
    def page(cls, viewer, *, waiting=False, before=None, size=30):
        """The swaps somebody may see, or is to approve, newest first, and whether there are more."""
        seen = cls.visible_to(viewer).where(cls._to_approve(viewer)) if waiting else cls.visible_to(viewer)
        rows = cls.with_people(seen).order_by(cls.id.desc()).limit(size + 1)
        found = list(rows.where(cls.id < before) if before else rows)
        return found[:size], len(found) > size

    @classmethod
    def with_people(cls, rows):
        other = Person.alias()
        return (rows.select(cls, Person, other).join(Person, on=cls.asker)
                .join_from(cls, other, on=cls.other == other.id, attr="other"))

    @classmethod
    def partners(cls, person):
        """Who may be asked: colleagues in the same position who are not away for all the time one can see ahead."""
        last = today() + AHEAD
        away = Leave.running(today(), last).where(Leave.starts_on <= today(), Leave.ends_on >= last)
        rows = Person.select().where(Person.id.in_(colleagues(person)), Person.id.not_in(away.select(Leave.person)))
        return list(rows.order_by(Person.pinyin, Person.id))

    @classmethod
    def shifts_ahead(cls, person):
        """The days from today on on which somebody has a shift, with it."""
        rows = RosterDay.select(RosterDay, Shift).join(Shift).where(
            RosterDay.person == person, RosterDay.on.between(today(), today() + AHEAD))
        return list(rows.order_by(RosterDay.on))

    @classmethod
    def ask(cls, other, given_on, taken_on, *, note, by):
        """Ask a colleague to take over one's shift of a day for the colleague's of another, or of the same one."""
        if not by.can("swaps.ask"):
            raise NotAllowed(N_("You may not do this."))
        if not colleagues(by).where(Appointment.person == other.id).exists():
            raise Invalid(N_("Choose somebody from the list."), "other")
        for field, on in (("given_on", given_on), ("taken_on", taken_on)):
            if not today() <= on <= today() + AHEAD:
                raise Invalid(N_("A day from today on, at most %(days)s days ahead."), field, days=AHEAD.days)
        with database.atomic():
            queue_up()
            was = cls._shifts(by, other, given_on, taken_on)
            swap = cls.create(asker=by, other=other, given_on=given_on, taken_on=taken_on, note=note.strip(),
                              was=[[person, on.isoformat(), shift] for (person, on), shift in sorted(was.items())])
            track(swap, "swap.ask", by=by)
            tell([other.id], "swap.ask", swap, by=by)
        return swap

    def agree(self, *, by):
        with database.atomic():
            self._move("agree", by=by, still=Swap.is_ahead())
            self._check_possible()
            settle(self)
            tell(superiors(self.asker_id) & superiors(self.other_id), "swap.agree", self, by=by)

    def decline(self, *, by):
        self._end("decline", by)

    def withdraw(self, *, by):
        self._end("withdraw", by)

    def approve(self, *, by):
        """Exchange the days. Where roster, leave or positions no longer are what the two agreed on, TooLate."""
        with database.atomic():
            self._end("approve", by, still=Swap.is_ahead(), decided_at=now(), decided_by=by)
            self._check_possible()
            RosterDay.put(self.days_after, seen=self.days_before, by=by, tells=False)

    def refuse(self, reason, *, by):
        if is_blank(reason):
            raise Invalid(N_("Give a reason."), "reason")
        self._end("refuse", by, reason=reason.strip(), decided_at=now(), decided_by=by)

    @classmethod
    def is_ahead(cls):
        """The condition that neither of its two days is over."""
        return (cls.given_on >= today()) & (cls.taken_on >= today())

    def obstacle(self):
        """Why the two cannot do each other's work by now, while it is open; None where they can."""
        return obstacle(self.asker_id, self.other_id, self.dates) if self.state in OPEN else None

    @property
    def dates(self):
        """The day given and the one taken for it, or the one day that is both."""
        return list(dict.fromkeys((self.given_on, self.taken_on)))

    @property
    def days_before(self):
        return {(person, dt.date.fromisoformat(on)): shift for person, on, shift in self.was}

    @property
    def days_after(self):
        turned = {self.asker_id: self.other_id, self.other_id: self.asker_id}
        return {(turned[person], on): shift for (person, on), shift in self.days_before.items()}

    def _may_move(self, move, person):
        may = super()._may_move(move, person)
        return may and not self.obstacle() if move in ("agree", "approve") else may

    def _allows(self, move, person):
        """The other one agrees, the asker withdraws, somebody above both decides."""
        if move == "withdraw":
            return super()._allows(move, person) and person.id == self.asker_id
        if move in ("agree", "decline"):
            return super()._allows(move, person) and person.id == self.other_id
        return move != "lapse" and leads(person, self.MOVES[move][2], self.asker_id, self.other_id)

    def _check_possible(self):
        """Asked behind the writers' queue: whoever enters leave or ends an appointment now waits, or is through."""
        if problem := obstacle(self.asker_id, self.other_id, self.dates):
            raise TooLate(problem)

    def _end(self, move, by, *, still=True, **changes):
        with database.atomic():
            follow(self._move(move, by=by, still=still, **changes))
            settle(self)
            tell({self.asker_id, self.other_id}, f"swap.{move}", self, by=by)

    @classmethod
    def _to_approve(cls, person):
        return (cls.state == AGREED) & cls.asker.in_(led_by(person, "swaps.approve")) & (cls.other != person)

    @classmethod
    def _shifts(cls, asker, other, given_on, taken_on):
        """What stands on the roster of both on these days. Raises Invalid where that cannot be exchanged."""
        rows = RosterDay.of([asker.id, other.id], min(given_on, taken_on), max(given_on, taken_on))
        keys = [(person.id, on) for person in (asker, other) for on in {given_on, taken_on}]
        if any(key not in rows for key in keys):
            raise Invalid(N_("The roster of these days has not been made yet."), "given_on")
        was = {key: rows[key].shift_id for key in keys}
        if was[asker.id, given_on] is None:
            raise Invalid(N_("You have no shift on this day."), "given_on")
        if was[other.id, taken_on] is None:
            raise Invalid(N_("Your colleague has no shift on this day."), "taken_on")
        if all(was[asker.id, on] == was[other.id, on] for on in {given_on, taken_on}):
            raise Invalid(N_("You both have the same shift then: there is nothing to swap."), "taken_on")
        if problem := obstacle(asker.id, other.id, [given_on, taken_on]):
            raise Invalid(problem, "given_on")
        people, days = [asker.id, other.id], [given_on, taken_on]
        if cls.select().where(cls.state.in_(OPEN), cls.asker.in_(people) | cls.other.in_(people),
                              cls.given_on.in_(days) | cls.taken_on.in_(days)).exists():
            raise Invalid(N_("One of these days is in another swap that is not decided yet."), "given_on")
        return was


def obstacle(one, other, dates):
    """Why two people, by their ids, cannot do each other's work on these days; None where they can."""
    roster = Roster.between(min(dates), max(dates), [one, other])
    if any(roster.is_away(person, on) for person in (one, other) for on in dates):
        return N_("One of the two is on leave then.")
    if not all(roster.positions(one, on) & roster.positions(other, on) for on in dates):
        return N_("The two do not hold the same position then.")
    return None


def lapse():
    """What nobody decided before the first of its days has come no longer waits for anybody."""
    for swap in list(Swap.select().where(Swap.state.in_(OPEN), ~Swap.is_ahead())):
        try:
            swap._end("lapse", None, still=~Swap.is_ahead())
        except TooLate:
            continue  # it has just been taken back or declined
