import os

import pytest

from db import previews


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(previews, "_folder", None)
    previews.keep_in(tmp_path / "previews")
    return tmp_path / "previews"


def age(path, hours):
    then = path.stat().st_mtime - hours * 3600
    os.utime(path, (then, then))


def test_what_was_put_aside_is_there_for_a_day(folder):
    first = previews.put(b"first")
    age(folder / first, 23)
    second = previews.put(b"second")
    assert (previews.get(first), previews.get(second)) == (b"first", b"second")
    age(folder / first, 2)
    previews.put(b"third")
    assert (previews.get(first), previews.get(second)) == (None, b"second")


def test_what_is_shown_again_stays_another_day(folder):
    sha256 = previews.put(b"first")
    age(folder / sha256, 20)
    previews.put(b"first")
    age(folder / sha256, 20)
    previews.put(b"second")
    assert previews.get(sha256) == b"first"


def test_nothing_beside_the_folder_is_ever_swept(folder):
    neighbour = folder.parent / "documents"
    neighbour.write_bytes(b"a signed paper")
    age(neighbour, 1000)
    previews.put(b"first")
    assert neighbour.read_bytes() == b"a signed paper"


@pytest.mark.parametrize("name", ["", "..", "../documents", "0" * 64, "A" * 64, "x\0y"])
def test_a_name_that_is_no_hash_of_anything_here_finds_nothing(folder, name):
    (folder.parent / "documents").write_bytes(b"a signed paper")
    assert previews.get(name) is None


def test_bytes_that_changed_on_the_disk_are_not_handed_out(folder):
    sha256 = previews.put(b"first")
    (folder / sha256).write_bytes(b"other")
    assert previews.get(sha256) is None
