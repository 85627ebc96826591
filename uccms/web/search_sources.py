"""What the search of the whole system can find: each app registers its own source at start-up.

So whoever asks them all knows none of them; orders are found without the pages of tickets knowing of orders.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Hit:
    """One record that was found: its number, its address, and what a line says of it."""

    number: str
    address: str
    title: str
    note: str = ""
    sentence: tuple[str, ...] = ()  # what was found, in turns: beside it, the match, beside it, the match …
    exact: bool = False  # the record whose number was typed: where it is the only hit, its page opens


@dataclass(frozen=True)
class Source:
    """Where to look. `find` takes who asks, what was typed and how many at most.

    Whoever has the `right` of one source is offered the search. `find` returns only what the person may
    open, and nothing to whom the source says nothing; what was typed goes into no address, log or table.
    """

    name: str
    words: str
    position: int
    find: Callable[[object, str, int], list[Hit]]
    right: str = ""


_sources: dict[str, Source] = {}
_answers: ContextVar[dict | None] = ContextVar("answers_of_this_search", default=None)
_said: ContextVar[list[str] | None] = ContextVar("said_of_this_search", default=None)


@contextmanager
def one_search() -> Iterator[list[str]]:
    """Within, what several sources ask with `once` is asked once; gives what sources `say` of it."""
    said: list[str] = []
    tokens = _answers.set({}), _said.set(said)
    try:
        yield said
    finally:
        _answers.reset(tokens[0])
        _said.reset(tokens[1])


def once(ask: Callable[[str], T], typed: str) -> T:
    """What `ask` answers to what was typed; another source of this search gets the same answer."""
    answers = _answers.get()
    if answers is None:
        return ask(typed)
    if (ask, typed) not in answers:
        answers[ask, typed] = ask(typed)
    return answers[ask, typed]


def say(sentence: str) -> None:
    """Tell whoever searches that something may be missing from what they are shown."""
    said = _said.get()
    if said is not None and sentence not in said:
        said.append(sentence)


def register(source: Source) -> None:
    """Add a source, or replace the one of the same name; called from `AppConfig.ready()`."""
    _sources[source.name] = source


def sources() -> list[Source]:
    """All sources, in the order in which their hits are shown."""
    return sorted(_sources.values(), key=lambda each: each.position)


def may_find(user) -> bool:
    """Whether this person has the right that some source asks for."""
    return any(each.right and user.has_perm(each.right) for each in _sources.values())
