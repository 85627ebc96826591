"""The bytes of an answer, block by block."""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from django.db import connections

from uccms.web.downloads.ranges import Span
from uccms.web.downloads.slots import Slot
from uccms.web.downloads.stored import StoredFile

logger = logging.getLogger(__name__)
Blocks = Callable[[StoredFile, Span], Iterator[bytes]]


class Body:
    """What a download sends. The server asks for a block when the reader has taken those before."""

    def __init__(self, blocks: Iterable[bytes], slot: Slot) -> None:
        self._blocks, self._slot, self._begun = iter(blocks), slot, False

    def __iter__(self) -> "Body":
        return self

    def __next__(self) -> bytes:
        if not self._begun:
            # After all middleware, which may have asked the database once more: from here on it is only
            # the reader that takes time, and a few slow ones would empty the pool.
            self._begun = True
            give_connections_back()
        try:
            return next(self._blocks)
        except StopIteration:
            raise
        except Exception:
            # Sent short of its length, the answer ends with the connection, and the reader asks for the rest.
            logger.exception("A download broke off on our side.")
            raise StopIteration from None

    def close(self) -> None:
        """Called by the server at the end, also when the reader went away."""
        if hasattr(self._blocks, "close"):
            self._blocks.close()
        self._slot.release()


def give_connections_back() -> None:
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close()


class Parts:
    """Several spans as multipart/byteranges (RFC 9110 section 14.6)."""

    def __init__(self, stored: StoredFile, spans: list[Span], content_type: str) -> None:
        self.boundary = secrets.token_hex(12)
        self._stored, self._spans = stored, spans
        self._heads = [
            f"\r\n--{self.boundary}\r\nContent-Type: {content_type}\r\n"
            f"Content-Range: {span.content_range(stored.size)}\r\n\r\n".encode()
            for span in spans
        ]
        self._end = f"\r\n--{self.boundary}--\r\n".encode()

    @property
    def length(self) -> int:
        return sum(map(len, self._heads)) + sum(span.length for span in self._spans) + len(self._end)

    def blocks(self, read: Blocks) -> Iterator[bytes]:
        each = (
            chain([head], read(self._stored, span))
            for head, span in zip(self._heads, self._spans, strict=True)
        )
        return chain(chain.from_iterable(each), [self._end])
