"""Waits until the live server answers nobody: what comes late is written into the tables of the next test."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.signals import request_finished, request_started

QUIET = 0.05  # seconds without a request, as a page that is closed still says good-bye
MOST = 3.0


class Answering:
    """How many requests of browsers are being answered; those of the tests' own client do not count."""

    def __init__(self) -> None:
        self._lock, self._running, self._last = threading.Lock(), 0, 0.0

    def began(self, **_: object) -> None:
        self._counted(1)

    def ended(self, **_: object) -> None:
        self._counted(-1)

    def wait(self) -> None:
        """Return when all is quiet, or after MOST seconds, from which on nothing is known to run."""
        until = time.monotonic() + MOST
        while self._running > 0 or time.monotonic() - self._last < QUIET:
            if time.monotonic() > until:
                self._running = 0
                return
            time.sleep(0.01)

    def _counted(self, change: int) -> None:
        if threading.current_thread() is threading.main_thread():
            return
        with self._lock:
            self._running = max(0, self._running + change)
            self._last = time.monotonic()


@contextmanager
def counted() -> Iterator[Answering]:
    """Within, requests are counted."""
    answering = Answering()
    request_started.connect(answering.began)
    request_finished.connect(answering.ended)
    try:
        yield answering
    finally:
        request_started.disconnect(answering.began)
        request_finished.disconnect(answering.ended)
