"""Files that are there after a power cut, whole or not at all."""

import os
import tempfile
from pathlib import Path


def write(path, data):
    """Temporary file, fsync, rename, fsync of the folder: whoever sees the file sees all of it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
    sync(path.parent)


def sync(path):
    """What stands in the folder, or in the file, survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
