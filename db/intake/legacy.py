"""Text of a legacy .doc by antiword, which is given one file, a time limit and nothing else."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from db.base import N_
from db.intake import docbook, package
from db.intake.unreadable import Unreadable

PROGRAM = "antiword"
SECONDS = 20
MOST_TEXT = 8 * 1024 * 1024  # bytes
SECTOR = 512
WORD, ENCRYPTED_PACKAGE = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
HEADER, ENCRYPTED_FLAG = b"\xec\xa5", 0x0100  # of the document stream, which begins on a sector; flags at byte 10


def text(name, data):
    """The document's text, one line a paragraph or table row, cells separated by tabs; raises Unreadable.

    Printed as text, antiword breaks cells into lines of their column's width; its DocBook keeps them whole, but drops
    automatic numbers. So tables are read from the one, and documents without tables from the other.
    """
    _check(name, data)
    program = shutil.which(PROGRAM)
    if program is None:
        raise Unreadable(N_("%(name)s is an old .doc file, and antiword, which reads these, is not installed; "
                            "save it as .docx, or ask the administrator to install antiword."), name=name)
    book = docbook.lines(_run(program, name, data, "-x", "db"))
    if book is not None:
        return "\n".join(book)
    return "\n".join(_cells(line) for line in _run(program, name, data, "-w", "0").splitlines())


def _check(name, data):
    if ENCRYPTED_PACKAGE in data:
        raise package.encrypted(name)
    if WORD not in data:
        raise Unreadable(N_("%(name)s is an old Office file, but not a Word document."), name=name)
    if any(_flags(data, start) & ENCRYPTED_FLAG for start in range(SECTOR, len(data), SECTOR)
           if data.startswith(HEADER, start)):
        raise package.encrypted(name)


def _flags(data, start):
    return int.from_bytes(data[start + 10:start + 12], "little")


def _run(program, name, data, *form):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "description.doc")
        path.write_bytes(data)
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command on a file of our own naming, no shell
                [program, "-m", "UTF-8.txt", *form, str(path)], capture_output=True, timeout=SECONDS, check=True,
                stdin=subprocess.DEVNULL, env={"HOME": folder, "LANG": "C.UTF-8"})
        except subprocess.TimeoutExpired as error:
            raise Unreadable(N_("%(name)s took too long to read; save it as .docx and try again."),
                             name=name) from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise package.damaged(name) from error
    if len(done.stdout) > MOST_TEXT:
        raise package.damaged(name)
    return done.stdout.decode("utf-8", errors="replace")


def _cells(line):
    """A table row, which is printed as cells that each end in a bar, as cells separated by tabs."""
    if not line.rstrip().endswith("|"):
        return line
    return "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
