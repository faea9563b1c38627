"""Where documents are made: a folder a job, for its parts and what comes of them; for a while, not for ever."""

import shutil
from pathlib import Path

_folder = None


def keep_in(folder):
    """Name the folder of the folders; called once, at start."""
    global _folder
    _folder = Path(folder)
    _folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def of(job_id):
    """The folder of a job; it is there."""
    folder = _folder / str(job_id)
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def leave_only(job_id, name):
    """The parts go, what came of them stays."""
    for path in of(job_id).iterdir():
        if path.name != name:
            path.unlink()


def clear(job_id):
    shutil.rmtree(_folder / str(job_id), ignore_errors=True)


def job_ids():
    """The jobs that have a folder."""
    return {int(path.name) for path in _folder.iterdir() if path.name.isdecimal()}
