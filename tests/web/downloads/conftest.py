"""Files in a storage of the test's own."""

import hashlib
import random
from pathlib import Path

import pytest

from uccms.web.downloads.on_disk import FilesOnDisk
from uccms.web.downloads.stored import StoredFile
from uccms.web.downloads.taking_in import take_in

CONTENT = random.Random(5).randbytes(300_000)  # more than leaves at once, and no repetition in it


@pytest.fixture
def root(tmp_path, settings) -> Path:
    settings.FILES_DELIVERY, settings.FILES_ROOT = "application", tmp_path / "files"
    return settings.FILES_ROOT


@pytest.fixture
def stored(root, tmp_path) -> StoredFile:
    source = tmp_path / "grants.zip"
    source.write_bytes(CONTENT)
    return take_in(source)


def sparse(root: Path, size: int) -> StoredFile:
    """A file of any size that takes no room on the disk; its sum is made up."""
    stored = StoredFile("ab" + "0" * 30, size, hashlib.sha256(str(size).encode()).hexdigest())
    place = FilesOnDisk(root).place(stored)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        file.truncate(size)
    return stored
