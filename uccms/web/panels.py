"""Panels that a higher floor puts on a page of a lower one, such as orders on a customer's page.

Each app registers its own at start-up, in `AppConfig.ready()`; a page asks for those of its place and
includes their templates. So no page knows which panels there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from uccms.database.written_once import Question, together


@dataclass(frozen=True)
class Panel:
    """What one panel shows, read and ready: its template draws `panel.shown`."""

    template: str
    shown: Any


@dataclass(frozen=True)
class Reader:
    """How a panel is read: `read` takes the request, what the page is about, and the answer to `asks`."""

    template: str
    position: int
    read: Callable[..., Any]
    asks: Callable[[HttpRequest, Any], Question] | None = None


_readers: dict[str, dict[str, Reader]] = {}


def register(
    place: str,
    template: str,
    read: Callable[..., Any],
    *,
    position: int = 0,
    asks: Callable[[HttpRequest, Any], Question] | None = None,
) -> None:
    """Put a panel on the pages of `place`, such as `contacts.customer`, or replace it there.

    `read` takes the request and what the page is about, asks a number of queries that does not grow, and
    returns what the template shows, or None to leave the panel out. What `asks` gives can travel with the
    page's own questions; `read` then takes the answer, too.
    """
    _readers.setdefault(place, {})[template] = Reader(template, position, read, asks)


class Panels:
    """The panels of a page about `subject`, for the person who asked for it.

    A page asks `questions` with its own, and then says what is `shown`; or `shown` asks them.
    """

    def __init__(self, request: HttpRequest, place: str, subject: Any = None) -> None:
        self._request, self._subject = request, subject
        readers = sorted(_readers.get(place, {}).values(), key=lambda each: each.position)
        self._asked = [(each, each.asks(request, subject) if each.asks else None) for each in readers]

    @property
    def questions(self) -> list[Question]:
        """What the panels ask of the database."""
        return [question for _, question in self._asked if question]

    def shown(self, answers: list[list] | None = None) -> list[Panel]:
        """The panels that have something to show."""
        if answers is None:
            answers = together(*self.questions) if self.questions else []
        left = iter(answers)
        found = []
        for reader, question in self._asked:
            answer = [next(left)] if question else []
            shown = reader.read(self._request, self._subject, *answer)
            if shown is not None:
                found.append(Panel(reader.template, shown))
        return found


def panels_for(request: HttpRequest, place: str, subject: Any = None) -> list[Panel]:
    """The panels of a page about `subject`, for the person who asked for it."""
    return Panels(request, place, subject).shown()
