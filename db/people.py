"""People: who they are and what they hold."""

import datetime as dt
import re
from functools import cached_property

import peewee as pw

from db import access, passwords
from db.accounts import Account
from db.audit import track
from db.base import N_, Invalid, Model, Moment, NotAllowed, database, now, today
from db.organisation import Organisation
from db.pinyin import initials, pinyin
from db.positions import Department, Position, has_reports, is_alone
from db.prepared import prepared, prepared_plain
from db.reach import Reach

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+\Z")


class Person(Reach, Account):
    number = pw.CharField(20, unique=True)
    name = pw.CharField(40)
    pinyin = pw.CharField(120, index=True)
    initials = pw.CharField(40)
    email = pw.CharField(120, null=True)
    locale = pw.CharField(12, null=True)
    left_on = pw.DateField(null=True)
    absent_note = pw.CharField(80, null=True)
    by_mail = pw.BooleanField(default=True)  # notices also go out by e-mail, where there is an address
    created_at = Moment(default=now)

    @classmethod
    def visible_to(cls, person):
        scope = person.scope("people.read")
        if scope == "all":
            return cls.select()
        colleagues = Appointment.current().where(Appointment.position.in_(person.positions_within(scope)))
        if scope == "own":
            return cls.select().where(cls.id == person.id)
        return cls.select().where((cls.id == person.id) | cls.id.in_(colleagues.select(Appointment.person)))

    @classmethod
    def is_anybody(cls):
        """Whether the portal has been set up: it has at least one person."""
        return cls.select().exists()

    @classmethod
    def names(cls, ids):
        """{id: name}, for a page that shows many."""
        return dict(_names({row_id for row_id in ids if row_id}))

    @classmethod
    def named(cls, number, name):
        """The person of this number and this name: both, so that neither a slip nor a guess finds somebody else."""
        person = cls.get_or_none(cls.number == number.strip(), cls.name == name.strip())
        if person is None:
            raise Invalid(N_("There is nobody of this number and this name."), "number")
        return person

    @classmethod
    def first(cls, number, name, password, *, organisation, guarded=True):
        """The administrator of an empty portal, made by nobody. `guarded`: HR and such need a second factor."""
        passwords.check_new(password, context=(number, pinyin(name).replace(" ", "")))
        with database.atomic():
            if cls.is_anybody():
                raise NotAllowed(N_("The portal is set up already."))
            person = cls.create(number=number.strip(), name=name.strip(), pinyin=pinyin(name), initials=initials(name),
                                password_hash=passwords.hashed(password))
            Grant.create(person=person, role="admin")
            Organisation.the().change(name=organisation, timestamp_url=None, by=person)
            if not guarded:
                Organisation.the().require_second_factor([], by=person)
            track(person, "person.first", by=None)
        return person

    @classmethod
    def add(cls, number, name, *, by, email=None, initial=None):
        """A new person; the second value is the one-time initial password, told once."""
        by.check("people.manage")
        number, name = number.strip(), name.strip()
        with database.atomic():
            if cls.select().where(cls.number == number).exists():
                raise Invalid(N_("The employee number %(number)s is taken."), "number", number=number)
            person = cls.create(number=number, name=name, pinyin=pinyin(name), initials=initials(name),
                                email=email or None)
            track(person, "person.add", by=by)
            password = person.give_password(by=by, initial=initial)
        return person, password

    def change(self, *, name, email, by):
        by.check("people.manage")
        with database.atomic():
            self.name, self.email = name.strip(), email or None
            self.pinyin, self.initials = pinyin(self.name), initials(self.name)
            self.save()
            track(self, "person.change", by=by)

    def outranks(self, other):
        """Whether this is an administrator and the other one is not: no way may lead to such an account from below."""
        grants = Grant.in_force().where(Grant.person == self, Grant.role == "admin")
        return "admin" not in other.roles and grants.exists()

    @property
    def is_last_administrator(self):
        """Whether the portal would have no administrator without this person."""
        grants = Grant.in_force().where(Grant.role == "admin")
        others = (Person.id != self.id) & Person.left_on.is_null()
        return grants.where(Grant.person == self).exists() and not grants.join(Person).where(others).exists()

    def leave(self, on, *, by):
        """The last day: appointments end then; whoever has left is no longer let in."""
        by.check("people.manage")
        if self.id != by.id and self.outranks(by):
            raise NotAllowed(N_("Only an administrator may do this to an administrator."))
        with database.atomic():
            if self.is_last_administrator:
                raise Invalid(N_("Somebody must remain administrator."), "left_on")
            self.left_on = on
            self.session_epoch += 1
            self.save()
            open_ones = (Appointment.person == self) & (Appointment.ends_on.is_null() | (Appointment.ends_on > on))
            ended = {row.id: row.ends_on and row.ends_on.isoformat() for row in Appointment.select().where(open_ones)}
            Appointment.update(ends_on=on).where(open_ones).execute()
            track(self, "person.leave", by=by, on=on.isoformat(), ended=ended)

    def note_absence(self, note, *, by):
        """A longer absence, as colleagues should know of it; None when it is over."""
        by.check("people.manage")
        with database.atomic():
            self.absent_note = note or None
            self.save()
            track(self, "person.note_absence", by=by)

    def switch_mail(self, on, *, by):
        """The person's own choice whether notices also come by e-mail."""
        if by.id != self.id:
            raise NotAllowed(N_("You may not do this."))
        with database.atomic():
            self.by_mail = on
            self.save()
            track(self, "person.mail_on" if on else "person.mail_off", by=by)

    def choose_locale(self, locale):
        self.locale = locale
        self.save()

    @property
    def is_active(self):
        return self.left_on is None or self.left_on >= today()

    # What follows from appointments and grants; read once a request.

    @cached_property
    def held_positions(self):
        """The positions held today; each knows whether others report to it, and the department its superior is in."""
        return _held(self.id, today())

    @cached_property
    def roles(self):
        if not self.is_active:
            return frozenset()
        held = {"employee"} | {role for (role,) in _granted(self.id)}
        if any(position.leads for position in self.held_positions):
            held.add("supervisor")
        if self.headed_departments:
            held.add("head")
        if "hr" in held and (self.headed_departments or self.stands_alone):
            held.add("hr_manager")
        return frozenset(held)

    def appoint(self, position, starts_on, ends_on=None, *, by):
        by.check("people.manage")
        if ends_on and ends_on < starts_on:
            raise Invalid(N_("It cannot end before it starts."), "ends_on")
        if self.left_on and (ends_on is None or ends_on > self.left_on):
            raise Invalid(N_("%(name)s has left by then."), "starts_on", name=self.name)
        overlaps = Appointment.select().where(
            Appointment.person == self, Appointment.position == position,
            Appointment.ends_on.is_null() | (Appointment.ends_on >= starts_on),
            Appointment.starts_on <= (ends_on or dt.date.max))
        if overlaps.exists():
            raise Invalid(N_("%(name)s holds this position then already."), "position", name=self.name)
        with database.atomic():
            appointment = Appointment.create(person=self, position=position, starts_on=starts_on, ends_on=ends_on)
            track(self, "person.appoint", by=by, position=position.id, starts_on=starts_on.isoformat())
        return appointment

    def grant(self, role, *, by):
        by.check("roles.grant")
        if role not in access.GRANTED:
            raise Invalid(N_("There is no such role."), "role")
        with database.atomic():
            if not Grant.in_force().where(Grant.person == self, Grant.role == role).exists():
                Grant.create(person=self, role=role)
                self.session_epoch += 1  # the next sign-in asks for what the role takes, as for a second factor
                self.save()
                track(self, "person.grant", by=by, role=role)

    def revoke(self, role, *, by):
        by.check("roles.grant")
        with database.atomic():
            if role == "admin" and self.is_last_administrator:
                raise Invalid(N_("Somebody must remain administrator."), "role")
            Grant.update(ended_at=now()).where(
                Grant.person == self, Grant.role == role, Grant.ended_at.is_null()).execute()
            track(self, "person.revoke", by=by, role=role)


