"""The brakes on guessing and on costly questions: tries counted in the database, by account and by network."""

import datetime as dt
import ipaddress

import peewee as pw

from db.audit import queue_up
from db.base import N_, Model, Moment, Refused, database, digest, now

WINDOW = dt.timedelta(minutes=15)
TRIES_AN_ACCOUNT, TRIES_A_NETWORK = 5, 30
CHECKS_A_NETWORK = 120  # of papers, by visitors who have not signed in
KEPT = dt.timedelta(days=90)

TOO_MANY_TRIES = N_("Too many tries. Wait a quarter of an hour and try again.")
TOO_MANY_CHECKS = N_("Too many papers were checked from your network. Wait a quarter of an hour, or sign in.")


class TooManyTries(Refused):
    """The brake is on for this account or this network."""


class SignInAttempt(Model):
    """One password tried: for which account (hashed), from which network, when, and whether it was right."""

    account = pw.CharField(64, index=True)
    network = pw.CharField(45, index=True)
    at = Moment(default=now, index=True)
    ok = pw.BooleanField(default=False)

    @classmethod
    def count(cls, number, address):
        """Note the try before it is judged, so that tries at the same time count as well. Raises TooManyTries."""
        account, network = digest(number.strip().lower().encode()), network_of(address)
        with database.atomic():
            queue_up()
            since = (cls.at > now() - WINDOW) & (cls.ok == False)  # noqa: E712 - SQL
            for column, value, limit in ((cls.account, account, TRIES_AN_ACCOUNT),
                                         (cls.network, network, TRIES_A_NETWORK)):
                if cls.select().where(since, column == value).count() >= limit:
                    raise TooManyTries(TOO_MANY_TRIES)
            cls.delete().where(cls.at < now() - KEPT).execute()
            return cls.create(account=account, network=network)

    def was_right(self):
        self.ok = True
        self.save()


class VerificationAttempt(Model):
    """One check by somebody who has not signed in: from which network, and when. Nothing of the paper."""

    network = pw.CharField(45)
    at = Moment(default=now, index=True)

    class Meta:
        indexes = ((("network", "at"), False),)

    @classmethod
    def count(cls, address):
        """Note that this address has a paper checked. Raises TooManyTries."""
        network, since = network_of(address), now() - WINDOW
        with database.atomic():
            queue_up()
            if cls.select().where(cls.network == network, cls.at > since).count() >= CHECKS_A_NETWORK:
                raise TooManyTries(TOO_MANY_CHECKS)
            cls.delete().where(cls.at < since).execute()
            cls.create(network=network)


def network_of(address):
    """The /24 of an IPv4 address, the /64 of an IPv6 one: who shares it shares the brake."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False).network_address)
