"""Writing batches of a large file, two at a time: most of the database's work is one processor's."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection

from contacts.actions.importing import Counted, alone, import_batch
from contacts.importing.maps import ImportMap
from contacts.importing.rows import Row

WRITERS = 2


class OneByOne:
    """Writes each batch at once, on the connection of whoever asks."""

    def __init__(self, import_map: ImportMap) -> None:
        self.map = import_map

    def begin(self, rows: list[Row]) -> "Future[Counted]":
        """Write these rows."""
        done: Future[Counted] = Future()
        done.set_result(import_batch(rows, import_map=self.map))
        return done

    can_begin = True


class Together:
    """Writes batches on connections of their own; nobody else imports of this source meanwhile.

    A number that is in two batches under way would be written twice and break both: the later row is left
    out and counted as there.
    """

    def __init__(self, import_map: ImportMap) -> None:
        self.map = import_map
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="writing")
        self._under_way: deque[tuple[frozenset[str], Future[Counted]]] = deque()

    @property
    def can_begin(self) -> bool:
        """Whether a writer is free."""
        while self._under_way and self._under_way[0][1].done():
            self._under_way.popleft()
        return len(self._under_way) < WRITERS

    def begin(self, rows: list[Row]) -> "Future[Counted]":
        """Begin to write these rows."""
        taken = frozenset().union(*(origins for origins, done in self._under_way if not done.done()))
        ours = [row for row in rows if row.origin not in taken]
        done = self._threads.submit(self._write, ours, len(rows) - len(ours))
        self._under_way.append((frozenset(row.origin for row in ours), done))
        return done

    def _write(self, rows: list[Row], left_out: int) -> Counted:
        try:
            counted = import_batch(rows, import_map=self.map, is_alone=True)
            return Counted(counted.imported, counted.already_there + left_out)
        finally:
            connection.close()

    def stop(self) -> None:
        """Wait for what is under way; begin nothing more."""
        self._threads.shutdown(cancel_futures=True)


@contextmanager
def writers(import_map: ImportMap, *, together: bool) -> Iterator[OneByOne | Together]:
    """What writes the batches of one file."""
    if not together:
        yield OneByOne(import_map)
        return
    with alone(import_map):
        pair = Together(import_map)
        try:
            yield pair
        finally:
            pair.stop()
