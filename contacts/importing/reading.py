"""Reading a CSV file record by record, each with its line, without ever stopping at a broken one."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, TextIO

from contacts.importing.errors import FileError

LONGEST_CELL = 100_000
LONGEST_RECORD = 32 * 1024 * 1024
LINES_TO_RESUME = 200  # a record of more lines than this is not looked for after a broken one
_UNDECODED = re.compile("[\udc80-\udcff]")
_REASONS = {
    "expected after": "a quotation mark inside a quoted cell is not doubled",
    "unexpected end of data": "a quotation mark is opened and never closed",
}


class Record(NamedTuple):
    """One record and the line it begins on; with a problem, its cells cannot be trusted or are None."""

    line: int
    cells: list[str] | None
    problem: str = ""


class _TooLong(Exception):
    """A record is longer than anything that could be one."""


class _Lines:
    """The physical lines of a file; those of the current record are remembered and can be given back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._returned: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self._length = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._file.readline(LONGEST_RECORD)
        if not line:
            raise StopIteration
        self.number += 1
        self._length += len(line)
        self.taken.append(line)
        if self._length > LONGEST_RECORD:
            raise _TooLong
        return line

    def next_record(self) -> tuple[int, list[str]]:
        """The first line's number and the lines of the record that was just read; forgets them."""
        taken, self.taken, self._length = self.taken, [], 0
        return self.number - len(taken) + 1, taken

    def give_back(self, lines: list[str]) -> None:
        """Read these last lines again."""
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def read_header(lines: "_Lines") -> list[str]:
    """The names of the columns.

    Raises FileError where there are none.
    """
    try:
        for cells in csv.reader(lines, strict=True):
            line, taken = lines.next_record()
            if _flaw(taken):
                raise FileError(f"The names of the columns in line {line} have {_flaw(taken)}.")
            if any(cell.strip() for cell in cells):
                return [cell.strip() for cell in cells]
    except (csv.Error, _TooLong):
        raise FileError(f"The names of the columns in line {lines.number} cannot be read.") from None
    raise FileError("The file is empty.")


def open_records(file: TextIO) -> tuple[list[str], Iterator[Record]]:
    """The names of the columns, and all records after them.

    Raises FileError where the file has no names of columns.
    """
    csv.field_size_limit(LONGEST_RECORD)
    lines = _Lines(file)
    header = read_header(lines)
    return header, _records(lines, len(header))


def _records(lines: _Lines, width: int) -> Iterator[Record]:
    reader = csv.reader(lines, strict=True)
    while True:
        reason, cells = "", None
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as error:
            reason = _reason(error)
            reader = csv.reader(lines, strict=True)
        line, taken = lines.next_record()
        if cells == []:
            continue
        if cells is not None and len(cells) != width:
            reason = f"{len(cells)} cells instead of {width}"
        if reason and len(taken) > 1:
            # A quotation mark that is not closed swallows the records after it: find where the next begins.
            following = _next_good(taken, width)
            lines.give_back(taken[following:])
            if following < len(taken):
                cells = None
                reader = csv.reader(lines, strict=True)
        yield Record(line, cells, reason or _flaw(taken) or _overlong(cells))


def _next_good(taken: list[str], width: int) -> int:
    """The first of these lines, after the first, with which a whole record begins; their number if none."""
    for place in range(1, len(taken)):
        if not taken[place].strip():
            continue
        try:
            cells = next(csv.reader(islice(taken, place, place + LINES_TO_RESUME), strict=True))
        except (csv.Error, StopIteration):
            continue
        if len(cells) == width:
            return place
    return len(taken)


def _reason(error: Exception) -> str:
    if isinstance(error, _TooLong):
        return "a quotation mark is opened and not closed within 32 MB"
    return next(
        (words for part, words in _REASONS.items() if part in str(error)), "the quotation marks are broken"
    )


def _flaw(taken: list[str]) -> str:
    """What makes these lines unfit to be stored."""
    for line in taken:
        if "\0" in line:
            return "a NUL byte"
        if not line.isascii() and ("\ufffe" in line or _UNDECODED.search(line)):
            return "bytes that are no letters in the file's encoding"
    return ""


def _overlong(cells: list[str] | None) -> str:
    if cells and max(map(len, cells)) > LONGEST_CELL:
        return f"a cell of more than {LONGEST_CELL:,} letters"
    return ""
