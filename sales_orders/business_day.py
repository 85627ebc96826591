"""The day on which an act on an order counts: today, unless invented orders are told of another day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import timezone

_told: ContextVar[date | None] = ContextVar("business_day", default=None)


def today() -> date:
    """The day, in the office's zone, of prices and of entries of the ledger."""
    return _told.get() or timezone.localdate()


@contextmanager
def on(day: date) -> Iterator[None]:
    """Let acts within count on another day; for a demonstration, whose orders are some weeks old."""
    token = _told.set(day)
    try:
        yield
    finally:
        _told.reset(token)
