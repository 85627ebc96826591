"""Taking turns: only so many threads of a web process work on the same kind of request at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore


class Turns:
    """Lets `at_once` threads in; `most_waiting` more wait, each for `patience` seconds at most."""

    def __init__(self, *, at_once: int, most_waiting: int, patience: int) -> None:
        self.patience, self.places = patience, at_once + most_waiting
        self._turns = BoundedSemaphore(at_once)
        self._places = BoundedSemaphore(self.places)

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """A turn until the block ends; False at once where too many wait, later where it takes too long."""
        if not self._places.acquire(blocking=False):
            yield False
            return
        try:
            mine = self._turns.acquire(timeout=self.patience)
            try:
                yield mine
            finally:
                if mine:
                    self._turns.release()
        finally:
            self._places.release()
