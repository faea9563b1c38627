"""Passwords: argon2id, and what a new one must be."""

import os
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from db.base import N_, Invalid

SHORTEST, LONGEST = 10, 200
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are mistaken for each other

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's minimum for argon2id
_nobody = _hasher.hash(secrets.token_hex())


def hashed(password):
    return _hasher.hash(normal(password))


def matches(stored, password):
    """Whether the password is the stored one. No stored hash costs the same time and never matches."""
    try:
        return _hasher.verify(stored or _nobody, normal(password)) and bool(stored)
    except (VerifyMismatchError, InvalidHashError):
        return False


def check_new(password, *, context=()):
    """Refuse a new password that is too short, too long, too plain, or made of what everybody knows of its owner."""
    password = normal(password)
    if len(password) < SHORTEST:
        raise Invalid(N_("Use at least %(n)s characters."), "password", n=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid(N_("Use at most %(n)s characters."), "password", n=LONGEST)
    low = password.lower()
    for word in context:
        low = low.replace(word.lower(), "") if word else low
    if len(set(low)) < 5 or low in "0123456789012345678909876543210abcdefghijklmnopqrstuvwxyzqwertyuiopasdfghjkl":
        raise Invalid(N_("This password is too easy to guess."), "password")


def one_time():
    """An initial password of 59 bits that can be read out over the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def initial():
    """(an initial password, its hash)."""
    password = one_time()
    return password, hashed(password)


def initials(count):
    """Many of them, hashed on all cores: one takes some 30 ms by design."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(lambda _: initial(), range(count)))


def normal(password):
    return unicodedata.normalize("NFKC", password)
