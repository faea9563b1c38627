"""Bytes by their hash: what was acknowledged is there after a power cut."""

import os
from pathlib import Path

import pytest

from db import documents
from db.documents import Damaged, Document


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
