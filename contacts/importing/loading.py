"""Bringing a whole file in: reading and checking go on while the database writes the batch before."""

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from contacts.actions.importing import Counted, missing_rows
from contacts.importing.encodings import open_text
from contacts.importing.guarding import Admitted, Guards
from contacts.importing.maps import ImportMap
from contacts.importing.reading import open_records
from contacts.importing.rows import Rejected, Row, RowChecker
from contacts.importing.writing import writers

BATCH = 4_000
LETTERS_OF_A_BATCH = 8_000_000
WAITING_BATCHES = 2
WORTH_A_PROCESS = 4_000_000  # bytes of a file


@dataclass
class Batch:
    """Rows to write, rows that were rejected, and how far the file is read, in bytes."""

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    letters: int = 0
    position: int = 0

    @property
    def is_full(self) -> bool:
        return len(self.rows) + len(self.rejected) >= BATCH or self.letters >= LETTERS_OF_A_BATCH

    def take(self, line: int, checked: Row | Rejected) -> None:
        if isinstance(checked, Rejected):
            self.rejected.append(checked)
            return
        self.rows.append(checked)
        self.lines.append(line)
        self.letters += len(checked.description)


@dataclass
class Totals:
    """What became of the records read so far."""

    imported: int = 0
    already_there: int = 0
    rejected: int = 0

    def __str__(self) -> str:
        read = self.imported + self.already_there + self.rejected
        return (
            f"read {read}, imported {self.imported}, already there {self.already_there}, "
            f"rejected {self.rejected}"
        )


class Load:
    """One file, opened and found readable.

    Raises FileError with a sentence where nothing of it can be read.
    """

    def __init__(self, path: Path, import_map: ImportMap) -> None:
        self.size = path.stat().st_size if path.is_file() else 0
        self.map = import_map
        self.file, self.encoding = open_text(path)
        try:
            self.header, self._records = open_records(self.file)
            self._checker = RowChecker(import_map, self.header)
        except BaseException:
            self.file.close()
            raise
        self.totals = Totals()

    def run(
        self,
        *,
        dry_run: bool = False,
        on_rejected: Callable[[Rejected], None] = lambda rejected: None,
        on_progress: Callable[[int], None] = lambda position: None,
    ) -> Totals:
        """Bring everything in; with `dry_run` only count what would come in."""

        def reckon(batch: Batch, counted: Counted) -> None:
            for rejected in batch.rejected:
                on_rejected(rejected)
            self.totals.imported += counted.imported
            self.totals.already_there += counted.already_there
            self.totals.rejected += len(batch.rejected)
            on_progress(batch.position)

        begun: deque[tuple[Batch, Future[Counted]]] = deque()
        try:
            if dry_run:
                count = _DryRun()
                for batch in _ahead(self._batches()):
                    reckon(batch, count(batch.rows))
                return self.totals
            with writers(self.map, together=self.is_large) as writing:
                for batch in _ahead(self._batches()):
                    while begun and (begun[0][1].done() or not writing.can_begin):
                        first, done = begun.popleft()
                        reckon(first, done.result())
                    begun.append((batch, writing.begin(batch.rows)))
                while begun:
                    first, done = begun.popleft()
                    reckon(first, done.result())
        finally:
            self.file.close()
        return self.totals

    @property
    def is_large(self) -> bool:
        """Whether processes and connections of its own are worth their start."""
        return self.size > WORTH_A_PROCESS

    def _batches(self) -> Iterator[Batch]:
        """Batches that the guard has seen; some are before it while the next ones are read."""
        guards = Guards(None if self.is_large else 0)
        begun: deque[tuple[Batch, Callable[[], list[Admitted]]]] = deque()
        try:
            for batch in self._read():
                if not guards.can_begin:
                    yield self._settled(*begun.popleft())
                begun.append((batch, guards.begin([row.description for row in batch.rows if row.own_words])))
            while begun:
                yield self._settled(*begun.popleft())
        finally:
            guards.stop()

    def _read(self) -> Iterator[Batch]:
        batch = Batch()
        for record in self._records:
            batch.take(record.line, self._checker.check(record))
            if batch.is_full:
                batch.position = self.file.buffer.tell()
                yield batch
                batch = Batch()
        batch.position = self.size
        yield batch

    def _settled(self, batch: Batch, result: Callable[[], list[Admitted]]) -> Batch:
        admitted = iter(result())
        settled = Batch(rejected=batch.rejected, position=batch.position)
        for row, line in zip(batch.rows, batch.lines, strict=True):
            settled.take(line, self._checker.settled(row, line, next(admitted)) if row.own_words else row)
        settled.rejected.sort(key=lambda rejected: rejected.line)
        return settled


class _DryRun:
    """Counts as `import_batch` would, and writes nothing."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, rows: list[Row]) -> Counted:
        new = {row.origin for row in missing_rows(rows)} - self.seen
        self.seen |= new
        return Counted(len(new), len(rows) - len(new))


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The same batches, made by a thread of their own, some ahead; its errors come out here."""
    made: queue.Queue[Batch | BaseException | None] = queue.Queue(WAITING_BATCHES)
    given_up = threading.Event()

    def put(item: Batch | BaseException | None) -> None:
        while not given_up.is_set():
            with suppress(queue.Full):
                made.put(item, timeout=0.2)
                return

    def make() -> None:
        try:
            for batch in batches:
                put(batch)
                if given_up.is_set():
                    return
            put(None)
        except BaseException as error:  # whatever it is, it is raised where the batches are used
            put(error)

    maker = threading.Thread(target=make, name="reading", daemon=True)
    maker.start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        given_up.set()
        maker.join()
