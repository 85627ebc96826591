"""What the search of the whole system can find: each app registers its own source at start-up.

So whoever asks them all knows none of them; orders are found without the pages of tickets knowing of orders.
They look side by side: what all of them ask of the database in one round travels in one journey.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from uccms.database.patience import TookTooLong, together_within
from uccms.database.rounds import Rounds, side_by_side

T = TypeVar("T")
WAITING = object()  # in place of an answer that another source is asking for


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
    """Where to look. `find` takes who asks, what was typed and how many at most, and reads in rounds.

    Whoever has the `right` of one source is offered the search. `find` returns only what the person may
    open, and nothing to whom the source says nothing; what was typed goes into no address, log or table.
    """

    name: str
    words: str
    position: int
    find: Callable[[object, str, int], Rounds[list[Hit]]]
    right: str = ""


_sources: dict[str, Source] = {}
_answers: ContextVar[dict | None] = ContextVar("answers_of_this_search", default=None)
_said: ContextVar[list[str] | None] = ContextVar("said_of_this_search", default=None)


def find_everywhere(
    user, typed: str, most: int, *, milliseconds: int
) -> tuple[list[tuple[Source, list[Hit]]], list[Source]]:
    """The hits of all sources that have some, in their order, and the sources that took too long.

    Where one does, those that are not done look again, each alone, so that only the slow one is missing.
    """
    hits: dict[str, list[Hit]] = {}
    slow = []
    within = partial(together_within, milliseconds)

    def look(chosen: list[Source]) -> None:
        side_by_side({each.name: each.find(user, typed, most) for each in chosen}, hits, journey=within)

    try:
        look(sources())
    except TookTooLong:
        for source in sources():
            if source.name in hits:
                continue
            _forget_unfinished()
            try:
                look([source])
            except TookTooLong:
                slow.append(source)
    return [(each, hits[each.name]) for each in sources() if hits.get(each.name)], slow


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


def once(ask: Callable[[str], Rounds[T]], typed: str) -> Rounds[T]:
    """What `ask` reads for what was typed; another source of this search waits for the same answer."""
    answers = _answers.get()
    if answers is None:
        return (yield from ask(typed))
    if (ask, typed) not in answers:
        answers[ask, typed] = WAITING
        answers[ask, typed] = yield from ask(typed)
    while answers[ask, typed] is WAITING:
        yield []
    return answers[ask, typed]


def _forget_unfinished() -> None:
    """Of a journey that was stopped no answer comes any more: who needs it asks again."""
    answers = _answers.get() or {}
    for key in [key for key, answer in answers.items() if answer is WAITING]:
        del answers[key]


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
