"""How somebody gets in: the password and the sessions of an account."""

import datetime as dt

import peewee as pw

from db import passwords
from db.audit import track
from db.base import N_, Invalid, Model, Moment, NotAllowed, database, now
from db.brakes import SignInAttempt

INITIAL_PASSWORD_DAYS = 7


class Account(Model):
    """The part of a person that gets in; number, name and rank are the person's."""

    password_hash = pw.CharField(200, null=True)
    password_expires_at = Moment(null=True)  # set while it is the one-time initial one
    password_given_at = Moment(null=True)    # when somebody else last replaced one of the person's own, and who
    password_given_by = pw.IntegerField(null=True)
    session_epoch = pw.IntegerField(default=0)  # a session of an earlier one is over

    session_id = None  # of the web's session, for the audit log
    second_factor = must_set_second_factor = False  # whether that session took one; whether one has to be set up first
    on_site = None  # the one handing over of a device of HR's that session is bound to

    @property
    def must_choose_password(self):
        return self.password_expires_at is not None

    def give_password(self, *, by, initial=None):
        """Replace the password by a one-time one and end every session. Returns it; it is stored nowhere.

        `initial` is one of passwords.initials(), made beforehand where many are given at once.
        """
        by.check("people.manage")
        if self.outranks(by):
            raise NotAllowed(N_("Only an administrator may reset an administrator's password."))
        password, password_hash = initial or passwords.initial()
        with database.atomic():
            if self.password_expires_at is None and self.password_hash:  # one that only the person knew is gone
                self.password_given_at, self.password_given_by = now(), by.id
            self.password_hash = password_hash
            self.password_expires_at = now() + dt.timedelta(days=INITIAL_PASSWORD_DAYS)
            self.session_epoch += 1
            self.save()
            track(self, "person.give_password", by=by)
        return password

    def prove_password(self, password, *, address, field="password"):
        """Say again who one is, inside a session; guesses count as at the door. Raises Invalid, TooManyTries."""
        attempt = SignInAttempt.count(self.number, address)
        if not passwords.matches(self.password_hash, password):
            track(self, "person.wrong_password", by=self)
            raise Invalid(N_("That is not your current password."), field)
        attempt.was_right()

    def choose_password(self, current, new, *, address):
        """The person's own change: takes the current one, ends every session."""
        self.prove_password(current, address=address, field="current")
        if passwords.matches(self.password_hash, new):
            raise Invalid(N_("Choose a password that differs from the current one."), "password")
        passwords.check_new(new, context=(self.number, self.pinyin.replace(" ", ""), "dutyline"))
        with database.atomic():
            self.password_hash, self.password_expires_at = passwords.hashed(new), None
            self.session_epoch += 1
            self.save()
            track(self, "person.choose_password", by=self)

    def sign_out_everywhere(self, *, by):
        if by.id != self.id:
            by.check("people.manage")
        with database.atomic():
            self.session_epoch += 1
            self.save()
            track(self, "person.sign_out_everywhere", by=by)
