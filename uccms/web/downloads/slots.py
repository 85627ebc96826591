"""How many downloads this process sends at once.

A download holds one of the web process's threads to its end. The slots are well below the number of threads
(`uccms.launch.web.THREADS`), so that however many downloads there are, pages still have threads.
"""

import weakref
from collections import Counter, deque
from threading import Lock


class Slot:
    """One running download's place. Given back once, at the latest when nothing refers to it any more."""

    def __init__(self, returned: deque[str], holder: str) -> None:
        # Middleware may drop a response without closing it: the place must not be lost with it. An append
        # needs no lock, which the thread that collects garbage might hold.
        self.release = weakref.finalize(self, returned.append, holder)


class Slots:
    """The places of one process, and how many of them one holder may have."""

    def __init__(self, limit: int, each: int) -> None:
        self.limit, self.each = limit, each
        self._held: Counter[str] = Counter()
        self._returned: deque[str] = deque()
        self._lock = Lock()

    @property
    def taken(self) -> int:
        with self._lock:
            self._settle()
            return self._held.total()

    def take(self, holder: str) -> Slot | None:
        """A place for this holder, or None where all, or all of theirs, are taken.

        Whoever is not named ("") may have all.
        """
        with self._lock:
            self._settle()
            if self._held.total() >= self.limit or (holder and self._held[holder] >= self.each):
                return None
            self._held[holder] += 1
        return Slot(self._returned, holder)

    def _settle(self) -> None:
        while self._returned:
            self._held[self._returned.popleft()] -= 1
        self._held = +self._held
