"""Takes a file into the storage: read once, hashed and copied, all of it or nothing."""

from collections.abc import Callable
from pathlib import Path

from uccms.web.downloads.source import Source
from uccms.web.downloads.storage import storage
from uccms.web.downloads.stored import StoredFile, new_key


def take_in(path: Path, *, told: Callable[[int], None] = lambda count: None, key: str = "") -> StoredFile:
    """Keep a copy of the file. `told` is called with the number of bytes done since the last call.

    `key` is one of `new_key`, for who must know it before there is anything under it.

    Raises NotTaken with a sentence: empty, no file, changed on the way, storage full.
    """
    with Source(path, told) as source:
        return storage().take_in(source, key or new_key())
