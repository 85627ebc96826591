"""Files are taken in whole or not at all, read once, and what is kept is what was hashed."""

import errno
import fcntl
import hashlib
import os

import pytest

from tests.web.downloads.conftest import CONTENT
from uccms.web.downloads import copying, on_disk
from uccms.web.downloads.on_disk import FilesOnDisk
from uccms.web.downloads.source import NotTaken
from uccms.web.downloads.storage import storage
from uccms.web.downloads.taking_in import take_in


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "grants.zip"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(copying, "PIECE", 64 * 1024)
    monkeypatch.setattr(copying, "FLUSHED", 128 * 1024)


def kept(root):
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kernel_copies", [True, False])
def test_size_and_sum_are_those_of_the_copy(root, source, small_pieces, monkeypatch, kernel_copies):
    if not kernel_copies:

        def cannot(*args):
            raise OSError(errno.EXDEV, "another disk")

        monkeypatch.setattr(os, "copy_file_range", cannot, raising=False)
    told = []
    stored = take_in(source, told=told.append)
    assert (stored.size, stored.sha256) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest())
    assert sum(told) == stored.size and len(told) == 5
    [place] = kept(root)
    assert place.read_bytes() == CONTENT
    assert place.stat().st_mode & 0o777 == 0o444
    assert place.stat().st_ino != source.stat().st_ino
    assert stored.sha256 not in str(place) and "grants" not in str(place)
    again = take_in(source)
    assert again.key != stored.key and again.sha256 == stored.sha256
    storage().remove(stored.key)
    storage().remove(stored.key)
    assert len(kept(root)) == 1


@pytest.mark.parametrize("change", ["grows", "shrinks", "rewritten", "replaced", "removed"])
def test_a_file_that_changes_on_the_way_is_not_taken(root, source, small_pieces, change):
    def meddle(count):
        if change == "grows":
            with source.open("ab") as file:
                file.write(b"more")
        elif change == "shrinks":
            os.truncate(source, 70_000)
        elif change == "rewritten":
            with source.open("r+b") as file:
                file.write(b"other")
        elif change == "replaced":
            source.with_name("new").write_bytes(CONTENT)
            source.with_name("new").rename(source)
        else:
            source.unlink(missing_ok=True)

    with pytest.raises(NotTaken, match=r"grants.zip (changed|became shorter) while it was read"):
        take_in(source, told=meddle)
    assert kept(root) == []


def test_what_is_no_file_is_not_taken(root, source, tmp_path):
    (tmp_path / "empty.zip").touch()
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in [
        ("empty.zip", "empty.zip is empty."),
        ("pipe", "pipe is no file."),
        ("files.d", "files.d does not exist."),
        (".", "is no file."),
    ]:
        with pytest.raises(NotTaken, match=sentence):
            take_in(tmp_path / name)
    assert kept(root) == []


def test_a_full_disk_is_a_sentence_and_leaves_nothing(root, source, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "copy_file_range", full, raising=False)
    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(NotTaken, match=r"The storage is full: grants.zip does not fit."):
        take_in(source)
    assert kept(root) == []


def test_what_a_killed_process_left_is_swept_and_what_another_writes_is_not(root, source):
    incoming = root / "incoming"
    incoming.mkdir(parents=True)
    (incoming / "left").write_bytes(b"half a fi")
    with (incoming / "written").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        take_in(source)
        assert [path.name for path in incoming.iterdir()] == ["written"]


def test_what_is_swept_before_it_is_locked_is_begun_again(root, source, monkeypatch):
    """Two files that come at once: the sweep of one met the other's, which was there and not locked yet."""
    real, swept = fcntl.flock, []

    def flock(file, how):
        if how == fcntl.LOCK_EX and not swept:
            swept.extend((root / "incoming").iterdir())
            on_disk._sweep(root / "incoming")
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    stored = take_in(source)
    assert len(swept) == 1 and not swept[0].exists()
    assert storage().place(stored).read_bytes() == CONTENT
    assert list((root / "incoming").iterdir()) == []


def test_until_its_name_is_there_nothing_is_to_be_seen(root, source, small_pieces, monkeypatch):
    """Killed at any point before the rename, no key leads to a half file."""
    seen = []

    def place(self, stored):
        seen.extend((path.parent.name, path.stat().st_size) for path in kept(root))
        return root / "ab" / stored.key

    monkeypatch.setattr(FilesOnDisk, "place", place)
    take_in(source)
    assert seen == [("incoming", len(CONTENT))]
