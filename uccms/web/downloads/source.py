"""A file that is to be taken in, and what speaks against it."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType


class NotTaken(Exception):
    """A sentence that says why a file was not taken in."""


def _nobody(count: int) -> None:
    pass


class Source:
    """An open file that must not change while it is read. `told` hears of each piece, for a progress bar."""

    def __init__(self, path: Path, told: Callable[[int], None] = _nobody) -> None:
        self.path, self.told = path, told

    def __enter__(self) -> "Source":
        with self.naming_what_prevents_it():
            # Not waiting for the other end of a pipe that somebody named by mistake.
            self.descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._begin = os.fstat(self.descriptor)
        try:
            if not stat.S_ISREG(self._begin.st_mode):
                raise NotTaken(f"{self.path.name} is no file.")
            if not self.size:
                raise NotTaken(f"{self.path.name} is empty.")
        except NotTaken:
            os.close(self.descriptor)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)

    @property
    def size(self) -> int:
        return self._begin.st_size

    def require_unchanged(self) -> None:
        """Raises NotTaken when the file is not what it was at the beginning, or another has its name now."""
        try:
            now = [os.fstat(self.descriptor), self.path.stat()]
        except OSError:
            now = []
        if not now or any(_state(each) != _state(self._begin) for each in now):
            raise NotTaken(
                f"{self.path.name} changed while it was read. Publish it when nothing writes to it any more."
            )

    @contextmanager
    def naming_what_prevents_it(self) -> Iterator[None]:
        """Turns what the system says into a sentence. Raises NotTaken."""
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                sentence = f"The storage is full: {self.path.name} does not fit."
            elif error.errno == errno.ENOENT and not self.path.exists():
                sentence = f"{self.path.name} does not exist."
            else:
                sentence = f"{self.path.name} could not be taken in: {os.strerror(error.errno or 0)}."
            raise NotTaken(sentence) from error


def _state(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
