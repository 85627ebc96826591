"""Who acts, on which page, in which request: what the history writes beside each change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

from uccms.database.written_once import Question, rows_of, together

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Page:
    """The running request, by the name of its address pattern and a random id; never the address itself."""

    name: str = ""
    request_id: str = ""


NO_PAGE = Page()
current_page: ContextVar[Page] = ContextVar("current_page", default=NO_PAGE)


# Who acts, on which page and in which request, told to the database until its transaction ends.
TELL = (
    "SELECT current_setting('uccms.actor', true) AS outer_actor, set_config('uccms.actor', %s, true),"
    " set_config('uccms.page', %s, true), set_config('uccms.request', %s, true)"
)


def told(by) -> list[str]:
    """The values for `TELL`: the actor, the page and the request."""
    page = current_page.get()
    return [str(by.pk) if by is not None and by.pk else "", page.name, page.request_id]


@contextmanager
def acting(by) -> Iterator[None]:
    """Open a transaction in which the history names `by` (a user, or None for the system).

    Inside another transaction the outer actor is named again afterwards; an outermost one ends with its own.
    """
    telling = told(by)
    is_inside = connection.in_atomic_block
    with transaction.atomic():
        outer = rows_of(TELL, telling)[0][0] or ""
        yield
        if is_inside and outer != telling[0]:
            rows_of("SELECT set_config('uccms.actor', %s, true)", [outer])


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a function as one that changes data: it runs in a transaction, under the actor given as `by`.

    Raises TypeError, where it is written, for a function that does not take `by` as a keyword alone: the
    history would name nobody.
    """
    by = signature(function).parameters.get("by")
    if by is None or by.kind is not Parameter.KEYWORD_ONLY:
        raise TypeError(f"The action {function.__qualname__} needs `by` as a keyword-only parameter.")

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(kwargs.get("by")):
            return function(*args, **kwargs)

    return inside


def one_at_a_time(identifier: object) -> None:
    """Within an action, let a second sending of the same form wait until the first is done."""
    together(turn_of(identifier))


def turn_of(identifier: object) -> Question:
    """The same as a question, to be asked together with others: what follows sees what the first did."""
    return Question("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(identifier)])
