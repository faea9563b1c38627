"""What people of the tests prove themselves by: the known password, an app, and the code it shows."""

import pyotp

from db import second_factors
from db.base import now
from db.people import Person
from db.second_factors import STEP, SecondFactor


def arm(person):
    """Give the person an app; its secret."""
    secret = pyotp.random_base32()
    SecondFactor.create(person=person, secret=second_factors._sealed(secret, person), confirmed_at=now())
    return secret


def code(secret, steps=0):
    """What the app shows now, or so many steps later."""
    return pyotp.TOTP(secret).generate_otp(int(now().timestamp()) // STEP + steps)


def let_in(person):
    """Give the person the password of the tests, without the work of hashing it again."""
    person.password_hash = Person.get(Person.number == "T0000").password_hash
    person.save()
