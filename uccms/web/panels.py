"""Panels that a higher floor puts on a page of a lower one, such as orders on a customer's page.

Each app registers its own at start-up, in `AppConfig.ready()`; a page asks for those of its place and
includes their templates. So no page knows which panels there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """What one panel shows, read and ready: its template draws `panel.shown`."""

    template: str
    shown: Any


Read = Callable[[HttpRequest, Any], Any]
_readers: dict[str, dict[str, tuple[int, Read]]] = {}


def register(place: str, template: str, read: Read, *, position: int = 0) -> None:
    """Put a panel on the pages of `place`, such as `contacts.customer`, or replace it there.

    `read` takes the request and what the page is about, asks a number of queries that does not grow, and
    returns what the template shows, or None to leave the panel out.
    """
    readers = _readers.setdefault(place, {})
    readers[template] = (position, read)


def panels_for(request: HttpRequest, place: str, subject: Any = None) -> list[Panel]:
    """The panels of a page about `subject`, for the person who asked for it."""
    readers = sorted(_readers.get(place, {}).items(), key=lambda each: each[1][0])
    panels = (Panel(template, read(request, subject)) for template, (_, read) in readers)
    return [panel for panel in panels if panel.shown is not None]
