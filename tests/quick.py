"""Hashing with the least work there is; what a guess costs in earnest is asked of the modules as their files stand.

`python -m tests.quick WORDS` is bin/portal with it.
"""

from argon2 import PasswordHasher

from db import passwords, pins
from portal.cli import main


def locks(change):
    """`change(module, name, value)` for each part of what makes a password or a PIN slow to guess."""
    for name, least in {"MEMORY": 64, "PASSES": 1, "LANES": 1}.items():
        change(pins, name, least)
    change(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    change(passwords, "_nobody", passwords.hashed("nobody"))


if __name__ == "__main__":
    locks(setattr)
    main()
