"""The organisation itself: one row of what papers and certificates call it."""

import ipaddress
from urllib.parse import urlsplit

import peewee as pw

from db.audit import track
from db.base import N_, Invalid, Model, database
from db.prepared import prepared

GUARDED = ("hr", "hr_manager", "auditor", "admin")  # the roles of which a second factor can be required


class Organisation(Model):
    name = pw.CharField(80, default="")
    timestamp_url = pw.CharField(200, null=True)  # of an RFC 3161 authority; without one the portal's own clock
    review_months = pw.IntegerField(default=36)  # from one review of a description to the next
    days_to_sign = pw.IntegerField(default=7)     # all three, from the day a signing is opened
    second_factor_roles = pw.JSONField(default=lambda: ["hr", "admin"])  # who may not sign in by a password alone
    reminds = pw.BooleanField(default=True)       # by itself, on the day it is due and
    remind_before = pw.IntegerField(default=3)    # so many days before; 0: not before
    remind_every = pw.IntegerField(default=2)     # and every so many days after; 0: no more

    @classmethod
    def visible_to(cls, person):
        return cls.select()

    @classmethod
    def the(cls):
        """The one row; an empty portal gets it at its first use."""
        return next(iter(_the_one()), None) or cls.create()

    def change(self, *, name, timestamp_url, review_months=36, by):
        by.check("settings.manage")
        if timestamp_url and not is_guarded(timestamp_url):
            raise Invalid(N_("An address starting with https://; http:// only of a service on this machine."),
                          "timestamp_url")
        with database.atomic():
            self.name, self.timestamp_url, self.review_months = name.strip(), timestamp_url or None, review_months
            self.save()
            track(self, "organisation.change", by=by)

    def set_deadlines(self, *, days_to_sign, reminds, remind_before, remind_every, by):
        """The time to sign, for signings that are opened from now on; reminders for all that run."""
        by.check("settings.manage")
        for field, days in (("remind_before", remind_before), ("remind_every", remind_every)):
            if days > days_to_sign:
                raise Invalid(N_("That is longer than the %(days)s days to sign."), field, days=days_to_sign)
        with database.atomic():
            self.days_to_sign, self.reminds = days_to_sign, reminds
            self.remind_before, self.remind_every = remind_before, remind_every
            self.save()
            track(self, "organisation.set_deadlines", by=by, days=days_to_sign, reminds=reminds,
                  remind_before=remind_before, remind_every=remind_every)

    def require_second_factor(self, roles, *, by):
        """Of whoever holds one of these roles, from the next sign-in on."""
        by.check("settings.manage")
        with database.atomic():
            before, self.second_factor_roles = self.second_factor_roles, [one for one in GUARDED if one in roles]
            self.save()
            track(self, "organisation.require_second_factor", by=by, before=before, roles=self.second_factor_roles)


@prepared
def _the_one():
    return Organisation.select().limit(1)


def is_guarded(address):
    """Whether nobody between here and there reads or changes what is asked: TLS, or it never leaves this machine."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) or parts.scheme == "http" and _is_here(parts.hostname)
    except ValueError:
        return False


def _is_here(host):
    return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
