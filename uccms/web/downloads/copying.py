"""Copies a file and hashes what was copied, in one reading."""

import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from uccms.web.downloads.source import NotTaken, Source

PIECE = 8 * 1024 * 1024  # bytes
FLUSHED = 256 * 1024 * 1024  # bytes, after which the disk is told to begin


def copy(source: Source, target: int) -> str:
    """Copy all of the source; the SHA-256 of the copy, which nobody can change under our hands.

    While one piece is hashed, the next is copied and what is done goes to the disk.
    """
    digest, at = hashlib.sha256(), 0
    hashed: Future[None] | None = None
    flushed: Future[None] | None = None
    with ThreadPoolExecutor(2) as beside:
        while at < source.size:
            piece = _copied(source, target, at)
            if hashed is not None:
                hashed.result()
            hashed = beside.submit(digest.update, piece)
            at += len(piece)
            source.told(len(piece))
            if at % FLUSHED < PIECE and (flushed is None or flushed.done()):
                flushed = beside.submit(os.fsync, target)
    for each in (hashed, flushed):
        if each is not None:
            each.result()
    return digest.hexdigest()


def _copied(source: Source, target: int, at: int) -> bytes:
    """The next piece of the copy. The kernel copies it, or shares the blocks where the file system can."""
    length = min(PIECE, source.size - at)
    piece = b""
    with suppress(AttributeError, OSError):  # not on this system, or not between these two disks
        piece = os.pread(target, os.copy_file_range(source.descriptor, target, length, at, at), at)
    if not piece:
        piece = os.pread(source.descriptor, length, at)
        _write(target, piece, at)
    if not piece:
        raise NotTaken(f"{source.path.name} became shorter while it was read.")
    return piece


def _write(target: int, piece: bytes, at: int) -> None:
    rest = memoryview(piece)
    while rest:
        written = os.pwrite(target, rest, at)
        at, rest = at + written, rest[written:]
