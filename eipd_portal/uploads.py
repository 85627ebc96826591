"""A lock that all who publish share while their files are known to no row, and that the sweep has alone.

It belongs to the connection to the database, so that it ends with a process that is killed, and cannot be
left behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KEY = "hashtextextended('eipd_portal.uploads', 0)"


@contextmanager
def taking_in() -> Iterator[None]:
    """Around the copying of files and the transaction that writes their rows."""
    if connection.in_atomic_block:  # somebody else's transaction, with whose end the rows are seen
        _ask(f"SELECT pg_advisory_xact_lock_shared({KEY})")
        yield
        return
    _ask(f"SELECT pg_advisory_lock_shared({KEY})")
    try:
        yield
    finally:
        _ask(f"SELECT pg_advisory_unlock_shared({KEY})")


def nobody_takes_in() -> bool:
    """Within an action: whether nobody publishes now. If so, nobody begins before the action ends."""
    return _ask(f"SELECT pg_try_advisory_xact_lock({KEY})")


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return bool(cursor.fetchone()[0])
