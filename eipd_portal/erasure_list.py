"""The list of erasures beside the database: a restore brings the database back as it was, and not the list.

One line for each: the keyed hash and the time. Keep it where backups of the database are not (docs/
portal-privacy.md).
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings

NAME = "the list of erasures"


def append(erasures: Iterable[tuple[str, datetime]]) -> None:
    """Add erasures to the list; on the disk when it returns."""
    if lines := _lines(erasures):
        _path().parent.mkdir(parents=True, exist_ok=True)
        _write(_path(), lines, os.O_APPEND)


def read(path: Path | None = None) -> list[tuple[str, datetime]]:
    """The erasures of the list. Raises ValueError, which names the line, for what is none."""
    path = path or _path()
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):
        address_hash, _, at = line.partition(" ")
        if len(address_hash) != 64:
            raise ValueError(f"Line {number} of {path.name} is no erasure.")
        found.append((address_hash, datetime.fromisoformat(at)))
    return found


def drop(before: datetime) -> None:
    """Take erasures off the list that are older than every backup; all of it or nothing."""
    known = read()
    kept = [(address_hash, at) for address_hash, at in known if at >= before]
    if len(kept) < len(known):
        beside = _path().with_suffix(".new")
        _write(beside, _lines(kept), os.O_TRUNC)
        beside.replace(_path())


def _lines(erasures: Iterable[tuple[str, datetime]]) -> str:
    return "".join(f"{address_hash} {at.isoformat()}\n" for address_hash, at in erasures)


def _write(path: Path, lines: str, how: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def _path() -> Path:
    return Path(settings.ERASURES_FILE)
