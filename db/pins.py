"""A private key locked by a PIN: argon2id over the PIN and a secret kept outside the database, then AES-256-GCM."""

import base64
import hashlib
import hmac
import json
import os
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db.base import N_, Invalid, canonical

SHORTEST = 6  # characters
MEMORY, PASSES, LANES = 65536, 3, 2  # KiB, rounds, threads: about a tenth of a second
MOST_MEMORY, MOST_PASSES = 4 * MEMORY, 4 * PASSES  # what a row of the database may ask for
TELLING = 4  # characters of an employee number that make a PIN guessable when it contains them

TOO_SHORT = N_("A PIN needs at least %(least)s characters.")
TOO_SIMPLE = N_("This PIN is too easy to guess: no repeated characters and no runs such as 123456.")
TOO_TELLING = N_("This PIN contains your employee number. Choose another one.")


class WrongPin(Exception):
    """The PIN does not open this key, or the secret file is not the one it was locked with."""


class WeakPin(Invalid, ValueError):
    """The PIN is too short or among the first that anybody would try."""

    def __init__(self, message, **params):
        super().__init__(message, "pin", **params)


def lock(key, pin, pepper, context=()):
    """The key as JSON text that opens with the PIN and the pepper (32 bytes) only. Raises WeakPin."""
    _refuse_weak(_normal(pin), [_normal(word) for word in context])
    salt, nonce = os.urandom(16), os.urandom(12)
    header = {"kdf": "argon2id", "memory": MEMORY, "passes": PASSES, "lanes": LANES, "salt": _text(salt),
              "cipher": "aes-256-gcm", "nonce": _text(nonce)}
    plain = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8,
                              serialization.NoEncryption())
    sealed = AESGCM(_derived(pin, pepper, header)).encrypt(nonce, plain, canonical(header).encode())
    return canonical({**header, "key": _text(sealed)})


def unlock(text, pin, pepper):
    """The private key. Raises WrongPin; ValueError when the text was not written by `lock`."""
    header = json.loads(text)
    sealed = base64.b64decode(header.pop("key"), validate=True)
    if header["memory"] > MOST_MEMORY or header["passes"] > MOST_PASSES:
        raise ValueError("the locked key asks for more work than this portal ever set")
    cipher = AESGCM(_derived(pin, pepper, header))
    try:
        plain = cipher.decrypt(base64.b64decode(header["nonce"]), sealed, canonical(header).encode())
    except InvalidTag:
        raise WrongPin from None
    return serialization.load_der_private_key(plain, password=None)


def _derived(pin, pepper, header):
    """The 32 bytes of the AES key: argon2id (RFC 9106) over HMAC-SHA256(pepper, PIN)."""
    peppered = hmac.digest(pepper, _normal(pin).encode(), hashlib.sha256)
    return hash_secret_raw(peppered, base64.b64decode(header["salt"]), time_cost=header["passes"],
                           memory_cost=header["memory"], parallelism=header["lanes"], hash_len=32, type=Type.ID)


def _refuse_weak(pin, context):
    if len(pin) < SHORTEST:
        raise WeakPin(TOO_SHORT, least=SHORTEST)
    if len(set(pin)) < 3 or _is_run(pin):
        raise WeakPin(TOO_SIMPLE)
    if any(pin == word or len(word) >= TELLING and word.casefold() in pin.casefold() for word in context):
        raise WeakPin(TOO_TELLING)


def _is_run(pin):
    """Each character one above, or each one below, the character before it; 9 and 0 are neighbours too."""
    steps = {ord(after) - ord(before) for before, after in zip(pin, pin[1:], strict=False)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _normal(pin):
    """One spelling of what the keyboard may send in several (NFKC): full-width digits, composed accents."""
    return unicodedata.normalize("NFKC", pin)


def _text(data):
    return base64.b64encode(data).decode()