class Grant(Model):
    """A role given by an administrator, until it is taken back."""

    person = pw.ForeignKeyField(Person, backref="grants")
    role = pw.CharField(20)
    given_at = Moment(default=now)
    ended_at = Moment(null=True)

    @classmethod
    def in_force(cls):
        return cls.select().where(cls.ended_at.is_null())


class Appointment(Model):
    """One person holds one position from a day on, perhaps until another."""

    person = pw.ForeignKeyField(Person, backref="appointments")
    position = pw.ForeignKeyField(Position, backref="appointments")
    starts_on = pw.DateField()
    ends_on = pw.DateField(null=True)

    @classmethod
    def visible_to(cls, person):
        return cls.select().where(cls.person.in_(Person.visible_to(person).select(Person.id)))

    @classmethod
    def current(cls, on=None):
        on = on or today()
        return cls.select().where(cls.starts_on <= on, cls.ends_on.is_null() | (cls.ends_on >= on))

    def end(self, on, *, by):
        by.check("people.manage")
        if on < self.starts_on:
            raise Invalid(N_("It cannot end before it starts."), "ends_on")
        with database.atomic():
            self.ends_on = on
            self.save()
            track(self.person, "person.end_appointment", by=by, position=self.position_id, on=on.isoformat())


def holders(position, on=None):
    """Who holds the position on the day, today unless said, by name."""
    current = Appointment.current(on).where(Appointment.position == position)
    return list(Person.select().where(Person.id.in_(current.select(Appointment.person))).order_by(Person.pinyin))


@prepared_plain
def _names(ids):
    return Person.select(Person.id, Person.name).where(Person.id.in_(ids))


@prepared
def _held(person, on):
    above = Position.alias()
    current = Appointment.current(on).where(Appointment.person == person).select(Appointment.position)
    return (Position.select(Position, Department, has_reports().alias("leads"), is_alone().alias("is_alone"),
                            pw.fn.COALESCE(above.department, 0).alias("above_in"))
            .join(Department).join_from(Position, above, pw.JOIN.LEFT_OUTER, on=Position.superior == above.id)
            .where(Position.id.in_(current)).order_by(Position.id))


@prepared_plain
def _granted(person):
    return Grant.in_force().where(Grant.person == person).select(Grant.role)
