"""Lets a reading take only so long: a page then says so instead of hanging."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.conf import settings
from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from uccms.database.written_once import Question, together

# What is sent in one journey is a transaction, whose settings these are.
LIMITS = (
    "SELECT set_config('statement_timeout', %s, true),"
    " set_config('max_parallel_workers_per_gather', %s, true)"
)
ALONE = "0"  # no parallel workers: to start them takes longer than what is asked here


class TookTooLong(Exception):
    """The database was stopped before it was done."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Stop every statement within that runs longer.

    Raises TookTooLong in place of the database's own error.
    """
    with patience(milliseconds), stoppable():
        yield


@contextmanager
def patience(milliseconds: int) -> Iterator[None]:
    """Let no statement within run longer; what may be stopped is asked within `stoppable`.

    Nor does one get parallel workers.
    """
    within = connection.in_atomic_block  # the limit then ends with the transaction at the latest
    before = _limit((str(milliseconds), ALONE), within=within)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            _limit(before, within=within)


def together_within(milliseconds: int, *questions: Question) -> list[list]:
    """As `together`; no question takes longer. Raises TookTooLong in place of the database's own error.

    The limits travel with the questions, and end with their journey.
    """
    if connection.in_atomic_block or not settings.PREPARED_STATEMENTS:
        with at_most(milliseconds):
            return together(*questions)
    with stoppable():
        return together(Question(LIMITS, [str(milliseconds), ALONE]), *questions)[1:]


@contextmanager
def stoppable() -> Iterator[None]:
    """Raises TookTooLong where the database stopped a statement; a transaction around it can go on."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


def _limit(limits: tuple[str, str], *, within: bool) -> tuple[str, str]:
    """Set the time and the workers, for this transaction or this connection, and return what they were."""
    time, workers = limits
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), current_setting('max_parallel_workers_per_gather'),"
            " set_config('statement_timeout', %s, %s),"
            " set_config('max_parallel_workers_per_gather', %s, %s)",
            [time, within, workers, within],
        )
        return cursor.fetchone()[:2]
