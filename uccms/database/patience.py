"""Lets a reading take only so long: a page then says so instead of hanging."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled


class TookTooLong(Exception):
    """The database was stopped before it was done."""


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Within a transaction, stop every statement that runs longer.

    Raises TookTooLong in place of the database's own error.
    """
    is_ours = not connection.in_atomic_block  # the limit then ends with the transaction
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                [str(milliseconds)],
            )
            before = cursor.fetchone()[0]
            yield
            if not is_ours:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise
