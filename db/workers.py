"""Which process works at something, and whether it still lives."""

import os
from pathlib import Path

PROC = Path("/proc")


def here():
    """This process, unmistakably: the machine since it was switched on, the process's number, and when it began."""
    return f"{_machine()}:{os.getpid()}:{_began(os.getpid())}"


def is_gone(worker):
    """Whether that process is known to have ended; False also where nobody here can tell."""
    machine, number, began = worker.split(":")
    return machine == _machine() and _began(number) != began


def _machine():
    """The boot of the machine, and the space its process numbers lie in: containers have one each."""
    space = os.readlink(PROC / "self" / "ns" / "pid").strip("pid:[]")
    return f"{(PROC / 'sys' / 'kernel' / 'random' / 'boot_id').read_text()[:13]}-{space}"


def _began(number):
    """When the process of this number began, in ticks since the boot; empty where there is none, or only its corpse."""
    try:
        state, *rest = (PROC / str(number) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if state in "ZX" else rest[18]
