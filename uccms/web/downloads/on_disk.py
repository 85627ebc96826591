"""Files in a folder of this machine, or of a shared disk, sent by the application itself."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.http.response import HttpResponseBase

from uccms.web.downloads.answer import Answer
from uccms.web.downloads.copying import copy
from uccms.web.downloads.ranges import Span
from uccms.web.downloads.source import Source
from uccms.web.downloads.stored import KEY, FileMissing, StoredFile

BLOCK = 128 * 1024  # bytes; the server holds a few of them for each reader
INCOMING = "incoming"


class FilesOnDisk:
    """Each file under its key, spread over 256 folders."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def place(self, stored: StoredFile) -> Path:
        return self._place_of(stored.key)

    def _place_of(self, key: str) -> Path:
        return self.root / key[:2] / key

    def take_in(self, source: Source, key: str) -> StoredFile:
        """Copied under a name of its own, then renamed: no half file ever bears a key."""
        with source.naming_what_prevents_it(), self._incoming() as (descriptor, incoming):
            sha256 = copy(source, descriptor)
            source.require_unchanged()
            os.fchmod(descriptor, 0o444)
            os.fsync(descriptor)
            stored = StoredFile(key, source.size, sha256)
            place = self.place(stored)
            place.parent.mkdir(mode=0o755, exist_ok=True)
            incoming.rename(place)
            for folder in (place.parent, self.root):
                _sync(folder)
        return stored

    def remove(self, key: str) -> None:
        self._place_of(key).unlink(missing_ok=True)

    def kept_before(self, moment: datetime) -> Iterator[str]:
        """By the time of the last writing. What a killed process left half done is removed on the way."""
        incoming = self.root / INCOMING
        if incoming.is_dir():
            _sweep(incoming)
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            if KEY.fullmatch(path.name) and path.stat().st_mtime < moment.timestamp():
                yield path.name

    def etags(self, answer: Answer) -> set[str]:
        return {answer.stored.etag}

    def deliver(self, answer: Answer) -> HttpResponseBase:
        self.require(answer.stored)
        return answer.stream(self.read)

    def require(self, stored: StoredFile) -> None:
        """Raises FileMissing unless the file is there in its whole length."""
        try:
            found = self.place(stored).stat().st_size
        except OSError as error:
            raise FileMissing(stored.key) from error
        if found != stored.size:
            raise FileMissing(stored.key)

    def read(self, stored: StoredFile, span: Span) -> Iterator[bytes]:
        """The span's bytes in blocks."""
        with self.place(stored).open("rb", buffering=0) as file:
            at, end = span.first, span.first + span.length
            while at < end:
                block = os.pread(file.fileno(), min(BLOCK, end - at), at)
                if not block:
                    raise FileMissing(stored.key)  # the connection ends short; the reader asks for the rest
                at += len(block)
                yield block

    @contextmanager
    def _incoming(self) -> Iterator[tuple[int, Path]]:
        """A new file that this process alone writes; gone afterwards unless it was renamed."""
        folder = self.root / INCOMING
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        descriptor, path = _new_locked(folder)
        try:
            yield descriptor, path
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _new_locked(folder: Path) -> tuple[int, Path]:
    """A new file, locked; another is made where somebody swept this one before it was locked."""
    while True:
        path = folder / secrets.token_hex(16)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return descriptor, path
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what a killed process left: who still writes holds the lock."""
    for path in folder.iterdir():
        with suppress(OSError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
