"""Which bytes a request asks for (RFC 9110 section 14)."""

import re
from dataclasses import dataclass

MOST = 16  # ranges in one request; section 14.2 lets a server ignore more
_PLAIN = re.compile(r"bytes=(\d{1,18}-\d{0,18}|-\d{1,18})(, ?(\d{1,18}-\d{0,18}|-\d{1,18}))*", re.ASCII)
_SPECIFICATION = re.compile(r"(\d*)-(\d*)", re.ASCII)
_BEYOND = 20  # digits: no file is as long as a number with so many


@dataclass(frozen=True)
class Span:
    """A run of bytes, as (first, length)."""

    first: int
    length: int

    @property
    def last(self) -> int:
        return self.first + self.length - 1

    def content_range(self, size: int) -> str:
        return f"bytes {self.first}-{self.last}/{size}"


class NoSuchBytes(Exception):
    """Everything that was asked for lies behind the end: 416."""


def asked_spans(header: str | None, size: int) -> list[Span]:
    """The spans that a Range header asks for, in its order; none where the whole file is to be sent.

    A header that is malformed, has another unit, more than MOST ranges, or asks for more bytes than the file
    has, is ignored (section 14.2). Raises NoSuchBytes.
    """
    unit, equals, list_of_ranges = (header or "").partition("=")
    if not equals or unit.strip().lower() != "bytes" or size == 0 or list_of_ranges.count(",") >= 4 * MOST:
        return []
    specifications = [each for part in list_of_ranges.split(",") if (each := part.strip(" \t"))]
    if not 0 < len(specifications) <= MOST:
        return []

    spans = []
    for each in specifications:
        matched = _SPECIFICATION.fullmatch(each)
        if matched is None or each == "-":
            return []
        first, last = map(_number, matched.groups())
        if first is not None and last is not None and last < first:
            return []
        spans.append(_span(first, last, size))
    satisfiable = [each for each in spans if each is not None]
    if not satisfiable:
        raise NoSuchBytes
    if len(satisfiable) > 1 and sum(each.length for each in satisfiable) > size:
        return []  # overlapping: the file would travel more than once
    return satisfiable


def is_plain(header: str) -> bool:
    """Whether every server reads the header as we do: nginx refuses long numbers and empty items."""
    return _PLAIN.fullmatch(header) is not None


def _number(digits: str) -> int | None:
    if not digits:
        return None
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) < _BEYOND else 10**_BEYOND


def _span(first: int | None, last: int | None, size: int) -> Span | None:
    if first is None:  # the last so many bytes
        length = min(last or 0, size)
        return Span(size - length, length) if length else None
    if first >= size:
        return None
    end = size - 1 if last is None else min(last, size - 1)
    return Span(first, end - first + 1)
