"""Bytes by their hash: what was acknowledged is there after a power cut."""

import datetime as dt
import os
from pathlib import Path

import pytest

from db import documents
from db.base import now
from db.documents import Damaged, Document
from db.tasks import Step, Task


@pytest.fixture
def folder(world, tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "_folder", tmp_path / "documents")
    documents.keep_in(tmp_path / "documents")
    return tmp_path / "documents"


@pytest.fixture
def made_durable(monkeypatch):
    """What reached the disk, in order: the inode of each fsync, and the word of a rename."""
    done, fsync, replace = [], os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: done.append(os.fstat(handle).st_ino) or fsync(handle))
    monkeypatch.setattr(Path, "replace", lambda *paths: done.append("renamed") or replace(*paths))
    return done


def test_a_file_its_name_and_its_folder_are_on_the_disk_before_it_is_acknowledged(folder, made_durable):
    document = Document.keep(b"one paper", "text/plain")
    path = folder / document.sha256[:2] / document.sha256
    assert made_durable == [path.stat().st_ino, "renamed", path.parent.stat().st_ino, folder.stat().st_ino]


def aged(data, days, media_type="image/jpeg"):
    document = Document.keep(data, media_type)
    Document.update(kept_at=now() - dt.timedelta(days=days)).where(Document.id == document.id).execute()
    return document


def test_a_photo_nothing_rests_on_is_gone_a_day_later_with_its_file(folder, world):
    left, young = aged(b"of a refused form", 2), aged(b"of a form on its way", 0.9)
    paper, used = aged(b"a paper", 2, "application/pdf"), aged(b"of a task", 2)
    task = Task.create(person=world.clerk, position=world.positions.clerk, text="整理", given_by=world.supervisor,
                       due_at=now())
    Step.create(task=task, kind="photo", photo=used, by=world.clerk)
    assert (documents.sweep(), documents.sweep()) == (1, 0)
    there = {row.id for row in Document.select()}
    assert (left.id in there, {young.id, paper.id, used.id} <= there) == (False, True)
    with pytest.raises(Damaged):
        left.read()
    assert [row.read() for row in (young, paper, used)] == [b"of a form on its way", b"a paper", b"of a task"]


def test_a_photo_that_comes_to_be_used_while_it_is_swept_stays(folder, world):
    photo = aged(b"just in time", 2)
    assert documents._removed(photo, [Document.id < 0]) == 0
    assert photo.read() == b"just in time"


def test_a_file_somebody_else_has_just_written_is_made_durable_too(folder, made_durable):
    document = Document.keep(b"one paper", "text/plain")
    made_durable.clear()
    assert Document.keep(b"one paper", "text/plain") == document
    assert made_durable == [(folder / document.sha256[:2]).stat().st_ino, folder.stat().st_ino]


def test_a_new_store_is_on_the_disk_itself(folder, made_durable, tmp_path):
    documents.keep_in(tmp_path / "another")
    assert made_durable == [tmp_path.stat().st_ino]


def test_bytes_that_changed_on_the_disk_are_never_handed_out(folder):
    document = Document.keep(b"one paper", "text/plain")
    (folder / document.sha256[:2] / document.sha256).write_bytes(b"another")
    with pytest.raises(Damaged):
        document.read()
